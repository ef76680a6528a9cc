#include "engine/base/env.h"

#include <gtest/gtest.h>

#include "engine/base/posix_fs.h"

namespace patlas {
namespace {

TEST(PosixEnv, GivesTheRealWorld) {
  const Env& env = posix_env();
  EXPECT_EQ(env.fs, &posix_fs());
  const uint64_t first = env.clock->monotonic_ns();
  EXPECT_LE(first, env.clock->monotonic_ns());
  EXPECT_GT(env.clock->unix_time_ms(), 1'700'000'000'000u) << "milliseconds since 1970";
  // Equal by chance once in 2^64.
  EXPECT_NE(env.rand->next(), env.rand->next());
}

}  // namespace
}  // namespace patlas
