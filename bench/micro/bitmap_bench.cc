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

// Families that a result hits, over the documents of a large national office: 1,008 pages of them,
// families of one to five, page by page as a query counts. The argument is how many matches are in
// 64 documents. Compared with a plain loop before timing.
void count_families_of_66_million(benchmark::State& state) {
  constexpr uint32_t kPages = 1008;
  std::mt19937_64 random(7);
  std::vector<uint64_t> docs(kPages * uint64_t{kPageWords}), ends(docs.size());
  for (uint64_t& word : docs) {
    for (uint32_t bit = 0; bit < 64; ++bit) {
      word |= uint64_t{random() % 64 < static_cast<uint64_t>(state.range(0))} << bit;
    }
  }
  for (uint64_t doc = 0; doc < docs.size() * 64; doc += 1 + random() % 5) {
    ends[doc / 64] |= uint64_t{1} << (doc % 64);
  }
  const auto count = [&] {
    uint64_t families = 0;
    for (uint32_t page = 0; page < kPages; ++page) {
      const uint64_t at = page * uint64_t{kPageWords};
      families += count_runs(docs.data() + at, nullptr, ends.data() + at, kPageWords);
    }
    return families;
  };
  uint64_t expected = 0;
  bool hit = false;
  for (uint64_t doc = 0; doc < docs.size() * 64; ++doc) {
    if (doc % kPageDocs == 0) hit = false;
    hit = hit || (docs[doc / 64] >> (doc % 64) & 1) != 0;
    if ((ends[doc / 64] >> (doc % 64) & 1) == 0) continue;
    expected += hit;
    hit = false;
  }
  PATLAS_CHECK(count() == expected);
  for (auto _ : state) benchmark::DoNotOptimize(count());
  state.counters["families"] = static_cast<double>(expected);
}
BENCHMARK(count_families_of_66_million)->Arg(1)->Arg(8)->Arg(64)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace patlas
