// FORMAT.md's table of sections is the registry, row for row.
#include "engine/segment/sections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>

namespace patlas {
namespace {

TEST(SectionRegistry, IsTheTableOfTheFormatDocument) {
  std::vector<std::string> documented, registered;
  std::ifstream document(PATLAS_SOURCE_DIR "/engine/FORMAT.md");
  // | 2 | terms | segment | ...
  const std::regex row(
      R"(\| (\d+) \| ([a-z-]+) \| (segment|store|deletes|manifest|families|scheme) \|.*)");
  std::smatch parts;
  for (std::string line; std::getline(document, line);) {
    if (!std::regex_match(line, parts, row)) continue;
    documented.push_back(parts[1].str() + " " + parts[2].str() + " " + parts[3].str());
  }
  static const char* const kFiles[] = {"",         "segment",  "store", "deletes",
                                       "manifest", "families", "scheme"};
  for (const SectionRow& r : kSectionRegistry) {
    registered.push_back(std::to_string(r.type) + " " + std::string(r.name) + " " +
                         kFiles[static_cast<int>(r.file)]);
  }
  std::sort(documented.begin(), documented.end());
  std::sort(registered.begin(), registered.end());
  EXPECT_THAT(documented, testing::ElementsAreArray(registered));
}

TEST(SectionRegistry, NamesEachTypeOnce) {
  std::set<uint16_t> types;
  std::set<std::string_view> names;
  for (const SectionRow& row : kSectionRegistry) {
    EXPECT_TRUE(types.insert(row.type).second) << row.type;
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(find_section_row(row.type), &row);
  }
  EXPECT_EQ(find_section_row(0), nullptr);
}

}  // namespace
}  // namespace patlas
