// README.md stays true: its commands run, its map leads somewhere.
#include <map>
#include <set>
#include <sstream>

#include "tests/programs/cli/run_program.h"

namespace patlas {
namespace {

const std::string kReadme = PATLAS_SOURCE_DIR "/README.md";

TEST(Readme, EveryCommandOfFiveMinutesOfUseFindsSomething) {
  // As scripts/demo leaves the tree, with the samples alone.
  Folder folder;
  namespace fs = std::filesystem;
  fs::create_directories(folder.path("build/demo"));
  fs::create_symlink(PATLAS_PROGRAM, folder.path("build/demo/patlas"));
  fs::create_directory_symlink(PATLAS_SOURCE_DIR "/corpora", folder.path("corpora"));
  ASSERT_EQ(folder.patlas({"index", "build/demo/index", "corpora/samples"}).status, 0);

  // What an answer that found something has.
  const std::map<std::string, std::string> found = {
      {"search", "\"publication\":{"}, {"facets", "\"value\":"},    {"show", "\"publication\":{"},
      {"tokens", "\"position\":"},     {"check", "\"damages\":[]"}, {"index", "\"rejected\":0,"}};
  std::istringstream lines(block_of(read_whole(kReadme), "## Five minutes of use", "sh"));
  std::string variables, line;
  std::getline(lines, variables);
  EXPECT_TRUE(variables.starts_with("PATH=$PWD/build/demo:$PATH; idx=")) << variables;
  EXPECT_EQ(folder.shell(variables + "; command -v patlas").out,
            (fs::canonical(folder.path("build/demo")) / "patlas").string() + "\n");
  std::set<std::string> commands;
  while (std::getline(lines, line)) {
    ASSERT_TRUE(line.starts_with("patlas ")) << line;
    const std::string command = line.substr(7, line.find(' ', 7) - 7);
    ASSERT_TRUE(found.contains(command)) << line;
    const Ran ran = folder.shell(variables + "\n" + line);
    EXPECT_EQ(ran.status, 0) << line << "\n" << ran.err;
    EXPECT_EQ(ran.err, "") << line;
    EXPECT_NE(ran.out.find(found.at(command)), std::string::npos) << line << "\n" << ran.out;
    commands.insert(command);
  }
  EXPECT_EQ(commands.size(), found.size());
}

/// What stands between backquotes and has a slash, without a <placeholder> in its last part.
std::vector<std::string> paths_in(const std::string& text) {
  std::vector<std::string> paths;
  for (size_t at = 0; (at = text.find('`', at)) != std::string::npos;) {
    const size_t end = text.find('`', at + 1);
    if (end == std::string::npos) break;
    std::string path = text.substr(at + 1, end - at - 1);
    at = end + 1;
    if (path.find('/') == std::string::npos || path.find(' ') != std::string::npos) continue;
    if (const size_t open = path.find('<'); open != std::string::npos) path.resize(open);
    if (!path.starts_with("build/")) paths.push_back(path);
  }
  return paths;
}

TEST(Readme, EveryPathThatItNamesIsThere) {
  const std::vector<std::string> paths = paths_in(read_whole(kReadme));
  EXPECT_GE(paths.size(), 25u);
  for (const std::string& path : paths)
    EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(PATLAS_SOURCE_DIR) / path)) << path;
}

}  // namespace
}  // namespace patlas
