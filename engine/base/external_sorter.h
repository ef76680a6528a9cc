// engine/base/external_sorter.h
//
// Sorts more than fits into memory: keys of bytes, each with a value, are sorted in memory, go to
// disk run by run, and come back merged. The order is that of the keys' bytes; those of one key
// come back as they were added. So what is written from it is the same for any memory.
//
// Errors   io from the disk; corruption when it does not give back what was written.
// Memory   memory_bytes; while runs are merged, no less than 4 KB for each of them.
// Cost     n log n compares, most of the first eight bytes only; each byte written and read once
//          when they do not fit.
// Threads  one.
// Tested   tests/engine/base/external_sorter_test.cc
#ifndef PATLAS_ENGINE_BASE_EXTERNAL_SORTER_H_
#define PATLAS_ENGINE_BASE_EXTERNAL_SORTER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/spool.h"

namespace patlas {

/// Runs of sorted entries, one behind the other in a spool.
class SortedRuns {
 public:
  using Visit = std::function<Status(std::string_view key, std::string_view value)>;

  explicit SortedRuns(std::unique_ptr<Spool> spool) : spool_(std::move(spool)) {}

  bool empty() const { return runs_.empty(); }
  void begin_run();
  /// Keys in order, equal ones allowed.
  Status add(std::string_view key, std::string_view value);
  /// All entries of all runs in order; of equal keys first those of the first run. `memory_bytes`:
  /// of the buffers together. REQUIRES: entries of some KB at most.
  Status merge(uint64_t memory_bytes, const Visit& visit) const;

 private:
  struct Run {
    uint64_t begin = 0, end = 0;       ///< in the spool
    std::vector<uint32_t> block_crcs;  ///< of each 4 KB
  };
  class Reader;

  std::unique_ptr<Spool> spool_;
  std::vector<Run> runs_;
  std::string entry_;
};

class ExternalSorter {
 public:
  using Visit = std::function<Status(std::string_view key, uint32_t value)>;

  /// `spool`: where the runs go.
  ExternalSorter(std::unique_ptr<Spool> spool, uint64_t memory_bytes);
  Status add(std::string_view key, uint32_t value);
  /// Everything in order; gives back the memory. No more entries afterwards.
  Status finish(const Visit& visit);

 private:
  struct Entry {
    uint64_t head = 0;   ///< the key's first eight bytes, the first one highest
    uint32_t begin = 0;  ///< in bytes_: the value, the key
    uint32_t key_size = 0;
  };

  bool make_room(uint64_t bytes);
  std::string_view key(const Entry& entry) const;
  uint32_t value(const Entry& entry) const;
  void sort();
  Status spill();

  const uint64_t memory_bytes_;
  std::vector<Entry> entries_;
  std::string bytes_;
  SortedRuns runs_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_EXTERNAL_SORTER_H_
