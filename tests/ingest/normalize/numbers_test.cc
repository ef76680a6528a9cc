#include "ingest/normalize/numbers.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

namespace patlas {
namespace {

constexpr NumberSpace kPub = NumberSpace::kPublication, kApp = NumberSpace::kApplication;

std::string text_of(const DocdbNumber& number) {
  std::string text = number.country + "." + number.number;
  if (!number.kind.empty()) text += "." + number.kind;
  return text;
}

std::string office(NumberSpace space, std::string_view country, std::string_view number,
                   std::string_view kind = "", DateCode date = 0) {
  return text_of(normalize_office_number(space, country, number, kind, date));
}

std::vector<std::string> candidates(NumberSpace space, std::string_view text) {
  std::vector<std::string> out;
  for (const DocdbNumber& number : parse_number(space, text)) out.push_back(text_of(number));
  return out;
}

std::string first(NumberSpace space, std::string_view text) {
  const auto all = candidates(space, text);
  return all.empty() ? "none" : all.front();
}

bool offers(NumberSpace space, std::string_view text, const std::string& number) {
  const auto all = candidates(space, text);
  return std::find(all.begin(), all.end(), number) != all.end();
}

// ---- A row for each rule ------------------------------------------------------------------------

struct OfficeRow {
  NumberSpace space;
  const char *country, *number, *kind;
  DateCode date;
  const char* docdb;
};

// Numbers are of our invention unless the rule needs a real one.
const OfficeRow kOfficeRows[] = {
    // US publications
    {kPub, "US", "07650331", "B2", 0, "US.7650331.B2"},
    {kPub, "US", "D0680087", "S1", 0, "US.D680087.S"},
    {kPub, "US", "PP012009", "P3", 0, "US.PP12009.P3"},
    {kPub, "US", "RE039998", "E1", 0, "US.RE39998.E"},
    {kPub, "US", "H0001523", "H1", 0, "US.H1523.H"},
    {kPub, "US", "T0109201", "I4", 0, "US.T109201.I4"},
    {kPub, "US", "AI00002", "I5", 0, "US.AI2.I5"},
    {kPub, "US", "039327094", "A", 0, "US.3932709.A"},
    {kPub, "US", "2012/0116137", "A1", 0, "US.2012116137.A1"},
    {kPub, "US", "20220240350", "A1", 0, "US.2022240350.A1"},
    {kPub, "US", "2007255977", "A1", 0, "US.2007255977.A1"},
    {kPub, "US", "200103540", "A1", 0, "US.2001003540.A1"},
    {kPub, "US", "D813,591", "", 0, "US.D813591.S"},
    // US applications
    {kApp, "US", "13299685", "", make_date(2011, 11, 18), "US.201113299685.A"},
    {kApp, "US", "12942680", "", make_date(2010, 11, 9), "US.94268010.A"},
    {kApp, "US", "08/921,321", "", make_date(1997, 8, 29), "US.92132197.A"},
    {kApp, "US", "60/396,363", "", make_date(2002, 7, 15), "US.39636302.P"},
    {kApp, "US", "62746724", "", make_date(2018, 10, 17), "US.201862746724.P"},
    {kApp, "US", "29/010,907", "", make_date(1993, 7, 20), "US.1090793.F"},
    {kApp, "US", "29/510,907", "", make_date(2014, 12, 4), "US.201429510907.F"},
    {kApp, "US", "2002 291320", "", 0, "US.29132002.A"},
    {kApp, "US", "US201213547826", "A", 0, "US.201213547826.A"},
    {kApp, "US", "13299685", "", 0, "US.13299685.A"},
    // EP and international
    {kPub, "EP", "0 123 456", "A1", 0, "EP.0123456.A1"},
    {kPub, "EP", "374332", "B1", 0, "EP.0374332.B1"},
    {kApp, "EP", "08868513.6", "", 0, "EP.08868513.A"},
    {kApp, "EP", "088685136", "", 0, "EP.08868513.A"},
    {kApp, "EP", "088685135", "", 0, "EP.088685135.A"},
    {kApp, "EP", "20190050740", "", 0, "EP.19050740.A"},
    {kPub, "WO", "WO 02/64032", "A3", 0, "WO.2002064032.A3"},
    {kPub, "WO", "03/085379", "A3", 0, "WO.2003085379.A3"},
    {kPub, "WO", "0001733", "A", 0, "WO.2000001733.A"},
    {kPub, "WO", "W02004/067391", "A2", 0, "WO.2004067391.A2"},
    {kPub, "WO", "98/31467", "A1", 0, "WO.1998031467.A1"},
    {kPub, "WO", "2005/080928", "A1", 0, "WO.2005080928.A1"},
    {kApp, "WO", "PCT/US2008/086599", "", 0, "US.2008086599.W"},
    {kApp, "US", "PCT/NO98/00107", "", 0, "NO.9800107.W"},
    {kApp, "WO", "US2013/050328", "", 0, "US.2013050328.W"},
    {kApp, "WO", "EP2019050740", "", 0, "EP.2019050740.W"},
    {kApp, "US", "US2008/086599", "W", 0, "US.2008086599.W"},
    {kApp, "WO", "1998US16128", "", 0, "US.9816128.W"},
    // JP
    {kPub, "JP", "2007-88222", "A", 0, "JP.2007088222.A"},
    {kPub, "JP", "11-176578", "A", 0, "JP.H11176578.A"},
    {kPub, "JP", "61105664", "A", 0, "JP.S61105664.A"},
    {kPub, "JP", "9296005", "A", make_date(1997, 11, 0), "JP.H09296005.A"},
    {kPub, "JP", "0458455", "", make_date(1992, 2, 0), "JP.H0458455"},
    {kPub, "JP", "0921 4043", "", make_date(1997, 8, 0), "JP.H09214043"},
    {kPub, "JP", "P2001-118988", "A", 0, "JP.2001118988.A"},
    {kPub, "JP", "4961043", "", make_date(2012, 6, 27), "JP.4961043"},
    {kPub, "JP", "08-52175", "", 0, "JP.H0852175"},
    {kPub, "JP", "昭和58-2167", "U", 0, "JP.S582167.U"},
    {kPub, "JP", "2021509175", "公表特許公報(A)", 0, "JP.2021509175.A"},
    {kPub, "JP", "04219000", "B2", 0, "JP.4219000.B2"},
    {kPub, "JP", "登録実用新案第3000001号", "", 0, "JP.3000001.U"},
    {kApp, "JP", "P2005-117654", "", 0, "JP.2005117654.A"},
    {kApp, "JP", "P. 11-295684", "", make_date(1999, 10, 18), "JP.29568499.A"},
    {kApp, "JP", "9-123456", "", 0, "JP.12345697.A"},
    {kApp, "JP", "D 2010-6823", "", 0, "JP.2010006823.F"},
    {kApp, "JP", "実願昭55-12345", "", 0, "JP.1234580.U"},
    {kApp, "JP", "131699", "A", make_date(1999, 1, 6), "JP.131699.A"},
    // KR
    {kApp, "KR", "10-2005-0003816", "", 0, "KR.20050003816.A"},
    {kApp, "KR", "20-2012-0001234", "", 0, "KR.20120001234.U"},
    {kApp, "KR", "1020230003245", "", 0, "KR.20230003245.A"},
    {kPub, "KR", "1020010069140", "A", 0, "KR.20010069140.A"},
    {kPub, "KR", "2001097492", "A", 0, "KR.20010097492.A"},
    {kPub, "KR", "2003-0058012", "A", 0, "KR.20030058012.A"},
    {kPub, "KR", "10-0721515", "", 0, "KR.100721515.B1"},
    {kPub, "KR", "2004825760000", "Y1", 0, "KR.200482576.Y1"},
    {kPub, "KR", "300418370.0000", "S", 0, "KR.300418370.S"},
    {kPub, "KR", "1350595", "B1", 0, "KR.101350595.B1"},
    {kPub, "KR", "97-5678", "B1", 0, "KR.970005678.B1"},
    // CN
    {kApp, "CN", "201410408762.5", "", 0, "CN.201410408762.A"},
    {kApp, "CN", "202111286633.X", "", 0, "CN.202111286633.A"},
    {kApp, "CN", "102021001286633", "", 0, "CN.202111286633.A"},
    {kApp, "CN", "102015131984", "", 0, "CN.201510131984.A"},
    {kApp, "CN", "2007 1 0146763", "", 0, "CN.200710146763.A"},
    {kApp, "CN", "2003 3 01268797", "", 0, "CN.200330126879.F"},
    {kApp, "CN", "008140375", "", 0, "CN.00814037.A"},
    {kApp, "CN", "00814037.5", "", 0, "CN.00814037.A"},
    {kPub, "CN", "127 80 68", "A", 0, "CN.1278068.A"},
    {kPub, "CN", "CN-U- 202 128 028", "", 0, "CN.202128028.U"},
    // TW
    {kPub, "TW", "I787146", "B", 0, "TW.I787146.B"},
    {kPub, "TW", "M651049", "", 0, "TW.M651049.U"},
    {kPub, "TW", "D100001", "", 0, "TW.D100001.S"},
    {kPub, "TW", "201708459", "", 0, "TW.201708459.A"},
    {kPub, "TW", "592636", "B", 0, "TW.592636.B"},
    {kApp, "TW", "104122253", "", 0, "TW.104122253.A"},
    {kApp, "TW", "097145995", "", 0, "TW.97145995.A"},
    {kApp, "TW", "95139327 A", "", 0, "TW.95139327.A"},
    {kApp, "TW", "99300626", "", 0, "TW.99300626.F"},
    {kApp, "TW", "100302385", "", 0, "TW.100302385.F"},
    {kApp, "TW", "06202104", "", 0, "TW.6202104.A"},
    {kApp, "TW", "094112345A01", "", 0, "TW.94112345A01.A"},
    // DE
    {kPub, "DE", "197 51 791", "A1", 0, "DE.19751791.A1"},
    {kPub, "DE", "000060216051", "T2", 0, "DE.60216051.T2"},
    {kPub, "DE", "G8513103.2", "", 0, "DE.8513103.U1"},
    {kPub, "DE", "1 121 964", "B", 0, "DE.1121964.B"},
    {kPub, "DE", "801283", "B", 0, "DE.801283.C"},
    {kApp, "DE", "10 2018 002 630.3", "", 0, "DE.102018002630.A"},
    {kApp, "DE", "20 2009 001 036 U", "", 0, "DE.202009001036.U"},
    {kApp, "DE", "19840645.2", "", 0, "DE.19840645.A"},
    {kApp, "DE", "100014992", "", 0, "DE.10001499.A"},
    {kApp, "DE", "P 31 30 619.5", "", 0, "DE.3130619.A"},
    {kApp, "DE", "B 77613", "", 0, "DE.B0077613.A"},
    {kApp, "DE", "G7722846.7", "", 0, "DE.7722846.U"},
    // Others
    {kApp, "FR", "19 09731", "", 0, "FR.1909731.A"},
    {kApp, "FR", "FR FR1909731", "", 0, "FR.1909731.A"},
    {kPub, "FR", "2 755 074", "A1", 0, "FR.2755074.A1"},
    {kApp, "GB", "0225961.2", "", 0, "GB.0225961.A"},
    {kApp, "GB", "9921064", "", 0, "GB.9921064.A"},
    {kApp, "AT", "967/1994", "", 0, "AT.96794.A"},
    {kApp, "AT", "GM 434/2002", "", 0, "AT.4342002.U"},
    {kPub, "AT", "362828", "E", 0, "AT.E362828.T1"},
    {kPub, "AU", "200042655", "B2", 0, "AU.2000042655.B2"},
    {kPub, "RU", "2 353 337", "С2", 0, "RU.2353337.C2"},
    {kApp, "RU", "2010150220/11", "", 0, "RU.2010150220.A"},
    {kApp, "BR", "BR 10 2015 006208-7", "", 0, "BR.102015006208.A"},
    {kPub, "BR", "PI0507004-8", "A2", 0, "BR.PI0507004.A2"},
    {kPub, "IN", "2282/MUM/2011", "", 0, "IN.2011MU02282.A"},
    {kApp, "IN", "3358/DELNP/2010", "", 0, "IN.3358DN2010.A"},
    {kApp, "MX", "MX/a/2021/003222", "", 0, "MX.2021003222.A"},
    {kApp, "MX", "PA/a/2005/006297", "", 0, "MX.PA05006297.A"},
    {kApp, "SG", "11201401234P", "", 0, "SG.11201401234P.A"},
    {kApp, "HK", "22019000112.7", "", 0, "HK.22019000112.A"},
    {kPub, "SE", "9503964", "A", 0, "SE.9503964.L"},
    {kApp, "SE", "9503964-5", "", 0, "SE.9503964.A"},
    {kApp, "IT", "MI2001A000123", "", 0, "IT.MI20010123.A"},
    {kApp, "IT", "PD05A0056", "", 0, "IT.PD20050056.A"},
    {kPub, "GE", "U200501210", "Y", 0, "GE.U20051210.Y"},
    {kPub, "AR", "71041", "A1", 0, "AR.071041.A1"},
    {kPub, "EA", "EA12345", "B1", 0, "EA.012345.B1"},
    {kApp, "MD", "a 2005 0130", "", 0, "MD.20050130.A"},
    {kPub, "CA", "2 467 000", "A1", 0, "CA.2467000.A1"},
    // No rule: upper case, without blanks and separators
    {kApp, "AU", "PQ4392", "", 0, "AU.PQ4392"},
    {kPub, "EM", "000407929-0006", "", 0, "EM.0004079290006"},
    {kPub, "ZA", "99/3090", "B", 0, "ZA.993090.B"},
};

TEST(OfficeNumber, EveryRuleGivesTheDocdbForm) {
  for (const OfficeRow& row : kOfficeRows) {
    EXPECT_EQ(office(row.space, row.country, row.number, row.kind, row.date), row.docdb)
        << row.country << ' ' << row.number;
  }
}

TEST(OfficeNumber, NormalizingTwiceIsNormalizingOnce) {
  for (const OfficeRow& row : kOfficeRows) {
    const DocdbNumber once =
        normalize_office_number(row.space, row.country, row.number, row.kind, row.date);
    const DocdbNumber twice =
        normalize_office_number(row.space, once.country, once.number, once.kind, row.date);
    EXPECT_EQ(text_of(twice), text_of(once)) << row.country << ' ' << row.number;
  }
}

TEST(OfficeNumber, IsAmongTheCandidatesOfItsDisplayForm) {
  for (const OfficeRow& row : kOfficeRows) {
    const DocdbNumber number =
        normalize_office_number(row.space, row.country, row.number, row.kind, row.date);
    EXPECT_TRUE(offers(row.space, display_number(number), text_of(number)))
        << display_number(number) << " for " << text_of(number);
  }
}

TEST(OfficeNumber, CountryMayBeANameOrAnOldCode) {
  EXPECT_EQ(office(kApp, "美國", "62/129,282", "", make_date(2015, 3, 6)), "US.201562129282.P");
  EXPECT_EQ(office(kApp, "歐洲專利局", "08166352.8"), "EP.08166352.A");
  EXPECT_EQ(office(kPub, "UK", "2 311 727", "A"), "GB.2311727.A");
}

TEST(OfficeNumber, UnusableKindIsLeftOut) {
  EXPECT_EQ(office(kApp, "US", "10/123456", "00", make_date(2002, 4, 16)), "US.12345602.A");
}

TEST(OfficeNumber, NothingInNothingOut) {
  EXPECT_EQ(normalize_office_number(kPub, "US", "", "", 0).number, "");
  EXPECT_EQ(normalize_office_number(kPub, "US", "unknown", "", 0).number, "");
  EXPECT_EQ(normalize_office_number(kPub, "US", std::string(300, '1'), "", 0).number, "");
}

TEST(OfficeNumber, AnInternationalApplicationIsNoPublication) {
  EXPECT_EQ(office(kPub, "WO", "PCT/US99/12345"), "WO.PCTUS9912345");
  EXPECT_TRUE(candidates(kPub, "PCT/US99/12345").empty());
}

TEST(DocdbNumber, KeepsWhatAnOfficeRuleWouldReread) {
  EXPECT_EQ(text_of(docdb_number(kApp, "US", "12345605", "A")), "US.12345605.A");
  EXPECT_EQ(text_of(docdb_number(kApp, "US", "2366704", "A")), "US.2366704.A");
  EXPECT_EQ(text_of(docdb_number(kPub, "us", "d813591", "S1")), "US.D813591.S");
}

TEST(DocdbNumber, WoYearsHaveFourDigits) {
  EXPECT_EQ(text_of(docdb_number(kPub, "WO", "9831467", "A1")), "WO.1998031467.A1");
  EXPECT_EQ(text_of(docdb_number(kPub, "WO", "03107732", "A1")), "WO.2003107732.A1");
  EXPECT_EQ(text_of(docdb_number(kPub, "WO", "2004000001", "A1")), "WO.2004000001.A1");
}

// ---- What users type ----------------------------------------------------------------------------

// Each line of domain.md 1.3, "Variants that must match one record".
struct Variants {
  NumberSpace space;
  std::string key;
  std::vector<std::string> spellings;
};
const Variants kVariants[] = {
    {kPub,
     "US.2012116137",
     {"US2012/0116137A1", "US20120116137", "20120116137", "US2012116137", "US-2012116137-A1",
      "us 2012/0116137 a1", "US Patent Application Publication No. 2012/0116137"}},
    {kPub,
     "WO.1998012345",
     {"WO 98/12345", "WO9812345", "WO1998012345", "WO98/012345", "WO-98/12345", "WOWO 98/12345",
      "WO-A1-98/12345"}},
    {kPub,
     "JP.H10123456",
     {"JPH10-123456A", "特開平10-123456", "特開平１０－１２３４５６", "JP10-123456A",
      "JP1998-123456", "特开平10-123456", "特開平10ー123456号公報", "JP-A-H10-123456",
      "H10-123456"}},
    {kPub, "CN.101234567", {"CN101234567A", "101234567", "CN 101 234 567 A", "CN-A-101234567"}},
    {kPub,
     "TW.I452476",
     {"TW I452476", "TWI452476B", "I452476", "TW452476", "發明第I452476號", "發明專利第I452476號",
      "中華民國專利公告第I452476號", "twi452476", "TW-I452476-B"}},
    {kApp, "TW.97145995", {"097145995", "97145995", "TW097145995A", "TW97145995", "第097145995號"}},
    {kPub, "KR.102587872", {"10-2587872", "KR102587872B1", "KR10-2587872", "특허 제10-2587872호"}},
    {kPub, "EP.0680812", {"EP680812", "EP0680812A1", "EP 0 680 812 A1", "EP-A1-0 680 812"}},
    {kPub, "RU.2353337", {"RU 2 353 337 С2", "RU2353337C2"}},
    {kPub,
     "US.7650331",
     {"US 7,650,331 B2", "7,650,331", "7650331", "US07650331", "U.S. Pat. No. 7,650,331",
      "USP 7650331", "US-7650331-B2", "ＵＳ７６５０３３１Ｂ２", "美國專利第7,650,331號",
      "US7,650,331B2"}},
    {kApp,
     "US.2008086599.W",
     {"PCT/US2008/086599", "PCT/US08/86599", "pct/us2008/086599", "PCTUS2008086599",
      "WO2008US86599", "US2008/086599"}},
    {kApp, "US.2366704", {"US 11/023,667", "11/023,667", "US11023667", "2366704"}},
    {kApp, "US.201213547826", {"13/547,826", "US 13/547,826", "201213547826"}},
    {kApp, "EP.08868513", {"EP08868513.6", "EP 08868513", "08868513.6", "EP20080868513"}},
    {kApp, "CN.201210106458", {"201210106458.6", "CN201210106458", "ZL201210106458.6"}},
    {kApp, "KR.20080107376", {"10-2008-0107376", "KR20080107376", "KR 1020080107376"}},
    {kApp, "JP.131699", {"特願平11-1316", "JP11-1316", "JP H11-1316", "JP19990001316"}},
    {kApp, "TW.100101234", {"第100101234號", "TW100101234", "100101234", "TW20110101234"}},
};

TEST(ParseNumber, AllVariantsMeetOnOneKey) {
  for (const Variants& variants : kVariants) {
    for (const std::string& spelling : variants.spellings) {
      const auto all = parse_number(variants.space, spelling);
      const bool found = std::any_of(all.begin(), all.end(), [&](const DocdbNumber& number) {
        return text_of(number) == variants.key ||
               number.country + "." + number.number == variants.key;
      });
      EXPECT_TRUE(found) << spelling << " does not offer " << variants.key;
    }
  }
}

TEST(ParseNumber, KindIsOnlyWhatWasTyped) {
  EXPECT_EQ(first(kPub, "US 7,650,331 B2"), "US.7650331.B2");
  EXPECT_EQ(first(kPub, "US 7,650,331"), "US.7650331");
  EXPECT_EQ(first(kPub, "TWI452476"), "TW.I452476");
  EXPECT_EQ(first(kPub, "10-2587872"), "KR.102587872");
}

TEST(ParseNumber, AWordBesideTheNumberIsAKind) {
  EXPECT_EQ(first(kPub, "特開平10-123456"), "JP.H10123456.A");
  EXPECT_EQ(first(kPub, "特公昭60-2468"), "JP.S602468.B2");
  EXPECT_TRUE(offers(kPub, "特公昭60-2468", "JP.S602468.B4"));
  EXPECT_EQ(first(kPub, "特許第4961043号"), "JP.4961043.B2");
  EXPECT_EQ(first(kPub, "特許第1234567号"), "JP.1234567.C");
  EXPECT_EQ(first(kPub, "実開昭58-2167"), "JP.S582167.U");
}

TEST(ParseNumber, JapaneseDescriptionsCiteOtherOfficesInJapanese) {
  EXPECT_EQ(first(kPub, "米国特許第５１２３４５６号明細書"), "US.5123456");
  EXPECT_EQ(first(kPub, "米国特許出願公開第２０１２／０１１６１３７号明細書"), "US.2012116137");
  EXPECT_EQ(first(kPub, "国際公開第２００８／１２３４５６号パンフレット"), "WO.2008123456");
  EXPECT_EQ(first(kPub, "中国特許出願公開第１０１９１１０４２号明細書"), "CN.101911042");
  EXPECT_EQ(first(kPub, "独国特許出願公開第１０２００４０１２３４５号明細書"), "DE.102004012345");
  EXPECT_EQ(first(kPub, "韓国登録特許第１０−１２３４５６７号公報"), "KR.101234567");
}

TEST(ParseNumber, AmbiguousFormsGiveSeveralCandidates) {
  EXPECT_TRUE(offers(kPub, "WO00101000A1", "WO.2000101000.A1"));
  EXPECT_TRUE(offers(kPub, "WO00101000A1", "WO.2001001000.A1"));
  EXPECT_EQ(first(kPub, "WO00101000A1"), "WO.2000101000.A1");
  // 1989 is S64 and H01.
  EXPECT_TRUE(offers(kPub, "JP01153210A", "JP.H01153210.A"));
  EXPECT_TRUE(offers(kPub, "JP01153210A", "JP.S64153210.A"));
  // Six digits may be a Taiwanese grant of before 2004, or one whose letter was left out.
  EXPECT_EQ(first(kPub, "TW452476"), "TW.452476");
  EXPECT_TRUE(offers(kPub, "TW452476", "TW.M452476"));
  // Seven digits alone.
  for (const char* number : {"US.4961043", "EP.4961043", "JP.4961043", "DE.4961043"}) {
    EXPECT_TRUE(offers(kPub, "4961043", number)) << number;
  }
}

TEST(ParseNumber, ApplicationWithoutItsYearOffersEveryYearOfItsSeries) {
  const auto all = candidates(kApp, "11/023,667");
  for (const char* number : {"US.2366704", "US.2366705", "US.2366706", "US.2366707"}) {
    EXPECT_NE(std::find(all.begin(), all.end(), number), all.end()) << number;
  }
  EXPECT_EQ(all.front(), "US.2366704");
}

TEST(ParseNumber, CheckDigitIsDroppedFirstOnlyWhereItIsRight) {
  EXPECT_EQ(first(kApp, "EP088685136"), "EP.08868513");
  EXPECT_EQ(first(kApp, "EP088685135"), "EP.088685135");
  EXPECT_TRUE(offers(kApp, "EP088685135", "EP.08868513"));
  EXPECT_EQ(first(kApp, "CN008140375"), "CN.00814037");
  EXPECT_EQ(first(kApp, "CN008140374"), "CN.008140374");
  EXPECT_EQ(first(kApp, "DE100014992"), "DE.10001499");
  EXPECT_EQ(first(kApp, "DE100014993"), "DE.100014993");
}

TEST(ParseNumber, SpacesStayApart) {
  EXPECT_EQ(first(kApp, "TW100101234"), "TW.100101234");
  EXPECT_EQ(first(kPub, "TW201001234"), "TW.201001234");
  for (const std::string& number : candidates(kPub, "11/023,667")) {
    EXPECT_FALSE(number.starts_with("US.")) << number;
  }
}

TEST(ParseNumber, StrayDigitOfATaiwaneseGrantIsOffered) {
  EXPECT_EQ(first(kPub, "TW-B I1339438"), "TW.I339438.B");
  EXPECT_TRUE(offers(kPub, "TW-B I1339438", "TW.I1339438.B"));
}

TEST(ParseNumber, WhatIsNoNumberGivesNone) {
  for (const char* text :
       {"", " ", "coating", "電池", "US", "EP A1", "ZZ123", "12 monkeys", "a*", "???", "No.",
        "H2O + CO2", "\xff\xfe", "10\xc3", "PCT/", "PCT/ZZ2008/1"}) {
    EXPECT_TRUE(candidates(kPub, text).empty()) << text;
    EXPECT_TRUE(candidates(kApp, text).empty()) << text;
  }
  EXPECT_TRUE(candidates(kPub, "US" + std::string(255, '7')).empty());
}

TEST(ParseNumber, ALetterBetweenDigitsIsASlip) {
  for (const char* text : {"US7S50331", "EP1O00000", "KR1O2587872B1", "CN1O1234567A"}) {
    EXPECT_TRUE(candidates(kPub, text).empty()) << text;
  }
  EXPECT_EQ(first(kPub, "IN2011MU02282A"), "IN.2011MU02282.A");
}

TEST(ParseNumber, NorwayIsNoAbbreviation) {
  EXPECT_EQ(first(kApp, "NO 20062106"), "NO.20062106");
  EXPECT_EQ(first(kPub, "SN.200182915.T1"), "SN.200182915.T1");
  EXPECT_EQ(first(kPub, "No. 7,650,331"), "US.7650331");
}

TEST(DisplayNumber, IsTheOfficesForm) {
  EXPECT_EQ(display_number({"US", "7650331", "B2"}), "US 7650331 B2");
  EXPECT_EQ(display_number({"US", "2012116137", "A1"}), "US 2012/0116137 A1");
  EXPECT_EQ(display_number({"WO", "2002051231", "A1"}), "WO 2002/051231 A1");
  EXPECT_EQ(display_number({"JP", "H10123456", "A"}), "JP H10-123456 A");
  EXPECT_EQ(display_number({"JP", "2011251389", "A"}), "JP 2011-251389 A");
  EXPECT_EQ(display_number({"KR", "102587872", "B1"}), "KR 10-2587872 B1");
  EXPECT_EQ(display_number({"KR", "20230138065", "A"}), "KR 10-2023-0138065 A");
  EXPECT_EQ(display_number({"US", "2008086599", "W"}), "PCT/US2008/086599");
  EXPECT_EQ(display_number({"TW", "I787146", "B"}), "TW I787146 B");
  EXPECT_EQ(display_number({"EP", "1000000", ""}), "EP 1000000");
}

// ---- Any bytes ----------------------------------------------------------------------------------

const char* const kOffices[] = {"US", "EP", "WO", "JP", "KR", "CN", "TW", "DE", "FR", "GB",
                                "CA", "AU", "RU", "BR", "IN", "MX", "SG", "HK", "AT", "IT",
                                "AR", "EA", "GE", "MD", "SE", "NL", "XX", ""};

TEST(NumberProperty, AnyBytesAreReadWithoutHarm) {
  const bool held = rc::check([] {
    const auto text = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    for (const NumberSpace space : {kPub, kApp}) {
      RC_ASSERT(parse_number(space, text).size() <= 200u);
      for (const char* country : kOffices) {
        const DocdbNumber number = normalize_office_number(space, country, text, text, 0);
        RC_ASSERT(number.number.size() <= text.size() + 16);
      }
    }
  });
  EXPECT_TRUE(held);
}

TEST(NumberProperty, NumberLikeTextsAreReadWithoutHarmAndOnlyAsLettersAndDigits) {
  const bool held = rc::check([] {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "US", "JP", "TW", "KR", "CN", "DE", "WO", "EP", "PCT", "/", "-", ".", " ", ",", "1", "0",
        "9", "20", "1998", "2012", "10", "特開", "平", "昭", "第", "號", "제", "호", "A1", "B", "X",
        "I", "M", "D", "RE", "H", "G", "P", "No.", "123456", "0000"));
    std::string text;
    for (const std::string& piece : pieces) text += piece;
    for (const NumberSpace space : {kPub, kApp}) {
      for (const DocdbNumber& number : parse_number(space, text)) {
        RC_ASSERT(!number.number.empty());
        RC_ASSERT(std::all_of(number.number.begin(), number.number.end(), [](char c) {
          return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
        }));
      }
      for (const char* country : kOffices) {
        normalize_office_number(space, country, text, "", make_date(2012, 3, 4));
      }
    }
  });
  EXPECT_TRUE(held);
}

