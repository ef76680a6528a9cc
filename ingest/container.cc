#include "ingest/container.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "patlas/limits.h"

namespace patlas {
namespace {

constexpr size_t kReadBytes = 256u << 10;
// As long as a path may be on disk. Every record of the entry holds it, and a tar may have a
// megabyte.
constexpr size_t kEntryNameBytes = 4096;

struct FreeArchive {
  void operator()(archive* handle) const { archive_read_free(handle); }
};

/// The packed bytes, as libarchive asks for them: a stream, or a file that can be jumped about in.
class PackedStream {
 public:
  explicit PackedStream(ByteSource& source) : source_(&source) {}

  la_ssize_t read(archive* handle, const void** buffer) {
    Result<size_t> got = source_->read(buffer_);
    if (!got) {
      error_ = got.error();
      archive_set_error(handle, -1, "%s", error_->message.c_str());
      return -1;
    }
    *buffer = buffer_.data();
    return static_cast<la_ssize_t>(*got);
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  ByteSource* source_;
  std::vector<char> buffer_ = std::vector<char>(kReadBytes);
  std::optional<Error> error_;
};

la_ssize_t read_packed(archive* handle, void* stream, const void** buffer) {
  return static_cast<PackedStream*>(stream)->read(handle, buffer);
}

class ArchiveContainer : public Container, private ByteSource {
 public:
  ArchiveContainer(ContainerBudget& budget, std::unique_ptr<PackedStream> packed)
      : budget_(&budget), packed_(std::move(packed)), handle_(archive_read_new()) {}

  Status open(ContainerType type) {
    if (!handle_) return Error{Code::kInternal, "libarchive gives no reader", {}};
    allow(type);
    int status = archive_read_open(handle_.get(), packed_.get(), nullptr, read_packed, nullptr);
    if (status != ARCHIVE_OK) return failure();
    // Without a filter the packed bytes themselves would come out, and be taken for one more gzip.
    if (is_gzip_ && archive_filter_code(handle_.get(), 0) != ARCHIVE_FILTER_GZIP) {
      return Error{Code::kCorruption, "damaged container: a gzip's head that cannot be read", {}};
    }
    return {};
  }

  Status open_zip_file(Bytes file) {
    if (!handle_) return Error{Code::kInternal, "libarchive gives no reader", {}};
    allow(ContainerType::kZip);
    int status = archive_read_open_memory(handle_.get(), file.data(), file.size());
    return status == ARCHIVE_OK ? Status() : Status(failure());
  }

  Result<std::optional<Entry>> next() override {
    for (;;) {
      if (ended_) return std::optional<Entry>();
      archive_entry* header = nullptr;
      int status = archive_read_next_header(handle_.get(), &header);
      if (status == ARCHIVE_EOF) {
        ended_ = true;
        continue;
      }
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
        ended_ = true;
        return failure();
      }
      if (++budget_->entries > limits::kContainerEntries) {
        ended_ = true;
        return over("entries of a container", limits::kContainerEntries);
      }
      if (archive_entry_filetype(header) == AE_IFDIR) continue;
      const char* name = archive_entry_pathname(header);
      if (name != nullptr && std::strlen(name) > kEntryNameBytes) {
        return over("name of a container's entry in bytes", kEntryNameBytes);
      }
      bool is_link = archive_entry_hardlink(header) != nullptr ||
                     (archive_entry_filetype(header) != AE_IFREG && !is_gzip_);
      if (is_link) {
        Error error{Code::kInvalidArgument, "a link or device in a container is not read", {}};
        error.place.entry = name == nullptr ? "" : name;
        return error;
      }
      entry_ended_ = false;
      entry_error_.reset();
      Entry entry;
      entry.name = is_gzip_ || name == nullptr ? "" : name;
      entry.bytes = this;
      return std::optional<Entry>(std::move(entry));
    }
  }

 private:
  void allow(ContainerType type) {
    is_gzip_ = type == ContainerType::kGzip;
    if (type == ContainerType::kZip) archive_read_support_format_zip(handle_.get());
    if (type == ContainerType::kTar) archive_read_support_format_tar(handle_.get());
    if (is_gzip_) {
      archive_read_support_filter_gzip(handle_.get());
      archive_read_support_format_raw(handle_.get());
      archive_read_support_format_empty(handle_.get());
    }
  }

  Result<size_t> read(std::span<char> out) override {
    if (entry_error_) return *entry_error_;
    if (entry_ended_ || out.empty()) return size_t{0};
    la_ssize_t got = archive_read_data(handle_.get(), out.data(), out.size());
    if (got < 0) {
      entry_error_ = failure();
      ended_ = got == ARCHIVE_FATAL;
      return *entry_error_;
    }
    if (budget_->at_packed_byte && !packed_) {
      budget_->at_packed_byte(static_cast<uint64_t>(archive_filter_bytes(handle_.get(), -1)));
    }
    entry_ended_ = got == 0;
    budget_->unpacked_bytes += static_cast<uint64_t>(got);
    uint64_t allowed = std::max(limits::kContainerRatioGraceBytes,
                                budget_->packed_bytes * limits::kContainerRatio);
    if (budget_->unpacked_bytes > allowed) {
      entry_error_ = over("unpacked bytes per packed byte of a container", limits::kContainerRatio);
      ended_ = true;
      return *entry_error_;
    }
    return static_cast<size_t>(got);
  }

  static Error over(std::string what, uint64_t limit) {
    return {Code::kLimit, std::move(what) + " (limit " + std::to_string(limit) + ")", {}};
  }

  Error failure() const {
    if (packed_ && packed_->error()) return *packed_->error();
    const char* text = archive_error_string(handle_.get());
    return {Code::kCorruption,
            std::string("damaged container: ") + (text == nullptr ? "no reason given" : text),
            {}};
  }

  ContainerBudget* budget_;
  std::unique_ptr<PackedStream> packed_;
  std::unique_ptr<archive, FreeArchive> handle_;  ///< freed first: it reads from packed_
  bool is_gzip_ = false;
  bool ended_ = false;
  bool entry_ended_ = true;
  std::optional<Error> entry_error_;
};

}  // namespace

ContainerType container_type(std::string_view head) {
  if (head.substr(0, 4) == "PK\x03\x04" || head.substr(0, 4) == "PK\x05\x06") {
    return ContainerType::kZip;
  }
  if (head.substr(0, 3) == "\x1F\x8B\x08") return ContainerType::kGzip;
  if (head.size() >= 263 && head.substr(257, 5) == "ustar") return ContainerType::kTar;
  return ContainerType::kNone;
}

Result<std::unique_ptr<Container>> Container::open(ContainerType type, ByteSource& packed,
                                                   ContainerBudget& budget) {
  auto container =
      std::make_unique<ArchiveContainer>(budget, std::make_unique<PackedStream>(packed));
  PATLAS_TRY(container->open(type));
  return Result<std::unique_ptr<Container>>(std::move(container));
}

Result<std::unique_ptr<Container>> Container::open_zip_file(Bytes file, ContainerBudget& budget) {
  auto container = std::make_unique<ArchiveContainer>(budget, nullptr);
  PATLAS_TRY(container->open_zip_file(file));
  return Result<std::unique_ptr<Container>>(std::move(container));
}

}  // namespace patlas
