#include "query/parser.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/utf8.h"
#include "patlas/limits.h"
#include "tests/query/test_schema.h"
#include "tests/query/tree_shape.h"

namespace patlas {
namespace {

const Schema kSchema = test_schema();

/// The tree's shape, or "error 3-7: message".
std::string parsed(std::string_view text) {
  const auto tree = parse_query(text, kSchema);
  if (tree) return shape(*tree, kSchema);
  const Place& place = tree.error().place;
  return "error " + std::to_string(place.offset) + "-" +
         std::to_string(place.offset + place.length) + ": " + tree.error().message;
}

struct Fault {
  std::string_view query;
  uint32_t begin, end;        ///< the span
  std::string_view mentions;  ///< in the message: the reason, or what to write instead
  Code code = Code::kParse;
};

void expect_faults(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) {
    SCOPED_TRACE(fault.query);
    const auto tree = parse_query(fault.query, kSchema);
    ASSERT_FALSE(tree) << shape(*tree, kSchema);
    const Error& error = tree.error();
    EXPECT_EQ(error.place.file, "query");
    EXPECT_EQ(error.place.offset, fault.begin);
    EXPECT_EQ(error.place.offset + error.place.length, fault.end);
    EXPECT_EQ(code_name(error.code), code_name(fault.code)) << error.message;
    EXPECT_NE(error.message.find(fault.mentions), std::string::npos) << error.message;
  }
}

TEST(Parser, OperatorsBindNotThenAndThenOr) {
  EXPECT_EQ(parsed("a or b and not c"), "or(* a, and(* b, not(* c)))");
  EXPECT_EQ(parsed("not a and b or c"), "or(and(not(* a), * b), * c)");
  EXPECT_EQ(parsed("a and b and c"), "and(* a, * b, * c)");
  EXPECT_EQ(parsed("(a or b) and c"), "and(or(* a, * b), * c)");
  EXPECT_EQ(parsed("a and (b and c)"), "and(* a, and(* b, * c))");
  EXPECT_EQ(parsed("not not a"), "not(not(* a))");
  EXPECT_EQ(parsed("not (a b)"), "not(and(* a, * b))");
}

TEST(Parser, OperatorsAreReadInAnyCaseAndWidth) {
  EXPECT_EQ(parsed("a AND b Or NoT c"), "or(and(* a, * b), not(* c))");
  EXPECT_EQ(parsed("a ＡＮＤ b"), "and(* a, * b)");
}

TEST(Parser, QuotedWordsAreNeverOperators) {
  EXPECT_EQ(parsed("a \"and\" b"), "and(* a, * \"and\", * b)");
  EXPECT_EQ(parsed("\"not\""), "* \"not\"");
  EXPECT_EQ(parsed("\"near\" \"SAME\""), "and(* \"near\", * \"SAME\")");
}

TEST(Parser, ClausesSideBySideMeanAnd) {
  EXPECT_EQ(parsed("a b c"), "and(* a, * b, * c)");
  EXPECT_EQ(parsed("a b or c d"), "or(and(* a, * b), and(* c, * d))");
  EXPECT_EQ(parsed("a not b"), "and(* a, not(* b))");
  EXPECT_EQ(parsed("(a)(b)"), "and(* a, * b)");
  EXPECT_EQ(parsed("電池　正極"), "and(* 電池, * 正極)");
}

TEST(Parser, BareNotIsACompleteQuery) { EXPECT_EQ(parsed("not paper"), "not(* paper)"); }

TEST(Parser, EveryDocumentHasASpelling) {
  EXPECT_EQ(parsed("*:*"), "all");
  EXPECT_EQ(parsed("*:* not a"), "and(all, not(* a))");
}

TEST(Parser, FieldsReachTheNextClauseOnly) {
  EXPECT_EQ(parsed("ti:a b"), "and(ti a, * b)");
  EXPECT_EQ(parsed("ti:(a or b) c"), "and(or(ti a, ti b), * c)");
  EXPECT_EQ(parsed("TI:a title:b"), "and(ti a, ti b)");
  EXPECT_EQ(parsed("ti: a"), "ti a");
  EXPECT_EQ(parsed("ti :a"), "ti a");
  EXPECT_EQ(parsed("ti:(a and (b or ab:c))"), "and(ti a, or(ti b, ab c))");
  EXPECT_EQ(parsed("ti:\"a b\""), "ti \"a b\"");
  EXPECT_EQ(parsed("not ti:a"), "not(ti a)");
}

TEST(Parser, SeveralFieldsOfTextAreOneClause) {
  EXPECT_EQ(parsed("ab,ti:a"), "ti,ab a");
  EXPECT_EQ(parsed("ti,ti:a"), "ti a");
  EXPECT_EQ(parsed("ti,ab,cl,de:a"), "* a");
}

TEST(Parser, SeveralFieldsOfValuesAreJoinedByOr) {
  EXPECT_EQ(parsed("ic,cpc:H01L a"), "and(or(ic H01L, cpc H01L), * a)");
}

TEST(Parser, ColonsAfterNumbersAreText) {
  EXPECT_EQ(parsed("10:1"), "* 10:1");
  EXPECT_EQ(parsed("ti:10:1"), "ti 10:1");
}

TEST(Parser, FullWidthPunctuationIsReadAsAscii) {
  EXPECT_EQ(parsed("ti：（電池　or　正極）"), "or(ti 電池, ti 正極)");
  EXPECT_EQ(parsed("ti，ab：～coating"), "stem ti,ab coating");
  EXPECT_EQ(parsed("“lithium ion”"), "* \"lithium ion\"");
  EXPECT_EQ(parsed("coat＊"), "* coat*");
  EXPECT_EQ(parsed("pd：２０１５"), "pd 2015-0-0..2015-12-31");
}

TEST(Parser, QuotesKeepTextWithBlanksAsOne) {
  EXPECT_EQ(parsed("\" coated \t paper \""), "* \"coated paper\"");
  EXPECT_EQ(parsed("\"5\"\" disk\""), "* \"5\" disk\"");
  EXPECT_EQ(parsed("\"coated pap*\""), "* \"coated pap\"*");
}

TEST(Parser, StemsAndWholeWordsCombineWithFields) {
  EXPECT_EQ(parsed("~coating"), "stem * coating");
  EXPECT_EQ(parsed("ti:~coating"), "stem ti coating");
  EXPECT_EQ(parsed("~(coating or \"paint\")"), "or(stem * coating, stem * \"paint\")");
  EXPECT_EQ(parsed("word:京都"), "word * 京都");
  EXPECT_EQ(parsed("ti:word:京都"), "word ti 京都");
  EXPECT_EQ(parsed("word:ti:京都"), "word ti 京都");
  EXPECT_EQ(parsed("ti:word:(京都 or \"東京 都\")"), "or(word ti 京都, word ti \"東京 都\")");
}

TEST(Parser, DatesStandForAllTheirDays) {
  EXPECT_EQ(parsed("pd:2015"), "pd 2015-0-0..2015-12-31");
  EXPECT_EQ(parsed("pd=2015-02"), "pd 2015-2-0..2015-2-28");
  EXPECT_EQ(parsed("pd:20150301"), "pd 2015-3-1..2015-3-1");
  EXPECT_EQ(parsed("pd:2015..2018"), "pd 2015-0-0..2018-12-31");
  EXPECT_EQ(parsed("pd:20150301.."), "pd 2015-3-1..end");
  EXPECT_EQ(parsed("ad:..2018"), "ad start..2018-12-31");
  EXPECT_EQ(parsed("pd:(2015 or 2017..2018)"),
            "or(pd 2015-0-0..2015-12-31, pd 2017-0-0..2018-12-31)");
}

TEST(Parser, DatesCompareBeyondTheLastDayAndBeforeTheFirst) {
  EXPECT_EQ(parsed("pd>=2015"), "pd 2015-0-0..end");
  EXPECT_EQ(parsed("pd >= 2015"), "pd 2015-0-0..end");
  EXPECT_EQ(parsed("pd>2015"), "pd 2016-0-0..end");
  EXPECT_EQ(parsed("pd<=2015"), "pd start..2015-12-31");
  EXPECT_EQ(parsed("prd<2015"), "prd start..2014-12-31");
  EXPECT_EQ(parsed("pd>2016-02"), "pd 2016-3-0..end");
  EXPECT_EQ(parsed("pd>20160228"), "pd 2016-2-29..end");
  EXPECT_EQ(parsed("pd>20150228"), "pd 2015-3-0..end");
  EXPECT_EQ(parsed("pd>20151231"), "pd 2016-0-0..end");
  EXPECT_EQ(parsed("pd<2016-03"), "pd start..2016-2-29");
  EXPECT_EQ(parsed("pd<2016-01"), "pd start..2016-0-0");
  EXPECT_EQ(parsed("pd<20160301"), "pd start..2016-3-0");
  EXPECT_EQ(parsed("pd<20160302"), "pd start..2016-3-1");
}

TEST(Parser, CodesAreNormalised) {
  EXPECT_EQ(parsed("cc:us"), "cc US");
  EXPECT_EQ(parsed("cc=EP"), "cc EP");
  EXPECT_EQ(parsed("kind:b2"), "kind B2");
  EXPECT_EQ(parsed("kind:b*"), "kind B*");
  EXPECT_EQ(parsed("lang:ZH"), "lang zh");
  EXPECT_EQ(parsed("cc:(us or ep)"), "or(cc US, cc EP)");
}

TEST(Parser, SymbolsAreSubtreesByPrefixOrExact) {
  EXPECT_EQ(parsed("cpc:h"), "cpc H");
  EXPECT_EQ(parsed("cpc:H01"), "cpc H01");
  EXPECT_EQ(parsed("cpc:h01l"), "cpc H01L");
  EXPECT_EQ(parsed("cpc:H01L21"), "cpc H01L0021");
  EXPECT_EQ(parsed("cpc:H01L21/00"), "cpc H01L0021");
  EXPECT_EQ(parsed("cpc=H01L21"), "cpc= H01L0021000000");
  EXPECT_EQ(parsed("cpc=H01L21/02"), "cpc= H01L0021020000");
  EXPECT_EQ(parsed("cpc=H01L 21/02 wafer"), "and(cpc= H01L0021020000, * wafer)");
  EXPECT_EQ(parsed("ic:\"H01L 21\""), "ic H01L0021");
  EXPECT_EQ(parsed("cpc:B29K2105"), "cpc B29K2105");
}

TEST(Parser, ClassesReachDownUpAndAcross) {
  EXPECT_EQ(parsed("cpc:H01L21/02"), "cpc H01L0021020000");
  EXPECT_EQ(parsed("cpc>=H01L21/02"), "cpc>= H01L0021020000");
  EXPECT_EQ(parsed("cpc>H01L21"), "cpc> H01L0021000000");
  EXPECT_EQ(parsed("cpc:A61K39/00..39/44"), "cpc.. A61K0039000000..A61K0039440000");
  EXPECT_EQ(parsed("cpc:A61K39..A61K40"), "cpc.. A61K0039000000..A61K0040000000");
  EXPECT_EQ(parsed("cpc(first, Inventive,ep):H01L"), "cpc(first,inv,EP) H01L");
  EXPECT_EQ(parsed("cpc(additional)=H01L21"), "cpc(add)= H01L0021000000");
  EXPECT_EQ(parsed("cpc(first) : (H01L or not G06F)"), "or(cpc(first) H01L, not(cpc(first) G06F))");
  EXPECT_EQ(parsed("cpc (first) coat"), parsed("cpc and first and coat"));
}

TEST(Parser, FaultsOfClasses) {
  expect_faults({
      {"cpc(frist):H01L", 0, 11, "did you mean first", Code::kInvalidArgument},
      {"cpc(inv,add):H01L", 0, 13, "both", Code::kInvalidArgument},
      {"cpc(EP,US):H01L", 0, 11, "EP or US", Code::kInvalidArgument},
      {"ti(first):coat", 0, 10, "only a class", Code::kInvalidArgument},
      {"cpc<=H01L", 5, 9, "below", Code::kInvalidArgument},
      {"cpc:H01L..", 4, 10, "two ends", Code::kInvalidArgument},
      {"cpc=H01L..H01M", 4, 14, "':'", Code::kInvalidArgument},
      {"cpc:\"see H01L\"", 4, 14, "not a class", Code::kInvalidArgument},
  });
}

TEST(Parser, NumbersAreReadInAnyWrittenForm) {
  EXPECT_EQ(parsed("pn:EP1000000"), "pn EP.1000000");
  EXPECT_EQ(parsed("pn:\"US 7,650,331 B2\""), "pn US.7650331.B2");
  EXPECT_EQ(parsed("pn:US 7,650,331 B2"), "pn US.7650331.B2");
  EXPECT_EQ(parsed("pn:US 7,650,331 B2 and coat"), "and(pn US.7650331.B2, * coat)");
  EXPECT_EQ(parsed("pn:EP1000000 coat"), "and(pn EP.1000000, * coat)");
  EXPECT_EQ(parsed("pn:TWI452476B"), parsed("pn:\"TW I452476 B\""));
  EXPECT_EQ(parsed("pn:(US7650331 or EP1000000)"), "or(pn US.7650331, pn EP.1000000)");
}

TEST(Parser, NumberWithoutFieldIsText) { EXPECT_EQ(parsed("US7650331B2"), "* US7650331B2"); }

TEST(Parser, UnknownFieldsGetTheNearestName) {
  expect_faults({{"tii:coat", 0, 4, "did you mean 'ti'", Code::kInvalidArgument},
                 {"a titel:coat", 2, 8, "did you mean 'title'", Code::kInvalidArgument},
                 {"ti,xyzzy:coat", 0, 9, "unknown field 'xyzzy'", Code::kInvalidArgument},
                 {"assignee:x", 0, 9, "did you mean 'pa'", Code::kInvalidArgument},
                 {"http://x", 0, 5, "quote", Code::kInvalidArgument},
                 {"ti,pd:2015", 0, 6, "different values", Code::kInvalidArgument},
                 {"標題：電池", 0, 9, "unknown field", Code::kInvalidArgument}});
}

TEST(Parser, ADateGoesOnBehindTheMarkOfItsYearOrMonth) {
  for (const char* written : {"pd:2015년 3월 1일", "pd:2015年 3月1日", "pd:2015년3월 1일"})
    EXPECT_EQ(parsed(written), parsed("pd:2015-03-01")) << written;
  EXPECT_EQ(parsed("pd:2015년 3월..2016년 5월 3d"), parsed("pd:2015-03..2016-05 and 3d"));
  EXPECT_EQ(parsed("pd:2015년 \"3월\""), parsed("pd:2015 and \"3월\""));
  EXPECT_FALSE(parse_query("pd:2015년 2월 30일", kSchema));
  EXPECT_FALSE(parse_query("pd:2015. 3. 1.", kSchema));
}

TEST(Parser, BadDatesGetTheNearestDate) {
  expect_faults({{"pd:2015-02-30", 3, 13, "2015-02-28", Code::kInvalidArgument},
                 {"pd:20151301", 3, 11, "2015-01-13", Code::kInvalidArgument},
                 {"pd:01.02.2000x", 3, 14, "2000-02-01", Code::kInvalidArgument},
                 {"pd:2015-13", 3, 10, "did you mean 2015?", Code::kInvalidArgument},
                 {"pd:soon", 3, 7, "not a date", Code::kInvalidArgument},
                 {"pd:2018..2015", 3, 13, "2015..2018", Code::kInvalidArgument},
                 {"pd:..", 3, 5, "one end", Code::kInvalidArgument},
                 {"pd:201*", 3, 7, "no '*'", Code::kInvalidArgument},
                 {"pd>=2015..2016", 4, 14, "':'", Code::kInvalidArgument},
                 {"pd:2015 ..2016", 8, 14, "date field", Code::kInvalidArgument},
                 {"2015..2016", 0, 10, "date field", Code::kInvalidArgument}});
}

TEST(Parser, BadValuesGetTheNearestSpelling) {
  expect_faults({{"cpc:HO1L", 4, 8, "did you mean H01L", Code::kInvalidArgument},
                 {"cpc:H01L*", 4, 9, "did you mean cpc:H01L", Code::kInvalidArgument},
                 {"cpc:zzz", 4, 7, "not a class", Code::kInvalidArgument},
                 {"cc:UK", 3, 5, "did you mean GB", Code::kInvalidArgument},
                 {"cc:XQ", 3, 5, "no country", Code::kInvalidArgument},
                 {"cc:U*", 3, 5, "without '*'", Code::kInvalidArgument},
                 {"lang:english", 5, 12, "two letters", Code::kInvalidArgument},
                 {"kind:B-2", 5, 8, "not a code", Code::kInvalidArgument},
                 {"pn:coat", 3, 7, "not a document number", Code::kInvalidArgument},
                 {"pn:US76*", 3, 8, "whole number", Code::kInvalidArgument},
                 {"ti>=5", 4, 5, "write ti:5", Code::kInvalidArgument},
                 {"word:cc:US", 8, 10, "no text field", Code::kInvalidArgument},
                 {"~cc:US", 1, 4, "after the field"}});
}

TEST(Parser, PublicationNumbersSideBySideAreRefused) {
  expect_faults({{"pn:(EP1000000 EP1000001)", 14, 23, "pn:(A or B)", Code::kInvalidArgument}});
}

// What the parser lets pass, search() must be able to ask for. Half-width voicing marks and fillers
// are letters to Unicode, and nothing to analysis.
TEST(Parser, ACharacterIsAClauseIfAnalysisFindsAUnitInIt) {
  Analyzer analyzer;
  for (char32_t c = 0x80; c < 0x20000; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string quoted = "\"";
    utf8::append(c, quoted);
    const bool is_found = !analyzer.phrase(std::string_view(quoted).substr(1), false).units.empty();
    const auto tree = parse_query(quoted += '"', kSchema);
    EXPECT_EQ(tree.has_value(), is_found) << std::hex << static_cast<uint32_t>(c);
  }
}

TEST(Parser, EmptyAndDanglingAreErrors) {
  expect_faults({{"", 0, 0, "empty"},
                 {"  \n ", 0, 4, "empty"},
                 {"()", 0, 2, "between the parentheses"},
                 {"a ( ) b", 2, 5, "between the parentheses"},
                 {"\"\"", 0, 2, "empty clause"},
                 {"\" - \"", 0, 5, "empty clause"},
                 {"--", 0, 2, "empty clause"},
                 {"ti:", 0, 3, "nothing stands after 'ti:'"},
                 {"ti:)", 3, 4, "closes nothing"},
                 {"(ti:)", 1, 4, "nothing stands after 'ti:'"},
                 {"a and", 2, 5, "nothing stands after 'and'"},
                 {"and a", 0, 3, "nothing stands before 'and'"},
                 {"a and or b", 2, 5, "nothing stands after 'and'"},
                 {"a or not", 5, 8, "nothing stands after 'not'"},
                 {"a (or b)", 3, 5, "nothing stands before 'or'"},
                 {"ti:not a", 3, 6, "write not before it"},
                 {"~", 0, 1, "nothing stands after '~'"},
                 {":coat", 0, 1, "field name is missing"}});
}

TEST(Parser, UnbalancedIsAnError) {
  expect_faults({{"(a or b", 0, 1, "not closed"},
                 {"a (b (c)", 2, 3, "not closed"},
                 {"a)", 1, 2, "closes nothing"},
                 {"a \"b c", 2, 6, "not closed"},
                 {"5\" disk\"", 1, 2, "blank"},
                 {"\"a\"b", 3, 4, "blank"}});
}

TEST(Parser, ProximityBindsTighterThanNotAndNearTighterThanSame) {
  EXPECT_EQ(parsed("ti:(a near b)"), "near/5(ti a, ti b)");
  EXPECT_EQ(parsed("ti:(a b near/3 c d)"), "and(ti a, near/3(ti b, ti c), ti d)");
  EXPECT_EQ(parsed("ti:(not a adj b or c)"), "or(not(adj/1(ti a, ti b)), ti c)");
  EXPECT_EQ(parsed("ti:(a near3 b adj/2 c)"), "adj/2(near/3(ti a, ti b), ti c)");
  EXPECT_EQ(parsed("ti:(a same sentence b near c)"), "same sentence(ti a, near/5(ti b, ti c))");
  EXPECT_EQ(parsed("ti:(a near b SAME Entry c same paragraph d)"),
            "same paragraph(same entry(near/5(ti a, ti b), ti c), ti d)");
  EXPECT_EQ(parsed("ti:a near/2..4w b"), "near/2..4w(ti a, * b)");
  EXPECT_EQ(parsed("ti:(a not adj/2s b not c)"), "and(adj/2s(ti a, not(ti b)), not(ti c))");
  EXPECT_EQ(parsed("ti:(a [-3,2] b)"), "near/[-3,2](ti a, ti b)");
  // It was a word that no document has.
  EXPECT_EQ(parsed("ti:(a near[-3,2] b)"), "near/[-3,2](ti a, ti b)");
  EXPECT_EQ(parsed("ti:(2 of (a near/[1,2] b, c, d))"),
            "2..3 of(near/[1,2](ti a, ti b), ti c, ti d)");
  EXPECT_EQ(parsed("nearly same-day adjacent"), "and(* nearly, * same-day, * adjacent)");
  EXPECT_EQ(parsed("\"a\" near/3c (ti:b or c)"), "near/3(* \"a\", or(ti b, * c))");
}

TEST(Parser, ProximityThatCannotBeMeantIsAnError) {
  expect_faults({{"near b", 0, 4, "nothing stands before"},
                 {"a near", 2, 6, "nothing stands after"},
                 {"a near near/3 b", 2, 6, "nothing stands after"},
                 {"a near not b", 2, 10, "a not near b"},
                 {"a near/0 b", 2, 8, "distance 1", Code::kInvalidArgument},
                 {"a near/3..2 b", 2, 11, "lower", Code::kInvalidArgument},
                 {"a near/x b", 2, 8, "near/5", Code::kInvalidArgument},
                 {"a adj/[1,2] b", 2, 11, "goes with near", Code::kInvalidArgument},
                 {"a near/100001 b", 2, 13, "kQueryDistance", Code::kLimit},
                 {"a near/99999999999999999999 b", 2, 27, "kQueryDistance", Code::kLimit},
                 {"a same b", 2, 6, "same sentence", Code::kInvalidArgument},
                 {"a same3 sentence", 2, 7, "same sentence", Code::kInvalidArgument},
                 {"a w/3 b", 2, 5, "near/3", Code::kInvalidArgument},
                 {"ti:a near ab:b", 5, 9, "different fields", Code::kInvalidArgument},
                 {"ti:a same claim b", 5, 15, "same entry", Code::kInvalidArgument},
                 {"a near cc:US", 10, 12, "no place", Code::kInvalidArgument},
                 {"a near (b and pd:2015)", 17, 21, "no place", Code::kInvalidArgument},
                 {"a near *:*", 7, 10, "no place", Code::kInvalidArgument},
                 {"(a and b) near (c and d)", 10, 14, "each pair", Code::kInvalidArgument},
                 {"(not a) same claim (not b)", 8, 18, "both sides", Code::kInvalidArgument}});
}

TEST(Parser, ALongChainOfProximitiesIsBeyondALimit) {
  std::string chain = "a";
  for (uint32_t i = 0; i < limits::kQueryDepth; ++i) chain += " near b";
  EXPECT_TRUE(parse_query(chain, kSchema));
  const auto longer = parse_query(chain + " near b", kSchema);
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().code, Code::kLimit);
}