// Forms that documents give as their originals, which a query then did not find.
TEST(Numbers, OriginalsOfPrioritiesAndApplicationsAreRead) {
  EXPECT_TRUE(offers(kApp, "WO DM/074 086", "WO.DM074086"));
  EXPECT_TRUE(offers(kApp, "WODM074086", "WO.DM074086"));
  EXPECT_EQ(first(kApp, "WO AB/074 086"), "none");
  EXPECT_TRUE(offers(kApp, "DK 19702186.8", "DK.19702186"));
  EXPECT_TRUE(offers(kApp, "GB 201800758", "GB.1800758"));
  EXPECT_TRUE(offers(kApp, "DE G 34437", "DE.G0034437"));
  EXPECT_TRUE(offers(kApp, "DE P 34437", "DE.P0034437"));
  EXPECT_TRUE(offers(kApp, "DE G 8712345.6", "DE.8712345"));
}

TEST(Numbers, SenegalIsNoSerialNumberWhereItTouchesItsDigits) {
  EXPECT_TRUE(offers(kPub, "SN200182915T1", "SN.200182915.T1"));
  EXPECT_TRUE(offers(kApp, "SN200182915", "SN.200182915"));
  EXPECT_FALSE(offers(kApp, "SN 12/345,678", "SN.12345678"));
  EXPECT_FALSE(offers(kApp, "SN12/345,678", "SN.12345678"));
  EXPECT_TRUE(offers(kApp, "US SN 12/345,678", "US.34567808"));
}

