#include "engine/segment/vocabulary.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace patlas {
namespace {

RC_GTEST_PROP(Vocabulary, GivesEachStringOneDenseId, (std::vector<std::string> strings)) {
  Vocabulary vocabulary;
  std::map<std::string, uint32_t> expected;
  for (const std::string& s : strings) {
    const auto [at, is_new] = expected.emplace(s, static_cast<uint32_t>(expected.size()));
    RC_ASSERT(vocabulary.intern(s) == at->second);
    RC_ASSERT(vocabulary.entry(at->second).bytes() == s);
  }
  RC_ASSERT(vocabulary.size() == expected.size());
  const std::vector<uint32_t> sorted = vocabulary.sorted_ids();
  RC_ASSERT(sorted.size() == expected.size());
  size_t i = 0;
  for (const auto& [s, id] : expected) RC_ASSERT(sorted[i++] == id);
}

TEST(Vocabulary, KeepsItsTermsWhileItGrows) {
  Vocabulary vocabulary;
  const uint64_t empty = vocabulary.memory_bytes();
  for (uint32_t i = 0; i < 100000; ++i) {
    ASSERT_EQ(vocabulary.intern("term " + std::to_string(i)), i);
  }
  for (uint32_t i = 0; i < 100000; ++i) {
    ASSERT_EQ(vocabulary.intern("term " + std::to_string(i)), i);
    ASSERT_EQ(vocabulary.entry(i).bytes(), "term " + std::to_string(i));
  }
  EXPECT_GT(vocabulary.memory_bytes(), empty + 100000 * 8);
}

TEST(Vocabulary, TakesTermsLongerThanItsBlocks) {
  Vocabulary vocabulary;
  const std::string longest(3 << 20, 'x');
  EXPECT_EQ(vocabulary.intern(longest), 0u);
  EXPECT_EQ(vocabulary.intern("y"), 1u);
  EXPECT_EQ(vocabulary.intern(longest), 0u);
  EXPECT_EQ(vocabulary.entry(0).bytes(), longest);
}

TEST(Vocabulary, OrdersBytesAsUnsigned) {
  Vocabulary vocabulary;
  for (const char* term : {"\xff", "a", "\x7f", "\xe9\x9b\xbb", "", "same begin 2", "same begin 1"})
    vocabulary.intern(term);
  std::vector<std::string> sorted;
  for (const uint32_t id : vocabulary.sorted_ids())
    sorted.emplace_back(vocabulary.entry(id).bytes());
  EXPECT_TRUE(std::is_sorted(sorted.begin(), sorted.end()));
}

}  // namespace
}  // namespace patlas
