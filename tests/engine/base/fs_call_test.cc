#include "engine/base/fs_call.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <set>

#include "engine/base/fs.h"

namespace patlas {
namespace {

TEST(FsCall, HasADistinctNameForEveryCall) {
  std::set<std::string_view> names;
  for (uint32_t i = 0; i < kFsCallCount; ++i) names.insert(fs_call_name(static_cast<FsCall>(i)));
  EXPECT_EQ(names.size(), kFsCallCount);
}

TEST(FsCall, ErrorsSayCallPathAndReason) {
  const Error error = fs_error(FsCall::kSync, "i/seg-1", EIO);
  EXPECT_EQ(error.code, Code::kIo);
  EXPECT_EQ(error.message, "sync 'i/seg-1': Input/output error");
  EXPECT_EQ(fs_error(FsCall::kOpen, "x", ENOENT).code, Code::kNotFound);
  EXPECT_EQ(fs_error(FsCall::kCreate, "x", EEXIST).code, Code::kExists);
}

TEST(FsCall, SitesForgetNumbersAndDirectories) {
  EXPECT_EQ(fs_call_site(FsCall::kAppend, "a/b1/segment-0012.seg"), "append segment-#.seg");
  EXPECT_EQ(fs_call_site(FsCall::kSyncDir, "index"), "sync_dir index");
}

TEST(JoinPath, PutsOneSlashBetween) {
  EXPECT_EQ(join_path("a", "b"), "a/b");
  EXPECT_EQ(join_path("a/", "b"), "a/b");
  EXPECT_EQ(join_path("", "b"), "b");
}

}  // namespace
}  // namespace patlas
