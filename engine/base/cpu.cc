// engine/base/cpu.cc
#include "engine/base/cpu.h"

#include <hwy/targets.h>

#include <algorithm>
#include <atomic>

namespace patlas {

namespace {

CpuLevel detect() {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("sse4.2") || !__builtin_cpu_supports("popcnt")) {
    return CpuLevel::kScalar;
  }
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi2") ||
      !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("fma")) {
    return CpuLevel::kSse4;
  }
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
                      __builtin_cpu_supports("avx512vbmi2") &&
                      __builtin_cpu_supports("avx512vpopcntdq");
  return avx512 ? CpuLevel::kAvx512 : CpuLevel::kAvx2;
}

std::atomic<CpuLevel>& current() {
  static std::atomic<CpuLevel> level{detected_cpu_level()};
  return level;
}

int64_t highway_targets(CpuLevel level) {
  int64_t targets = HWY_STATIC_TARGET;
  if (level >= CpuLevel::kSse4) targets |= HWY_SSSE3 | HWY_SSE4;
  if (level >= CpuLevel::kAvx2) targets |= HWY_AVX2;
  return targets;
}

}  // namespace

std::string_view cpu_level_name(CpuLevel level) {
  constexpr std::string_view kNames[] = {"scalar", "sse4", "avx2", "avx512"};
  return kNames[static_cast<uint8_t>(level)];
}

CpuLevel detected_cpu_level() {
  static const CpuLevel level = detect();
  return level;
}

CpuLevel cpu_level() { return current().load(std::memory_order_relaxed); }

void set_cpu_level_for_test(CpuLevel level) {
  level = std::min(level, detected_cpu_level());
  current().store(level, std::memory_order_relaxed);
  hwy::SetSupportedTargetsForTest(0);
  if (level == detected_cpu_level()) return;
  hwy::SetSupportedTargetsForTest(hwy::SupportedTargets() & highway_targets(level));
}

std::vector<CpuLevel> runnable_cpu_levels() {
  std::vector<CpuLevel> levels;
  for (uint8_t level = 0; level <= static_cast<uint8_t>(detected_cpu_level()); ++level) {
    levels.push_back(static_cast<CpuLevel>(level));
  }
  return levels;
}

}  // namespace patlas
