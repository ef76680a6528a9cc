// engine/base/mapping_guard.h
//
// Outlives the loss of bytes behind a mapping: another process cut the file short, or the medium
// gives a page no more. The kernel answers the touch of such a page with SIGBUS, which ends the
// process. With the guard installed the rest of the mapping reads as zeros from then on, and the
// mapping is known as lost: whoever has read from it asks (ReadableFile::lost) before he believes
// what he read.
//
// Embedders  nothing is installed unless asked. A SIGBUS that is about no watched mapping goes to
//            the handler that was there before, or ends the process as ever.
// Threads    any.
// Limits     kWatchedMappings at a time; what comes on top is not guarded.
// Tested     tests/engine/base/mapping_guard_test.cc, tests/engine/index/snapshot_test.cc
#ifndef PATLAS_ENGINE_BASE_MAPPING_GUARD_H_
#define PATLAS_ENGINE_BASE_MAPPING_GUARD_H_

#include <cstddef>
#include <cstdint>

namespace patlas {

/// Installs the process's handler of SIGBUS; once is enough, more do nothing.
void install_mapping_guard();

/// Has a mapping watched for as long as it lives; goes before the mapping does.
class WatchedMapping {
 public:
  static constexpr size_t kWatchedMappings = 32768;

  WatchedMapping() = default;  ///< of nothing
  WatchedMapping(const void* begin, size_t bytes);
  ~WatchedMapping();
  WatchedMapping(const WatchedMapping&) = delete;
  WatchedMapping& operator=(const WatchedMapping&) = delete;

  /// Some of it could not be read, and is zeros instead.
  bool lost() const;

 private:
  static constexpr size_t kNoPlace = ~size_t{0};
  size_t place_ = kNoPlace;  ///< in the table that the handler reads
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_MAPPING_GUARD_H_
