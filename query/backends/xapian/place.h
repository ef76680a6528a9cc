// query/backends/xapian/place.h
//
// Whose a directory is: Xapian's, the native index's, or nobody's yet. A build without Xapian knows
// one when it sees it.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_PLACE_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_PLACE_H_

#include <string>

#include "engine/base/fs.h"
#include "patlas/result.h"

namespace patlas {

/// The name of a file that every database of Xapian's own format has.
inline constexpr const char* kXapianFile = "iamglass";

inline bool is_xapian_directory(Fs& fs, const std::string& directory) {
  return fs.stat(join_path(directory, kXapianFile)).has_value();
}
/// Whether anything was ever written into its tables. REQUIRES: the directory is there.
Result<bool> has_xapian_tables(Fs& fs, const std::string& directory);
/// Makes the directory, unless it is there and holds a database or nothing. invalid_argument: it
/// holds a native index or other files; corruption: a database without its description.
Status make_place_for_xapian(Fs& fs, const std::string& directory);

}  // namespace patlas

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_PLACE_H_
