// engine/base/spool.h
//
// The bytes of one section while its file is not there yet: several sections grow side by side
// during a build, but a sealed file is written section after section. A Spool stays in memory up
// to a limit and then goes to a temporary file beside the index, which is unlinked at once, so that
// a killed process leaves nothing behind.
//
// Errors   io from the disk; corruption when the temporary file does not give back what was
//          written. After an error only destruction is useful.
// Memory   memory_bytes until it spills, then at most 256 KB.
#ifndef PATLAS_ENGINE_BASE_SPOOL_H_
#define PATLAS_ENGINE_BASE_SPOOL_H_

#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/fs.h"
#include "engine/base/sealed_file.h"

namespace patlas {

class Spool {
 public:
  /// `temporary_path`: made only when more than `memory_bytes` are appended; its name is gone as
  /// soon as the file is open.
  Spool(Fs& fs, std::string temporary_path, uint64_t memory_bytes);
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  Status append(Bytes bytes);
  uint64_t size() const { return size_; }
  /// Appends everything to the writer's open section.
  Status copy_to(SealedFileWriter& writer);

 private:
  Status spill();
  Status flush();

  Fs& fs_;
  std::string path_;
  uint64_t memory_limit_bytes_;
  uint64_t size_ = 0;
  std::string memory_;          ///< everything, or once spilled what the file does not have yet
  uint64_t spilled_bytes_ = 0;  ///< in the file
  uint32_t spilled_crc_ = 0;
  std::unique_ptr<WritableFile> file_;
  std::unique_ptr<ReadableFile> reader_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_SPOOL_H_
