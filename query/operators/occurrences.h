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

/// One phrase or word of a leaf: what is summed for it.
struct OccurrenceGroup {
  struct Term {
    PostingList postings;        ///< with frequencies
    uint32_t language_mask = 0;  ///< counted in documents of any of these languages; 0: in all
  };
  std::vector<Term> terms;
  std::vector<std::shared_ptr<const PhraseSpec>> phrases;
  std::vector<std::shared_ptr<const PhraseTable>> tables;
};

/// One leaf in one field of one segment. Shared by threads.
struct OccurrenceSpec {
  std::vector<OccurrenceGroup> groups;  ///< all must occur; then their counts are summed
  std::vector<std::pair<uint8_t, PostingList>> languages;  ///< those that a mask names
};

/// Sums the frequencies of many terms once and for all, term by term.
PhraseTable sum_frequencies(const std::vector<OccurrenceGroup::Term>& terms, Budget& budget);

class OccurrenceCounter {
 public:
  OccurrenceCounter(const OccurrenceSpec& spec, Budget& budget);
  /// Occurrences in `doc`; 0 when the leaf does not match there. Documents never decrease.
  uint64_t count(uint32_t doc);

 private:
  struct Group {
    const OccurrenceGroup* spec = nullptr;
    std::vector<OccurrenceCursor> terms;
    std::vector<PhraseVerifier> phrases;
    std::vector<size_t> at;  ///< in each table
    uint64_t count(uint32_t doc, uint32_t languages);
  };
  std::vector<Group> groups_;
  std::vector<std::pair<uint32_t, OccurrenceCursor>> languages_;  ///< bit, its documents
};

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_OCCURRENCES_H_
