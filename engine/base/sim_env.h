// engine/base/sim_env.h
//
// A whole outside world for tests: a simulated disk, a clock that moves when told, and random bits
// from a seed, so that a failing history repeats.
#ifndef PATLAS_ENGINE_BASE_SIM_ENV_H_
#define PATLAS_ENGINE_BASE_SIM_ENV_H_

#include <atomic>
#include <cstdint>

#include "engine/base/env.h"
#include "engine/base/sim_fs.h"

namespace patlas {

class ManualClock final : public Clock {
 public:
  uint64_t monotonic_ns() override { return now_ns_.load(); }
  uint64_t unix_time_ms() override { return kStartMs + now_ns_.load() / 1'000'000; }
  void advance_ns(uint64_t ns) { now_ns_ += ns; }

 private:
  static constexpr uint64_t kStartMs = 1'767'225'600'000;  // 2026-01-01
  std::atomic<uint64_t> now_ns_{0};
};

/// SplitMix64 (Steele, Lea, Flood 2014): every seed is a good one, and a step is one addition, so
/// threads can share it.
class SeededRand final : public Rand {
 public:
  explicit SeededRand(uint64_t seed) : state_(seed) {}
  uint64_t next() override {
    uint64_t z = state_.fetch_add(0x9e3779b97f4a7c15) + 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }

 private:
  std::atomic<uint64_t> state_;
};

class SimEnv {
 public:
  explicit SimEnv(uint64_t seed) : rand_(seed) {}

  SimFs& fs() { return fs_; }
  ManualClock& clock() { return clock_; }
  /// Over this world's clock and random bits, and the given files: a layer such as FaultFs.
  Env over(Fs& files) { return Env{&files, &clock_, &rand_}; }
  Env env() { return over(fs_); }

 private:
  SimFs fs_;
  ManualClock clock_;
  SeededRand rand_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_SIM_ENV_H_
