// engine/index/snapshot_parts.h
//
// The inside of a Snapshot, for the modules of engine/index that work on files: writer, check,
// backup.
#ifndef PATLAS_ENGINE_INDEX_SNAPSHOT_PARTS_H_
#define PATLAS_ENGINE_INDEX_SNAPSHOT_PARTS_H_

#include <memory>
#include <span>
#include <string>

#include "engine/index/manifest.h"
#include "engine/index/snapshot.h"
#include "engine/index/split_groups.h"

namespace patlas {

struct SnapshotParts {
  /// Opens every file that `manifest` names. not_found when one is missing.
  static Result<std::shared_ptr<const Snapshot>> open(const Env& env, const std::string& directory,
                                                      Manifest manifest);
  static const Manifest& manifest(const Snapshot& snapshot);
  /// All levels, as the families file has them; empty ones where there is no such file.
  static Result<SplitLevels> split_groups(const Snapshot& snapshot);
  /// Stores, segments and deletes, all open.
  static std::span<const std::shared_ptr<SealedFile>> files(const Snapshot& snapshot);
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_INDEX_SNAPSHOT_PARTS_H_
