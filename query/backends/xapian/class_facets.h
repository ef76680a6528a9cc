// query/backends/xapian/class_facets.h
//
// Levels of a class tree under a query: the line of each document's symbols, walked up one by one.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_CLASS_FACETS_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_CLASS_FACETS_H_

#include <xapian.h>

#include <vector>

#include "query/backends/xapian/matches.h"
#include "query/budget.h"
#include "query/classes/class_facet.h"

namespace patlas::xapian {

/// `families`: by match; empty: not counted. `scheme` may be nullptr. What it gives is worthless if
/// the budget ended.
FacetAnswer class_facet(const Xapian::Database& database, const Docs& docs,
                        const std::vector<uint32_t>& families, const ClassFacet& facet,
                        const Scheme* scheme, uint64_t limit, Budget& budget);

}  // namespace patlas::xapian

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_CLASS_FACETS_H_
