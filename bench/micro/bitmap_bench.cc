// Whole bitmaps of a page (query/operators/bitmap_kernels.h) at every instruction set of the
// machine: time per page for joins, per set bit for offsets. Answers are compared with the lowest
// level's before timing. The argument is the level (engine/base/cpu.h).
#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/cpu.h"
#include "query/operators/bitmap_kernels.h"

namespace patlas {
namespace {

// One bit in `one_in` is set.
std::vector<uint64_t> some_words(uint32_t one_in) {
  std::mt19937_64 random(one_in);
  std::vector<uint64_t> words(kPageWords);
  for (uint64_t& word : words) {
    for (uint32_t bit = 0; bit < 64; ++bit) word |= uint64_t{random() % one_in == 0} << bit;
  }
  return words;
}

uint32_t page_offsets(const std::vector<uint64_t>& words, uint16_t* out) {
  uint32_t count = 0;
  for (uint32_t w = 0; w < kPageWords; w += 16) count += pack_offsets(words.data() + w, out);
  return count;
}

void levels(benchmark::internal::Benchmark* bench) {
  for (const CpuLevel level : runnable_cpu_levels()) bench->Arg(static_cast<int64_t>(level));
}

void count_and(benchmark::State& state) {
  const auto a = some_words(2), b = some_words(3);
  uint32_t expected = 0;
  {
    const ScopedCpuLevel lowest(CpuLevel::kScalar);
    expected = count_both(a.data(), b.data());
  }
  const ScopedCpuLevel level(static_cast<CpuLevel>(state.range(0)));
  PATLAS_CHECK(count_both(a.data(), b.data()) == expected);
  for (auto _ : state) benchmark::DoNotOptimize(count_both(a.data(), b.data()));
  state.SetLabel(std::string(cpu_level_name(cpu_level())));
}
BENCHMARK(count_and)->Apply(levels);

void write_and(benchmark::State& state) {
  const auto a = some_words(2), b = some_words(3);
  std::vector<uint64_t> expected(kPageWords), out(kPageWords);
  {
    const ScopedCpuLevel lowest(CpuLevel::kScalar);
    write_both(a.data(), b.data(), expected.data());
  }
  const ScopedCpuLevel level(static_cast<CpuLevel>(state.range(0)));
  write_both(a.data(), b.data(), out.data());
  PATLAS_CHECK(out == expected);
  for (auto _ : state) {
    benchmark::DoNotOptimize(write_both(a.data(), b.data(), out.data()));
    benchmark::ClobberMemory();
  }
  state.SetLabel(std::string(cpu_level_name(cpu_level())));
}
BENCHMARK(write_and)->Apply(levels);

void offsets_of_bits(benchmark::State& state) {
  const auto words = some_words(static_cast<uint32_t>(state.range(1)));
  uint16_t out[1024];
  const ScopedCpuLevel level(static_cast<CpuLevel>(state.range(0)));
  const uint32_t count = page_offsets(words, out);
  PATLAS_CHECK(count == count_bitmap(words.data()));
  for (auto _ : state) {
    benchmark::DoNotOptimize(page_offsets(words, out));
    benchmark::ClobberMemory();
  }
  state.SetLabel(std::string(cpu_level_name(cpu_level())));
  state.counters["per_bit"] = benchmark::Counter(
      count, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(offsets_of_bits)->Apply([](benchmark::internal::Benchmark* bench) {
  for (const CpuLevel level : runnable_cpu_levels()) {
    for (const int64_t one_in : {2, 8, 16}) bench->Args({static_cast<int64_t>(level), one_in});
  }
});

}  // namespace
}  // namespace patlas
