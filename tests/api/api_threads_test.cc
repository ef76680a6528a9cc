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

}  // namespace
}  // namespace patlas
