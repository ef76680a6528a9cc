// query/backends/xapian/marker.h
//
// What makes a Xapian database an index of Patlas: one entry of its metadata, written by the
// commit that it describes.
//
// Bytes    strings "patlas-xapian-<layout>", analysis, schema; u64: index id, generation, time of
//          the commit, the six totals of loads.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_MARKER_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_MARKER_H_

#include <xapian.h>

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/fs.h"
#include "engine/index/manifest.h"
#include "engine/segment/schema.h"
#include "patlas/result.h"

namespace patlas::xapian {

inline constexpr const char* kMarkerKey = "patlas";

struct Marker {
  std::string analysis;
  Schema schema;
  uint64_t index_id = 0;
  uint64_t generation = 0;
  uint64_t created_unix_ms = 0;
  LoadTotals totals;

  std::string encode() const;
  /// "<index id in hex>.<generation>", as the native index names its generations.
  std::string snapshot_id() const;
};

/// Nothing when no generation was committed yet. unsupported_version: another layout, or a text
/// analysis that this program does not have. invalid_argument: a database that Patlas did not make.
/// corruption: a damaged one, or one of its tables is missing.
Result<std::optional<Marker>> read_marker(Fs& fs, const Xapian::Database& database,
                                          const std::string& directory);

}  // namespace patlas::xapian

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_MARKER_H_
