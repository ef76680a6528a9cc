#include "ingest/xml.h"

#include <gtest/gtest.h>

#include <array>

#include "ingest/entities.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

Result<XmlDocument> parse(std::string text) { return XmlDocument::parse(std::move(text)); }

std::string text_of(std::string xml) {
  Result<XmlDocument> document = parse(std::move(xml));
  return document ? line_text(document->root()) : "error: " + document.error().message;
}

struct Refused {
  const char* xml;
  uint64_t offset;
};

TEST(CheckXml, RefusesIllFormedMarkupAtItsByte) {
  const Refused kRefused[] = {
      {"", 0},
      {"   ", 0},
      {"<a>", 3},
      {"<a></b>", 3},
      {"<a></a></a>", 7},
      {"<a/><b/>", 4},
      {"<a/>x", 4},
      {"x<a/>", 0},
      {"<a>&</a>", 3},
      {"<a>x & y</a>", 5},
      {"<a>&#0;</a>", 3},
      {"<a>&#xD800;</a>", 3},
      {"<a>&#x110000;</a>", 3},
      {"<a>&#;</a>", 3},
      {"<a>&x</a>", 3},
      {"<a b></a>", 4},
      {"<a b=c></a>", 5},
      {"<a b=\"</a>", 5},
      {"<a b=\"<\"/>", 6},
      {"<a b=\"1\" b=\"2\"/>", 2},
      {"<a b=\"1\"c=\"2\"/>", 8},
      {"<a><!-- </a>", 3},
      {"<a><!-- -- --></a>", 8},
      {"<a><![CDATA[ </a>", 3},
      {"<a><? </a>", 3},
      {"<a", 0},
      {"< a/>", 1},
      {"<a><!DOCTYPE a></a>", 3},
      {"<!DOCTYPE a [ <!ENTITY b \"c\"> <a/>", 0},
      {"<![CDATA[x]]><a/>", 0},
  };
  for (const Refused& refused : kRefused) {
    Result<XmlOutline> outline = check_xml(refused.xml);
    ASSERT_FALSE(outline) << refused.xml;
    EXPECT_EQ(outline.error().code, Code::kParse) << refused.xml;
    EXPECT_EQ(outline.error().place.offset, refused.offset) << refused.xml;
  }
}

TEST(CheckXml, RefusesCharactersThatXmlDoesNotHave) {
  EXPECT_FALSE(check_xml(std::string_view("<a>\0</a>", 8)));
  EXPECT_FALSE(check_xml("<a>\x01</a>"));
  EXPECT_FALSE(check_xml("<a>\x1b</a>"));
  EXPECT_FALSE(check_xml("<a>\xEF\xBF\xBF</a>"));
  EXPECT_TRUE(check_xml("<a>\t\r\n\x7f\xEF\xBF\xBD</a>"));
}

TEST(CheckXml, EveryPrefixOfARecordIsRefused) {
  std::string xml =
      "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY d SYSTEM \"d.tif\" NDATA TIF>]>"
      "<!--c--><a b='1'>x<c/>&amp;<![CDATA[<]]><?p q?></a>";
  ASSERT_TRUE(check_xml(xml));
  for (size_t length = 0; length < xml.size(); ++length) {
    EXPECT_FALSE(check_xml(std::string_view(xml).substr(0, length))) << length;
  }
}

TEST(CheckXml, StepsOverInternalSubsets) {
  std::string xml =
      "<!DOCTYPE a SYSTEM \"a.dtd\" [\n<!ENTITY d1 SYSTEM \"x>y.tif\" NDATA TIF>\n"
      "<!-- ]> --><?pi ]> ?>\n<!ENTITY lol \"<a>]&gt;</a>\">\n]>\n<a>t</a>";
  Result<XmlOutline> outline = check_xml(xml);
  ASSERT_TRUE(outline) << outline.error().to_string();
  EXPECT_EQ(xml.substr(outline->root_offset, 3), "<a>");
  EXPECT_EQ(outline->root, "a");
  EXPECT_EQ(text_of(xml), "t");
}

TEST(CheckXml, DeclaredEntitiesAreNeverExpanded) {
  std::string bomb =
      "<!DOCTYPE a [<!ENTITY x0 \"ha\"><!ENTITY x1 \"&x0;&x0;&x0;&x0;\">"
      "<!ENTITY x2 \"&x1;&x1;&x1;&x1;\"> <!ENTITY file SYSTEM \"file:///etc/passwd\">]>"
      "<a>&x2;&file;</a>";
  Result<XmlDocument> document = parse(bomb);
  ASSERT_TRUE(document);
  EXPECT_EQ(line_text(document->root()), "&x2;&file;");
  EXPECT_EQ(document->unknown_entities(), 2u);
}