TEST(Parser, XorBindsLooserThanAndAndTighterThanOr) {
  EXPECT_EQ(parsed("ti:(a XOR b)"), "xor(ti a, ti b)");
  EXPECT_EQ(parsed("ti:(a or b xor c d)"), "or(ti a, xor(ti b, and(ti c, ti d)))");
  EXPECT_EQ(parsed("ti:(a xor b xor c or d)"), "or(xor(ti a, ti b, ti c), ti d)");
  EXPECT_EQ(parsed("ti:(a xor not b)"), "xor(ti a, not(ti b))");
  EXPECT_EQ(parsed("\"xor\""), "* \"xor\"");
}

TEST(Parser, AListCountsItsClauses) {
  EXPECT_EQ(parsed("2 of (ti:a, ti:b, ti:c)"), "2..3 of(ti a, ti b, ti c)");
  EXPECT_EQ(parsed("1..2 Of (ti:a,\n ti:b ,ti:\"c d\")"), "1..2 of(ti a, ti b, ti \"c d\")");
  EXPECT_EQ(parsed("..1 of (ti:a, ti:b)"), "0..1 of(ti a, ti b)");
  EXPECT_EQ(parsed("2.. of (ti:a, ti:b)"), "2..2 of(ti a, ti b)");
  EXPECT_EQ(parsed("２ of （ti:a， ti:b）"), "2..2 of(ti a, ti b)");
  EXPECT_EQ(parsed("ti:2 of (a or b, c d, not e)"),
            "2..3 of(or(ti a, ti b), and(ti c, ti d), not(ti e))");
  EXPECT_EQ(
      parsed(
          "2 of (pn:\"US 7,650,331 B2\", pd:2015 , ti:(x, y), pn:US 7650331 B2, cpc=H01L 21/02)"),
      "2..5 of(pn US.7650331.B2, pd 2015-0-0..2015-12-31, and(ti x,, ti y), "
      "pn US.7650331.B2, cpc= H01L0021020000)")
      << "parentheses in a list are no list";
  EXPECT_EQ(parsed("1 of (ti,ab:a, 2 of (ti:b, ti:c))"), "1..2 of(ti,ab a, 2..2 of(ti b, ti c))");
  EXPECT_EQ(parsed("ti:(2 of a)"), "and(ti 2, ti of, ti a)") << "no list, so words";
  EXPECT_EQ(parsed("ti:(two of (a))"), "and(ti two, ti of, ti a)");
  expect_faults({{"3 of (a, b)", 0, 11, "there are no 3 in a list of 2", Code::kInvalidArgument},
                 {"2 of (a b c)", 0, 12, "commas part", Code::kInvalidArgument},
                 {"2..1 of (a, b)", 0, 14, "turned round", Code::kInvalidArgument},
                 {"1..5 of (a, b)", 0, 14, "there are no 5", Code::kInvalidArgument},
                 {"0 of (a, b)", 0, 4, "*:*", Code::kInvalidArgument},
                 {"..0 of (a, b)", 0, 6, "not (coat", Code::kInvalidArgument},
                 {"2 of (a, b,)", 10, 11, "after this comma"},
                 {"2 of (, b)", 6, 7, "before this comma"},
                 {"2 of (a,, b)", 7, 8, "comma inside a word"},
                 {"2 of (a, , b)", 9, 10, "before this comma"},
                 {"2 of (a or , b)", 8, 10, "nothing stands after"},
                 {"2 of (ti:, b)", 6, 9, "nothing stands after"},
                 {"2 of ()", 5, 7, "between the parentheses"},
                 {"2 of (a, b", 5, 6, "not closed"},
                 {"2 of (a,b)", 7, 8, "put a blank behind it"}});
}

