#include "programs/cli/options.h"

#include <gtest/gtest.h>

#include "programs/cli/progress.h"
#include "programs/cli/render.h"

namespace patlas::cli {
namespace {

TEST(ParseBytes, TakesUnitsOfEitherSpelling) {
  EXPECT_EQ(*parse_bytes("0"), 0u);
  EXPECT_EQ(*parse_bytes("65536"), 65536u);
  EXPECT_EQ(*parse_bytes("1k"), 1024u);
  EXPECT_EQ(*parse_bytes("512M"), 512u << 20);
  EXPECT_EQ(*parse_bytes("512MB"), 512u << 20);
  EXPECT_EQ(*parse_bytes("1GiB"), 1u << 30);
  EXPECT_EQ(*parse_bytes("2tib"), uint64_t{2} << 40);
}

TEST(ParseBytes, RefusesWhatItCannotMean) {
  for (const char* text : {"", "M", "-1", "+1", "1.5G", "1 G", "1X", "1GiBs", "1b2",
                           "99999999999999999999", "9999999999999G"})
    EXPECT_FALSE(parse_bytes(text)) << text;
}

TEST(Nearest, IsAboutAThirdOfTheLettersAway) {
  const std::vector<std::string> names = {"search", "show", "check"};
  EXPECT_EQ(nearest("serch", names), "search");
  EXPECT_EQ(nearest("shwo", names), "show");
  EXPECT_EQ(nearest("chek", names), "check");
  EXPECT_EQ(nearest("frobnicate", names), "");
  EXPECT_EQ(nearest("", names), "");
  EXPECT_EQ(nearest(std::string(100000, 'x'), names), "");
}

TEST(Progress, SaysWhatIsKnown) {
  EXPECT_EQ(progress_text({12345, 34'500'000, 120'000'000, 1385}),
            "12,345 records  34.5 MB of 120.0 MB  8,913 records/s  0:03 left");
  EXPECT_EQ(progress_text({12345, 34'500'000, 0, 1000}),
            "12,345 records  34.5 MB  12,345 records/s");
  EXPECT_EQ(progress_text({0, 0, 0, 0}), "0 records  0.0 MB");
  EXPECT_EQ(progress_text({1, 1, 1'000'000'000, 10}),
            "1 records  0.0 MB of 1000.0 MB  100 records/s  2777:46:40 left");
}

TEST(ScoreText, HasSixDigits) {
  EXPECT_EQ(score_text(0), "0");
  EXPECT_EQ(score_text(1.0 / 3), "0.333333");
  EXPECT_EQ(score_text(12.3456789), "12.3457");
}

}  // namespace
}  // namespace patlas::cli
