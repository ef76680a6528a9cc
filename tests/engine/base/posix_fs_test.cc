// The real disk: what fs.h promises, tried in a directory of its own.
#include "engine/base/posix_fs.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "engine/base/coding.h"
#include "tests/temp_folder.h"

namespace patlas {
namespace {

class PosixFsTest : public testing::Test {
 protected:
  PosixFsTest() {
    const auto* const info = testing::UnitTest::GetInstance()->current_test_info();
    dir_ = test::temp_dir() + "patlas_posix_" + std::to_string(::getpid()) + "_" + info->name();
    std::filesystem::remove_all(dir_);
    EXPECT_TRUE(fs_.make_dir(dir_));
  }
  ~PosixFsTest() override { std::filesystem::remove_all(dir_); }

  std::string path(std::string_view name) const { return join_path(dir_, name); }
  void write(std::string_view name, std::string_view text) {
    auto file = fs_.create(path(name));
    ASSERT_TRUE(file) << file.error().to_string();
    ASSERT_TRUE((*file)->append(as_bytes(text)));
    ASSERT_TRUE((*file)->sync());
    ASSERT_TRUE((*file)->close());
  }

  Fs& fs_ = posix_fs();
  std::string dir_;
};

TEST_F(PosixFsTest, ReadsBackWhatWasWritten) {
  write("a", "hello world");
  auto file = fs_.open(path("a"));
  ASSERT_TRUE(file);
  EXPECT_EQ((*file)->size(), 11u);
  std::byte part[5];
  ASSERT_TRUE((*file)->pread(6, part));
  EXPECT_EQ(as_text(part), "world");
  auto mapped = (*file)->map();
  ASSERT_TRUE(mapped);
  EXPECT_EQ(as_text(*mapped), "hello world");
  EXPECT_EQ((*file)->map()->data(), mapped->data()) << "mapped once";
}

TEST_F(PosixFsTest, AFileShorterThanAReadIsCorruption) {
  write("a", "hello");
  auto file = fs_.open(path("a"));
  ASSERT_TRUE(file);
  std::byte part[3];
  const Status status = (*file)->pread(3, part);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::kCorruption);
  EXPECT_EQ(status.error().place.file, path("a"));
  EXPECT_EQ((*file)->pread(~uint64_t{0}, part).error().code, Code::kCorruption);
}

TEST_F(PosixFsTest, AnEmptyFileMapsToNothing) {
  write("a", "");
  auto file = fs_.open(path("a"));
  ASSERT_TRUE(file);
  EXPECT_TRUE((*file)->map()->empty());
}

TEST_F(PosixFsTest, StaysReadableAfterUnlink) {
  write("a", "still here");
  auto file = fs_.open(path("a"));
  ASSERT_TRUE(file);
  ASSERT_TRUE(fs_.unlink(path("a")));
  EXPECT_EQ(as_text(*(*file)->map()), "still here");
  EXPECT_EQ(fs_.open(path("a")).error().code, Code::kNotFound);
}

TEST_F(PosixFsTest, CreateIsExclusive) {
  write("a", "1");
  EXPECT_EQ(fs_.create(path("a")).error().code, Code::kExists);
}

TEST_F(PosixFsTest, RefusalsNameTheCallThePathAndTheReason) {
  const Error error = fs_.open(path("missing")).error();
  EXPECT_EQ(error.code, Code::kNotFound);
  EXPECT_EQ(error.message, "open '" + path("missing") + "': No such file or directory");
  EXPECT_EQ(fs_.unlink(path("missing")).error().code, Code::kNotFound);
  EXPECT_EQ(fs_.rename(path("missing"), path("b")).error().code, Code::kNotFound);
  EXPECT_EQ(fs_.sync_dir(path("missing")).error().code, Code::kNotFound);
  EXPECT_EQ(fs_.list(path("missing")).error().code, Code::kNotFound);
  EXPECT_EQ(fs_.stat(path("missing")).error().code, Code::kNotFound);
  EXPECT_EQ(fs_.make_dir(dir_).error().code, Code::kExists);
}

TEST_F(PosixFsTest, AClosedFileRefusesEveryCall) {
  auto file = fs_.create(path("a"));
  ASSERT_TRUE(file);
  ASSERT_TRUE((*file)->close());
  EXPECT_EQ((*file)->append(as_bytes("x")).error().code, Code::kIo);
  EXPECT_EQ((*file)->sync().error().code, Code::kIo);
  EXPECT_EQ((*file)->close().error().code, Code::kIo);
}

TEST_F(PosixFsTest, RenameReplacesAndLinkAddsAName) {
  write("a", "new");
  write("b", "old");
  ASSERT_TRUE(fs_.rename(path("a"), path("b")));
  ASSERT_TRUE(fs_.link(path("b"), path("c")));
  EXPECT_EQ(fs_.link(path("b"), path("c")).error().code, Code::kExists);
  EXPECT_EQ(*fs_.list(dir_), (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(as_text(*(*fs_.open(path("c")))->map()), "new");
  EXPECT_TRUE(fs_.sync_dir(dir_));
}

TEST_F(PosixFsTest, StatTellsFilesFromDirectories) {
  write("a", "123");
  EXPECT_EQ(fs_.stat(path("a"))->size_bytes, 3u);
  EXPECT_FALSE(fs_.stat(path("a"))->is_directory);
  EXPECT_TRUE(fs_.stat(dir_)->is_directory);
  EXPECT_GT(*fs_.free_bytes(dir_), 0u);
}

TEST_F(PosixFsTest, ALockHasOneHolder) {
  auto first = fs_.lock(path("LOCK"));
  ASSERT_TRUE(first);
  EXPECT_EQ(fs_.lock(path("LOCK")).error().code, Code::kExists);
  first->reset();
  EXPECT_TRUE(fs_.lock(path("LOCK")));
}

// Where another thread starts a program, the child has the lock's descriptor until it does.
TEST_F(PosixFsTest, ALockIsFreeWhenItsHolderLetsGoWhateverWasForked) {
  auto first = fs_.lock(path("LOCK"));
  ASSERT_TRUE(first);
  int end[2];
  ASSERT_EQ(::pipe(end), 0);
  const ::pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    char byte = 0;
    ::close(end[1]);
    ::_exit(::read(end[0], &byte, 1) == 0 ? 0 : 1);  // the parent closes its end
  }
  ::close(end[0]);
  first->reset();
  EXPECT_TRUE(fs_.lock(path("LOCK")));
  ::close(end[1]);
  int status = -1;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST_F(PosixFsTest, AForkedCopyOfALocksHolderDoesNotGiveItAway) {
  auto first = fs_.lock(path("LOCK"));
  ASSERT_TRUE(first);
  const ::pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    first->reset();
    ::_exit(0);
  }
  EXPECT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_EQ(fs_.lock(path("LOCK")).error().code, Code::kExists);
}

TEST_F(PosixFsTest, FollowsNoLinkAndOpensNoFifo) {
  write("a", "1");
  ASSERT_EQ(::symlink(path("a").c_str(), path("link").c_str()), 0);
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  EXPECT_EQ(fs_.open(path("link")).error().code, Code::kIo);
  EXPECT_TRUE(posix_input_fs().open(path("link")));
  EXPECT_EQ(fs_.open(path("fifo")).error().code, Code::kIo);
  EXPECT_EQ(fs_.open(dir_).error().code, Code::kIo);
}

TEST_F(PosixFsTest, AFailedWritePoisonsTheFile) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  // A file whose every write fails with ENOSPC, reached by descriptor number: create() would
  // refuse the device itself.
  auto file = fs_.create(path("a"));
  ASSERT_TRUE(file);
  const int full = ::open("/dev/full", O_WRONLY);
  ASSERT_GE(full, 0);
  const int last = full - 1;  // the descriptor that create() took just before
  char target[64];
  ASSERT_GT(::readlink(("/proc/self/fd/" + std::to_string(last)).c_str(), target, 63), 0);
  ASSERT_EQ(::dup2(full, last), last);
  ::close(full);
  const Status refused = (*file)->append(as_bytes("x"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "append '" + path("a") + "': No space left on device");
  EXPECT_NE((*file)->sync().error().message.find("earlier call"), std::string::npos);
}

}  // namespace
}  // namespace patlas