TEST(CheckXml, LimitsAreNamed) {
  std::string subset = "<!DOCTYPE a [" + std::string(limits::kXmlSubsetBytes, ' ') + "]><a/>";
  std::string nesting = "<!DOCTYPE a " + std::string(40, '[') + std::string(40, ']') + "><a/>";
  std::string deep;
  for (uint32_t i = 0; i <= limits::kXmlDepth; ++i) deep += "<a>";
  std::string attributes = "<a";
  for (int i = 0; i < 1025; ++i) attributes += " a" + std::to_string(i) + "='1'";
  attributes += "/>";
  std::string name = "<" + std::string(2000, 'n') + "/>";
  for (const std::string& xml : {subset, nesting, deep, attributes, name}) {
    Result<XmlOutline> outline = check_xml(xml);
    ASSERT_FALSE(outline);
    EXPECT_EQ(outline.error().code, Code::kLimit) << outline.error().to_string();
    EXPECT_NE(outline.error().message.find("limit"), std::string::npos);
  }
}

TEST(CheckXml, DepthOfAMillionCostsNoStack) {
  std::string deep;
  for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
  EXPECT_EQ(check_xml(deep).error().code, Code::kLimit);
}

TEST(CheckXml, DepthUpToTheLimitIsRead) {
  std::string open, close;
  for (uint32_t i = 0; i < limits::kXmlDepth; ++i) {
    open += "<a>";
    close += "</a>";
  }
  EXPECT_EQ(text_of(open + "x" + close), "x");
}

TEST(XmlDocument, ATreeOverItsBudgetIsALimitError) {
  // A node takes some 64 bytes for the 4 of "<a/>".
  std::string xml = "<a>";
  xml.reserve(62u << 20);
  while (xml.size() < (60u << 20)) xml += "<b c=''/>";
  xml += "</a>";
  Result<XmlDocument> document = parse(std::move(xml));
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, Code::kLimit) << document.error().to_string();
  EXPECT_EQ(text_of("<a>the next one is read</a>"), "the next one is read");
}

TEST(XmlText, DecodesReferencesByRule) {
  EXPECT_EQ(text_of("<a>&lt;&gt;&amp;&quot;&apos;</a>"), "<>&\"'");
  EXPECT_EQ(text_of("<a>&#65;&#x42;&#x1F600;</a>"), "AB\U0001F600");
  EXPECT_EQ(text_of("<a>&ndash;&SACUTE;&cacute;&ccaron;&zcaron;</a>"), "–Śćčž");
  EXPECT_EQ(text_of("<a>&agr;&Dgr;&PHgr;</a>"), "αΔΦ");
  EXPECT_EQ(text_of("<a>&nosuchname;</a>"), "&nosuchname;");
  EXPECT_EQ(text_of("<a>&amp;lt;</a>"), "&lt;");
  EXPECT_EQ(text_of("<a><![CDATA[&amp;]]></a>"), "&amp;");
}

TEST(XmlText, LinesAndBlocks) {
  Result<XmlDocument> document = parse(
      "<d>\n <h2/><p>H<sub>2</sub>O\r\n and </p><p>b<br/>c</p> d<ul><li>e</li><li/></ul></d>");
  ASSERT_TRUE(document);
  EXPECT_EQ(line_text(document->root()), "H2O and b c de");
  EXPECT_EQ(block_text(document->root()), "H2O and\nb\nc\nd\ne");
}

TEST(XmlText, AWrappedLineOfChineseGoesOnWithoutABlank) {
  auto text_of = [](const std::string& xml, const TextRules& rules) {
    return block_text(XmlDocument::parse("<t>" + xml + "</t>")->root(), rules);
  };
  const TextRules wraps = {{}, true, true};
  EXPECT_EQ(text_of("筛选方\n\t\t<br/>\t\t法以及", wraps), "筛选方法以及");
  EXPECT_EQ(text_of("第1\n次<br/>2\n回", wraps), "第1次2回");
  EXPECT_EQ(text_of("Ferro\n layer<br/>\nof", wraps), "Ferro layer of");
  EXPECT_EQ(text_of("한국\n특허", wraps), "한국 특허");  // Hangul has blanks
  EXPECT_EQ(text_of("甲 乙", wraps), "甲 乙");
  EXPECT_EQ(text_of("<a>甲</a>\n<a>乙</a>", wraps), "甲 乙");  // between elements, not in a text
  EXPECT_EQ(text_of("<row><entry>甲\n<br/></entry><entry>乙</entry></row>", wraps), "甲 乙");
  EXPECT_EQ(text_of("甲\n<br/>乙\n丙", {{}, true, false}), "甲\n乙丙");
  EXPECT_EQ(text_of("甲\n<br/>乙\n丙", {}), "甲\n乙 丙");
}