TEST(Parser, AConditionOverSeveralFieldsSaysInHowMany) {
  EXPECT_EQ(parsed("all(ti,ab):a"), "and(ti a, ab a)");
  EXPECT_EQ(parsed("ANY( ti , ab ) : \"a b\""), "or(ti \"a b\", ab \"a b\")");
  EXPECT_EQ(parsed("one(ti,ab,cl):~a"), "1..1 of(stem ti a, stem ab a, stem cl a)");
  EXPECT_EQ(parsed("all(ti,ab):(a or cl:b)"), "and(or(ti a, cl b), or(ab a, cl b))")
      << "the whole group in each field";
  EXPECT_EQ(parsed("any(ti,ab):(a b)"), "or(and(ti a, ti b), and(ab a, ab b))");
  EXPECT_EQ(parsed("all(ti,ab):2 of (a, b, c)"),
            "and(2..3 of(ti a, ti b, ti c), 2..3 of(ab a, ab b, ab c))");
  EXPECT_EQ(parsed("all(pd,ad)>=2015"), "and(pd 2015-0-0..end, ad 2015-0-0..end)");
  EXPECT_EQ(parsed("all(ti):a"), "ti a");
  EXPECT_EQ(parsed("not all(ti,ab):(not a)"), "not(and(not(ti a), not(ab a)))");
  EXPECT_EQ(parsed("ti:(all(a))"), "and(ti all, ti a)") << "no field, so words";
  expect_faults(
      {{"all(ti,ab):(one(ti,cl):a)", 12, 23, "inside one another", Code::kInvalidArgument},
       {"all(ti,xx):a", 0, 11, "unknown field 'xx'", Code::kInvalidArgument},
       {"all(ti,pd):a", 0, 11, "different values", Code::kInvalidArgument},
       {"all(ti,ab):", 0, 11, "nothing stands after"}});
}

