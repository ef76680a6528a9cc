// A merge takes what it was given, whatever the segments hold: what does not fit goes to disk.
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "engine/base/fault_fs.h"
#include "engine/base/posix_fs.h"
#include "engine/segment/merge.h"
#include "tests/bad/memory_count.h"
#include "tests/engine/index/test_writing.h"
#include "tests/temp_folder.h"

namespace patlas {
namespace {

using namespace indextest;

constexpr uint32_t kSegments = 3, kDocs = 30, kWordsADoc = 3000;

/// Documents whose words nearly all stand once: what is kept of each word counts, not what is kept
/// of occurrences.
std::vector<Document> wordy_documents(uint32_t segment) {
  std::mt19937_64 random(segment + 1);
  auto documents = test_documents(segment * kDocs, kDocs);
  for (Document& document : documents) {
    std::string& text = document.texts[0].text;
    for (uint32_t i = 0; i < kWordsADoc; ++i) {
      text += ' ';
      for (uint64_t n = 6 + random() % 10; n > 0; --n) {
        text += static_cast<char>('a' + random() % 26);
      }
    }
  }
  return documents;
}

TEST(IndexWriter, AMergeTakesNoMoreMemoryThanItIsGiven) {
  if (!bad::memory_is_counted()) GTEST_SKIP() << "a sanitizer counts nothing";
  const test::TempFolder folder;
  const Env env = posix_env();
  const std::string directory = folder.path() + "/index";
  auto writer = valued(IndexWriter::open(env, directory, test_schema(), small_options()));
  for (uint32_t s = 0; s < kSegments; ++s) {
    ASSERT_OK(load(*writer, wordy_documents(s)));
    ASSERT_OK(writer->commit());
  }
  const auto snapshot = valued(Snapshot::open(env, directory));
  std::vector<MergeInput> inputs;
  for (const LiveSegment& segment : snapshot->segments()) {
    inputs.push_back({segment.reader, segment.deleted, segment.live_count});
  }
  ASSERT_EQ(inputs.size(), kSegments);
  const auto peak_with = [&](uint64_t memory_bytes) {
    const std::string path = folder.path() + "/merged-" + std::to_string(memory_bytes);
    const int64_t before = bad::memory_count().live_bytes;
    bad::reset_memory_peak();
    EXPECT_OK(merge_segments(env, test_schema(), inputs, path, 77,
                             {env.fs, folder.path(), "tmp-00000001", memory_bytes}, 1));
    return bad::memory_count().peak_bytes - before;
  };
  const int64_t ample = peak_with(uint64_t{1} << 30);
  for (const int64_t memory_bytes : {10 << 20, 16 << 20}) {
    EXPECT_LT(peak_with(static_cast<uint64_t>(memory_bytes)), memory_bytes);
  }
  EXPECT_GT(ample, 24 << 20);  // else there was nothing to keep within bounds
}

// What nobody can open side by side without paying for it is not the merge's to take.
TEST(IndexWriter, AMergeLeavesRoomForWhatItsOpenSegmentsHold) {
  if (!bad::memory_is_counted()) GTEST_SKIP() << "a sanitizer counts nothing";
  constexpr int64_t kMany = 24, kOpenBytes = 400 << 10, kMemoryBytes = 24 << 20;
  const test::TempFolder folder;
  const Env env = posix_env();
  WriterOptions options = small_options();
  options.memory_bytes = kMemoryBytes;
  options.segments_max = 0;
  auto writer = valued(IndexWriter::open(env, folder.path() + "/index", test_schema(), options));
  for (uint32_t s = 0; s < kMany; ++s) {
    auto documents = wordy_documents(s);
    documents.resize(8);
    ASSERT_OK(load(*writer, documents));
    ASSERT_OK(writer->commit());
  }
  const int64_t before = bad::memory_count().live_bytes;
  bad::reset_memory_peak();
  ASSERT_OK(writer->merge(1));
  EXPECT_LT(bad::memory_count().peak_bytes - before, kMemoryBytes - kMany * kOpenBytes);
}

// It was once said to be the index's corruption.
TEST(IndexWriter, AMergeWhoseTemporaryFilesFailIsNoCorruption) {
  TracedWorld world;
  auto writer = world.open_writer();
  for (uint32_t s = 0; s < 2; ++s) {
    auto documents = wordy_documents(s);
    documents.resize(1);
    ASSERT_OK(load(*writer, documents));
    ASSERT_OK(world.commit(*writer));
  }
  const auto snapshot = world.snapshot();
  std::vector<MergeInput> inputs;
  for (const LiveSegment& segment : snapshot->segments()) {
    inputs.push_back({segment.reader, segment.deleted, segment.live_count});
  }
  uint64_t failed = 0;
  for (;; ++failed) {
    SimEnv disk(5);
    FaultFs faults(disk.fs());
    faults.inject({.nth = failed + 1});
    const auto merged = merge_segments(disk.over(faults), test_schema(), inputs, "merged", 9,
                                       {&faults, "", "tmp-00000001", 1}, 1);
    if (faults.injected_count() == 0) break;
    ASSERT_FALSE(merged) << failed;
    EXPECT_EQ(merged.error().code, Code::kIo) << failed << " " << merged.error().to_string();
  }
  EXPECT_GT(failed, 100u);
}

TEST(IndexWriter, AMergeOfMoreDocumentsThanItsMemoryHoldsIsRefused) {
  TracedWorld world;
  WriterOptions options = small_options();
  options.memory_bytes = (8 << 20) + 20 * 80 + 2 * (400 << 10) - 1;
  auto writer = world.open_writer(options);
  for (uint32_t s = 0; s < 2; ++s) {
    ASSERT_OK(load(*writer, test_documents(s * 10, 10)));
    ASSERT_OK(world.commit(*writer));
  }
  const Status merged = writer->merge(1);
  ASSERT_FALSE(merged);
  EXPECT_EQ(merged.error().code, Code::kLimit);
  EXPECT_EQ(
      merged.error().message,
      "merging 20 documents takes 9209408 bytes of memory, and may have 9209407; give it more, or "
      "merge to more segments");
  EXPECT_EQ(world.snapshot()->segments().size(), 2u);
}

}  // namespace
}  // namespace patlas
