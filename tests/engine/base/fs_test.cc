#include "engine/base/fs.h"

#include <gtest/gtest.h>

namespace patlas {
namespace {

TEST(ParentDirectory, IsWhereThePathIsAnEntry) {
  EXPECT_EQ(parent_directory("a/b/c"), "a/b");
  EXPECT_EQ(parent_directory("a/b/"), "a");
  EXPECT_EQ(parent_directory("a/b//"), "a");
  EXPECT_EQ(parent_directory("/a"), "/");
  EXPECT_EQ(parent_directory("a"), ".");
  EXPECT_EQ(parent_directory("/"), "/");
}

}  // namespace
}  // namespace patlas
