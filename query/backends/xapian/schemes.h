// query/backends/xapian/schemes.h
//
// The classifications of an index, which are entries of the database's metadata: the two payloads
// of a scheme file (engine/FORMAT.md), a tree and its titles.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_SCHEMES_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_SCHEMES_H_

#include <xapian.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/scheme/scheme.h"

namespace patlas::xapian {

/// REQUIRES: in a transaction, where there is one.
void write_scheme(Xapian::WritableDatabase& database, const Scheme& scheme);
/// By name.
std::vector<std::string> scheme_names(const Xapian::Database& database);
/// nullptr when there is none of that name. corruption.
Result<std::shared_ptr<const Scheme>> read_scheme(const Xapian::Database& database,
                                                  const std::string& name,
                                                  const std::string& directory);

}  // namespace patlas::xapian

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_SCHEMES_H_
