#include "query/operators/counts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace patlas {
namespace {

constexpr uint64_t kPlane = uint64_t{kPageWords} * 8;

struct Set {
  std::vector<uint16_t> list;
  PageBuffer buffer;
  PageDocs docs;
};

// Lists and bitmaps, of which the same documents are in many.
std::vector<Set> random_sets(std::mt19937_64& random, size_t count) {
  std::vector<Set> sets(count);
  for (size_t i = 0; i < count; ++i) {
    Set& set = sets[i];
    for (uint64_t n = random() % 3000; n > 0; --n) {
      set.list.push_back(static_cast<uint16_t>(random() % (random() % 2 == 0 ? 64 : kPageDocs)));
    }
    std::sort(set.list.begin(), set.list.end());
    set.list.erase(std::unique(set.list.begin(), set.list.end()), set.list.end());
    set.docs = list_docs(set.list.data(), static_cast<uint32_t>(set.list.size()));
    if (i % 2 == 0) {
      uint64_t* words = set.buffer.zeroed_words();
      or_docs(set.docs, words);
      set.docs = bitmap_docs(words);
    }
  }
  return sets;
}

std::vector<uint32_t> documents(const PageDocs& docs) {
  std::vector<uint32_t> all;
  for_each_doc(docs, [&](uint32_t doc) { all.push_back(doc); });
  return all;
}

TEST(PageCounts, GiveTheDocumentsOfEveryRange) {
  std::mt19937_64 random(1);
  for (const size_t count : {1u, 2u, 5u, 17u, 130u}) {
    const std::vector<Set> sets = random_sets(random, count);
    Budget budget(0, 0, nullptr, nullptr);
    PageCounts counts(kCountPlanes, budget), parity(kParityPlanes, budget);
    std::map<uint32_t, uint64_t> truth;
    for (const Set& set : sets) {
      counts.add(set.docs);
      parity.add(set.docs);
      for (const uint16_t doc : set.list) ++truth[doc];
    }
    for (int i = 0; i < 20; ++i) {
      const uint64_t low = 1 + random() % (count + 1), high = low + random() % (count + 2);
      std::vector<uint32_t> expected;
      for (const auto& [doc, n] : truth) {
        if (low <= n && n <= high) expected.push_back(doc);
      }
      PageBuffer out;
      EXPECT_EQ(documents(counts.between(low, high, out)), expected) << low << ".." << high;
    }
    std::vector<uint32_t> odd;
    for (const auto& [doc, n] : truth) {
      if (n % 2 == 1) odd.push_back(doc);
    }
    PageBuffer out;
    EXPECT_EQ(documents(parity.between(1, 1, out)), odd);
  }
}

TEST(PageCounts, BeginAgainFromOthers) {
  Budget budget(0, 0, nullptr, nullptr);
  PageCounts base(kCountPlanes, budget), counts(kCountPlanes, budget);
  const uint16_t both[] = {3, 7}, one[] = {7};
  base.add(list_docs(both, 2));
  base.add(list_docs(one, 1));
  PageBuffer out;
  for (int i = 0; i < 2; ++i) {
    counts.reset(&base);
    counts.add(list_docs(one, 1));
    EXPECT_EQ(documents(counts.between(3, 9, out)), (std::vector<uint32_t>{7}));
    EXPECT_EQ(documents(counts.between(1, 2, out)), (std::vector<uint32_t>{3}));
  }
  counts.reset(nullptr);
  EXPECT_EQ(documents(counts.between(1, 9, out)), std::vector<uint32_t>());
}

TEST(PageCounts, EndTheQueryThatCannotPayForThem) {
  Budget budget(2 * kPlane, 0, nullptr, nullptr);
  {
    PageCounts counts(kCountPlanes, budget);
    const uint16_t list[] = {1};
    for (int i = 0; i < 3; ++i) counts.add(list_docs(list, 1));
    EXPECT_FALSE(budget.stopped()) << "three needs two planes";
    counts.add(list_docs(list, 1));
    EXPECT_TRUE(budget.stopped());
  }
  Budget again(2 * kPlane, 0, nullptr, nullptr);
  for (int i = 0; i < 5; ++i) {
    PageCounts counts(kCountPlanes, again);
    const uint16_t list[] = {1};
    for (int n = 0; n < 3; ++n) counts.add(list_docs(list, 1));
  }
  EXPECT_FALSE(again.stopped()) << "what is gone is given back";
}

}  // namespace
}  // namespace patlas
