#include "ingest/container.h"

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

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
// Each costs a look at the whole directory of the zip: so many that none is lost of a file with a
// few bad sectors, and no more, so that the work stays linear.
constexpr int kDamagedEntries = 64;

Error over(std::string what, uint64_t limit) {
  return {Code::kLimit, std::move(what) + " (limit " + std::to_string(limit) + ")", {}};
}

Error damaged(const std::string& how) {
  return {Code::kCorruption, "damaged container: " + how, {}};
}

/// What a library says of an error, which may be nothing.
std::string words_of(const char* said) { return said == nullptr ? "no reason given" : said; }

Status count_unpacked(ContainerBudget& budget, uint64_t bytes) {
  budget.unpacked_bytes += bytes;
  const uint64_t allowed =
      std::max(limits::kContainerRatioGraceBytes, budget.packed_bytes * limits::kContainerRatio);
  if (budget.unpacked_bytes <= allowed) return {};
  return over("unpacked bytes per packed byte of a container", limits::kContainerRatio);
}

/// What a gz holds. libarchive's gzip filter looks at neither the sum nor the size behind a member,
/// so that damage which can be unpacked would be read as text.
class GzipContainer : public Container, private ByteSource {
 public:
  GzipContainer(ContainerBudget& budget, ByteSource& packed) : budget_(&budget), packed_(&packed) {}
  ~GzipContainer() override { inflateEnd(&stream_); }
  GzipContainer(const GzipContainer&) = delete;
  GzipContainer& operator=(const GzipContainer&) = delete;

  Status open() {
    constexpr int kGzipOnly = 16;
    if (inflateInit2(&stream_, kGzipOnly + MAX_WBITS) == Z_OK) return {};
    return Error{Code::kInternal, "zlib gives no reader", {}};
  }

  Result<std::optional<Entry>> next() override {
    if (given_) return std::optional<Entry>();
    given_ = true;
    if (++budget_->entries > limits::kContainerEntries) {
      return over("entries of a container", limits::kContainerEntries);
    }
    Entry entry;
    entry.bytes = this;
    return std::optional<Entry>(std::move(entry));
  }

 private:
  Result<size_t> read(std::span<char> out) override {
    const size_t room = std::min<size_t>(out.size(), 1u << 30);
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(room);
    // What was unpacked in front of damage is given before the damage is told.
    while (!error_ && !ended_ && stream_.avail_out == room && room > 0) unpack_some();
    const size_t unpacked = room - stream_.avail_out;
    if (unpacked == 0 && error_) return *error_;
    if (Status counted = count_unpacked(*budget_, unpacked); !counted) {
      error_ = counted.error();
      return *error_;
    }
    return unpacked;
  }

  void unpack_some() {
    if (stream_.avail_in == 0) {
      const Result<size_t> got = packed_->read(buffer_);
      if (!got) {
        error_ = got.error();
      } else if (*got == 0 && !between_members_) {
        error_ = damaged("a gzip that is cut off");
      }
      ended_ = error_ || *got == 0;
      if (ended_) return;
      stream_.next_in = reinterpret_cast<Bytef*>(buffer_.data());
      stream_.avail_in = static_cast<uInt>(*got);
    }
    if (between_members_) {
      // Tapes and block devices fill up with zeros.
      while (stream_.avail_in > 0 && *stream_.next_in == 0) {
        ++stream_.next_in;
        --stream_.avail_in;
      }
      if (stream_.avail_in == 0) return;
      between_members_ = false;
    }
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_STREAM_END) {
      between_members_ = true;
      inflateReset(&stream_);
    } else if (status == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      error_ = damaged(words_of(stream_.msg));
    }
  }

  ContainerBudget* budget_;
  ByteSource* packed_;
  std::vector<char> buffer_ = std::vector<char>(kReadBytes);
  z_stream stream_ = {};
  bool given_ = false, between_members_ = false, ended_ = false;
  std::optional<Error> error_;
};

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
    at_end_ = *got == 0;
    *buffer = buffer_.data();
    return static_cast<la_ssize_t>(*got);
  }
  bool at_end() const { return at_end_; }
  const std::optional<Error>& error() const { return error_; }

 private:
  ByteSource* source_;
  std::vector<char> buffer_ = std::vector<char>(kReadBytes);
  bool at_end_ = false;
  std::optional<Error> error_;
};

