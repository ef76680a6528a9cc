// query/backends/xapian/translate.h
//
// The query tree as one query of Xapian. The tree is taken as it was asked, not simplified: what
// matches is for Xapian to say.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_TRANSLATE_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_TRANSLATE_H_

#include <xapian.h>

#include <vector>

#include "query/budget.h"
#include "query/leaves.h"
#include "query/tree.h"

namespace patlas::xapian {

/// `leaves`: by node. Worthless when the budget ended. REQUIRES: check_tree() is content.
Result<Xapian::Query> translate(const Xapian::Database& database, const Tree& tree,
                                const std::vector<LeafText>& leaves, Budget& budget);

}  // namespace patlas::xapian

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_TRANSLATE_H_
