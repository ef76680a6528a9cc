// engine/base/env.h
//
// The outside world, passed down: files, time, and random bits. No code below programs/ reads a
// clock or a random device in any other way, so a test decides all three.
#ifndef PATLAS_ENGINE_BASE_ENV_H_
#define PATLAS_ENGINE_BASE_ENV_H_

#include <cstdint>

#include "engine/base/fs.h"

namespace patlas {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual uint64_t monotonic_ns() = 0;  ///< for durations and deadlines
  virtual uint64_t unix_time_ms() = 0;  ///< for stamps that people read
};

class Rand {
 public:
  virtual ~Rand() = default;
  virtual uint64_t next() = 0;  ///< 64 uniform bits; thread-safe
};

/// Three borrowed pointers; whoever makes an Env keeps them alive longer than all that uses it.
struct Env {
  Fs* fs = nullptr;
  Clock* clock = nullptr;
  Rand* rand = nullptr;
};

/// The real world: PosixFs, the system clocks, the system's random device. Lives for ever.
const Env& posix_env();

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_ENV_H_