TEST(Parser, CountsAreNumbersAndRanges) {
  EXPECT_EQ(parsed("claims:20"), "claims 20..20");
  EXPECT_EQ(parsed("claims=0"), "claims 0..0");
  EXPECT_EQ(parsed("claims>20"), "claims 21..4294967294");
  EXPECT_EQ(parsed("citations >= 10"), "citations 10..4294967294");
  EXPECT_EQ(parsed("inventors<3"), "inventors 0..2");
  EXPECT_EQ(parsed("family_size≤5"), "family_size 0..5");
  EXPECT_EQ(parsed("applicants:２..3"), "applicants 2..3");
  EXPECT_EQ(parsed("claims:(10.. or ..3)"), "or(claims 10..4294967294, claims 0..3)");
  EXPECT_EQ(parsed("claims,citations>2"), "or(claims 3..4294967294, citations 3..4294967294)");
  expect_faults({{"claims:coat", 7, 11, "their words are in cl:", Code::kInvalidArgument},
                 {"claims:1*", 7, 9, "claims:10..19", Code::kInvalidArgument},
                 {"claims:20..10", 7, 13, "write claims:10..20", Code::kInvalidArgument},
                 {"claims<0", 7, 8, "no count is < 0", Code::kInvalidArgument},
                 {"claims:-1", 7, 9, "not a number", Code::kInvalidArgument},
                 {"claims:1,000", 7, 12, "not a number", Code::kInvalidArgument},
                 {"claims:4294967295", 7, 17, "goes to 4294967294", Code::kInvalidArgument},
                 {"claims>4294967294", 7, 17, "no count is >", Code::kInvalidArgument},
                 {"claims:99999999999999999999999999", 7, 33, "goes to", Code::kInvalidArgument},
                 {"claims:..", 7, 9, "has:claims", Code::kInvalidArgument},
                 {"claims>1..2", 7, 11, "a range takes ':'", Code::kInvalidArgument},
                 {"~claims:2", 1, 8, "after the field"},
                 {"claims,pd>2", 0, 10, "different values", Code::kInvalidArgument}});
}

