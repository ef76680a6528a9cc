// Candidates of patterns, against every word of the dictionary.

#include "query/word_lookup.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "engine/text/analyzer.h"
#include "query/expansion.h"
#include "query/search.h"
#include "tests/query/test_index.h"

namespace patlas {
namespace {

constexpr uint32_t kAny = Automaton::kAnyNumber;

/// Titles of words of three letters' making, some long, some of more bytes than letters.
class ManyWords {
 public:
  ManyWords() : index_(make(), 1), segment_(index_.snapshot().segments()[0].reader.get()) {
    const TermDictionary& terms = **segment_->terms(kTi);
    range_ = *terms.prefix_range("w");
    TermCursor cursor(terms);
    for (bool there = *cursor.seek(range_.first); there && cursor.ordinal() < range_.second;
         there = *cursor.next()) {
      words_.emplace_back(cursor.term());
    }
  }

  const SegmentReader& segment() const { return *segment_; }
  std::pair<TermOrd, TermOrd> range() const { return range_; }
  const std::vector<std::string>& words() const { return words_; }

  std::vector<TermOrd> taken(const TermPattern& pattern) const {
    std::vector<TermOrd> taken;
    AutomatonRun run(pattern.automaton);
    for (size_t i = 0; i < words_.size(); ++i) {
      if (run.matches(words_[i])) taken.push_back(range_.first + static_cast<TermOrd>(i));
    }
    return taken;
  }

  std::vector<TermOrd> expanded(const std::shared_ptr<const TermPattern>& pattern,
                                bool by_lookup) const {
    PhraseUnit unit;
    unit.term = pattern->prefix;
    unit.pattern = pattern;
    Budget budget(0, 0, nullptr, nullptr);
    std::vector<TermOrd> found;
    const auto matches = expand_terms(*segment_, kTi, unit, by_lookup, budget);
    EXPECT_TRUE(matches);
    for (const TermScan::Match& match : *matches) {
      found.push_back(match.ordinal);
      EXPECT_GT(match.value.doc_count, 0u);
    }
    return found;
  }

 private:
  static std::vector<Document> make() {
    std::mt19937 random(12);
    const std::vector<std::string> syllables = {"an", "be",   "co", "d",  "e", "ine",
                                                "li", "line", "or", "ти", "ρ", "x1"};
    std::vector<Document> documents;
    for (uint32_t d = 0; d < 400; ++d) {
      Document document;
      add_publication(document, "US", std::to_string(1000 + d), "A1");
      document.content_hash = d + 1;
      TextValue text;
      text.field = kTi;
      for (uint32_t w = 0; w < 20; ++w) {
        for (uint64_t n = 1 + random() % 5; n > 0; --n) {
          text.text += syllables[random() % syllables.size()];
        }
        text.text += ' ';
      }
      documents.push_back(std::move(document));
      documents.back().texts.push_back(std::move(text));
    }
    return documents;
  }

