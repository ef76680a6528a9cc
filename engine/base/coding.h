// engine/base/coding.h
//
// The plain encodings of FORMAT.md, "Primitives": fixed little-endian integers, varints (LEB128),
// and length-prefixed strings. Encoders append to a std::string; ByteReader takes apart untrusted
// bytes and never reads past their end: after the first failure it stays failed, so a caller may
// read a whole structure and ask once.
#ifndef PATLAS_ENGINE_BASE_CODING_H_
#define PATLAS_ENGINE_BASE_CODING_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/bits.h"
#include "engine/base/fs.h"

namespace patlas {

inline void put_u8(std::string& out, uint8_t value) { out.push_back(static_cast<char>(value)); }
template <typename T>
inline void put_fixed(std::string& out, T value) {
  char buffer[sizeof(T)];
  store_le(buffer, value);
  out.append(buffer, sizeof(T));
}
inline void put_u16(std::string& out, uint16_t value) { put_fixed(out, value); }
inline void put_u32(std::string& out, uint32_t value) { put_fixed(out, value); }
inline void put_u64(std::string& out, uint64_t value) { put_fixed(out, value); }
inline void put_varint(std::string& out, uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}
inline void put_string(std::string& out, std::string_view value) {
  put_varint(out, value.size());
  out.append(value);
}

inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}
inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Reads one varint of at most 10 bytes from [*at, end); false (and *at unchanged) when it is cut
/// short or longer than 64 bits.
inline bool get_varint(const uint8_t** at, const uint8_t* end, uint64_t* value) {
  uint64_t result = 0;
  uint32_t shift = 0;
  for (const uint8_t* p = *at; p != end && shift < 64; ++p, shift += 7) {
    const uint64_t byte = *p;
    if (shift == 63 && byte > 1) return false;
    result |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      *at = p + 1;
      *value = result;
      return true;
    }
  }
  return false;
}

class ByteReader {
 public:
  explicit ByteReader(Bytes bytes)
      : begin_(reinterpret_cast<const uint8_t*>(bytes.data())),
        at_(begin_),
        end_(begin_ + bytes.size()) {}

  uint8_t u8() { return fixed<uint8_t>(); }
  uint16_t u16() { return fixed<uint16_t>(); }
  uint32_t u32() { return fixed<uint32_t>(); }
  uint64_t u64() { return fixed<uint64_t>(); }
  uint64_t varint() {
    uint64_t value = 0;
    if (failed_ || !get_varint(&at_, end_, &value)) {
      failed_ = true;
      return 0;
    }
    return value;
  }
  /// A varint that must fit 32 bits.
  uint32_t varint32() {
    const uint64_t value = varint();
    if (value > 0xffffffffu) failed_ = true;
    return failed_ ? 0 : static_cast<uint32_t>(value);
  }
  std::string_view string() { return bytes(varint()); }
  std::string_view bytes(uint64_t length) {
    if (failed_ || length > remaining()) {
      failed_ = true;
      return {};
    }
    const std::string_view result(reinterpret_cast<const char*>(at_), length);
    at_ += length;
    return result;
  }

  bool ok() const { return !failed_; }
  bool at_end() const { return at_ == end_; }
  uint64_t remaining() const { return static_cast<uint64_t>(end_ - at_); }
  uint64_t offset() const { return static_cast<uint64_t>(at_ - begin_); }  ///< bytes from the start
  void fail() { failed_ = true; }

 private:
  template <typename T>
  T fixed() {
    if (failed_ || remaining() < sizeof(T)) {
      failed_ = true;
      return 0;
    }
    const T value = load_le<T>(at_);
    at_ += sizeof(T);
    return value;
  }

  const uint8_t* begin_;
  const uint8_t* at_;
  const uint8_t* end_;
  bool failed_ = false;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_CODING_H_
