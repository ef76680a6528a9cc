#include "query/backends/xapian/place.h"

#include <algorithm>

#include "engine/index/manifest.h"

namespace patlas {
namespace {

// Made before anything else: what a writer that died at once leaves.
constexpr const char* kXapianLock = "flintlock";

}  // namespace

Result<bool> has_xapian_tables(Fs& fs, const std::string& directory) {
  PATLAS_ASSIGN(const auto names, fs.list(directory));
  for (const std::string& name : names) {
    if (!name.ends_with(".glass")) continue;
    PATLAS_ASSIGN(const FileInfo info, fs.stat(join_path(directory, name)));
    if (info.size_bytes != 0) return true;
  }
  return false;
}

Status make_place_for_xapian(Fs& fs, const std::string& directory) {
  const auto info = fs.stat(directory);
  if (!info && info.error().code != Code::kNotFound) return info.error();
  if (!info) {
    PATLAS_TRY(fs.make_dir(directory));
    return fs.sync_dir(parent_directory(directory));
  }
  if (!info->is_directory) {
    return Error{Code::kInvalidArgument,
                 "the index must be a directory, and this is a file",
                 {.file = directory, .entry = {}}};
  }
  if (is_xapian_directory(fs, directory)) return {};
  PATLAS_ASSIGN(const auto names, fs.list(directory));
  for (const std::string& name : names) {
    if (manifest_generation(name)) {
      return Error{Code::kInvalidArgument,
                   "the directory holds a native index; load into it without naming a backend, or "
                   "name a new directory",
                   {.file = directory, .entry = name}};
    }
  }
  const bool is_ours =
      std::any_of(names.begin(), names.end(), [](const auto& name) { return name == kXapianLock; });
  PATLAS_ASSIGN(const bool has_tables, has_xapian_tables(fs, directory));
  if (is_ours && has_tables) {
    return Error{Code::kCorruption,
                 "the directory holds the tables of a Xapian database, but not the file that "
                 "describes them",
                 {.file = join_path(directory, kXapianFile), .entry = {}}};
  }
  if (names.empty() || is_ours) return {};
  return Error{Code::kInvalidArgument,
               "the directory holds other files and no index; name a new or an empty one",
               {.file = directory, .entry = names.front()}};
}

}  // namespace patlas
