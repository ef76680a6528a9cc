#include "query/classes/class_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace patlas {
namespace {

using testing::ElementsAre;

std::shared_ptr<const Scheme> example() {
  SchemeBuilder builder("cpc", "");
  const std::pair<const char*, uint32_t> nodes[] = {
      {"H", 1},
      {"H01", 2},
      {"H01L", 3},
      {"H01L0021000000", 4},
      {"H01L0021020000", 5},
      {"H01L2021600070", 6},
      {"H01L0021040000", 5},
      {"H01L0023000000", 4},
  };
  for (const auto& [key, depth] : nodes) EXPECT_TRUE(builder.add(key, depth));
  return *builder.finish();
}

TEST(ClassOrder, WhatTheSchemeLacksStandsBelowWhatItsCharactersName) {
  const auto scheme = example();
  const ClassOrder order(scheme.get());
  EXPECT_THAT(order.above("H01L0021030000"), ElementsAre("H01L0021000000", "H01L", "H01", "H"));
  EXPECT_THAT(order.above("H01L0022030000"), ElementsAre("H01L0022000000", "H01L", "H01", "H"));
  EXPECT_THAT(order.above("H01L2021600070"),
              ElementsAre("H01L0021020000", "H01L0021000000", "H01L", "H01", "H"));
  EXPECT_TRUE(order.is_below("H01L0021030000", "H01L0021000000"));
  EXPECT_FALSE(order.is_below("H01L0021030000", "H01L0021020000"));
  EXPECT_TRUE(order.is_below("H01L2021600070", "H01L0021000000"));
  EXPECT_TRUE(order.is_below("H01L2021600070", "H01L2021000000")) << "a group that it lacks";
}

TEST(ClassOrder, PlacesAreInTheSchemesOrder) {
  const auto scheme = example();
  const ClassOrder order(scheme.get());
  const char* const in_order[] = {"A61K0039000000",
                                  "H",
                                  "H01",
                                  "H01L",
                                  "H01L0020000000",
                                  "H01L0020050000",
                                  "H01L0021000000",
                                  "H01L0021010000",
                                  "H01L0021020000",
                                  "H01L2021600070",
                                  "H01L0021030000",
                                  "H01L0021040000",
                                  "H01L0021990000",
                                  "H01L0022000000",
                                  "H01L0023000000",
                                  "H01L0024000000",
                                  "H01M",
                                  "H02",
                                  "Y02E"};
  for (size_t i = 0; i + 1 < std::size(in_order); ++i) {
    EXPECT_LT(order.place(in_order[i]), order.place(in_order[i + 1])) << in_order[i];
  }
}

TEST(ClassOrder, WithoutASchemeCharactersDecide) {
  const ClassOrder order(nullptr);
  EXPECT_THAT(order.above("H01L0021030000"), ElementsAre("H01L0021000000", "H01L", "H01", "H"));
  EXPECT_LT(order.place("H01L"), order.place("H01L0021000000"));
  EXPECT_LT(order.place("H01L0021000000"), order.place("H01L0021020000"));
  EXPECT_FALSE(order.is_below("H01L0021030000", "H01L0021020000"));
  EXPECT_TRUE(order.is_below("H01L0021030000", "H01"));
}

}  // namespace
}  // namespace patlas
