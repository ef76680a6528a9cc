// engine/base/cpu.h
//
// Which instruction set the fast paths may use, decided once. Answers never depend on it: every
// level gives the same bytes, and the suites force each level in turn to prove it.
//
// Levels   kScalar plain C++; kSse4 the build's baseline (x86-64-v2); kAvx2 with BMI2 and FMA;
//          kAvx512 as Ice Lake has it (F, BW, CD, DQ, VL, VBMI, VBMI2, VPOPCNTDQ).
// Threads  cpu_level may be called anywhere; set_cpu_level_for_test while nothing else runs.
#ifndef PATLAS_ENGINE_BASE_CPU_H_
#define PATLAS_ENGINE_BASE_CPU_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace patlas {

enum class CpuLevel : uint8_t { kScalar = 0, kSse4 = 1, kAvx2 = 2, kAvx512 = 3 };

/// "scalar", "sse4", "avx2", "avx512".
std::string_view cpu_level_name(CpuLevel level);

/// The highest level of this machine.
CpuLevel detected_cpu_level();

/// The level that dispatched code must use: the detected one unless it was lowered.
CpuLevel cpu_level();

/// Lowers the level; one above the detected level means the detected level. Also tells Highway,
/// whose functions then dispatch again. Highway has no code below the build's baseline, so at
/// kScalar it runs that.
void set_cpu_level_for_test(CpuLevel level);

/// Every level that this machine can run, lowest first: what a suite loops over.
std::vector<CpuLevel> runnable_cpu_levels();

/// Forces a level for a scope, then restores the one before.
class ScopedCpuLevel {
 public:
  explicit ScopedCpuLevel(CpuLevel level) : before_(cpu_level()) { set_cpu_level_for_test(level); }
  ~ScopedCpuLevel() { set_cpu_level_for_test(before_); }
  ScopedCpuLevel(const ScopedCpuLevel&) = delete;
  ScopedCpuLevel& operator=(const ScopedCpuLevel&) = delete;

 private:
  CpuLevel before_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_CPU_H_
