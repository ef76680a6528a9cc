// SYNTAX.md is read here: its table is the code's, and its examples do what it says.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "query/operators.h"
#include "query/tree.h"
#include "tests/query/test_schema.h"

namespace patlas {
namespace {

const Schema kSchema = test_schema();

std::string document() {
  std::ifstream file(std::string(PATLAS_SOURCE_DIR) + "/query/SYNTAX.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The lines of all fenced blocks ```<tag>, blank ones left out.
std::vector<std::string> fenced_lines(const std::string& tag) {
  std::istringstream lines(document());
  std::vector<std::string> out;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      inside = !inside && line == "```" + tag;
    } else if (inside && !line.empty()) {
      out.push_back(line);
    }
  }
  return out;
}

TEST(SyntaxDoc, ShowsTheOperatorTableOfTheCode) {
  EXPECT_NE(document().find("\n" + operator_markdown() + "\n"), std::string::npos)
      << "SYNTAX.md should hold:\n"
      << operator_markdown();
}

TEST(SyntaxDoc, NamesEveryReservedWord) {
  for (const OperatorRow& row : operator_table()) {
    if (row.type != OperatorType::kKeyword) continue;
    EXPECT_NE(document().find("`" + std::string(row.spelling) + "`"), std::string::npos)
        << row.spelling;
  }
}

TEST(SyntaxDoc, NamesEveryField) {
  for (const FieldSpec& field : kSchema.fields) {
    EXPECT_NE(document().find("| `" + field.code + "` | `" + field.long_name + "` |"),
              std::string::npos)
        << field.code;
  }
}

TEST(SyntaxDoc, EveryExampleParses) {
  const auto queries = fenced_lines("query");
  EXPECT_GT(queries.size(), 20u);
  for (const std::string& query : queries) {
    const auto tree = parse_query(query, kSchema);
    EXPECT_TRUE(tree) << query << "\n" << tree.error().to_string();
  }
}

TEST(SyntaxDoc, EveryOperatorExampleParses) {
  for (const OperatorRow& row : operator_table()) {
    if (row.example.empty()) continue;
    const auto tree = parse_query(row.example, kSchema);
    EXPECT_TRUE(tree) << row.example << "\n" << tree.error().to_string();
  }
}

/// "query => normal form"
TEST(SyntaxDoc, EveryNormalFormIsWhatThePrinterGives) {
  const auto pairs = fenced_lines("normal");
  EXPECT_GT(pairs.size(), 5u);
  for (const std::string& pair : pairs) {
    const size_t arrow = pair.find(" => ");
    ASSERT_NE(arrow, std::string::npos) << pair;
    const auto tree = parse_query(pair.substr(0, arrow), kSchema);
    ASSERT_TRUE(tree) << pair << "\n" << tree.error().to_string();
    EXPECT_EQ(print_query(*tree, kSchema), pair.substr(arrow + 4));
  }
}

TEST(SyntaxDoc, EveryErrorExampleIsRefused) {
  const auto queries = fenced_lines("error");
  EXPECT_GT(queries.size(), 5u);
  for (const std::string& query : queries) {
    EXPECT_FALSE(parse_query(query, kSchema)) << query;
  }
}

}  // namespace
}  // namespace patlas
