// A full block of 256 is stored interleaved: value i belongs to lane i % 8, and each lane is a bit
// stream of 32 values in 32-bit words, the words of the eight lanes side by side. One step then
// shifts and masks eight neighbours alike, which compilers turn into vector code without
// intrinsics (the idea of SIMD-BP128, Lemire & Boytsov 2015, at eight lanes). Shorter blocks are a
// plain bit stream (bitpack.h), as there is nothing to gain from lanes that are mostly empty.
//
// There is no run-time dispatch: bench/micro/pfor_bench gives 0.08 ns a value at the baseline and
// 0.055 with AVX2, and whoever uses the values next spends ten times that.
//
// An exception keeps its low bits in place; its high bits follow in a second, short bit stream, so
// patching is one OR per exception.
#include "engine/codec/pfor.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "engine/base/bits.h"
#include "engine/base/check.h"
#include "engine/codec/bitpack.h"

namespace patlas {
namespace {

constexpr uint32_t kLanes = 8;
constexpr uint32_t kRows = 32;
static_assert(kLanes * kRows == kPforMax);

constexpr uint8_t kHasExceptions = 0x80;
constexpr size_t kExceptionHeaderBytes = 2;  // count, high width

template <uint32_t kWidth>
void unpack_lanes(const uint8_t* __restrict in, uint32_t* __restrict out) noexcept {
  constexpr uint32_t kMask = kWidth == 32 ? ~0u : (1u << kWidth) - 1;
#pragma GCC unroll 32
  for (uint32_t row = 0; row < kRows; ++row) {
    const uint32_t bit = row * kWidth;
    const uint32_t shift = bit % 32;
    const uint8_t* words = in + bit / 32 * kLanes * 4;
    for (uint32_t lane = 0; lane < kLanes; ++lane) {
      uint32_t value = load_le<uint32_t>(words + lane * 4) >> shift;
      if (shift + kWidth > 32) {
        value |= load_le<uint32_t>(words + (kLanes + lane) * 4) << (32 - shift);
      }
      out[row * kLanes + lane] = value & kMask;
    }
  }
}

template <>
void unpack_lanes<0>(const uint8_t*, uint32_t* out) noexcept {
  std::fill_n(out, kPforMax, 0u);
}

using UnpackLanes = void (*)(const uint8_t* __restrict, uint32_t* __restrict) noexcept;

template <size_t... kWidths>
constexpr std::array<UnpackLanes, sizeof...(kWidths)> lanes_table(std::index_sequence<kWidths...>) {
  return {&unpack_lanes<static_cast<uint32_t>(kWidths)>...};
}
constexpr auto kUnpackLanes = lanes_table(std::make_index_sequence<33>());

void pack_lanes(const uint32_t* __restrict values, uint32_t width, uint8_t* __restrict out) {
  uint32_t words[kLanes] = {};  // the open word of each lane
  for (uint32_t row = 0; row < kRows; ++row, values += kLanes) {
    const uint32_t shift = row * width % 32;
    for (uint32_t lane = 0; lane < kLanes; ++lane) words[lane] |= values[lane] << shift;
    if (shift + width < 32) continue;
    std::memcpy(out, words, sizeof(words));
    out += sizeof(words);
    const uint32_t left = 32 - shift;  // bits of each value that went into the full word
    for (uint32_t lane = 0; lane < kLanes; ++lane) {
      words[lane] = left == 32 ? 0 : values[lane] >> left;
    }
  }
}

struct Choice {
  uint32_t width;
  uint32_t exceptions;
  uint32_t high_width;
};

// As bit_width_u32, but without the branch that zero takes there on the baseline.
uint32_t width_of(uint32_t value) {
  return 63 - static_cast<uint32_t>(std::countl_zero(uint64_t{value} << 1 | 1));
}

// The cheapest width by exact bytes; among equals the widest, which has the fewest exceptions.
Choice choose_width(const uint32_t* values, size_t n) {
  std::array<uint32_t, 33> of_width{};
  for (size_t i = 0; i < n; ++i) ++of_width[width_of(values[i])];
  uint32_t widest = 32;
  while (widest > 0 && of_width[widest] == 0) --widest;

  Choice best{widest, 0, 0};
  uint64_t best_bytes = bits_bytes(n, widest);
  uint32_t wider = 0;
  for (uint32_t width = widest; width-- > 0;) {
    wider += of_width[width + 1];
    if (wider > 255) break;
    const uint64_t bytes =
        bits_bytes(n, width) + kExceptionHeaderBytes + wider + bits_bytes(wider, widest - width);
    if (bytes < best_bytes) {
      best = {width, wider, widest - width};
      best_bytes = bytes;
    }
  }
  return best;
}

struct Header {
  uint32_t width = 0;
  uint32_t exceptions = 0;
  uint32_t high_width = 0;
  const uint8_t* low = nullptr;  // first byte of the low bits
};

// Everything about the block's shape is decided here: what passes lies inside [in, end).
const uint8_t* parse_header(const uint8_t* in, const uint8_t* end, size_t n, Header& header) {
  if (in == end) return nullptr;
  const uint8_t first = *in++;
  header.width = first & 0x7f;
  if (header.width > 32) return nullptr;
  if (first & kHasExceptions) {
    if (static_cast<size_t>(end - in) < kExceptionHeaderBytes) return nullptr;
    header.exceptions = in[0];
    header.high_width = in[1];
    in += kExceptionHeaderBytes;
    if (header.exceptions == 0 || header.exceptions > n) return nullptr;
    if (header.high_width == 0 || header.high_width > 32 - header.width) return nullptr;
  }
  header.low = in;
  const uint64_t bytes = bits_bytes(n, header.width) + header.exceptions +
                         bits_bytes(header.exceptions, header.high_width);
  if (bytes > static_cast<uint64_t>(end - in)) return nullptr;
  return in + bytes;
}

bool patch_exceptions(const Header& header, const uint8_t* indices, const uint8_t* end, size_t n,
                      uint32_t* out) {
  uint32_t high[kPforMax];
  if (!bits_unpack_bounded(indices + header.exceptions, end, header.exceptions, header.high_width,
                           high)) {
    return false;
  }
  for (uint32_t i = 0; i < header.exceptions; ++i) {
    if (indices[i] >= n) return false;
    out[indices[i]] |= high[i] << header.width;
  }
  return true;
}

}  // namespace

size_t pfor_encode(const uint32_t* values, size_t n, uint8_t* out) {
  PATLAS_CHECK(n >= 1 && n <= kPforMax);
  const Choice choice = choose_width(values, n);
  const uint32_t mask = static_cast<uint32_t>((uint64_t{1} << choice.width) - 1);
  uint32_t low[kPforMax];
  uint32_t high[kPforMax];
  uint8_t indices[kPforMax];
  uint32_t exceptions = 0;
  for (size_t i = 0; i < n; ++i) {
    low[i] = values[i] & mask;
    if (low[i] == values[i]) continue;
    indices[exceptions] = static_cast<uint8_t>(i);
    high[exceptions++] = values[i] >> choice.width;
  }
  PATLAS_CHECK(exceptions == choice.exceptions);

  uint8_t* at = out;
  *at++ = static_cast<uint8_t>(choice.width | (exceptions > 0 ? kHasExceptions : 0));
  if (exceptions > 0) {
    *at++ = static_cast<uint8_t>(exceptions);
    *at++ = static_cast<uint8_t>(choice.high_width);
  }
  if (n == kPforMax) {
    pack_lanes(low, choice.width, at);
  } else {
    bits_pack(low, n, choice.width, at);
  }
  at += bits_bytes(n, choice.width);
  if (exceptions > 0) {
    std::memcpy(at, indices, exceptions);
    at += exceptions;
    bits_pack(high, exceptions, choice.high_width, at);
    at += bits_bytes(exceptions, choice.high_width);
  }
  return static_cast<size_t>(at - out);
}

const uint8_t* pfor_decode(const uint8_t* in, const uint8_t* end, size_t n,
                           uint32_t* out) noexcept {
  PATLAS_DCHECK(n >= 1 && n <= kPforMax);
  Header header;
  const uint8_t* after = parse_header(in, end, n, header);
  if (after == nullptr) return nullptr;
  if (n == kPforMax) {
    kUnpackLanes[header.width](header.low, out);
  } else if (!bits_unpack_bounded(header.low, end, n, header.width, out)) {
    return nullptr;
  }
  if (header.exceptions > 0 &&
      !patch_exceptions(header, header.low + bits_bytes(n, header.width), end, n, out)) {
    return nullptr;
  }
  return after;
}

const uint8_t* pfor_skip(const uint8_t* in, const uint8_t* end, size_t n) noexcept {
  PATLAS_DCHECK(n >= 1 && n <= kPforMax);
  Header header;
  return parse_header(in, end, n, header);
}

}  // namespace patlas
