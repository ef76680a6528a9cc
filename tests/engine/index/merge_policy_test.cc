#include "engine/index/merge_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace patlas {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Sizes = std::vector<uint32_t>;

TEST(MergePolicy, FewSegmentsAreLeftAlone) {
  EXPECT_THAT(choose_merge(Sizes{5, 1, 9}, {3}), IsEmpty());
  EXPECT_THAT(choose_merge(Sizes{}, {3}), IsEmpty());
  EXPECT_THAT(choose_merge(Sizes{1, 1, 1, 1}, {0}), IsEmpty()) << "never";
}

TEST(MergePolicy, TakesTheSmallestAndWhatIsNotLargerThanTheyTogether) {
  EXPECT_THAT(choose_merge(Sizes{1000, 10, 400, 20}, {3}), ElementsAre(1, 3));
  EXPECT_THAT(choose_merge(Sizes{1000, 10, 30, 20}, {3}), ElementsAre(1, 2, 3));
  EXPECT_THAT(choose_merge(Sizes{7, 7, 7, 7}, {3}), ElementsAre(0, 1, 2, 3));
}

TEST(MergePolicy, MakesNoSegmentBeyondTheLimit) {
  EXPECT_THAT(choose_merge(Sizes{60, 60, 60, 60}, {3, 130}), ElementsAre(0, 1));
  EXPECT_THAT(choose_merge(Sizes{100, 100, 100, 100}, {3, 130}), IsEmpty());
}

// Commits of equal size for ever: the segments stay few, and a record is written a few times.
TEST(MergePolicy, WritesEachRecordLogarithmicallyOften) {
  Sizes segments;
  uint64_t written = 0;
  constexpr uint32_t kCommits = 4096;
  for (uint32_t commit = 0; commit < kCommits; ++commit) {
    segments.push_back(100);
    written += 100;
    for (auto chosen = choose_merge(segments, {8}); !chosen.empty();
         chosen = choose_merge(segments, {8})) {
      uint32_t merged = 0;
      for (const size_t s : chosen) merged += segments[s];
      for (auto s = chosen.rbegin(); s != chosen.rend(); ++s) {
        segments.erase(segments.begin() + static_cast<ptrdiff_t>(*s));
      }
      segments.push_back(merged);
      written += merged;
    }
    ASSERT_LE(segments.size(), 8u);
  }
  EXPECT_EQ(std::accumulate(segments.begin(), segments.end(), 0u), kCommits * 100);
  EXPECT_LE(written, uint64_t{kCommits} * 100 * 8);
}

}  // namespace
}  // namespace patlas
