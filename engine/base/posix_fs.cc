// engine/base/posix_fs.cc
//
// Each function is one system call with its retries; the rules are in fs.h and posix_fs.h.
#include "engine/base/posix_fs.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <limits>
#include <optional>
#include <utility>

#include "engine/base/fs_call.h"
#include "engine/base/mapping_guard.h"

namespace patlas {

namespace {

/// Repeats a call that a signal interrupted.
template <typename Call>
auto retry(Call call) {
  decltype(call()) result;
  do {
    result = call();
  } while (result == -1 && errno == EINTR);
  return result;
}

/// Owns a descriptor; closing it here ignores errors, so writers close by hand.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;

  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

Result<Descriptor> open_descriptor(FsCall call, const std::string& path, int flags) {
  const int fd = retry([&] { return ::open(path.c_str(), flags | O_CLOEXEC, 0644); });
  if (fd < 0) return fs_error(call, path, errno);
  return Descriptor(fd);
}

class PosixWritableFile final : public WritableFile {
 public:
  PosixWritableFile(std::string path, Descriptor fd) : path_(std::move(path)), fd_(std::move(fd)) {}

  Status append(Bytes bytes) override {
    if (poisoned_) return refusal(FsCall::kAppend);
    while (!bytes.empty()) {
      const ssize_t written = retry([&] { return ::write(fd_.get(), bytes.data(), bytes.size()); });
      // A write of nothing that is no error would loop for ever.
      if (written <= 0) return poison(FsCall::kAppend, written == 0 ? ENOSPC : errno);
      bytes = bytes.subspan(static_cast<size_t>(written));
    }
    return {};
  }

  Status sync() override {
    if (poisoned_) return refusal(FsCall::kSync);
    // The kernel reports a lost page once and then calls it clean: a second fsync would lie.
    if (retry([&] { return ::fsync(fd_.get()); }) != 0) return poison(FsCall::kSync, errno);
    return {};
  }

  Status close() override {
    if (poisoned_) return refusal(FsCall::kClose);
    poisoned_ = true;
    // Linux frees the descriptor even when close fails, so it is never closed twice.
    if (::close(fd_.release()) != 0) return fs_error(FsCall::kClose, path_, errno);
    return {};
  }

 private:
  Error poison(FsCall call, int errno_value) {
    poisoned_ = true;
    return fs_error(call, path_, errno_value);
  }
  Error refusal(FsCall call) const {
    return fs_error(Code::kIo, call, path_, "the file is closed or an earlier call on it failed");
  }

  std::string path_;
  Descriptor fd_;
  bool poisoned_ = false;
};

class PosixReadableFile final : public ReadableFile {
 public:
  PosixReadableFile(std::string path, Descriptor fd, uint64_t size_bytes)
      : path_(std::move(path)), fd_(std::move(fd)), size_bytes_(size_bytes) {}
  ~PosixReadableFile() override {
    watched_.reset();
    if (mapping_ != nullptr) ::munmap(mapping_, size_bytes_);
  }

  uint64_t size() const override { return size_bytes_; }

  Status pread(uint64_t offset, std::span<std::byte> out) const override {
    if (offset > std::numeric_limits<off_t>::max() - out.size()) return short_file(offset);
    while (!out.empty()) {
      const ssize_t got = retry(
          [&] { return ::pread(fd_.get(), out.data(), out.size(), static_cast<off_t>(offset)); });
      if (got < 0) return fs_error(FsCall::kPread, path_, errno);
      if (got == 0) return short_file(offset);
      out = out.subspan(static_cast<size_t>(got));
      offset += static_cast<uint64_t>(got);
    }
    return {};
  }

  Result<Bytes> map() override {
    if (size_bytes_ == 0) return Bytes{};
    if (mapping_ == nullptr) {
      void* const address = ::mmap(nullptr, size_bytes_, PROT_READ, MAP_SHARED, fd_.get(), 0);
      if (address == MAP_FAILED) return fs_error(FsCall::kMap, path_, errno);
      mapping_ = address;
      watched_.emplace(address, size_bytes_);
    }
    return Bytes{static_cast<const std::byte*>(mapping_), size_bytes_};
  }

  bool lost() const override {
    if (watched_ && watched_->lost()) return true;
    // A cut inside a page raises no signal: the rest of the page reads as zeros.
    struct ::stat info;
    return ::fstat(fd_.get(), &info) != 0 || static_cast<uint64_t>(info.st_size) < size_bytes_;
  }

 private:
  Error short_file(uint64_t offset) const {
    Error error = fs_error(Code::kCorruption, FsCall::kPread, path_, "the file is cut short");
    error.place.file = path_;
    error.place.offset = offset;
    return error;
  }

