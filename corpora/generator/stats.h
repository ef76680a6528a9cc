// corpora/generator/stats.h
//
// What a corpus looks like, counted on its JSON lines as any reader would see them: the bench's
// corpus is held to the shape of real text by these figures (corpora/README.md).
#ifndef PATLAS_CORPORA_GENERATOR_STATS_H_
#define PATLAS_CORPORA_GENERATOR_STATS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "patlas/result.h"

namespace patlas::generator {

struct Figures {
  uint64_t records = 0, line_bytes = 0, text_bytes = 0, cjk_bytes = 0;
  uint64_t description_bytes = 0, claims_bytes = 0;  ///< of text_bytes
  uint64_t records_with_abstract = 0;
  uint64_t latin_tokens = 0, latin_words = 0, latin_words_once = 0, latin_top100_tokens = 0;
  uint64_t cjk_bigrams = 0, cjk_distinct = 0, cjk_once = 0;
  uint64_t symbols = 0;
  uint64_t families = 0, families_of_one = 0, families_of_ten = 0, largest_family = 0;
  uint64_t applicants = 0, applicants_once = 0, applicant_mentions = 0, top_applicant_mentions = 0;
  uint64_t cited = 0, cited_once = 0, citations = 0, most_cited = 0;
  /// What the most frequent hundredth takes of all mentions, and Hill's estimate of the tail's
  /// exponent over that hundredth.
  double applicant_top_hundredth = 0, applicant_tail = 0;
  double cited_top_hundredth = 0, cited_tail = 0;
  double zstd_ratio = 0;             ///< `zstd -3` of the first 10,000 lines (64 MiB) together
  double zstd_dictionary_ratio = 0;  ///< each line alone with a dictionary trained on the others

  /// Terms of both kinds that occur once, as a share of all.
  double once_share() const;
  double latin_top100_share() const;
  double cjk_share() const;
};

/// Fed the lines one by one.
class Stats {
 public:
  Stats();
  ~Stats();

  /// parse: not a record of the publications table.
  Status add(std::string_view line);
  Figures figures() const;
  /// The figures and their distributions as text, one a line.
  std::string report() const;

 private:
  struct Counts;
  std::unique_ptr<Counts> counts_;
};

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_STATS_H_
