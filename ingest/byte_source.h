// ingest/byte_source.h
//
// A stream of bytes from outside, and the window through which a splitter looks at it. A file, an
// entry of a zip, and standard input look the same from here on.
//
// Errors   read: io or corruption (a damaged container), limit (a bomb). After an error or the end,
//          every further read gives the same.
// Threads  one stream belongs to one thread.
// Memory   the window grows only to what its user asks to see at once.
#ifndef PATLAS_INGEST_BYTE_SOURCE_H_
#define PATLAS_INGEST_BYTE_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "patlas/result.h"

namespace patlas {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills a part of `out` and returns its length; 0 only at the end of the stream.
  virtual Result<size_t> read(std::span<char> out) = 0;
};

/// Bytes that are in memory already, which must outlive it.
class MemorySource : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : rest_(bytes) {}
  Result<size_t> read(std::span<char> out) override;

 private:
  std::string_view rest_;
};

/// A look at the next bytes of a stream that knows how far it is from the stream's start.
class ByteWindow {
 public:
  explicit ByteWindow(ByteSource& source) : source_(&source) {}
  /// All of `bytes`, which must outlive it; nothing is copied.
  explicit ByteWindow(std::string_view bytes) : shown_(bytes), ended_(true) {}
  ByteWindow(const ByteWindow&) = delete;
  ByteWindow& operator=(const ByteWindow&) = delete;

  /// Tries to show at least `bytes` of what comes next; fewer only when the stream ends before, or
  /// breaks: what stands in front of the damage is shown, and the error when nothing is left of it.
  /// The view is valid until the next call of a non-const member.
  Result<std::string_view> peek(size_t bytes);
  /// Why the stream is not read on, known as soon as it was met.
  const std::optional<Error>& error() const { return error_; }
  /// What is in memory already.
  std::string_view buffered() const { return shown_; }
  /// Steps over bytes that were shown. REQUIRES: bytes <= buffered().size().
  void consume(size_t bytes);

  uint64_t offset() const { return offset_; }  ///< bytes consumed since the stream's start
  uint64_t line() const { return line_; }      ///< 1-based, of the next byte
  bool at_end() const { return ended_ && buffered().empty(); }

 private:
  void fill();

  ByteSource* source_ = nullptr;  ///< none for bytes in memory
  std::string buffer_;            ///< of a source: what is shown, and room to read into behind it
  std::string_view shown_;
  bool ended_ = false;
  std::optional<Error> error_;
  uint64_t offset_ = 0;
  uint64_t line_ = 1;
};

}  // namespace patlas

#endif  // PATLAS_INGEST_BYTE_SOURCE_H_
