// The shape of the corpus, held to what real collections look like. corpora/README.md has the bounds
// for a million records; here they are held on 30,000.
#include "corpora/generator/stats.h"

#include <gtest/gtest.h>

#include "corpora/generator/generator.h"
#include "engine/base/env.h"

namespace patlas::generator {
namespace {

const Figures& figures() {
  static const Figures counted = [] {
    Stats stats;
    auto generator = Generator::open(*posix_env().fs, 1);
    EXPECT_TRUE(generator);
    std::string line;
    for (uint64_t i = 0; generator && i < 30000; ++i) {
      line.clear();
      (*generator)->append_record(i, line);
      auto added = stats.add(line);
      EXPECT_TRUE(added);
    }
    return stats.figures();
  }();
  return counted;
}

TEST(Corpus, RecordsAreAboutOneAndAHalfKilobytes) {
  EXPECT_EQ(30000u, figures().records);
  EXPECT_NEAR(1500.0, static_cast<double>(figures().line_bytes) / 30000, 150);
}

TEST(Corpus, CompressesAsRealRecordsDo) {
  EXPECT_LE(figures().zstd_ratio, 5.5);
  EXPECT_LE(figures().zstd_dictionary_ratio, 4.5);
  EXPECT_GE(figures().zstd_ratio, 2.0);
  EXPECT_GE(figures().zstd_dictionary_ratio, 2.0);
}

TEST(Corpus, AboutHalfOfTheTermsOccurOnce) {
  EXPECT_GE(figures().once_share(), 0.40);
  EXPECT_LE(figures().once_share(), 0.60);
}

TEST(Corpus, FrequentWordsTakeLessThanHalfOfTheText) {
  EXPECT_LE(figures().latin_top100_share(), 0.45);
  EXPECT_GE(figures().latin_top100_share(), 0.25);
}

TEST(Corpus, HalfOfTheTextIsChineseJapaneseOrKorean) {
  EXPECT_GE(figures().cjk_share(), 0.50);
  EXPECT_LE(figures().cjk_share(), 0.60);
}

TEST(Corpus, ClassSymbolsAreMany) { EXPECT_GE(figures().symbols, 30000u); }

TEST(Corpus, FamiliesApplicantsAndCitationsHaveHeavyTails) {
  EXPECT_GE(figures().largest_family, 20u);
  EXPECT_LE(figures().largest_family, 30u);
  double mean = 30000.0 / static_cast<double>(figures().families);
  EXPECT_LT(mean, 5);
  double top = static_cast<double>(figures().top_applicant_mentions) /
               static_cast<double>(figures().applicant_mentions);
  EXPECT_GE(top, 0.003);
  EXPECT_LE(top, 0.03);
  EXPECT_GE(figures().applicants_once * 4, figures().applicants);
  EXPECT_GE(figures().most_cited, 200u);
}

TEST(Corpus, AbstractsAreMissingInSome) {
  EXPECT_GE(figures().records_with_abstract, 30000u * 65 / 100);
  EXPECT_LE(figures().records_with_abstract, 30000u * 85 / 100);
}

TEST(Stats, ALineThatIsNoRecordIsAParseError) {
  Stats stats;
  for (const char* line : {"", "{", "[]", "{}", "{\"title_localized\":3}"}) {
    auto added = stats.add(line);
    ASSERT_FALSE(added) << line;
    EXPECT_EQ(Code::kParse, added.error().code);
  }
}

TEST(Stats, CountsWordsAndBigrams) {
  Stats stats;
  auto added = stats.add(
      R"({"title_localized":[{"text":"Pump and pump 半導体膜","language":"en"}],)"
      R"("abstract_localized":[],"country_code":"US","family_id":"1","ipc":[{"code":"F04B1/00"}],)"
      R"("cpc":[{"code":"F04B1/00"}],"assignee_harmonized":[{"name":"X"}],"citation":[]})");
  ASSERT_TRUE(added) << added.error().to_string();
  Figures counted = stats.figures();
  EXPECT_EQ(3u, counted.latin_tokens);
  EXPECT_EQ(2u, counted.latin_words);
  EXPECT_EQ(1u, counted.latin_words_once);
  EXPECT_EQ(3u, counted.cjk_bigrams);
  EXPECT_EQ(12u, counted.cjk_bytes);
  EXPECT_EQ(1u, counted.symbols);
  EXPECT_NE(std::string::npos, stats.report().find("records by office:  US: 1"));
}

}  // namespace
}  // namespace patlas::generator
