// The hostile corpus, file by file: what is read of each, what is rejected and where, in how much
// memory, and that nothing is opened but the file itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <set>

#include "ingest/container.h"
#include "patlas/limits.h"
#include "tests/bad/bad_file.h"
#include "tests/bad/memory_count.h"
#include "tests/bad/reading.h"
#include "tests/bad/syscall_watch.h"

namespace patlas::bad {
namespace {

std::string records_of(const Reading& reading) {
  if (reading.longest_number > 100) {
    return std::to_string(reading.numbers.size()) + " records with one of " +
           std::to_string(reading.longest_number) + " bytes";
  }
  if (reading.numbers.size() > 8) return std::to_string(reading.numbers.size()) + " records";
  std::string all;
  for (const std::string& number : reading.numbers) all += (all.empty() ? "" : " ") + number;
  return all;
}

std::string first_rejects(const Reading& reading) {
  std::string all;
  for (size_t i = 0; i < std::min<size_t>(reading.rejects.size(), 5); ++i) {
    all += "\n  " + reject_to_json(reading.rejects[i]).substr(0, 300);
  }
  return std::to_string(reading.rejects.size()) + " rejects" + all;
}

/// "either": the good ones around, and the bad one or not; "any": only what every file is held to.
void expect_records(const BadFile& file, const Reading& reading) {
  const std::string records = records_of(reading);
  if (file.records == "either") {
    EXPECT_TRUE(records.starts_with("10000001") && records.ends_with("10000003")) << records;
  } else if (file.records != "any") {
    EXPECT_EQ(records, file.records) << first_rejects(reading);
  }
}

/// Under a sanitizer a million small records take ten minutes: a part of them then.
size_t divisor_of(const BadFile& file) {
  const bool counts =
      !file.rejects.empty() && file.rejects[0] == std::to_string(file.scale) + " rejects";
  return counts && file.scale >= 100'000 && !memory_is_counted() ? 20 : 1;
}

void expect_rejects(const BadFile& file, const Reading& reading) {
  const bool loose = file.records == "either" || file.records == "any";
  std::vector<std::string> wanted = file.rejects;
  size_t count = wanted.size();
  if (wanted.size() == 2 && wanted[0].ends_with(" rejects")) {
    count = std::stoul(wanted[0]) / divisor_of(file);
    wanted.assign(count, wanted[1]);
  }
  if (!loose || reading.rejects.size() > 2) {
    ASSERT_EQ(reading.rejects.size(), count) << first_rejects(reading);
  }
  for (size_t i = 0; i < std::min(reading.rejects.size(), count); ++i) {
    ASSERT_TRUE(reading.rejects[i].reason.starts_with(wanted[i])) << first_rejects(reading);
  }
}

/// Where good records stand around, whatever is rejected lies between them.
void expect_places(const BadFile& file, const Reading& reading, size_t bytes) {
  for (const Reject& reject : reading.rejects) {
    const Place& place = reject.place;
    EXPECT_EQ(place.file, "input");
    EXPECT_LE(reject.reason.size(), 1100u);
    if (file.after.empty() || !place.entry.empty()) continue;
    ASSERT_NE(place.offset, Place::kNone) << reject_to_json(reject);
    EXPECT_GE(place.offset, file.before.size()) << reject_to_json(reject);
    EXPECT_LE(place.offset, bytes - file.after.size()) << reject_to_json(reject);
    EXPECT_NE(place.line, Place::kNone) << reject_to_json(reject);
  }
}

/// What a record of limits::kRecordBytes takes: the window that it is cut from, which doubles, the
/// piece, its text, and its tree; besides, some bytes for every byte of the file. A container may
/// unpack to so much before its ratio stops it.
uint64_t memory_allowed(const std::string& bytes) {
  const bool packed = container_type(bytes.substr(0, kContainerHeadBytes)) != ContainerType::kNone;
  const uint64_t shown = packed ? limits::kContainerRatioGraceBytes : bytes.size();
  const uint64_t record = std::min<uint64_t>(8 * shown, 4 * limits::kRecordBytes);
  const uint64_t tree = std::min<uint64_t>(64 * bytes.size(), limits::kXmlMemoryBytes);
  return record + tree + 4 * bytes.size() + (uint64_t{16} << 20);
}

class BadFileTest : public testing::TestWithParam<size_t> {};

TEST_P(BadFileTest, IsReadOrRejectedInBoundsAndOpensNothing) {
  const BadFile& file = bad_files()[GetParam()];
  SCOPED_TRACE(file.name);
  const std::string bytes = file.before + file.make(file.scale / divisor_of(file)) + file.after;
  Reading reading;
  reset_memory_peak();
  const MemoryCount before = memory_count();
  const Watched watched = run_watched([&] { reading = read_bytes(bytes); });
  const auto peak = static_cast<uint64_t>(memory_count().peak_bytes - before.live_bytes);
  if (memory_is_counted()) {
    EXPECT_LE(peak, memory_allowed(bytes)) << bytes.size();
  }
  EXPECT_EQ(watched.refused, std::vector<std::string>());
  EXPECT_EQ(reading.opened, std::vector<std::string>{"input"});
  EXPECT_EQ(reading.seen, reading.numbers.size() + reading.rejects.size());
  expect_records(file, reading);
  expect_rejects(file, reading);
  expect_places(file, reading, bytes.size());
}

std::vector<size_t> all_indexes() {
  std::vector<size_t> all(bad_files().size());
  for (size_t i = 0; i < all.size(); ++i) all[i] = i;
  return all;
}

std::string test_name(const testing::TestParamInfo<size_t>& info) {
  std::string name = std::to_string(info.param) + "_";
  for (const char c : bad_files()[info.param].name) {
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Corpus, BadFileTest, testing::ValuesIn(all_indexes()), test_name);

TEST(BadFiles, AreAtLeast100WithNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const BadFile& file : bad_files()) {
    EXPECT_TRUE(names.insert(file.name).second) << file.name;
  }
  EXPECT_GE(names.size(), 100u);
  std::printf("%zu files\n", names.size());
}

TEST(SyscallWatch, RefusesAndNamesWhatIsOpened) {
  std::FILE* opened = nullptr;
  const Watched watched = run_watched([&] { opened = std::fopen("/dev/null", "r"); });
  if (!watched.watched) GTEST_SKIP() << "this kernel or container has no seccomp filters";
  EXPECT_EQ(opened, nullptr);
  EXPECT_EQ(watched.refused, std::vector<std::string>{"openat /dev/null"});
}

}  // namespace
}  // namespace patlas::bad
