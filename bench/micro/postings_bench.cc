// How fast the postings of one term are read: time per posting (lists) or per document of the
// segment (bitmaps), in a segment of 500,000 documents. Before timing, the documents that a
// cursor gives are compared with those written.
#include <benchmark/benchmark.h>

#include <bit>
#include <map>
#include <random>
#include <vector>

#include "engine/postings/posting_reader.h"
#include "engine/postings/posting_writer.h"
#include "tests/engine/sealed_sections.h"

namespace patlas {
namespace {

constexpr uint32_t kDocs = 500'000;

/// One term in one document of `every`, at random, with one or two positions.
class Term {
 public:
  explicit Term(uint32_t every) {
    auto postings = test_spool(), freqs = test_spool(), positions = test_spool();
    PostingWriter writer(kDocs, postings.get(), freqs.get(), positions.get());
    writer.begin(Detail::kPositions);
    std::mt19937 random(every);
    for (uint32_t doc = 0; doc < kDocs; ++doc) {
      if (random() % every != 0) continue;
      docs.push_back(doc);
      const uint32_t at[] = {static_cast<uint32_t>(random() % 200), 200};
      const uint32_t freq = 1 + (random() % 8 == 0);
      PATLAS_CHECK(writer.add(doc, freq, std::span(at, freq)).has_value());
    }
    auto value = writer.finish();
    PATLAS_CHECK(value.has_value());
    PATLAS_CHECK(value->inline_postings.empty());
    file = std::make_unique<SealedSections>(std::vector<std::string>{
        copied_bytes(*postings), copied_bytes(*freqs), copied_bytes(*positions)});
    auto opened =
        PostingList::open(*value, Detail::kPositions, file->at(0), file->at(1), file->at(2), kDocs);
    PATLAS_CHECK(opened.has_value());
    list = *opened;
    bytes = value->stream_bytes[0];
    check();
  }

  std::vector<uint32_t> docs;
  std::unique_ptr<SealedSections> file;
  PostingList list;
  uint64_t bytes = 0;

 private:
  void check() const {
    std::vector<uint32_t> read;
    DocCursor cursor(list);
    for (uint32_t page = 0; (page = cursor.seek_page(page)) != kNoPage; ++page) {
      std::vector<uint64_t> words(kPageWords, 0);
      cursor.or_into(words.data());
      for (uint32_t low = 0; low < kPageDocs; ++low) {
        if (words[low / 64] >> (low % 64) & 1) read.push_back(page * kPageDocs + low);
      }
    }
    PATLAS_CHECK(read == docs);
  }
};

const Term& term(uint32_t every) {
  static std::map<uint32_t, Term> terms;
  return terms.try_emplace(every, every).first->second;
}

void count_per(benchmark::State& state, const char* name, size_t count) {
  state.counters[name] =
      benchmark::Counter(static_cast<double>(count), benchmark::Counter::kIsIterationInvariantRate |
                                                         benchmark::Counter::kInvert);
}

// A union's inner loop: all documents into one bitmap a page.
void or_into(benchmark::State& state) {
  const Term& read = term(static_cast<uint32_t>(state.range(0)));
  std::vector<uint64_t> words(kPageWords);
  for (auto _ : state) {
    DocCursor cursor(read.list);
    for (uint32_t page = 0; (page = cursor.seek_page(page)) != kNoPage; ++page) {
      cursor.or_into(words.data());
    }
    benchmark::DoNotOptimize(words.data());
  }
  count_per(state, "per_posting", read.docs.size());
  count_per(state, "per_doc", kDocs);
  state.counters["bits"] =
      8.0 * static_cast<double>(read.bytes) / static_cast<double>(read.docs.size());
}

// What a single term's count under deletes costs: load, then count bits or list.
void load(benchmark::State& state) {
  const Term& read = term(static_cast<uint32_t>(state.range(0)));
  for (auto _ : state) {
    uint64_t count = 0;
    DocCursor cursor(read.list);
    for (uint32_t page = 0; (page = cursor.seek_page(page)) != kNoPage; ++page) {
      const PageDocs docs = cursor.load();
      if (docs.form == PageDocs::Form::kBitmap) {
        for (uint32_t w = 0; w < kPageWords; ++w) {
          count += static_cast<uint64_t>(std::popcount(docs.words[w]));
        }
      } else {
        count += docs.count;
      }
    }
    PATLAS_CHECK(count == read.docs.size());
  }
  count_per(state, "per_posting", read.docs.size());
  count_per(state, "per_doc", kDocs);
}

void every_freq(benchmark::State& state) {
  const Term& read = term(static_cast<uint32_t>(state.range(0)));
  for (auto _ : state) {
    uint64_t sum = 0;
    OccurrenceCursor cursor(read.list);
    for (uint32_t doc = 0; (doc = cursor.seek_at_least(doc)) != 0xffffffffu; ++doc) {
      sum += cursor.freq();
    }
    benchmark::DoNotOptimize(sum);
  }
  count_per(state, "per_posting", read.docs.size());
}

void every_position(benchmark::State& state) {
  const Term& read = term(static_cast<uint32_t>(state.range(0)));
  for (auto _ : state) {
    uint64_t sum = 0;
    OccurrenceCursor cursor(read.list);
    for (uint32_t doc = 0; (doc = cursor.seek_at_least(doc)) != 0xffffffffu; ++doc) {
      sum += cursor.positions().size();
    }
    benchmark::DoNotOptimize(sum);
  }
  count_per(state, "per_posting", read.docs.size());
}

// A phrase's way: jump to candidates, one in a thousand documents.
void seek_far(benchmark::State& state) {
  const Term& read = term(static_cast<uint32_t>(state.range(0)));
  for (auto _ : state) {
    uint64_t sum = 0;
    OccurrenceCursor cursor(read.list);
    for (uint32_t doc = 0; doc < kDocs; doc += 1000) {
      if (cursor.seek(doc)) sum += cursor.positions().size();
    }
    benchmark::DoNotOptimize(sum);
  }
  count_per(state, "per_seek", kDocs / 1000);
}

BENCHMARK(or_into)->ArgName("every")->Arg(2)->Arg(10)->Arg(20)->Arg(100)->Arg(500)->Arg(2000);
BENCHMARK(load)->ArgName("every")->Arg(2)->Arg(10)->Arg(20)->Arg(100)->Arg(500)->Arg(2000);
BENCHMARK(every_freq)->ArgName("every")->Arg(2)->Arg(20)->Arg(500)->Arg(2000);
BENCHMARK(every_position)->ArgName("every")->Arg(2)->Arg(20)->Arg(500)->Arg(2000);
BENCHMARK(seek_far)->ArgName("every")->Arg(2)->Arg(20)->Arg(500)->Arg(2000);

}  // namespace
}  // namespace patlas
