// query/facets/facet_answer.h
//
// From counts by code to what a user sees: values, labels, documents and families, in order.
#ifndef PATLAS_QUERY_FACETS_FACET_ANSWER_H_
#define PATLAS_QUERY_FACETS_FACET_ANSWER_H_

#include <cstdint>
#include <vector>

#include "query/facets/facet_counter.h"
#include "query/search.h"

namespace patlas {

/// The values of a facet that have a match.
struct FacetCounts {
  std::vector<CodeCount> values;   ///< by code, which is by value
  std::vector<uint32_t> families;  ///< of each; empty: not counted

  /// Index of a code in `values`. REQUIRES: it is there.
  uint32_t index(uint32_t code) const;
};

/// The value at `index` with its label.
Result<FacetValue> facet_value(const FacetSpec& spec, const FacetCodes& codes,
                               const FacetCounts& counts, uint32_t index);

/// Most documents first, then by value; at most `limit` (0: all). What it gives is worthless if the
/// budget ended.
Result<FacetAnswer> answer_facet(const FacetSpec& spec, const FacetCodes& codes,
                                 const FacetCounts& counts, uint64_t limit, Budget& budget);

}  // namespace patlas

#endif  // PATLAS_QUERY_FACETS_FACET_ANSWER_H_
