#include "query/regex.h"

#include <gtest/gtest.h>

#include <regex>
#include <string>
#include <vector>

namespace patlas {
namespace {

Result<std::shared_ptr<const TermPattern>> made(std::string_view text) {
  Analyzer analyzer;
  return regex_pattern(text, TermTag::kWord, analyzer, {});
}

bool matches(std::string_view text, const std::string& word) {
  const auto pattern = made(text);
  EXPECT_TRUE(pattern) << text << ": " << pattern.error().message;
  return pattern && AutomatonRun((*pattern)->automaton).matches("w" + word);
}

// The standard library's, which reads the same signs so.
TEST(Regex, MeansOfAllShortWordsWhatTheStandardLibraryMeans) {
  const std::string regexes[] = {"a",
                                 "ab",
                                 "a|b",
                                 "a*",
                                 "(ab)*",
                                 "(a|b)*c",
                                 "a+b?c",
                                 "a{2}",
                                 "a{1,3}",
                                 "a{0,}",
                                 "(ab|c){2}",
                                 "[ab]c",
                                 "[^a]b",
                                 "[a-b]+",
                                 ".",
                                 ".*b.*",
                                 "(a|)b",
                                 "(|a)+",
                                 "((a)(b))?c",
                                 "(a*)*",
                                 "(a*b*)*c",
                                 "a{0}b",
                                 "(a{1,2}b){1,2}",
                                 "a|b|c",
                                 "ab|bc|ca",
                                 "(a|b){0,3}",
                                 "[abc]{3}",
                                 "[^ab]*",
                                 "a?a?a?aaa",
                                 "()",
                                 "(a|ab)(c|bcb)",
                                 "a*?"};
  std::vector<std::string> words = {""};
  for (size_t first = 0, length = 0; length < 6; ++length) {
    const size_t end = words.size();
    for (; first < end; ++first) {
      for (const char c : std::string("abc")) words.push_back(words[first] + c);
    }
  }
  for (const std::string& text : regexes) {
    const std::regex standard(text == "a*?" ? "(a*)?" : text);
    const auto pattern = made(text);
    ASSERT_TRUE(pattern) << text << ": " << pattern.error().message;
    AutomatonRun run((*pattern)->automaton);
    for (const std::string& word : words) {
      const bool taken = run.matches("w" + word);
      ASSERT_EQ(taken, std::regex_match(word, standard)) << text << " " << word;
      if (taken) {
        ASSERT_TRUE(("w" + word).starts_with((*pattern)->prefix)) << text;
      }
    }
  }
}

TEST(Regex, LettersAreFoldedAsTextIs) {
  EXPECT_TRUE(matches("COAT", "coat"));
  EXPECT_TRUE(matches("Straße", "strasse"));
  EXPECT_TRUE(matches("(ß)+", "ssss"));
  EXPECT_FALSE(matches("(ß)+", "sss"));
  EXPECT_TRUE(matches("é[éa]", "ee"));
  EXPECT_TRUE(matches("[а-я]+", "жук"));
}

TEST(Regex, SignsThatWordsKeepAreCharacters) {
  EXPECT_TRUE(matches("\\d+\\.\\d", "13.5"));
  EXPECT_FALSE(matches("\\d+\\.\\d", "1375"));
  EXPECT_TRUE(matches("il-\\d", "il-6"));
  EXPECT_TRUE(matches("[0-9]%", "5%"));
  EXPECT_TRUE(matches("10\\^-3", "10^-3"));
}

TEST(Regex, AnythingButTheEndOfARunIsACharacter) {
  EXPECT_TRUE(matches(".", "ж"));
  EXPECT_TRUE(matches("[^a]", "ж"));
  EXPECT_FALSE(matches(".", std::string(1, kEndMark)));
  EXPECT_FALSE(matches("[^a]", std::string(1, kEndMark)));
}

TEST(Regex, MistakesAreErrors) {
  for (const std::string_view text :
       {"(",   ")",   "a)", "[",   "[]",   "[a",     "[z-a]", "[A-Z]", "*",   "+a",  "a|*",
        "(*)", "{2}", "a{", "a{}", "a{,}", "a{2,1}", "a{x}",  "\\",    "\\w", "\\1", "(?:a)",
        "^a",  "a$",  "]",  "}",   "電",   "[電]",   "a b",   "!",     "[ß]", "[[]", "\xff"}) {
    const auto pattern = made(text);
    ASSERT_FALSE(pattern) << text;
    EXPECT_EQ(pattern.error().code, Code::kInvalidArgument) << text;
  }
}

TEST(Regex, WhatNeedsTooManyStatesIsRefusedAtOnce) {
  for (const std::string_view text :
       {"a{10001}", "(a{100}){100}", "((((a{9}){9}){9}){9}){9}", "(a|b){0,9999}"}) {
    const auto pattern = made(text);
    ASSERT_FALSE(pattern) << text;
    EXPECT_EQ(pattern.error().code, Code::kLimit) << text;
  }
  EXPECT_FALSE(made(std::string(2000, 'a')));
}

TEST(Regex, ManyParenthesesAreNoDepth) {
  const std::string text = std::string(400, '(') + "a" + std::string(400, ')');
  EXPECT_TRUE(matches(text, "a"));
}

}  // namespace
}  // namespace patlas