TEST(Parser, PresenceNamesAField) {
  EXPECT_EQ(parsed("has:ab"), "has ab");
  EXPECT_EQ(parsed("has=(Abstract or CPC)"), "or(has ab, has cpc)");
  EXPECT_EQ(parsed("not has:claims"), "not(has claims)");
  expect_faults({{"has:xx", 4, 6, "fields are ti ab", Code::kInvalidArgument},
                 {"has:abstrat", 4, 11, "did you mean abstract", Code::kInvalidArgument},
                 {"has:a*", 4, 6, "not a field", Code::kInvalidArgument},
                 {"has:has", 4, 7, "not a field", Code::kInvalidArgument},
                 {"has:family_size", 4, 15, "not a field", Code::kInvalidArgument},
                 {"has>ab", 4, 6, "", Code::kInvalidArgument},
                 {"has:ab,cl", 4, 9, "not a field", Code::kInvalidArgument}});
}

TEST(Parser, HabitsOfOtherSystemsAreErrorsNotText) {
  expect_faults({{"coat -paper", 5, 11, "not paper", Code::kInvalidArgument},
                 {"coat & paper", 5, 6, "'and'", Code::kInvalidArgument},
                 {"coat|paper", 0, 10, "'or'", Code::kInvalidArgument},
                 {"(coat)@TI", 6, 9, "before their clause", Code::kInvalidArgument},
                 {"~coat*", 1, 6, "exclude", Code::kInvalidArgument},
                 {"~\"lithium ion\"", 1, 14, "one word", Code::kInvalidArgument},
                 {"ti:ab:coat", 3, 6, "two fields"},
                 {"word:~coat", 5, 6, "exclude"},
                 {"ti=>5", 2, 4, "no such relation"}});
}

