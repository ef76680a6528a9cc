// corpora/generator/decimal.h
//
// Numbers into a growing text, without a string of their own.
#ifndef PATLAS_CORPORA_GENERATOR_DECIMAL_H_
#define PATLAS_CORPORA_GENERATOR_DECIMAL_H_

#include <array>
#include <cstdint>
#include <string>

namespace patlas::generator {

/// Zeros in front fill up to `width`.
inline void append_padded(uint64_t value, uint32_t width, std::string& out) {
  std::array<char, 20> digits;
  size_t at = digits.size();
  do {
    digits[--at] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0 || digits.size() - at < width);
  out.append(digits.data() + at, digits.size() - at);
}

inline void append_decimal(uint64_t value, std::string& out) { append_padded(value, 1, out); }

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_DECIMAL_H_
