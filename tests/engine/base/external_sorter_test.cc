#include "engine/base/external_sorter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/coding.h"
#include "engine/base/fault_fs.h"
#include "engine/base/sim_fs.h"

namespace patlas {
namespace {

using Entries = std::vector<std::pair<std::string, uint32_t>>;

std::unique_ptr<Spool> spool_on(Fs& fs, uint64_t memory_bytes = 0) {
  return std::make_unique<Spool>(fs, "runs.tmp", memory_bytes);
}

Result<Entries> sorted(Fs& fs, const Entries& entries, uint64_t memory_bytes) {
  ExternalSorter sorter(spool_on(fs), memory_bytes);
  for (const auto& [key, value] : entries) PATLAS_TRY(sorter.add(key, value));
  Entries out;
  PATLAS_TRY(sorter.finish([&](std::string_view key, uint32_t value) -> Status {
    out.emplace_back(std::string(key), value);
    return {};
  }));
  return out;
}

/// Many equal keys, keys that are the beginning of others, keys alike for more than eight bytes, and
/// now and then a long one.
Entries random_entries(uint32_t seed, uint32_t count) {
  std::mt19937 random(seed);
  Entries entries;
  for (uint32_t i = 0; i < count; ++i) {
    std::string key = random() % 3 == 0 ? "commutator" : "";
    for (uint64_t n = random() % 5; n > 0; --n) key += "a\x00\xff"[random() % 3];
    if (random() % 500 == 0) key.append(1000, 'z');
    entries.emplace_back(key, i);
  }
  return entries;
}

TEST(ExternalSorter, SortsByKeyAndKeepsEqualOnesAsTheyCame) {
  for (const uint32_t count : {0u, 1u, 2u, 5000u}) {
    const Entries entries = random_entries(count, count);
    Entries wanted = entries;
    std::stable_sort(wanted.begin(), wanted.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const uint64_t memory_bytes : {1u, 10'000u, 100'000u, 1u << 30}) {
      SimFs fs;
      EXPECT_EQ(*sorted(fs, entries, memory_bytes), wanted) << count << " " << memory_bytes;
      EXPECT_EQ(fs.op_count() > 0, count == 5000 && memory_bytes <= 100'000) << memory_bytes;
      EXPECT_EQ(fs.used_bytes(), 0u);
    }
  }
}

TEST(ExternalSorter, PassesOnWhatTheDiskRefuses) {
  const Entries entries = random_entries(3, 5000);
  SimFs counted;
  FaultFs counter(counted);
  ASSERT_TRUE(sorted(counter, entries, 1));
  ASSERT_GT(counter.calls().size(), 5u);
  for (uint64_t n = 1; n <= counter.calls().size(); ++n) {
    SimFs sim;
    FaultFs fs(sim);
    fs.inject({.nth = n});
    const auto result = sorted(fs, entries, 1);
    ASSERT_FALSE(result) << n;
    EXPECT_EQ(result.error().code, Code::kIo) << n;
  }
}

TEST(SortedRuns, MergeTakesEqualKeysOfTheFirstRunFirst) {
  SimFs fs;
  SortedRuns runs(spool_on(fs, 1 << 20));
  for (const std::string value : {"x", "y", "z"}) {
    runs.begin_run();
    ASSERT_TRUE(runs.add("a", value));
    if (value == "y") continue;
    ASSERT_TRUE(runs.add("b", std::string(9000, value[0])));
  }
  std::string seen;
  ASSERT_TRUE(runs.merge(1, [&](std::string_view key, std::string_view value) -> Status {
    seen += std::string(key) + value[0] + std::to_string(value.size()) + " ";
    return {};
  }));
  EXPECT_EQ(seen, "ax1 ay1 az1 bx9000 bz9000 ");
}

// Entries lie across blocks and buffers in every way, their lengths too.
TEST(SortedRuns, EntriesOfAnySizeComeBack) {
  for (const size_t step : {1u, 97u, 1361u, 4095u}) {
    SimFs fs;
    SortedRuns runs(spool_on(fs));
    std::vector<std::string> wanted;
    for (int run = 0; run < 2; ++run) {
      runs.begin_run();
      for (size_t i = 0; i < 300; ++i) {
        const std::string value(i * step % 9001, static_cast<char>('a' + i % 26));
        ASSERT_TRUE(runs.add(std::to_string(1000 * (run + 1) + static_cast<int>(i)), value));
        wanted.push_back(value);
      }
    }
    std::vector<std::string> seen;
    ASSERT_TRUE(runs.merge(1, [&](std::string_view, std::string_view value) -> Status {
      seen.emplace_back(value);
      return {};
    }));
    EXPECT_TRUE(seen == wanted) << step;
  }
}

// It was once taken for damage.
TEST(SortedRuns, ALongEntryWhoseLengthsLieAcrossABuffersEndComesBack) {
  SimFs fs;
  SortedRuns runs(spool_on(fs));
  runs.begin_run();
  ASSERT_TRUE(runs.add("a", std::string(4091, 'x')));  // 4,095 bytes, of buffers of 4,096
  ASSERT_TRUE(runs.add("b", std::string(9000, 'y')));
  uint64_t bytes = 0;
  EXPECT_TRUE(runs.merge(1, [&](std::string_view, std::string_view value) -> Status {
    bytes += value.size();
    return {};
  }));
  EXPECT_EQ(bytes, 13091u);
}

TEST(SortedRuns, AnErrorOfTheReaderIsGivenOn) {
  SimFs fs;
  SortedRuns runs(spool_on(fs));
  runs.begin_run();
  ASSERT_TRUE(runs.add("a", "b"));
  const Status ended = runs.merge(1, [](std::string_view, std::string_view) -> Status {
    return Error{Code::kCancelled, "enough", {}};
  });
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().message, "enough");
}

}  // namespace
}  // namespace patlas