TEST(Numbers, NorwayAndSenegalAreNoWordsInTheDocdbForm) {
  EXPECT_EQ(first(kApp, "NO.20022426.A"), "NO.20022426.A");
  EXPECT_EQ(first(kPub, "NO.323456.B1"), "NO.323456.B1");
  EXPECT_EQ(first(kPub, "No. 7,650,331"), "US.7650331");
  EXPECT_EQ(first(kPub, "No.7650331"), "US.7650331");
}

// DOCDB makes numbers up for priorities that it does not know.
TEST(Numbers, OnesThatEndInXAreRead) {
  EXPECT_TRUE(offers(kApp, "US 1258190X", "US.1258190X"));
  EXPECT_TRUE(offers(kApp, "US1258190XA", "US.1258190X.A"));
  EXPECT_TRUE(offers(kApp, "CS1258191XA", "CS.1258191X.A"));
  EXPECT_EQ(first(kApp, "CN 200610123456.X A"), "CN.200610123456.A");
  EXPECT_EQ(first(kPub, "US 1258190X"), "none");
  EXPECT_EQ(first(kApp, "US 12X58190"), "none");
}

// ---- Forms that were once read as something that no document has --------------------------------

TEST(ParseNumber, WordsOfPrintAreNoPartOfTheNumber) {
  EXPECT_EQ(candidates(kPub, "DE-OS 23 09 038"), std::vector<std::string>{"DE.2309038"});
  EXPECT_EQ(first(kPub, "DE-PS 801283"), "DE.801283");
  EXPECT_EQ(first(kPub, "DE-GM 89 08 812"), "DE.8908812");
  EXPECT_EQ(first(kPub, "GB-PS 1 234 567"), "GB.1234567");
  EXPECT_EQ(first(kPub, "IT PS 2001 A 001234"), "IT.PS20011234");
  EXPECT_EQ(office(kPub, "DE", "OS 2309038"), "DE.2309038");
}

