// The shape of the corpus, held to what real collections look like. corpora/README.md has the bounds
// and the figures of a million records; here they are held on 30,000, and of full text on 500.
#include "corpora/generator/stats.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <unordered_set>

#include "corpora/generator/generator.h"
#include "engine/base/env.h"

namespace patlas::generator {
namespace {

Figures count(Profile profile, uint64_t records) {
  Stats stats;
  GeneratorOptions options;
  options.profile = profile;
  auto generator = Generator::open(*posix_env().fs, options);
  EXPECT_TRUE(generator);
  std::string line;
  for (uint64_t i = 0; generator && i < records; ++i) {
    line.clear();
    (*generator)->append_record(i, line);
    auto added = stats.add(line);
    EXPECT_TRUE(added);
  }
  return stats.figures();
}

const Figures& figures() {
  static const Figures counted = count(Profile::kBiblio, 30000);
  return counted;
}

const Figures& full_text() {
  static const Figures counted = count(Profile::kFulltext, 500);
  return counted;
}

double share(uint64_t part, uint64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
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

/// The symbols of one record more, as long as there are too few.
void add_symbols(std::string_view line, std::unordered_set<std::string>& symbols) {
  constexpr std::string_view kCode = "{\"code\":\"";
  for (size_t at = line.find(kCode); at != line.npos; at = line.find(kCode, at)) {
    at += kCode.size();
    symbols.emplace(line.substr(at, line.find('"', at) - at));
  }
}

// Exact without making a million records: more of them only add symbols.
TEST(Corpus, AMillionRecordsHaveSixtyThousandClassSymbols) {
  auto generator = Generator::open(*posix_env().fs, 1);
  ASSERT_TRUE(generator);
  std::unordered_set<std::string> symbols;
  std::string line;
  uint64_t records = 0;
  for (; symbols.size() < 60000 && records < 1000000; ++records) {
    line.clear();
    (*generator)->append_record(records, line);
    add_symbols(line, symbols);
  }
  EXPECT_GE(symbols.size(), 60000u) << "in " << records << " records";
}

// Half stay alone, a few have many: families of 1 to 30 (performance.md, Scale generator).
TEST(Corpus, FamilySizesHaveAHeavyTail) {
  EXPECT_GE(share(figures().families_of_one, figures().families), 0.40);
  EXPECT_LE(share(figures().families_of_one, figures().families), 0.60);
  EXPECT_GE(share(figures().families_of_ten, figures().families), 0.02);
  EXPECT_LE(share(figures().families_of_ten, figures().families), 0.08);
  EXPECT_GE(figures().largest_family, 25u);
  EXPECT_LE(figures().largest_family, 30u);
  EXPECT_LT(share(figures().records, figures().families), 5);
}

// A hundredth of the names takes eight times its part and more, and the tail falls no faster than a
// power law of exponent 2.5; of a bell curve it would fall ever faster.
TEST(Corpus, ApplicantsHaveAHeavyTail) {
  EXPECT_GE(figures().applicant_top_hundredth, 0.08);
  EXPECT_GT(figures().applicant_tail, 0.5);
  EXPECT_LT(figures().applicant_tail, 2.5);
  EXPECT_GE(share(figures().applicants_once, figures().applicants), 0.30);
  double top = share(figures().top_applicant_mentions, figures().applicant_mentions);
  EXPECT_GE(top, 0.003);
  EXPECT_LE(top, 0.03);
}

TEST(Corpus, CitationsHaveAHeavyTail) {
  EXPECT_GE(figures().cited_top_hundredth, 0.20);
  EXPECT_GT(figures().cited_tail, 0.5);
  EXPECT_LT(figures().cited_tail, 2);
  EXPECT_GE(share(figures().cited_once, figures().cited), 0.25);
  EXPECT_GE(figures().most_cited, 200u);
}

TEST(Corpus, AbstractsAreMissingInSome) {
  EXPECT_GE(figures().records_with_abstract, 30000u * 65 / 100);
  EXPECT_LE(figures().records_with_abstract, 30000u * 85 / 100);
}

// Real full text (109 USPTO grants of 2008 to 2013, counted with these words): 56 KB of text, 88 %
// of it description and 11 % claims (performance.md 3.4), shrunk 4.6-fold by zstd -3; 47 % of the
// tokens are the 100 most frequent words and 40 % of the words occur once. The bounds are the
// bibliographic corpus's all the same.
TEST(FullText, HasTheShapeOfRealOne) {
  double bytes = share(full_text().text_bytes, full_text().records);
  EXPECT_GE(bytes, 25000);
  EXPECT_LE(bytes, 70000);
  EXPECT_NEAR(0.89, share(full_text().description_bytes, full_text().text_bytes), 0.06);
  EXPECT_NEAR(0.10, share(full_text().claims_bytes, full_text().text_bytes), 0.05);
  EXPECT_LE(full_text().zstd_ratio, 5.5);
  EXPECT_LE(full_text().zstd_dictionary_ratio, 4.5);
  EXPECT_GE(full_text().once_share(), 0.35);
  EXPECT_LE(full_text().once_share(), 0.60);
  EXPECT_GE(full_text().latin_top100_share(), 0.35);
  EXPECT_LE(full_text().latin_top100_share(), 0.45);
  EXPECT_GE(full_text().cjk_share(), 0.50);
  EXPECT_LE(full_text().cjk_share(), 0.60);
}

// Every figure that the corpus is held to is printed.
TEST(Stats, TheReportNamesEachFigure) {
  Stats stats;
  std::string report = stats.report();
  for (const char* figure : {"bytes a record",
                             "CJK share of text bytes",
                             "top-100 share of Latin tokens",
                             "terms of both kinds that occur once",
                             "distinct class symbols",
                             "families",
                             "  of one member",
                             "  of ten or more",
                             "largest family",
                             "applicants",
                             "most named hundredth's share",
                             "exponent of the tail",
                             "citations a record",
                             "most cited hundredth's share",
                             "zstd -3 of 10,000 records shrinks them",
                             "one record with a trained dictionary",
                             "  of them in the description",
                             "  of them in claims",
                             "families by size",
                             "applicants by records",
                             "publications by times cited"}) {
    EXPECT_NE(report.npos, report.find(figure)) << figure;
  }
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
