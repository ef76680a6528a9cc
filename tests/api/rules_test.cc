#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "engine/base/env.h"
#include "engine/index/writer.h"
#include "ingest/patent_schema.h"
#include "patlas/index.h"
#include "tests/temp_folder.h"

namespace patlas {
namespace {

// An index of other number rules was opened, and found nothing under the numbers of this program.
TEST(Rules, AnIndexOfOtherRulesForRecordsIsRefusedByName) {
  const std::string directory = test::temp_dir() + "rules_of_yesterday";
  std::filesystem::remove_all(directory);
  Schema schema = patent_schema();
  schema.rules = "patlas-records-0";
  {
    auto writer = IndexWriter::open(posix_env(), directory, schema, {});
    ASSERT_TRUE(writer);
    ASSERT_TRUE((*writer)->commit());
  }
  const auto index = Index::open(directory);
  ASSERT_FALSE(index);
  EXPECT_EQ(index.error().code, Code::kUnsupportedVersion);
  EXPECT_NE(index.error().message.find("patlas-records-0"), std::string::npos);
  EXPECT_NE(index.error().message.find(patent_schema().rules), std::string::npos);
}

}  // namespace
}  // namespace patlas
