// How fast blocks of small integers are packed and unpacked: time per value, by width, for whole
// blocks of 256 and for short ones. Every block is compared with what was packed before timing.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <vector>

#include "engine/base/check.h"
#include "engine/codec/pfor.h"

namespace patlas {
namespace {

constexpr size_t kBlocks = 500;

struct Blocks {
  size_t n;
  std::vector<uint32_t> values;
  std::vector<uint8_t> bytes;
};

// One value in fifty is an exception of 5 bits more, as gaps of documents have them.
Blocks make_blocks(size_t n, uint32_t width) {
  std::mt19937 random(width);
  Blocks blocks{n, std::vector<uint32_t>(n * kBlocks), {}};
  for (uint32_t& value : blocks.values) {
    const uint32_t bits = random() % 50 == 0 ? width + 5 : width;
    value = static_cast<uint32_t>(random()) & ((1u << bits) - 1);
  }
  for (size_t b = 0; b < kBlocks; ++b) {
    uint8_t block[kPforMaxBytes];
    const size_t size = pfor_encode(blocks.values.data() + b * n, n, block);
    blocks.bytes.insert(blocks.bytes.end(), block, block + size);
  }
  const uint8_t* at = blocks.bytes.data();
  const uint8_t* end = at + blocks.bytes.size();
  std::vector<uint32_t> out(n);
  for (size_t b = 0; b < kBlocks; ++b) {
    at = pfor_decode(at, end, n, out.data());
    PATLAS_CHECK(at != nullptr && std::equal(out.begin(), out.end(), &blocks.values[b * n]));
  }
  PATLAS_CHECK(at == end);
  return blocks;
}

void count_values(benchmark::State& state, const Blocks& blocks) {
  state.counters["per_value"] = benchmark::Counter(
      static_cast<double>(blocks.values.size()),
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["bits"] =
      8.0 * static_cast<double>(blocks.bytes.size()) / static_cast<double>(blocks.values.size());
}

void unpack(benchmark::State& state) {
  const Blocks blocks =
      make_blocks(static_cast<size_t>(state.range(0)), static_cast<uint32_t>(state.range(1)));
  uint32_t out[kPforMax];
  for (auto _ : state) {
    const uint8_t* at = blocks.bytes.data();
    for (size_t b = 0; b < kBlocks; ++b) {
      at = pfor_decode(at, blocks.bytes.data() + blocks.bytes.size(), blocks.n, out);
      benchmark::DoNotOptimize(out[0]);
    }
  }
  count_values(state, blocks);
}

void pack(benchmark::State& state) {
  const Blocks blocks =
      make_blocks(static_cast<size_t>(state.range(0)), static_cast<uint32_t>(state.range(1)));
  uint8_t block[kPforMaxBytes];
  for (auto _ : state) {
    for (size_t b = 0; b < kBlocks; ++b) {
      benchmark::DoNotOptimize(pfor_encode(&blocks.values[b * blocks.n], blocks.n, block));
    }
  }
  count_values(state, blocks);
}

BENCHMARK(unpack)->ArgNames({"n", "width"})->ArgsProduct({{20, 100, 256}, {0, 1, 5, 10, 17}});
BENCHMARK(pack)->ArgNames({"n", "width"})->ArgsProduct({{20, 100, 256}, {0, 1, 5, 10, 17}});

}  // namespace
}  // namespace patlas
