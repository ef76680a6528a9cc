// query/expansion.h
//
// The terms of one field and segment that a unit of a phrase stands for: one, all with a beginning,
// or all that a pattern takes. There is no limit on how many: the query's budget is charged.
//
// Errors   corruption. When the budget ended, what it gives is worthless.
// Tested   tests/query/expansions_test.cc
#ifndef PATLAS_QUERY_EXPANSION_H_
#define PATLAS_QUERY_EXPANSION_H_

#include <vector>

#include "engine/segment/reader.h"
#include "engine/terms/term_scan.h"
#include "engine/text/analyzer.h"
#include "query/budget.h"

namespace patlas {

/// Terms whose postings memory is asked for before they are opened.
inline constexpr size_t kTermsAhead = 8;

/// Terms in dictionary order, charged while they are gathered; what they take from then on is for the
/// caller to charge. `by_lookup`: words by word_lookup.h, where that is cheaper.
Result<std::vector<TermScan::Match>> expand_terms(const SegmentReader& segment, uint16_t field,
                                                  const PhraseUnit& unit, bool by_lookup,
                                                  Budget& budget);
/// Posting lists, and the charge for them.
struct ChargedPostings {
  explicit ChargedPostings(Budget& budget) : charge(budget) {}
  std::vector<PostingList> lists;
  Charge charge;
};

/// Their postings.
Result<ChargedPostings> expand(const SegmentReader& segment, uint16_t field, const PhraseUnit& unit,
                               Detail detail, bool by_lookup, Budget& budget);

}  // namespace patlas

#endif  // PATLAS_QUERY_EXPANSION_H_