TEST(ParseNumber, AKindsLetterMayTouchTheNumberBehindIt) {
  EXPECT_EQ(first(kPub, "EPA 0 123 456"), "EP.0123456.A");
  EXPECT_EQ(first(kPub, "EP A1 0123456"), "EP.0123456.A1");
  EXPECT_EQ(first(kPub, "JPA 2001-118988"), "JP.2001118988.A");
  EXPECT_EQ(first(kPub, "JPA H10-123456"), "JP.H10123456.A");
  EXPECT_EQ(first(kPub, "JPU3000001"), "JP.3000001.U");
  EXPECT_EQ(first(kPub, "RU 2 353 337 C 2"), "RU.2353337.C2");
  EXPECT_EQ(first(kPub, "IT MI 2001 A 1"), "IT.MI20010001");
}

TEST(ParseNumber, AmericanWordsAreNoCountries) {
  EXPECT_TRUE(offers(kPub, "Des. 374,176", "US.D374176"));
  EXPECT_TRUE(offers(kPub, "SIR H1,523", "US.H1523"));
  EXPECT_TRUE(offers(kPub, "2012-0116137", "US.2012116137"));
}

TEST(ParseNumber, AmericanSeriesLastedAsLongAsTheyDid) {
  EXPECT_TRUE(offers(kApp, "61/800,123", "US.201361800123"));
  EXPECT_TRUE(offers(kApp, "US 61/975,530", "US.201461975530"));
  EXPECT_TRUE(offers(kApp, "12/931,002", "US.93100211"));
  EXPECT_TRUE(offers(kApp, "13/999,897", "US.201413999897"));
  EXPECT_TRUE(offers(kApp, "13/299,685", office(kApp, "US", "13299685").substr(0, 11)));
}

