// corpora/generator/maker.h
//
// Makes the facts and texts of any record of a corpus; what they look like on paper is a shape's
// business (shapes/shape.h).
#ifndef PATLAS_CORPORA_GENERATOR_MAKER_H_
#define PATLAS_CORPORA_GENERATOR_MAKER_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "corpora/generator/classes.h"
#include "corpora/generator/fulltext.h"
#include "corpora/generator/generator.h"
#include "corpora/generator/made_record.h"
#include "corpora/generator/text.h"
#include "corpora/generator/weighted.h"
#include "corpora/generator/window.h"

namespace patlas::generator {

class RecordMaker {
 public:
  RecordMaker(uint64_t seed, Profile profile, WordLists lists, Classes classes);

  /// Which publication a record is, before it is made: most of what a shape leaves out is known
  /// from that. Valid until the next call.
  struct Place {
    const Window* window = nullptr;
    uint64_t record = 0;
    uint32_t slot = 0;
    const Publication& publication() const { return window->publications[slot]; }
    const Filing& filing() const { return window->filings[publication().filing]; }
  };
  /// REQUIRES: record < kRecordsMax.
  Place find(uint64_t record);
  /// Valid until the next call of either.
  const MadeRecord& make(const Place& place);

 private:
  const Window& window_of(uint64_t index);
  void make_shared(const Family& family, Day priority);
  uint32_t draw_subclass(uint64_t applicant, Random& random);
  void make_parties(std::string_view country, uint64_t applicant, bool once, Random& random);
  void make_symbols(uint32_t subclass, uint32_t year, Random random);
  void make_list(uint32_t subclass, uint32_t count, Catalogue catalogue, Random& random,
                 std::vector<MadeSymbol>& out);
  static bool has_cpc(const Filing& filing, const Publication& publication);
  void make_texts();
  void add_title(Language language);
  void add_abstract(Language language);
  void make_full_text(Language language);
  void make_citations(uint32_t slot);

  uint64_t seed_;
  Profile profile_;
  WordLists lists_;
  TextMaker text_;
  FullTextMaker full_text_;
  Classes classes_;
  Weighted applicants_ = Weighted::zipf(1u << 16, 5);
  Weighted cited_ = Weighted::zipf(1u << 12, 8);
  Window classics_;
  std::optional<Window> window_;
  Subject subject_;  ///< of the family at hand
  MadeRecord made_;
};

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_MAKER_H_
