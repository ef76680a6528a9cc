// bench/support.h
//
// What the programs of bench/run share: ending with a sentence, and a median.
#ifndef PATLAS_BENCH_SUPPORT_H_
#define PATLAS_BENCH_SUPPORT_H_

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/base/env.h"
#include "patlas/result.h"

namespace patlas::bench {

[[noreturn]] inline void fail(const std::string& message) {
  std::fprintf(stderr, "bench: %s\n", message.c_str());
  std::exit(2);
}

template <typename T>
T must(Result<T> result) {
  if (!result) fail(result.error().to_string());
  return std::move(*result);
}

inline uint64_t now_ns() { return posix_env().clock->monotonic_ns(); }

/// The least value that at least `share` of the values are not above. REQUIRES: not empty.
inline double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  // Less than a value's part, so that 95 % of 100 are 95 in any rounding.
  const double below = std::ceil(static_cast<double>(values.size()) * share - 1e-6) - 1;
  return values[std::min(static_cast<size_t>(std::max(below, 0.0)), values.size() - 1)];
}

}  // namespace patlas::bench

#endif  // PATLAS_BENCH_SUPPORT_H_
