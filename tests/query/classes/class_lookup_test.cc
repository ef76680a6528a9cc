#include "query/classes/class_lookup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/query/test_schema.h"

namespace patlas {
namespace {

using testing::HasSubstr;

/// A part of a scheme: of section H nothing but H01L.
Result<std::shared_ptr<const Scheme>> part_of_a_scheme(const std::string&) {
  SchemeBuilder builder("cpc", "");
  const std::pair<const char*, uint32_t> nodes[] = {
      {"H", 1}, {"H01", 2}, {"H01L", 3}, {"H01L0021000000", 4}, {"H01L0021020000", 5}};
  for (const auto& [key, depth] : nodes) EXPECT_TRUE(builder.add(key, depth));
  return *builder.finish();
}

Status looked_up(std::string_view query) {
  const Schema schema = test_schema();
  PATLAS_ASSIGN(const Tree tree, parse_query(query, schema));
  std::vector<LeafText> leaves(tree.nodes.size());
  Budget budget(0, 0, nullptr, nullptr);
  return look_up_classes(tree, schema, part_of_a_scheme, leaves, budget);
}

// What is below a class was taken for nothing when only another part of the scheme was loaded.
TEST(ClassLookup, ASchemeWithoutTheSubclassSaysNothingOfWhatIsBelow) {
  for (const std::string query : {"cpc:H04L29/06", "cpc>=H04L29/06", "cpc:H04L29/06..29/08",
                                  "cpc:H01L21/02..H04L29/06", "cpc(first):H04L29/06"}) {
    const Status status = looked_up(query);
    ASSERT_FALSE(status) << query;
    EXPECT_EQ(status.error().code, Code::kInvalidArgument) << query;
    EXPECT_THAT(status.error().message, HasSubstr("the one that is loaded has nothing of H"));
  }
  for (const std::string query :
       {"cpc:H04L", "cpc:H04L29", "cpc=H04L29/06", "cpc:H01L21/02", "cpc:H01L21/03"}) {
    const Status status = looked_up(query);
    EXPECT_TRUE(status) << query << ": " << status.error().to_string();
  }
}

}  // namespace
}  // namespace patlas
