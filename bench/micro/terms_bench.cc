// How fast a term is found by name in a field of many terms, and how fast terms are walked: time
// per look-up and per term. Every term is found and compared before timing.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "engine/terms/dictionary.h"
#include "tests/engine/sealed_sections.h"

namespace patlas {
namespace {

// Half of the terms are in one document and inline, as in real fields.
struct Field {
  explicit Field(size_t count) {
    std::mt19937 random(5);
    std::set<std::string> words;
    while (words.size() < count) {
      std::string word = "\x01";
      for (size_t i = 0, n = 3 + random() % 9; i < n; ++i) {
        word.push_back(static_cast<char>('a' + std::min(random() % 26, random() % 26)));
      }
      words.insert(word);
    }
    terms.assign(words.begin(), words.end());
    auto blocks = test_spool(), index = test_spool();
    DictionaryWriter writer(3, blocks.get(), index.get());
    TermValue next;
    for (size_t i = 0; i < terms.size(); ++i) {
      TermValue value = next;
      value.doc_count = i % 2 == 0 ? 1 : 100;
      if (i % 2 == 0) {
        value.inline_postings = std::string_view("\x81\x82\x03\x00\x21", 5);
      } else {
        value.stream_bytes = {150, 20, 180};
        for (size_t s = 0; s < 3; ++s) next.stream_offset[s] += value.stream_bytes[s];
      }
      PATLAS_CHECK(writer.add(terms[i], value).has_value());
    }
    PATLAS_CHECK(writer.finish().has_value());
    file = std::make_unique<SealedSections>(
        std::vector<std::string>{copied_bytes(*blocks), copied_bytes(*index)});
    bytes = file->at(0).size() + file->at(1).size();
    auto opened = TermDictionary::open(file->at(0), file->at(1));
    PATLAS_CHECK(opened.has_value());
    dictionary = *opened;
    for (size_t i = 0; i < terms.size(); ++i) {
      const auto found = dictionary.find(terms[i]);
      PATLAS_CHECK(found && *found && (*found)->first == i);
    }
  }
  std::vector<std::string> terms;
  std::unique_ptr<SealedSections> file;
  TermDictionary dictionary;
  uint64_t bytes = 0;
};

const Field& field(size_t count) {
  static const Field one(count);
  return one;
}

constexpr size_t kTerms = 300'000;

void find(benchmark::State& state) {
  const Field& terms = field(kTerms);
  std::mt19937 random(1);
  for (auto _ : state) {
    benchmark::DoNotOptimize(terms.dictionary.find(terms.terms[random() % kTerms]));
  }
  state.counters["bytes_per_term"] = static_cast<double>(terms.bytes) / kTerms;
}

void walk(benchmark::State& state) {
  const Field& terms = field(kTerms);
  for (auto _ : state) {
    TermCursor cursor(terms.dictionary);
    uint64_t docs = 0;
    for (auto more = cursor.seek(0); more && *more; more = cursor.next()) {
      docs += cursor.value().doc_count;
    }
    PATLAS_CHECK(docs == kTerms / 2 * 101);
  }
  state.counters["per_term"] = benchmark::Counter(
      kTerms, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

BENCHMARK(find);
BENCHMARK(walk);

}  // namespace
}  // namespace patlas
