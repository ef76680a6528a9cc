#include "ingest/normalize/symbols.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

namespace patlas {
namespace {

std::string key(std::string_view text) {
  const auto symbol = parse_class_symbol(text);
  return symbol ? symbol->key : "none";
}

struct Row {
  const char *text, *key;
};

const Row kRows[] = {
    // The spellings of domain.md 4.1
    {"H04L29/06", "H04L0029060000"},
    {"H04L 29/06", "H04L0029060000"},
    {"H04L  29/06", "H04L0029060000"},
    {"H04L0029060000", "H04L0029060000"},
    {"H04L29-06", "H04L0029060000"},
    {"H04N   7/    26            A I", "H04N0007260000"},
    {"H04L 29/06 (2006.01)", "H04L0029060000"},
    {"C09D 163/00", "C09D0163000000"},
    {"A01B300", "A01B0003000000"},
    // Those of office files
    {"A45F  504", "A45F0005040000"},
    {"H03M 1300", "H03M0013000000"},
    {"G06F  728", "G06F0007280000"},
    {"H04M 1100", "H04M0011000000"},
    {"B60R  900", "B60R0009000000"},
    {"A61K  3147", "A61K0003147000"},
    {"C08F21002", "C08F0210020000"},
    {"F02M  41/12        20060101A I20051008RMEP", "F02M0041120000"},
    {"F02M  41/12        20060101A I20051008RMEP        ", "F02M0041120000"},
    {"G01F  17/00        20060101AFI20210219BHJP        ", "G01F0017000000"},
    {"H04W  84/    20            A I", "H04W0084200000"},
    {"G09G    3/3208  (2016.01)", "G09G0003320800"},
    {"H02K0016000000", "H02K0016000000"},
    {"H01J001/62", "H01J0001620000"},
    {"C09J7/20", "C09J0007200000"},
    {"B64D 15/20", "B64D0015200000"},
    {" 7C 07C  29/44   A", "C07C0029440000"},
    {"7C 07C  29/44 A", "C07C0029440000"},
    {"F23D", "F23D"},
    {"F23D               20060101A", "F23D"},
    {"G06F0006000000", "G06F0006000000"},
    {"H01M  50/46", "H01M0050460000"},
    {"H05K9/0066", "H05K0009006600"},
    {"G02B26/005 (EP)", "G02B0026005000"},
    {"H04L-029/06", "H04L0029060000"},
    {"h04l 29/06", "H04L0029060000"},
    {"Ｈ０４Ｌ２９／０６", "H04L0029060000"},
    {"H04L\u200229/06", "H04L0029060000"},
    // CPC's 2000-series
    {"F02M2700/1358      ", "F02M2700135800"},
    {"D07B 22012051", "D07B2201205100"},
    {"G08B 2001/085", "G08B2001085000"},
    {"H01L2224/00", "H01L2224000000"},
    {"H01L2224", "H01L2224"},
    {"Y02E 10/50", "Y02E0010500000"},
    // Levels above
    {"H", "H"},
    {"H04", "H04"},
    {"H04L", "H04L"},
    {"H04L29", "H04L0029"},
    {"H04L 29", "H04L0029"},
    // Not symbols
    {"", "none"},
    {" ", "none"},
    {"I04L", "none"},
    {"Z", "none"},
    {"H4L 29/06", "none"},
    {"HL04", "none"},
    {"H04L29/6", "none"},
    {"H04L29/", "none"},
    {"H04L29/1234567", "none"},
    {"H04L12345/06", "none"},
    {"H04W84/20,  // H04W88/04", "none"},
    {"H04L29/06*", "none"},
    {"H04L29/06/08", "none"},
    {"電子", "none"},
    {"hello", "none"},
    {"604/385.101", "none"},
};

TEST(ClassSymbol, EverySpellingGivesOneKey) {
  for (const Row& row : kRows) EXPECT_EQ(key(row.text), row.key) << '\'' << row.text << '\'';
}

TEST(ClassSymbol, LevelIsWhatIsNamed) {
  EXPECT_EQ(parse_class_symbol("H")->level, SymbolLevel::kSection);
  EXPECT_EQ(parse_class_symbol("H04")->level, SymbolLevel::kClass);
  EXPECT_EQ(parse_class_symbol("H04L")->level, SymbolLevel::kSubclass);
  EXPECT_EQ(parse_class_symbol("H04L29")->level, SymbolLevel::kMainGroup);
  EXPECT_EQ(parse_class_symbol("H04L29/00")->level, SymbolLevel::kMainGroup);
  EXPECT_EQ(parse_class_symbol("H04L29/06")->level, SymbolLevel::kSubgroup);
}

TEST(ClassSymbol, DisplayFormIsReadAgain) {
  for (const Row& row : kRows) {
    if (std::string_view(row.key) == "none") continue;
    const std::string shown = display_class_symbol(row.key);
    const std::string full = std::string_view(row.key).size() == 8 ? std::string(row.key) + "000000"
                                                                   : std::string(row.key);
    EXPECT_EQ(key(shown), full) << shown;
  }
  EXPECT_EQ(display_class_symbol("H04L0029060000"), "H04L 29/06");
  EXPECT_EQ(display_class_symbol("G09G0003320800"), "G09G 3/3208");
  EXPECT_EQ(display_class_symbol("H04L0029"), "H04L 29/00");
  EXPECT_EQ(display_class_symbol("H04L"), "H04L");
  EXPECT_EQ(display_class_symbol("A61K0003100000"), "A61K 3/10");
}

TEST(Ipc8Text, FieldsStandInTheirColumns) {
  const auto ipc = parse_ipc8_text("F02M  41/12        20060101A I20051008RMEP        ");
  ASSERT_TRUE(ipc);
  EXPECT_EQ(ipc->symbol.key, "F02M0041120000");
  EXPECT_EQ(ipc->version, "20060101");
  EXPECT_FALSE(ipc->first);
  EXPECT_TRUE(ipc->inventive);
  EXPECT_EQ(ipc->status, "R");
  EXPECT_EQ(ipc->source, "M");
  EXPECT_EQ(ipc->office, "EP");
}

TEST(Ipc8Text, FirstAndInventiveAreRead) {
  const auto ipc = parse_ipc8_text("G01F  17/00        20060101AFI20210219BHJP        ");
  ASSERT_TRUE(ipc);
  EXPECT_TRUE(ipc->first);
  EXPECT_TRUE(ipc->inventive);
  EXPECT_EQ(ipc->office, "JP");
  const auto later = parse_ipc8_text("G01F  17/00        20060101ALN20210219BHJP        ");
  ASSERT_TRUE(later);
  EXPECT_FALSE(later->first);
  EXPECT_FALSE(later->inventive);
}

TEST(Ipc8Text, OpsRightAlignsTheSubgroupAndHasNoVersion) {
  const auto ipc = parse_ipc8_text("H04W  84/    20            A I");
  ASSERT_TRUE(ipc);
  EXPECT_EQ(ipc->symbol.key, "H04W0084200000");
  EXPECT_EQ(ipc->version, "");
  EXPECT_TRUE(ipc->inventive);
  EXPECT_FALSE(ipc->first);
}

TEST(Ipc8Text, FieldsAreReadWhereBlanksOfTheColumnsWereLost) {
  const auto ipc = parse_ipc8_text("G06F 9/455 20060101AFI20051108BHEP");
  ASSERT_TRUE(ipc);
  EXPECT_EQ(ipc->symbol.key, "G06F0009455000");
  EXPECT_EQ(ipc->version, "20060101");
  EXPECT_TRUE(ipc->first);
  EXPECT_TRUE(ipc->inventive);
  EXPECT_EQ(ipc->status + ipc->source + ipc->office, "BHEP");
  const auto no_position = parse_ipc8_text("G06F 9/455 20060101A I20051108BHEP");
  ASSERT_TRUE(no_position);
  EXPECT_EQ(no_position->version, "20060101");
  EXPECT_FALSE(no_position->first);
  EXPECT_TRUE(no_position->inventive);
  const auto cpc = parse_ipc8_text("B60K 17/28 20130101 FA20210830BHEP");
  ASSERT_TRUE(cpc);
  EXPECT_TRUE(cpc->first);
  EXPECT_FALSE(cpc->inventive);
  EXPECT_EQ(cpc->status + cpc->source + cpc->office, "BHEP");
  EXPECT_EQ(parse_ipc8_text("G06F 9/455 20060101 BHEP")->version, "");
}

TEST(Ipc8Text, EditionInBracketsIsTheVersion) {
  const auto ipc = parse_ipc8_text("G09G    3/3208  (2016.01)");
  ASSERT_TRUE(ipc);
  EXPECT_EQ(ipc->symbol.key, "G09G0003320800");
  EXPECT_EQ(ipc->version, "20160101");
}

TEST(Ipc8Text, ABareSymbolHasNoFields) {
  const auto ipc = parse_ipc8_text("H02K0016000000");
  ASSERT_TRUE(ipc);
  EXPECT_EQ(ipc->version, "");
  EXPECT_FALSE(ipc->first);
  EXPECT_EQ(ipc->office, "");
  EXPECT_FALSE(parse_ipc8_text("no symbol"));
}

TEST(Uspc, ACharacterIsNeverCutIntoColumns) {
  EXPECT_EQ(normalize_uspc("18\xEF\xBB\xBF"
                           "8 731"),
            "18\xEF\xBB\xBF"
            "8 731");
  EXPECT_EQ(normalize_uspc(" 2\xC3\xA9"
                           "336"),
            "2\xC3\x89"
            "336");
}

TEST(Uspc, ColumnsAreReadBeforeBlanksGo) {
  const Row rows[] = {
      {" 29847", "29/847"},
      {"  2 52", "2/52"},
      {"  2336", "2/336"},
      {"427 972", "427/97.2"},
      {"4274431", "427/443.1"},
      {"D10125", "D10/125"},
      {"D 1128", "D1/128"},
      {"D 2750", "D2/750"},
      {" D5 20", "D5/20"},
      {"179 90K", "179/90K"},
      {"179  2DD", "179/2DD"},
      {"604385101", "604/385.101"},
      {"313503000", "313/503"},
      {"427443100", "427/443.1"},
      {"36167910", "361/679.10"},
      {"303DIG900", "303/DIG 900"},
      {" 24FOR129B", "24/FOR 129B"},
      {"257E29012", "257/E29.012"},
      {"PLT100", "PLT/100"},
      {"174257-259", "174/257-259"},
      {"429/144", "429/144"},
      {"604/385.101", "604/385.101"},
      {"303/DIG 900", "303/DIG 900"},
      {"427", "427"},
      {"", ""},
      {"      ", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(normalize_uspc(row.text), row.key) << row.text;
}

TEST(Locarno, EverySpellingHasOneForm) {
  const Row rows[] = {
      {"1007", "10-07"}, {"0906", "09-06"},  {"09-06", "09-06"}, {"09/06", "09-06"},
      {"9-6", "09-06"},  {"02 02", "02-02"}, {"", ""},           {"H01L021/00", "H01L021/00"}};
  for (const Row& row : rows) EXPECT_EQ(normalize_locarno(row.text), row.key) << row.text;
}

TEST(SymbolProperty, EveryKeyIsReadFromItsDisplayForm) {
  const bool held = rc::check([] {
    const auto group = *rc::gen::inRange(1, 10000);
    const auto subgroup = *rc::gen::inRange(1, 10000);
    const auto letter = *rc::gen::element('A', 'B', 'H', 'Y');
    std::string digits = std::to_string(group);
    std::string sub = std::to_string(subgroup);
    if (sub.size() == 1) sub = std::string("0").append(sub);
    while (sub.size() > 2 && sub.back() == '0') sub.pop_back();
    std::string text(1, letter);
    text.append("04L ").append(digits).append("/").append(sub);
    const auto symbol = parse_class_symbol(text);
    RC_ASSERT(symbol.has_value());
    RC_ASSERT(symbol->key.size() == 14u);
    RC_ASSERT(display_class_symbol(symbol->key) == text);
    RC_ASSERT(parse_class_symbol(symbol->key)->key == symbol->key);
  });
  EXPECT_TRUE(held);
}

TEST(SymbolProperty, AnyBytesAreReadWithoutHarm) {
  const bool held = rc::check([] {
    const auto text = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    const auto symbol = parse_class_symbol(text);
    RC_ASSERT((!symbol || symbol->key.size() <= 14u));
    parse_ipc8_text(text);
    display_class_symbol(text);
    normalize_uspc(text);
    normalize_locarno(text);
  });
  EXPECT_TRUE(held);
}

TEST(SymbolProperty, SymbolLikeTextsGiveKeysOfTheirLevel) {
  const bool held = rc::check([] {
    const auto text =
        *rc::gen::container<std::string>(rc::gen::elementOf(std::string("H04L029/6- ()ABI12")));
    const auto symbol = parse_class_symbol(text);
    if (!symbol) return;
    const size_t size = symbol->key.size();
    RC_ASSERT((size == 1 || size == 3 || size == 4 || size == 8 || size == 14));
    normalize_uspc(text);
  });
  EXPECT_TRUE(held);
}

}  // namespace
}  // namespace patlas
