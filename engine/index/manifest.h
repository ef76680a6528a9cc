// engine/index/manifest.h
//
// What an index is at one generation: which files, and what they must contain. A manifest is
// written under a temporary name, synced, renamed to MANIFEST-<generation>, and never changed; the
// rename followed by a sync of the directory is the moment a commit happens (RELIABILITY 3.1).
//
// Bytes    FORMAT.md, "Manifests": a sealed file with one section.
#ifndef PATLAS_ENGINE_INDEX_MANIFEST_H_
#define PATLAS_ENGINE_INDEX_MANIFEST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/env.h"
#include "engine/base/sealed_file.h"
#include "engine/segment/schema.h"

namespace patlas {

struct ManifestFile {
  uint64_t id = 0;
  SealedFileInfo info;
  bool operator==(const ManifestFile& o) const {
    return id == o.id && info.size_bytes == o.info.size_bytes && info.hash_low == o.info.hash_low &&
           info.hash_high == o.info.hash_high;
  }
};

struct ManifestSegment {
  ManifestFile file;
  uint32_t doc_count = 0;
  uint32_t live_count = 0;
  std::optional<ManifestFile> deletes;
  std::vector<uint64_t> stores;  ///< file ids, among Manifest::stores
};

/// Sums over all loads into the index, as reported to the user.
struct LoadTotals {
  uint64_t seen = 0, accepted = 0, replaced = 0, superseded = 0, deleted = 0, rejected = 0;
  LoadTotals& operator+=(const LoadTotals& other);
  LoadTotals& operator-=(const LoadTotals& other);
};

/// A classification that the index carries; one of each name.
struct ManifestScheme {
  ManifestFile file;
  std::string name, version;
};

struct Manifest {
  uint64_t index_id = 0;
  uint64_t generation = 0;
  uint64_t parent_generation = 0;
  uint64_t created_unix_ms = 0;
  std::string analysis;  ///< engine/text/analyzer.h, analysis_version()
  Schema schema;
  std::vector<ManifestSegment> segments;
  std::vector<ManifestFile> stores;
  std::vector<ManifestScheme> schemes;   ///< by name
  std::optional<ManifestFile> families;  ///< split_groups.h; none while no group is split
  LoadTotals totals;

  std::string encode() const;
  static Result<Manifest> decode(std::string_view bytes);
  /// Names of the files that this manifest needs, its own not included.
  std::vector<std::string> file_names() const;
};

/// "segment-0123456789abcdef", "store-...", "deletes-...", "scheme-...".
std::string index_file_name(FileType type, uint64_t id);
std::string manifest_name(uint64_t generation);
/// The generation of a manifest's name; nullopt for any other name.
std::optional<uint64_t> manifest_generation(std::string_view name);
/// What spools of one build are called, each with a dash and a number behind it.
std::string spool_name_prefix(uint64_t id);
/// True for exactly the names that an index gives to its files: what garbage collection may remove.
bool is_index_file_name(std::string_view name);

/// Generations whose manifests are in the directory, increasing. not_found when there is no such
/// directory.
Result<std::vector<uint64_t>> list_generations(Fs& fs, const std::string& directory);
Result<Manifest> read_manifest(Fs& fs, const std::string& directory, uint64_t generation);
/// Writes, syncs, renames and syncs the directory: when it returns ok the generation is durable.
Status publish_manifest(const Env& env, const std::string& directory, const Manifest& manifest);

}  // namespace patlas

#endif  // PATLAS_ENGINE_INDEX_MANIFEST_H_
