// engine/postings/position_sweep.h
//
// Reads short lists whole, one after another: their documents, and the positions in those of them
// that are asked for. A word of twenty thousand expansions is so many lists, most of them of few
// documents; the buffers here are made once for all of them, and nothing is looked for.
//
//   PositionSweep sweep;
//   sweep.open(list);
//   while (!(docs = sweep.next()).empty()) {
//     if (sweep.read(places)) use(docs[places[0]], sweep.positions(places[0]));
//   }
//
// Shape    up to 256 documents at a time.
// Errors   none: bytes that contradict themselves give fewer documents or some positions, as the
//          cursors of posting_reader.h do, and never a wild read.
// Memory   20 KB.
// Tested   tests/engine/postings/postings_test.cc: beside OccurrenceCursor
#ifndef PATLAS_ENGINE_POSTINGS_POSITION_SWEEP_H_
#define PATLAS_ENGINE_POSTINGS_POSITION_SWEEP_H_

#include <cstdint>
#include <memory>
#include <span>

#include "engine/postings/position_batch.h"
#include "engine/postings/posting_reader.h"

namespace patlas {

/// Positions of so many documents of a list that are read at once; more are a cursor's work.
inline constexpr uint32_t kSweepPositions = 4096;

class PositionSweep {
 public:
  PositionSweep();
  ~PositionSweep();
  PositionSweep(PositionSweep&&) noexcept;

  /// Has memory fetch what open() and read() will want of the list: worth it some lists before.
  static void prefetch(const PostingList& list);
  /// Begins a list with positions, which outlives its use. REQUIRES: it has no pages.
  void open(const PostingList& list);
  /// Its next documents, increasing; none at its end. Valid until the next call.
  std::span<const uint32_t> next();
  /// Reads the positions of those of them at `places`, which increase. False when too many stand
  /// among them to be read at once: an OccurrenceCursor reads them.
  bool read(std::span<const uint8_t> places);
  /// Of one of those places. Up to kPositionsSpare numbers behind them may be read.
  std::span<const uint32_t> positions(uint8_t place) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_POSTINGS_POSITION_SWEEP_H_
