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

}  // namespace
}  // namespace patlas
