// engine/base/env.cc
//
// The only place that reads a clock or the system's random device.
#include "engine/base/env.h"

#include <chrono>
#include <mutex>
#include <random>

#include "engine/base/posix_fs.h"

namespace patlas {

namespace {

class SystemClock final : public Clock {
 public:
  uint64_t monotonic_ns() override {
    return count<std::chrono::nanoseconds>(std::chrono::steady_clock::now());
  }
  uint64_t unix_time_ms() override {
    return count<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }

 private:
  template <typename Unit, typename Time>
  static uint64_t count(Time time) {
    return static_cast<uint64_t>(std::chrono::duration_cast<Unit>(time.time_since_epoch()).count());
  }
};

/// File and index ids come from here; they are rare, so each is drawn from the device itself.
class SystemRand final : public Rand {
 public:
  uint64_t next() override {
    const std::lock_guard lock(mutex_);
    const uint64_t high = device_();
    return high << 32 | device_();
  }

 private:
  std::mutex mutex_;
  std::random_device device_;
};

}  // namespace

const Env& posix_env() {
  static SystemClock& clock = *new SystemClock;
  static SystemRand& rand = *new SystemRand;
  static const Env env{&posix_fs(), &clock, &rand};
  return env;
}

}  // namespace patlas
