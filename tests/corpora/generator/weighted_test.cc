#include "corpora/generator/weighted.h"

#include <gtest/gtest.h>

#include <vector>

namespace patlas::generator {
namespace {

std::vector<uint32_t> draw(const Weighted& weighted, size_t values, uint32_t draws) {
  Random random(7);
  std::vector<uint32_t> counts(values);
  for (uint32_t i = 0; i < draws; ++i) ++counts.at(weighted.draw(random));
  return counts;
}

TEST(Weighted, DrawsInProportion) {
  const uint32_t weights[] = {1, 0, 2, 5, 2};
  auto counts = draw(Weighted(weights), 5, 100000);
  for (size_t i = 0; i < counts.size(); ++i) EXPECT_NEAR(weights[i] * 10000, counts[i], 500);
  EXPECT_EQ(0u, counts[1]);
}

TEST(Weighted, OneValueIsAlwaysDrawn) {
  const uint32_t weights[] = {3};
  EXPECT_EQ(1000u, draw(Weighted(weights), 1, 1000)[0]);
}

TEST(Weighted, ZipfFallsWithRank) {
  auto counts = draw(Weighted::zipf(1000, 1), 1000, 1000000);
  EXPECT_NEAR(2.0, static_cast<double>(counts[0]) / counts[1], 0.1);
  EXPECT_NEAR(10.0, static_cast<double>(counts[0]) / counts[9], 0.5);
}

}  // namespace
}  // namespace patlas::generator
