#include "engine/base/apart.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace patlas {
namespace {

TEST(Apart, GivesWhatTheWorkGave) {
  int here = 1;
  const auto said = run_apart([&] {
    here = 2;
    return std::string(100000, 'x') + std::string("\0end", 4);
  });
  ASSERT_TRUE(said && *said);
  EXPECT_EQ(**said, std::string(100000, 'x') + std::string("\0end", 4));
  EXPECT_EQ(here, 1);
  const auto nothing = run_apart([] { return std::string(); });
  ASSERT_TRUE(nothing && *nothing);
  EXPECT_EQ(**nothing, "");
}

TEST(Apart, ACrashIsNoAnswerAndNotTheCallersEnd) {
  for (const int number : {SIGSEGV, SIGABRT, SIGKILL, SIGFPE}) {
    const auto said = run_apart([number] {
      raise(number);
      return std::string("not reached");
    });
    ASSERT_TRUE(said) << number;
    EXPECT_FALSE(*said) << number;
  }
}

TEST(Apart, WhatIsThrownIsNoAnswer) {
  const auto said = run_apart([]() -> std::string { throw std::runtime_error("no"); });
  ASSERT_TRUE(said);
  EXPECT_FALSE(*said);
}

TEST(Apart, NoHandlerOfTheCallerIsRun) {
  const auto before = signal(SIGSEGV, [](int) { _Exit(0); });
  testing::internal::CaptureStderr();
  const auto said = run_apart([] {
    std::fputs("heard by nobody\n", stderr);
    std::fflush(stderr);
    raise(SIGSEGV);
    return std::string();
  });
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  signal(SIGSEGV, before);
  ASSERT_TRUE(said);
  EXPECT_FALSE(*said);
}

}  // namespace
}  // namespace patlas