TEST(Parser, BytesThatAreNoTextAreErrors) {
  expect_faults({{"ab\xFF", 2, 3, "UTF-8"},
                 {std::string_view("a\0b", 3), 1, 2, "control character"},
                 {"\"\xE4\xBA\"", 1, 2, "UTF-8"}});
}

TEST(Parser, SpansPointIntoTheText) {
  const auto tree = parse_query("aa and not (ti:bb or cc:us)", kSchema);
  ASSERT_TRUE(tree);
  const std::vector<std::pair<uint32_t, uint32_t>> wanted = {{0, 2},   {15, 17}, {24, 26},
                                                             {15, 26}, {7, 26},  {0, 26}};
  ASSERT_EQ(tree->nodes.size(), wanted.size());
  for (size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(tree->nodes[i].span.begin, wanted[i].first) << i;
    EXPECT_EQ(tree->nodes[i].span.end, wanted[i].second) << i;
  }
}

// Limits -----------------------------------------------------------------------------------------

std::string repeated(std::string_view part, size_t times) {
  std::string out;
  out.reserve(part.size() * times);
  for (size_t i = 0; i < times; ++i) out += part;
  return out;
}

Code code_of(const std::string& query) {
  const auto tree = parse_query(query, kSchema);
  return tree ? Code::kOk : tree.error().code;
}

