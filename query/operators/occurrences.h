// query/operators/occurrences.h
//
// How often a leaf of the query occurs in a document: the term frequency that ranking uses. The
// expansions of a truncation or a stem are one synonym, their frequencies summed.
#ifndef PATLAS_QUERY_OPERATORS_OCCURRENCES_H_
#define PATLAS_QUERY_OPERATORS_OCCURRENCES_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "query/operators/phrase.h"

namespace patlas {

/// What is summed, for one leaf in one field of one segment. Shared by threads.
struct OccurrenceSpec {
  struct Term {
    PostingList postings;        ///< with frequencies
    uint32_t language_mask = 0;  ///< counted in documents of any of these languages; 0: in all
  };
  std::vector<Term> terms;
  std::vector<std::pair<uint8_t, PostingList>> languages;  ///< those that a mask names
  std::vector<std::shared_ptr<const PhraseSpec>> phrases;
  std::vector<std::shared_ptr<const PhraseTable>> tables;

  bool empty() const { return terms.empty() && phrases.empty() && tables.empty(); }
};

/// Sums the frequencies of many terms once and for all, term by term.
PhraseTable sum_frequencies(const std::vector<OccurrenceSpec::Term>& terms, Budget& budget);

class OccurrenceCounter {
 public:
  OccurrenceCounter(const OccurrenceSpec& spec, Budget& budget);
  /// Occurrences in `doc`, which the leaf matches or not. Documents never decrease.
  uint64_t count(uint32_t doc);

 private:
  const OccurrenceSpec* spec_;
  std::vector<OccurrenceCursor> terms_;
  std::vector<std::pair<uint32_t, OccurrenceCursor>> languages_;  ///< bit, its documents
  std::vector<PhraseVerifier> phrases_;
  std::vector<size_t> at_;  ///< in each table
};

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_OCCURRENCES_H_
