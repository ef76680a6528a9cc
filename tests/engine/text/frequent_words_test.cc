#include "engine/text/frequent_words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "engine/text/analyzer.h"

namespace patlas {
namespace {

TEST(FrequentWords, AreSortedAndEachIsThereOnce) {
  const auto words = frequent_words();
  EXPECT_GT(words.size(), 250u);
  EXPECT_TRUE(std::is_sorted(words.begin(), words.end()));
  EXPECT_EQ(std::adjacent_find(words.begin(), words.end()), words.end());
}

// A word of another form would never meet a text's.
TEST(FrequentWords, AreWordsAsTheAnalysisGivesThem) {
  Analyzer analyzer;
  Analysis analysis;
  for (const std::string_view word : frequent_words()) {
    analysis.clear();
    analyzer.analyze(word, analysis);
    ASSERT_EQ(analysis.occurrences.size(), 1u) << word;
    EXPECT_EQ(analysis.term(analysis.occurrences[0]), "w" + std::string(word));
  }
}

TEST(FrequentWords, AreFoundAndNoOthers) {
  const std::set<std::string_view> all(frequent_words().begin(), frequent_words().end());
  for (const std::string_view word : all) {
    EXPECT_TRUE(is_frequent_word(word)) << word;
    for (const std::string& other : {std::string(word) + "x", "x" + std::string(word),
                                     std::string(word.substr(1)), std::string(word) + " "}) {
      EXPECT_EQ(is_frequent_word(other), all.contains(other)) << other;
    }
  }
  EXPECT_FALSE(is_frequent_word(""));
  EXPECT_FALSE(is_frequent_word("The")) << "words are folded";
  EXPECT_FALSE(is_frequent_word("rotor"));
  EXPECT_FALSE(is_frequent_word(std::string(1000, 'a')));
}

TEST(FrequentWords, TheListIsTheFormatsList) {
  // FNV-1a of all words: a change of the list takes the next kFrequentWordsList, and this line.
  uint64_t hash = 14695981039346656037u;
  for (const std::string_view word : frequent_words()) {
    for (const char c : word) hash = (hash ^ static_cast<uint8_t>(c)) * 1099511628211u;
    hash = (hash ^ 0) * 1099511628211u;
  }
  EXPECT_EQ(hash, 9659416415302013767u);
  EXPECT_EQ(kFrequentWordsList, 1);
}

TEST(FrequentWords, APairIsATermOfItsOwnTag) {
  std::string term = "before ";
  append_pair_term("of", "the", term);
  EXPECT_EQ(term, "before pof the");
}

}  // namespace
}  // namespace patlas