TEST(ParseNumber, JapaneseYearsAreCountedInEveryWay) {
  EXPECT_TRUE(offers(kApp, "平成１１年特許願第１３１６号", "JP.131699"));
  EXPECT_TRUE(offers(kApp, "特願平成元年12号", "JP.1289"));
  EXPECT_TRUE(offers(kPub, "特開平12-123456", "JP.2000123456.A"));
  EXPECT_FALSE(offers(kPub, "JP1234567", "JP.2000034567"));
  EXPECT_EQ(first(kPub, "特開令和5-123456"), "JP.2023123456.A");
  EXPECT_EQ(first(kPub, "일본 특개평10-123456"), "JP.H10123456.A");
  EXPECT_EQ(first(kPub, "2015年"), "none");
  EXPECT_EQ(first(kPub, "2015年3月1日"), "none");
}

TEST(ParseNumber, AKindMayTouchTheCheckLetterOfSingapore) {
  EXPECT_EQ(first(kPub, "SG10201401234PA"), "SG.10201401234P.A");
  EXPECT_EQ(first(kPub, "SG10201401234P"), "SG.10201401234P");
}

TEST(ParseNumber, AWordIsNoCountrysCode) {
  for (const char* text : {"German patent 19630877", "China 101234567", "French 2876313"}) {
    EXPECT_EQ(first(kPub, text), "none") << text;
  }
  EXPECT_EQ(first(kPub, "USDES 374176 S"), "US.D374176.S");
}

