// tests/engine/sealed_sections.h
//
// Sections made of any bytes, with checksums that match: what an attacker who repairs checksums
// would leave, and the shortest way for a codec's test from bytes to a Section.
#ifndef PATLAS_TESTS_ENGINE_SEALED_SECTIONS_H_
#define PATLAS_TESTS_ENGINE_SEALED_SECTIONS_H_

#include <memory>
#include <string>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/base/env.h"
#include "engine/base/sealed_file.h"
#include "engine/base/sim_fs.h"
#include "engine/base/spool.h"

namespace patlas {

/// A sealed file of these sections on a disk in memory.
class SealedBytes {
 public:
  using Sections = std::vector<std::pair<SectionName, std::string_view>>;

  SealedBytes(FileType type, const Sections& sections) : disk_(std::make_unique<SimFs>()) {
    auto writer = SealedFileWriter::create(*disk_, "sections", type, 7);
    PATLAS_CHECK(writer.has_value());
    for (const auto& [name, bytes] : sections) {
      PATLAS_CHECK((*writer)->begin_section(name).has_value());
      PATLAS_CHECK((*writer)->append(as_bytes(bytes)).has_value());
      PATLAS_CHECK((*writer)->end_section().has_value());
    }
    PATLAS_CHECK((*writer)->finish().has_value());
    auto file = SealedFile::open(*disk_, "sections", type, nullptr, nullptr);
    PATLAS_CHECK(file.has_value());
    file_ = *file;
  }

  const std::shared_ptr<SealedFile>& file() const { return file_; }

 private:
  std::unique_ptr<SimFs> disk_;
  std::shared_ptr<SealedFile> file_;
};

/// Section i holds bodies[i].
class SealedSections {
 public:
  explicit SealedSections(const std::vector<std::string>& bodies)
      : file_(FileType::kSegment, named(bodies)) {}

  Section at(size_t i) const {
    auto section = file_.file()->section(name(i));
    PATLAS_CHECK(section.has_value());
    return *section;
  }

 private:
  static SectionName name(size_t i) { return {1, static_cast<uint16_t>(i)}; }
  static SealedBytes::Sections named(const std::vector<std::string>& bodies) {
    SealedBytes::Sections sections;
    for (size_t i = 0; i < bodies.size(); ++i) sections.emplace_back(name(i), bodies[i]);
    return sections;
  }

  SealedBytes file_;
};

/// What `part` (a Spool, say) copies to a file.
template <typename Part>
std::string copied_bytes(Part& part) {
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
  PATLAS_CHECK(part.copy_to(capture).has_value());
  return capture.bytes;
}

/// A spool that stays in memory for anything a test writes.
inline std::unique_ptr<Spool> test_spool() {
  return std::make_unique<Spool>(*posix_env().fs, "never-made", ~uint64_t{0});
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
