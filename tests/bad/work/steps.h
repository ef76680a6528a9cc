// tests/bad/work/steps.h
//
// Work in counted steps, where a clock would tell of the machine: every branch of the ingest layer
// that runs (the compiler calls us at each: -fsanitize-coverage=trace-pc), and every 16 bytes that
// any library searches, compares, copies or clears (this program has its own memchr and the like).
#ifndef PATLAS_TESTS_BAD_WORK_STEPS_H_
#define PATLAS_TESTS_BAD_WORK_STEPS_H_

#include <cstdint>

namespace patlas::bad {

/// Since the program began; of all threads.
uint64_t steps();

}  // namespace patlas::bad

#endif  // PATLAS_TESTS_BAD_WORK_STEPS_H_
