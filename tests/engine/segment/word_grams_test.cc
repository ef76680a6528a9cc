#include "engine/segment/word_grams.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/engine/sealed_sections.h"

namespace patlas {
namespace {

using Grams = std::vector<std::pair<std::string, std::vector<GramRun>>>;

Grams written(const std::set<std::string>& words, TermOrd first, uint32_t run_max = kGramRunMax,
              uint64_t memory_bytes = 1 << 20) {
  WordGramsWriter writer(test_spool(), memory_bytes, run_max);
  TermOrd next = first;
  for (const std::string& word : words) EXPECT_TRUE(writer.add(next++, word));
  Grams grams;
  EXPECT_TRUE(writer.finish([&](std::string_view gram, GramRun run) {
    if (grams.empty() || grams.back().first != gram) grams.push_back({std::string(gram), {}});
    grams.back().second.push_back(run);
    return Status();
  }));
  return grams;
}

/// Looked for in each word alone.
Grams expected(const std::set<std::string>& words, TermOrd first) {
  std::map<std::string, std::vector<GramRun>> found;
  TermOrd ordinal = first;
  for (const std::string& word : words) {
    for (size_t at = 0; at + kGramBytes <= word.size(); ++at) {
      auto& runs = found[word.substr(at, kGramBytes)];
      if (runs.empty() || runs.back().first + runs.back().words < ordinal) {
        runs.push_back({ordinal, 1});
      } else if (runs.back().first + runs.back().words == ordinal) {
        ++runs.back().words;
      }
    }
    ++ordinal;
  }
  return {found.begin(), found.end()};
}

std::set<std::string> random_words(uint32_t seed, std::string_view letters) {
  std::mt19937 random(seed);
  std::set<std::string> words;
  for (int i = 0; i < 3000; ++i) {
    std::string word;
    for (uint64_t n = 1 + random() % 14; n > 0; --n) word += letters[random() % letters.size()];
    words.insert(word);
  }
  return words;
}

// Two letters: most grams stand in a word several times, and go on in the next at another place.
TEST(WordGrams, AreTheRunsOfWordsThatHaveThem) {
  uint32_t seed = 1;
  for (const std::string_view letters : {"ab", "abc", "aeiounrst", "a\x80\xe9\xff"}) {
    for (const TermOrd first : {0u, 1u, 70'000u}) {
      const auto words = random_words(++seed, letters);
      const Grams grams = written(words, first);
      EXPECT_GE(grams.size(), 8u);
      EXPECT_EQ(grams, expected(words, first)) << letters << " from " << first;
    }
  }
}

// However often what is gathered goes to disk: after each word, or now and then.
TEST(WordGrams, AreTheSameWithHardlyAnyMemory) {
  for (const std::string_view letters : {"ab", "aeiounrst"}) {
    const auto words = random_words(7, letters);
    for (const uint64_t memory_bytes : {1, 2'000, 30'000}) {
      EXPECT_EQ(written(words, 4, kGramRunMax, memory_bytes), expected(words, 4)) << memory_bytes;
    }
    EXPECT_EQ(written(words, 0, 3, 2'000), written(words, 0, 3)) << letters;
  }
}

TEST(WordGrams, OfWordsOfTwoBytesThereAreNone) {
  EXPECT_TRUE(written({}, 0).empty());
  EXPECT_TRUE(written({"a", "ab", "b", "zz"}, 3).empty());
  EXPECT_EQ(written({"a", "abc", "b"}, 3), (Grams{{"abc", {{4, 1}}}}));
}

TEST(WordGrams, ALongRunIsWrittenAsSeveral) {
  std::set<std::string> words;
  for (char last = 'a'; last <= 'z'; ++last) words.insert(std::string("cell") + last);
  const Grams grams = written(words, 5, 10);
  ASSERT_EQ(grams[0].first, "cel");
  EXPECT_EQ(grams[0].second, (std::vector<GramRun>{{5, 10}, {15, 10}, {25, 6}}));
}

TEST(WordGrams, AnErrorOfTheReaderIsGivenOn) {
  WordGramsWriter writer(test_spool(), 1 << 20);
  ASSERT_TRUE(writer.add(0, "rotor"));
  const Status ended = writer.finish([](std::string_view, GramRun) -> Status {
    return Error{Code::kIo, "no space", {}};
  });
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().message, "no space");
}

}  // namespace
}  // namespace patlas
