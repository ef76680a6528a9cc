#include "query/operators/bitmap_kernels.h"

#include <gtest/gtest.h>

#include <bit>
#include <random>
#include <string>
#include <vector>

#include "engine/base/cpu.h"

namespace patlas {
namespace {

using Words = std::vector<uint64_t>;

// Bits set with a chance of `parts` in 64, but for runs of empty and of full words.
Words some_words(uint32_t parts, uint32_t seed) {
  std::mt19937_64 random(seed);
  Words words(kPageWords);
  for (uint32_t w = 0; w < kPageWords; ++w) {
    for (uint32_t bit = 0; bit < 64; ++bit) {
      words[w] |= uint64_t{random() % 64 < parts} << bit;
    }
    if (w % 40 == 17) words[w] = 0;
    if (w % 40 == 18 && parts > 0) words[w] = ~uint64_t{0};
  }
  return words;
}

uint32_t count_plainly(const Words& words) {
  uint32_t count = 0;
  for (const uint64_t word : words) count += static_cast<uint32_t>(std::popcount(word));
  return count;
}

std::vector<uint16_t> offsets_plainly(const uint64_t* words) {
  std::vector<uint16_t> offsets;
  for (uint32_t bit = 0; bit < 1024; ++bit) {
    if (words[bit / 64] >> (bit % 64) & 1) offsets.push_back(static_cast<uint16_t>(bit));
  }
  return offsets;
}

class BitmapKernels : public testing::TestWithParam<CpuLevel> {
 protected:
  const ScopedCpuLevel level_{GetParam()};
};

// Runs of every length, those across words and words without an end too.
TEST(CountRuns, AgreesWithAPlainLoop) {
  for (const uint32_t ends_parts : {1u, 2u, 20u, 60u, 64u}) {
    for (const uint32_t parts : {0u, 1u, 6u, 32u, 63u, 64u}) {
      const Words docs = some_words(parts, parts + 1), except = some_words(9, parts + 2);
      const Words ends = some_words(ends_parts, ends_parts + parts + 3);
      for (const bool with_except : {false, true}) {
        for (const uint32_t words : {0u, 1u, 17u, kPageWords}) {
          uint32_t expected = 0;
          bool hit = false;
          for (uint32_t d = 0; d < words * 64; ++d) {
            const auto has = [d](const Words& of) { return (of[d / 64] >> (d % 64) & 1) != 0; };
            hit = hit || (has(docs) && !(with_except && has(except)));
            if (!has(ends)) continue;
            expected += hit;
            hit = false;
          }
          EXPECT_EQ(
              count_runs(docs.data(), with_except ? except.data() : nullptr, ends.data(), words),
              expected);
        }
      }
    }
  }
}

TEST_P(BitmapKernels, JoinAndCountAsPlainLoopsDo) {
  for (const uint32_t parts : {0u, 1u, 6u, 32u, 63u, 64u}) {
    const Words a = some_words(parts, parts + 1);
    const Words b = some_words(20, parts + 2);
    Words both(kPageWords), difference(kPageWords);
    for (uint32_t w = 0; w < kPageWords; ++w) {
      both[w] = a[w] & b[w];
      difference[w] = a[w] & ~b[w];
    }
    EXPECT_EQ(count_bitmap(a.data()), count_plainly(a));
    EXPECT_EQ(count_both(a.data(), b.data()), count_plainly(both));
    Words out(kPageWords, 42);
    EXPECT_EQ(write_both(a.data(), b.data(), out.data()), count_plainly(both));
    EXPECT_EQ(out, both);
    EXPECT_EQ(write_difference(a.data(), b.data(), out.data()), count_plainly(difference));
    EXPECT_EQ(out, difference);
    out = a;
    EXPECT_EQ(write_difference(out.data(), b.data(), out.data()), count_plainly(difference));
    EXPECT_EQ(out, difference);
  }
}

TEST_P(BitmapKernels, PackOffsetsAreTheSetBitsAndNothingBehindThePackIsWritten) {
  for (const uint32_t parts : {0u, 1u, 3u, 5u, 9u, 17u, 32u, 63u, 64u}) {
    const Words words = some_words(parts, parts);
    for (uint32_t pack = 0; pack < kPageWords / 16; ++pack) {
      const std::vector<uint16_t> expected = offsets_plainly(words.data() + pack * 16);
      constexpr uint16_t kUntouched = 4711;
      std::vector<uint16_t> out(1024 + 64, kUntouched);
      const uint32_t count = pack_offsets(words.data() + pack * 16, out.data());
      ASSERT_EQ(count, expected.size());
      ASSERT_TRUE(std::equal(expected.begin(), expected.end(), out.begin())) << parts;
      for (size_t i = 1024; i < out.size(); ++i) ASSERT_EQ(out[i], kUntouched);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(AtEveryLevel, BitmapKernels, testing::ValuesIn(runnable_cpu_levels()),
                         [](const auto& of) { return std::string(cpu_level_name(of.param)); });

}  // namespace
}  // namespace patlas
