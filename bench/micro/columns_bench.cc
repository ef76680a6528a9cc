// How fast columns are read: time per value in whole packs, and per document one by one. Each
// column is compared with what was encoded before timing.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <vector>

#include "engine/columns/number_column.h"
#include "engine/columns/values_column.h"
#include "tests/engine/encoded_columns.h"
#include "tests/engine/sealed_sections.h"

namespace patlas {
namespace {

constexpr uint32_t kDocs = 200'000;

void count_per(benchmark::State& state, const char* name, size_t count) {
  state.counters[name] =
      benchmark::Counter(static_cast<double>(count), benchmark::Counter::kIsIterationInvariantRate |
                                                         benchmark::Counter::kInvert);
}

struct Numbers {
  explicit Numbers(uint32_t width) : values(kDocs) {
    std::mt19937 random(width);
    for (uint32_t& value : values) {
      value = 1000 + (static_cast<uint32_t>(random()) & static_cast<uint32_t>((1ull << width) - 1));
    }
    file = std::make_unique<SealedSections>(std::vector<std::string>{encode_number_column(values)});
    auto opened = NumberColumn::open(file->at(0), kDocs);
    PATLAS_CHECK(opened.has_value());
    column = *opened;
    uint32_t out[kPackDocs];
    for (uint32_t pack = 0; pack * kPackDocs < kDocs; ++pack) {
      const uint32_t n = column.decode_pack(pack, out);
      PATLAS_CHECK(std::equal(out, out + n, values.begin() + pack * kPackDocs));
    }
  }
  std::vector<uint32_t> values;
  std::unique_ptr<SealedSections> file;
  NumberColumn column;
};

void number_packs(benchmark::State& state) {
  const Numbers numbers(static_cast<uint32_t>(state.range(0)));
  uint32_t out[kPackDocs];
  for (auto _ : state) {
    for (uint32_t pack = 0; pack * kPackDocs < kDocs; ++pack) {
      numbers.column.decode_pack(pack, out);
      benchmark::DoNotOptimize(out[0]);
    }
  }
  count_per(state, "per_value", kDocs);
}

void number_get(benchmark::State& state) {
  const Numbers numbers(static_cast<uint32_t>(state.range(0)));
  for (auto _ : state) {
    uint64_t sum = 0;
    for (uint32_t doc = 0; doc < kDocs; doc += 17) sum += numbers.column.get(doc);
    benchmark::DoNotOptimize(sum);
  }
  count_per(state, "per_value", (kDocs + 16) / 17);
}

// `most` values a document at most (one exactly when it is 1), of 100,000 distinct ones.
struct Values {
  explicit Values(uint32_t most) {
    std::mt19937 random(most);
    std::vector<uint32_t> starts = {0};
    for (uint32_t doc = 0; doc < kDocs; ++doc) {
      const uint32_t n = most == 1 ? 1 : static_cast<uint32_t>(random()) % (most + 1);
      uint32_t ordinal = static_cast<uint32_t>(random() % 80'000);
      for (uint32_t i = 0; i < n; ++i) {
        ordinals.push_back(ordinal);
        ordinal += 1 + static_cast<uint32_t>(random() % 1000);
      }
      starts.push_back(static_cast<uint32_t>(ordinals.size()));
    }
    std::vector<std::string> names;
    for (uint32_t i = 0; i < 100'000; ++i) names.push_back(std::to_string(1'000'000 + i));
    file = std::make_unique<SealedSections>(std::vector<std::string>{
        encode_values_column(starts, ordinals), encode_values_dictionary(names)});
    auto opened = ValuesColumn::open(file->at(0), file->at(1), kDocs);
    PATLAS_CHECK(opened.has_value());
    column = *opened;
    ValuesColumn::Pack pack;
    for (uint32_t p = 0; p * kPackDocs < kDocs; ++p) {
      column.decode_pack(p, pack);
      PATLAS_CHECK(std::equal(pack.ordinals.begin(), pack.ordinals.begin() + pack.value_count,
                              ordinals.begin() + starts[p * kPackDocs]));
    }
  }
  std::vector<uint32_t> ordinals;
  std::unique_ptr<SealedSections> file;
  ValuesColumn column;
};

void value_packs(benchmark::State& state) {
  const Values values(static_cast<uint32_t>(state.range(0)));
  ValuesColumn::Pack pack;
  for (auto _ : state) {
    for (uint32_t p = 0; p * kPackDocs < kDocs; ++p) {
      values.column.decode_pack(p, pack);
      benchmark::DoNotOptimize(pack.ordinals[0]);
    }
  }
  count_per(state, "per_value", values.ordinals.size());
}

void value_get(benchmark::State& state) {
  const Values values(static_cast<uint32_t>(state.range(0)));
  std::vector<uint32_t> ordinals;
  for (auto _ : state) {
    uint64_t sum = 0;
    for (uint32_t doc = 0; doc < kDocs; doc += 17) {
      values.column.get(doc, ordinals);
      sum += ordinals.size();
    }
    benchmark::DoNotOptimize(sum);
  }
  count_per(state, "per_doc", (kDocs + 16) / 17);
}

BENCHMARK(number_packs)->ArgName("width")->Arg(0)->Arg(7)->Arg(15)->Arg(24)->Arg(31);
BENCHMARK(number_get)->ArgName("width")->Arg(7)->Arg(24);
BENCHMARK(value_packs)->ArgName("most")->Arg(1)->Arg(2)->Arg(8);
BENCHMARK(value_get)->ArgName("most")->Arg(1)->Arg(8);

}  // namespace
}  // namespace patlas