  TestIndex index_;
  const SegmentReader* segment_;
  std::pair<TermOrd, TermOrd> range_;
  std::vector<std::string> words_;
};

const ManyWords& world() {
  static const ManyWords world;
  return world;
}

std::shared_ptr<const TermPattern> pattern_of(const std::vector<PatternPart>& parts) {
  return *wildcard_pattern(TermTag::kWord, parts);
}

const std::vector<std::vector<PatternPart>> kPatterns = {
    // Open at both ends, by two bytes, three, four and more.
    {{"", 0, kAny}, {"co", 0, kAny}},
    {{"", 0, kAny}, {"x1", 0, kAny}},
    {{"", 0, kAny}, {"т", 0, kAny}},
    {{"", 0, kAny}, {"1li", 0, kAny}},
    {{"", 0, kAny}, {"dli", 0, kAny}},
    {{"", 0, kAny}, {"line", 0, kAny}},
    {{"", 0, kAny}, {"lineline", 0, kAny}},
    {{"", 0, kAny}, {"ρor", 0, kAny}},
    {{"", 0, kAny}, {"beti", 0, kAny}},
    {{"", 0, kAny}, {"wco", 0, kAny}},
    // Whose ends are not quite open, or closed.
    {{"", 1, kAny}, {"x1", 0, kAny}},
    {{"", 0, kAny}, {"x1d", 2, 6}},
    {{"", 1, 1}, {"nx1", 0, kAny}},
    {{"", 0, kAny}, {"dx1", 0, 0}},
    {{"", 0, kAny}, {"x1", 0, kAny}, {"or", 0, 0}},
    {{"", 0, kAny}, {"e", 1, 1}, {"dx1", 0, kAny}},
    {{"co", 0, kAny}, {"line", 0, kAny}},
    {{"l", 0, kAny}, {"ρd", 0, kAny}},
};

TEST(WordLookup, CandidatesAreAllWordsThatAPatternTakes) {
  size_t looked_up = 0, decided = 0;
  for (const auto& parts : kPatterns) {
    const auto pattern = pattern_of(parts);
    const auto range = *(**world().segment().terms(kTi)).prefix_range(pattern->prefix);
    const std::vector<TermOrd> taken = world().taken(*pattern);
    EXPECT_EQ(world().expanded(pattern, true), taken) << pattern->shown;
    EXPECT_EQ(world().expanded(pattern, false), taken) << pattern->shown;
    Budget budget(0, 0, nullptr, nullptr);
    const auto found = candidate_words(world().segment(), kTi, *pattern, range, budget);
    ASSERT_TRUE(found) << found.error().to_string();
    if (!*found) continue;
    ++looked_up;
    const std::vector<TermOrd>& words = (*found)->ordinals;
    EXPECT_TRUE(std::is_sorted(words.begin(), words.end())) << pattern->shown;
    EXPECT_TRUE(std::includes(words.begin(), words.end(), taken.begin(), taken.end()))
        << pattern->shown;
    if ((*found)->is_decided) {
      ++decided;
      EXPECT_EQ(words, taken) << pattern->shown;
    }
    EXPECT_LE(words.size() * 2, world().words().size()) << pattern->shown;
  }
  EXPECT_GE(looked_up, 12u);
  EXPECT_GE(decided, 5u);
}

// Four bytes stand side by side in a word only if both of its grams do; the other way it is not so.
TEST(WordLookup, WordsWithAllGramsOfANeedleButNotTheNeedleAreNotTaken) {
  const auto pattern = pattern_of({{"", 0, kAny}, {"ineor", 0, kAny}});
  Budget budget(0, 0, nullptr, nullptr);
  const auto found = candidate_words(world().segment(), kTi, *pattern, world().range(), budget);
  ASSERT_TRUE(found && *found);
  EXPECT_FALSE((*found)->is_decided);
  EXPECT_EQ(world().expanded(pattern, true), world().taken(*pattern));
}

// The term of a word is tagged with w, which is none of its letters.
TEST(WordLookup, WordsThatEndSoWithTheirTagAloneAreNotTaken) {
  for (const char* word : {"wor", "wd", "wline"}) {
    ASSERT_EQ(std::count(world().words().begin(), world().words().end(), word), 1) << word;
    for (const uint32_t most : {0u, kAny}) {
      const auto pattern = pattern_of({{"", 0, kAny}, {word, 0, most}});
      ASSERT_TRUE(world().taken(*pattern).empty());
      EXPECT_TRUE(world().expanded(pattern, true).empty()) << pattern->shown;
      EXPECT_TRUE(world().expanded(pattern, false).empty()) << pattern->shown;
    }
  }
}

TEST(WordLookup, ANeedleWithAGramThatNoWordHasTakesNone) {
  const auto pattern = pattern_of({{"", 0, kAny}, {"linq", 0, kAny}});
  Budget budget(0, 0, nullptr, nullptr);
  const auto found = candidate_words(world().segment(), kTi, *pattern, world().range(), budget);
  ASSERT_TRUE(found && *found);
  EXPECT_TRUE((*found)->is_decided);
  EXPECT_TRUE((*found)->ordinals.empty());
  EXPECT_TRUE(world().taken(*pattern).empty());
}

// One letter says too little, and of a few words with a beginning all are sooner looked at.
TEST(WordLookup, WhereAllWordsAreSoonerLookedAtThereAreNoCandidates) {
  for (const auto& parts : std::vector<std::vector<PatternPart>>{
           {{"", 0, kAny}, {"e", 0, kAny}}, {{"liner", 0, kAny}, {"co", 0, kAny}}}) {
    const auto pattern = pattern_of(parts);
    const auto range = *(**world().segment().terms(kTi)).prefix_range(pattern->prefix);
    Budget budget(0, 0, nullptr, nullptr);
    const auto found = candidate_words(world().segment(), kTi, *pattern, range, budget);
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->has_value()) << pattern->shown;
    EXPECT_EQ(world().expanded(pattern, true), world().taken(*pattern)) << pattern->shown;
  }
}

TEST(WordLookup, WhatItTakesIsChargedAndGivenBack) {
  const auto pattern = pattern_of({{"", 0, kAny}, {"co", 0, kAny}});
  Budget budget(1 << 20, 0, nullptr, nullptr);
  {
    const auto found = candidate_words(world().segment(), kTi, *pattern, world().range(), budget);
    ASSERT_TRUE(found && *found);
    EXPECT_FALSE(budget.stopped());
    EXPECT_FALSE(budget.charge((1 << 20) - 64));
  }
  Budget again(1 << 20, 0, nullptr, nullptr);
  ASSERT_TRUE(candidate_words(world().segment(), kTi, *pattern, world().range(), again));
  EXPECT_TRUE(again.charge((1 << 20) - 64));
  Budget small(64, 0, nullptr, nullptr);
  ASSERT_TRUE(candidate_words(world().segment(), kTi, *pattern, world().range(), small));
  EXPECT_EQ(small.stop(), Budget::Stop::kMemory);
}

}  // namespace
}  // namespace patlas
