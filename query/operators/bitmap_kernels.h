// query/operators/bitmap_kernels.h
//
// The loops over whole bitmaps of a page, in the widest vectors of the machine (Highway, chosen at
// run time; engine/base/cpu.h lowers the level for tests). Every level gives the same answers.
//
// Shape    bitmaps of kPageWords words, aligned to 8 bytes; `out` may be `a` or `b`.
// Errors   none.
// Threads  any.
// Cost     bench/micro/bitmap_bench
// Tested   tests/query/bitmap_kernels_test.cc, at every level against plain loops
#ifndef PATLAS_QUERY_OPERATORS_BITMAP_KERNELS_H_
#define PATLAS_QUERY_OPERATORS_BITMAP_KERNELS_H_

#include <cstdint>

#include "engine/postings/posting_reader.h"

namespace patlas {

/// How many bits are set.
uint32_t count_bitmap(const uint64_t* words);
/// How many bits a AND b has.
uint32_t count_both(const uint64_t* a, const uint64_t* b);
/// Writes a AND b; returns how many bits that has.
uint32_t write_both(const uint64_t* a, const uint64_t* b, uint64_t* out);
/// Writes a AND NOT b; returns how many bits that has.
uint32_t write_difference(const uint64_t* a, const uint64_t* b, uint64_t* out);
/// Runs of neighbours that `docs` without `except` (nullptr: nothing) hits, when bit d of `ends`
/// says that document d is the last of its run. Of `word_count` words each, which need not be a
/// whole page; a run that ends behind them counts for nothing.
///
/// How      documents of a run that are not its end are added to ones up to the end, so that the
///          carry stands on the end when there is one, whatever their number (performance.md 4.9).
uint32_t count_runs(const uint64_t* docs, const uint64_t* except, const uint64_t* ends,
                    uint32_t word_count);
/// Writes the set bits of 16 words (one pack of 1,024 documents) as offsets 0..1023, increasing;
/// returns how many. `out` has room for 1,024, all of which may be overwritten.
uint32_t pack_offsets(const uint64_t* words, uint16_t* out);

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_BITMAP_KERNELS_H_
