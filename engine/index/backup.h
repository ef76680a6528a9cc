// engine/index/backup.h
//
// Copies a held snapshot into a new directory that opens as the same generation, while the index it
// was taken from goes on. Files are hard-linked where the file system can, else copied: they never
// change.
//
// Errors   exists when the directory is there already; io.
#ifndef PATLAS_ENGINE_INDEX_BACKUP_H_
#define PATLAS_ENGINE_INDEX_BACKUP_H_

#include <string>

#include "engine/index/snapshot.h"

namespace patlas {

Status backup_snapshot(const Env& env, const Snapshot& snapshot, const std::string& directory);

}  // namespace patlas

#endif  // PATLAS_ENGINE_INDEX_BACKUP_H_
