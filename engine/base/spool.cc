// engine/base/spool.cc
#include "engine/base/spool.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/base/crc32c.h"

namespace patlas {

namespace {

constexpr uint64_t kOwnBytes = 16 * 1024;    // whatever the pool has; else small ones fill the disk
constexpr uint64_t kPieceBytes = 64 * 1024;  // that are copied at a time
// A part's size: small beside the spool, and not too many of them, as each is an open file.
constexpr uint64_t kPartBytesMin = 16 << 20, kPartShare = 8;

}  // namespace

Spool::Spool(Fs& fs, std::string temporary_path, std::shared_ptr<MemoryPool> pool)
    : fs_(fs), path_(std::move(temporary_path)), pool_(std::move(pool)) {}

Spool::~Spool() { pool_->give(taken_bytes_); }

/// False when the pool has too little for `bytes` more. Old and new stand side by side while the
/// one is copied into the other.
bool Spool::make_room(uint64_t bytes) {
  const uint64_t needed = memory_.size() + bytes;
  if (needed <= std::max(taken_bytes_, kOwnBytes)) return true;
  const uint64_t wanted = std::max(needed, 2 * memory_.capacity());
  if (!pool_->take(wanted)) return false;
  memory_.reserve(wanted);
  pool_->give(taken_bytes_);
  taken_bytes_ = wanted;
  return true;
}

Status Spool::append(Bytes bytes) {
  size_ += bytes.size();
  if (parts_.empty()) {
    if (make_room(bytes.size())) {
      memory_.append(as_text(bytes));
      return {};
    }
    PATLAS_TRY(spill());
  }
  if (memory_.size() + bytes.size() > kOwnBytes) PATLAS_TRY(flush());
  if (bytes.size() > kOwnBytes) return append_to_disk(bytes);
  memory_.append(as_text(bytes));
  return {};
}

Status Spool::spill() {
  PATLAS_TRY(open_part());
  PATLAS_TRY(flush());
  std::string().swap(memory_);
  memory_.reserve(kOwnBytes);
  pool_->give(std::exchange(taken_bytes_, 0));
  return {};
}

/// The name of the part before is gone: this one may have it.
Status Spool::open_part() {
  PATLAS_ASSIGN(std::unique_ptr<WritableFile> file, fs_.create(path_));
  // Opened before the name goes; pread sees what is appended later.
  auto reader = fs_.open(path_);
  PATLAS_TRY(fs_.unlink(path_));
  if (!reader) return std::move(reader).error();
  parts_.push_back({std::move(file), std::move(*reader), spilled_bytes_, spilled_bytes_});
  return {};
}

Status Spool::append_to_disk(Bytes bytes) {
  Part* part = &parts_.back();
  if (part->end - part->begin >= std::max(kPartBytesMin, spilled_bytes_ / kPartShare)) {
    PATLAS_TRY(part->file->close());
    part->file.reset();
    PATLAS_TRY(open_part());
    part = &parts_.back();
  }
  PATLAS_TRY(part->file->append(bytes));
  spilled_crc_ = crc32c(spilled_crc_, bytes);
  spilled_bytes_ += bytes.size();
  part->end = spilled_bytes_;
  return {};
}

Status Spool::flush() {
  PATLAS_TRY(append_to_disk(as_bytes(memory_)));
  memory_.clear();
  return {};
}

Status Spool::read(uint64_t offset, std::span<char> out) const {
  PATLAS_CHECK(offset <= size_ && out.size() <= size_ - offset);
  for (const Part& part : parts_) {
    if (offset >= part.end || out.empty()) continue;
    const auto here = out.first(std::min<uint64_t>(out.size(), part.end - offset));
    PATLAS_TRY(part.reader->pread(offset - part.begin, std::as_writable_bytes(here)));
    offset += here.size();
    out = out.subspan(here.size());
  }
  if (!out.empty()) memory_.copy(out.data(), out.size(), offset - spilled_bytes_);
  return {};
}

Status Spool::copy_to(SealedFileWriter& writer) {
  std::string piece;
  uint32_t crc = 0;
  for (Part& part : parts_) {
    for (uint64_t offset = part.begin; offset < part.end; offset += piece.size()) {
      piece.resize(std::min(kPieceBytes, part.end - offset));
      PATLAS_TRY(part.reader->pread(offset - part.begin, std::as_writable_bytes(std::span(piece))));
      crc = crc32c(crc, as_bytes(piece));
      PATLAS_TRY(writer.append(as_bytes(piece)));
    }
    part = {};
  }
  // Damage here would otherwise get a right checksum in the sealed file.
  if (crc != spilled_crc_) {
    return Error{Code::kCorruption, "the temporary file does not hold what was written",
                 Place{path_, "", 0, spilled_bytes_, Place::kNone}};
  }
  PATLAS_TRY(writer.append(as_bytes(memory_)));
  std::string().swap(memory_);
  pool_->give(std::exchange(taken_bytes_, 0));
  return {};
}

}  // namespace patlas
