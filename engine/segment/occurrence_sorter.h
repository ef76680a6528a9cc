// engine/segment/occurrence_sorter.h
//
// Puts one term's occurrences, which arrive in any order of documents, into increasing order: what
// a seal or a merge into another document order does for each term.
//
// How      documents are sorted by radix with their places behind them; frequencies and positions
//          stay where they were put and are read once, which in inputs that are in order already is
//          one sequential read an input.
// Memory   16 bytes a document and 4 a position, kept for the next term up to 16 MiB.
// Threads  one.
#ifndef PATLAS_ENGINE_SEGMENT_OCCURRENCE_SORTER_H_
#define PATLAS_ENGINE_SEGMENT_OCCURRENCE_SORTER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "patlas/result.h"

namespace patlas {

class OccurrenceSorter {
 public:
  void clear();
  void add(uint32_t doc, uint32_t freq, std::span<const uint32_t> positions);
  /// visit(doc, freq, positions) -> Status, by document. REQUIRES: no document was added twice.
  template <typename Visit>
  Status for_each(Visit&& visit) {
    sort();
    for (const uint64_t entry : entries_) {
      const uint32_t place = static_cast<uint32_t>(entry);
      const uint32_t freq = freqs_.empty() ? 1 : freqs_[place];
      std::span<const uint32_t> positions;
      if (!starts_.empty()) {
        positions = std::span(positions_).subspan(starts_[place], freq);
      }
      PATLAS_TRY(visit(static_cast<uint32_t>(entry >> 32), freq, positions));
    }
    return {};
  }

 private:
  void sort();

  std::vector<uint64_t> entries_;  ///< document << 32 | place
  std::vector<uint64_t> scratch_;
  std::vector<uint32_t> freqs_;   ///< [place]; empty: all are 1
  std::vector<uint64_t> starts_;  ///< [place], in positions_; empty: no positions
  std::vector<uint32_t> positions_;
  uint32_t last_ = 0;
  bool in_order_ = true;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_OCCURRENCE_SORTER_H_
