// Every edge of ARCHITECTURE 4 as tokens with tag and position. tests/script/cjk.t asks the same
// through an index.
#include "engine/text/analyzer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "patlas/limits.h"

namespace patlas {
namespace {

// "w5g@0 mg通@0 c信$@2": tag, term, position; $ for the end mark. Only terms whose tag is in
// `tags`.
std::string tokens(const Analysis& analysis, std::string_view tags = "wcmd") {
  std::string result;
  for (const Occurrence& o : analysis.occurrences) {
    std::string term(analysis.term(o));
    if (tags.find(term.front()) == std::string_view::npos) continue;
    if (term.back() == kEndMark) term.back() = '$';
    if (!result.empty()) result += ' ';
    result += term + "@" + std::to_string(o.position);
  }
  return result;
}

std::string tokens(std::string_view text, std::string_view tags = "wcmd") {
  Analyzer analyzer;
  Analysis analysis;
  analyzer.analyze(text, analysis);
  return tokens(analysis, tags);
}

// "1011": the word-start bit of every position.
std::string word_starts(std::string_view text) {
  Analyzer analyzer;
  Analysis analysis;
  analyzer.analyze(text, analysis);
  std::string result;
  for (uint32_t p = 0; p < analysis.position_count; ++p) {
    result += (analysis.word_starts[p / 64] >> (p % 64) & 1) != 0 ? '1' : '0';
  }
  return result;
}

Analysis analyzed(std::string_view text) {
  Analyzer analyzer;
  Analysis analysis;
  analyzer.analyze(text, analysis);
  return analysis;
}

std::string phrase(std::string_view text, bool truncated = false) {
  Analyzer analyzer;
  const Phrase phrase = analyzer.phrase(text, truncated);
  std::string result;
  for (const PhraseUnit& unit : phrase.units) {
    std::string term = unit.term;
    if (term.back() == kEndMark) term.back() = '$';
    result += term + (unit.is_prefix ? "*@" : "@") + std::to_string(unit.offset) + " ";
  }
  return result + "/" + std::to_string(phrase.length);
}

std::string split(std::string_view text) {
  Analyzer analyzer;
  std::string result;
  for (const std::string& word : analyzer.split_words(text)) result += word + "|";
  return result;
}

// ---- spaced scripts

TEST(Analyzer, WordsAreFoldedAndConsecutive) {
  EXPECT_EQ(tokens("The  Rotor,\tSTATOR"), "wthe@0 wrotor@1 wstator@2");
}

TEST(Analyzer, NfkcCasefoldNotLowerCase) {
  EXPECT_EQ(tokens("Straße ﬁlter İzmir ΣΊΣΥΦΟΣ"), "wstrasse@0 wfilter@1 wizmir@2 wσισυφοσ@3");
}

TEST(Analyzer, DiacriticsFoldOnLatinGreekCyrillic) {
  EXPECT_EQ(tokens("Café naïve Søren Łódź Æther έλικα ёлка"),
            "wcafe@0 wnaive@1 wsoren@2 wlodz@3 waether@4 wελικα@5 wелка@6");
}

TEST(Analyzer, DecomposedLettersAreTheSame) {
  EXPECT_EQ(tokens("Cafe\u0301"), "wcafe@0");
  EXPECT_EQ(tokens("новыи\u0306"), tokens("новый"));
}

TEST(Analyzer, ShortIIsALetterOfItsOwn) { EXPECT_EQ(tokens("Новый"), "wновый@0"); }

TEST(Analyzer, MarksOfOtherScriptsStay) {
  EXPECT_EQ(tokens("किताब"), "wकिताब@0");
  EXPECT_EQ(tokens("\u0622\u0628"), tokens("\u0627\u0653\u0628"));  // alef with madda, both ways
}

TEST(Analyzer, DigitsOfAnyScriptAreAscii) { EXPECT_EQ(tokens("١٢٣ ๔๕"), "w123@0 w45@1"); }

TEST(Analyzer, SoftHyphensAndJoinersAreNotThere) {
  EXPECT_EQ(tokens("semi\u00ADcon\u200Dductor \uFEFFx"), "wsemiconductor@0 wx@1");
}

// They stood between a sign and its digit, a kana and its voicing mark, and kept them apart.
TEST(Analyzer, IgnorableCharactersHideNoNeighbours) {
  for (const char* joiner : {"\u00AD", "\u200D", "\u2060", "\uFE0F", "\u200C\u00AD"}) {
    const auto with = [&](std::string_view text) {
      std::string joined;
      for (const char c : text) joined += c == '|' ? std::string(joiner) : std::string(1, c);
      return tokens(joined);
    };
    for (const char* text :
         {"IL|-|6", "3|.|5", "100| |%", "10|⁻|³", "10|^|-|3", "|２|，|５", "１|０", "2010|-|123456",
          "10|μ|m", "25|°|C", "ﾎ|ﾟ|ﾘ|ｲ|ﾐ|ﾄ|ﾞ", "カ|\u3099|ラス", "\u1112|\u1161|\u11AB",
          "5G|通|信|A", "วิธี|การ|ผลิต", "х|и|\u0306", "電|池|。|正|極", "e|\u0301|t"}) {
      std::string without;
      for (const char c : std::string_view(text)) without += c == '|' ? "" : std::string(1, c);
      EXPECT_EQ(with(text), tokens(without)) << text;
    }
  }
  EXPECT_EQ(tokens("IL\u00AD-\u00AD6"), "wil-6@0");
}

TEST(Analyzer, WhatIsIgnorableDoesNotCompleteBrokenBytes) {
  EXPECT_EQ(tokens("a\xE9\u00AD\x9B\xBB"
                   "b"),
            tokens("a\xE9\uFFFD\x9B\xBB"
                   "b"));
}

TEST(Analyzer, SpansSkipIgnorableCharactersOnlyOutside) {
  Analyzer analyzer;
  const std::string text = "\u00ADsemi\u00ADconductor\u00AD １\u00AD０";
  Analysis analysis;
  std::vector<SourceSpan> spans;
  analyzer.analyze_with_spans(text, analysis, spans);
  ASSERT_EQ(spans.size(), 2u);
  EXPECT_EQ(text.substr(spans[0].begin, spans[0].end - spans[0].begin), "semi\u00ADconductor");
  EXPECT_EQ(text.substr(spans[1].begin, spans[1].end - spans[1].begin), "１\u00AD０");
}

TEST(Analyzer, HyphenatedWordsAreAPhraseOfTheirParts) {
  EXPECT_EQ(tokens("lithium-ion"), "wlithium@0 wion@1");
  EXPECT_EQ(tokens("X-ray e-mail and/or user's"),
            "wx@0 wray@1 we@2 wmail@3 wand@4 wor@5 wuser@6 ws@7");
}

TEST(Analyzer, TrademarkSignIsNoLetter) { EXPECT_EQ(tokens("Teflon™ No№"), "wteflon@0 wnono@1"); }

TEST(Analyzer, ThaiIsCutByDictionary) { EXPECT_EQ(tokens("วิธีการผลิต"), "wวิธี@0 wการ@1 wผลิต@2"); }

// ---- special tokens

TEST(Analyzer, NumbersKeepTheirSeparators) {
  EXPECT_EQ(tokens("3.5 1,000 7/11 1,2,4 10. 5,"), "w3.5@0 w1,000@1 w7/11@2 w1,2,4@3 w10@4 w5@5");
}

TEST(Analyzer, PowersSurviveInEverySpelling) {
  EXPECT_EQ(tokens("10^-3 10⁻³ 10³ 2^32"), "w10^-3@0 w10^-3@1 w10^3@2 w2^32@3");
  EXPECT_EQ(tokens("m² H₂O Ca²⁺"), "wm2@0 wh2o@1 wca2@2");
}

TEST(Analyzer, PercentBelongsToItsNumber) {
  EXPECT_EQ(tokens("100% 100 % ５０％ 5\u00A0% wt%"), "w100%@0 w100%@1 w50%@2 w5%@3 wwt@4");
}

TEST(Analyzer, ShortLettersHyphenDigitsAreOneToken) {
  EXPECT_EQ(tokens("IL-6 anti-IL-6-induced R-134a"),
            "wil-6@0 wanti@1 wil-6@2 winduced@3 wr-134a@4");
  EXPECT_EQ(tokens("type-2 10-20 2020-01-15"), "wtype@0 w2@1 w10@2 w20@3 w2020@4 w01@5 w15@6");
}

TEST(Analyzer, FormulaeAndNamesOfPartsAreWhole) {
  EXPECT_EQ(tokens("Fe2O3 x86_64 C60"), "wfe2o3@0 wx86_64@1 wc60@2");
}

TEST(Analyzer, ChemicalNamesArePhrasesOfLocantsAndStems) {
  EXPECT_EQ(tokens("1,2-dichloroethane"), "w1,2@0 wdichloroethane@1");
  EXPECT_EQ(tokens("１，２－ジクロロエタン", "wm"), "w1,2@0");
}

TEST(Analyzer, FullWidthCommaBetweenAsciiDigitsSeparatesClauses) {
  EXPECT_EQ(tokens("為10，20", "w"), "w10@1 w20@2");
}

TEST(Analyzer, DocumentNumbersAreWhole) {
  EXPECT_EQ(tokens("US-2012/0123456-A1 US 7,650,331 B2"),
            "wus-2012/0123456@0 wa1@1 wus@2 w7,650,331@3 wb2@4");
  EXPECT_EQ(tokens("特開２０１０－１２３４５６号", "w"), "w2010-123456@2");
}

TEST(Analyzer, UnitsStandApartFromTheirNumber) {
  const std::string expected = "w10@0 wum@1";
  for (const char* text : {"10um", "10 um", "10μm", "10 µm", "10㎛", "１０μｍ"}) {
    EXPECT_EQ(tokens(text), expected) << text;
  }
  EXPECT_EQ(tokens("5G 3D 12V 2nd"), "w5g@0 w3d@1 w12v@2 w2nd@3");
}

TEST(Analyzer, DegreesAreAUnit) {
  EXPECT_EQ(tokens("25℃ 25 °C 90°"), "w25@0 w°c@1 w25@2 w°c@3 w90@4");
}

TEST(Analyzer, FractionsAreTokensOfTheirOwn) { EXPECT_EQ(tokens("2½"), "w2@0 w1/2@1"); }

TEST(Analyzer, DashesInsideTokensAreOne) {
  for (const char* text : {"IL-6", "IL‐6", "IL‑6", "IL–6", "IL−6", "ＩＬ－６"}) {
    EXPECT_EQ(tokens(text), "wil-6@0") << text;
  }
}

TEST(Analyzer, LongTokensAreCutAtACharacter) {
  const Analysis analysis = analyzed(std::string(3000, 'a') + " " + [] {
    std::string letters;
    for (int i = 0; i < 1000; ++i) letters += "д";
    return letters;
  }());
  ASSERT_EQ(analysis.occurrences.size(), 2u);
  EXPECT_EQ(analysis.term(analysis.occurrences[0]).size(), limits::kTermBytes);
  EXPECT_EQ(analysis.term(analysis.occurrences[1]).size(), limits::kTermBytes - 1);
  EXPECT_EQ(phrase(std::string(3000, 'a')), "w" + std::string(1023, 'a') + "@0 /1");
}

// ---- CJK runs

TEST(Analyzer, BigramsAtCharacterPositionsWithEndMark) {
  EXPECT_EQ(tokens("離子電池", "c"), "c离子@0 c子电@1 c电池@2 c池$@3");
  EXPECT_EQ(tokens("鋰", "c"), "c锂$@0");
}

TEST(Analyzer, DictionaryWordsStandAtTheirFirstCharacter) {
  EXPECT_EQ(tokens("鋰離子電池正極材料", "d"), "d锂@0 d离子@1 d电池@3 d正极@5 d材料@7");
  EXPECT_EQ(word_starts("半導体の方法"), "1001101");
}

TEST(Analyzer, RegionsMeetOnOneFold) {
  const char* triples[][3] = {{"檢查裝置", "检查装置", "検査装置"},
                              {"氣體電極", "气体电极", "気体電極"},
                              {"閾值", "阈值", "閾値"},
                              {"端緒", "端绪", "端緒"},
                              {"礦物", "矿物", "鉱物"},
                              {"接著劑", "接着剂", "接着剤"},
                              {"鄰接", "邻接", "隣接"}};
  for (const auto& [tw, cn, jp] : triples) {
    EXPECT_EQ(tokens(tw, "c"), tokens(cn, "c")) << tw;
    EXPECT_EQ(tokens(jp, "c"), tokens(cn, "c")) << jp;
  }
}

TEST(Analyzer, SegmentationReadsTheOriginal) {
  // ICU keeps 觸控 but takes 触控 apart: the words differ, the bigrams do not.
  EXPECT_EQ(tokens("觸控面板", "d"), "d触控@0 d面板@2");
  EXPECT_EQ(tokens("触控面板", "d"), "d触@0 d控@1 d面板@2");
  EXPECT_EQ(tokens("觸控面板", "c"), tokens("触控面板", "c"));
}

TEST(Analyzer, VoicedKanaStayVoiced) {
  EXPECT_EQ(tokens("ガラス", "c"), "cガラ@0 cラス@1 cス$@2");
  EXPECT_EQ(tokens("カ\u3099ラス"), tokens("ガラス"));
  EXPECT_EQ(tokens("ｶﾞﾗｽ"), tokens("ガラス"));
  EXPECT_EQ(tokens("ｶ゛ﾗｽ"), tokens("ガラス"));
}

// A lone mark was taken for a part of the Thai run around it.
TEST(Analyzer, VoicingMarkOfNoKanaIsNotThere) {
  EXPECT_EQ(tokens("การ\u3099ผลิต"), tokens("การผลิต"));
  EXPECT_EQ(tokens("การ\u3099\u309Cผลิต"), tokens("การผลิต"));
  EXPECT_EQ(tokens("10\u309B-5"), tokens("10-5"));
  EXPECT_EQ(tokens("あ゛い"), tokens("あい"));
  EXPECT_EQ(tokens("ｱﾞｲ"), tokens("アイ"));
}

TEST(Analyzer, LongVowelMarkIsALetter) {
  EXPECT_EQ(tokens("データ", "c"), "cデー@0 cータ@1 cタ$@2");
  EXPECT_EQ(tokens("ﾃﾞｰﾀ", "c"), tokens("データ", "c"));
}

TEST(Analyzer, MiddleDotIsABlankThatEndsAWord) {
  EXPECT_EQ(tokens("加熱・冷却", "c"), tokens("加熱冷却", "c"));
  for (const char* text : {"加熱・冷却", "加熱･冷却", "加熱·冷却", "加熱‧冷却"}) {
    EXPECT_EQ(tokens(text, "d"), "d加热@0 d冷却@2") << text;
  }
  EXPECT_EQ(word_starts("アルファ・ベータ"), "10001001");
}

TEST(Analyzer, IterationMarkAndZeroAreHan) {
  EXPECT_EQ(tokens("人々", "c"), "c人々@0 c々$@1");
  EXPECT_EQ(tokens("二〇", "c"), "c二〇@0 c〇$@1");
}

TEST(Analyzer, BlanksInsideARunAreTransparent) {
  const std::string expected = tokens("電池正極", "c");
  for (const char* text : {"電池 正極", "電池\u3000正極", "電池\n正極", "電\r\n池正極",
                           "電 池 正 極", "電池\u00A0正極", "電池\u200B正極"}) {
    EXPECT_EQ(tokens(text, "c"), expected) << text;
  }
}

TEST(Analyzer, WrappedWordsStayWords) {
  EXPECT_EQ(tokens("正極材\n料", "d"), tokens("正極材料", "d"));
}

TEST(Analyzer, HangulWordsAreWhatBlanksSeparate) {
  EXPECT_EQ(tokens("리튬이온 이차전지", "c"), tokens("리튬이온이차전지", "c"));
  EXPECT_EQ(tokens("리튬이온 이차전지", "d"), "d리튬이온@0 d이차전지@4");
  EXPECT_EQ(word_starts("리튬이온\n이차전지의"), "1000100001");
}

TEST(Analyzer, JamoAreJoined) {
  EXPECT_EQ(tokens("\u1112\u1161\u11AB\u1100\u1173\u11AF", "c"), tokens("한글", "c"));
  EXPECT_EQ(tokens("ﾡ", "c"), "cㄱ$@0");
  EXPECT_EQ(tokens("ㅎㅏㄴ", "c"), "cㅎㅏ@0 cㅏㄴ@1 cㄴ$@2");
  EXPECT_EQ(tokens("\u1100", "c"), "c\u1100$@0");
}

TEST(Analyzer, HanKanaHangulAreOneRun) {
  EXPECT_EQ(tokens("電池の전지", "c"), "c电池@0 c池の@1 cの전@2 c전지@3 c지$@4");
}

TEST(Analyzer, PunctuationEndsARun) {
  for (const char* text :
       {"電池。正極", "電池、正極", "電池，正極", "電池「正極", "電池(正極", "電池—正極"}) {
    EXPECT_EQ(tokens(text, "c"), "c电池@0 c池$@1 c正极@2 c极$@3") << text;
  }
}

TEST(Analyzer, CompatibilityFormsAreExpandedBeforePositions) {
  EXPECT_EQ(tokens("㍿日立"), tokens("株式会社日立"));
  EXPECT_EQ(tokens("㈱日立"), tokens("(株)日立"));
  EXPECT_EQ(tokens("㍻10年"), tokens("平成10年"));
  EXPECT_EQ(tokens("㍑"), tokens("リットル"));
  EXPECT_EQ(tokens("⽇本"), tokens("日本"));
  EXPECT_EQ(tokens("① Ⅲ ⅳ"), "w1@0 wiii@1 wiv@2");
}

TEST(Analyzer, SupplementaryHanIsOneCharacter) {
  EXPECT_EQ(tokens("𠮷野", "c"), "c𠮷野@0 c野$@1");
  EXPECT_EQ(tokens("䓣", "c"), "c𬜯$@0");  // folds to a supplementary character
}

TEST(Analyzer, VariationSelectorsAreIgnored) {
  EXPECT_EQ(tokens("葛\U000E0100飾", "c"), tokens("葛飾", "c"));
}

// ---- borders

TEST(Analyzer, MixedBigramAtBothBorders) {
  EXPECT_EQ(tokens("5G通信A", "wm"), "w5g@0 mg通@0 wa@3 m信a@2");
  EXPECT_EQ(tokens("pH值", "wm"), "wph@0 mh值@0");
  EXPECT_EQ(tokens("α線", "wm"), "wα@0 mα线@0");
  EXPECT_EQ(tokens("Ｊフェザー", "wm"), "wj@0 mjフ@0");
  EXPECT_EQ(tokens("100%の", "m"), "m%の@0");
}

TEST(Analyzer, NoMixedBigramAcrossABlankOrASign) {
  EXPECT_EQ(tokens("5G 通信", "m"), "");
  EXPECT_EQ(tokens("通信 5G", "m"), "");
  EXPECT_EQ(tokens("通信(5G)通信", "m"), "");
}

TEST(Analyzer, MixedBigramKeepsTheBorderOfACutToken) {
  EXPECT_EQ(tokens(std::string(2000, 'a') + "z電", "m"), "mz电@0");
}

// ---- values, positions, boundaries

TEST(Analyzer, ValuesAreSeparatedByOneFreePosition) {
  Analyzer analyzer;
  Analysis analysis;
  analyzer.analyze("rotor blade", analysis);
  EXPECT_EQ(analysis.position_count, 3u);
  analyzer.analyze("電池", analysis);
  EXPECT_EQ(analysis.position_count, 6u);
  EXPECT_EQ(tokens(analysis, "wc"), "wrotor@0 wblade@1 c电池@3 c池$@4");
  EXPECT_EQ(analysis.word_starts, std::vector<uint64_t>{0b101111});
  EXPECT_THAT(analysis.paragraph_starts, testing::ElementsAre(0, 3));
  EXPECT_THAT(analysis.sentence_starts, testing::ElementsAre(0, 3));
}

TEST(Analyzer, EmptyValueTakesItsFreePosition) {
  for (const char* text : {"", " \n", "。", "-"}) {
    const Analysis analysis = analyzed(text);
    EXPECT_EQ(analysis.position_count, 1u) << text;
    EXPECT_TRUE(analysis.occurrences.empty()) << text;
    EXPECT_THAT(analysis.paragraph_starts, testing::ElementsAre(0)) << text;
  }
}

TEST(Analyzer, ClearKeepsNothingOfTheDocumentBefore) {
  Analyzer analyzer;
  Analysis analysis;
  analyzer.analyze("ends in 通信", analysis);
  analysis.clear();
  analyzer.analyze("G x", analysis);
  EXPECT_EQ(tokens(analysis), "wg@0 wx@1");
  EXPECT_EQ(analysis.word_starts, std::vector<uint64_t>{0b111});
}

TEST(Analyzer, SentencesStartBehindMarks) {
  EXPECT_THAT(analyzed("電池。正極！材料").sentence_starts, testing::ElementsAre(0, 2, 4));
  EXPECT_THAT(analyzed("A rotor. The stator? Yes").sentence_starts, testing::ElementsAre(0, 2, 4));
  EXPECT_THAT(analyzed("전지이다. 양극").sentence_starts, testing::ElementsAre(0, 4));
  EXPECT_THAT(analyzed("第1実施例｡第２．第３").sentence_starts, testing::ElementsAre(0, 5, 7));
}

TEST(Analyzer, FullStopsThatEndNothing) {
  for (const char* text : {"of 3.5 mm", "see Fig. 3", "No. 5", "J. Smith", "U.S. Patent",
                           "e.g. Steel", "ca. five", "coat. new"}) {
    EXPECT_THAT(analyzed(text).sentence_starts, testing::ElementsAre(0)) << text;
  }
}

TEST(Analyzer, NewlinesStartParagraphs) {
  const Analysis analysis = analyzed("first one\nsecond\n\n第三段\n第四");
  EXPECT_THAT(analysis.paragraph_starts, testing::ElementsAre(0, 2, 3, 6));
  EXPECT_THAT(analysis.sentence_starts, testing::ElementsAre(0, 2, 3, 6));
}

TEST(Analyzer, InvalidBytesEndTokens) {
  EXPECT_EQ(tokens("ab\xFF"
                   "cd"),
            "wab@0 wcd@1");
  EXPECT_EQ(tokens("電\xE9\x9B池", "c"), "c电$@0 c池$@1");
  EXPECT_EQ(tokens("a\xC0\x80"
                   "b\xED\xA0\x80"
                   "c\xF4\x90\x80\x80"
                   "d"),
            "wa@0 wb@1 wc@2 wd@3");
  EXPECT_EQ(tokens(std::string_view("a\0b", 3)), "wa@0 wb@1");
  EXPECT_EQ(tokens("x\xE9"), "wx@0");
}

TEST(Analyzer, RunsLongerThanOneSegmenterCallKeepTheirBigrams) {
  std::string text;
  for (int i = 0; i < 40000; ++i) text += i % 2 == 0 ? "電" : "池";
  const Analysis analysis = analyzed(text);
  EXPECT_EQ(analysis.position_count, 40001u);
  uint32_t next = 0;
  for (const Occurrence& o : analysis.occurrences) {
    if (analysis.term(o).front() != 'c') continue;
    ASSERT_EQ(o.position, next++);
    const std::string expected = o.position == 39999   ? std::string("c池") + kEndMark
                                 : o.position % 2 == 0 ? "c电池"
                                                       : "c池电";
    ASSERT_EQ(analysis.term(o), expected) << o.position;
  }
  EXPECT_EQ(next, 40000u);
}

TEST(Analyzer, SpansPointIntoTheOriginal) {
  Analyzer analyzer;
  const std::string text = "10um ㍿ﾎﾟ 25℃ Café";
  Analysis analysis;
  std::vector<SourceSpan> spans;
  analyzer.analyze_with_spans(text, analysis, spans);
  std::string shown;
  for (const SourceSpan& span : spans) {
    shown += std::to_string(span.position) + text.substr(span.begin, span.end - span.begin) + " ";
  }
  EXPECT_EQ(shown, "010 1um 2㍿ 3㍿ 4㍿ 5㍿ 6ﾎﾟ 725 8℃ 9Café ");
}

// ---- phrases

TEST(Phrase, LatinWordsAreConsecutive) {
  EXPECT_EQ(phrase("Lithium-ion battery"), "wlithium@0 wion@1 wbattery@2 /3");
}

TEST(Phrase, CjkStringIsItsBigramsWithoutTheEnd) {
  EXPECT_EQ(phrase("離子電池"), "c离子@0 c子电@1 c电池@2 /4");
  EXPECT_EQ(phrase("離子 電池"), phrase("離子電池"));
}

TEST(Phrase, SingleCharacterIsARangeOfBigrams) { EXPECT_EQ(phrase("鋰"), "c锂*@0 /1"); }

TEST(Phrase, OneBorderCharacterMatchesByTheMixedBigram) {
  EXPECT_EQ(phrase("G通信"), "mg通@0 c通信@1 /3");
  EXPECT_EQ(phrase("G通"), "mg通@0 /2");
  EXPECT_EQ(phrase("通信A"), "c通信@0 m信a@1 /3");
  EXPECT_EQ(phrase("A電B"), "ma电@0 m电b@1 /3");
}

TEST(Phrase, LongerBorderWordsAreWhole) {
  EXPECT_EQ(phrase("5G通信"), "w5g@0 c通信@1 /3");
  EXPECT_EQ(phrase("5G通"), "w5g@0 c通*@1 /2");
  EXPECT_EQ(phrase("通G信"), "c通*@0 wg@1 c信*@2 /3");
}

TEST(Phrase, ARunThatEndsInsideMustEndThere) {
  EXPECT_EQ(phrase("電池、正極"), "c电池@0 c池$@1 c正极@2 /4");
}

TEST(Phrase, TruncationIsAPrefixOfTheLastWordAndNothingForCjk) {
  EXPECT_EQ(phrase("lithium coat", true), "wlithium@0 wcoat*@1 /2");
  EXPECT_EQ(phrase("電池", true), phrase("電池", false));
  EXPECT_EQ(phrase("電池coat", true), "c电池@0 wcoat*@2 /3");
  EXPECT_EQ(phrase("電池c", true), "c电池@0 m池c@1 /3");
}

TEST(Phrase, NothingSearchableIsEmpty) {
  for (const char* text : {"", "  ", "。、", "--", "\xFF"}) EXPECT_EQ(phrase(text), "/0") << text;
}

// ---- words and folds

TEST(SplitWords, KeepsTheOriginalSpelling) {
  EXPECT_EQ(split("鋰離子電池正極材料"), "鋰|離子|電池|正極|材料|");
  EXPECT_EQ(split("5G通訊系統"), "5G|通訊|系統|");
  EXPECT_EQ(split("㍿日立ﾎﾟﾘｲﾐﾄﾞ"), "㍿|日立|ﾎﾟﾘｲﾐﾄﾞ|");
}

TEST(Fold, GivesTheDictionaryForm) {
  Analyzer analyzer;
  EXPECT_EQ(analyzer.fold("Coating"), "coating");
  EXPECT_EQ(analyzer.fold("Café"), "cafe");
  EXPECT_EQ(analyzer.fold("10⁻³"), "10^-3");
  EXPECT_EQ(analyzer.fold("μm"), "um");
  EXPECT_EQ(analyzer.fold("検査"), "检查");
  EXPECT_EQ(analyzer.fold("ﾎﾟﾘ"), "ポリ");
}

// Stems are in the index: a program with other stemmers opened it and found nothing by them.
TEST(AnalysisVersion, NamesTablesIcuUnicodeAndStemmers) {
  EXPECT_THAT(analysis_version(),
              testing::MatchesRegex("patlas-text-[0-9]+ icu-[0-9.]+ unicode-[0-9.]+ "
                                    "(xapian-[0-9.]+|libstemmer-[0-9a-f]+)"));
}

}  // namespace
}  // namespace patlas
