// A toy index commits by the protocol, then breaks each rule in turn. The linter must name the
// rule, and the simulated disk must have a crash that shows why the rule is there.
#include "engine/base/trace_fs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "engine/base/coding.h"
#include "engine/base/fault_fs.h"
#include "engine/base/sim_fs.h"

namespace patlas {
namespace {

/// Toy manifests: a name a line, then "end".
Result<std::vector<std::string>> read_manifest(Bytes bytes) {
  std::istringstream in{std::string(as_text(bytes))};
  std::vector<std::string> names;
  for (std::string name; std::getline(in, name) && name != "end";) names.push_back(name);
  if (!as_text(bytes).ends_with("end\n")) return Error{Code::kCorruption, "no end", {}};
  return names;
}

/// The steps of a commit that a test may leave out.
struct Leave {
  bool segment_sync = false, directory_sync = false, manifest_sync = false, final_sync = false;
};

Status write_file(Fs& fs, const std::string& path, std::string_view text, bool sync) {
  PATLAS_ASSIGN(const std::unique_ptr<WritableFile> file, fs.create(path));
  PATLAS_TRY(file->append(as_bytes(text)));
  if (sync) PATLAS_TRY(file->sync());
  return file->close();
}

Status commit(Fs& fs, int generation, const std::string& names, Leave leave = {}) {
  const std::string number = std::to_string(generation);
  PATLAS_TRY(write_file(fs, "i/seg-" + number, "data" + number, !leave.segment_sync));
  if (!leave.directory_sync) PATLAS_TRY(fs.sync_dir("i"));
  const std::string manifest = "i/MANIFEST-" + number;
  PATLAS_TRY(write_file(fs, manifest + ".tmp", names + "end\n", !leave.manifest_sync));
  PATLAS_TRY(fs.rename(manifest + ".tmp", manifest));
  if (!leave.final_sync) PATLAS_TRY(fs.sync_dir("i"));
  return {};
}

Status make_index(Fs& fs) {
  PATLAS_TRY(fs.make_dir("i"));
  PATLAS_TRY(fs.sync_dir("."));
  return commit(fs, 1, "seg-1\n");
}

/// The newest generation whose manifest is whole and whose files are as written; 0 when none is.
int newest_generation(SimFs& fs) {
  for (int generation = 9; generation > 0; --generation) {
    const auto manifest = fs.contents("i/MANIFEST-" + std::to_string(generation));
    if (!manifest) continue;
    const auto names = read_manifest(as_bytes(*manifest));
    bool whole = names.has_value();
    for (size_t i = 0; whole && i < names->size(); ++i) {
      const auto data = fs.contents("i/" + (*names)[i]);
      whole = data && *data == "data" + (*names)[i].substr(4);
    }
    if (whole) return generation;
  }
  return 0;
}

/// The oldest generation that a crash now may fall back to.
int oldest_after_crash(const SimFs& fs) {
  int oldest = 9;
  fs.for_each_crash_state({}, [&](const CrashState& state) {
    oldest = std::min(oldest, newest_generation(state.fs));
    return true;
  });
  return oldest;
}

class TraceFsTest : public testing::Test {
 protected:
  TraceFsTest() : fs_(sim_, read_manifest) {
    EXPECT_TRUE(make_index(fs_));
    fs_.note_ack();
    EXPECT_TRUE(fs_.lint()) << fs_.lint().error().message;
  }
  void expect_broken(const std::string& rule) {
    const Status status = fs_.lint();
    ASSERT_FALSE(status) << "rule " << rule << " was broken and the linter says nothing";
    EXPECT_EQ(status.error().code, Code::kInternal);
    EXPECT_THAT(status.error().message, testing::StartsWith("rule " + rule));
  }

