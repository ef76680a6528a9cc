// The pages that name a limit name the one of include/patlas/limits.h.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "patlas/limits.h"

namespace patlas {
namespace {

// A page with every run of blanks and line ends as one blank.
std::string flowing(const std::string& name) {
  std::ifstream file(PATLAS_SOURCE_DIR "/" + name);
  std::string text;
  for (std::istreambuf_iterator<char> at(file), end; at != end; ++at) {
    const char c = *at == '\n' ? ' ' : *at;
    if (c != ' ' || !text.ends_with(' ')) text += c;
  }
  return text;
}

std::string mib(uint64_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

std::string thousands(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

TEST(LimitsDoc, TheLanguagePageNamesThoseOfAQuery) {
  const std::string expected =
      "A query has at most " + mib(limits::kQueryBytes) + ", " + thousands(limits::kQueryNodes) +
      " clauses and operators, " + std::to_string(limits::kQueryDepth) +
      " nested parentheses, `not`s and operators of a chain of near, and " +
      thousands(limits::kQueryWordBytes) + " bytes in a word";
  const std::string distance = "A distance has at most " + thousands(limits::kQueryDistance) + ".";
  EXPECT_NE(flowing("query/SYNTAX.md").find(distance), std::string::npos) << distance;
  EXPECT_NE(flowing("query/SYNTAX.md").find(expected), std::string::npos) << expected;
}

TEST(LimitsDoc, ThePageOfFormatsNamesThoseOfARecord) {
  const std::string expected = "a record has at most " + mib(limits::kRecordBytes) +
                               ", and at most " + mib(limits::kRecordWideBytes) + " of its texts";
  EXPECT_NE(flowing("ingest/README.md").find(expected), std::string::npos) << expected;
}

}  // namespace
}  // namespace patlas
