// engine/base/fault_fs.h
//
// An Fs that fails on demand. A test runs its workload once to count the calls, then once for each
// call with that call failing: no error path stays untried.
//
// Faults   the nth matching call fails with an errno, once or for ever after. A failed append
//          leaves half of its bytes in the file, as a short write does. With `happens` the call is
//          carried out and then reported as failed: the network dropped the answer.
// After    a failed append, sync or close the file refuses every call, as fs.h demands; the
//          refusals do not reach the wrapped Fs and are not counted.
// Reads    set_read_limit_bytes shows files as if they were cut short after they were opened.
// Threads  as the wrapped Fs; "the nth call" then depends on the threads' order.
#ifndef PATLAS_ENGINE_BASE_FAULT_FS_H_
#define PATLAS_ENGINE_BASE_FAULT_FS_H_

#include <cerrno>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/fs.h"
#include "engine/base/fs_call.h"

namespace patlas {

struct Fault {
  std::optional<FsCall> call = {};  ///< which calls count; empty: all
  uint64_t nth = 1;                 ///< 1-based, among those that count, since inject()
  bool sticky = false;              ///< all that count from there on
  bool happens = false;
  int errno_value = EIO;
  std::optional<Error> error = {};  ///< in place of what errno_value gives
};

/// A call that reached the FaultFs.
struct FaultCall {
  FsCall call = FsCall::kStat;
  std::string path;
  bool failed = false;  ///< by injection

  std::string site() const { return fs_call_site(call, path); }
};

class FaultFs final : public Fs {
 public:
  static constexpr uint64_t kNoLimit = std::numeric_limits<uint64_t>::max();

  explicit FaultFs(Fs& base);
  ~FaultFs() override;

  /// Replaces the fault before; counting starts anew.
  void inject(Fault fault);
  void clear();
  /// Appends take `bytes` more in all; what is beyond is ENOSPC. kNoLimit ends it.
  void set_byte_budget(uint64_t bytes);
  /// Files opened from now on give only their first `bytes`, though size() tells the truth.
  void set_read_limit_bytes(uint64_t bytes);

  /// Every call since the start or the last forget_calls, in order.
  std::vector<FaultCall> calls() const;
  void forget_calls();
  uint64_t injected_count() const;  ///< how many calls were made to fail since inject()

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
  struct State;
  class Writable;
  class Readable;

  template <typename Call>
  auto guarded(FsCall call, const std::string& path, Call base_call) -> decltype(base_call());

  Fs& base_;
  std::shared_ptr<State> state_;  ///< shared with open files
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_FAULT_FS_H_
