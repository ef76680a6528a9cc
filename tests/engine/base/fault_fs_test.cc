#include "engine/base/fault_fs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/coding.h"
#include "engine/base/sim_fs.h"

namespace patlas {
namespace {

/// A small workload that meets most calls; the first refusal ends it.
Status work(Fs& fs) {
  PATLAS_ASSIGN(const std::unique_ptr<FileLock> lock, fs.lock("LOCK"));
  PATLAS_TRY(fs.make_dir("d"));
  PATLAS_ASSIGN(const std::unique_ptr<WritableFile> file, fs.create("d/a-1.tmp"));
  PATLAS_TRY(file->append(as_bytes("12345678")));
  PATLAS_TRY(file->append(as_bytes("90")));
  PATLAS_TRY(file->sync());
  PATLAS_TRY(file->close());
  PATLAS_TRY(fs.rename("d/a-1.tmp", "d/a-1"));
  PATLAS_TRY(fs.link("d/a-1", "d/b"));
  PATLAS_TRY(fs.sync_dir("d"));
  PATLAS_TRY(fs.unlink("d/b"));
  PATLAS_TRY(fs.list("d"));
  PATLAS_TRY(fs.stat("d/a-1"));
  PATLAS_TRY(fs.free_bytes("d"));
  PATLAS_ASSIGN(const std::unique_ptr<ReadableFile> reader, fs.open("d/a-1"));
  std::byte part[2];
  PATLAS_TRY(reader->pread(8, part));
  PATLAS_TRY(reader->map());
  return {};
}

TEST(FaultFs, PassesEverythingOnWithoutAFault) {
  SimFs sim;
  FaultFs fs(sim);
  ASSERT_TRUE(work(fs));
  EXPECT_EQ(*sim.contents("d/a-1"), "1234567890");
  EXPECT_EQ(fs.injected_count(), 0u);
}

TEST(FaultFs, NamesTheSitesOfItsCalls) {
  SimFs sim;
  FaultFs fs(sim);
  ASSERT_TRUE(work(fs));
  std::vector<std::string> sites;
  for (const FaultCall& call : fs.calls()) sites.push_back(call.site());
  EXPECT_THAT(sites,
              testing::ElementsAre("lock LOCK", "mkdir d", "create a-#.tmp", "append a-#.tmp",
                                   "append a-#.tmp", "sync a-#.tmp", "close a-#.tmp",
                                   "rename a-#.tmp", "link b", "sync_dir d", "unlink b", "list d",
                                   "stat a-#", "free_bytes d", "open a-#", "pread a-#", "map a-#"));
}

TEST(FaultFs, FailsEachCallInTurn) {
  SimFs counted;
  FaultFs counter(counted);
  ASSERT_TRUE(work(counter));
  const std::vector<FaultCall> calls = counter.calls();
  for (size_t n = 0; n < calls.size(); ++n) {
    SimFs sim;
    FaultFs fs(sim);
    fs.inject({.nth = n + 1});
    const Status status = work(fs);
    ASSERT_FALSE(status) << n;
    EXPECT_EQ(status.error().message, fs_error(calls[n].call, calls[n].path, EIO).message);
    EXPECT_EQ(fs.injected_count(), 1u);
    EXPECT_EQ(fs.calls().size(), n + 1) << "nothing follows a refusal in this workload";
    EXPECT_TRUE(fs.calls().back().failed);
  }
}

TEST(FaultFs, CountsOnlyTheCallsAskedFor) {
  SimFs sim;
  FaultFs fs(sim);
  fs.inject({.call = FsCall::kAppend, .nth = 2, .errno_value = ENOSPC});
  const Status status = work(fs);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "append 'd/a-1.tmp': No space left on device");
  EXPECT_EQ(*sim.contents("d/a-1.tmp"), "123456789") << "half of the second append";
}

TEST(FaultFs, OnceFailsOnceAndStickyFailsForEver) {
  for (const bool sticky : {false, true}) {
    SimFs sim;
    FaultFs fs(sim);
    fs.inject({.call = FsCall::kStat, .nth = 2, .sticky = sticky});
    EXPECT_TRUE(fs.stat(""));
    EXPECT_FALSE(fs.stat(""));
    EXPECT_EQ(fs.stat("").has_value(), !sticky);
    EXPECT_TRUE(fs.list("")) << "another call";
    fs.clear();
    EXPECT_TRUE(fs.stat(""));
  }
}

TEST(FaultFs, GivesTheErrorOfTheTestsChoice) {
  SimFs sim;
  FaultFs fs(sim);
  fs.inject({.error = Error{Code::kCorruption, "as told", {}}});
  EXPECT_EQ(fs.open("a").error().message, "as told");
}

TEST(FaultFs, MayCarryTheCallOutAndStillSayItFailed) {
  SimFs sim;
  FaultFs fs(sim);
  ASSERT_TRUE(sim.set_contents("a", "x"));
  fs.inject({.call = FsCall::kRename, .happens = true});
  EXPECT_FALSE(fs.rename("a", "b"));
  EXPECT_EQ(*sim.contents("b"), "x");
}

TEST(FaultFs, AFileIsPoisonedAfterAFailedAppendSyncOrClose) {
  for (const FsCall call : {FsCall::kAppend, FsCall::kSync, FsCall::kClose}) {
    SimFs sim;
    FaultFs fs(sim);
    auto file = fs.create("a");
    ASSERT_TRUE(file);
    fs.inject({.call = call});
    const bool refused = !(*file)->append(as_bytes("xx")) || !(*file)->sync() || !(*file)->close();
    ASSERT_TRUE(refused);
    const size_t calls = fs.calls().size();
    EXPECT_EQ((*file)->append(as_bytes("x")).error().code, Code::kIo);
    EXPECT_EQ((*file)->sync().error().code, Code::kIo);
    EXPECT_EQ((*file)->close().error().code, Code::kIo);
    EXPECT_EQ(fs.calls().size(), calls) << "the refusals are the file's own";
  }
}

TEST(FaultFs, ABudgetOfBytesIsADiskThatFillsUp) {
  for (uint64_t budget = 0; budget <= 10; ++budget) {
    SimFs sim;
    FaultFs fs(sim);
    fs.set_byte_budget(budget);
    const Status status = work(fs);
    EXPECT_EQ(status.has_value(), budget == 10);
    if (!status) {
      EXPECT_EQ(status.error().message, "append 'd/a-1.tmp': No space left on device");
      EXPECT_EQ(*sim.contents("d/a-1.tmp"), std::string("1234567890").substr(0, budget));
    }
  }
}

TEST(FaultFs, ShowsFilesCutShortAfterTheyWereOpened) {
  SimFs sim;
  FaultFs fs(sim);
  ASSERT_TRUE(sim.set_contents("a", "0123456789"));
  fs.set_read_limit_bytes(4);
  auto file = fs.open("a");
  ASSERT_TRUE(file);
  EXPECT_EQ((*file)->size(), 10u);
  std::byte part[2];
  EXPECT_TRUE((*file)->pread(2, part));
  EXPECT_EQ((*file)->pread(3, part).error().code, Code::kCorruption);
  EXPECT_EQ(as_text(*(*file)->map()), "0123");
}

}  // namespace
}  // namespace patlas
