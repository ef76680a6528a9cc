// engine/base/fault_fs.cc
#include "engine/base/fault_fs.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace patlas {

struct FaultFs::State {
  mutable std::mutex mutex;
  std::optional<Fault> fault;
  uint64_t matching = 0;  ///< calls that counted since inject
  uint64_t injected = 0;
  uint64_t byte_budget = kNoLimit;
  uint64_t read_limit_bytes = kNoLimit;
  std::vector<FaultCall> calls;

  /// Records a call; the fault when it is the call's turn to fail.
  std::optional<Fault> enter(FsCall call, const std::string& path) {
    const std::lock_guard lock(mutex);
    calls.push_back({call, path, false});
    if (!fault || (fault->call && *fault->call != call)) return std::nullopt;
    ++matching;
    const bool turn = fault->sticky ? matching >= fault->nth : matching == fault->nth;
    if (!turn) return std::nullopt;
    calls.back().failed = true;
    ++injected;
    return fault;
  }

  /// How many of `bytes` the budget still allows; those are used up.
  uint64_t take_budget(uint64_t bytes) {
    const std::lock_guard lock(mutex);
    if (byte_budget == kNoLimit) return bytes;
    const uint64_t taken = std::min(bytes, byte_budget);
    byte_budget -= taken;
    return taken;
  }

  static Error error_of(const Fault& fault, FsCall call, const std::string& path) {
    return fault.error ? *fault.error : fs_error(call, path, fault.errno_value);
  }
};

/// Carries the call out unless its turn to fail has come.
template <typename Call>
auto FaultFs::guarded(FsCall call, const std::string& path, Call base_call)
    -> decltype(base_call()) {
  const std::optional<Fault> fault = state_->enter(call, path);
  if (!fault) return base_call();
  if (fault->happens) (void)base_call();
  return State::error_of(*fault, call, path);
}

class FaultFs::Writable final : public WritableFile {
 public:
  Writable(std::shared_ptr<State> state, std::unique_ptr<WritableFile> base, std::string path)
      : state_(std::move(state)), base_(std::move(base)), path_(std::move(path)) {}

  Status append(Bytes bytes) override {
    PATLAS_TRY(usable(FsCall::kAppend));
    if (const auto fault = state_->enter(FsCall::kAppend, path_)) {
      (void)base_->append(fault->happens ? bytes : bytes.first(bytes.size() / 2));
      return poisoned(State::error_of(*fault, FsCall::kAppend, path_));
    }
    const uint64_t allowed = state_->take_budget(bytes.size());
    const Status written = base_->append(bytes.first(allowed));
    if (!written) return poisoned(written.error());
    if (allowed < bytes.size()) return poisoned(fs_error(FsCall::kAppend, path_, ENOSPC));
    return {};
  }

  Status sync() override {
    return last_step(FsCall::kSync, [this] { return base_->sync(); });
  }
  Status close() override {
    PATLAS_TRY(last_step(FsCall::kClose, [this] { return base_->close(); }));
    poisoned_ = true;
    return {};
  }

 private:
  template <typename Call>
  Status last_step(FsCall call, Call base_call) {
    PATLAS_TRY(usable(call));
    if (const auto fault = state_->enter(call, path_)) {
      if (fault->happens) (void)base_call();
      return poisoned(State::error_of(*fault, call, path_));
    }
    Status status = base_call();
    if (!status) poisoned_ = true;
    return status;
  }
  Status usable(FsCall call) const {
    if (!poisoned_) return {};
    return fs_error(Code::kIo, call, path_, "the file is closed or an earlier call on it failed");
  }
  Error poisoned(Error error) {
    poisoned_ = true;
    return error;
  }

  std::shared_ptr<State> state_;
  std::unique_ptr<WritableFile> base_;
  std::string path_;
  bool poisoned_ = false;
};

class FaultFs::Readable final : public ReadableFile {
 public:
  Readable(std::shared_ptr<State> state, std::unique_ptr<ReadableFile> base, std::string path,
           uint64_t limit_bytes)
      : state_(std::move(state)),
        base_(std::move(base)),
        path_(std::move(path)),
        limit_bytes_(limit_bytes) {}

  uint64_t size() const override { return base_->size(); }

