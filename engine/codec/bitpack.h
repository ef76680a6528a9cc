// engine/codec/bitpack.h
//
// A plain bit stream of equal widths: value i stands at bit i * width, lowest bit first. It is what
// columns and the short ends of lists are made of, because any value can be read alone.
//
// Bytes    FORMAT.md, "Bit streams".
// Requires every read may touch 8 bytes from where a value starts: callers keep kBitsSlack readable
//          bytes after the stream, or use bits_unpack_bounded.
// Tested   tests/engine/codec/bitpack_test.cc; measured by bench/micro/columns_bench.
#ifndef PATLAS_ENGINE_CODEC_BITPACK_H_
#define PATLAS_ENGINE_CODEC_BITPACK_H_

#include <cstddef>
#include <cstdint>

#include "engine/base/bits.h"

namespace patlas {

inline constexpr size_t kBitsSlack = 8;  ///< readable bytes needed after a stream

/// Bytes that n values of `width` bits take.
constexpr uint64_t bits_bytes(uint64_t n, uint32_t width) { return (n * width + 7) / 8; }

/// Writes bits_bytes(n, width) bytes. REQUIRES: width <= 32, every value below 2^width.
void bits_pack(const uint32_t* values, size_t n, uint32_t width, uint8_t* out);

/// Reads n values and adds `base` (modulo 2^32) to each. REQUIRES: width <= 32, slack after `in`.
void bits_unpack(const uint8_t* in, size_t n, uint32_t width, uint32_t base,
                 uint32_t* out) noexcept;

/// As bits_unpack, for at most 256 values that may end where `end` is. False when they end later.
bool bits_unpack_bounded(const uint8_t* in, const uint8_t* end, size_t n, uint32_t width,
                         uint32_t* out) noexcept;

/// Value i alone. REQUIRES: width <= 32, slack after the stream.
inline uint32_t bits_get(const uint8_t* in, uint64_t i, uint32_t width) noexcept {
  const uint64_t bit = i * width;
  const uint64_t mask = (uint64_t{1} << width) - 1;
  return static_cast<uint32_t>((load_le<uint64_t>(in + bit / 8) >> (bit % 8)) & mask);
}

}  // namespace patlas

#endif  // PATLAS_ENGINE_CODEC_BITPACK_H_
