#include "engine/index/backup.h"

#include "engine/index/snapshot_parts.h"

namespace patlas {
namespace {

/// From the mapping that the snapshot holds, so that a file unlinked meanwhile is copied all the
/// same.
Status copy_file(const Env& env, const SealedFile& file, const std::string& to) {
  if (env.fs->link(file.path(), to)) return {};
  PATLAS_ASSIGN(auto out, env.fs->create(to));
  PATLAS_TRY(out->append(file.bytes()));
  PATLAS_TRY(out->sync());
  return out->close();
}

}  // namespace

Status backup_snapshot(const Env& env, const Snapshot& snapshot, const std::string& directory) {
  PATLAS_TRY(env.fs->make_dir(directory));
  PATLAS_TRY(env.fs->sync_dir(parent_directory(directory)));
  for (const auto& file : SnapshotParts::files(snapshot)) {
    const std::string name = file->path().substr(file->path().find_last_of('/') + 1);
    PATLAS_TRY(copy_file(env, *file, join_path(directory, name)));
  }
  PATLAS_TRY(snapshot.intact());
  PATLAS_TRY(env.fs->sync_dir(directory));
  return publish_manifest(env, directory, SnapshotParts::manifest(snapshot));
}

}  // namespace patlas
