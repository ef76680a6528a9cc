// The texts of include/patlas/json.h; whole answers are compared in tests/docs/json_doc_test.cc.
#include "patlas/json.h"

#include <gtest/gtest.h>

namespace patlas {
namespace {

TEST(AsUtf8, ReplacesWhatIsNone) {
  for (const char* valid : {"", "abc", "電池", "a\xF0\x9F\x98\x80"})
    EXPECT_EQ(as_utf8(valid), valid);
  EXPECT_EQ(as_utf8("a\xFF"
                    "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(as_utf8("\x96\xBC"
                    "A"),
            "\xEF\xBF\xBD\xEF\xBF\xBD"
            "A");
  EXPECT_EQ(as_utf8("電\xE6\x9D"), "電\xEF\xBF\xBD");
}

TEST(ScoreText, HasSixDigits) {
  EXPECT_EQ(score_text(0), "0");
  EXPECT_EQ(score_text(1.0 / 3), "0.333333");
  EXPECT_EQ(score_text(12.3456789), "12.3457");
}

}  // namespace
}  // namespace patlas
