// The container of all index files: what is written comes back, and no damage passes.
#include "engine/base/sealed_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/base/coding.h"
#include "engine/base/posix_fs.h"

namespace patlas {
namespace {

constexpr uint64_t kId = 0x0807060504030201;

std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

/// The fenced block of FORMAT.md that is tagged "hex <name>", as bytes; words after '|' are
/// remarks.
std::string example_of_format(const std::string& name) {
  std::istringstream document(slurp(PATLAS_SOURCE_DIR "/engine/FORMAT.md"));
  std::string line, bytes;
  while (std::getline(document, line) && line != "```hex " + name) continue;
  while (std::getline(document, line) && line != "```") {
    std::istringstream digits(line.substr(0, line.find('|')));
    for (std::string pair; digits >> pair;) {
      bytes.push_back(static_cast<char>(std::stoi(pair, nullptr, 16)));
    }
  }
  return bytes;
}

TEST(SealedFile, IsTheExampleOfTheFormatPage) {
  const std::string path = testing::TempDir() + "sealed_example_" + std::to_string(::getpid());
  std::filesystem::remove(path);
  auto writer = SealedFileWriter::create(posix_fs(), path, FileType::kDeletes, kId);
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->begin_section({7, 0}));
  ASSERT_TRUE((*writer)->append(as_bytes("rotor")));
  ASSERT_TRUE((*writer)->end_section());
  ASSERT_TRUE((*writer)->begin_section({9, 2}));
  ASSERT_TRUE((*writer)->end_section());
  auto info = (*writer)->finish();
  ASSERT_TRUE(info);
  EXPECT_EQ(slurp(path), example_of_format("sealed-file"));
  auto file = SealedFile::open(posix_fs(), path, FileType::kDeletes, &kId, &*info);
  ASSERT_TRUE(file) << file.error().to_string();
  EXPECT_EQ(as_text(*(*file)->section({7, 0})->all()), "rotor");
  EXPECT_EQ((*file)->section({9, 2})->size(), 0u);
  EXPECT_TRUE((*file)->verify());
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace patlas
