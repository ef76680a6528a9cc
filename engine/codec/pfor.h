// engine/codec/pfor.h
//
// Packs up to 256 small unsigned integers: the width that suits most of them, and the few
// larger ones as exceptions. Deltas of documents, frequencies and positions all pass through here.
//
// Shape    1 <= n <= 256 values of 32 bits. All zero takes one byte.
// Bytes    FORMAT.md, "PFOR block". The same bytes on every machine.
// Errors   decode returns nullptr when the block does not fit [in, end) or its header is
//          impossible; it never reads past `end` nor writes past out[0..n).
// Source   Zukowski et al. 2006 (PFOR), Lemire & Boytsov 2015 (NewPFD variants). Ours: the width is
//          chosen by exact byte cost over all widths.
// Tested   tests/engine/codec/pfor_test.cc; measured by bench/micro/pfor_bench.
#ifndef PATLAS_ENGINE_CODEC_PFOR_H_
#define PATLAS_ENGINE_CODEC_PFOR_H_

#include <cstddef>
#include <cstdint>

namespace patlas {

inline constexpr size_t kPforMax = 256;                         ///< values in one block
inline constexpr size_t kPforMaxBytes = 2 + 4 * 256 + 256 * 6;  ///< no block of 256 is longer

/// Writes a block of n values to `out` (kPforMaxBytes free); returns the bytes written.
size_t pfor_encode(const uint32_t* values, size_t n, uint8_t* out);
/// Reads a block of n values; returns the byte after it, or nullptr.
const uint8_t* pfor_decode(const uint8_t* in, const uint8_t* end, size_t n, uint32_t* out) noexcept;
/// The byte after a block without decoding it, or nullptr.
const uint8_t* pfor_skip(const uint8_t* in, const uint8_t* end, size_t n) noexcept;

}  // namespace patlas

#endif  // PATLAS_ENGINE_CODEC_PFOR_H_
