// bench/tasks.cc
//
// The figures of bench/README.md that need an index: opens one, makes queries of each class from
// its own dictionary, checks their counts against a merge of the plain posting lists, and only then
// times them.
//
// Usage    bench_tasks INDEX [THREADS]
// Prints   one line a class: queries, units (matches, postings, values), ns per unit, p50 and p95
//          per query.
// Method   each query runs until 20 ms have passed, five times; the median of the five counts. ns
//          per unit is the classes' summed medians over their summed units, so long queries weigh
//          as they cost.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "engine/base/env.h"
#include "engine/index/snapshot.h"
#include "query/search.h"
#include "query/tree.h"

namespace patlas {
namespace {

[[noreturn]] void fail(const std::string& message) {
  std::fprintf(stderr, "bench_tasks: %s\n", message.c_str());
  std::exit(2);
}

template <typename T>
T must(Result<T> result) {
  if (!result) fail(result.error().to_string());
  return std::move(*result);
}

uint64_t now_ns() { return posix_env().clock->monotonic_ns(); }

/// Median over five of the time of one call, each the mean over at least 20 ms.
double median_ns(const std::function<void()>& call) {
  std::vector<double> means;
  for (int round = 0; round < 5; ++round) {
    uint64_t calls = 0;
    const uint64_t start = now_ns();
    uint64_t spent = 0;
    do {
      call();
      ++calls;
      spent = now_ns() - start;
    } while (spent < 20'000'000);
    means.push_back(static_cast<double>(spent) / static_cast<double>(calls));
  }
  std::sort(means.begin(), means.end());
  return means[2];
}

struct Word {
  std::string text;
  uint64_t documents = 0;
};

struct Query {
  std::string text;
  std::vector<std::string> words;  ///< for the check; empty: not checked here
  bool is_and = false;
  double units = 0;
};

class Bench {
 public:
  Bench(const std::string& directory, unsigned threads)
      : threads_(threads), snapshot_(must(Snapshot::open(posix_env(), directory))) {
    const int field = snapshot_->schema().field("ab");
    if (field < 0) fail("the index has no field ab");
    field_ = static_cast<uint16_t>(field);
    collect_words();
  }

  void run() {
    std::printf("documents %llu, segments %zu, threads %u\n\n",
                static_cast<unsigned long long>(snapshot_->live_count()),
                snapshot_->segments().size(), threads_);
    std::printf("%-44s %8s %14s %10s %10s %10s\n", "class", "queries", "units", "ns/unit", "p50 us",
                "p95 us");
    SearchOptions counts = count_options();
    run_class("single term, from the dictionary (matches)", singles(), counts);
    SearchOptions scanned = counts;
    scanned.optimisations.dictionary_counts = false;
    run_class("single term, lists read (matches)", singles(), scanned);
    run_class("OR of 2 to 5 terms (matches)", ors(), counts);
    run_class("AND of 2 terms (postings of the shorter)", ands(), counts);
    facet_class("facet office (values = matches)", {"office"});
    facet_class("facet year (values = matches)", {"year"});
    facet_class("facet cpc4 (values)", {"cpc4"});
    facet_class("facet cpc (values)", {"cpc"});
    facet_class("facet pa (values)", {"pa"});
  }

 private:
  SearchOptions count_options() const {
    SearchOptions options;
    options.limit = 0;
    options.count_families = false;
    options.threads = threads_;
    options.memory_bytes = 0;
    return options;
  }

  /// The field's words by frequency, most first; those of ASCII letters only, so that they parse as
  /// they are.
  void collect_words() {
    std::vector<Word> words;
    for (const LiveSegment& segment : snapshot_->segments()) {
      const TermDictionary* terms = must(segment.reader->terms(field_));
      TermCursor cursor(*terms);
      for (bool there = must(cursor.seek(must(terms->lower_bound("w")))); there;
           there = must(cursor.next())) {
        const std::string_view term = cursor.term();
        if (term.front() != 'w') break;
        const bool plain =
            std::all_of(term.begin(), term.end(), [](char c) { return c >= 'a' && c <= 'z'; });
        if (plain && cursor.value().doc_count >= 2)
          words.push_back({std::string(term.substr(1)), cursor.value().doc_count});
      }
    }
    std::sort(words.begin(), words.end(),
              [](const Word& a, const Word& b) { return a.text < b.text; });
    for (const Word& word : words) {
      if (!words_.empty() && words_.back().text == word.text) {
        words_.back().documents += word.documents;
      } else {
        words_.push_back(word);
      }
    }
    const std::set<std::string> reserved = {"and", "or", "not", "near", "adj", "same", "xor"};
    std::erase_if(words_, [&](const Word& w) { return reserved.contains(w.text); });
    std::sort(words_.begin(), words_.end(), [](const Word& a, const Word& b) {
      return a.documents != b.documents ? a.documents > b.documents : a.text < b.text;
    });
    if (words_.size() < 600) fail("the index has too few words for the bench");
  }

  std::vector<Query> singles() const {
    std::vector<Query> queries;
    for (size_t i = 0; i < 100; ++i) {
      queries.push_back({"ab:" + words_[i].text,
                         {words_[i].text},
                         false,
                         static_cast<double>(words_[i].documents)});
    }
    return queries;
  }

