// query/backends/xapian/failures.h
//
// Xapian says what went wrong by exceptions; from here on up it is an Error.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_FAILURES_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_FAILURES_H_

#include <xapian.h>

#include <string>
#include <utility>

#include "patlas/result.h"

namespace patlas::xapian {

Error error_of(const Xapian::Error& error, const std::string& directory);

/// Runs what gives a Result or Status.
template <typename Step>
auto without_exceptions(const std::string& directory, Step&& step) -> decltype(step()) {
  try {
    return std::forward<Step>(step)();
  } catch (const Xapian::Error& error) {
    return error_of(error, directory);
  }
}

}  // namespace patlas::xapian

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_FAILURES_H_
