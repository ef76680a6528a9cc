// Eight values of width W end at a byte border, so that within a group of eight every shift is a
// constant: one unrolled loop per width, chosen once per call, runs at about a load, a shift, a
// mask and a store per value (0.25 ns, bench/micro/columns_bench; AVX2 builds are no faster). The
// long blocks of lists use the interleaved layout of pfor.cc instead.
#include "engine/codec/bitpack.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "engine/base/check.h"

namespace patlas {
namespace {

constexpr uint32_t kGroup = 8;
constexpr size_t kBoundedMax = 256;

template <uint32_t kWidth>
void unpack_groups(const uint8_t* in, size_t groups, uint32_t base, uint32_t* out) noexcept {
  constexpr uint64_t kMask = (uint64_t{1} << kWidth) - 1;
  for (size_t group = 0; group < groups; ++group, in += kWidth, out += kGroup) {
#pragma GCC unroll 8
    for (uint32_t i = 0; i < kGroup; ++i) {
      const uint64_t word = load_le<uint64_t>(in + i * kWidth / 8) >> (i * kWidth % 8);
      out[i] = base + static_cast<uint32_t>(word & kMask);
    }
  }
}

using UnpackGroups = void (*)(const uint8_t*, size_t, uint32_t, uint32_t*) noexcept;

template <size_t... kWidths>
constexpr std::array<UnpackGroups, sizeof...(kWidths)> unpack_table(
    std::index_sequence<kWidths...>) {
  return {&unpack_groups<static_cast<uint32_t>(kWidths)>...};
}
constexpr auto kUnpackGroups = unpack_table(std::make_index_sequence<33>());

}  // namespace

void bits_pack(const uint32_t* values, size_t n, uint32_t width, uint8_t* out) {
  PATLAS_DCHECK(width <= 32);
  uint64_t pending = 0;
  uint32_t pending_bits = 0;
  for (size_t i = 0; i < n; ++i) {
    PATLAS_DCHECK(bit_width_u32(values[i]) <= width);
    pending |= static_cast<uint64_t>(values[i]) << pending_bits;
    pending_bits += width;
    if (pending_bits >= 32) {
      store_le(out, static_cast<uint32_t>(pending));
      out += 4;
      pending >>= 32;
      pending_bits -= 32;
    }
  }
  for (uint32_t bits = 0; bits < pending_bits; bits += 8) {
    *out++ = static_cast<uint8_t>(pending >> bits);
  }
}

void bits_unpack(const uint8_t* in, size_t n, uint32_t width, uint32_t base,
                 uint32_t* out) noexcept {
  PATLAS_DCHECK(width <= 32);
  const size_t whole = n / kGroup * kGroup;
  kUnpackGroups[width](in, n / kGroup, base, out);
  for (size_t i = whole; i < n; ++i) out[i] = base + bits_get(in, i, width);
}

bool bits_unpack_bounded(const uint8_t* in, const uint8_t* end, size_t n, uint32_t width,
                         uint32_t* out) noexcept {
  PATLAS_DCHECK(width <= 32 && n <= kBoundedMax);
  const uint64_t bytes = bits_bytes(n, width);
  const uint64_t room = static_cast<uint64_t>(end - in);
  if (bytes > room) return false;
  if (room - bytes >= kBitsSlack) {
    bits_unpack(in, n, width, 0, out);
    return true;
  }
  // The last bytes of a section have nothing after them: they are read from a padded copy.
  uint8_t padded[kBoundedMax * 4 + kBitsSlack];
  std::memcpy(padded, in, bytes);
  std::memset(padded + bytes, 0, kBitsSlack);
  bits_unpack(padded, n, width, 0, out);
  return true;
}

}  // namespace patlas