  Status pread(uint64_t offset, std::span<std::byte> out) const override {
    if (const auto fault = state_->enter(FsCall::kPread, path_)) {
      return State::error_of(*fault, FsCall::kPread, path_);
    }
    if (offset > limit_bytes_ || out.size() > limit_bytes_ - offset) {
      Error error = fs_error(Code::kCorruption, FsCall::kPread, path_, "the file is cut short");
      error.place.file = path_;
      error.place.offset = limit_bytes_;
      return error;
    }
    return base_->pread(offset, out);
  }

  Result<Bytes> map() override {
    if (const auto fault = state_->enter(FsCall::kMap, path_)) {
      return State::error_of(*fault, FsCall::kMap, path_);
    }
    PATLAS_ASSIGN(const Bytes bytes, base_->map());
    return bytes.first(std::min<uint64_t>(bytes.size(), limit_bytes_));
  }

  bool lost() const override { return base_->lost(); }

 private:
  std::shared_ptr<State> state_;
  std::unique_ptr<ReadableFile> base_;
  std::string path_;
  uint64_t limit_bytes_;
};

FaultFs::FaultFs(Fs& base) : base_(base), state_(std::make_shared<State>()) {}
FaultFs::~FaultFs() = default;

void FaultFs::inject(Fault fault) {
  const std::lock_guard lock(state_->mutex);
  state_->fault = std::move(fault);
  state_->matching = state_->injected = 0;
}

void FaultFs::clear() {
  const std::lock_guard lock(state_->mutex);
  state_->fault.reset();
}

void FaultFs::set_byte_budget(uint64_t bytes) {
  const std::lock_guard lock(state_->mutex);
  state_->byte_budget = bytes;
}

void FaultFs::set_read_limit_bytes(uint64_t bytes) {
  const std::lock_guard lock(state_->mutex);
  state_->read_limit_bytes = bytes;
}

std::vector<FaultCall> FaultFs::calls() const {
  const std::lock_guard lock(state_->mutex);
  return state_->calls;
}

void FaultFs::forget_calls() {
  const std::lock_guard lock(state_->mutex);
  state_->calls.clear();
}

uint64_t FaultFs::injected_count() const {
  const std::lock_guard lock(state_->mutex);
  return state_->injected;
}

Result<std::unique_ptr<WritableFile>> FaultFs::create(const std::string& path) {
  PATLAS_ASSIGN(std::unique_ptr<WritableFile> file,
                guarded(FsCall::kCreate, path, [&] { return base_.create(path); }));
  return std::unique_ptr<WritableFile>(new Writable(state_, std::move(file), path));
}

Result<std::unique_ptr<ReadableFile>> FaultFs::open(const std::string& path) {
  PATLAS_ASSIGN(std::unique_ptr<ReadableFile> file,
                guarded(FsCall::kOpen, path, [&] { return base_.open(path); }));
  const std::lock_guard lock(state_->mutex);
  return std::unique_ptr<ReadableFile>(
      new Readable(state_, std::move(file), path, state_->read_limit_bytes));
}

Status FaultFs::rename(const std::string& from, const std::string& to) {
  return guarded(FsCall::kRename, from, [&] { return base_.rename(from, to); });
}
Status FaultFs::link(const std::string& from, const std::string& to) {
  return guarded(FsCall::kLink, to, [&] { return base_.link(from, to); });
}
Status FaultFs::unlink(const std::string& path) {
  return guarded(FsCall::kUnlink, path, [&] { return base_.unlink(path); });
}
Status FaultFs::make_dir(const std::string& path) {
  return guarded(FsCall::kMakeDir, path, [&] { return base_.make_dir(path); });
}
Status FaultFs::sync_dir(const std::string& path) {
  return guarded(FsCall::kSyncDir, path, [&] { return base_.sync_dir(path); });
}
Result<std::vector<std::string>> FaultFs::list(const std::string& path) {
  return guarded(FsCall::kList, path, [&] { return base_.list(path); });
}
Result<FileInfo> FaultFs::stat(const std::string& path) {
  return guarded(FsCall::kStat, path, [&] { return base_.stat(path); });
}
Result<std::unique_ptr<FileLock>> FaultFs::lock(const std::string& path) {
  return guarded(FsCall::kLock, path, [&] { return base_.lock(path); });
}
Result<uint64_t> FaultFs::free_bytes(const std::string& path) {
  return guarded(FsCall::kFreeBytes, path, [&] { return base_.free_bytes(path); });
}

}  // namespace patlas
