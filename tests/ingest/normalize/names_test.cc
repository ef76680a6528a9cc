#include "ingest/normalize/names.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <string>
#include <vector>

#include "ingest/normalize/fold.h"

namespace patlas {
namespace {

struct Row {
  const char *name, *facet;
};

const Row kCompanies[] = {
    {"Hon Hai Precision Ind. Co., Ltd. [TW]", "HON HAI PRECISION IND"},
    {"HON HAI PREC IND CO LTD", "HON HAI PREC IND"},
    {"9SOLUTIONS OY\u2002[FI]", "9SOLUTIONS"},
    {"PRIMUS GREEN ENERGY INC [US]", "PRIMUS GREEN ENERGY"},
    {"The Boeing Company", "BOEING"},
    {"BOEING CO", "BOEING"},
    {"AT&T Corp.", "AT & T"},
    {"AT & T CORP", "AT & T"},
    {"Johnson & Johnson", "JOHNSON & JOHNSON"},
    {"Merck & Co., Inc.", "MERCK"},
    {"Siemens Aktiengesellschaft", "SIEMENS"},
    {"SIEMENS AG", "SIEMENS"},
    {"Robert Bosch GmbH", "ROBERT BOSCH"},
    {"Bosch Gesellschaft mit beschränkter Haftung", "BOSCH"},
    {"Müller GmbH & Co. KG", "MULLER"},
    {"L'Oréal S.A.", "L OREAL"},
    {"Société Générale", "SOCIETE GENERALE"},
    {"Novo Nordisk A/S", "NOVO NORDISK"},
    {"Ørsted A/S", "ORSTED"},
    {"Straße AG", "STRASSE"},
    {"STMicroelectronics S.r.l.", "STMICROELECTRONICS"},
    {"Pirelli S.p.A.", "PIRELLI"},
    {"Koninklijke Philips N.V.", "KONINKLIJKE PHILIPS"},
    {"U.S. Steel Corporation", "US STEEL"},
    {"3M Innovative Properties Company", "3M INNOVATIVE PROPERTIES"},
    {"Škoda Auto a.s.", "SKODA AUTO"},
    {"Grupo Bimbo S.A. de C.V.", "GRUPO BIMBO"},
    {"Toyota Jidosha Kabushiki Kaisha", "TOYOTA JIDOSHA"},
    {"ООО Ромашка", "РОМАШКА"},
    {"Yahoo! Inc.", "YAHOO"},
    {"C++ Systems Ltd", "C++ SYSTEMS"},
    // Never too much
    {"AG", "AG"},
    {"CO LTD", "CO LTD"},
    {"LG Corp.", "LG CORP"},
    {"3M Co", "3M CO"},
    {"Inc.", "INC"},
    {"株式会社", "株式会社"},
    {"公司", "公司"},
    {"", ""},
    {" , . ", ""},
    // Universities and authorities stay whole
    {"The University of Tokyo", "UNIVERSITY OF TOKYO"},
    {"國立臺灣大學", "國立臺灣大學"},
    {"国立大学法人東京大学", "東京大学"},
    {"서울대학교 산학협력단", "서울대학교산학협력단"},
    {"中國信託商業銀行", "中國信託商業銀行"},
    // East Asia, either end
    {"株式会社日立製作所", "日立製作所"},
    {"㈱日立製作所", "日立製作所"},
    {"(株)日立製作所", "日立製作所"},
    {"株式会社 日立製作所", "日立製作所"},
    {"トヨタ自動車株式会社", "トヨタ自動車"},
    {"ﾄﾖﾀ自動車(株)", "トヨタ自動車"},
    {"주식회사 삼성전자", "삼성전자"},
    {"삼성전자 주식회사", "삼성전자"},
    {"삼성전자㈜", "삼성전자"},
    {"鴻海精密工業股份有限公司", "鴻海精密工業"},
    {"台灣積體電路製造股份有限公司", "台灣積體電路製造"},
    {"财富有限责任公司", "财富"},
    {"海尔集团有限公司", "海尔集团"},
    {"華新(集團)股份有限公司", "華新"},
    {"財團法人工業技術研究院", "工業技術研究院"},
    // TIPO's nationality
    {"德商．默克專利公司", "默克專利"},
    {"美商高通公司", "高通"},
    {"日商佳能股份有限公司", "佳能"},
    {"荷蘭商ＡＳＭＬ荷蘭公司", "ASML荷蘭"},
    {"日商", "日商"},
};

TEST(CompanyName, EveryVariantGivesOneFacetValue) {
  for (const Row& row : kCompanies) {
    EXPECT_EQ(facet_company_name(row.name), row.facet) << row.name;
  }
}

TEST(CompanyName, NormalizingTwiceIsNormalizingOnce) {
  for (const Row& row : kCompanies) {
    const std::string once = facet_company_name(row.name);
    EXPECT_EQ(facet_company_name(once), once) << row.name;
  }
}

TEST(CompanyName, LongTextIsCutAtACharacter) {
  std::string name;
  for (int i = 0; i < 1000; ++i) name += "電";
  const std::string facet = facet_company_name(name);
  EXPECT_EQ(facet.size() % 3, 0u);
  EXPECT_LE(facet.size(), 1024u);
}

TEST(PersonName, PunctuationAndCaseGo) {
  const Row rows[] = {
      {"FANG, Howard L.", "FANG HOWARD L"},
      {"FANG HOWARD L, ", "FANG HOWARD L"},
      {"FANG HOWARD L [US]", "FANG HOWARD L"},
      {"Hoff; Don G.", "HOFF DON G"},
      {"JACOB, Christophe", "JACOB CHRISTOPHE"},
      {"Øystein Håkansson", "OYSTEIN HAKANSSON"},
      {"Jean-Pierre Dupré", "JEAN PIERRE DUPRE"},
      {"高石  橘馬", "高石橘馬"},
      {"塔布　安德魯", "塔布安德魯"},
      {"TUBB, ANDREW", "TUBB ANDREW"},
      {"Смирнов Алексей", "СМИРНОВ АЛЕКСЕЙ"},
      {"홍 길동", "홍길동"},
      {"", ""},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(facet_person_name(row.name), row.facet) << row.name;
    EXPECT_EQ(facet_person_name(row.facet), row.facet) << row.name;
  }
}

TEST(PersonName, KanaKeepTheirVoicing) { EXPECT_EQ(facet_person_name("ｶﾞｷﾞｸﾞ"), "ガギグ"); }

TEST(NameProperty, AnyBytesGiveANameThatStays) {
  const bool held = rc::check([] {
    const auto text = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    const std::string company = facet_company_name(text);
    RC_ASSERT(facet_company_name(company) == company);
    const std::string person = facet_person_name(text);
    RC_ASSERT(facet_person_name(person) == person);
  });
  EXPECT_TRUE(held);
}

TEST(NameProperty, AnyCharactersGiveANameThatStays) {
  const bool held = rc::check([] {
    const auto points = *rc::gen::container<std::u32string>(
        rc::gen::map(rc::gen::oneOf(rc::gen::inRange<uint32_t>(1, 0x3400),
                                    rc::gen::inRange<uint32_t>(1, 0x30000),
                                    rc::gen::inRange<uint32_t>(0x20, 0x180)),
                     [](uint32_t c) { return static_cast<char32_t>(c); }));
    const std::string text = encode_utf8(points);
    const std::string company = facet_company_name(text);
    RC_ASSERT(facet_company_name(company) == company);
    const std::string person = facet_person_name(text);
    RC_ASSERT(facet_person_name(person) == person);
  });
  EXPECT_TRUE(held);
}

TEST(NameProperty, AnyMixtureOfFormsStaysAndIsNeverStrippedToNothing) {
  const bool held = rc::check([] {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "ACME", "LG", "3M", "x", "Inc.", "Co.,", "Ltd", "GmbH", "& Co", "KG", "&", "and", "The",
        "S.A.", "A/S", "(株)", "株式会社", "㈱", "公司", "(集團)", "股份有限公司", "日商", "美商",
        "日立", "電", "주식회사", "삼성", " ", " ", ".", ",", "[US]", "[", "]", "(", ")", "é", "Ø",
        "ß", "ı", "\u0301", "ｶﾞ", "บริษัท", "ООО", "ŉ", "ǰ", "ﬁ", "ΐ"));
    std::string text;
    bool letters = false;
    for (const std::string& piece : pieces) {
      text += piece;
      letters = letters || piece == "ACME" || piece == "日立" || piece == "삼성" || piece == "Inc.";
    }
    const std::string company = facet_company_name(text);
    RC_ASSERT(facet_company_name(company) == company);
    RC_ASSERT((!letters || !company.empty()));
    const std::string person = facet_person_name(text);
    RC_ASSERT(facet_person_name(person) == person);
  });
  EXPECT_TRUE(held);
}

TEST(CompanyName, FormsComeOffInTheSpellingThatFoldingGivesThem) {
  EXPECT_EQ(facet_company_name("บริษัท ปตท. จำกัด (มหาชน)"), "ปตท");
  EXPECT_EQ(facet_company_name("Общество с ограниченной ответственностью «Яндекс»"), "ЯНДЕКС");
  EXPECT_EQ(facet_company_name("Закрытое акционерное общество «Икс»"), "ИКС");
  EXPECT_EQ(facet_company_name("Krka, d.o.o."), "KRKA");
  EXPECT_EQ(facet_company_name("Telefonaktiebolaget LM Ericsson (publ)"),
            "TELEFONAKTIEBOLAGET LM ERICSSON");
  EXPECT_EQ(facet_company_name("Polmed Spółka z o.o."), "POLMED");
  EXPECT_EQ(facet_company_name("Grupo XYZ, S.A.P.I. de C.V."), "GRUPO XYZ");
}

TEST(CompanyName, NoNameIsEmptyForItsForm) {
  EXPECT_EQ(facet_company_name("有限会社○○"), "有限会社");
}

}  // namespace
}  // namespace patlas
