#include "engine/base/cpu.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

namespace patlas {
namespace {

TEST(Cpu, RunsTheDetectedLevelUnlessLowered) { EXPECT_EQ(cpu_level(), detected_cpu_level()); }

TEST(Cpu, NeverRunsAboveTheDetectedLevel) {
  const ScopedCpuLevel scope(CpuLevel::kAvx512);
  EXPECT_EQ(cpu_level(), detected_cpu_level());
}

TEST(Cpu, LowersForAScope) {
  {
    const ScopedCpuLevel scope(CpuLevel::kScalar);
    EXPECT_EQ(cpu_level(), CpuLevel::kScalar);
  }
  EXPECT_EQ(cpu_level(), detected_cpu_level());
}

TEST(Cpu, ListsEveryLevelUpToTheDetectedOne) {
  const std::vector<CpuLevel> levels = runnable_cpu_levels();
  ASSERT_FALSE(levels.empty());
  EXPECT_EQ(levels.front(), CpuLevel::kScalar);
  EXPECT_EQ(levels.back(), detected_cpu_level());
}

TEST(Cpu, LowersHighwayToo) {
  const int64_t all = hwy::SupportedTargets();
  {
    const ScopedCpuLevel scope(CpuLevel::kSse4);
    // Better targets have lower bits.
    EXPECT_EQ(hwy::SupportedTargets() & (HWY_AVX2 | (HWY_AVX2 - 1)), 0);
  }
  EXPECT_EQ(hwy::SupportedTargets(), all);
}

TEST(Cpu, NamesItsLevels) {
  EXPECT_EQ(cpu_level_name(CpuLevel::kScalar), "scalar");
  EXPECT_EQ(cpu_level_name(CpuLevel::kAvx512), "avx512");
}

}  // namespace
}  // namespace patlas
