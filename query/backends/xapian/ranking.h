// query/backends/xapian/ranking.h
//
// SYNTAX.md, "Ranking", from Xapian's frequencies, positions and values. Its own weighting schemes
// know no clauses that are scored field by field, so the formula is computed here.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_RANKING_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_RANKING_H_

#include <xapian.h>

#include <vector>

#include "query/backends/xapian/matches.h"
#include "query/budget.h"
#include "query/leaves.h"
#include "query/tree.h"

namespace patlas::xapian {

/// Of each of `docs`, which increase. Worthless when the budget ended.
Result<std::vector<double>> scores_of(const Xapian::Database& database, const Tree& tree,
                                      const std::vector<LeafText>& leaves, const Docs& docs,
                                      Budget& budget);

}  // namespace patlas::xapian

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_RANKING_H_