  SimFs sim_;
  TraceFs fs_;
};

TEST_F(TraceFsTest, TheProtocolPassesAndNoCrashGoesBehindAnAcknowledgedCommit) {
  EXPECT_EQ(oldest_after_crash(sim_), 1);
  ASSERT_TRUE(commit(fs_, 2, "seg-1\nseg-2\n"));
  fs_.note_ack();
  EXPECT_EQ(oldest_after_crash(sim_), 2);
  ASSERT_TRUE(commit(fs_, 3, "seg-3\n"));
  fs_.note_ack();
  for (const char* garbage : {"i/MANIFEST-1", "i/MANIFEST-2", "i/seg-1", "i/seg-2"}) {
    ASSERT_TRUE(fs_.unlink(garbage));
    EXPECT_EQ(oldest_after_crash(sim_), 3);
  }
  EXPECT_TRUE(fs_.lint()) << fs_.lint().error().message;
}

TEST_F(TraceFsTest, RuleAWantsTheSegmentSynced) {
  ASSERT_TRUE(commit(fs_, 2, "seg-2\n", {.segment_sync = true}));
  fs_.note_ack();
  expect_broken("(a)");
  EXPECT_LT(oldest_after_crash(sim_), 2);
}

TEST_F(TraceFsTest, RuleAWantsTheSegmentsNameSynced) {
  int oldest = 9;
  sim_.set_observer([&](const SimOp& op) {
    if (op.call != FsCall::kRename) return;
    sim_.for_each_crash_state({}, [&](const CrashState& state) {
      const bool renamed = state.fs.stat("i/MANIFEST-2").has_value();
      if (renamed) oldest = std::min(oldest, newest_generation(state.fs));
      return true;
    });
  });
  ASSERT_TRUE(commit(fs_, 2, "seg-2\n", {.directory_sync = true}));
  sim_.set_observer({});
  expect_broken("(a)");
  EXPECT_EQ(oldest, 1) << "a manifest without its segment";
}

TEST_F(TraceFsTest, RuleAWantsTheManifestSynced) {
  ASSERT_TRUE(commit(fs_, 2, "seg-2\n", {.manifest_sync = true}));
  fs_.note_ack();
  expect_broken("(a)");
  EXPECT_LT(oldest_after_crash(sim_), 2);
}

TEST_F(TraceFsTest, RuleAWantsTheNamedFilesToBeThere) {
  ASSERT_TRUE(commit(fs_, 2, "seg-2\nseg-7\n"));
  expect_broken("(a)");
}

TEST_F(TraceFsTest, RuleAWantsARenameIntoPlace) {
  ASSERT_TRUE(write_file(fs_, "i/MANIFEST-2", "end\n", true));
  expect_broken("(a)");
}

TEST_F(TraceFsTest, RuleAWantsAReadableManifest) {
  ASSERT_TRUE(write_file(fs_, "i/MANIFEST-2.tmp", "half", true));
  ASSERT_TRUE(fs_.rename("i/MANIFEST-2.tmp", "i/MANIFEST-2"));
  expect_broken("(a)");
}

TEST_F(TraceFsTest, RuleBForbidsWritesToANamedFile) {
  auto file = fs_.create("i/seg-2");
  ASSERT_TRUE(file);
  ASSERT_TRUE((*file)->append(as_bytes("data")));
  ASSERT_TRUE((*file)->sync());
  ASSERT_TRUE(fs_.sync_dir("i"));
  ASSERT_TRUE(write_file(fs_, "i/MANIFEST-2.tmp", "seg-2\nend\n", true));
  ASSERT_TRUE(fs_.rename("i/MANIFEST-2.tmp", "i/MANIFEST-2"));
  ASSERT_TRUE(fs_.sync_dir("i"));
  ASSERT_TRUE(fs_.lint());
  ASSERT_TRUE((*file)->append(as_bytes("2")));
  expect_broken("(b)");
}

TEST_F(TraceFsTest, RuleCWantsTheDirectorySyncedBeforeTheAcknowledgement) {
  ASSERT_TRUE(commit(fs_, 2, "seg-2\n", {.final_sync = true}));
  EXPECT_TRUE(fs_.lint()) << "no one was told yet";
  fs_.note_ack();
  expect_broken("(c)");
  EXPECT_EQ(oldest_after_crash(sim_), 1);
}

TEST(TraceFs, RuleCWantsTheDirectoryAboveSyncedToo) {
  SimFs sim;
  TraceFs fs(sim, read_manifest);
  ASSERT_TRUE(fs.make_dir("i"));
  ASSERT_TRUE(commit(fs, 1, "seg-1\n"));
  EXPECT_TRUE(fs.lint());
  fs.note_ack();
  const Status status = fs.lint();
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, testing::StartsWith("rule (c)"));
  EXPECT_EQ(oldest_after_crash(sim), 0);
}

TEST_F(TraceFsTest, RuleDForbidsUnlinkingWhatTheDurableManifestNames) {
  ASSERT_TRUE(fs_.unlink("i/seg-1"));
  expect_broken("(d)");
  EXPECT_EQ(oldest_after_crash(sim_), 0);
}

TEST_F(TraceFsTest, RuleDHoldsUntilTheNewManifestIsDurable) {
  ASSERT_TRUE(commit(fs_, 2, "seg-2\n", {.final_sync = true}));
  ASSERT_TRUE(fs_.unlink("i/seg-1"));
  expect_broken("(d)");
  EXPECT_EQ(oldest_after_crash(sim_), 0);
}

TEST_F(TraceFsTest, RuleDCoversWhatWasJustRenamed) {
  ASSERT_TRUE(commit(fs_, 2, "seg-2\n", {.final_sync = true}));
  ASSERT_TRUE(fs_.unlink("i/seg-2"));
  expect_broken("(d)");
}

TEST_F(TraceFsTest, RuleDForbidsRenamingTheManifestAway) {
  ASSERT_TRUE(fs_.rename("i/MANIFEST-1", "i/old"));
  expect_broken("(d)");
}

TEST_F(TraceFsTest, RuleDForbidsReplacingANamedFile) {
  ASSERT_TRUE(write_file(fs_, "i/x", "other", true));
  ASSERT_TRUE(fs_.rename("i/x", "i/seg-1"));
  expect_broken("(d)");
}

TEST_F(TraceFsTest, RuleDKnowsTheManifestThatWasThereBefore) {
  // Ten, because names of numbers do not sort as numbers do.
  ASSERT_TRUE(sim_.set_contents("i/seg-10", "data10"));
  ASSERT_TRUE(sim_.set_contents("i/MANIFEST-10", "seg-10\nend\n"));
  ASSERT_TRUE(sim_.set_contents("i/MANIFEST-11", "damaged"));
  TraceFs later(sim_, read_manifest);
  ASSERT_TRUE(later.unlink("i/seg-1"));
  EXPECT_TRUE(later.lint());
  ASSERT_TRUE(later.unlink("./i//seg-10"));
  ASSERT_FALSE(later.lint());
  EXPECT_THAT(later.lint().error().message, testing::StartsWith("rule (d)"));
}

TEST(TraceFs, RuleEForbidsCallsAfterAFailedSync) {
  for (const FsCall call : {FsCall::kAppend, FsCall::kSync, FsCall::kClose}) {
    SimFs sim;
    FaultFs fault(sim);
    TraceFs fs(fault, read_manifest);
    auto file = fs.create("a");
    ASSERT_TRUE(file);
    fault.inject({.call = FsCall::kSync});
    ASSERT_FALSE((*file)->sync());
    ASSERT_TRUE(fs.lint());
    if (call == FsCall::kAppend) (void)(*file)->append(as_bytes("x"));
    if (call == FsCall::kSync) (void)(*file)->sync();
    if (call == FsCall::kClose) (void)(*file)->close();
    ASSERT_FALSE(fs.lint());
    EXPECT_THAT(fs.lint().error().message, testing::StartsWith("rule (e)"));
  }
}

TEST_F(TraceFsTest, AFailedCallCountsAsNotDone) {
  FaultFs fault(sim_);
  TraceFs fs(fault, read_manifest);
  fault.inject({.call = FsCall::kSyncDir, .nth = 2});
  ASSERT_FALSE(commit(fs, 2, "seg-2\n"));
  EXPECT_TRUE(fs.lint());
  fs.note_ack();
  EXPECT_THAT(fs.lint().error().message, testing::StartsWith("rule (c)"));
}

TEST_F(TraceFsTest, TheReportEndsWithTheCallAtFault) {
  ASSERT_TRUE(fs_.unlink("i/seg-1"));
  ASSERT_TRUE(fs_.make_dir("unrelated"));
  const std::string report = fs_.lint().error().message;
  EXPECT_THAT(report, testing::HasSubstr("rename 'i/MANIFEST-1.tmp' to 'i/MANIFEST-1'"));
  EXPECT_THAT(report, testing::EndsWith(" unlink 'i/seg-1'"));
}

}  // namespace
}  // namespace patlas
