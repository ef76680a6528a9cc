#include "query/backends/xapian/marker.h"

#include <cstdio>

#include "engine/base/coding.h"
#include "engine/text/analyzer.h"
#include "query/backends/xapian/names.h"

namespace patlas::xapian {
namespace {

// Any change of names.h, or of what stands under a name, takes the next number.
constexpr std::string_view kLayout = "patlas-xapian-2";

Error refused(Code code, std::string message, const std::string& directory) {
  return Error{code, std::move(message), {.file = directory, .entry = {}}};
}

/// To Xapian a table that is not there is an empty one: phrases would be found nowhere.
Status all_tables(Fs& fs, const Xapian::Database& database, const Schema& schema,
                  const std::string& directory) {
  const auto need = [&](const char* table) -> Status {
    const std::string path = join_path(directory, table);
    if (const auto info = fs.stat(path); info || info.error().code != Code::kNotFound) return {};
    return refused(Code::kCorruption, "a table of the index is missing", path);
  };
  if (database.get_doccount() == 0) return {};
  PATLAS_TRY(need("docdata.glass"));
  for (Xapian::valueno field = 0; field < schema.fields.size(); ++field) {
    if (database.get_value_freq(kLengthSlots + field) != 0) return need("position.glass");
  }
  return {};
}

}  // namespace

std::string Marker::encode() const {
  std::string out;
  put_string(out, kLayout);
  put_string(out, analysis);
  put_string(out, schema.encode());
  for (const uint64_t number :
       {index_id, generation, created_unix_ms, totals.seen, totals.accepted, totals.replaced,
        totals.superseded, totals.deleted, totals.rejected}) {
    put_u64(out, number);
  }
  return out;
}

std::string Marker::snapshot_id() const {
  char id[48];
  std::snprintf(id, sizeof id, "%016llx.%llu", static_cast<unsigned long long>(index_id),
                static_cast<unsigned long long>(generation));
  return id;
}

Result<std::optional<Marker>> read_marker(Fs& fs, const Xapian::Database& database,
                                          const std::string& directory) {
  const std::string bytes = database.get_metadata(kMarkerKey);
  if (bytes.empty()) {
    if (database.get_doccount() == 0) return std::optional<Marker>();
    return refused(Code::kInvalidArgument,
                   "the directory holds a Xapian database that Patlas did not make", directory);
  }
  ByteReader reader(as_bytes(bytes));
  const std::string_view layout = reader.string();
  if (reader.ok() && layout.starts_with("patlas-xapian-") && layout != kLayout) {
    return refused(Code::kUnsupportedVersion,
                   "the index has layout \"" + std::string(layout) + "\", this program reads \"" +
                       std::string(kLayout) +
                       "\"; index the records again, or use the program that built it",
                   directory);
  }
  Marker marker;
  marker.analysis = reader.string();
  const std::string_view schema = reader.string();
  for (uint64_t* number :
       {&marker.index_id, &marker.generation, &marker.created_unix_ms, &marker.totals.seen,
        &marker.totals.accepted, &marker.totals.replaced, &marker.totals.superseded,
        &marker.totals.deleted, &marker.totals.rejected}) {
    *number = reader.u64();
  }
  if (!reader.ok() || !reader.at_end() || layout != kLayout) {
    return refused(Code::kCorruption, "the entry that describes the index is damaged", directory);
  }
  if (marker.analysis != analysis_version()) {
    return refused(Code::kUnsupportedVersion,
                   "the index was built with text analysis \"" + marker.analysis +
                       "\", this program has \"" + analysis_version() +
                       "\"; index the records again, or use the program that built it",
                   directory);
  }
  auto read = Schema::decode(schema);
  if (!read) return refused(read.error().code, read.error().message, directory);
  marker.schema = std::move(*read);
  PATLAS_TRY(all_tables(fs, database, marker.schema, directory));
  return std::optional(std::move(marker));
}

}  // namespace patlas::xapian
