// README.md stays true: its commands run, its map leads somewhere.
#include <sstream>

#include "tests/programs/cli/run_program.h"

namespace patlas {
namespace {

const std::string kReadme = PATLAS_SOURCE_DIR "/README.md";

TEST(Readme, EveryCommandOfFiveMinutesOfUseAnswers) {
  Folder folder;
  const std::string records = example_records();
  const size_t half = records.find('\n', records.find('\n') + 1) + 1;
  folder.write("weekly.jsonl", records.substr(0, half));
  folder.write("more-files/two.jsonl", records.substr(half, records.rfind("{") - half));
  ASSERT_EQ(folder
                .shell("python3 -c \"import zipfile; z = zipfile.ZipFile('weekly.zip', 'w', "
                       "zipfile.ZIP_DEFLATED); z.write('weekly.jsonl')\"")
                .status,
            0);
  std::istringstream lines(block_of(read_whole(kReadme), "## Five minutes of use", "sh"));
  int commands = 0;
  for (std::string line; std::getline(lines, line);) {
    const Ran ran = folder.shell(line);
    EXPECT_EQ(ran.status, 0) << line << "\n" << ran.err;
    EXPECT_EQ(ran.err, "") << line;
    EXPECT_NE(ran.out, "") << line;
    EXPECT_EQ(ran.out.find("\"documents\":0"), std::string::npos) << line << "\n" << ran.out;
    ++commands;
  }
  EXPECT_GE(commands, 8);
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
