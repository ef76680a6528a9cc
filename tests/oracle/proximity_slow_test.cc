// 2,000 generated forms of near, adj and same; a release run sets PATLAS_BUDGET=10, which multiplies
// the number.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "tests/oracle/proximity_run.h"

namespace patlas::oracle {
namespace {

constexpr uint64_t kSeed = 20261122;
constexpr uint64_t kQueries = 2000;
constexpr uint64_t kQueriesPerCorpus = 500;
constexpr uint64_t kEachAtLeast = 20;

uint64_t budgeted_queries() {
  const char* factor = std::getenv("PATLAS_BUDGET");
  return static_cast<uint64_t>(static_cast<double>(kQueries) *
                               (factor == nullptr ? 1.0 : std::max(0.05, std::atof(factor))));
}

TEST(ProximityOracle, EveryNestedFormIsTheOracles) {
  const uint64_t queries = budgeted_queries();
  ProximityTotals totals;
  for (uint64_t seed = kSeed; totals.asked < queries && !HasFatalFailure(); ++seed) {
    ask_proximities(seed, std::min(kQueriesPerCorpus, queries - totals.asked), totals);
  }
  std::printf("%llu queries, %llu with hits, %llu refused\n",
              static_cast<unsigned long long>(totals.asked),
              static_cast<unsigned long long>(totals.found),
              static_cast<unsigned long long>(totals.refused));
  for (const auto& [what, count] : totals.histogram) {
    std::printf("%8llu  %s\n", static_cast<unsigned long long>(count), what.c_str());
  }
  if (HasFatalFailure()) return;
  EXPECT_GE(totals.found * 3, totals.asked);
  for (const char* thing :
       {"operator near/n", "operator near/n..m", "operator near/[n,m]", "operator adj/n",
        "operator not near", "operator near of a condition", "operator same sentence",
        "operator same paragraph", "operator same claim", "operator same entry"}) {
    EXPECT_GE(totals.histogram[thing] * kQueries, kEachAtLeast * totals.asked) << thing;
  }
}

}  // namespace
}  // namespace patlas::oracle
