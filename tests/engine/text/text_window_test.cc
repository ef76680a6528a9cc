// Windows around places of a text: as wide as asked, whole characters, whole words where they can.
#include "engine/text/text_window.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace patlas {
namespace {

std::string around(const std::string& text, std::string_view place, uint32_t columns) {
  const auto at = static_cast<uint32_t>(text.find(place));
  const auto [begin, end] =
      TextWindow(text).around(at, at + static_cast<uint32_t>(place.size()), columns);
  return text.substr(begin, end - begin);
}

TEST(TextWindow, GivesBothSidesWholeWords) {
  const std::string text = "the rotor of the machine stands beside the stator of the machine";
  EXPECT_EQ(around(text, "stands", 30), "the machine stands beside the");
  EXPECT_EQ(around(text, "the rotor", 16), "the rotor of the");
  EXPECT_EQ(around(text, "stands", 6), "stands");
  EXPECT_EQ(around(text, "stands", 200), text);
}

TEST(TextWindow, WideCharactersTakeTwoColumns) {
  const std::string text = "一種用於電池的隔離膜及其製造方法";
  EXPECT_EQ(around(text, "電池", 8), "於電池的");
  EXPECT_EQ(TextWindow(text).columns(0, static_cast<uint32_t>(text.size()), 100), 32u);
  EXPECT_GT(TextWindow(text).columns(0, static_cast<uint32_t>(text.size()), 10), 10u);
}

TEST(TextWindow, WhatPeopleTakeForACharacterIsNeverCut) {
  const std::string family = "\U0001F468\u200D\U0001F469\u200D\U0001F467";
  EXPECT_EQ(around("x" + family + "y", "x", 2), "x");
  EXPECT_EQ(around(family, family, 1), family);
  const std::string marked = "e\u0301e\u0301e\u0301e\u0301";
  EXPECT_EQ(around(marked, marked, 2), "e\u0301e\u0301");
  // A place that begins within one has all of it.
  const auto [begin, end] = TextWindow(marked).around(1, 3, 1);
  EXPECT_EQ(begin, 0u);
  EXPECT_EQ(end, 3u);
}

TEST(TextWindow, APlaceThatIsTooWideIsGivenFromItsBeginning) {
  EXPECT_EQ(around("abc defghijkl mno", "defghijkl", 4), "defg");
}

TEST(TextWindow, CharactersOfNoWidthDoNotMakeItLong) {
  std::string none;
  for (int i = 0; i < 100'000; ++i) none += "\u200B";
  const std::string text = none + "rotor" + none;
  const auto begin = static_cast<uint32_t>(none.size());
  const auto [from, to] = TextWindow(text).around(begin, begin + 5, 40);
  EXPECT_LE(from, begin);
  EXPECT_GE(to, begin + 5);
  EXPECT_LE(to - from, 40u * 64);
  const auto [first, last] = TextWindow(text).around(0, begin + 5, 40);
  EXPECT_EQ(first, 0u);
  EXPECT_LE(last, 40u * 64);
  EXPECT_GT(last, 0u);
}

TEST(TextWindow, BytesThatAreNoTextAreNoMoreThanAMistake) {
  std::mt19937 random(3);
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (int i = 0; i < 60; ++i) text.push_back(static_cast<char>(random() % 256));
    const auto begin = static_cast<uint32_t>(random() % 60);
    const auto end = begin + static_cast<uint32_t>(random() % (60 - begin));
    const auto [from, to] =
        TextWindow(text).around(begin, end, static_cast<uint32_t>(random() % 20));
    ASSERT_LE(from, to);
    ASSERT_LE(to, text.size());
  }
  const auto [from, to] = TextWindow("").around(5, 9, 10);
  EXPECT_EQ(from, 0u);
  EXPECT_EQ(to, 0u);
}

}  // namespace
}  // namespace patlas
