// engine/base/spool.h
//
// The bytes of one section while its file is not there yet: several sections grow side by side
// during a build, but a sealed file is written section after section. A Spool stays in memory while
// the pool that it shares with others has some, and then goes to temporary files beside the index,
// which are unlinked at once, so that a killed process leaves nothing behind. Each goes away when it
// was copied, so that what was copied stands twice on disk only in small part: 16 MB or an eighth.
//
// Errors   io from the disk; corruption when the temporary file does not give back what was
//          written. After an error only destruction is useful.
// Memory   16 KB of its own, and what it takes from its pool until it spills.
// Threads  one; those of one pool may have each its own.
#ifndef PATLAS_ENGINE_BASE_SPOOL_H_
#define PATLAS_ENGINE_BASE_SPOOL_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/fs.h"
#include "engine/base/memory_pool.h"
#include "engine/base/sealed_file.h"

namespace patlas {

class Spool {
 public:
  /// `temporary_path`: made only when `pool` has no more; its name is gone as soon as the file is
  /// open. `fs` outlives it.
  Spool(Fs& fs, std::string temporary_path, std::shared_ptr<MemoryPool> pool);
  /// With a pool of its own.
  Spool(Fs& fs, std::string temporary_path, uint64_t memory_bytes)
      : Spool(fs, std::move(temporary_path), std::make_shared<MemoryPool>(memory_bytes)) {}
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  Status append(Bytes bytes);
  uint64_t size() const { return size_; }
  /// Appends everything to the writer's open section, and gives up memory and files. Once, at the
  /// end.
  Status copy_to(SealedFileWriter& writer);
  /// What was appended at `offset`, unlike copy_to() without a look at its checksum. REQUIRES: it is
  /// there.
  Status read(uint64_t offset, std::span<char> out) const;

 private:
  /// A part of what is on disk.
  struct Part {
    std::unique_ptr<WritableFile> file;  ///< of the last part only
    std::unique_ptr<ReadableFile> reader;
    uint64_t begin = 0, end = 0;  ///< in the spool
  };

  bool make_room(uint64_t bytes);
  Status spill();
  Status open_part();
  Status flush();
  Status append_to_disk(Bytes bytes);

  Fs& fs_;
  std::string path_;
  std::shared_ptr<MemoryPool> pool_;
  uint64_t taken_bytes_ = 0;  ///< from the pool
  uint64_t size_ = 0;
  std::string memory_;  ///< everything, or once spilled what is not on disk yet
  std::vector<Part> parts_;
  uint64_t spilled_bytes_ = 0;  ///< in the parts
  uint32_t spilled_crc_ = 0;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_SPOOL_H_
