// tests/temp_folder.h
//
// A folder for what a test program writes: new for each run, and gone when the program ends, whatever
// its tests found.
#ifndef PATLAS_TESTS_TEMP_FOLDER_H_
#define PATLAS_TESTS_TEMP_FOLDER_H_

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <system_error>

namespace patlas::test {

/// New, and gone with the object; but not with a copy of it in another process.
class TempFolder {
 public:
  TempFolder() : owner_(::getpid()), path_(testing::TempDir() + "patlas-test-XXXXXX") {
    EXPECT_NE(::mkdtemp(path_.data()), nullptr);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    if (::getpid() == owner_) std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  const pid_t owner_;
  std::string path_;
};

/// Where the program's tests write; ends in a slash. In place of testing::TempDir().
inline const std::string& temp_dir() {
  static const TempFolder folder;
  static const std::string path = folder.path() + "/";
  return path;
}

}  // namespace patlas::test

#endif  // PATLAS_TESTS_TEMP_FOLDER_H_