  std::vector<Query> ors() const {
    std::vector<Query> queries;
    for (size_t i = 0; i < 100; ++i) {
      Query query;
      for (size_t k = 0; k < 2 + i % 4; ++k) {
        const Word& word = words_[(i * 7 + k * 31) % 300];
        query.text += (k == 0 ? "ab:(" : " or ") + word.text;
        query.words.push_back(word.text);
      }
      query.text += ")";
      queries.push_back(std::move(query));
    }
    return queries;
  }

  std::vector<Query> ands() const {
    std::vector<Query> queries;
    for (size_t i = 0; i < 100; ++i) {
      const Word& a = words_[i % 50];
      const Word& b = words_[(i * 13 + 60) % 500];
      queries.push_back({"ab:(" + a.text + " and " + b.text + ")",
                         {a.text, b.text},
                         true,
                         static_cast<double>(std::min(a.documents, b.documents))});
    }
    return queries;
  }

  /// The count by merging plain lists, without any of the engine's query code.
  uint64_t count_plainly(const Query& query) const {
    uint64_t count = 0;
    for (const LiveSegment& segment : snapshot_->segments()) {
      std::vector<uint32_t> found;
      for (size_t w = 0; w < query.words.size(); ++w) {
        std::vector<uint32_t> docs, merged;
        const auto list =
            must(segment.reader->term_postings(field_, "w" + query.words[w], Detail::kDocs));
        if (list) {
          OccurrenceCursor cursor(*list);
          for (uint32_t d = cursor.seek_at_least(0); d < segment.reader->doc_count();
               d = cursor.seek_at_least(d + 1)) {
            docs.push_back(d);
          }
        }
        if (w == 0) {
          found = std::move(docs);
        } else if (query.is_and) {
          std::set_intersection(found.begin(), found.end(), docs.begin(), docs.end(),
                                std::back_inserter(merged));
          found = std::move(merged);
        } else {
          std::set_union(found.begin(), found.end(), docs.begin(), docs.end(),
                         std::back_inserter(merged));
          found = std::move(merged);
        }
      }
      for (const uint32_t doc : found) {
        count += segment.deleted.empty() || (segment.deleted[doc / 64] >> (doc % 64) & 1) == 0;
      }
    }
    return count;
  }

  SearchAnswer answer(const Tree& tree, const SearchOptions& options) const {
    return must(search(*snapshot_, tree, options, posix_env().clock));
  }

  void report(const char* name, size_t queries, double units, std::vector<double> times) const {
    std::sort(times.begin(), times.end());
    const double sum = std::accumulate(times.begin(), times.end(), 0.0);
    std::printf("%-44s %8zu %14.0f %10.3f %10.1f %10.1f\n", name, queries, units, sum / units,
                times[times.size() / 2] / 1000, times[times.size() * 95 / 100] / 1000);
    std::fflush(stdout);
  }

  void run_class(const char* name, const std::vector<Query>& queries,
                 const SearchOptions& options) const {
    double units = 0;
    std::vector<double> times;
    for (const Query& query : queries) {
      const Tree tree = must(parse_query(query.text, snapshot_->schema()));
      const uint64_t counted = answer(tree, options).documents;
      if (counted != count_plainly(query))
        fail("'" + query.text + "' counts " + std::to_string(counted) + ", plain lists differ");
      units += query.is_and ? query.units : static_cast<double>(counted);
      times.push_back(median_ns([&] { answer(tree, options); }));
    }
    report(name, queries.size(), units, std::move(times));
  }

  /// The facet's cost alone: with it less without it, over large results.
  void facet_class(const char* name, const std::vector<std::string>& facets) const {
    double units = 0;
    std::vector<double> times;
    const std::vector<std::string> texts = {"*:*",
                                            "ab:(" + words_[0].text + " or " + words_[1].text + ")",
                                            "not ab:" + words_[0].text, "ab:" + words_[2].text};
    for (const std::string& text : texts) {
      const Tree tree = must(parse_query(text, snapshot_->schema()));
      SearchOptions plain = count_options();
      plain.optimisations.dictionary_counts = false;
      SearchOptions faceted = plain;
      faceted.facets = facets;
      faceted.facet_limit = 10;
      SearchOptions complete = plain;
      complete.facets = facets;
      const SearchAnswer all = answer(tree, complete);
      for (const FacetValue& value : all.facets[0].values) {
        units += static_cast<double>(value.documents);
      }
      const double without = median_ns([&] { answer(tree, plain); });
      const double with = median_ns([&] { answer(tree, faceted); });
      times.push_back(std::max(0.0, with - without));
    }
    report(name, texts.size(), units, std::move(times));
  }

  unsigned threads_;
  std::shared_ptr<const Snapshot> snapshot_;
  uint16_t field_ = 0;
  std::vector<Word> words_;
};

}  // namespace
}  // namespace patlas

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: bench_tasks INDEX [THREADS]\n");
    return 2;
  }
  patlas::Bench(argv[1], argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1).run();
  return 0;
}
