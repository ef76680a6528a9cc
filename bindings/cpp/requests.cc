#include "bindings/cpp/requests.h"

#include "engine/base/env.h"
#include "patlas/limits.h"

namespace patlas {

Status check_threads(unsigned threads) {
  if (threads <= limits::kThreads) return {};
  return Error{Code::kLimit,
               std::to_string(threads) + " threads are more than the limit of " +
                   std::to_string(limits::kThreads) + "; 0 takes as many as the machine has",
               {}};
}

Status check_path(const std::string& path, const std::string& noun) {
  if (path.empty()) return Error{Code::kInvalidArgument, noun + " is the empty text", {}};
  if (path.find('\0') == std::string::npos) return {};
  return Error{Code::kInvalidArgument, noun + " has a NUL in it: no path has one", {}};
}

Status check_directory(const std::string& directory) {
  PATLAS_TRY(check_path(directory, "the directory"));
  const Result<FileInfo> info = posix_env().fs->stat(directory);
  if (!info || info->is_directory) return {};
  return Error{Code::kInvalidArgument,
               "an index is a directory, and this is a file",
               {.file = directory, .entry = {}}};
}

}  // namespace patlas