TEST(ParseNumber, AFramesLineIsADash) {
  EXPECT_EQ(first(kPub, "特開平10─123456"), "JP.H10123456.A");
  EXPECT_TRUE(offers(kPub, "US 2012∕0116137", "US.2012116137"));
}

TEST(ParseNumber, AJapaneseSerialIsPaddedToSixDigitsOrNotAtAll) {
  EXPECT_EQ(candidates(kPub, "JPH10123456A"), std::vector<std::string>{"JP.H10123456.A"});
  EXPECT_EQ(candidates(kPub, "JPS602468B2"), std::vector<std::string>{"JP.S602468.B2"});
  EXPECT_EQ(candidates(kPub, "JPS582167U"), std::vector<std::string>{"JP.S582167.U"});
  EXPECT_TRUE(offers(kPub, "JPH8179521A", "JP.H08179521.A"));
  EXPECT_TRUE(offers(kPub, "JPH8007001A", "JP.H087001.A"));
}

TEST(ParseNumber, ARepublishedApplicationIsJapaneseInBothYearsForms) {
  for (const char* text : {"再表98/12345", "再公表特許WO98/12345", "JPWO1998012345A1"}) {
    EXPECT_TRUE(offers(kPub, text, "JP.WO9812345.A1")) << text;
    EXPECT_TRUE(offers(kPub, text, "JP.WO1998012345.A1")) << text;
  }
}

