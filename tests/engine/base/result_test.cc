#include "patlas/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace patlas {
namespace {

TEST(Place, OfARecordNamesFileEntryLineAndByte) {
  Place place{"weekly.zip", "a.xml", 3456, Place::kNone, 12};
  EXPECT_EQ(place.to_string(), "weekly.zip:a.xml:12 (byte 3456)");
  place.entry.clear();
  EXPECT_EQ(place.to_string(), "weekly.zip:12 (byte 3456)");
  place.line = Place::kNone;
  EXPECT_EQ(place.to_string(), "weekly.zip (byte 3456)");
  place.length = 4;
  EXPECT_EQ(place.to_string(), "weekly.zip (bytes 3456-3460)");
}

TEST(Place, OfAQueryIsAHalfOpenSpan) {
  EXPECT_EQ((Place{"query", "", 4, 5, Place::kNone}).to_string(), "query:4-9");
  EXPECT_EQ((Place{"query", "", 4, Place::kNone, Place::kNone}).to_string(), "query:4");
}

TEST(Place, WithALengthThatOverflowsShowsItsStart) {
  EXPECT_EQ((Place{"query", "", 4, Place::kNone - 1, Place::kNone}).to_string(), "query:4");
}

TEST(Place, IsEmptyTextWhenEmpty) {
  EXPECT_TRUE(Place{}.empty());
  EXPECT_EQ(Place{}.to_string(), "");
}

TEST(Error, ReadsAsCodeMessageAndPlace) {
  const Error error{Code::kParse, "unknown field 'tii' (did you mean 'ti'?)",
                    Place{"query", "", 0, 3, Place::kNone}};
  EXPECT_EQ(error.to_string(), "parse: unknown field 'tii' (did you mean 'ti'?) at query:0-3");
  EXPECT_EQ((Error{Code::kIo, "open 'x': no", {}}).to_string(), "io: open 'x': no");
}

TEST(Error, HasANameForEveryCode) {
  const std::string_view names[] = {
      "ok",     "invalid_argument",    "parse",      "not_found",
      "exists", "unsupported_version", "corruption", "io",
      "limit",  "cancelled",           "internal",
  };
  for (size_t i = 0; i < std::size(names); ++i) {
    EXPECT_EQ(code_name(static_cast<Code>(i)), names[i]);
  }
}

Result<std::unique_ptr<int>> give(bool ok) {
  if (!ok) return Error{Code::kLimit, "no", {}};
  return std::make_unique<int>(7);
}

Result<int> doubled(bool ok) {
  PATLAS_ASSIGN(const std::unique_ptr<int> number, give(ok));
  return *number * 2;
}

Status passed(bool ok) {
  PATLAS_TRY(give(ok));
  return {};
}

TEST(Result, PassesValuesAndErrorsThroughTheMacros) {
  EXPECT_EQ(*doubled(true), 14);
  ASSERT_FALSE(doubled(false));
  EXPECT_EQ(doubled(false).error().code, Code::kLimit);
  EXPECT_TRUE(passed(true));
  EXPECT_EQ(passed(false).error().message, "no");
}

}  // namespace
}  // namespace patlas
