// One open index, many threads, and a writer beside them.
#include <atomic>
#include <thread>
#include <vector>

#include "tests/api/example_index.h"

namespace patlas {
namespace {

using ApiThreads = Api;

TEST_F(ApiThreads, ManyThreadsShareAnIndex) {
  const Index index = loaded();
  std::atomic<uint64_t> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        const auto found = index.search(query(i % 2 == 0 ? "battery" : "電池"));
        right += found && found->documents == 2 ? 1 : 0;
      }
    });
  }
  for (const char* number : {"JP2018123456", "TWI452476"})
    EXPECT_TRUE(remove(path("idx"), {number}));
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 80u);
}

TEST_F(ApiThreads, MergesGoOnBesideAWriterAndReaders) {
  WriterRequest wanted;
  wanted.directory = path("idx");
  wanted.segments_max = 2;
  auto writer = Writer::open(wanted);
  ASSERT_TRUE(writer) << writer.error().to_string();
  std::atomic<uint64_t> committed{0};
  std::atomic<bool> is_over{false};
  constexpr uint64_t kCommits = 20;
  std::thread reader([&] {
    while (!is_over) {
      const uint64_t least = committed;
      const auto index = Index::open(path("idx"));
      if (!index) continue;  // before the first commit
      const auto found = index->search(query("battery"));
      ASSERT_TRUE(found) << found.error().to_string();
      // Each commit adds one record and replaces another.
      EXPECT_GE(found->documents, least);
      EXPECT_LE(found->documents, committed + 1);
    }
  });
  for (uint64_t i = 0; i < kCommits; ++i) {
    const std::string title = "Battery " + std::to_string(i);
    ASSERT_TRUE(writer->add_bytes(
        "new", record("US", std::to_string(7000000 + i), "B2", "20100119", title, "F")));
    if (i > 0) {
      ASSERT_TRUE(
          writer->add_bytes("again", record("US", "7000000", "B2", "20100119", title, "F")));
    }
    const auto summary = writer->commit();
    ASSERT_TRUE(summary) << summary.error().to_string();
    committed = i + 1;
  }
  const auto summary = writer->finish_merges();
  ASSERT_TRUE(summary) << summary.error().to_string();
  is_over = true;
  reader.join();
  const auto index = Index::open(path("idx"));
  ASSERT_TRUE(index);
  EXPECT_LE(index->info()->segments, 2u);
  EXPECT_EQ(index->info()->documents, kCommits);
}

}  // namespace
}  // namespace patlas
