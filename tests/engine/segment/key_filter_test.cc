#include "engine/segment/key_filter.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/base/coding.h"
#include "tests/engine/format_example.h"

namespace patlas {
namespace {

std::string filter_of(const std::vector<std::string>& keys) {
  KeyFilterBuilder builder(keys.size());
  for (const std::string& key : keys) builder.add(key);
  return builder.bytes();
}

TEST(KeyFilter, FormatExample) {
  const std::string bytes = format_example("key-filter");
  EXPECT_EQ(hex(filter_of({"EP.1.A1", "US.7650331.B2"})), hex(bytes));
  EXPECT_TRUE(key_filter_may_contain(as_bytes(bytes), "EP.1.A1"));
  EXPECT_TRUE(key_filter_may_contain(as_bytes(bytes), "US.7650331.B2"));
  EXPECT_FALSE(key_filter_may_contain(as_bytes(bytes), "US.7650331.B1"));
}

RC_GTEST_PROP(KeyFilter, NeverDeniesAKeyThatIsThere, (std::vector<std::string> keys)) {
  const std::string filter = filter_of(keys);
  for (const std::string& key : keys) RC_ASSERT(key_filter_may_contain(as_bytes(filter), key));
}

TEST(KeyFilter, DeniesNearlyAllOthers) {
  std::vector<std::string> keys;
  for (int i = 0; i < 20000; ++i) keys.push_back("US." + std::to_string(7000000 + i) + ".B2");
  const std::string filter = filter_of(keys);
  EXPECT_LE(filter.size(), 20000u * 10 / 8 + 32);
  int maybes = 0;
  for (int i = 0; i < 20000; ++i) {
    maybes += key_filter_may_contain(as_bytes(filter), "EP." + std::to_string(i) + ".A1");
  }
  EXPECT_LT(maybes, 20000 * 2 / 100);
}

TEST(KeyFilter, OfNoKeysDeniesAll) {
  EXPECT_EQ(filter_of({}), "");
  EXPECT_FALSE(key_filter_may_contain({}, ""));
}

RC_GTEST_PROP(KeyFilter, AnyBytesAreSafe, (std::string bytes, std::string key)) {
  key_filter_may_contain(as_bytes(bytes), key);
  RC_SUCCEED("no read outside");
}

}  // namespace
}  // namespace patlas
