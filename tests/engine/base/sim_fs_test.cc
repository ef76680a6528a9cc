// The simulated disk: as a disk, then as one that loses power.
#include "engine/base/sim_fs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "engine/base/coding.h"
#include "engine/base/sim_env.h"

namespace patlas {
namespace {

using testing::Contains;
using testing::IsSupersetOf;

std::unique_ptr<WritableFile> create(SimFs& fs, const std::string& path, std::string_view text) {
  auto file = fs.create(path);
  EXPECT_TRUE(file) << file.error().to_string();
  EXPECT_TRUE((*file)->append(as_bytes(text)));
  return std::move(file).value();
}

void write_synced(SimFs& fs, const std::string& path, std::string_view text) {
  const auto file = create(fs, path, text);
  EXPECT_TRUE(file->sync());
  EXPECT_TRUE(file->close());
}

/// "name=contents" for each file of the root, joined by blanks: a whole small disk as one string.
std::string disk(SimFs& fs) {
  std::string text;
  const auto names = fs.list("");
  EXPECT_TRUE(names);
  for (const std::string& name : *names) {
    if (!text.empty()) text += ' ';
    text += name;
    if (!fs.stat(name)->is_directory) text.append("=").append(*fs.contents(name));
  }
  return text;
}

std::set<std::string> disks_after_crash(const SimFs& fs, CrashOptions options = {}) {
  std::set<std::string> disks;
  fs.for_each_crash_state(options, [&](const CrashState& state) {
    EXPECT_TRUE(disks.insert(disk(state.fs)).second) << "twice: " << state.name;
    return true;
  });
  return disks;
}

// ---- As a disk

TEST(SimFs, ReadsBackWhatWasWritten) {
  SimFs fs;
  write_synced(fs, "a", "hello world");
  auto file = fs.open("/./a");
  ASSERT_TRUE(file);
  EXPECT_EQ((*file)->size(), 11u);
  std::byte part[5];
  ASSERT_TRUE((*file)->pread(6, part));
  EXPECT_EQ(as_text(part), "world");
  EXPECT_EQ(as_text(*(*file)->map()), "hello world");
  EXPECT_EQ((*file)->pread(7, part).error().code, Code::kCorruption);
  EXPECT_EQ((*file)->pread(~uint64_t{0}, part).error().code, Code::kCorruption);
}

TEST(SimFs, RefusesAsTheRealDiskDoes) {
  SimFs fs;
  write_synced(fs, "a", "1");
  ASSERT_TRUE(fs.make_dir("d"));
  EXPECT_EQ(fs.create("a").error().code, Code::kExists);
  EXPECT_EQ(fs.create("missing/a").error().code, Code::kNotFound);
  EXPECT_EQ(fs.create("a/b").error().code, Code::kIo);
  EXPECT_EQ(fs.create("").error().code, Code::kExists);
  EXPECT_EQ(fs.open("b").error().message, "open 'b': No such file or directory");
  EXPECT_EQ(fs.open("d").error().code, Code::kIo);
  EXPECT_EQ(fs.open("d/../a").error().code, Code::kIo) << "'..' is no name in an index";
  EXPECT_EQ(fs.make_dir("d").error().code, Code::kExists);
  EXPECT_EQ(fs.unlink("d").error().code, Code::kIo);
  EXPECT_EQ(fs.unlink("b").error().code, Code::kNotFound);
  EXPECT_EQ(fs.rename("b", "c").error().code, Code::kNotFound);
  EXPECT_EQ(fs.rename("a", "d").error().code, Code::kIo);
  EXPECT_EQ(fs.link("a", "a").error().code, Code::kExists);
  EXPECT_EQ(fs.sync_dir("a").error().code, Code::kIo);
  EXPECT_EQ(fs.list("b").error().code, Code::kNotFound);
  EXPECT_EQ(fs.stat("b").error().code, Code::kNotFound);
  EXPECT_EQ(fs.free_bytes("b").error().code, Code::kNotFound);
}

TEST(SimFs, AnUnlinkedOrReplacedFileStaysReadable) {
  SimFs fs;
  write_synced(fs, "a", "first");
  auto unlinked = fs.open("a");
  ASSERT_TRUE(fs.unlink("a"));
  write_synced(fs, "a", "second");
  write_synced(fs, "b", "third");
  auto replaced = fs.open("a");
  ASSERT_TRUE(fs.rename("b", "a"));
  EXPECT_EQ(as_text(*(*unlinked)->map()), "first");
  EXPECT_EQ(as_text(*(*replaced)->map()), "second");
  EXPECT_EQ(disk(fs), "a=third");
}

TEST(SimFs, ALinkIsTheSameFileAndRenamingItOntoItselfDoesNothing) {
  SimFs fs;
  write_synced(fs, "a", "x");
  ASSERT_TRUE(fs.link("a", "b"));
  ASSERT_TRUE(fs.rename("a", "b"));
  EXPECT_EQ(disk(fs), "a=x b=x");
  ASSERT_TRUE(fs.unlink("a"));
  EXPECT_EQ(disk(fs), "b=x");
}

TEST(SimFs, ARunningReaderSeesWhatIsAppendedButMapsWhatItOpened) {
  SimFs fs;
  const auto file = create(fs, "a", "12");
  auto reader = fs.open("a");
  ASSERT_TRUE(file->append(as_bytes("34")));
  std::byte all[4];
  ASSERT_TRUE((*reader)->pread(0, all));
  EXPECT_EQ(as_text(all), "1234");
  EXPECT_EQ(as_text(*(*reader)->map()), "12");
}

TEST(SimFs, FilesOutliveTheSimFs) {
  auto fs = std::make_unique<SimFs>();
  write_synced(*fs, "a", "x");
  auto reader = fs->open("a");
  auto writer = create(*fs, "b", "y");
  fs.reset();
  EXPECT_EQ(as_text(*(*reader)->map()), "x");
  EXPECT_TRUE(writer->append(as_bytes("z")));
}

TEST(SimFs, ALockHasOneHolderAndDiesWithAPowerCut) {
  SimFs fs;
  auto held = fs.lock("LOCK");
  ASSERT_TRUE(held);
  EXPECT_EQ(fs.lock("LOCK").error().code, Code::kExists);
  EXPECT_TRUE(fs.copy()->lock("LOCK"));
  held->reset();
  EXPECT_TRUE(fs.lock("LOCK"));
}

TEST(SimFs, AFullDiskTakesWhatFitsAndPoisonsTheFile) {
  SimFs fs;
  fs.set_capacity_bytes(10);
  write_synced(fs, "a", "123456");
  EXPECT_EQ(*fs.free_bytes(""), 4u);
  auto file = fs.create("b");
  const Status full = (*file)->append(as_bytes("abcdef"));
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().message, "append 'b': No space left on device");
  EXPECT_EQ(*fs.contents("b"), "abcd");
  EXPECT_EQ((*file)->sync().error().code, Code::kIo);
  EXPECT_EQ((*file)->close().error().code, Code::kIo);
}

TEST(SimFs, SpaceIsFreeWhenTheLastNameAndTheLastHandleAreGone) {
  SimFs fs;
  fs.set_capacity_bytes(10);
  write_synced(fs, "a", "123456");
  ASSERT_TRUE(fs.link("a", "b"));
  auto reader = fs.open("a");
  ASSERT_TRUE(fs.unlink("a"));
  ASSERT_TRUE(fs.unlink("b"));
  EXPECT_EQ(*fs.free_bytes(""), 4u);
  reader->reset();
  EXPECT_EQ(*fs.free_bytes(""), 10u);
}

TEST(SimFs, NumbersItsOpsAndShowsThoseThatChangeTheDisk) {
  SimFs fs;
  std::vector<std::string> seen;
  fs.set_observer([&](const SimOp& op) {
    EXPECT_EQ(op.number, fs.op_count()) << "an observer may ask the SimFs";
    seen.push_back(std::string(fs_call_name(op.call)) + " " + op.path);
  });
  write_synced(fs, "a", "x");
  ASSERT_TRUE(fs.stat("a"));
  ASSERT_TRUE(fs.rename("a", "b"));
  ASSERT_TRUE(fs.sync_dir(""));
  EXPECT_THAT(seen,
              testing::ElementsAre("create a", "append a", "sync a", "rename a", "sync_dir "));
  EXPECT_EQ(fs.op_count(), 7u);
}

// ---- After a crash

TEST(SimFsCrash, SyncedDataUnderASyncedNameStaysWhateverHappens) {
  SimFs fs;
  write_synced(fs, "a", "kept");
  ASSERT_TRUE(fs.sync_dir(""));
  EXPECT_EQ(disks_after_crash(fs), (std::set<std::string>{"a=kept"}));
}

TEST(SimFsCrash, ASyncedFileWithoutASyncedNameMayBeGone) {
  SimFs fs;
  write_synced(fs, "a", "x");
  EXPECT_EQ(disks_after_crash(fs), (std::set<std::string>{"", "a=x"}));
}

TEST(SimFsCrash, AnUnsyncedFileMayBeAbsentEmptyCutZeroOrStale) {
  SimFs fs;
  const std::string text(1200, 'x');
  const auto file = create(fs, "a", text);
  EXPECT_EQ(disks_after_crash(fs),
            (std::set<std::string>{"", "a=", "a=" + text, "a=" + text.substr(0, 512),
                                   "a=" + text.substr(0, 1024), "a=" + std::string(1200, '\0'),
                                   "a=" + std::string(1200, '\x5a')}));
}

TEST(SimFsCrash, WhatWasSyncedIsKeptWhenMoreWasAppended) {
  SimFs fs;
  const auto file = create(fs, "a", "12345");
  ASSERT_TRUE(file->sync());
  ASSERT_TRUE(fs.sync_dir(""));
  ASSERT_TRUE(file->append(as_bytes("678")));
  EXPECT_EQ(disks_after_crash(fs),
            (std::set<std::string>{"a=12345", "a=12345678", std::string("a=12345\0\0\0", 10),
                                   "a=12345ZZZ"}));
}

TEST(SimFsCrash, StaleBytesComeFromAnotherFile) {
  SimFs fs;
  const auto a = create(fs, "a", "aaaa");
  const auto b = create(fs, "b", "bbbbbb");
  EXPECT_THAT(disks_after_crash(fs), IsSupersetOf({"a=bbbb b=bbbbbb", "a=aaaa b=aaaaZZ"}));
}

TEST(SimFsCrash, ARenameMayComeBeforeTheData) {
  SimFs fs;
  write_synced(fs, "m", "old");
  ASSERT_TRUE(fs.sync_dir(""));
  const auto file = create(fs, "m.tmp", "new");
  ASSERT_TRUE(fs.rename("m.tmp", "m"));
  const std::set<std::string> disks = disks_after_crash(fs);
  EXPECT_THAT(disks, IsSupersetOf({"m=old", "m=new", "m=", "m=old m.tmp=new"}));
  EXPECT_THAT(disks, testing::Not(Contains("m=new m.tmp=new"))) << "a rename is one step";
}

TEST(SimFsCrash, AnUnlinkMayBeUndoneUntilTheDirectoryIsSynced) {
  SimFs fs;
  write_synced(fs, "a", "x");
  write_synced(fs, "b", "y");
  ASSERT_TRUE(fs.sync_dir(""));
  ASSERT_TRUE(fs.unlink("a"));
  ASSERT_TRUE(fs.unlink("b"));
  EXPECT_EQ(disks_after_crash(fs), (std::set<std::string>{"", "a=x", "b=y", "a=x b=y"}));
  ASSERT_TRUE(fs.sync_dir(""));
  EXPECT_EQ(disks_after_crash(fs), (std::set<std::string>{""}));
}

TEST(SimFsCrash, ANewNameWithoutItsOldestStepIsStillThere) {
  SimFs fs;
  write_synced(fs, "a.tmp", "x");
  ASSERT_TRUE(fs.rename("a.tmp", "a"));
  ASSERT_TRUE(fs.link("a", "b"));
  EXPECT_THAT(disks_after_crash(fs), IsSupersetOf({"", "a.tmp=x", "b=x", "a=x", "a=x b=x"}));
}

TEST(SimFsCrash, ARenameAcrossDirectoriesIsTwoSteps) {
  SimFs fs;
  ASSERT_TRUE(fs.make_dir("d"));
  write_synced(fs, "a", "x");
  ASSERT_TRUE(fs.sync_dir("d"));
  ASSERT_TRUE(fs.sync_dir(""));
  ASSERT_TRUE(fs.rename("a", "d/a"));
  std::set<std::pair<bool, bool>> found;
  fs.for_each_crash_state({}, [&](const CrashState& state) {
    found.emplace(state.fs.stat("a").has_value(), state.fs.stat("d/a").has_value());
    return true;
  });
  EXPECT_EQ(found.size(), 4u) << "each step alone, both, none";
}

TEST(SimFsCrash, ALostDirectoryTakesItsFilesAlong) {
  SimFs fs;
  ASSERT_TRUE(fs.make_dir("d"));
  write_synced(fs, "d/a", "x");
  ASSERT_TRUE(fs.sync_dir("d"));
  std::set<std::string> disks = disks_after_crash(fs);
  EXPECT_EQ(disks, (std::set<std::string>{"", "d"}));
}

TEST(SimFsCrash, HardLinksAreDamagedTogether) {
  SimFs fs;
  const auto file = create(fs, "a", "xyz");
  ASSERT_TRUE(fs.link("a", "b"));
  EXPECT_THAT(disks_after_crash(fs),
              testing::AllOf(Contains("a= b="), testing::Not(Contains("a=xyz b="))));
}

TEST(SimFsCrash, PairsJoinTwoDamages) {
  SimFs fs;
  const auto a = create(fs, "a", "1");
  const auto b = create(fs, "b", "2");
  const auto c = create(fs, "c", "3");
  EXPECT_THAT(disks_after_crash(fs), testing::Not(Contains("a= c=3")));
  CrashOptions options;
  options.pairs = true;
  EXPECT_THAT(disks_after_crash(fs, options), IsSupersetOf({"a= c=3", "a= b= c=3", "c=3", "b=2"}));
}

TEST(SimFsCrash, CutsOfALargeFileAreSpreadEvenly) {
  SimFs fs;
  const auto file = create(fs, "a", std::string(100 * 512 + 7, 'x'));
  std::set<uint64_t> sizes;
  CrashOptions options;
  options.cuts_per_file_max = 10;
  fs.for_each_crash_state(options, [&](const CrashState& state) {
    if (const auto info = state.fs.stat("a")) sizes.insert(info->size_bytes);
    return true;
  });
  EXPECT_THAT(sizes, testing::ElementsAre(0, 512, 12 * 512, 23 * 512, 34 * 512, 45 * 512, 56 * 512,
                                          67 * 512, 78 * 512, 89 * 512, 100 * 512, 100 * 512 + 7));
}

TEST(SimFsCrash, StatesSeenBeforeAreNotGivenAgain) {
  SimFs fs;
  std::unordered_set<uint64_t> seen;
  CrashOptions options;
  options.seen = &seen;
  const auto file = create(fs, "a", "x");
  const auto count = [&] {
    return fs.for_each_crash_state(options, [](const CrashState&) { return true; });
  };
  EXPECT_EQ(count(), 5u) << "absent, empty, kept, zeros, stale";
  EXPECT_EQ(count(), 0u);
  ASSERT_TRUE(file->sync());
  EXPECT_EQ(count(), 0u) << "syncing only rules states out";
  ASSERT_TRUE(fs.link("a", "b"));
  EXPECT_EQ(count(), 2u) << "b beside a, b alone";
}

TEST(SimFsCrash, AStateCanBeUsedAndCrashedAgain) {
  SimFs fs;
  write_synced(fs, "a", "x");
  ASSERT_TRUE(fs.sync_dir(""));
  const auto b = create(fs, "b", "y");
  fs.for_each_crash_state({}, [&](const CrashState& state) {
    const std::string before = disk(state.fs);
    write_synced(state.fs, "c", "z");
    std::set<std::string> disks = disks_after_crash(state.fs);
    EXPECT_EQ(disks, (std::set<std::string>{before, before + " c=z"})) << state.name;
    return true;
  });
  EXPECT_EQ(disk(fs), "a=x b=y") << "the original has not changed";
}

TEST(SimFsCrash, StopsWhenTheVisitorHasEnough) {
  SimFs fs;
  const auto file = create(fs, "a", "x");
  EXPECT_EQ(fs.for_each_crash_state({}, [](const CrashState&) { return false; }), 1u);
}

TEST(SimFsCrash, ALyingDiskKeepsNothing) {
  SimFs fs;
  fs.set_lying(true);
  write_synced(fs, "a", "x");
  ASSERT_TRUE(fs.sync_dir(""));
  EXPECT_THAT(disks_after_crash(fs), IsSupersetOf({"", "a="}));
}

TEST(SimFs, SetContentsReplacesDurably) {
  SimFs fs;
  write_synced(fs, "a", "x");
  ASSERT_TRUE(fs.set_contents("a", "damaged"));
  EXPECT_EQ(disks_after_crash(fs), (std::set<std::string>{"a=damaged"}));
}

TEST(SimEnv, RepeatsWithItsSeedAndItsClockStandsStill) {
  SimEnv first(7), second(7), third(8);
  const uint64_t value = first.env().rand->next();
  EXPECT_EQ(value, second.env().rand->next());
  EXPECT_NE(value, third.env().rand->next());
  EXPECT_EQ(first.env().clock->monotonic_ns(), 0u);
  const uint64_t before = first.clock().unix_time_ms();
  first.clock().advance_ns(5'000'000);
  EXPECT_EQ(first.env().clock->unix_time_ms(), before + 5);
}

}  // namespace
}  // namespace patlas
