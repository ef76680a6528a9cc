#include "ingest/byte_source.h"

#include <algorithm>
#include <cstring>

#include "engine/base/check.h"

namespace patlas {
namespace {

constexpr size_t kReadBytes = 256u << 10;

/// In runs short enough for counters of a byte, which the compiler turns into vectors.
uint64_t count_lines(const char* from, size_t bytes) {
  constexpr size_t kRun = 240;
  uint64_t lines = 0;
  for (; bytes >= kRun; from += kRun, bytes -= kRun) {
    uint8_t in_run = 0;
    for (size_t i = 0; i < kRun; ++i) in_run = static_cast<uint8_t>(in_run + (from[i] == '\n'));
    lines += in_run;
  }
  for (size_t i = 0; i < bytes; ++i) lines += from[i] == '\n';
  return lines;
}

}  // namespace

Result<size_t> MemorySource::read(std::span<char> out) {
  size_t bytes = std::min(out.size(), rest_.size());
  std::memcpy(out.data(), rest_.data(), bytes);
  rest_.remove_prefix(bytes);
  return bytes;
}

Result<std::string_view> ByteWindow::peek(size_t bytes) {
  while (!ended_ && end_ - start_ < bytes) PATLAS_TRY(fill());
  return buffered();
}

std::string_view ByteWindow::buffered() const {
  return std::string_view(buffer_).substr(start_, end_ - start_);
}

void ByteWindow::consume(size_t bytes) {
  PATLAS_CHECK(bytes <= end_ - start_);
  line_ += count_lines(buffer_.data() + start_, bytes);
  offset_ += bytes;
  start_ += bytes;
}

Status ByteWindow::fill() {
  // Moving the rest to the front only when it is the smaller half keeps the copying linear.
  if (start_ > end_ / 2) {
    std::memmove(buffer_.data(), buffer_.data() + start_, end_ - start_);
    end_ -= start_;
    start_ = 0;
  }
  // Room is doubled when it is used up and not cleared for each read: a record of many MB comes in
  // reads of a few KB from a pipe.
  if (buffer_.size() - end_ < kReadBytes) {
    buffer_.resize(end_ + std::max(kReadBytes, end_ - start_));
  }
  PATLAS_ASSIGN(const size_t got, source_->read({buffer_.data() + end_, buffer_.size() - end_}));
  end_ += got;
  ended_ = got == 0;
  return {};
}

}  // namespace patlas