TEST(OfficeNumber, JapaneseRegistersHaveNoYears) {
  EXPECT_EQ(office(kPub, "JP", "1234567", "S"), "JP.1234567.S");
  EXPECT_EQ(office(kPub, "JP", "2500001", "Y2"), "JP.2500001.Y2");
  // 実公平3-012345
  EXPECT_EQ(office(kPub, "JP", "3012345", "Y2", make_date(1991, 3, 28)), "JP.H0312345.Y2");
}

TEST(ParseNumber, KoreanNumbersOfBefore1998AreOnes) {
  EXPECT_TRUE(offers(kPub, "특허 제123456호", "KR.100123456"));
  EXPECT_TRUE(offers(kPub, "KR 012345 B1", "KR.100012345.B1"));
  EXPECT_TRUE(offers(kPub, "KR98012345A", "KR.980012345.A"));
  EXPECT_TRUE(offers(kPub, "KR 9812345 B1", "KR.980012345.B1"));
  EXPECT_TRUE(offers(kApp, "98-12345", "KR.980012345"));
}

TEST(ParseNumber, AChineseApplicationIsNoPublication) {
  for (const char* text : {"ZL200810123456.7", "专利号ZL 00814037.5", "CN200880123968.6",
                           "CN 201510131984", "中国发明专利第ZL201520123456.X号"}) {
    EXPECT_EQ(first(kPub, text), "none") << text;
    EXPECT_NE(first(kApp, text), "none") << text;
  }
  // From 1985 to 1988 the publication had the application's number.
  EXPECT_EQ(first(kPub, "ZL85100001"), "CN.85100001");
  EXPECT_EQ(first(kPub, "ZL101234567"), "CN.101234567");
}

