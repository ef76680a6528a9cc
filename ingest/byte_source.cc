#include "ingest/byte_source.h"

#include <algorithm>
#include <cstring>

#include "engine/base/check.h"

namespace patlas {
namespace {

constexpr size_t kReadBytes = 64u << 10;  ///< what is read at once, or half of it at the least

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
  while (!ended_ && shown_.size() < bytes) fill();
  // What a bomb has unpacked so far is not worth a reader's work.
  if (error_ && (shown_.empty() || error_->code == Code::kLimit)) return *error_;
  return shown_;
}

void ByteWindow::consume(size_t bytes) {
  PATLAS_CHECK(bytes <= shown_.size());
  line_ += count_lines(shown_.data(), bytes);
  offset_ += bytes;
  shown_.remove_prefix(bytes);
}

void ByteWindow::fill() {
  const size_t size = shown_.size();
  size_t start = shown_.empty() ? 0 : static_cast<size_t>(shown_.data() - buffer_.data());
  // Moving the rest to the front only when it is the smaller half keeps the copying linear.
  if (start > size) {
    std::memmove(buffer_.data(), shown_.data(), size);
    start = 0;
  }
  // Room is doubled when it is used up and not cleared for each read: a record of many MB comes in
  // reads of a few KB from a pipe.
  const size_t end = start + size;
  if (buffer_.size() - end < kReadBytes / 2) buffer_.resize(end + std::max(kReadBytes, size));
  const Result<size_t> got = source_->read({buffer_.data() + end, buffer_.size() - end});
  shown_ = std::string_view(buffer_).substr(start, size + (got ? *got : 0));
  if (!got) error_ = got.error();
  ended_ = error_ || *got == 0;
}

}  // namespace patlas
