// query/facets/facet_merge.h
//
// From counts in each segment's own codes to counts by value over the snapshot: equal strings of
// different segments become one value with one number (rank among the values seen, by bytes).
#ifndef PATLAS_QUERY_FACETS_FACET_MERGE_H_
#define PATLAS_QUERY_FACETS_FACET_MERGE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "query/facets/facet_counter.h"
#include "query/search.h"

namespace patlas {

struct MergedFacet {
  std::vector<std::string> values;  ///< sorted by bytes
  std::vector<uint64_t> documents, families;
  /// [segment][code] -> index in `values`; FacetColumn::kNoCode for codes without a match. Made
  /// only when asked for.
  std::vector<std::vector<uint32_t>> of_segment;
};

/// `counts`: by segment.
Result<MergedFacet> merge_facet(const std::vector<FacetColumn>& columns,
                                const std::vector<std::vector<CodeCount>>& counts, bool with_maps,
                                Budget& budget);

/// Most documents first, then by value; at most `limit` (0: all) with labels.
FacetAnswer order_facet(const FacetSpec& spec, const MergedFacet& merged, uint64_t limit);

}  // namespace patlas

#endif  // PATLAS_QUERY_FACETS_FACET_MERGE_H_
