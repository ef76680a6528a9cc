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
  EXPECT_EQ(progress_text({100, 1000, 1'000'000'000, 10'000}),
            "100 records  0.0 MB of 1000.0 MB  10 records/s  2777:46:30 left");
}

TEST(Progress, SaysNoRateInTheFirstSecond) {
  EXPECT_EQ(progress_text({2048, 1, 1'000'000'000, 10}), "2,048 records  0.0 MB of 1000.0 MB");
  EXPECT_EQ(progress_text({2048, 1, 0, 999}), "2,048 records  0.0 MB");
  EXPECT_EQ(progress_text({2048, 1, 0, 1000}), "2,048 records  0.0 MB  2,048 records/s");
}

TEST(Progress, OneRecordIsNoneOfMany) {
  EXPECT_EQ(progress_text({1, 0, 0, 0}), "1 record  0.0 MB");
}

LoadSummary load_with_unknown_entities(uint64_t count) {
  LoadSummary summary;
  summary.seen = summary.accepted = 2;
  summary.unknown_entities = count;
  summary.generation = 1;
  return summary;
}

TEST(RenderLoad, SaysUnknownEntitiesBehindTheLastWhereThereAreAny) {
  const std::string json =
      R"({"seen":2,"accepted":2,"replaced":0,"superseded":0,"deleted":0,"rejected":0,)"
      R"("reject_log":null,"generation":1)";
  for (const Format format : {Format::kJson, Format::kJsonLines}) {
    EXPECT_EQ(render_load(load_with_unknown_entities(0), format), json + "}\n");
    EXPECT_EQ(render_load(load_with_unknown_entities(3), format),
              json + ",\"unknown_entities\":3}\n");
  }
  EXPECT_EQ(render_load(load_with_unknown_entities(3), Format::kCsv),
            render_load(load_with_unknown_entities(0), Format::kCsv));
}

TEST(FirstRejectText, HasPlaceAndReasonOfALogLine) {
  EXPECT_EQ(first_reject_text(R"({"file":"a.zip","entry":"b.xml","offset":9,"line":2,)"
                              R"("reason":"parse: no element"})"),
            "the first reject is at a.zip:b.xml:2 (byte 9): parse: no element");
  EXPECT_EQ(first_reject_text(R"({"file":"a","reason":"io: gone"})"),
            "the first reject is at a: io: gone");
}

TEST(FirstRejectText, OfNoLogLineIsNone) {
  for (const char* line : {"", "junk", "[]", "{", "null", "7"})
    EXPECT_EQ(first_reject_text(line), "") << line;
  EXPECT_NE(first_reject_text(R"({"file":7,"offset":-1,"line":"x","reason":"r"})"), "");
}

}  // namespace
}  // namespace patlas::cli
