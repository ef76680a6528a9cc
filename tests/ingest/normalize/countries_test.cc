#include "ingest/normalize/countries.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>
#include <string>

#include "ingest/normalize/country_table.h"

namespace patlas {
namespace {

TEST(CountryCode, CurrentAndFormerCodesOfSt3AreCodes) {
  for (const char* code :
       {"US", "TW", "EP", "WO", "JP", "KR", "CN", "DE", "SU", "DD", "CS", "YU", "EM"}) {
    EXPECT_TRUE(is_country_code(code)) << code;
    EXPECT_FALSE(country_name(code).empty()) << code;
  }
  for (const char* code : {"UK", "ZZ", "us", "U", "USA", "", "美"}) {
    EXPECT_FALSE(is_country_code(code)) << code;
  }
}

TEST(CountryCode, NamesAreEnglish) {
  EXPECT_EQ(country_name("US"), "United States of America");
  EXPECT_EQ(country_name("TW"), "Taiwan");
  EXPECT_EQ(country_name("ZZ"), "");
}

TEST(CountryTables, AreSortedForTheirSearch) {
  const auto by_code = [](const CountryRow& a, const CountryRow& b) { return a.code < b.code; };
  EXPECT_TRUE(std::is_sorted(country_table().begin(), country_table().end(), by_code));
  EXPECT_TRUE(std::is_sorted(language_table().begin(), language_table().end(), by_code));
}

TEST(CountryTables, EveryNameLeadsToItsCode) {
  std::set<std::string_view> countries;
  for (const CountryRow& row : country_names()) {
    EXPECT_TRUE(is_country_code(row.code)) << row.name;
    EXPECT_EQ(country_from_name(row.name), row.code) << row.name;
    countries.insert(row.code);
  }
  EXPECT_GE(countries.size(), 100u);
  for (const CountryRow& row : country_table()) {
    EXPECT_EQ(country_from_name(row.code), row.code);
  }
}

TEST(CountryFromName, ReadsWhatOfficesWrite) {
  const std::pair<const char*, const char*> rows[] = {
      {"美國", "US"},
      {"歐洲專利局", "EP"},
      {"日本", "JP"},
      {"南韓", "KR"},
      {"中國大陸", "CN"},
      {"中華民國", "TW"},
      {"德國", "DE"},
      {"世界智慧財產權組織", "WO"},
      {"英國", "GB"},
      {"荷蘭", "NL"},
      {"米国", "US"},
      {"アメリカ合衆国", "US"},
      {"대한민국", "KR"},
      {"미국", "US"},
      {"usx", "US"},
      {"JPX", "JP"},
      {"JP", "JP"},
      {" us ", "US"},
      {"United States", "US"},
      {"Korea, Republic of", "KR"},
      {"GERMANY", "DE"},
      {"ＵＳ", "US"},
      {"UK", "GB"},
  };
  for (const auto& [name, code] : rows) EXPECT_EQ(country_from_name(name), code) << name;
  for (const char* name : {"", "unknown", "美", "ZZ", "omitted", "XXXX"}) {
    EXPECT_EQ(country_from_name(name), "") << name;
  }
}

TEST(LanguageName, IsTheEnglishName) {
  EXPECT_EQ(language_name("en"), "English");
  EXPECT_EQ(language_name("zh"), "Chinese");
  EXPECT_EQ(language_name("ja"), "Japanese");
  EXPECT_EQ(language_name("xx"), "");
  EXPECT_EQ(language_name("EN"), "");
}

TEST(CountryProperty, AnyBytesAreReadWithoutHarm) {
  const bool held = rc::check([] {
    const auto text = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    const std::string code = country_from_name(text);
    RC_ASSERT((code.empty() || is_country_code(code)));
    is_country_code(text);
    country_name(text);
    language_name(text);
  });
  EXPECT_TRUE(held);
}

}  // namespace
}  // namespace patlas
