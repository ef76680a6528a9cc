// Reads the examples and the language table of engine/FORMAT.md, "Text analysis".
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "engine/text/analyzer.h"
#include "engine/text/stemmer.h"

namespace patlas {
namespace {

std::vector<std::string> section() {
  std::ifstream document(PATLAS_SOURCE_DIR "/engine/FORMAT.md");
  std::vector<std::string> lines;
  bool inside = false;
  for (std::string line; std::getline(document, line);) {
    if (line.rfind("## ", 0) == 0) inside = line == "## Text analysis";
    if (inside) lines.push_back(line);
  }
  return lines;
}

std::string tokens(const std::string& text) {
  Analyzer analyzer;
  Analysis analysis;
  analyzer.analyze(text, analysis);
  std::string result;
  for (const Occurrence& o : analysis.occurrences) {
    std::string term(analysis.term(o));
    if (term.back() == kEndMark) term.back() = '$';
    result += (result.empty() ? "" : " ") + term + "@" + std::to_string(o.position);
  }
  return result;
}

TEST(FormatDocument, TokenExamplesAreTrue) {
  size_t count = 0;
  bool inside = false;
  for (const std::string& line : section()) {
    if (line.rfind("```", 0) == 0) {
      inside = line == "```tokens";
      continue;
    }
    if (!inside) continue;
    const size_t at = line.find(" ; ");
    ASSERT_NE(at, std::string::npos) << line;
    EXPECT_EQ(tokens(line.substr(0, at)), line.substr(at + 3)) << line;
    ++count;
  }
  EXPECT_GE(count, 10u);
}

TEST(FormatDocument, LanguageTableIsTrue) {
  std::vector<std::string> cells;
  bool inside = false;
  for (const std::string& line : section()) {
    if (line.rfind("| | 0 |", 0) == 0) inside = true;
    if (!inside || line.rfind("|", 0) != 0 || line.rfind("|-", 0) == 0) continue;
    size_t at = line.find('|', 1);
    for (size_t next; (next = line.find('|', at + 1)) != std::string::npos; at = next) {
      cells.push_back(line.substr(at + 2, next - at - 3));
    }
  }
  ASSERT_EQ(cells.size(), 8u + kLanguageCount);
  for (uint8_t number = 0; number < kLanguageCount; ++number) {
    std::string cell = cells[8u + number];
    const bool is_bold = cell.rfind("**", 0) == 0;
    if (is_bold) cell = cell.substr(2, cell.size() - 4);
    EXPECT_EQ(language_code(number), cell);
    EXPECT_EQ(language_has_stemmer(number), is_bold) << cell;
  }
}

}  // namespace
}  // namespace patlas
