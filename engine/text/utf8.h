// engine/text/utf8.h
//
// Strict UTF-8, one character at a time, inlined into the scanning loops. ICU's macros do the same
// but decode what we call invalid in steps that differ between its versions, and offsets are on
// disk.
#ifndef PATLAS_ENGINE_TEXT_UTF8_H_
#define PATLAS_ENGINE_TEXT_UTF8_H_

#include <cstdint>
#include <cstring>
#include <string>

namespace patlas::utf8 {

/// What decode() gives for bytes that are not UTF-8.
inline constexpr char32_t kInvalid = 0xFFFFFFFF;

inline bool is_tail(char byte) { return (static_cast<uint8_t>(byte) & 0xC0) == 0x80; }

/// The character at `p`, which moves behind it; one byte further when it is kInvalid.
/// REQUIRES: p < end.
inline char32_t decode(const char*& p, const char* end) {
  const auto lead = static_cast<uint8_t>(*p);
  auto tail = [&](int i) { return static_cast<char32_t>(static_cast<uint8_t>(p[i]) & 0x3F); };
  if (lead < 0x80) {
    ++p;
    return lead;
  }
  if (lead >= 0xE0 && lead < 0xF0) {
    if (end - p >= 3 && is_tail(p[1]) && is_tail(p[2])) {
      const char32_t c = (static_cast<char32_t>(lead & 0x0F) << 12) | (tail(1) << 6) | tail(2);
      if (c >= 0x800 && (c < 0xD800 || c > 0xDFFF)) {
        p += 3;
        return c;
      }
    }
  } else if (lead >= 0xC2 && lead < 0xE0) {
    if (end - p >= 2 && is_tail(p[1])) {
      const char32_t c = (static_cast<char32_t>(lead & 0x1F) << 6) | tail(1);
      p += 2;
      return c;
    }
  } else if (lead >= 0xF0 && lead < 0xF5) {
    if (end - p >= 4 && is_tail(p[1]) && is_tail(p[2]) && is_tail(p[3])) {
      const char32_t c =
          (static_cast<char32_t>(lead & 0x07) << 18) | (tail(1) << 12) | (tail(2) << 6) | tail(3);
      if (c >= 0x10000 && c <= 0x10FFFF) {
        p += 4;
        return c;
      }
    }
  }
  ++p;
  return kInvalid;
}

/// Writes `c` to `out` (at least 4 bytes); gives the number of bytes.
inline uint32_t encode(char32_t c, char* out) {
  if (c < 0x80) {
    out[0] = static_cast<char>(c);
    return 1;
  }
  if (c < 0x800) {
    out[0] = static_cast<char>(0xC0 | (c >> 6));
    out[1] = static_cast<char>(0x80 | (c & 0x3F));
    return 2;
  }
  if (c < 0x10000) {
    out[0] = static_cast<char>(0xE0 | (c >> 12));
    out[1] = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out[2] = static_cast<char>(0x80 | (c & 0x3F));
    return 3;
  }
  out[0] = static_cast<char>(0xF0 | (c >> 18));
  out[1] = static_cast<char>(0x80 | ((c >> 12) & 0x3F));
  out[2] = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
  out[3] = static_cast<char>(0x80 | (c & 0x3F));
  return 4;
}

inline void append(char32_t c, std::string& out) {
  char bytes[4];
  out.append(bytes, encode(c, bytes));
}

/// One character as bytes, small enough to copy with one store.
struct Char {
  char bytes[4] = {0, 0, 0, 0};
  uint32_t size = 0;
};

inline Char make_char(char32_t c) {
  Char result;
  result.size = encode(c, result.bytes);
  return result;
}

/// The first character of non-empty, valid UTF-8.
inline Char first_char(const char* p, const char* end) {
  const char* next = p;
  decode(next, end);
  Char result;
  result.size = static_cast<uint32_t>(next - p);
  std::memcpy(result.bytes, p, result.size);
  return result;
}

/// The last character of non-empty, valid UTF-8.
inline Char last_char(const char* begin, const char* end) {
  const char* p = end - 1;
  if (static_cast<uint8_t>(*p) < 0x80) return {{*p, 0, 0, 0}, 1};
  while (p > begin && is_tail(*p)) --p;
  return first_char(p, end);
}

}  // namespace patlas::utf8

#endif  // PATLAS_ENGINE_TEXT_UTF8_H_
