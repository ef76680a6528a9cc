#include "engine/base/threads.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <new>
#include <set>
#include <thread>
#include <vector>

namespace patlas {
namespace {

TEST(Threads, EveryNumberIsCalledOnceAndTheFirstByTheCaller) {
  std::vector<std::atomic<int>> calls(5);
  std::thread::id of_first;
  run_on_threads(calls.size(), [&](size_t number) {
    ++calls[number];
    if (number == 0) of_first = std::this_thread::get_id();
  });
  for (const auto& count : calls) EXPECT_EQ(count, 1);
  EXPECT_EQ(of_first, std::this_thread::get_id());
}

TEST(Threads, NumbersRunAtTheSameTime) {
  std::atomic<int> arrived{0};
  run_on_threads(3, [&](size_t) {
    ++arrived;
    while (arrived < 3) std::this_thread::yield();  // for ever, if they ran one after another
  });
  EXPECT_EQ(arrived, 3);
}

TEST(Threads, WhatAThreadThrowsReachesTheCallerAfterAllHaveEnded) {
  for (size_t thrower = 0; thrower < 3; ++thrower) {
    std::atomic<int> entered{0}, ended{0};
    EXPECT_THROW(run_on_threads(3,
                                [&](size_t number) {
                                  ++entered;
                                  while (entered < 3) std::this_thread::yield();
                                  ++ended;
                                  if (number == thrower) throw std::bad_alloc();
                                }),
                 std::bad_alloc);
    EXPECT_EQ(ended, 3);
  }
}

TEST(Threads, NoNumbersAreNoCall) {
  run_on_threads(0, [](size_t) { FAIL(); });
  share_out(0, 4, [](size_t) { FAIL(); });
}

TEST(Threads, AShareIsDoneOnceByAnyNumberOfThreads) {
  for (const size_t threads : {size_t{0}, size_t{1}, size_t{3}, size_t{200}}) {
    std::vector<std::atomic<int>> calls(100);
    share_out(calls.size(), threads, [&](size_t i) { ++calls[i]; });
    for (const auto& count : calls) EXPECT_EQ(count, 1) << threads;
  }
}

TEST(BackgroundWork, RunsBesideItsOwnerAndIsWaitedFor) {
  std::atomic<bool> go{false}, ran{false};
  {
    BackgroundWork work([&] {
      while (!go) std::this_thread::yield();  // for ever, if it ran in the constructor
      ran = true;
    });
    EXPECT_FALSE(work.is_done());
    go = true;
  }
  EXPECT_TRUE(ran);
}

TEST(BackgroundWork, WhatItThrowsReachesWhoJoins) {
  BackgroundWork work([] { throw std::bad_alloc(); });
  EXPECT_THROW(work.join(), std::bad_alloc);
  EXPECT_TRUE(work.is_done());
  const BackgroundWork unasked([] { throw std::bad_alloc(); });
}

TEST(BackgroundWork, IsNotWaitedForInAForkedChild) {
  std::atomic<bool> go{false};
  auto work = std::make_unique<BackgroundWork>([&] {
    while (!go) std::this_thread::yield();
  });
  const pid_t child = fork();
  if (child == 0) {
    work.reset();
    _exit(7);
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 7) << status;
  go = true;
}

}  // namespace
}  // namespace patlas
