// Numbers in the offices' forms, and unique however large the corpus.
#include "corpora/generator/numbers.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "corpora/generator/random.h"

namespace patlas::generator {
namespace {

Filing filing(Office office, uint32_t year, uint32_t serial, bool utility_model = false) {
  return {office, utility_model, false, first_day(year) + 100, serial};
}

std::string published(const Filing& filing, bool is_grant, uint32_t year) {
  Day day = first_day(year) + 200;
  std::string_view kind = is_grant ? grant_kind(filing, day, true) : application_kind(filing, day);
  std::string out;
  append_publication_number(filing, kind, is_grant, day, out);
  return out;
}

std::string applied(const Filing& filing) {
  std::string out;
  append_application_number(filing, "JP", out);
  return out;
}

TEST(Numbers, PublicationsHaveTheFormOfTheirOfficeAndDay) {
  EXPECT_EQ("US-2012001234-A1", published(filing(Office::kUS, 2010, 1234), false, 2012));
  EXPECT_EQ("US-2501235-A", published(filing(Office::kUS, 1980, 1234), true, 1982));
  EXPECT_EQ("US-2501235-B2", published(filing(Office::kUS, 2010, 1234), true, 2013));
  EXPECT_EQ("US-10001235-B2", published(filing(Office::kUS, 2017, 1234), true, 2020));
  EXPECT_EQ("EP-0001235-A1", published(filing(Office::kEP, 1999, 1234), false, 2000));
  EXPECT_EQ("WO-9801234-A1", published(filing(Office::kWO, 1997, 1234), false, 1998));
  EXPECT_EQ("WO-2009001234-A1", published(filing(Office::kWO, 2008, 1234), false, 2009));
  EXPECT_EQ("JP-S551235-A", published(filing(Office::kJP, 1979, 1234), false, 1980));
  EXPECT_EQ("JP-H101235-A", published(filing(Office::kJP, 1997, 1234), false, 1998));
  EXPECT_EQ("JP-2011001234-A", published(filing(Office::kJP, 2010, 1234), false, 2011));
  EXPECT_EQ("JP-2501235-B2", published(filing(Office::kJP, 2010, 1234), true, 2013));
  EXPECT_EQ("KR-20230001234-A", published(filing(Office::kKR, 2022, 1234), false, 2023));
  EXPECT_EQ("KR-100001234-B1", published(filing(Office::kKR, 2005, 1234), true, 2007));
  EXPECT_EQ("CN-1032469-A", published(filing(Office::kCN, 1998, 1234), false, 2000));
  EXPECT_EQ("CN-102001234-A", published(filing(Office::kCN, 2010, 1234), false, 2011));
  EXPECT_EQ("CN-102001234-B", published(filing(Office::kCN, 2010, 1234), true, 2014));
  EXPECT_EQ("CN-202001234-U", published(filing(Office::kCN, 2010, 1234, true), false, 2011));
  EXPECT_EQ("TW-200901234-A", published(filing(Office::kTW, 2008, 1234), false, 2009));
  EXPECT_EQ("TW-I221235-B", published(filing(Office::kTW, 2008, 1234), true, 2010));
  EXPECT_EQ("TW-M241235-U", published(filing(Office::kTW, 2008, 1234, true), false, 2009));
  EXPECT_EQ("TW-101235-B", published(filing(Office::kTW, 1998, 1234), true, 2000));
  EXPECT_EQ("DE-102011001234-A1", published(filing(Office::kDE, 2011, 1234), false, 2012));
  EXPECT_EQ("DE-19601234-A1", published(filing(Office::kDE, 1996, 1234), false, 1997));
  EXPECT_EQ("DE-2301234-A1", published(filing(Office::kDE, 1973, 1234), false, 1974));
}

TEST(Numbers, ApplicationsHaveTheFormOfTheirOfficeAndDay) {
  EXPECT_EQ("US-123510-A", applied(filing(Office::kUS, 2010, 1234)));
  EXPECT_EQ("US-201213001234-A", applied(filing(Office::kUS, 2012, 1234)));
  EXPECT_EQ("US-201862001234-P", applied({Office::kUS, false, true, first_day(2018) + 9, 1234}));
  EXPECT_EQ("EP-08001234-A", applied(filing(Office::kEP, 2008, 1234)));
  EXPECT_EQ("GB-0801234-A", applied(filing(Office::kGB, 2008, 1234)));
  EXPECT_EQ("JP-2009001234-W", applied(filing(Office::kWO, 2009, 1234)));
  EXPECT_EQ("JP-123599-A", applied(filing(Office::kJP, 1999, 1234)));
  EXPECT_EQ("JP-2006001234-A", applied(filing(Office::kJP, 2006, 1234)));
  EXPECT_EQ("KR-20080001234-A", applied(filing(Office::kKR, 2008, 1234)));
  EXPECT_EQ("CN-201210001234-A", applied(filing(Office::kCN, 2012, 1234)));
  EXPECT_EQ("CN-00101234-A", applied(filing(Office::kCN, 2000, 1234)));
  EXPECT_EQ("TW-97101234-A", applied(filing(Office::kTW, 2008, 1234)));
  EXPECT_EQ("TW-100201234-U", applied(filing(Office::kTW, 2011, 1234, true)));
}

/// Filings of every office and time with serials up to the end, each serial of a series once.
template <typename Visit>
void for_filings(Visit visit) {
  Random random(1);
  std::set<std::pair<uint32_t, uint32_t>> taken;
  for (int i = 0; i < 60000; ++i) {
    auto office = static_cast<Office>(random.below(kOfficeCount));
    uint32_t bits = random.between(4, 26);
    Filing made{office, random.chance(10), false, first_day(1950) + random.below(first_day(2024)),
                random.below(1u << bits) % 99999999};
    if (!taken.emplace(series_of(office, made.filed), made.serial).second) continue;
    visit(made, random);
  }
}

TEST(Numbers, PublicationNumbersNameOneFilingEvenWithoutTheirKind) {
  std::map<std::string, uint32_t> owners;
  for_filings([&](const Filing& made, Random& random) {
    Day day = made.filed + 500 + random.below(400);
    for (bool is_grant : {false, true}) {
      std::string_view kind =
          is_grant ? grant_kind(made, day + 800, true) : application_kind(made, day);
      if (kind.empty()) continue;
      std::string number;
      append_publication_number(made, kind, is_grant, is_grant ? day + 800 : day, number);
      number.resize(number.size() - kind.size());
      auto [at, fresh] = owners.emplace(number, made.serial);
      EXPECT_TRUE(fresh || at->second == made.serial) << number;
    }
  });
  EXPECT_GT(owners.size(), 40000u);
}

TEST(Numbers, ApplicationNumbersNameOneFiling) {
  std::set<std::string> seen;
  for_filings([&](const Filing& made, Random&) {
    EXPECT_TRUE(seen.insert(applied(made)).second) << applied(made);
  });
}

// Serials are unique in their series only: where an office changed series within a year, equal
// serials gave equal application numbers.
TEST(Numbers, TwoSeriesOfAnOfficeNeverMeet) {
  std::map<std::string, uint32_t> series;
  for (uint32_t office = 0; office < kOfficeCount; ++office) {
    for (Day filed = 0; filed < first_day(2025); filed += 3) {
      Filing made{static_cast<Office>(office), false, false, filed, 1234};
      uint32_t own = series_of(made.office, filed);
      EXPECT_EQ(own, series.emplace(applied(made), own).first->second) << applied(made);
    }
  }
}

}  // namespace
}  // namespace patlas::generator