TEST(ParseNumber, TheWordForNumberAloneMakesNoneTaiwanese) {
  EXPECT_EQ(first(kApp, "申請號：200880123968.6"), "CN.200880123968");
  EXPECT_EQ(first(kApp, "申請號：093118606"), "TW.93118606");
}

TEST(ParseNumber, TaiwaneseGrantsLosePadding) {
  EXPECT_EQ(first(kPub, "TW0592636B"), "TW.592636.B");
  EXPECT_EQ(office(kPub, "TW", "00592636", "B"), "TW.592636.B");
}

// One application in EPODOC's form, the year and seven digits, and in DOCDB's.
TEST(ParseNumber, EpodocApplicationsMeetDocdbOnes) {
  const std::pair<const char*, const char*> pairs[] = {
      {"RU19950101234", "RU.95101234"},   {"CN20088123968", "CN.200880123968"},
      {"CN19971080299", "CN.97180299"},   {"DE19961030877", "DE.19630877"},
      {"DE19904021230", "DE.4021230"},    {"BR20151006208", "BR.102015006208"},
      {"IN2011MU02282", "IN.2282MU2011"}, {"MX20210003222", "MX.2021003222"},
      {"SG20010007086", "SG.200107086"},  {"NL19981010536", "NL.1010536"},
      {"AT19940000967", "AT.96794"},      {"AT20020000434", "AT.4342002"},
      {"SE19950003964", "SE.9503964"},    {"ES20010000123", "ES.200100123"},
      {"FI19990001234", "FI.991234"},     {"FI20000001234", "FI.20001234"}};
  for (const auto& [epodoc, docdb] : pairs) EXPECT_TRUE(offers(kApp, epodoc, docdb)) << epodoc;
  EXPECT_FALSE(offers(kApp, "FI20000001234", "FI.1234"));
}

TEST(ParseNumber, OtherOfficesFormsAreRead) {
  EXPECT_TRUE(offers(kPub, "GB 12345/1900", "GB.190012345"));
  EXPECT_TRUE(offers(kPub, "SE 9503964-7", "SE.9503964"));
  EXPECT_TRUE(offers(kPub, "AT232441T", "AT.E232441.T"));
  EXPECT_TRUE(offers(kPub, "ZA2001/1234", "ZA.200101234"));
  EXPECT_TRUE(offers(kApp, "SG 200107086-1", "SG.200107086"));
  EXPECT_TRUE(offers(kApp, "IN2282MUM2011", "IN.2282MU2011"));
  EXPECT_TRUE(offers(kApp, "P 40 21 230.1", "DE.4021230"));
  EXPECT_TRUE(offers(kApp, "EP8868513.6", "EP.08868513"));
  EXPECT_TRUE(offers(kApp, "201520123456X", "CN.201520123456"));
}

}  // namespace
}  // namespace patlas
