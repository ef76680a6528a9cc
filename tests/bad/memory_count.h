// tests/bad/memory_count.h
//
// What a program takes from malloc, whoever asks: ours, ICU, libarchive. Linking memory_count.cc
// replaces malloc; under a sanitizer, which has replaced it already, nothing is counted.
#ifndef PATLAS_TESTS_BAD_MEMORY_COUNT_H_
#define PATLAS_TESTS_BAD_MEMORY_COUNT_H_

#include <cstdint>

namespace patlas::bad {

bool memory_is_counted();
struct MemoryCount {
  int64_t live_bytes = 0;
  int64_t peak_bytes = 0;    ///< highest live_bytes since the last reset
  uint64_t taken_bytes = 0;  ///< sum of all that was ever asked for
};
MemoryCount memory_count();
/// Begins a new peak at what is live now.
void reset_memory_peak();

}  // namespace patlas::bad

#endif  // PATLAS_TESTS_BAD_MEMORY_COUNT_H_
