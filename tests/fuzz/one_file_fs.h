// tests/fuzz/one_file_fs.h
//
// A file system that has one file, in memory, and writes down what is asked of it: what a reader
// opens beside its input has a name here.
#ifndef PATLAS_TESTS_FUZZ_ONE_FILE_FS_H_
#define PATLAS_TESTS_FUZZ_ONE_FILE_FS_H_

#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/fs.h"

namespace patlas::fuzz {

class OneFileFs final : public Fs {
 public:
  /// `bytes` must outlive it.
  OneFileFs(std::string path, std::string_view bytes) : path_(std::move(path)), bytes_(bytes) {}

  /// Paths of every call, in order, but stat of the file itself.
  const std::vector<std::string>& opened() const { return opened_; }

  Result<std::unique_ptr<WritableFile>> create(const std::string& path) override {
    return missing(path);
  }
  Result<std::unique_ptr<ReadableFile>> open(const std::string& path) override {
    opened_.push_back(path);
    if (path != path_) return Error{Code::kNotFound, "no such file", {}};
    return std::unique_ptr<ReadableFile>(std::make_unique<File>(bytes_));
  }
  Status rename(const std::string& from, const std::string&) override { return missing(from); }
  Status link(const std::string& from, const std::string&) override { return missing(from); }
  Status unlink(const std::string& path) override { return missing(path); }
  Status make_dir(const std::string& path) override { return missing(path); }
  Status sync_dir(const std::string& path) override { return missing(path); }
  Result<std::vector<std::string>> list(const std::string& path) override { return missing(path); }
  Result<FileInfo> stat(const std::string& path) override {
    if (path != path_) return missing(path);
    return FileInfo{bytes_.size(), false};
  }
  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override { return missing(path); }
  Result<uint64_t> free_bytes(const std::string& path) override { return missing(path); }

 private:
  class File final : public ReadableFile {
   public:
    explicit File(std::string_view bytes) : bytes_(bytes) {}
    uint64_t size() const override { return bytes_.size(); }
    Status pread(uint64_t offset, std::span<std::byte> out) const override {
      if (offset > bytes_.size() || out.size() > bytes_.size() - offset) {
        return Error{Code::kCorruption, "read behind the end", {}};
      }
      if (!out.empty()) std::memcpy(out.data(), bytes_.data() + offset, out.size());
      return {};
    }
    Result<Bytes> map() override { return std::as_bytes(std::span(bytes_)); }

   private:
    std::string_view bytes_;
  };

  Error missing(const std::string& path) {
    opened_.push_back(path);
    return {Code::kNotFound, "no such file", {}};
  }

  std::string path_;
  std::string_view bytes_;
  std::vector<std::string> opened_;
};

}  // namespace patlas::fuzz

#endif  // PATLAS_TESTS_FUZZ_ONE_FILE_FS_H_
