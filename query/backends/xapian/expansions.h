// query/backends/xapian/expansions.h
//
// All terms that start with a prefix: what truncation stands for. There is no limit on their
// number; whoever asks charges them to its budget.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_EXPANSIONS_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_EXPANSIONS_H_

#include <xapian.h>

#include <functional>
#include <string>

#include "patlas/result.h"

namespace patlas::xapian {

/// Calls `visit(name, whole term)` for each, in the order of names, until it gives false.
Status for_each_name(const Xapian::Database& database, const std::string& prefix,
                     const std::function<bool(const std::string&, const std::string&)>& visit);

/// The term that a name stands for. corruption when metadata does not say.
Result<std::string> whole_term(const Xapian::Database& database, const std::string& name);

}  // namespace patlas::xapian

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_EXPANSIONS_H_
