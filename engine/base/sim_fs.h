// engine/base/sim_fs.h
//
// A disk in memory that knows what a power cut would leave. It keeps for each file how much was
// synced, and for each directory which of its entries were, and gives every disk that could be
// found after a crash now, each as a SimFs of its own.
//
// Model    A file only grows, so what is durable is a prefix; of the rest anything may be there:
//          cut off at any 512 bytes, zeros, or stale bytes of another file. A directory keeps its
//          entries as of its last sync; each later create, rename, link or unlink may have reached
//          the disk or not, in any order, data or no data ("rename before data"). A rename within a
//          directory is one step, across directories it is two. A file's sync does not make its
//          name durable.
// Paths    absolute and relative ones are the same; "." is skipped and ".." refused. The root
//          exists.
// Files    an unlinked file stays readable by whoever has it open. map() gives a copy on the heap,
//          whose 64 bytes behind the end are not zero, must not change, and are poisoned under
//          ASan.
// Full     bytes of linked and of open files count against set_capacity_bytes; an append that does
//          not fit writes what does and fails, as write(2) does.
// Threads  shared freely, like any Fs; but nothing may change it during for_each_crash_state.
// Memory   undamaged files are shared between a SimFs and its crash states.
#ifndef PATLAS_ENGINE_BASE_SIM_FS_H_
#define PATLAS_ENGINE_BASE_SIM_FS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "engine/base/fs.h"
#include "engine/base/fs_call.h"

namespace patlas {

/// One call that an Fs was asked for and did not refuse.
struct SimOp {
  uint64_t number = 0;  ///< from 1, reads included
  FsCall call = FsCall::kStat;
  std::string path;
};

struct CrashOptions {
  /// Also every pair of damages. Their number is the square of the single ones.
  bool pairs = false;
  /// Tails are cut at multiples of this.
  uint64_t cut_bytes = 512;
  /// At most so many cuts a file, evenly spread, the first and the last included.
  uint32_t cuts_per_file_max = 64;
  /// Hashes of states that were given before: those are skipped, and new ones are added. Clear it
  /// when what the test expects of a state changes, as at an acknowledged commit.
  std::unordered_set<uint64_t>* seen = nullptr;
};

class SimFs;

struct CrashState {
  std::string name;   ///< "undo rename 'i/m.tmp' to 'i/m'; cut 'i/seg-1' at 512"
  uint64_t hash = 0;  ///< of all paths and contents
  SimFs& fs;          ///< everything in it is durable, nothing locked; lives during the call
};

class SimFs final : public Fs {
 public:
  SimFs();
  ~SimFs() override;
  SimFs(const SimFs&) = delete;
  SimFs& operator=(const SimFs&) = delete;

  Result<std::unique_ptr<WritableFile>> create(const std::string& path) override;
  Result<std::unique_ptr<ReadableFile>> open(const std::string& path) override;
  Status rename(const std::string& from, const std::string& to) override;
  Status link(const std::string& from, const std::string& to) override;
  Status unlink(const std::string& path) override;
  Status make_dir(const std::string& path) override;
  Status sync_dir(const std::string& path) override;
  Result<std::vector<std::string>> list(const std::string& path) override;
  Result<FileInfo> stat(const std::string& path) override;
  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override;
  Result<uint64_t> free_bytes(const std::string& path) override;

  uint64_t op_count() const;
  /// Called after each op that changes the disk (changes_disk), outside all locks: the place to
  /// enumerate crash states. An empty function ends it.
  void set_observer(std::function<void(const SimOp&)> observer);
  void set_capacity_bytes(uint64_t bytes);
  uint64_t used_bytes() const;
  /// A lying disk: sync and sync_dir say ok, and nothing becomes durable.
  void set_lying(bool lying);

  /// Calls `visit` with each disk that a crash now could leave: all kept, all lost, names without
  /// data, data without names, each single damage of the first and each single survivor of the
  /// second, and pairs if asked; each distinct disk once. Stops when `visit` returns false.
  /// Gives how many were visited.
  uint64_t for_each_crash_state(const CrashOptions& options,
                                const std::function<bool(const CrashState&)>& visit) const;
  /// The disk as it is now, all of it durable, as a SimFs of its own.
  std::unique_ptr<SimFs> copy() const;

  /// For tests of damage: the bytes of a file, and a durable file made or replaced at once, in
  /// existing directories. Files already open keep what they had.
  Result<std::string> contents(const std::string& path) const;
  Status set_contents(const std::string& path, std::string_view contents);

 private:
  struct Blob;
  struct Node;
  struct Change;
  struct Disk;
  struct Damage;
  class Crash;
  class Writable;
  class Readable;
  class Lock;

  explicit SimFs(std::shared_ptr<Disk> disk);

  std::shared_ptr<Disk> disk_;  ///< shared with open files, which may outlive the SimFs
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_SIM_FS_H_
