// query/facets/family_pass.h
//
// Split families per facet value, and the cells of a cross-tab, from the kept matches in family
// order: a value's counter moves when the family is not the one it saw last.
// Threads take disjoint ranges of families, so their counters just add up.
#ifndef PATLAS_QUERY_FACETS_FAMILY_PASS_H_
#define PATLAS_QUERY_FACETS_FAMILY_PASS_H_

#include <cstdint>
#include <vector>

#include "query/facets/facet_answer.h"
#include "query/facets/kept_docs.h"

namespace patlas {

/// A facet together with its counts of documents.
struct PassFacet {
  const std::vector<FacetColumn>* columns = nullptr;  ///< by segment
  const FacetCodes* codes = nullptr;
  FacetCounts* counts = nullptr;
};

/// Adds to `counts->families` of each facet. `docs` is sorted.
void count_families(const std::vector<uint64_t>& docs, const SnapshotNumbers& numbers,
                    const std::vector<PassFacet>& facets, uint32_t threads, Budget& budget);

/// Cells by row, then column, as indexes into the counts' values. `docs` is sorted.
std::vector<CrossCell> count_cells(const std::vector<uint64_t>& docs,
                                   const SnapshotNumbers& numbers, const PassFacet& rows,
                                   const PassFacet& columns, uint32_t threads, Budget& budget);

}  // namespace patlas

#endif  // PATLAS_QUERY_FACETS_FAMILY_PASS_H_
