// engine/base/trace_fs.h
//
// An Fs that writes down what is asked of it, and a linter that reads the record against the commit
// protocol. It finds a missing sync without a crash, and says which call came too early.
//
// Rules    (a) a manifest gets its final name, by rename and never by create, only after it and
//          every file it names were synced, and the names of those files too; (b) nothing is
//          appended to a file that a durable manifest names; (c) before a commit is acknowledged,
//          the directory is synced after the manifest's rename, and so is the directory above it if
//          this trace made the directory; (d) no file reachable from the newest durable manifest,
//          or from one renamed since and not yet durable, is unlinked, renamed or replaced; (e)
//          nothing is asked of a file whose sync failed.
// Scope    manifests are named MANIFEST-*, with .tmp at the end until they are complete; the names
//          in one are of files in its directory. What was there before the trace counts as durable,
//          and the newest readable manifest of a directory as its newest durable one. Reads are not
//          recorded. A call that failed counts as not done.
// Threads  calls are recorded one at a time.
#ifndef PATLAS_ENGINE_BASE_TRACE_FS_H_
#define PATLAS_ENGINE_BASE_TRACE_FS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/fs.h"
#include "engine/base/fs_call.h"

namespace patlas {

struct TraceEvent {
  enum class Type : uint8_t {
    kCall,
    kAck,            ///< note_ack
    kFoundManifest,  ///< `path` was there when the trace first touched its directory
  };
  Type type = Type::kCall;
  FsCall call = FsCall::kStat;
  std::string path;
  std::string to;     ///< of a rename or link
  bool ok = true;     ///< the call did not fail
  uint64_t file = 0;  ///< append, sync, close, create: which open file, from 1
  uint64_t bytes = 0;
  /// Of a manifest that got its final name or was found: paths of the files it names.
  std::vector<std::string> named;
  /// Why it could not be read, or which of those files are not there; empty when all is well.
  std::string complaint;

  std::string to_string() const;  ///< "rename 'i/MANIFEST-2.tmp' to 'i/MANIFEST-2'"
};

class TraceFs final : public Fs {
 public:
  /// The file names in a manifest's bytes, or why they are no manifest.
  using ReadManifest = std::function<Result<std::vector<std::string>>(Bytes)>;

  TraceFs(Fs& base, ReadManifest read_manifest);
  ~TraceFs() override;

  /// The caller was just told that its commit is durable.
  void note_ack();
  /// internal, with rule, event and the record up to it, when a rule was broken.
  Status lint() const;
  std::vector<TraceEvent> events() const;

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

 private:
  class Record;
  class Writable;

  std::shared_ptr<Record> record_;  ///< shared with open files
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_TRACE_FS_H_
