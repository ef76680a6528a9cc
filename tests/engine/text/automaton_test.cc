#include "engine/text/automaton.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "engine/text/term_pattern.h"

namespace patlas {
namespace {

constexpr uint32_t kAny = Automaton::kAnyNumber;

std::shared_ptr<const TermPattern> wildcard(const std::vector<PatternPart>& parts) {
  return wildcard_pattern(TermTag::kWord, parts).value();
}

bool takes(const TermPattern& pattern, const std::string& word) {
  return AutomatonRun(pattern.automaton).matches("w" + word);
}

std::vector<std::string> all_words(const std::string& letters, size_t longest) {
  std::vector<std::string> words = {""};
  for (size_t first = 0, length = 0; length < longest; ++length) {
    const size_t end = words.size();
    for (; first < end; ++first) {
      for (const char c : letters) words.push_back(words[first] + c);
    }
  }
  return words;
}

// dp[i]: parts [0, p) and some of the open characters take the first i characters.
bool naive(const std::vector<PatternPart>& parts, const std::string& word) {
  std::vector<bool> at(word.size() + 1);
  at[0] = true;
  for (const PatternPart& part : parts) {
    std::vector<bool> next(word.size() + 1);
    for (size_t i = 0; i <= word.size(); ++i) {
      if (!at[i] || word.compare(i, part.text.size(), part.text) != 0) continue;
      const size_t from = i + part.text.size();
      for (size_t n = part.least; from + n <= word.size() && (part.most == kAny || n <= part.most);
           ++n) {
        next[from + n] = true;
      }
    }
    at = next;
  }
  return at[word.size()];
}

uint32_t distance(const std::string& a, const std::string& b) {
  std::vector<uint32_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<uint32_t>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    uint32_t diagonal = row[0];
    row[0] = static_cast<uint32_t>(i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const uint32_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = above;
    }
  }
  return row[b.size()];
}

TEST(Automaton, WildcardsTakeWhatTheySayOfAllShortWords) {
  const std::vector<std::vector<PatternPart>> patterns = {
      {{"", 0, kAny}, {"ab", 0, 0}},
      {{"a", 0, kAny}, {"b", 0, 0}},
      {{"", 0, kAny}, {"ab", 0, kAny}},
      {{"a", 0, 1}, {"b", 0, 0}},
      {{"a", 1, 1}, {"b", 0, 0}},
      {{"a", 0, 3}},
      {{"", 1, 2}, {"a", 0, 1}, {"b", 2, kAny}},
      {{"", 2, 2}},
      {{"a", 0, kAny}, {"a", 0, kAny}, {"a", 0, 0}},
      {{"", 0, kAny}},
      {{"aab", 0, 0}},
  };
  for (const auto& parts : patterns) {
    const auto pattern = wildcard(parts);
    AutomatonRun run(pattern->automaton);
    for (const std::string& word : all_words("abc", 7)) {
      ASSERT_EQ(run.matches("w" + word), naive(parts, word)) << pattern->shown << " " << word;
      if (run.matches("w" + word)) {
        ASSERT_TRUE(("w" + word).starts_with(pattern->prefix)) << pattern->shown << " " << word;
        ASSERT_TRUE(word.ends_with(pattern->suffix)) << pattern->shown << " " << word;
      } else if (pattern->suffix_decides) {
        ASSERT_FALSE(word.ends_with(pattern->suffix)) << pattern->shown << " " << word;
      }
    }
  }
}

TEST(Automaton, FuzzyPatternsTakeTheWordsWithinTheirEdits) {
  for (const std::string& word : {std::string("a"), std::string("abc"), std::string("aabba")}) {
    for (const uint32_t edits : {1u, 2u}) {
      const auto pattern = fuzzy_pattern(TermTag::kWord, word, edits).value();
      AutomatonRun run(pattern->automaton);
      for (const std::string& other : all_words("abx", 7)) {
        ASSERT_EQ(run.matches("w" + other), distance(word, other) <= edits)
            << word << " " << other << " " << edits;
      }
    }
  }
}

TEST(Automaton, ACharacterIsACodePoint) {
  const auto one = wildcard({{"", 1, 1}});
  EXPECT_TRUE(takes(*one, "ж"));
  EXPECT_TRUE(takes(*one, "𠮷"));
  EXPECT_FALSE(takes(*one, "жж"));
  EXPECT_TRUE(takes(*fuzzy_pattern(TermTag::kWord, "жук", 1).value(), "жвк"));
}

TEST(Automaton, BytesThatAreNoCharactersAreOneEach) {
  EXPECT_TRUE(takes(*wildcard({{"a", 2, 2}}), "a\xff\xfe"));
  EXPECT_FALSE(takes(*wildcard({{"a", 1, 1}}), "a\xff\xfe"));
}

TEST(Automaton, TheEndOfARunIsNoCharacter) {
  const auto pattern =
      wildcard_pattern(TermTag::kBigram, std::vector<PatternPart>{{"電", 1, 1}}).value();
  AutomatonRun run(pattern->automaton);
  EXPECT_TRUE(run.matches("c電池"));
  EXPECT_FALSE(run.matches("c電\x01"));
}

TEST(Automaton, MoreStatesThanTheLimitAreAnError) {
  const auto refused = wildcard_pattern(TermTag::kWord, std::vector<PatternPart>{{"a", 0, 9999}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kLimit);
  EXPECT_NE(refused.error().message.find("10000"), std::string::npos);
}

TEST(Automaton, RepeatsOfPartsAreWhatTheyAreWrittenOut) {
  // (a|bc){1,2}, (a|bc){2,}, (a|bc){0}
  struct Case {
    uint32_t least, most;
  };
  for (const Case c : {Case{1, 2}, Case{2, kAny}, Case{0, 0}, Case{0, kAny}, Case{3, 3}}) {
    Automaton automaton;
    const auto letter = [&](char32_t l) { return automaton.character({{l, l}}).value(); };
    const auto a = letter('a');
    const auto b = letter('b');
    const auto bc = automaton.both(b, letter('c')).value();
    automaton.finish(automaton.repeat(automaton.either(a, bc).value(), c.least, c.most).value());
    AutomatonRun run(automaton);
    for (const std::string& word : all_words("abc", 6)) {
      uint32_t count = 0;
      bool fits = true;
      for (size_t i = 0; i < word.size() && fits; ++count) {
        fits = word[i] == 'a' || word.compare(i, 2, "bc") == 0;
        i += word[i] == 'a' ? 1 : 2;
      }
      const bool wanted = fits && count >= c.least && (c.most == kAny || count <= c.most);
      ASSERT_EQ(run.matches(word), wanted) << word << " {" << c.least << "," << c.most << "}";
    }
  }
}

TEST(Automaton, ATermIsReadOnFromWhereItDiffersFromTheOneBefore) {
  const auto pattern = wildcard({{"", 0, kAny}, {"ж", 0, 1}, {"b", 0, kAny}});
  std::vector<std::string> terms;
  for (const std::string& word : all_words("ab", 5)) {
    std::string term = "w";
    for (const char c : word) term += c == 'a' ? "ж" : "b";
    terms.push_back(term);
  }
  std::sort(terms.begin(), terms.end());
  AutomatonRun run(pattern->automaton);
  std::string before;
  for (const std::string& term : terms) {
    const auto differs = std::mismatch(
        term.begin(), term.begin() + static_cast<ptrdiff_t>(std::min(term.size(), before.size())),
        before.begin());
    const auto shared = static_cast<size_t>(differs.first - term.begin());
    const bool taken = run.takes(shared, term.substr(shared));
    ASSERT_EQ(taken, AutomatonRun(pattern->automaton).matches(term)) << term;
    before = term;
  }
}

TEST(Automaton, ADeadBeginningIsNamed) {
  const auto pattern = wildcard({{"coat", 0, kAny}});
  AutomatonRun run(pattern->automaton);
  EXPECT_FALSE(run.takes(0, "wcable"));
  EXPECT_EQ(run.refused(), "wca");
  EXPECT_FALSE(run.takes(4, "oat"));  // wcaboat
  EXPECT_EQ(run.refused(), "wca");
  EXPECT_FALSE(run.takes(2, "oa"));
  EXPECT_EQ(run.refused(), "");
  EXPECT_TRUE(run.takes(4, "ting"));
}

// (a|b)*a(a|b){12} has 2^13 states as a deterministic automaton.
TEST(Automaton, StatesThatDoNotFitTheCacheAreMadeAgain) {
  Automaton automaton;
  const auto any = [&] { return automaton.character({{'a', 'b'}}).value(); };
  auto whole = automaton.repeat(any(), 0, kAny).value();
  whole = automaton.both(whole, automaton.character({{'a', 'a'}}).value()).value();
  whole = automaton.both(whole, automaton.repeat(any(), 14, 14).value()).value();
  automaton.finish(whole);
  AutomatonRun run(automaton);
  std::mt19937 random(1);
  std::string before;
  for (int i = 0; i < 3000; ++i) {
    std::string word;
    for (int n = 0; n < 60; ++n) word += random() % 2 == 0 ? 'a' : 'b';
    const size_t shared = before.empty() ? 0 : random() % 60;
    word = before.substr(0, shared) + word.substr(shared);
    ASSERT_EQ(run.takes(shared, word.substr(shared)), word[45] == 'a') << word;
    ASSERT_LE(run.memory_bytes(), AutomatonRun::kCacheBytes + (1u << 20));
    before = word;
  }
}

}  // namespace
}  // namespace patlas
