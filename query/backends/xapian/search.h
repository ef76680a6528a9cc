// query/backends/xapian/search.h
//
// Asks a Xapian database what query/search.h asks a snapshot, and answers in its terms: the same
// counts, facets, order and scores, by Xapian's own matching.
//
// Exact    always, unless a budget ends the query: then as query/search.h says, and there are no
//          hits.
// Threads  one a search; `threads` and `optimisations` of the options are not looked at.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_SEARCH_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_SEARCH_H_

#include <xapian.h>

#include "engine/segment/schema.h"
#include "query/budget.h"
#include "query/classes/class_lookup.h"
#include "query/search.h"
#include "query/tree.h"

namespace patlas::xapian {

/// A hit's address is {0, Xapian's number of the document}.
Result<SearchAnswer> search_database(const Xapian::Database& database, const Schema& schema,
                                     const SchemeSource& schemes, const Tree& tree,
                                     const SearchOptions& options, Budget& budget);

}  // namespace patlas::xapian

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_SEARCH_H_
