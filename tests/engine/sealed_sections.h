// tests/engine/sealed_sections.h
//
// Sections made of any bytes, with checksums that match: what an attacker who repairs checksums
// would leave, and the shortest way for a codec's test from bytes to a Section.
#ifndef PATLAS_TESTS_ENGINE_SEALED_SECTIONS_H_
#define PATLAS_TESTS_ENGINE_SEALED_SECTIONS_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/base/env.h"
#include "engine/base/sealed_file.h"
#include "engine/base/spool.h"

namespace patlas {

/// A new name under the tests' temporary folder.
inline std::string temporary_path(const std::string& name) {
  static int count = 0;
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  return join_path(testing::TempDir(), std::string("patlas_") + test->test_suite_name() + "_" +
                                           test->name() + "_" + name + std::to_string(count++));
}

/// Section i of the file holds bodies[i]; the file goes with the object.
class SealedSections {
 public:
  explicit SealedSections(const std::vector<std::string>& bodies,
                          FileType type = FileType::kSegment)
      : path_(temporary_path("sections")) {
    Fs& fs = *posix_env().fs;
    (void)fs.unlink(path_);
    auto writer = SealedFileWriter::create(fs, path_, type, 7);
    PATLAS_CHECK(writer.has_value());
    for (size_t i = 0; i < bodies.size(); ++i) {
      PATLAS_CHECK((*writer)->begin_section(name(i)).has_value());
      PATLAS_CHECK((*writer)->append(as_bytes(bodies[i])).has_value());
      PATLAS_CHECK((*writer)->end_section().has_value());
    }
    PATLAS_CHECK((*writer)->finish().has_value());
    auto file = SealedFile::open(fs, path_, type, nullptr, nullptr);
    PATLAS_CHECK(file.has_value());
    file_ = *file;
  }
  ~SealedSections() { (void)posix_env().fs->unlink(path_); }
  SealedSections(const SealedSections&) = delete;
  SealedSections& operator=(const SealedSections&) = delete;

  Section at(size_t i) const {
    auto section = file_->section(name(i));
    PATLAS_CHECK(section.has_value());
    return *section;
  }

 private:
  static SectionName name(size_t i) { return {1, static_cast<uint16_t>(i)}; }

  std::string path_;
  std::shared_ptr<SealedFile> file_;
};

/// What was appended to a spool.
inline std::string spool_bytes(Spool& spool) {
  struct Capture : SealedFileWriter {
    std::string bytes;
    Status begin_section(SectionName) override { return {}; }
    Status append(Bytes more) override {
      bytes.append(as_text(more));
      return {};
    }
    Status end_section() override { return {}; }
    Result<SealedFileInfo> finish() override { return SealedFileInfo{}; }
  } capture;
  PATLAS_CHECK(spool.copy_to(capture).has_value());
  return capture.bytes;
}

/// A spool that stays in memory for anything a test writes.
inline std::unique_ptr<Spool> test_spool() {
  return std::make_unique<Spool>(*posix_env().fs, temporary_path("spool"), uint64_t{1} << 30);
}

/// Every way to change one byte that tests use: all bits flipped, lowest and highest bit, and the
/// two extremes.
inline std::vector<std::string> one_byte_changes(const std::string& bytes) {
  std::vector<std::string> changed;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const auto old = static_cast<uint8_t>(bytes[i]);
    for (const int value : {old ^ 0xff, old ^ 1, old ^ 0x80, 0, 0xff}) {
      if (value == old) continue;
      changed.push_back(bytes);
      changed.back()[i] = static_cast<char>(value);
    }
  }
  return changed;
}

}  // namespace patlas

#endif  // PATLAS_TESTS_ENGINE_SEALED_SECTIONS_H_
