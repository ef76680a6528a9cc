// engine/postings/position_batch.h
//
// The positions of one term in many documents of a page at once: what a phrase of frequent words
// asks for. An OccurrenceCursor finds its place anew for each document; here a page's documents are
// opened once, a chunk's frequencies are summed once, and what positions a document has is then two
// numbers of a table, copied four at a time.
//
// Shape    documents asked for increase, through all pages; each read() gives the first of those
//          asked for, one at least.
// Errors   none, as cursors: a document that the list lacks, or whose bytes contradict themselves,
//          has no positions. Those of an attacker's bytes need not increase.
// Threads  belongs to one thread.
// Memory   10 KB, 17 KB more for lists with packed pages, and the positions of one batch: those of
//          kBatchPositions and of one document.
// Cost     bench class "C phrase of 2 frequent words" (bench/README.md)
// Tested   tests/engine/postings/
#ifndef PATLAS_ENGINE_POSTINGS_POSITION_BATCH_H_
#define PATLAS_ENGINE_POSTINGS_POSITION_BATCH_H_

#include <cstdint>
#include <memory>
#include <span>

#include "engine/postings/posting_reader.h"

namespace patlas {

inline constexpr uint32_t kBatchDocs = 256;
inline constexpr uint32_t kBatchPositions = 16384;
/// Numbers after the last position of a batch that may be read, and mean nothing.
inline constexpr uint32_t kPositionsSpare = 8;

class PositionBatch {
 public:
  /// REQUIRES: a list with positions.
  explicit PositionBatch(const PostingList& list);
  ~PositionBatch();
  PositionBatch(PositionBatch&&) noexcept;

  /// Reads the positions of the first of `docs` (low 16 bits, increasing) in `page`; says of how
  /// many. REQUIRES: docs is not empty.
  uint32_t read(uint32_t page, std::span<const uint16_t> docs);
  /// Where the positions of document i of the batch begin, and those of i - 1 end.
  const uint32_t* starts() const;
  const uint32_t* positions() const;
  uint64_t bytes() const;  ///< of memory

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_POSTINGS_POSITION_BATCH_H_
