#include "bindings/cpp/backend.h"

#include "bindings/cpp/requests.h"
#include "engine/base/env.h"
#include "ingest/patent_schema.h"
#include "query/backends/xapian/place.h"

namespace patlas {
namespace {

Result<const Backend*> built_xapian(const std::string& directory) {
#ifdef PATLAS_WITH_XAPIAN
  static_cast<void>(directory);
  return &xapian_backend();
#else
  return Error{Code::kUnsupportedVersion,
               "the xapian backend is not in this build: it needs PATLAS_XAPIAN=ON",
               {.file = directory, .entry = {}}};
#endif
}

}  // namespace

Result<const Backend*> backend_of(const std::string& directory) {
  PATLAS_TRY(check_directory(directory));
  if (is_xapian_directory(*posix_env().fs, directory)) return built_xapian(directory);
  return &native_backend();
}

Result<const Backend*> backend_to_write(const std::string& directory, std::string_view name) {
  if (name.empty()) return backend_of(directory);
  if (name == "xapian") return built_xapian(directory);
  if (name != "native") {
    return Error{Code::kInvalidArgument,
                 "there is no backend '" + std::string(name) + "'; there are native and xapian",
                 {}};
  }
  if (!is_xapian_directory(*posix_env().fs, directory)) return &native_backend();
  return Error{Code::kInvalidArgument,
               "the directory holds an index of the xapian backend; load into it without naming a "
               "backend, or name a new directory",
               {.file = directory, .entry = {}}};
}

Result<std::shared_ptr<const OpenIndex>> open_index(const std::string& directory) {
  PATLAS_ASSIGN(const Backend* backend, backend_of(directory));
  PATLAS_ASSIGN(auto index, backend->open(directory));
  const std::string& rules = index->schema().rules;
  if (rules == patent_schema().rules) return index;
  return Error{Code::kUnsupportedVersion,
               "the index was built with the rules \"" + rules +
                   "\" for records, this program has \"" + patent_schema().rules +
                   "\"; index the records again, or use the program that built it",
               {.file = directory, .entry = {}}};
}

}  // namespace patlas
