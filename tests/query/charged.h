// tests/query/charged.h
//
// Whether a part of a query charges what it takes from malloc, before it takes it: with a good deal
// less than it needs it ends, names its memory, and has not taken all of it.
#ifndef PATLAS_TESTS_QUERY_CHARGED_H_
#define PATLAS_TESTS_QUERY_CHARGED_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "query/budget.h"
#include "tests/bad/memory_count.h"

namespace patlas {

/// A vector that doubles holds both copies for a moment, of which the smaller is not charged.
inline constexpr double kChargedShare = 0.6, kTakenShare = 0.85;
inline constexpr int64_t kEnoughToSay = 80'000;

template <typename Ask>
int64_t peak_of(const Ask& ask, Budget& budget) {
  const int64_t before = bad::memory_count().live_bytes;
  bad::reset_memory_peak();
  ask(budget);
  return bad::memory_count().peak_bytes - before;
}

/// `ask(budget)` runs the part, and drops what it made.
template <typename Ask>
void expect_charged(const std::string& what, const Ask& ask) {
  SCOPED_TRACE(what);
  if (!bad::memory_is_counted()) return;
  Budget no_limit(0, 0, nullptr, nullptr);
  peak_of(ask, no_limit);  // what is made once
  const int64_t taken = peak_of(ask, no_limit);
  EXPECT_GT(taken, kEnoughToSay);
  const auto less = static_cast<uint64_t>(static_cast<double>(taken) * kChargedShare);
  Budget tight(less, 0, nullptr, nullptr);
  EXPECT_LT(static_cast<double>(peak_of(ask, tight)), kTakenShare * static_cast<double>(taken))
      << "charged after it is taken";
  EXPECT_EQ(tight.stop(), Budget::Stop::kMemory) << taken << " bytes taken";
  Budget ample(static_cast<uint64_t>(taken) * 4, 0, nullptr, nullptr);
  ask(ample);
  EXPECT_EQ(ample.stop(), Budget::Stop::kNone) << taken << " bytes taken";
}

/// The same, and all is given back.
template <typename Ask>
void expect_given_back(const std::string& what, const Ask& ask) {
  expect_charged(what, ask);
  Budget budget(0, 0, nullptr, nullptr);
  ask(budget);
  EXPECT_EQ(budget.used_bytes(), 0u) << what;
}

}  // namespace patlas

#endif  // PATLAS_TESTS_QUERY_CHARGED_H_
