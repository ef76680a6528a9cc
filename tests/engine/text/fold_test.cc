#include "engine/text/fold.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "engine/text/han_fold.h"

namespace patlas {
namespace {

TEST(HanFold, PairsAreSortedAndOneStepDeep) {
  const std::u32string_view pairs = han_fold_pairs();
  ASSERT_EQ(pairs.size() % 2, 0u);
  ASSERT_GT(pairs.size(), 8000u);
  for (size_t i = 0; i < pairs.size(); i += 2) {
    if (i > 0) {
      ASSERT_LT(pairs[i - 2], pairs[i]);
    }
    ASSERT_NE(pairs[i], pairs[i + 1]);
    ASSERT_EQ(han_fold(pairs[i]), pairs[i + 1]);
    ASSERT_EQ(han_fold(pairs[i + 1]), pairs[i + 1]) << "a representative folds to itself";
  }
}

TEST(HanFold, LivingWordsStayApart) {
  EXPECT_NE(han_fold(U'連'), han_fold(U'聯'));
  EXPECT_NE(han_fold(U'瓣'), han_fold(U'辯'));
  EXPECT_EQ(han_fold(U'弁'), han_fold(U'瓣'));  // a valve, in Japanese patents
}

TEST(FoldTable, HanStaysOneCharacterEach) {
  FoldTable& table = FoldTable::instance();
  for (char32_t c = 0x3400; c < 0xA000; ++c) {
    if (c >= 0x4DC0 && c < 0x4E00) continue;  // hexagrams
    const FoldEntry entry = table.at(c);
    ASSERT_EQ(entry.type(), CharType::kHan) << std::hex << static_cast<uint32_t>(c);
    ASSERT_FALSE(entry.is_expansion() || entry.needs_rewrite());
  }
}

TEST(FoldTable, MarksThatAreWrittenAsOneCharacterAreMarks) {
  const FoldEntry dialytika_tonos = FoldTable::instance().at(0x344);
  EXPECT_EQ(dialytika_tonos.type(), CharType::kMark);
  ASSERT_TRUE(dialytika_tonos.is_expansion());
  EXPECT_EQ(FoldTable::instance().expansion(0x344, dialytika_tonos), "\u0308\u0301");
}

TEST(FoldTable, EveryCharacterHasAnEntryWithinItsPage) {
  FoldTable& table = FoldTable::instance();
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0x20000 && c < 0xE0000) continue;  // Han and nothing
    const FoldEntry entry = table.at(c);
    if (entry.is_expansion()) {
      ASSERT_FALSE(table.expansion(c, entry).empty()) << std::hex << static_cast<uint32_t>(c);
    } else {
      ASSERT_LE(entry.value(), 0x10FFFFu);
    }
  }
}

TEST(FoldTable, FoldingTwiceIsFoldingOnce) {
  FoldTable& table = FoldTable::instance();
  for (char32_t c = 0; c < 0x20000; ++c) {
    const FoldEntry entry = table.at(c);
    if (entry.is_expansion() || entry.needs_rewrite()) continue;
    if (entry.type() != CharType::kLetter && entry.type() != CharType::kHan &&
        entry.type() != CharType::kHangul) {
      continue;
    }
    const FoldEntry again = table.at(entry.value());
    if (again.needs_rewrite()) continue;  // ㉠ is a jamo, and lone jamo stay as they are
    EXPECT_EQ(again.value(), entry.value()) << std::hex << static_cast<uint32_t>(c);
    EXPECT_EQ(again.type(), entry.type()) << std::hex << static_cast<uint32_t>(c);
  }
}

TEST(FoldTable, PagesMayBeBuiltByManyThreadsAtOnce) {
  std::vector<std::thread> threads;
  std::vector<uint64_t> sums(4);
  for (size_t t = 0; t < sums.size(); ++t) {
    threads.emplace_back([&sums, t] {
      for (char32_t c = 0x10000; c < 0x18000; ++c) {
        sums[t] += FoldTable::instance().at(c).value() + 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const uint64_t sum : sums) EXPECT_EQ(sum, sums[0]);
}

}  // namespace
}  // namespace patlas
