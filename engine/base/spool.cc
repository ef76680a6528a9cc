// engine/base/spool.cc
#include "engine/base/spool.h"

#include <algorithm>
#include <utility>

#include "engine/base/coding.h"
#include "engine/base/crc32c.h"

namespace patlas {

namespace {

constexpr uint64_t kPieceBytes = 256 * 1024;

}  // namespace

Spool::Spool(Fs& fs, std::string temporary_path, uint64_t memory_bytes)
    : fs_(fs), path_(std::move(temporary_path)), memory_limit_bytes_(memory_bytes) {}

Spool::~Spool() = default;

Status Spool::append(Bytes bytes) {
  size_ += bytes.size();
  if (memory_.size() + bytes.size() > memory_limit_bytes_) {
    if (file_ == nullptr) PATLAS_TRY(spill());
    PATLAS_TRY(flush());
  }
  memory_.append(as_text(bytes));
  if (file_ != nullptr && memory_.size() >= kPieceBytes) return flush();
  return {};
}

Status Spool::spill() {
  PATLAS_ASSIGN(std::unique_ptr<WritableFile> file, fs_.create(path_));
  // Opened before the name goes; pread sees what is appended later.
  auto reader = fs_.open(path_);
  PATLAS_TRY(fs_.unlink(path_));
  if (!reader) return std::move(reader).error();
  file_ = std::move(file);
  reader_ = std::move(reader).value();
  memory_limit_bytes_ = std::min(memory_limit_bytes_, kPieceBytes);
  return {};
}

Status Spool::flush() {
  PATLAS_TRY(file_->append(as_bytes(memory_)));
  spilled_crc_ = crc32c(spilled_crc_, as_bytes(memory_));
  spilled_bytes_ += memory_.size();
  // A spool that held its whole limit gives it back.
  if (memory_.capacity() > 2 * kPieceBytes) std::string().swap(memory_);
  memory_.clear();
  return {};
}

Status Spool::copy_to(SealedFileWriter& writer) {
  std::string piece;
  uint32_t crc = 0;
  for (uint64_t offset = 0; offset < spilled_bytes_; offset += piece.size()) {
    piece.resize(std::min(kPieceBytes, spilled_bytes_ - offset));
    PATLAS_TRY(reader_->pread(offset, std::as_writable_bytes(std::span(piece))));
    crc = crc32c(crc, as_bytes(piece));
    PATLAS_TRY(writer.append(as_bytes(piece)));
  }
  // Damage here would otherwise get a right checksum in the sealed file.
  if (crc != spilled_crc_) {
    return Error{Code::kCorruption, "the temporary file does not hold what was written",
                 Place{path_, "", 0, spilled_bytes_, Place::kNone}};
  }
  return writer.append(as_bytes(memory_));
}

}  // namespace patlas