TEST(XmlText, AnOfficeNamesFurtherElementsThatStandOnLines) {
  constexpr std::array<std::string_view, 1> kLines = {"Paragraphs"};
  Result<XmlDocument> document = XmlDocument::parse(
      "<D xmlns:b='x'><b:Paragraphs>a</b:Paragraphs><b:Paragraphs>b</b:Paragraphs>c</D>");
  EXPECT_EQ(block_text(document->root(), {kLines, false, false}), "a\nb\nc");
  EXPECT_EQ(block_text(document->root()), "abc");
}

TEST(XmlText, OnlyAsciiBlanksAreRun_Together) {
  EXPECT_EQ(text_of("<a> 塔布　安德魯 \t\n x </a>"), "塔布　安德魯 x");
}

TEST(XmlText, ExactTextKeepsColumns) {
  Result<XmlDocument> document = parse("<a> 29847&#32;</a>");
  ASSERT_TRUE(document);
  EXPECT_EQ(exact_text(document->root()), " 29847 ");
}

TEST(XmlNames, PrefixesDoNotMatter) {
  Result<XmlDocument> document = parse("<x:a xmlns:x='u'><y:b z:c=' 1 '>t</y:b><b>u</b></x:a>");
  ASSERT_TRUE(document);
  EXPECT_TRUE(is_named(document->root(), "a"));
  EXPECT_EQ(line_text(document->root(), "b"), "t");
  EXPECT_EQ(attribute_of(child_of(document->root(), "b"), "c"), "1");
  EXPECT_EQ(children_of(document->root(), "b").size(), 2u);
  EXPECT_EQ(line_text(document->root(), "b/none/c"), "");
}

TEST(KeepRest, EveryLeafAndAttributeHasItsPath) {
  Result<XmlDocument> document =
      parse("<a id='1' k='v'><b.c>t<i>u</i></b.c><flag/><d><e>x</e></d><e>y</e></a>");
  ASSERT_TRUE(document);
  std::vector<Extra> extras;
  CopyBudget copies;
  keep_rest(document->root(), "p", true, copies, extras);
  std::vector<Extra> expected = {
      {"p@k", "v"}, {"p.b.c", "tu"}, {"p.flag", ""}, {"p.d.e", "x"}, {"p.e", "y"}};
  EXPECT_EQ(extras, expected);
  extras.clear();
  keep_rest(document->root(), "p", false, copies, extras);
  EXPECT_EQ(extras.size(), 4u);
}

TEST(KeepRest, AttributesOfOneLocalNameAreBothKept) {
  Result<XmlDocument> document = parse("<a xmlns:x='u' xmlns:y='v' x:k='1' y:k='2'/>");
  ASSERT_TRUE(document);
  std::vector<Extra> extras;
  CopyBudget copies;
  keep_rest(document->root(), "p", false, copies, extras);
  std::vector<Extra> expected = {{"p@x", "u"}, {"p@y", "v"}, {"p@k", "1"}, {"p@k", "2"}};
  EXPECT_EQ(extras, expected);
}

TEST(PeekRootName, LooksBehindThePrologAndJudgesNothing) {
  EXPECT_EQ(peek_root_name("\xEF\xBB\xBF<?xml version='1.0'?><!-- <x> --><!DOCTYPE a [<!ENTITY b "
                           "\"<c>\">]> <n:root a=''>"),
            "root");
  EXPECT_EQ(peek_root_name("<?xml version='1.0'?><ro"), "");
  EXPECT_EQ(peek_root_name("no markup"), "");
  EXPECT_EQ(peek_root_name(""), "");
}

TEST(NamedEntity, TheTableIsSorted) {
  // A name at either end and in the middle: a table out of order would lose some.
  EXPECT_EQ(named_entity("AElig"), "Æ");
  EXPECT_EQ(named_entity("ndash"), "–");
  EXPECT_EQ(named_entity("zwnj"), "\u200C");
  EXPECT_EQ(named_entity("xyzzy"), "");
  EXPECT_EQ(named_entity(""), "");
}

}  // namespace
}  // namespace patlas
