// engine/base/crc32c.cc
//
// Everything here works on the CRC register *without* the complement before and after, in which
// state appending zero bytes is a linear map; crc32c() puts the complements on.
#include "engine/base/crc32c.h"

#include <nmmintrin.h>

#include <array>

#include "engine/base/bits.h"
#include "engine/base/cpu.h"

namespace patlas {

namespace {

constexpr uint32_t kPolynomial = 0x82f63b78;  // 0x1edc6f41, bit-reversed

/// table[k][b]: the register after byte b, then k zero bytes, from register 0.
using ByteTables = std::array<std::array<uint32_t, 256>, 8>;

constexpr ByteTables make_byte_tables() {
  ByteTables tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1 ? kPolynomial : 0) ^ (crc >> 1);
    tables[0][byte] = crc;
  }
  for (size_t k = 1; k < tables.size(); ++k) {
    for (uint32_t byte = 0; byte < 256; ++byte) {
      const uint32_t before = tables[k - 1][byte];
      tables[k][byte] = tables[0][before & 0xff] ^ (before >> 8);
    }
  }
  return tables;
}

constexpr ByteTables kByteTables = make_byte_tables();

uint32_t extend_scalar(uint32_t crc, const uint8_t* at, uint64_t length) {
  const ByteTables& t = kByteTables;
  for (; length >= 8; length -= 8, at += 8) {
    const uint64_t word = load_le<uint64_t>(at) ^ crc;
    crc = t[7][word & 0xff] ^ t[6][word >> 8 & 0xff] ^ t[5][word >> 16 & 0xff] ^
          t[4][word >> 24 & 0xff] ^ t[3][word >> 32 & 0xff] ^ t[2][word >> 40 & 0xff] ^
          t[1][word >> 48 & 0xff] ^ t[0][word >> 56];
  }
  for (; length > 0; --length) crc = t[0][(crc ^ *at++) & 0xff] ^ (crc >> 8);
  return crc;
}

/// The register after appending a fixed number of zero bytes, as a lookup per byte of the register.
class ZeroRun {
 public:
  explicit ZeroRun(uint64_t zero_bytes) {
    std::array<uint32_t, 32> of_bit;
    for (uint32_t bit = 0; bit < 32; ++bit) {
      uint32_t crc = uint32_t{1} << bit;
      for (uint64_t i = 0; i < zero_bytes; ++i) crc = kByteTables[0][crc & 0xff] ^ (crc >> 8);
      of_bit[bit] = crc;
    }
    for (uint32_t k = 0; k < 4; ++k) {
      for (uint32_t byte = 0; byte < 256; ++byte) {
        uint32_t crc = 0;
        for (uint32_t bit = 0; bit < 8; ++bit) {
          if (byte >> bit & 1) crc ^= of_bit[8 * k + bit];
        }
        tables_[k][byte] = crc;
      }
    }
  }
  uint32_t operator()(uint32_t crc) const {
    return tables_[0][crc & 0xff] ^ tables_[1][crc >> 8 & 0xff] ^ tables_[2][crc >> 16 & 0xff] ^
           tables_[3][crc >> 24];
  }

 private:
  std::array<std::array<uint32_t, 256>, 4> tables_;
};

/// One stream's bytes; three of them make a stripe. A 16 KB block is five long stripes of 3 KB and
/// two short ones.
constexpr uint64_t kLongStream = 1024;
constexpr uint64_t kShortStream = 128;

__attribute__((target("sse4.2"))) uint32_t extend_stripe(uint32_t crc, const uint8_t* at,
                                                         uint64_t stream_bytes,
                                                         const ZeroRun& zeros) {
  uint64_t a = crc, b = 0, c = 0;
  for (uint64_t i = 0; i < stream_bytes; i += 8) {
    a = _mm_crc32_u64(a, load_le<uint64_t>(at + i));
    b = _mm_crc32_u64(b, load_le<uint64_t>(at + stream_bytes + i));
    c = _mm_crc32_u64(c, load_le<uint64_t>(at + 2 * stream_bytes + i));
  }
  const uint32_t ab = zeros(static_cast<uint32_t>(a)) ^ static_cast<uint32_t>(b);
  return zeros(ab) ^ static_cast<uint32_t>(c);
}

__attribute__((target("sse4.2"))) uint32_t extend_sse42(uint32_t crc, const uint8_t* at,
                                                        uint64_t length) {
  static const ZeroRun long_zeros(kLongStream), short_zeros(kShortStream);
  for (; length >= 3 * kLongStream; length -= 3 * kLongStream, at += 3 * kLongStream) {
    crc = extend_stripe(crc, at, kLongStream, long_zeros);
  }
  for (; length >= 3 * kShortStream; length -= 3 * kShortStream, at += 3 * kShortStream) {
    crc = extend_stripe(crc, at, kShortStream, short_zeros);
  }
  uint64_t wide = crc;
  for (; length >= 8; length -= 8, at += 8) wide = _mm_crc32_u64(wide, load_le<uint64_t>(at));
  crc = static_cast<uint32_t>(wide);
  for (; length > 0; --length) crc = _mm_crc32_u8(crc, *at++);
  return crc;
}

}  // namespace

uint32_t crc32c(uint32_t seed, Bytes bytes) {
  const auto* const at = reinterpret_cast<const uint8_t*>(bytes.data());
  const bool fast = cpu_level() >= CpuLevel::kSse4;
  return ~(fast ? extend_sse42(~seed, at, bytes.size()) : extend_scalar(~seed, at, bytes.size()));
}

}  // namespace patlas
