#include "ingest/encoding.h"

#include <gtest/gtest.h>

namespace patlas {
namespace {

std::string decoded(std::string bytes, std::string_view surrounding = "") {
  Result<std::string> text = to_utf8(std::move(bytes), surrounding);
  return text ? *text : "error at " + std::to_string(text.error().place.offset);
}

TEST(Encoding, TheDeclarationDecides) {
  EXPECT_EQ(decoded("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>"),
            "<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>");
  EXPECT_EQ(
      decoded("<?xml version=\"1.0\" encoding=\"EUC-JP\"?><a>\xC6\xFC\xCB\xDC</a>").substr(39),
      "<a>日本</a>");
  EXPECT_EQ(decoded("<a>\x93\xFA\x96\x7B</a>", "Shift_JIS"), "<a>日本</a>");
  EXPECT_EQ(decoded("<a>\x95\x5C\x8E\xA6</a>", "shift-jis"), "<a>表示</a>");  // a '\' as trail byte
}

TEST(Encoding, AByteOrderMarkComesFirst) {
  EXPECT_EQ(decoded("\xEF\xBB\xBF<?xml version='1.0' encoding='EUC-JP'?><a>é</a>"),
            "<?xml version='1.0' encoding='EUC-JP'?><a>é</a>");
  EXPECT_EQ(decoded(std::string("\xFF\xFE<\0a\0/\0>\0", 10)), "<a/>");
  EXPECT_EQ(decoded(std::string("\xFE\xFF\0<\0a\0/\0>", 10)), "<a/>");
  EXPECT_EQ(decoded(std::string("<\0a\0/\0>\0", 8)), "<a/>");
}

TEST(Encoding, SurrogatePairsSurviveEveryBufferBorder) {
  for (size_t padding = 4000; padding < 4200; ++padding) {
    std::string utf16("\xFF\xFE", 2);
    for (size_t i = 0; i < padding; ++i) utf16 += std::string("x\0", 2);
    for (int i = 0; i < 3; ++i) utf16 += std::string("\x3D\xD8\x00\xDE", 4);
    std::string expected(padding, 'x');
    for (int i = 0; i < 3; ++i) expected += "\U0001F600";
    ASSERT_EQ(decoded(utf16), expected) << padding;
  }
}

TEST(Encoding, ADeclarationThatCanBeReadIsNotUtf16) {
  EXPECT_EQ(decoded("<?xml version='1.0' encoding='UTF-16'?><a>é</a>"),
            "<?xml version='1.0' encoding='UTF-16'?><a>é</a>");
}

TEST(Encoding, BytesItDoesNotHaveAreAnErrorAtTheirOffset) {
  EXPECT_EQ(decoded("<a>\xFF</a>"), "error at 3");
  EXPECT_EQ(decoded("<a>\xC3"), "error at 3");
  EXPECT_EQ(decoded("<a>\xED\xA0\x80</a>"), "error at 3");  // a surrogate
  EXPECT_EQ(decoded("<a>\xC0\xAF</a>"), "error at 3");      // overlong
  EXPECT_EQ(decoded("<a>\xC6\xFC\xFF</a>", "EUC-JP"), "error at 5");
  EXPECT_EQ(decoded(std::string("\xFF\xFE<\0\x00\xD8x\0", 8)).substr(0, 5), "error");
}

TEST(Encoding, UnknownNamesAreRefusedByName) {
  Result<std::string> text = to_utf8("<?xml version='1.0' encoding='EBCDIC-7'?><a/>", "");
  ASSERT_FALSE(text);
  EXPECT_NE(text.error().message.find("EBCDIC-7"), std::string::npos);
}

TEST(FindInvalidUtf8, NamesTheFirstBadByte) {
  EXPECT_EQ(find_invalid_utf8("plain é 鋰 \U0001F600"), std::nullopt);
  EXPECT_EQ(find_invalid_utf8("é\x80"), 2u);
  EXPECT_EQ(find_invalid_utf8("鋰\xF5\x80\x80\x80"), 3u);
  EXPECT_EQ(find_invalid_utf8("x\xF4\x90\x80\x80"), 1u);
  EXPECT_EQ(find_invalid_utf8("x\xE0\x80\x80"), 1u);
}

}  // namespace
}  // namespace patlas
