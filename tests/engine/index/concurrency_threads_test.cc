// One writer that commits, merges and removes files in a loop; readers that open snapshot after
// snapshot meanwhile. Every document carries the number of its commit, so a reader sees whether
// its snapshot holds exactly one generation (RELIABILITY F10). Run under the thread sanitizer too.
#include <atomic>
#include <filesystem>
#include <iostream>

#include "engine/base/posix_fs.h"
#include "tests/engine/index/test_writing.h"
#include "tests/temp_folder.h"

namespace patlas::indextest {
namespace {

constexpr uint32_t kDocuments = 24;

std::string stamp_term(uint32_t stamp) { return "stamp " + std::to_string(stamp); }

Document stamped(uint32_t number, uint32_t stamp) {
  Document d = test_document(number, stamp);
  d.source = "test";
  d.source_rank = 3;
  d.keywords.push_back({kSymbol, stamp_term(stamp)});
  d.numbers = {{kPublished, stamp}};
  d.stored = std::to_string(stamp);
  return d;
}

/// Each commit replaces every document, in several batches and threads.
Status write_generations(const Env& env, const std::string& directory, uint32_t count,
                         std::atomic<uint32_t>& committed) {
  WriterOptions options = small_options(2);
  options.segments_max = 2;
  PATLAS_ASSIGN(auto writer, IndexWriter::open(env, directory, test_schema(), options));
  for (uint32_t stamp = 1; stamp <= count; ++stamp) {
    std::vector<Document> documents;
    for (uint32_t i = 0; i < kDocuments; ++i) documents.push_back(stamped(i, stamp));
    PATLAS_TRY(load_in_threads(*writer, documents, 7));
    if (stamp % 5 == 0) PATLAS_TRY(writer->merge(1));
    if (stamp % 5 != 0) PATLAS_TRY(writer->keep_few_segments(false));
    PATLAS_ASSIGN(const uint64_t generation, writer->commit());
    static_cast<void>(generation);
    committed.store(stamp);
  }
  return {};
}

/// The stamp of all documents of the snapshot; fails the test when they have several.
uint32_t only_stamp(const Snapshot& snapshot) {
  EXPECT_EQ(snapshot.live_count(), kDocuments);
  std::set<std::string> stamps;
  const auto records = live_records(snapshot);
  EXPECT_OK(records);
  if (!records) return 0;
  EXPECT_EQ(records->size(), kDocuments);
  for (const auto& [key, record] : *records) stamps.insert(record);
  EXPECT_EQ(stamps.size(), 1u);
  const auto stamp = static_cast<uint32_t>(std::stoul(*stamps.begin()));
  EXPECT_EQ(keys_with(snapshot, kSymbol, stamp_term(stamp))->size(), kDocuments);
  for (const LiveSegment& segment : snapshot.segments()) {
    const NumberColumn* published = *segment.reader->number_column(kPublished);
    for (DocId doc = 0; doc < segment.reader->doc_count(); ++doc) {
      EXPECT_TRUE(!is_live(segment, doc) || published->get(doc) == stamp);
    }
  }
  EXPECT_OK(snapshot.groups(GroupLevel::kFamily));
  return stamp;
}

struct Read {
  uint64_t snapshots = 0, kept = 0;
};

Read read_until(const Env& env, const std::string& directory, const std::atomic<bool>& done) {
  Read read;
  uint32_t last = 0;
  std::shared_ptr<const Snapshot> held;
  uint32_t held_stamp = 0;
  while (!done.load() && !testing::Test::HasFailure()) {
    const auto snapshot = Snapshot::open(env, directory);
    EXPECT_OK(snapshot);
    if (!snapshot) break;
    const uint32_t stamp = only_stamp(**snapshot);
    EXPECT_GE(stamp, last) << "a reader went back in time";
    last = stamp;
    ++read.snapshots;
    if (held && only_stamp(*held) == held_stamp) ++read.kept;
    if (read.snapshots % 8 == 1) {
      held = *snapshot;
      held_stamp = stamp;
    }
  }
  return read;
}

void run(const Env& env, const std::string& directory, uint32_t commits, unsigned reader_count) {
  std::atomic<uint32_t> committed{0};
  std::atomic<bool> done{false};
  // An index must be there before its readers.
  ASSERT_OK(write_generations(env, directory, 1, committed));
  std::vector<Read> reads(reader_count);
  std::vector<std::thread> readers;
  for (unsigned r = 0; r < reader_count; ++r) {
    readers.emplace_back([&, r] { reads[r] = read_until(env, directory, done); });
  }
  const Status written = write_generations(env, directory, commits, committed);
  done.store(true);
  for (std::thread& reader : readers) reader.join();
  EXPECT_OK(written);
  uint64_t snapshots = 0, kept = 0;
  for (const Read& read : reads) {
    EXPECT_GT(read.snapshots, 0u);
    snapshots += read.snapshots;
    kept += read.kept;
  }
  EXPECT_GT(kept, 0u);
  std::cout << commits << " commits, " << snapshots << " snapshots opened, " << kept
            << " read again later\n";
}

TEST(Concurrency, EverySnapshotHoldsExactlyOneGeneration) {
  const std::string directory =
      test::temp_dir() + "patlas_concurrency_" + std::to_string(posix_env().rand->next());
  std::filesystem::remove_all(directory);
  run(posix_env(), directory, static_cast<uint32_t>(budget(120)), 6);
  std::filesystem::remove_all(directory);
}

TEST(Concurrency, TheSameOnASimulatedDisk) {
  TracedWorld world(21);
  run(world.env(), "index", static_cast<uint32_t>(budget(60)), 4);
}

TEST(Concurrency, ReadersShareOneSnapshotsLazyParts) {
  TracedWorld world(22);
  auto writer = *IndexWriter::open(world.env(), "index", test_schema(), small_options());
  for (uint32_t s = 0; s < 3; ++s) {
    ASSERT_OK(load(*writer, test_documents(s * 100, 100)));
    ASSERT_OK(writer->commit());
  }
  const auto snapshot = *Snapshot::open(world.env(), "index");
  const Records expected = valued(live_records(**Snapshot::open(world.env(), "index")));
  std::vector<std::thread> readers;
  for (int r = 0; r < 8; ++r) {
    readers.emplace_back([&] {
      const GroupIndex* const families = *snapshot->groups(GroupLevel::kFamily);
      EXPECT_EQ(families->live_count(snapshot->segments()), 100u);
      EXPECT_EQ(keys_with(*snapshot, kSymbol, "in every document")->size(), 300u);
      EXPECT_EQ(valued(live_records(*snapshot)), expected);
      EXPECT_THAT(check_snapshot(*snapshot).damages, testing::IsEmpty());
    });
  }
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace patlas::indextest
