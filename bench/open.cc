// bench/open.cc
//
// How long it takes to open an index that is in the page cache: the median and the largest of 21
// openings, each followed by one query, so that nothing is put off that every query needs.
#include <algorithm>
#include <cstdio>
#include <vector>

#include "engine/base/env.h"
#include "engine/index/snapshot.h"
#include "query/search.h"
#include "query/tree.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: bench_open INDEX\n");
    return 2;
  }
  using namespace patlas;
  std::vector<double> opened_ms, answered_ms;
  size_t segments = 0;
  for (int round = 0; round < 21; ++round) {
    const uint64_t start = posix_env().clock->monotonic_ns();
    const auto snapshot = Snapshot::open(posix_env(), argv[1]);
    if (!snapshot) {
      std::fprintf(stderr, "bench_open: %s\n", snapshot.error().to_string().c_str());
      return 2;
    }
    const uint64_t opened = posix_env().clock->monotonic_ns();
    const auto tree = parse_query("ti:method", (*snapshot)->schema());
    if (!tree) return 2;
    SearchOptions options;
    options.limit = 0;
    options.count_families = false;
    const auto answer = search(**snapshot, *tree, options, posix_env().clock);
    if (!answer) return 2;
    segments = (*snapshot)->segments().size();
    opened_ms.push_back(static_cast<double>(opened - start) / 1e6);
    answered_ms.push_back(static_cast<double>(posix_env().clock->monotonic_ns() - start) / 1e6);
  }
  std::sort(opened_ms.begin(), opened_ms.end());
  std::sort(answered_ms.begin(), answered_ms.end());
  std::printf(
      "open, %zu segments: median %.2f ms, largest %.2f ms; with a first query: median %.2f ms\n",
      segments, opened_ms[10], opened_ms[20], answered_ms[10]);
  return 0;
}
