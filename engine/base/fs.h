// engine/base/fs.h
//
// The one seam to the disk. Everything that the engine does to files goes through an Fs, so that
// a test can keep what was not synced apart from what was, fail any call, or read the trace of
// a commit. Nothing outside posix_fs.cc calls the operating system's file functions.
//
// Paths    '/'-separated, relative to the process or absolute; names inside an index directory
//          match [a-z0-9_.-]{1,64}.
// Errors   io with the call and the path in the message; not_found where a path is missing;
//          exists where one must be new or is locked. A short write is retried inside; EINTR too.
//          After a failed append, sync or close the file object refuses every further call
//          (RELIABILITY C10).
// Threads  an Fs may be shared; a file object belongs to one thread, but ReadableFile::pread and
//          the mapping may be used by many.
// Files    PosixFs (posix_fs.h), SimFs (sim_fs.h), FaultFs (fault_fs.h), TraceFs (trace_fs.h).
#ifndef PATLAS_ENGINE_BASE_FS_H_
#define PATLAS_ENGINE_BASE_FS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "patlas/result.h"

namespace patlas {

using Bytes = std::span<const std::byte>;

/// A new file being written from its start; never re-opened for writing, never truncated.
class WritableFile {
 public:
  virtual ~WritableFile() = default;  ///< closes without sync, ignoring errors
  virtual Status append(Bytes bytes) = 0;
  virtual Status sync() = 0;   ///< data and length are on stable storage when it returns ok
  virtual Status close() = 0;  ///< no call is legal afterwards
};

/// An immutable file opened for reading. It stays readable after an unlink of its name.
class ReadableFile {
 public:
  virtual ~ReadableFile() = default;
  virtual uint64_t size() const = 0;  ///< bytes, taken when it was opened
  /// Fills `out` from `offset`. A file shorter than that is corruption, not a short read. Sees what
  /// was appended after the file was opened.
  virtual Status pread(uint64_t offset, std::span<std::byte> out) const = 0;
  /// The whole file, mapped once; valid while this object lives. Empty for an empty file.
  virtual Result<Bytes> map() = 0;
  /// The file is no longer as long as it was, or the mapping could not be read somewhere and gave
  /// zeros (mapping_guard.h): nothing that was read from it counts.
  virtual bool lost() const { return false; }
};

/// Holds an exclusive advisory lock until destroyed; the operating system drops it if the process
/// dies.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

struct FileInfo {
  uint64_t size_bytes = 0;
  bool is_directory = false;
  uint64_t device = 0, inode = 0;  ///< who it is, under whatever path; 0 where nobody can say
};

class Fs {
 public:
  virtual ~Fs() = default;

  virtual Result<std::unique_ptr<WritableFile>> create(const std::string& path) = 0;  ///< O_EXCL
  virtual Result<std::unique_ptr<ReadableFile>> open(const std::string& path) = 0;
  virtual Status rename(const std::string& from, const std::string& to) = 0;  ///< replaces `to`
  virtual Status link(const std::string& from, const std::string& to) = 0;
  virtual Status unlink(const std::string& path) = 0;
  virtual Status make_dir(
      const std::string& path) = 0;  ///< exists is an error; parents are not made
  virtual Status sync_dir(const std::string& path) = 0;  ///< its entries are on stable storage
  virtual Result<std::vector<std::string>> list(const std::string& path) = 0;  ///< sorted names
  virtual Result<FileInfo> stat(const std::string& path) = 0;
  virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path) = 0;  ///< makes the file
  virtual Result<uint64_t> free_bytes(const std::string& path) = 0;
};

/// "dir/name"; `name` alone when dir is empty.
std::string join_path(std::string_view dir, std::string_view name);
/// Where `path` is an entry: "a" of "a/b" and of "a/b/", "/" of "/a", "." of "a".
std::string parent_directory(std::string_view path);

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_FS_H_
