// engine/base/sealed_file.h
//
// The one container of all index files: a header, sections, one CRC32C per 16 KB block, a footer.
// A file is written once, from start to end, and never changed; a reader checks a block's
// checksum before its first decode, once per mapping, and hands out views into the mapping.
//
//   header | section 0 | section 1 | ... | checksums | footer | trailer
//
// Bytes    FORMAT.md, "Sealed files". Sections start at multiples of 64 bytes; padding is zero and
//          covered. A block's CRC is seeded with (file id, section type, section part, block
//          number), so that a block of another place or file does not pass.
// Errors   open: corruption (file and offset), unsupported_version. Section::bytes: corruption, or
//          io when the file was cut short since it was opened.
// Threads  SealedFile and Section may be shared; the writer belongs to one thread.
// Memory   the mapping; 4 bytes of checksum and one "verified" bit per 16 KB.
#ifndef PATLAS_ENGINE_BASE_SEALED_FILE_H_
#define PATLAS_ENGINE_BASE_SEALED_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/fs.h"

namespace patlas {

/// What a file is; part of its header and of its checksums' seed. Values are on disk.
enum class FileType : uint16_t {
  kSegment = 1,
  kStore = 2,
  kDeletes = 3,
  kManifest = 4,
  kFamilies = 5,
  kScheme = 6
};

/// A section is named by a type (what its bytes are; registry in engine/segment/sections.h) and a
/// part (a field or column number, 0 when there is only one).
struct SectionName {
  uint16_t type = 0;
  uint16_t part = 0;
  auto operator<=>(const SectionName&) const = default;
};

inline constexpr uint64_t kBlockBytes = 16384;

struct SealedFileInfo {
  uint64_t size_bytes = 0;
  uint64_t hash_low = 0,
           hash_high = 0;  ///< XXH3-128 of all bytes before the trailer, which holds it
};

class SealedFileWriter {
 public:
  /// Creates `path` (it must not exist). `file_id`: random, unique in the index.
  static Result<std::unique_ptr<SealedFileWriter>> create(Fs& fs, const std::string& path,
                                                          FileType type, uint64_t file_id);
  virtual ~SealedFileWriter() = default;
  virtual Status begin_section(SectionName name) = 0;  ///< REQUIRES: none open, name is new
  virtual Status append(Bytes bytes) = 0;              ///< to the open section
  virtual Status end_section() = 0;
  /// Checksums, footer, sync, close. Syncing the directory, and removing a file that was not
  /// finished, are the caller's.
  virtual Result<SealedFileInfo> finish() = 0;
};

class SealedFile;

/// A view of one section: cheap to copy, valid while its SealedFile lives.
class Section {
 public:
  Section() = default;
  uint64_t size() const { return size_; }
  SectionName name() const { return name_; }
  /// Checks the blocks under [offset, offset + length) that were not checked yet, then gives the
  /// bytes. corruption when a checksum differs or the range is not inside the section.
  Result<Bytes> bytes(uint64_t offset, uint64_t length) const;
  Result<Bytes> all() const { return bytes(0, size_); }
  /// Has the processor fetch the line at `offset`, which bytes() will be asked for soon; nothing
  /// when there is none.
  void prefetch(uint64_t offset) const noexcept;
  /// An error that names the file and the byte offset of `offset` in this section.
  Error corrupt(uint64_t offset, std::string message) const;

 private:
  friend class SealedFile;
  const SealedFile* file_ = nullptr;
  SectionName name_;
  uint64_t offset_ = 0;  ///< bytes from the file's start
  uint64_t size_ = 0;
  uint64_t first_block_ = 0;  ///< rank of the section's first block in the file's checksum table
};

class SealedFile {
 public:
  /// Opens, maps and checks header, footer and trailer (not yet the sections). `file_id` and `info`
  /// come from the manifest; nullptr skips the comparison (used by tools that look at a lone file).
  static Result<std::shared_ptr<SealedFile>> open(Fs& fs, const std::string& path, FileType type,
                                                  const uint64_t* file_id,
                                                  const SealedFileInfo* info);
  ~SealedFile();

  const std::string& path() const;
  uint64_t file_id() const;
  uint64_t size_bytes() const;
  Bytes bytes() const;  ///< the whole file, unchecked: to copy it
  bool has_section(SectionName name) const;
  Result<Section> section(SectionName name) const;  ///< corruption when it is missing
  /// Every section in file order: for check, info and the flip test.
  const std::vector<Section>& sections() const;
  /// Reads and checks every byte, the whole-file hash included.
  Status verify() const;
  /// io when the file's bytes went away since it was opened (fs.h, lost): asked after reading, and
  /// before an answer is given.
  Status intact() const;

 private:
  friend class Section;
  SealedFile();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_SEALED_FILE_H_
