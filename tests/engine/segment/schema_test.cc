#include "engine/segment/schema.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/base/coding.h"
#include "patlas/limits.h"
#include "tests/engine/index/test_documents.h"

namespace patlas {
namespace {

TEST(Schema, ComesBackFromItsBytes) {
  const Schema written = indextest::test_schema();
  const auto read = Schema::decode(written.encode());
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_TRUE(*read == written);
  EXPECT_EQ(read->fields[0].help, "what it is called");
  EXPECT_EQ(read->facets[0].form, FacetForm::kYear);
}

TEST(Schema, FindsFieldsByCodeAndLongName) {
  const Schema schema = indextest::test_schema();
  EXPECT_EQ(schema.field("ab"), 1);
  EXPECT_EQ(schema.field("abstract"), 1);
  EXPECT_EQ(schema.field("AB"), -1);
  EXPECT_EQ(schema.column("office"), 2);
  EXPECT_EQ(schema.column("ti"), -1);
  EXPECT_EQ(schema.facet("year"), 0);
  EXPECT_EQ(schema.facet("pd"), -1);
}

TEST(Schema, AnyDifferenceIsADifference) {
  const Schema schema = indextest::test_schema();
  Schema other = schema;
  other.fields[2].default_search = true;
  EXPECT_FALSE(other == schema);
  other = schema;
  other.columns[0].type = ColumnType::kValues;
  EXPECT_FALSE(other == schema);
  other = schema;
  other.facets.pop_back();
  EXPECT_FALSE(other == schema);
}

TEST(Schema, KeepsTheListOfFrequentWordsInAByteThatOthersDoNotHave) {
  Schema schema = indextest::test_schema();
  const std::string without = schema.encode();
  schema.frequent_words = 7;
  EXPECT_FALSE(schema == indextest::test_schema());
  EXPECT_EQ(schema.encode(), without + '\7');
  const auto read = Schema::decode(schema.encode());
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(read->frequent_words, 7);
  EXPECT_EQ(Schema::decode(without)->frequent_words, 0);
}

TEST(Schema, AListOfFrequentWordsThatIsNoneIsCorruption) {
  const std::string bytes = indextest::test_schema().encode();
  for (const std::string& end :
       {std::string(1, '\0'), std::string("\1\1"), std::string("\1\0", 2)}) {
    const auto read = Schema::decode(bytes + end);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, Code::kCorruption);
  }
}

TEST(Schema, EveryCutIsCorruption) {
  const std::string bytes = indextest::test_schema().encode();
  for (size_t length = 0; length < bytes.size(); ++length) {
    const auto read = Schema::decode(bytes.substr(0, length));
    ASSERT_FALSE(read) << length;
    EXPECT_EQ(read.error().code, Code::kCorruption);
  }
}

TEST(Schema, FacetOfAColumnThatIsNotThereIsCorruption) {
  Schema schema = indextest::test_schema();
  schema.facets[0].column = 5;
  EXPECT_FALSE(Schema::decode(schema.encode()));
}

TEST(Schema, MoreFieldsThanTheLimitAreCorruption) {
  Schema schema;
  schema.fields.resize(limits::kFields + 1);
  EXPECT_FALSE(Schema::decode(schema.encode()));
}

RC_GTEST_PROP(Schema, AnyBytesAreSafe, (std::string bytes)) {
  const auto read = Schema::decode(bytes);
  if (read) RC_ASSERT(read->fields.size() <= limits::kFields);
}

}  // namespace
}  // namespace patlas
