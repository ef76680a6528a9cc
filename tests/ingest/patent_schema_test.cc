#include "ingest/patent_schema.h"

#include <gtest/gtest.h>

#include "patlas/limits.h"

namespace patlas {
namespace {

Record numbered(std::string number) {
  Record record;
  record.source = "uspto";
  record.publication.country = "US";
  record.publication.number = std::move(number);
  return record;
}

std::vector<std::string> applicant_values(const Record& record) {
  const Result<Document> document = make_document(record);
  EXPECT_TRUE(document);
  std::vector<std::string> values;
  for (const ColumnValue& value : document->values) {
    if (patent_schema().columns[value.column].name == "pa") values.push_back(value.value);
  }
  return values;
}

TEST(PatentSchema, ANumberTooLongForAKeyIsALimitAndNotRepeated) {
  const Result<Document> document = make_document(numbered(std::string(5000, '9')));
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, Code::kLimit);
  EXPECT_LT(document.error().message.size(), 200u);
  EXPECT_TRUE(make_document(numbered(std::string(1000, '9'))));
}

// Cut to a facet's length they would be one applicant; left out they would not be counted.
TEST(PatentSchema, LongNamesAreFacetValuesAndStayApart) {
  Record record = numbered("1");
  const std::string name(2000, 'A');
  for (const char* last : {"B", "C"}) record.applicants.push_back({name + last, "", "", "", ""});
  record.applicants.push_back({"SHORT", "", "", "", ""});
  const std::vector<std::string> values = applicant_values(record);
  ASSERT_EQ(values.size(), 3u);
  EXPECT_NE(values[0], values[1]);
  EXPECT_TRUE(values[0].starts_with(std::string(900, 'A')));
  EXPECT_LE(values[0].size(), limits::kTermBytes);
  EXPECT_EQ(values[2], "SHORT");
}

TEST(PatentSchema, ALongNameIsCutBetweenCharacters) {
  for (size_t shift = 0; shift < 3; ++shift) {
    Record record = numbered("1");
    std::string name(shift, 'A');
    for (size_t i = 0; i < 1000; ++i) name += "鴻";
    record.applicants.push_back({name, "", "", "", ""});
    const std::vector<std::string> values = applicant_values(record);
    ASSERT_EQ(values.size(), 1u);
    const std::string kept = values[0].substr(0, values[0].find("…"));
    EXPECT_EQ((kept.size() - shift) % 3, 0u) << shift;
  }
}

std::vector<std::string> keywords_of(const Record& record, std::string_view field) {
  const Result<Document> document = make_document(record);
  EXPECT_TRUE(document);
  std::vector<std::string> keywords;
  for (const KeywordValue& keyword : document->keywords) {
    if (patent_schema().fields[keyword.field].code == field) keywords.push_back(keyword.term);
  }
  return keywords;
}

// A query has capitals and digits only, so numbers that are kept as they were written in a record
// were in no query's reach.
TEST(PatentSchema, NumbersOfAnyWritingHaveTheKeyThatQueriesName) {
  Record record = numbered("1");
  record.application = {"us", "16/123,456", "a", 0, ""};
  record.priorities.push_back({"JP", "ｈ10-123", "", 0, ""});
  EXPECT_EQ(keywords_of(record, "an"), (std::vector<std::string>{"US.16123456.A"}));
  EXPECT_EQ(keywords_of(record, "pr"), (std::vector<std::string>{"JP.H10123"}));
}

TEST(PatentSchema, ALanguageIsTheSameInCapitalsAndWithItsCountry) {
  Record record = numbered("1");
  for (const char* language : {"EN", "en-US", "zh_TW", "ZH-Hant"}) {
    record.titles.push_back({language, "x"});
  }
  EXPECT_EQ(keywords_of(record, "lang"), (std::vector<std::string>{"en", "zh"}));
}

}  // namespace
}  // namespace patlas
