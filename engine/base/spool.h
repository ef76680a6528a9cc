// engine/base/spool.h
//
// The bytes of one section while its file is not there yet: several sections grow side by side
// during a build, but a sealed file is written section after section. A Spool stays in memory while
// the pool that it shares with others has some, and then goes to a temporary file beside the index,
// which is unlinked at once, so that a killed process leaves nothing behind.
//
// Errors   io from the disk; corruption when the temporary file does not give back what was
//          written. After an error only destruction is useful.
// Memory   what it takes from its pool; once it has spilled, 64 KB.
// Threads  one; those of one pool may have each its own.
#ifndef PATLAS_ENGINE_BASE_SPOOL_H_
#define PATLAS_ENGINE_BASE_SPOOL_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

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
  /// Appends everything to the writer's open section.
  Status copy_to(SealedFileWriter& writer);
  /// What was appended at `offset`, unlike copy_to() without a look at its checksum. REQUIRES: it is
  /// there.
  Status read(uint64_t offset, std::span<char> out) const;

 private:
  bool make_room(uint64_t bytes);
  Status spill();
  Status flush();

  Fs& fs_;
  std::string path_;
  std::shared_ptr<MemoryPool> pool_;
  uint64_t taken_bytes_ = 0;  ///< from the pool
  uint64_t size_ = 0;
  std::string memory_;          ///< everything, or once spilled what the file does not have yet
  uint64_t spilled_bytes_ = 0;  ///< in the file
  uint32_t spilled_crc_ = 0;
  std::unique_ptr<WritableFile> file_;
  std::unique_ptr<ReadableFile> reader_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_SPOOL_H_
