// engine/base/bits.h
//
// Little-endian loads and stores, and the few bit counts that the codecs share.
#ifndef PATLAS_ENGINE_BASE_BITS_H_
#define PATLAS_ENGINE_BASE_BITS_H_

#include <bit>
#include <cstdint>
#include <cstring>

namespace patlas {

static_assert(std::endian::native == std::endian::little,
              "Patlas reads its files in place: x86-64 only");

/// Unaligned little-endian load; T is an unsigned integer.
template <typename T>
inline T load_le(const void* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

template <typename T>
inline void store_le(void* to, T value) {
  std::memcpy(to, &value, sizeof(T));
}

/// Bits needed to write `value`: 0 for 0, 1 for 1, 32 for 0xffffffff.
inline uint32_t bit_width_u32(uint32_t value) {
  return static_cast<uint32_t>(std::bit_width(value));
}

inline uint64_t round_up(uint64_t value, uint64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_BITS_H_
