#include "corpora/generator/window.h"

#include <gtest/gtest.h>

#include <vector>

namespace patlas::generator {
namespace {

TEST(Window, ScatterIsABijection) {
  std::vector<bool> hit(kWindowRecords);
  for (uint32_t i = 0; i < kWindowRecords; ++i) {
    uint32_t slot = scatter(3, 9, i);
    ASSERT_LT(slot, kWindowRecords);
    EXPECT_FALSE(hit[slot]);
    hit[slot] = true;
  }
}

TEST(Window, IsFullAndEveryPublicationHasItsPlace) {
  for (uint64_t index : {0, 1, 500}) {
    Window window = plan_window(5, index);
    ASSERT_EQ(kWindowRecords, window.publications.size());
    uint32_t next = 0;
    for (uint32_t f = 0; f < window.families.size(); ++f) {
      const Family& family = window.families[f];
      EXPECT_EQ(next, family.publications_begin);
      next = family.publications_end;
      EXPECT_GE(kFamilyMembersMax, next - family.publications_begin);
      for (uint32_t p = family.publications_begin; p < next; ++p) {
        EXPECT_EQ(f, window.publications[p].family);
        EXPECT_LE(family.filings_begin, window.publications[p].filing);
        EXPECT_GT(family.filings_end, window.publications[p].filing);
      }
    }
    EXPECT_EQ(kWindowRecords, next);
  }
}

TEST(Window, SerialsNeverMeetAcrossWindows) {
  std::vector<std::vector<bool>> taken(kSeriesCount, std::vector<bool>(100000));
  for (uint64_t index = 0; index < 8; ++index) {
    for (const Filing& filing : plan_window(5, index).filings) {
      auto& series = taken[series_of(filing.office, filing.filed)];
      ASSERT_LT(filing.serial, series.size());
      EXPECT_FALSE(series[filing.serial]);
      series[filing.serial] = true;
    }
  }
}

}  // namespace
}  // namespace patlas::generator
