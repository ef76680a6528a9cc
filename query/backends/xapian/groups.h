// query/backends/xapian/groups.h
//
// How many applications and extended families a list of documents is of. Xapian knows neither:
// applications are read from the documents' own terms, and extended families are joined over the
// whole database, each time that they are asked for.
//
// Memory   what is kept for each document and number is charged; when the budget ends, what is
//          given is worthless.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_GROUPS_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_GROUPS_H_

#include <xapian.h>

#include <cstdint>

#include "engine/segment/schema.h"
#include "patlas/result.h"
#include "query/backends/xapian/matches.h"
#include "query/budget.h"

namespace patlas::xapian {

/// O(documents). corruption.
Result<uint64_t> count_applications(const Xapian::Database& database, const Schema& schema,
                                    const Docs& docs, Budget& budget);
/// O(numbers and documents of the database). corruption.
Result<uint64_t> count_extended_families(const Xapian::Database& database, const Schema& schema,
                                         const Docs& docs, Budget& budget);

}  // namespace patlas::xapian

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_GROUPS_H_
