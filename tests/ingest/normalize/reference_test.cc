// The tables of the reference material beside its number vectors: codes, check digits, eras, kinds,
// legal forms. Our own rows are in the tests of each file; these are a second, larger set.
#include "tests/ingest/normalize/reference.h"

#include <algorithm>
#include <cstdio>
#include <map>

#include "ingest/normalize/countries.h"
#include "ingest/normalize/dates.h"
#include "ingest/normalize/kinds.h"
#include "ingest/normalize/names.h"
#include "ingest/normalize/split_number.h"

namespace patlas {
namespace {

#define NEEDS_REFERENCE()                                                           \
  if (!test::has_reference()) {                                                     \
    GTEST_SKIP() << "PATLAS_REFERENCE is not set: the tables are not in this tree"; \
  }

TEST(Reference, EveryCodeOfSt3IsACountryCodeAndNoOther) {
  NEEDS_REFERENCE();
  size_t codes = 0;
  for (const auto& row : test::reference_rows("st3_codes.csv", 6)) {
    if (row[1].starts_with("individual")) continue;  // stands for ranges of private use
    EXPECT_EQ(is_country_code(row[0]), row[2] != "nonstandard") << row[0] << ' ' << row[1];
    ++codes;
  }
  EXPECT_GT(codes, 250u);
}

TEST(Reference, CheckDigitsAreThoseOfTheOffices) {
  NEEDS_REFERENCE();
  const std::map<std::string, char (*)(std::string_view)> kRules = {
      {"CN", cn_check_digit}, {"EP", ep_check_digit}, {"DE", de_check_digit}};
  size_t compared = 0;
  for (const auto& row : test::reference_rows("check_digits.csv", 5)) {
    const auto rule = kRules.find(row[0]);
    if (rule == kRules.end() || row[3].starts_with("until 1980")) continue;
    EXPECT_EQ(std::string(1, rule->second(row[1])), row[2]) << row[0] << ' ' << row[1];
    ++compared;
  }
  EXPECT_GE(compared, 12u);
}

TEST(Reference, ErasBeginOnTheirDays) {
  NEEDS_REFERENCE();
  size_t compared = 0;
  for (const auto& row : test::reference_rows("eras.csv", 8)) {
    if (row[0] != "JP" && row[0] != "TW") continue;
    unsigned year = 0, month = 0, day = 0;
    ASSERT_EQ(std::sscanf(row[4].c_str(), "%u-%u-%u", &year, &month, &day), 3);
    const std::string date =
        row[1] + "元年" + std::to_string(month) + "月" + std::to_string(day) + "日";
    EXPECT_EQ(parse_office_date(date, row[0]), make_date(year, month, day)) << date;
    ++compared;
  }
  EXPECT_EQ(compared, 6u);
}

// Rows of one meaning for all time: those that change with the date have rows in kinds_test.cc.
TEST(Reference, KindsMeanWhatTheOfficesSay) {
  NEEDS_REFERENCE();
  const std::map<std::string, std::string> kWords = {
      {"grant_amended", "amended grant"},
      {"utility_model", "utility model"},
      {"utility_model_app", "utility model application"},
      {"search_report", "search report"},
      {"examined_application", "examined application"},
      {"reexam", "reexamination"},
      {"defensive", "defensive publication"}};
  std::map<std::string, size_t> rows_of;
  const auto rows = test::reference_rows("kind_codes.csv", 6);
  for (const auto& row : rows) ++rows_of[row[0] + row[1]];
  size_t compared = 0;
  for (const auto& row : rows) {
    if (!row[2].empty() || rows_of[row[0] + row[1]] != 1 || row[1].size() > 2) continue;
    const auto word = kWords.find(row[4]);
    EXPECT_EQ(kind_stage(row[0], row[1], 0), word == kWords.end() ? row[4] : word->second)
        << row[0] << ' ' << row[1] << ": " << row[3];
    ++compared;
  }
  EXPECT_GT(compared, 60u);
}

std::vector<std::string> forms_of(const std::string& cell) {
  std::vector<std::string> forms;
  std::string form;
  for (const char c : cell + ";") {
    if (c != ',' && c != ';') {
      form += c;
      continue;
    }
    const size_t begin = form.find_first_not_of(' ');
    if (begin != std::string::npos) forms.push_back(form.substr(begin));
    form.clear();
  }
  return forms;
}

// legal_forms.cc says why these stay.
bool stays(const std::string& form) {
  constexpr std::string_view kStays[] = {"ME",
                                         "DA",
                                         "EE",
                                         "AE",
                                         "A.E.",
                                         "OE",
                                         "AY",
                                         "K.S.",
                                         "KY",
                                         "HB",
                                         "RT",
                                         "BT",
                                         "IKE",
                                         "GIE",
                                         "行",
                                         "PT",
                                         "V.O.S.",
                                         "集团",
                                         "集团有限公司",
                                         "企業股份有限公司",
                                         "工業股份有限公司",
                                         "實業有限公司"};
  return std::find(std::begin(kStays), std::end(kStays), form) != std::end(kStays);
}

TEST(Reference, LegalFormsAreNoPartOfAName) {
  NEEDS_REFERENCE();
  size_t compared = 0;
  for (const auto& row : test::reference_rows("legal_forms.csv", 3)) {
    const std::string& type = row[2];
    const bool kept = type.find("public body") != std::string::npos ||
                      type.find("do not strip") != std::string::npos ||
                      type.find("prefix") != std::string::npos || row[0] == "TH";
    if (kept) continue;
    for (const std::string& form : forms_of(row[1])) {
      if (stays(form)) continue;
      // Where a form stands differs: ООО ПРИМЕР, EXAMPLE GMBH.
      const bool behind = facet_company_name("QUILLFEATHER " + form) == "QUILLFEATHER";
      EXPECT_TRUE(behind || facet_company_name(form + " QUILLFEATHER") == "QUILLFEATHER")
          << row[0] << ": " << form;
      ++compared;
    }
  }
  EXPECT_GT(compared, 150u);
}

}  // namespace
}  // namespace patlas
