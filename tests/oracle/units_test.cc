// Two readings of one definition of text must agree on every position: the engine's, by tables and
// in one pass, and the oracle's.
#include "tests/oracle/units.h"

#include <gtest/gtest.h>
#include <unicode/uchar.h>

#include <random>

#include "engine/text/analyzer.h"

namespace patlas::oracle {
namespace {

bool starts_word(const Analysis& analysis, uint32_t position) {
  return position / 64 < analysis.word_starts.size() &&
         (analysis.word_starts[position / 64] >> (position % 64) & 1) != 0;
}

// The units that the engine's terms describe.
std::vector<Unit> units_of(const Analysis& analysis) {
  std::vector<Unit> units(analysis.position_count);
  for (const Occurrence& o : analysis.occurrences) {
    const std::string_view term = analysis.term(o);
    Unit& unit = units.at(o.position);
    if (term[0] == 'w') {
      unit.type = Unit::Type::kToken;
      unit.text = to_utf32(term.substr(1));
    } else if (term[0] == 'c') {
      unit.type = Unit::Type::kCharacter;
      unit.text = to_utf32(term.substr(1)).substr(0, 1);
      unit.same_run_next = term.back() != kEndMark;
    } else if (term[0] == 'm') {
      unit.touches_next = true;
    }
  }
  for (uint32_t p = 0; p < units.size(); ++p) units[p].starts_word = starts_word(analysis, p);
  for (const uint32_t p : analysis.sentence_starts) units[p].starts_sentence = true;
  for (const uint32_t p : analysis.paragraph_starts) units[p].starts_paragraph = true;
  return units;
}

std::string engine_reading(Analyzer& analyzer, const std::string& text) {
  Analysis analysis;
  analyzer.analyze(text, analysis);
  return describe(units_of(analysis));
}

const std::vector<std::string>& pieces() {
  static const std::vector<std::string> all = {
      "a",       "B",       "c",        "F",
      "C",       "1",       "2",        "3.5",
      "10",      "IL",      "x86",      "Straße",
      "é",       "e\u0301", "й",        "и\u0306",
      "ё",       "ø",       "Łódź",     "ﬁ",
      "№",       "K",       "Å",        "µ",
      "μ",       "um",      "μm",       "㎛",
      "㎡",      "mm",      "kg",       "ms",
      "%",       " %",      "％",       "-",
      "–",       "−",       "－",       ".",
      ",",       "，",      "．",       "/",
      "／",      "_",       "^",        "^-",
      "²",       "⁻³",      "⁺",        "½",
      "¾",       "⅔",       "℃",        "°C",
      "°",       "℉",       "™",        "®",
      "(",       ")",       "（",       "）",
      "「",      "。",      "、",       "！",
      "?",       "\n",      " ",        "\u3000",
      "\u00A0",  "\u200B",  "・",       "･",
      "·",       "電",      "池",       "鋰",
      "気",      "氣",      "京",       "都",
      "東",      "学",      "大",       "の",
      "を",      "カ",      "ガ",       "カ\u3099",
      "ｶﾞ",      "ﾊﾟ",      "ﾎ",        "ー",
      "ｰ",       "々",      "〇",       "〆",
      "㍿",      "㈱",      "㍻",       "①",
      "⑴",       "ㄅ",      "𠮷",       "\uE000",
      "葛󠄀", "리",      "튬",       "이온",
      "전지",    "의",      "ㄱ",       "\u1112\u1161\u11ab",
      "ﾡ",       "Ａ",      "ｚ",       "１",
      "２",      "٣",       "५",        "שלום",
      "عربي",    "ไทย",     "การผลิต",   "น้ำ",
      "ກາ",      "αβ",      "Σ",        "ς",
      "Новый",   "\u0301",  "〒",       "…",
      "\x01",    "\xff",    "\xe4\xb8", "5G",
      "\u00AD",  "\u200D",  "\u2060",   "\uFE0F",
      "\u3099",  "゜",      "ﾞ",        "\u115F",
      "\u1160",  "\u3164",  "あ",       "\uFFA0",
      "Fig",     "no",      ". ",       ".\n",
      "al",      "\u2028",  "｡",        "।"};
  return all;
}

TEST(OracleUnits, ReadWhatTheFormatPageShows) {
  EXPECT_EQ(describe(read_units("5G通信 A")), "|5g ~|通 =信 |a");
  EXPECT_EQ(describe(read_units("電池、正極")), "|电 =池 |正 =极");
  EXPECT_EQ(describe(read_units("리튬이온 전지")), "|리 =튬 =이 =온 =|전 =지");
  EXPECT_EQ(describe(read_units("IL-6, 10⁻³ 100 %")), "|il-6 |10^-3 |100%");
  EXPECT_EQ(describe(read_units("10μm Straße")), "|10 |um |strasse");
  EXPECT_EQ(describe(read_units("A cell. As Fig. 2 shows\nit, e.g. b. c? D。電\n池")),
            "|a |cell /|as |fig |2 |shows //|it |e |g |b |c /|d /|电 =//池");
}

TEST(OracleUnits, AgreeWithTheEngineOnTheirPieces) {
  Analyzer analyzer;
  for (const std::string& piece : pieces()) {
    EXPECT_EQ(describe(read_units(piece)), engine_reading(analyzer, piece)) << piece;
  }
}

TEST(OracleUnits, AgreeWithTheEngineOnMixedText) {
  Analyzer analyzer;
  std::mt19937_64 random(20260801);
  size_t differences = 0;
  for (int round = 0; round < 40000 && differences < 20; ++round) {
    std::string text;
    for (size_t n = 2 + random() % 10; n > 0; --n) text += pieces()[random() % pieces().size()];
    const std::string read = describe(read_units(text)), engine = engine_reading(analyzer, text);
    EXPECT_EQ(read, engine) << "'" << text << "'";
    differences += read != engine;
  }
}

TEST(OracleUnits, AgreeWithTheEngineOnEveryCharacterAlone) {
  Analyzer analyzer;
  size_t differences = 0;
  for (char32_t c = 1; c < 0x32000 && differences < 20; ++c) {
    if (!u_isdefined(static_cast<UChar32>(c))) continue;
    const std::string text = to_utf8(std::u32string{U'a', c, U'2'});
    const std::string read = describe(read_units(text)), engine = engine_reading(analyzer, text);
    EXPECT_EQ(read, engine) << std::hex << static_cast<uint32_t>(c);
    differences += read != engine;
  }
}

}  // namespace
}  // namespace patlas::oracle
