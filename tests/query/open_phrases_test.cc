#include "query/open_phrases.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/text/term_pattern.h"
#include "query/tree.h"
#include "tests/query/test_schema.h"

namespace patlas {
namespace {

const Schema kSchema = test_schema();

/// "w<co{1,1}t>@0 wpaper@1 | ...": the units of each phrase; patterns in angle brackets.
std::string phrases(std::string_view query) {
  const auto tree = parse_query(query, kSchema);
  if (!tree) return "error: " + tree.error().message;
  Analyzer analyzer;
  const auto made = open_phrases(tree->root(), analyzer, nullptr);
  if (!made) return "error: " + made.error().message;
  std::string out;
  for (const Phrase& phrase : *made) {
    if (!out.empty()) out += " | ";
    for (size_t i = 0; i < phrase.units.size(); ++i) {
      const PhraseUnit& unit = phrase.units[i];
      if (i > 0) out += " ";
      if (unit.pattern != nullptr) {
        out += unit.term[0];
        out += "<" + unit.pattern->shown + ">";
      } else {
        for (const char c : unit.term) out += c == kEndMark ? '$' : c;
      }
      out += (unit.is_prefix ? "*@" : "@") + std::to_string(unit.offset);
    }
  }
  return out;
}

TEST(OpenPhrases, AWordIsOnePattern) {
  EXPECT_EQ(phrases("*ase"), "w<*ase>@0");
  EXPECT_EQ(phrases("COL*R"), "w<col*r>@0");
  EXPECT_EQ(phrases("stra?ße"), "w<stra{0,1}sse>@0");
  EXPECT_EQ(phrases("il-6#"), "w<il-6{1,1}>@0");
  EXPECT_EQ(phrases("##"), "w<{2,2}>@0");
}

TEST(OpenPhrases, SeveralWordsAreAPhraseOfPatternsAndTerms) {
  EXPECT_EQ(phrases("\"coat* paper\""), "w<coat*>@0 wpaper@1");
  EXPECT_EQ(phrases("same-d#y"), "wsame@0 w<d{1,1}y>@1");
  EXPECT_EQ(phrases("\"*oat pap*\""), "w<*oat>@0 w<pap*>@1");
}

TEST(OpenPhrases, AnOpenCjkCharacterIsHeldByTheBigramsOnBothSides) {
  EXPECT_EQ(phrases("鋰#電池"), "c<锂{1,1}>@0 c<{1,1}电>@1 c电池@2");
  EXPECT_EQ(phrases("鋰?電"), "c锂电@0 | c<锂{1,1}>@0 c<{1,1}电>@1");
  EXPECT_EQ(phrases("鋰##電"), "c<锂{1,1}>@0 c<{1,1}{1,1}>@1 c<{1,1}电>@2");
  EXPECT_EQ(phrases("電池#"), "c电池@0 c<池{1,1}>@1");
  EXPECT_EQ(phrases("#電"), "c<{1,1}电>@0");
  EXPECT_EQ(phrases("*電池?"), "c电池@0");
  EXPECT_EQ(phrases("?電"), "c电*@0");
}

TEST(OpenPhrases, WhatCannotBeMeantIsRefused) {
  const std::string_view refused[] = {
      "鋰*電", "A#電",  "電*a",      "\"鋰{1} 電\"", "鋰{0,999}電{0,999}池",
      "เค#อง", "電a~1", "same-day~1"};
  for (const std::string_view query : refused) {
    EXPECT_EQ(phrases(query).substr(0, 6), "error:") << query << " " << phrases(query);
  }
}

TEST(OpenPhrases, StatesAreCountedOverTheWholeClause) {
  std::string query = "\"";
  for (int i = 0; i < 6; ++i) query += "a{0,900}b ";
  const auto tree = parse_query(query + "\"", kSchema);
  ASSERT_FALSE(tree);
  EXPECT_EQ(tree.error().code, Code::kLimit);
}

}  // namespace
}  // namespace patlas
