// ingest/container.h
//
// What is inside a zip, gz or tar, one entry after another, each as a stream of bytes. Nothing is
// unpacked to disk and no entry's name is ever a path, so "../../etc" is a label like any other.
//
// Bounds   entries, their names, and unpacked bytes per packed byte (limits::kContainer...):
//          counted over all levels of one file together, so that a bomb cannot hide in nesting.
//          Links and devices are an error, directories are stepped over.
// Errors   corruption: damaged or truncated, limit: a bound above. An entry whose bytes are damaged
//          costs itself; a container that cannot be followed any more ends, not the files after it.
// Tested   tests/ingest/source_test.cc
#ifndef PATLAS_INGEST_CONTAINER_H_
#define PATLAS_INGEST_CONTAINER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/fs.h"
#include "ingest/byte_source.h"
#include "patlas/result.h"

namespace patlas {

enum class ContainerType : uint8_t { kNone, kZip, kGzip, kTar };

/// Bytes of a stream's head that container_type needs.
inline constexpr size_t kContainerHeadBytes = 512;
ContainerType container_type(std::string_view head);

/// What one file's containers, over all levels, have given so far.
struct ContainerBudget {
  uint64_t packed_bytes = 0;  ///< of the file on disk, read or mapped so far
  std::function<void(uint64_t)>
      at_packed_byte;  ///< told how far a mapped file was read; may be empty
  uint64_t unpacked_bytes = 0;
  uint64_t entries = 0;
};

class Container {
 public:
  /// `packed` and `budget` must outlive it.
  static Result<std::unique_ptr<Container>> open(ContainerType type, ByteSource& packed,
                                                 ContainerBudget& budget);
  /// A zip is read by its central directory when the whole file can be reached.
  static Result<std::unique_ptr<Container>> open_zip_file(Bytes file, ContainerBudget& budget);
  virtual ~Container() = default;

  struct Entry {
    std::string name;             ///< empty for what a gz holds
    ByteSource* bytes = nullptr;  ///< valid until the next call
  };
  /// The next regular file; nullopt after the last.
  virtual Result<std::optional<Entry>> next() = 0;
};

}  // namespace patlas

#endif  // PATLAS_INGEST_CONTAINER_H_
