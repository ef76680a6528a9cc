// Every input that a fuzzer ever found worth keeping, in every build: the samples of all formats
// and tests/fuzz/corpus/<target>, each file whole and each cut at its first half. What a fuzzer
// broke once lies there as regression_*.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "tests/fuzz/targets.h"

namespace patlas::fuzz {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = PATLAS_SOURCE_DIR;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::set<fs::path> entries_of(const fs::path& folder) {
  std::set<fs::path> entries;
  for (const auto& entry : fs::directory_iterator(folder)) entries.insert(entry.path());
  return entries;
}

class Replay : public testing::TestWithParam<FuzzTarget> {};

TEST_P(Replay, BreaksNoPromise) {
  const FuzzTarget& target = GetParam();
  std::vector<fs::path> files = files_below(kRoot / "corpora/samples");
  const std::vector<fs::path> kept = files_below(kRoot / "tests/fuzz/corpus" / target.name);
  files.insert(files.end(), kept.begin(), kept.end());
  ASSERT_GE(files.size(), 12u);
  const std::set<fs::path> before = entries_of(fs::current_path());
  for (const fs::path& file : files) {
    const std::string bytes = read(file);
    EXPECT_EQ(target.run(bytes), "") << file;
    EXPECT_EQ(target.run(bytes.substr(0, bytes.size() / 2)), "") << "the first half of " << file;
  }
  EXPECT_EQ(target.run(""), "");
  EXPECT_EQ(entries_of(fs::current_path()), before) << "a target wrote where it was started";
}

INSTANTIATE_TEST_SUITE_P(Targets, Replay, testing::ValuesIn(fuzz_targets()),
                         [](const auto& made) { return made.param.name; });

TEST(Fuzz, EveryFolderOfTheCorpusIsATargets) {
  std::set<std::string> names;
  for (const FuzzTarget& target : fuzz_targets()) names.insert(target.name);
  for (const auto& entry : fs::directory_iterator(kRoot / "tests/fuzz/corpus")) {
    if (!entry.is_directory()) continue;
    EXPECT_TRUE(names.contains(entry.path().filename().string())) << entry.path();
  }
}

}  // namespace
}  // namespace patlas::fuzz
