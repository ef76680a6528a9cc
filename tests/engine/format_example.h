// tests/engine/format_example.h
//
// Reads a worked example out of engine/FORMAT.md, so that the document cannot say one thing and
// the code another. An example is a fenced block ```hex NAME; each line holds bytes in
// hexadecimal, and whatever follows a ';' explains them.
#ifndef PATLAS_TESTS_ENGINE_FORMAT_EXAMPLE_H_
#define PATLAS_TESTS_ENGINE_FORMAT_EXAMPLE_H_

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace patlas {

/// The bytes of the example called `name`; fails the test when the document has none.
inline std::string format_example(const std::string& name) {
  std::ifstream document(PATLAS_SOURCE_DIR "/engine/FORMAT.md");
  std::string line, bytes;
  bool inside = false, found = false;
  while (std::getline(document, line)) {
    if (line.rfind("```", 0) == 0) {
      inside = !inside && line == "```hex " + name;
      found = found || inside;
      continue;
    }
    if (!inside) continue;
    std::istringstream words(line.substr(0, line.find(';')));
    for (std::string word; words >> word;) {
      bytes.push_back(static_cast<char>(std::stoi(word, nullptr, 16)));
    }
  }
  EXPECT_TRUE(found) << "engine/FORMAT.md has no example " << name;
  return bytes;
}

/// Bytes as the document writes them, for messages.
inline std::string hex(const std::string& bytes) {
  static const char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<uint8_t>(c);
    if (!out.empty()) out.push_back(' ');
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out;
}

}  // namespace patlas

#endif  // PATLAS_TESTS_ENGINE_FORMAT_EXAMPLE_H_
