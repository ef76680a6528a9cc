#include "engine/base/arena.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

namespace patlas {
namespace {

TEST(MemoryBudget, RefusesWhatExceedsItAndTakesNothing) {
  MemoryBudget budget(100);
  EXPECT_TRUE(budget.take(60));
  EXPECT_FALSE(budget.take(41));
  EXPECT_FALSE(budget.take(~uint64_t{0}));
  EXPECT_EQ(budget.used_bytes(), 60u);
  EXPECT_TRUE(budget.take(40));
  budget.give_back(100);
  EXPECT_EQ(budget.used_bytes(), 0u);
  EXPECT_EQ(budget.peak_bytes(), 100u);
}

TEST(MemoryBudget, ErrorNamesLimitAndCause) {
  const Error error = MemoryBudget(4096).exceeded("facet counters");
  EXPECT_EQ(error.code, Code::kLimit);
  EXPECT_EQ(error.message, "memory budget of 4096 bytes reached by facet counters");
}

TEST(MemoryBudget, IsExactWhenThreadsShareIt) {
  MemoryBudget budget(1000);
  std::atomic<uint64_t> taken{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 400; ++n) taken += budget.take(1) ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken, 1000u);
  EXPECT_EQ(budget.used_bytes(), 1000u);
}

TEST(Reservation, FollowsItsSizeAndGivesBackAtTheEnd) {
  MemoryBudget budget(100);
  {
    Reservation reservation(budget);
    EXPECT_TRUE(reservation.resize(80));
    EXPECT_FALSE(reservation.resize(101));
    EXPECT_EQ(reservation.bytes(), 80u);
    EXPECT_TRUE(reservation.resize(10));
    EXPECT_EQ(budget.used_bytes(), 10u);
  }
  EXPECT_EQ(budget.used_bytes(), 0u);
}

TEST(Arena, GivesAlignedSeparateMemory) {
  MemoryBudget budget(MemoryBudget::kUnlimited);
  Arena arena(budget);
  std::vector<std::pair<uintptr_t, uint64_t>> ranges;
  for (uint64_t i = 1; i < 500; ++i) {
    const uint64_t alignment = uint64_t{1} << i % 7;
    void* const memory = arena.allocate(i * 3, alignment);
    ASSERT_NE(memory, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(memory) % alignment, 0u);
    std::fill_n(static_cast<unsigned char*>(memory), i * 3, 0xab);  // ASan sees an overlap's end
    ranges.emplace_back(reinterpret_cast<uintptr_t>(memory), i * 3);
  }
  std::sort(ranges.begin(), ranges.end());
  for (size_t i = 1; i < ranges.size(); ++i) {
    EXPECT_LE(ranges[i - 1].first + ranges[i - 1].second, ranges[i].first);
  }
}

TEST(Arena, IsRefusedAtItsBudget) {
  MemoryBudget budget(100 * 1024);
  Arena arena(budget);
  EXPECT_NE(arena.allocate(60 * 1024), nullptr);
  // No second full chunk fits, but a short one does.
  EXPECT_NE(arena.allocate(20 * 1024), nullptr);
  EXPECT_EQ(arena.allocate(40 * 1024), nullptr);
  EXPECT_LE(budget.used_bytes(), budget.limit_bytes());
}

TEST(Arena, RefusesSizesThatOverflow) {
  MemoryBudget budget(MemoryBudget::kUnlimited);
  Arena arena(budget);
  EXPECT_EQ(arena.allocate(~uint64_t{0}), nullptr);
  EXPECT_EQ(arena.array<uint64_t>(uint64_t{1} << 61).data(), nullptr);
  EXPECT_EQ(budget.used_bytes(), 0u);
}

TEST(Arena, ArraysAreZeroEvenInUsedMemory) {
  MemoryBudget budget(MemoryBudget::kUnlimited);
  Arena arena(budget);
  for (int round = 0; round < 3; ++round) {
    const std::span<uint32_t> values = arena.array<uint32_t>(1000);
    ASSERT_EQ(values.size(), 1000u);
    EXPECT_TRUE(std::all_of(values.begin(), values.end(), [](uint32_t v) { return v == 0; }));
    std::fill(values.begin(), values.end(), 0xffffffffu);
    arena.clear();
  }
  EXPECT_EQ(budget.used_bytes(), 0u);
}

}  // namespace
}  // namespace patlas
