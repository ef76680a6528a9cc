// engine/segment/build_space.h
//
// Where what a segment is made of goes while it is built, and how much memory that may take: what
// does not fit goes to temporary files beside the index.
//
// Threads  spool() may be called from any.
#ifndef PATLAS_ENGINE_SEGMENT_BUILD_SPACE_H_
#define PATLAS_ENGINE_SEGMENT_BUILD_SPACE_H_

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "engine/base/spool.h"

namespace patlas {

/// What a build may have.
struct SpoolSpace {
  Fs* fs = nullptr;
  std::string directory;
  std::string name_prefix;           ///< temporary files are named <prefix>-<number>
  uint64_t memory_bytes = 16 << 20;  ///< of the build, beside what it reads
};

/// It, shared out among `threads` that build fields of `doc_count` documents side by side.
class BuildSpace {
 public:
  BuildSpace(const SpoolSpace& space, uint32_t doc_count, unsigned threads)
      : space_(space),
        shared_bytes_(shared_bytes(space.memory_bytes, doc_count, threads)),
        share_bytes_(std::max<uint64_t>(1, shared_bytes_ / 2 / (threads * kSharesAThread))),
        pool_(std::make_shared<MemoryPool>(shared_bytes_ / 2)) {}
  BuildSpace(const BuildSpace&) = delete;
  BuildSpace& operator=(const BuildSpace&) = delete;

  std::unique_ptr<Spool> spool() {
    return std::make_unique<Spool>(
        *space_.fs,
        join_path(space_.directory, space_.name_prefix + "-" + std::to_string(next_spool_++)),
        pool_);
  }
  /// Of each thing that a thread sorts or gathers beside others; not 0.
  uint64_t share_bytes() const { return share_bytes_; }

 private:
  /// Occurrences of a term, stems, reversed words, grams, languages of words.
  static constexpr uint64_t kSharesAThread = 5;
  /// Where each document goes, and for each thread the documents of a term, in vectors that grow.
  static constexpr uint64_t kDocBytes = 12, kDocBytesAThread = 8;
  /// What spools have of their own, first terms of dictionaries and the like.
  static constexpr uint64_t kOtherBytes = 2 << 20;

  /// At least a quarter, whatever else there is.
  static uint64_t shared_bytes(uint64_t memory_bytes, uint64_t docs, uint64_t threads) {
    const uint64_t others = kOtherBytes + docs * (kDocBytes + threads * kDocBytesAThread);
    return std::max(memory_bytes - std::min(memory_bytes, others), memory_bytes / 4);
  }

  const SpoolSpace space_;
  const uint64_t shared_bytes_, share_bytes_;
  const std::shared_ptr<MemoryPool> pool_;
  std::atomic<uint32_t> next_spool_ = 0;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_BUILD_SPACE_H_
