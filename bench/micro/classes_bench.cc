// All levels of a class tree under a query: 1,000,000 matches of a column of five symbols a
// document, side by side (clustered) or spread over all of it (scattered). The documents are in the
// order of their first symbol, the others near it or anywhere, as of an index in final order.
// PATLAS_CLASSES_DOCS sets the documents; the figures of bench/README.md are for 66,000,000.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "engine/columns/values_column.h"
#include "query/classes/class_counter.h"
#include "query/facets/facet_column.h"
#include "tests/engine/encoded_columns.h"
#include "tests/engine/sealed_sections.h"

namespace patlas {
namespace {

constexpr uint32_t kNodes = 260'263;  // of the CPC of 2022
constexpr uint32_t kMatches = 1'000'000;

uint32_t document_count() {
  const char* given = std::getenv("PATLAS_CLASSES_DOCS");
  return given == nullptr ? 1'100'000 : static_cast<uint32_t>(std::atoll(given));
}

/// Sections, classes, subclasses, groups and up to eight dots, about as many below each as in CPC.
TreeLinks make_tree() {
  TreeLinks links;
  links.add(TreeLinks::kRoot);
  std::mt19937_64 random(1);
  std::vector<uint32_t> path = {0};
  while (links.count() < kNodes) {
    const uint64_t draw = random() % 260'000;
    size_t depth = draw < 9 ? 1 : draw < 145 ? 2 : draw < 820 ? 3 : draw < 10'600 ? 4 : 0;
    if (depth == 0) depth = 5 + random() % 8;
    depth = std::min(depth, path.size());
    path.resize(depth);
    links.add(path.back());
    path.push_back(links.count() - 1);
  }
  links.finish();
  return links;
}

struct Corpus {
  Corpus() : docs(document_count()), links(make_tree()), nodes(kNodes - 1) {
    for (uint32_t i = 0; i < nodes.size(); ++i) nodes[i] = i + 1;
    std::mt19937_64 random(2);
    std::vector<uint32_t> starts = {0}, ordinals, own;
    ordinals.reserve(uint64_t{docs} * 5);
    starts.reserve(docs + 1);
    for (uint32_t doc = 0; doc < docs; ++doc) {
      const auto main = static_cast<uint32_t>(uint64_t{doc} * (kNodes - 1) / docs);
      own = {main};
      for (int i = 0; i < 4; ++i) {
        const uint64_t draw = random();
        own.push_back(draw % 2 == 0 ? static_cast<uint32_t>((main + draw / 2 % 400) % (kNodes - 1))
                                    : static_cast<uint32_t>(draw / 2 % (kNodes - 1)));
      }
      std::sort(own.begin(), own.end());
      own.erase(std::unique(own.begin(), own.end()), own.end());
      ordinals.insert(ordinals.end(), own.begin(), own.end());
      starts.push_back(static_cast<uint32_t>(ordinals.size()));
    }
    std::vector<std::string> names;
    for (uint32_t i = 0; i + 1 < kNodes; ++i) names.push_back(std::to_string(10'000'000 + i));
    file = std::make_unique<SealedSections>(std::vector<std::string>{
        encode_values_column(starts, ordinals), encode_values_dictionary(names)});
    auto opened = ValuesColumn::open(file->at(0), file->at(1), docs);
    PATLAS_CHECK(opened.has_value());
    column = *opened;
  }

  uint32_t docs;
  TreeLinks links;
  std::vector<uint32_t> nodes;
  std::unique_ptr<SealedSections> file;
  ValuesColumn column;
};

const Corpus& corpus() {
  static const Corpus made;
  return made;
}

/// Matches pack by pack: `every` 1 from the middle on, or each so-manieth of all.
std::vector<std::vector<uint16_t>> matches(uint32_t docs, bool clustered) {
  std::vector<std::vector<uint16_t>> packs((docs + kPackDocs - 1) / kPackDocs);
  const uint32_t count = std::min(kMatches, docs);
  const uint32_t first = clustered ? (docs - count) / 2 : 0;
  for (uint32_t i = 0; i < count; ++i) {
    const auto doc = clustered ? first + i : static_cast<uint32_t>(uint64_t{i} * docs / count);
    packs[doc / kPackDocs].push_back(static_cast<uint16_t>(doc % kPackDocs));
  }
  return packs;
}

void all_levels(benchmark::State& state, bool clustered) {
  const Corpus& c = corpus();
  const auto packs = matches(c.docs, clustered);
  std::vector<uint32_t> deltas;
  ClassValues values;
  values.open(&c.column, c.nodes);
  for (auto _ : state) {
    deltas.assign(kNodes, 0);
    const auto count = [&] { values.rows().count(c.links, deltas.data()); };
    for (uint32_t p = 0; p < packs.size(); ++p) {
      if (!packs[p].empty()) values.add(p, packs[p], true, count);
    }
    values.flush(count);
    c.links.sum(deltas);
    benchmark::DoNotOptimize(deltas[0]);
  }
  PATLAS_CHECK(deltas[0] == std::min(kMatches, c.docs));
}

BENCHMARK_CAPTURE(all_levels, clustered, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(all_levels, scattered, false)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace patlas
