// The checksum against published vectors, and every dispatch level against the first.
#include "engine/base/crc32c.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "engine/base/coding.h"
#include "engine/base/cpu.h"

namespace patlas {
namespace {

std::string random_text(uint64_t seed, size_t size) {
  std::mt19937_64 random(seed);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

TEST(Crc32c, GivesThePublishedVectorsAtEveryLevel) {
  std::string rising(32, '\0'), falling(32, '\0');
  for (size_t i = 0; i < 32; ++i) {
    rising[i] = static_cast<char>(i);
    falling[i] = static_cast<char>(31 - i);
  }
  for (const CpuLevel level : runnable_cpu_levels()) {
    const ScopedCpuLevel scope(level);
    SCOPED_TRACE(cpu_level_name(level));
    EXPECT_EQ(crc32c(0, {}), 0u);
    EXPECT_EQ(crc32c(0, as_bytes("123456789")), 0xe3069283u);
    EXPECT_EQ(crc32c(0, as_bytes(std::string(32, '\0'))), 0x8a9136aau);  // RFC 3720 B.4
    EXPECT_EQ(crc32c(0, as_bytes(std::string(32, '\xff'))), 0x62a8ab43u);
    EXPECT_EQ(crc32c(0, as_bytes(rising)), 0x46dd794eu);
    EXPECT_EQ(crc32c(0, as_bytes(falling)), 0x113fdb5cu);
  }
}

TEST(Crc32c, IsEqualAtEveryLevelForEveryLengthAndAlignment) {
  const std::string text = random_text(1, 20000);
  std::vector<size_t> lengths;
  for (size_t length = 0; length < 900; ++length) lengths.push_back(length);
  for (const size_t length : {3071, 3072, 3073, 3456, 6144, 9215, 16383, 16384, 16385, 19000}) {
    lengths.push_back(static_cast<size_t>(length));
  }
  for (const size_t length : lengths) {
    const Bytes bytes = as_bytes(text).subspan(length % 17, length);
    uint32_t expected = 0;
    {
      const ScopedCpuLevel scope(CpuLevel::kScalar);
      expected = crc32c(7, bytes);
    }
    for (const CpuLevel level : runnable_cpu_levels()) {
      const ScopedCpuLevel scope(level);
      ASSERT_EQ(crc32c(7, bytes), expected) << length << " at " << cpu_level_name(level);
    }
  }
}

TEST(Crc32c, OfTwoPartsIsThatOfTheWhole) {
  const std::string text = random_text(2, 10000);
  for (const size_t cut : {0u, 1u, 7u, 384u, 3072u, 5000u, 9999u, 10000u}) {
    const Bytes all = as_bytes(text);
    EXPECT_EQ(crc32c(crc32c(0, all.first(cut)), all.subspan(cut)), crc32c(0, all)) << cut;
  }
}

TEST(Crc32c, ChangesWithEveryBitOfABlock) {
  std::string block = random_text(3, 16384);
  const uint32_t before = crc32c(99, as_bytes(block));
  for (size_t bit = 0; bit < block.size() * 8; bit += 61) {
    block[bit / 8] = static_cast<char>(block[bit / 8] ^ 1 << bit % 8);
    ASSERT_NE(crc32c(99, as_bytes(block)), before) << bit;
    block[bit / 8] = static_cast<char>(block[bit / 8] ^ 1 << bit % 8);
  }
}

}  // namespace
}  // namespace patlas
