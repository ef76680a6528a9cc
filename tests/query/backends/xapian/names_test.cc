#include "query/backends/xapian/names.h"

#include <gtest/gtest.h>

#include <vector>

namespace patlas::xapian {
namespace {

// What Xapian's tables take: a zero takes two of 245 bytes.
size_t table_bytes(const std::string& name) {
  size_t bytes = 0;
  for (const char c : name) bytes += c == '\0' ? 2 : 1;
  return bytes;
}

std::vector<std::string> long_and_short_terms() {
  std::vector<std::string> terms;
  for (const size_t bytes : {1u, 99u, 197u, 198u, 199u, 200u, 201u, 202u, 245u, 246u, 1024u}) {
    terms.push_back("\x01w" + std::string(bytes, 'x'));
    terms.push_back("\x01w" + std::string(bytes, 'x') + "y");
    terms.push_back(std::string("\x11", 1) + std::string(bytes, '\0'));
    terms.push_back("\x01w" + std::string(bytes - 1, 'x') + '\0' + "z");
  }
  return terms;
}

TEST(XapianNames, FitXapiansTermsAndAreToldApart) {
  const auto terms = long_and_short_terms();
  for (const std::string& a : terms) {
    EXPECT_LE(table_bytes(term_name(a)), 245u);
    EXPECT_EQ(is_shortened(term_name(a)), term_name(a) != a);
    for (const std::string& b : terms) EXPECT_EQ(term_name(a) == term_name(b), a == b);
  }
}

TEST(XapianNames, BeginAsEveryBeginningOfTheirTerm) {
  for (const std::string& term : long_and_short_terms()) {
    for (size_t bytes = 0; bytes <= term.size(); ++bytes) {
      const std::string prefix = term.substr(0, bytes);
      ASSERT_TRUE(term_name(term).starts_with(name_prefix(prefix))) << bytes;
    }
  }
}

TEST(XapianNames, AWholeTermIsNeverTheNameOfALongerOne) {
  const std::string longer(1000, 'x');
  const std::string name = term_name(longer);
  EXPECT_NE(term_name(name), name);
}

TEST(XapianValues, NumbersCompareAsTheirBytes) {
  const std::vector<uint32_t> numbers = {0,        1,          255,        256,
                                         1u << 23, 0x7fffffff, 0xfffffffe, 0xffffffff};
  for (const uint32_t a : numbers) {
    EXPECT_EQ(number_of_value(number_value(a)), a);
    for (const uint32_t b : numbers) EXPECT_EQ(number_value(a) < number_value(b), a < b);
  }
  EXPECT_EQ(number_of_value("123"), 0u);
}

TEST(XapianValues, AListIsSortedAndHoldsEachOnce) {
  std::vector<std::string> read;
  for_each_value(list_value({"b", "", "a", "b"}),
                 [&read](std::string_view value) { read.emplace_back(value); });
  EXPECT_EQ(read, (std::vector<std::string>{"", "a", "b"}));
  for_each_value(
      "\x05"
      "cut",
      [](std::string_view) { FAIL(); });
}

}  // namespace
}  // namespace patlas::xapian
