#include "ingest/normalize/kinds.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

namespace patlas {
namespace {

TEST(Kind, OfficeKindsBecomeDocdbKinds) {
  struct Row {
    const char *country, *kind, *docdb;
  };
  const Row rows[] = {
      {"US", "b2", "B2"},
      {"US", "S1", "S"},
      {"US", "E1", "E"},
      {"US", "H1", "H"},
      {"US", "P2", "P2"},
      {"US", "00", ""},
      {"US", "", ""},
      {"RU", "С2", "C2"},
      {"RU", "А", "A"},
      {"JP", "公開特許公報(A)", "A"},
      {"JP", "公表特許公報(A)", "A"},
      {"JP", "特許公報（Ｂ２）", "B2"},
      {"JP", "公開特許公報", "A"},
      {"JP", "T", "A"},
      {"EP", " A1 ", "A1"},
      {"DE", "T2", "T2"},
      {"CN", "发明专利申请", "A"},
      {"TW", "發明專利", "B"},
      {"TW", "發明專利公開公報", "A"},
      {"CN", "发明专利申请审定公告", "B"},
      {"KR", "공개실용신안공보", "U"},
      {"KR", "등록실용신안공보", "Y1"},
      {"XX", "utility", ""},
      {"KR", "Ｂ１", "B1"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(normalize_kind(row.country, row.kind), row.docdb) << row.country << ' ' << row.kind;
  }
}

TEST(Kind, NormalizingTwiceIsNormalizingOnce) {
  for (const char* country : {"US", "JP", "EP", "DE", "TW"}) {
    for (char letter = 'A'; letter <= 'Z'; ++letter) {
      for (const char* digit : {"", "1", "2", "9"}) {
        const std::string once = normalize_kind(country, std::string(1, letter) + digit);
        EXPECT_EQ(normalize_kind(country, once), once);
      }
    }
  }
}

TEST(KindStage, ChangesWithTheDate) {
  EXPECT_EQ(kind_stage("US", "B1", make_date(1999, 5, 4)), "reexamination");
  EXPECT_EQ(kind_stage("US", "B1", make_date(2005, 5, 3)), "grant");
  EXPECT_EQ(kind_stage("US", "A", make_date(1999, 5, 4)), "grant");
  EXPECT_EQ(kind_stage("US", "A1", make_date(2012, 5, 10)), "application");
  EXPECT_EQ(kind_stage("JP", "B2", make_date(1990, 1, 5)), "examined application");
  EXPECT_EQ(kind_stage("JP", "B2", make_date(2012, 6, 27)), "grant");
  EXPECT_EQ(kind_stage("CN", "B", make_date(1990, 1, 5)), "examined application");
  EXPECT_EQ(kind_stage("CN", "B", make_date(2012, 1, 4)), "grant");
}

TEST(KindStage, WithoutADateIsThePresentMeaning) {
  EXPECT_EQ(kind_stage("US", "B1", 0), "grant");
  EXPECT_EQ(kind_stage("JP", "B2", 0), "grant");
  EXPECT_EQ(kind_stage("GB", "A", 0), "application");
}

TEST(KindStage, CoversTheOfficesOfThisIssue) {
  EXPECT_EQ(kind_stage("EP", "A3", 0), "search report");
  EXPECT_EQ(kind_stage("EP", "B2", 0), "amended grant");
  EXPECT_EQ(kind_stage("WO", "A1", 0), "application");
  EXPECT_EQ(kind_stage("TW", "B", 0), "grant");
  EXPECT_EQ(kind_stage("TW", "U", 0), "utility model");
  EXPECT_EQ(kind_stage("TW", "S", 0), "design");
  EXPECT_EQ(kind_stage("US", "S", 0), "design");
  EXPECT_EQ(kind_stage("US", "E", 0), "reissue");
  EXPECT_EQ(kind_stage("US", "A9", 0), "correction");
}

TEST(KindStage, UnlistedKindsGoByCorrectionDigitAndLetter) {
  EXPECT_EQ(kind_stage("FR", "B9", 0), "correction");
  EXPECT_EQ(kind_stage("ZA", "B", 0), "grant");
  EXPECT_EQ(kind_stage("PL", "U1", 0), "utility model");
  EXPECT_EQ(kind_stage("ES", "T3", 0), "translation");
  EXPECT_EQ(kind_stage("ES", "X", 0), "");
  EXPECT_EQ(kind_stage("ES", "", 0), "");
  EXPECT_EQ(kind_stage("ES", "grant", 0), "");
}

TEST(KindProperty, AnyBytesAreReadWithoutHarm) {
  const bool held = rc::check([] {
    const auto text = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    const std::string kind = normalize_kind("JP", text);
    RC_ASSERT(kind.size() <= 2u);
    kind_stage("JP", text, 0);
  });
  EXPECT_TRUE(held);
}

}  // namespace
}  // namespace patlas