  std::string path_;
  Descriptor fd_;
  uint64_t size_bytes_;
  void* mapping_ = nullptr;
  std::optional<WatchedMapping> watched_;
};

/// The lock lives as long as the descriptor; O_CLOEXEC keeps it from a child program.
class PosixFileLock final : public FileLock {
 public:
  explicit PosixFileLock(Descriptor fd) : fd_(std::move(fd)), holder_(::getpid()) {}

  /// Closing alone leaves the lock to a process that was forked meanwhile, until that starts its
  /// program. A forked copy of the holder must not give away what it does not hold.
  ~PosixFileLock() override {
    if (::getpid() == holder_) ::flock(fd_.get(), LOCK_UN);
  }
  PosixFileLock(const PosixFileLock&) = delete;
  PosixFileLock& operator=(const PosixFileLock&) = delete;

 private:
  Descriptor fd_;
  const ::pid_t holder_;
};

class PosixFs final : public Fs {
 public:
  explicit PosixFs(int open_flags) : open_flags_(open_flags) {}

  Result<std::unique_ptr<WritableFile>> create(const std::string& path) override {
    PATLAS_ASSIGN(Descriptor fd,
                  open_descriptor(FsCall::kCreate, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW));
    return std::unique_ptr<WritableFile>(new PosixWritableFile(path, std::move(fd)));
  }

  Result<std::unique_ptr<ReadableFile>> open(const std::string& path) override {
    // O_NONBLOCK changes nothing for regular files; opening a FIFO without it would wait.
    PATLAS_ASSIGN(Descriptor fd,
                  open_descriptor(FsCall::kOpen, path, O_RDONLY | O_NONBLOCK | open_flags_));
    struct ::stat info;
    if (::fstat(fd.get(), &info) != 0) return fs_error(FsCall::kOpen, path, errno);
    if (!S_ISREG(info.st_mode)) {
      return fs_error(Code::kIo, FsCall::kOpen, path, "not a regular file");
    }
    return std::unique_ptr<ReadableFile>(
        new PosixReadableFile(path, std::move(fd), static_cast<uint64_t>(info.st_size)));
  }

  Status rename(const std::string& from, const std::string& to) override {
    return done(::rename(from.c_str(), to.c_str()), FsCall::kRename, from);
  }
  Status link(const std::string& from, const std::string& to) override {
    return done(::link(from.c_str(), to.c_str()), FsCall::kLink, to);
  }
  Status unlink(const std::string& path) override {
    return done(::unlink(path.c_str()), FsCall::kUnlink, path);
  }
  Status make_dir(const std::string& path) override {
    return done(::mkdir(path.c_str(), 0755), FsCall::kMakeDir, path);
  }

  Status sync_dir(const std::string& path) override {
    PATLAS_ASSIGN(const Descriptor fd,
                  open_descriptor(FsCall::kSyncDir, path, O_RDONLY | O_DIRECTORY));
    return done(retry([&] { return ::fsync(fd.get()); }), FsCall::kSyncDir, path);
  }

  Result<std::vector<std::string>> list(const std::string& path) override {
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), &::closedir);
    if (directory == nullptr) return fs_error(FsCall::kList, path, errno);
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(directory.get())) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
      errno = 0;
    }
    if (errno != 0) return fs_error(FsCall::kList, path, errno);
    std::sort(names.begin(), names.end());
    return names;
  }

  Result<FileInfo> stat(const std::string& path) override {
    struct ::stat info;
    if (::stat(path.c_str(), &info) != 0) return fs_error(FsCall::kStat, path, errno);
    return FileInfo{static_cast<uint64_t>(info.st_size), S_ISDIR(info.st_mode), info.st_dev,
                    info.st_ino};
  }

  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override {
    PATLAS_ASSIGN(Descriptor fd,
                  open_descriptor(FsCall::kLock, path, O_RDWR | O_CREAT | O_NOFOLLOW));
    if (retry([&] { return ::flock(fd.get(), LOCK_EX | LOCK_NB); }) != 0) {
      if (errno != EWOULDBLOCK) return fs_error(FsCall::kLock, path, errno);
      return fs_error(Code::kExists, FsCall::kLock, path, "held by another writer");
    }
    return std::unique_ptr<FileLock>(new PosixFileLock(std::move(fd)));
  }

  Result<uint64_t> free_bytes(const std::string& path) override {
    struct ::statvfs info;
    if (retry([&] { return ::statvfs(path.c_str(), &info); }) != 0) {
      return fs_error(FsCall::kFreeBytes, path, errno);
    }
    return static_cast<uint64_t>(info.f_bavail) * info.f_frsize;
  }

 private:
  static Status done(int result, FsCall call, const std::string& path) {
    if (result != 0) return fs_error(call, path, errno);
    return {};
  }

  int open_flags_;
};

}  // namespace

Fs& posix_fs() {
  static PosixFs& fs = *new PosixFs(O_NOFOLLOW);
  return fs;
}

Fs& posix_input_fs() {
  static PosixFs& fs = *new PosixFs(0);
  return fs;
}

}  // namespace patlas
