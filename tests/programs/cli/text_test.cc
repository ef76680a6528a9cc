#include "programs/cli/text.h"

#include <gtest/gtest.h>

namespace patlas::cli {
namespace {

TEST(DisplayWidth, CountsCellsOfATerminal) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("電池"), 4u);
  EXPECT_EQ(display_width("ｱ"), 1u);   // half-width katakana
  EXPECT_EQ(display_width("Ａ"), 2u);  // full-width Latin
  EXPECT_EQ(display_width("한글"), 4u);
  EXPECT_EQ(display_width("e\xCC\x81"), 1u);  // a combining accent takes no cell
  EXPECT_EQ(display_width("\xFF"), 1u);       // shown as a replacement character
}

TEST(Fit, CutsBetweenCharactersAndSaysSo) {
  EXPECT_EQ(fit("abcdef", 6), "abcdef");
  EXPECT_EQ(fit("abcdef", 5), "abcd…");
  EXPECT_EQ(fit("電池電池", 7), "電池電…");
  EXPECT_EQ(fit("電池電池", 6), "電池…");
  EXPECT_EQ(fit("電池", 1), "…");
  EXPECT_EQ(fit("電池", 0), "");
}

TEST(Fit, LeavesNothingThatMovesTheCursor) {
  EXPECT_EQ(fit("a\x1b[2Jb\nc\td", 80), "a [2Jb c d");
  EXPECT_EQ(fit("a\xFF", 80), "a\xEF\xBF\xBD");
  EXPECT_EQ(fit("\xC2\x9B", 80), " ");  // the one-character form of ESC [
}

TEST(GroupDigits, ByThrees) {
  EXPECT_EQ(group_digits(0), "0");
  EXPECT_EQ(group_digits(999), "999");
  EXPECT_EQ(group_digits(1000), "1,000");
  EXPECT_EQ(group_digits(1234567), "1,234,567");
  EXPECT_EQ(group_digits(18446744073709551615u), "18,446,744,073,709,551,615");
}

TEST(TextTable, WideColumnsGiveWayToTheTerminal) {
  TextTable table({{"name"}, {"count", true}});
  table.add({"a long name that does not fit", "12"});
  EXPECT_EQ(table.print({false, 0}),
            "name                           count\n"
            "a long name that does not fit     12\n");
  EXPECT_EQ(table.print({false, 22}),
            "name             count\n"
            "a long name th…     12\n");
  // No narrower than is of use: it wraps then.
  EXPECT_EQ(table.print({false, 5}),
            "name          count\n"
            "a long name…     12\n");
}

TEST(TextTable, AColumnThatIsCopiedFromIsNeverCut) {
  TextTable table({{"number", false, 60, true}, {"title"}});
  table.add({"US 2016211513 A1", "a long name that does not fit"});
  EXPECT_EQ(table.print({false, 20}),
            "number            title\n"
            "US 2016211513 A1  a long name…\n");
}

TEST(TextTable, HeadsAreBoldInColour) {
  TextTable table({{"name"}});
  EXPECT_EQ(table.print({true, 0}), "\x1b[1mname\x1b[0m\n");
}

TEST(CsvLine, QuotesCommasQuotesAndLineBreaks) {
  EXPECT_EQ(csv_line({"a", "b,c", "d\"e", "f\ng", ""}), "a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n");
}

}  // namespace
}  // namespace patlas::cli
