#include "engine/codec/bitpack.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace patlas {
namespace {

std::vector<uint32_t> random_values(size_t n, uint32_t width, uint32_t seed) {
  std::mt19937 random(seed);
  const uint32_t mask = static_cast<uint32_t>((uint64_t{1} << width) - 1);
  std::vector<uint32_t> values(n);
  for (uint32_t& value : values) value = static_cast<uint32_t>(random()) & mask;
  return values;
}

TEST(Bitpack, EveryWidthAndShortLengthComesBackTogetherAndAlone) {
  for (uint32_t width = 0; width <= 32; ++width) {
    for (size_t n : {0, 1, 2, 7, 8, 9, 63, 64, 65, 1023, 1024}) {
      const auto values = random_values(n, width, width * 10007 + static_cast<uint32_t>(n));
      std::vector<uint8_t> bytes(bits_bytes(n, width) + kBitsSlack, 0xaa);
      bits_pack(values.data(), n, width, bytes.data());
      std::vector<uint32_t> out(n + 1, 77);
      bits_unpack(bytes.data(), n, width, 0, out.data());
      ASSERT_EQ(std::vector<uint32_t>(out.begin(), out.begin() + static_cast<long>(n)), values);
      ASSERT_EQ(out[n], 77u) << "wrote past its values";
      for (size_t i = 0; i < n; ++i) ASSERT_EQ(bits_get(bytes.data(), i, width), values[i]);
      ASSERT_EQ(bytes[bits_bytes(n, width)], 0xaa) << "packed past its bytes";
    }
  }
}

TEST(Bitpack, BaseIsAddedModuloTwoToTheThirtyTwo) {
  const uint32_t values[] = {0, 1, 2};
  uint8_t bytes[1 + kBitsSlack] = {};
  bits_pack(values, 3, 2, bytes);
  uint32_t out[3];
  bits_unpack(bytes, 3, 2, 0xffffffffu, out);
  EXPECT_EQ(out[0], 0xffffffffu);
  EXPECT_EQ(out[1], 0u);
  EXPECT_EQ(out[2], 1u);
}

TEST(Bitpack, BoundedReadWorksToTheLastByteAndRefusesOneLess) {
  for (uint32_t width : {1u, 5u, 13u, 32u}) {
    for (size_t n : {1, 8, 100, 256}) {
      const auto values = random_values(n, width, width);
      // An exact heap buffer, so that a sanitizer sees any byte too many.
      std::vector<uint8_t> bytes(bits_bytes(n, width));
      bits_pack(values.data(), n, width, bytes.data());
      std::vector<uint32_t> out(n);
      ASSERT_TRUE(
          bits_unpack_bounded(bytes.data(), bytes.data() + bytes.size(), n, width, out.data()));
      ASSERT_EQ(out, values);
      const std::vector<uint8_t> cut(bytes.begin(), bytes.end() - 1);
      ASSERT_FALSE(bits_unpack_bounded(cut.data(), cut.data() + cut.size(), n, width, out.data()));
    }
  }
}

}  // namespace
}  // namespace patlas