/// How many entries a zip says that it has; 0 when it does not say. One with 65,535 or more says
/// so elsewhere, or modulo 65,536.
uint64_t announced_entries(Bytes zip) {
  constexpr size_t kEndBytes = 22, kCommentBytes = 65'535;
  const auto u16_at = [&](size_t at) {
    return std::to_integer<size_t>(zip[at]) | std::to_integer<size_t>(zip[at + 1]) << 8;
  };
  // No more than the end is looked at: a zip may be the size of a disk.
  const size_t tail = zip.size() - std::min(zip.size(), kEndBytes + kCommentBytes);
  const std::string_view text(reinterpret_cast<const char*>(zip.data()) + tail, zip.size() - tail);
  for (size_t end = text.size(); end >= kEndBytes;) {
    const size_t at = text.rfind("PK\x05\x06", end - kEndBytes);
    if (at == std::string_view::npos) return 0;
    const size_t entries = u16_at(tail + at + 10);
    if (at + kEndBytes + u16_at(tail + at + 20) == text.size()) {
      return entries == 0xFFFF ? 0 : entries;
    }
    end = at + kEndBytes - 1;
  }
  return 0;
}

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
    return status == ARCHIVE_OK ? Status() : Status(failure());
  }

  Status open_zip_file(Bytes file) {
    file_ = file;
    announced_ = announced_entries(file);
    if (!handle_) return Error{Code::kInternal, "libarchive gives no reader", {}};
    allow(ContainerType::kZip);
    int status = archive_read_open_memory(handle_.get(), file.data(), file.size());
    return status == ARCHIVE_OK ? Status() : Status(failure());
  }

  Result<std::optional<Entry>> next() override {
    if (broken_) PATLAS_TRY(go_on_behind_damage());
    for (;;) {
      if (ended_) return std::optional<Entry>();
      archive_entry* header = nullptr;
      int status = archive_read_next_header(handle_.get(), &header);
      if (status == ARCHIVE_EOF) {
        ended_ = true;
        if (headers_ >= announced_) continue;
        // libarchive passes over the second of two entries that claim the same bytes.
        return damaged("of " + std::to_string(announced_) + " entries that the zip lists, " +
                       std::to_string(headers_) + " were found");
      }
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
        ended_ = true;
        return failure();
      }
      ++headers_;
      if (++budget_->entries > limits::kContainerEntries) {
        ended_ = true;
        return over("entries of a container", limits::kContainerEntries);
      }
      if (archive_entry_filetype(header) == AE_IFDIR) continue;
      const char* name = archive_entry_pathname(header);
      if (name != nullptr && std::strlen(name) > kEntryNameBytes) {
        return over("name of a container's entry in bytes", kEntryNameBytes);
      }
      bool is_link =
          archive_entry_hardlink(header) != nullptr || archive_entry_filetype(header) != AE_IFREG;
      if (is_link) {
        Error error{Code::kInvalidArgument, "a link or device in a container is not read", {}};
        error.place.entry = name == nullptr ? "" : name;
        return error;
      }
      entry_ended_ = false;
      entry_error_.reset();
      Entry entry;
      entry.name = name == nullptr ? "" : name;
      entry.bytes = this;
      return std::optional<Entry>(std::move(entry));
    }
  }

 private:
  void allow(ContainerType type) {
    if (type == ContainerType::kZip) archive_read_support_format_zip(handle_.get());
    if (type == ContainerType::kTar) archive_read_support_format_tar(handle_.get());
  }

  /// Having met damage inside an entry, libarchive reads nothing more of an archive. A zip in
  /// memory is opened again and stepped through to the entry behind; of a stream no more is to be
  /// had, which is an error of its own: else entries would be missing and nothing say so.
  Status go_on_behind_damage() {
    broken_ = false;
    if (file_.data() != nullptr && ++damaged_entries_ <= kDamagedEntries && reopen()) return {};
    ended_ = true;
    if (packed_ && packed_->at_end()) return {};
    return damaged("the entries behind the damage are not read");
  }

  bool reopen() {
    handle_.reset(archive_read_new());
    if (!open_zip_file(file_)) return false;
    for (uint64_t i = 0; i < headers_; ++i) {
      archive_entry* header = nullptr;
      const int status = archive_read_next_header(handle_.get(), &header);
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return false;
    }
    return true;
  }

  Result<size_t> read(std::span<char> out) override {
    if (entry_error_) return *entry_error_;
    if (entry_ended_ || out.empty()) return size_t{0};
    la_ssize_t got = archive_read_data(handle_.get(), out.data(), out.size());
    if (got < 0) {
      entry_error_ = failure();
      broken_ = got == ARCHIVE_FATAL;
      return *entry_error_;
    }
    if (budget_->at_packed_byte && !packed_) {
      budget_->at_packed_byte(static_cast<uint64_t>(archive_filter_bytes(handle_.get(), -1)));
    }
    entry_ended_ = got == 0;
    if (Status counted = count_unpacked(*budget_, static_cast<uint64_t>(got)); !counted) {
      entry_error_ = counted.error();
      ended_ = true;
      return *entry_error_;
    }
    return static_cast<size_t>(got);
  }

  Error failure() const {
    if (packed_ && packed_->error()) return *packed_->error();
    return damaged(words_of(archive_error_string(handle_.get())));
  }

  ContainerBudget* budget_;
  std::unique_ptr<PackedStream> packed_;
  std::unique_ptr<archive, FreeArchive> handle_;  ///< freed first: it reads from packed_
  Bytes file_;                                    ///< a zip as a whole; empty of a stream
  uint64_t headers_ = 0;                          ///< entries that were met
  uint64_t announced_ = 0;                        ///< at least so many are to be met
  int damaged_entries_ = 0;
  bool broken_ = false;  ///< by damage in the entry
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
  if (type == ContainerType::kGzip) {
    auto gzip = std::make_unique<GzipContainer>(budget, packed);
    PATLAS_TRY(gzip->open());
    return Result<std::unique_ptr<Container>>(std::move(gzip));
  }
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