TEST(Parser, DepthIsLimitedAtItsValue) {
  const uint32_t depth = limits::kQueryDepth;
  EXPECT_EQ(code_of(repeated("(", depth) + "a" + repeated(")", depth)), Code::kOk);
  EXPECT_EQ(code_of(repeated("(", depth + 1) + "a" + repeated(")", depth + 1)), Code::kLimit);
  EXPECT_EQ(code_of(repeated("not ", depth) + "a"), Code::kOk);
  EXPECT_EQ(code_of(repeated("not ", depth + 1) + "a"), Code::kLimit);
  EXPECT_EQ(code_of(repeated("not (", depth / 2) + "a" + repeated(")", depth / 2)), Code::kOk);
  EXPECT_EQ(code_of(repeated("(", 1'000'000)), Code::kLimit);
  EXPECT_EQ(code_of(repeated("(a) ", 1'000)), Code::kOk) << "side by side is not nested";
}

TEST(Parser, BytesAreLimitedAtTheirValue) {
  std::string query = "a" + std::string(limits::kQueryBytes - 1, ' ');
  EXPECT_EQ(code_of(query), Code::kOk);
  query.push_back(' ');
  EXPECT_EQ(code_of(query), Code::kLimit);
}

TEST(Parser, NodesAreLimitedAtTheirValue) {
  // n words under one `and` are n + 1 nodes.
  EXPECT_EQ(code_of(repeated("a ", limits::kQueryNodes - 1)), Code::kOk);
  EXPECT_EQ(code_of(repeated("a ", limits::kQueryNodes)), Code::kLimit);
}

/// Bytes that the parser looked at, per byte of the query.
double bytes_read_per_byte(const std::string& query) {
  Parser parser(query, kSchema);
  const auto tree = parser.run();
  (void)tree;  // a refused query is bounded too
  return static_cast<double>(parser.TEST_bytes_read()) / static_cast<double>(query.size());
}

TEST(Parser, EachByteIsReadABoundedNumberOfTimes) {
  std::string list = "pn:(EP1000000";
  for (uint32_t i = 1; list.size() < 577'000; ++i) list += " or EP" + std::to_string(1000000 + i);
  list += ")";
  const std::vector<std::string> queries = {list,
                                            repeated("coat or ", 1 << 17) + "coat",
                                            repeated("a", 1 << 20),
                                            repeated("a ", 1 << 19),
                                            repeated("a:", 1 << 19),
                                            repeated("a" + std::string(1000, ' '), 1 << 10),
                                            "\"" + repeated("a\"\"", 1 << 18) + "\"",
                                            "pn:" + repeated("1 ", 1 << 19),
                                            repeated("pn:1 ", 200'000),
                                            "cpc:" + repeated("H01L ", 200'000),
                                            repeated("((((", 1 << 18),
                                            repeated("標題：", 100'000)};
  for (const std::string& query : queries) {
    EXPECT_LE(bytes_read_per_byte(query), 12.0) << query.substr(0, 40);
  }
}

TEST(Parser, MessagesHoldWholeCharacters) {
  // The sign before the word is cut off in the message, all three bytes of it.
  for (const char* query : {"－電池", "＋電池", "！電池", "−電池", "coat｜電池", "［ti］:電池"}) {
    const auto tree = parse_query(query, kSchema);
    if (tree) continue;
    const std::string& message = tree.error().message;
    const char* const end = message.data() + message.size();
    for (const char* p = message.data(); p < end;) {
      ASSERT_NE(utf8::decode(p, end), utf8::kInvalid) << query << "\n" << message;
    }
  }
}

// Anything a stranger may send -------------------------------------------------------------------

/// A tree, or an error whose span lies in the text.
bool is_answered(const std::string& query) {
  const auto tree = parse_query(query, kSchema);
  if (tree) return is_well_formed(*tree);
  const Place& place = tree.error().place;
  return place.file == "query" && place.offset <= query.size() &&
         place.length <= query.size() - place.offset && !tree.error().message.empty();
}

RC_GTEST_PROP(Parser, AnyBytesGiveATreeOrAnErrorInsideTheText, (const std::string& bytes)) {
  RC_ASSERT(is_answered(bytes));
}

TEST(Parser, AnySoupOfTokensGivesATreeOrAnErrorInsideTheText) {
  const std::vector<std::string> tokens = {
      "and", "or",    "not",   "(",     ")",        "\"",   "*",       "~",     ":",     "=",
      ">=",  "<",     "..",    "ti",    "ti:",      "pd:",  "pn:",     "cpc:",  "cpc=",  "cc:",
      "pd<", "word:", "ti,ab", "coat",  "電池",     "2015", "H01L21",  "US",    "7,650", "B2",
      "*:*", "near",  "NEAR/", "-a",    "EP1",      "“",    "）",      "：",    "21/02", "lang:",
      "？",  "|",     "[1,7]", "kind:", "\xE4\xBA", "１",   "\"a b\"", "prd>2", "~x",    "@ti"};
  std::mt19937_64 random(20240607);
  size_t trees = 0;
  for (int round = 0; round < 30'000; ++round) {
    std::string query;
    for (size_t n = random() % 12; n-- > 0;) {
      query += tokens[random() % tokens.size()];
      if (random() % 3 != 0) query.push_back(' ');
    }
    ASSERT_TRUE(is_answered(query)) << query;
    trees += parse_query(query, kSchema).has_value();
  }
  EXPECT_GT(trees, 500u) << "most soups are errors, but not nearly all";
}

}  // namespace
}  // namespace patlas
