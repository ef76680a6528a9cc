// tests/ingest/normalize/reference.h
//
// The tables of the project's reference material (domain/*.csv), where it is at hand:
// PATLAS_REFERENCE names the folder that holds domain/.
#ifndef PATLAS_TESTS_INGEST_NORMALIZE_REFERENCE_H_
#define PATLAS_TESTS_INGEST_NORMALIZE_REFERENCE_H_

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace patlas::test {

inline bool has_reference() { return std::getenv("PATLAS_REFERENCE") != nullptr; }

inline std::vector<std::string> csv_fields(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back().push_back(c);
    }
  }
  return fields;
}

/// The rows behind the head line, all of `columns` fields. REQUIRES: has_reference().
inline std::vector<std::vector<std::string>> reference_rows(const std::string& name,
                                                            size_t columns) {
  const std::string path = std::string(std::getenv("PATLAS_REFERENCE")) + "/domain/" + name;
  std::ifstream csv(path);
  EXPECT_TRUE(csv) << path;
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(csv, line);
  while (std::getline(csv, line)) {
    rows.push_back(csv_fields(line));
    EXPECT_EQ(rows.back().size(), columns) << path << ": " << line;
    rows.back().resize(columns);
  }
  return rows;
}

}  // namespace patlas::test

#endif  // PATLAS_TESTS_INGEST_NORMALIZE_REFERENCE_H_
