#include "query/signs.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "query/open_phrases.h"
#include "tests/query/test_schema.h"
#include "tests/query/tree_shape.h"

namespace patlas {
namespace {

constexpr uint32_t kAny = OpenSign::kAnyNumber;
const Schema kSchema = test_schema();

/// "co[0-]t": text with places, or the error's message.
std::string read(std::string_view written, bool quoted = false) {
  const auto signs = read_signs(written, quoted, {});
  if (!signs) return "error: " + signs.error().message;
  std::string out;
  size_t from = 0;
  for (const OpenSign& sign : signs->signs) {
    out += signs->text.substr(from, sign.at - from) + "[" + std::to_string(sign.least) + "-" +
           (sign.most == kAny ? "" : std::to_string(sign.most)) + "]";
    from = sign.at;
  }
  return out + signs->text.substr(from);
}

TEST(Signs, StandForCharactersWhereTheyStand) {
  EXPECT_EQ(read("*ase"), "[0-]ase");
  EXPECT_EQ(read("col*r"), "col[0-]r");
  EXPECT_EQ(read("coat*"), "coat[0-]");
  EXPECT_EQ(read("wom#n"), "wom[1-1]n");
  EXPECT_EQ(read("colo?r"), "colo[0-1]r");
  EXPECT_EQ(read("coat{0,3}"), "coat[0-3]");
  EXPECT_EQ(read("{2}ase"), "[2-2]ase");
  EXPECT_EQ(read("coat{1,}"), "coat[1-]");
  EXPECT_EQ(read("coat{,2}"), "coat[0-2]");
  EXPECT_EQ(read("＊oat？"), "[0-]oat[0-1]");
}

TEST(Signs, SideBySideAreOnePlace) {
  EXPECT_EQ(read("co##t"), "co[2-2]t");
  EXPECT_EQ(read("co?#t"), "co[1-2]t");
  EXPECT_EQ(read("co#*t"), "co[1-]t");
  EXPECT_EQ(read("co#{2,3}?t"), "co[3-5]t");
  EXPECT_EQ(read("co{0}t"), "cot");
}

TEST(Signs, InQuotesAreSignsWhereTextHasNone) {
  EXPECT_EQ(read("coat* p#per", true), "coat[0-] p[1-1]per");
  EXPECT_EQ(read("what? C# #3", true), "what? C# #3");
  EXPECT_EQ(read("coat{2} {2} x", true), "coat[2-2] {2} x");
  EXPECT_EQ(read("什么？如何", true), "什么？如何");
  EXPECT_EQ(read("a * b", true).substr(0, 6), "error:");
}

TEST(Signs, BesideOtherSignsAreRefused) {
  for (const std::string_view written : {"3.*5", "co-*op", "a/#b", "co*-op", "coat{3,1}", "coat{1",
                                         "coat{1001}", "*", "?", "{0,3}", "coat{600}{600}"}) {
    EXPECT_EQ(read(written).substr(0, 6), "error:") << written;
  }
  EXPECT_EQ(read("##"), "[2-2]");
  EXPECT_EQ(read("same-d#y"), "same-d[1-1]y");
}

// It was a phrase of what stands between the signs, and found nothing.
TEST(Signs, ABraceInATruncatedWordHoldsANumber) {
  for (const std::string_view written : {"*a{x}b*", "a{x}b*", "a{x}#", "*a{", "a{2}b{x}"}) {
    const auto refused = read_signs(written, false, {});
    ASSERT_FALSE(refused) << written;
    EXPECT_NE(refused.error().message.find("is written {2}, {0,3} or {1,}"), std::string::npos)
        << refused.error().message;
  }
  EXPECT_EQ(read("a{x}b"), "a{x}b");
  EXPECT_EQ(read("*a{x}b", true), "[0-]a{x}b");
}

TEST(Signs, EditsStandBehindALetter) {
  EXPECT_EQ(read_edits("coat~1", {})->count, 1);
  EXPECT_EQ(read_edits("coat～2", {})->count, 2);
  EXPECT_EQ(read_edits("coat～2", {})->word_bytes, 4u);
  for (const std::string_view text : {"10~2", "東京〜1", "coat", "~1", "1", "", "-~1"}) {
    EXPECT_EQ(read_edits(text, {})->count, 0) << text;
  }
  for (const std::string_view text :
       {"coat~", "coat~3", "coat~0", "coat~11", "ж~", "coat~1*", "coat~1.5", "東京~1"}) {
    EXPECT_FALSE(read_edits(text, {})) << text;
  }
}

TEST(Signs, AnythingThatParsesPrintsToWhatParsesToTheSame) {
  const std::vector<std::string> pieces = {
      "a",    "bc",     "鋰", "電", "*",  "?", "#", "{0,3}", "{2}", "{",  "}",
      "{1,}", " ",      "\"", "~1", "~2", "1", ".", "-",     "＊",  "？", "ß",
      "é",    "regex:", "(",  ")",  "[",  "]", "|", "ti:",   "\\",  "~"};
  std::mt19937 random(7);
  uint32_t understood = 0;
  for (int i = 0; i < 60'000; ++i) {
    std::string query;
    const bool quoted = random() % 3 == 0;
    if (random() % 8 == 0) query = "regex:";
    if (quoted) query += "\"";
    for (uint64_t n = 1 + random() % 6; n > 0; --n) query += pieces[random() % pieces.size()];
    if (quoted) query += "\"";
    const auto tree = parse_query(query, kSchema);
    if (!tree) continue;
    ++understood;
    const std::string text = print_query(*tree, kSchema);
    const auto again = parse_query(text, kSchema);
    ASSERT_TRUE(again) << query << " -> " << text << ": " << again.error().message;
    ASSERT_TRUE(same_tree(*again, *tree)) << query << " -> " << text;
    ASSERT_EQ(print_query(*again, kSchema), text) << query;
    const Tree simple = simplify(*tree);
    if (simple.root().type == NodeType::kNone) continue;
    const auto simple_again = parse_query(print_query(simple, kSchema), kSchema);
    ASSERT_TRUE(simple_again) << query;
    ASSERT_TRUE(same_tree(*simple_again, simple))
        << query << " -> " << print_query(simple, kSchema);
  }
  EXPECT_GT(understood, 10'000u);
}

}  // namespace
}  // namespace patlas
