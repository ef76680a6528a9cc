// What a match costs: counts of one term, OR and AND, facets, families, orders and scores, over
// documents made by a rule, so that every answer is checked before its time is told.
//
// PATLAS_BENCH_DOCUMENTS sets the size (20,000 when it is not set, so that the test run is short);
// bench/README.md quotes 500,000. "items" are matches; of an AND, postings of the shorter list.

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/sim_env.h"
#include "engine/index/writer.h"
#include "ingest/normalize/dates.h"
#include "query/search.h"

namespace patlas {
namespace {

enum Field : uint16_t { kText, kCountry };
enum Column : uint16_t { kPublished, kOffice, kApplicant, kClass };

Schema bench_schema() {
  Schema s;
  s.fields = {{"ti", "title", FieldType::kText, ValueForm::kText, true, ""},
              {"cc", "country", FieldType::kKeyword, ValueForm::kCode, false, ""}};
  s.columns = {{"pd", ColumnType::kNumber},
               {"office", ColumnType::kValues},
               {"pa", ColumnType::kValues},
               {"cpc", ColumnType::kValues}};
  s.facets = {{"office", kOffice, FacetForm::kValue, ValueForm::kCode, ""},
              {"pa", kApplicant, FacetForm::kValue, ValueForm::kText, ""},
              {"year", kPublished, FacetForm::kYear, ValueForm::kDate, ""},
              {"cpc4", kClass, FacetForm::kSubclass, ValueForm::kSymbol, ""},
              {"cpc", kClass, FacetForm::kValue, ValueForm::kSymbol, ""}};
  return s;
}

uint64_t mix(uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

// Words by density: document d has word "halfa" when its own coin for that word falls so.
struct Word {
  const char* text;
  uint32_t one_in;
};
constexpr Word kWords[] = {{"halfa", 2},  {"halfb", 2},  {"eightha", 8},  {"eighthb", 8},
                           {"partb", 64}, {"partc", 64}, {"raree", 1024}, {"raref", 1024}};

bool has_word(uint32_t document, size_t word) {
  return mix(mix(document + 1) + word) % kWords[word].one_in == 0;
}

Document make_document(uint32_t d) {
  Document document;
  const uint64_t random = mix(d + 77);
  const char* offices[] = {"CN", "EP", "JP", "TW", "US"};
  const std::string office = offices[random % 5];
  document.key = office + "." + std::to_string(1'000'000 + d) + ".A1";
  document.family = std::to_string(mix(d / 3) % 1'000'000'007);
  document.source = "bench";
  document.content_hash = random;
  TextValue text;
  for (size_t w = 0; w < std::size(kWords); ++w) {
    if (has_word(d, w)) text.text += std::string(kWords[w].text) + " ";
  }
  text.text += "closing";
  document.texts.push_back(std::move(text));
  document.keywords.push_back({kCountry, office});
  document.values.push_back({kOffice, office});
  for (uint64_t i = 0; i < 1 + random % 2; ++i) {
    document.values.push_back({kApplicant, "APPLICANT " + std::to_string(mix(random + i) % 30000)});
  }
  for (uint64_t i = 0; i < 1 + random % 5; ++i) {
    const uint64_t symbol = mix(mix(random + i) % 3000);
    document.values.push_back({kClass, std::string(1, static_cast<char>('A' + symbol % 8)) + "01" +
                                           static_cast<char>('A' + symbol / 8 % 20) + "00" +
                                           std::to_string(10 + symbol / 160 % 90) + "000000"});
  }
  const auto draw = static_cast<uint32_t>(random / 5);
  document.numbers.push_back(
      {kPublished, make_date(1990 + draw % 35, 1 + draw / 35 % 12, 1 + draw / 420 % 28)});
  return document;
}

template <typename T>
T must(Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "%s\n", result.error().to_string().c_str());
    std::exit(1);
  }
  return std::move(*result);
}
void must(const Status& status) {
  if (status) return;
  std::fprintf(stderr, "%s\n", status.error().to_string().c_str());
  std::exit(1);
}

struct World {
  World() : env(1) {
    const char* wanted = std::getenv("PATLAS_BENCH_DOCUMENTS");
    documents = wanted == nullptr ? 20'000 : static_cast<uint32_t>(std::atoi(wanted));
    WriterOptions options;
    options.threads = 1;
    auto writer = must(IndexWriter::open(env.env(), "index", bench_schema(), options));
    auto& worker = writer->worker(0);
    for (uint32_t first = 0; first < documents; first += 10'000) {
      must(worker.begin_batch([]() -> Result<bool> { return true; }));
      for (uint32_t d = first; d < std::min(documents, first + 10'000); ++d) {
        must(worker.add(make_document(d)));
      }
      must(worker.end_batch());
    }
    must(writer->commit());
    must(writer->merge(1));
    must(writer->commit());
    writer.reset();
    snapshot = must(Snapshot::open(env.env(), "index"));
  }
  SimEnv env;
  uint32_t documents = 0;
  std::shared_ptr<const Snapshot> snapshot;
};

World& world() {
  static World shared;
  return shared;
}

Tree words(NodeType join, std::vector<size_t> which) {
  Tree tree;
  Node root;
  root.type = join;
  for (const size_t w : which) {
    Node leaf;
    leaf.type = NodeType::kText;
    leaf.fields = {kText};
    leaf.text = kWords[w].text;
    root.children.push_back(static_cast<uint32_t>(tree.nodes.size()));
    tree.nodes.push_back(std::move(leaf));
  }
  if (which.size() > 1) tree.nodes.push_back(std::move(root));
  return tree;
}

uint64_t count_by_rule(NodeType join, const std::vector<size_t>& which) {
  uint64_t count = 0;
  for (uint32_t d = 0; d < world().documents; ++d) {
    size_t found = 0;
    for (const size_t w : which) found += has_word(d, w);
    count += join == NodeType::kAnd ? found == which.size() : found != 0;
  }
  return count;
}

SearchOptions counts_only() {
  SearchOptions options;
  options.limit = 0;
  options.count_families = false;
  options.threads = 1;
  return options;
}

void run(benchmark::State& state, NodeType join, const std::vector<size_t>& which,
         const SearchOptions& options, uint64_t items) {
  const Tree tree = words(join, which);
  const uint64_t wanted = count_by_rule(join, which);
  for (auto _ : state) {
    const SearchAnswer answer = must(search(*world().snapshot, tree, options, nullptr));
    if (answer.documents != wanted) {
      state.SkipWithError("the count is wrong");
      return;
    }
    benchmark::DoNotOptimize(answer);
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * (items ? items : wanted)));
  state.counters["matches"] = static_cast<double>(wanted);
  state.counters["ns_per_item"] = benchmark::Counter(
      static_cast<double>(items ? items : wanted) * 1e-9,
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void BM_CountTerm(benchmark::State& state) {
  SearchOptions options = counts_only();
  options.optimisations.dictionary_counts = false;
  run(state, NodeType::kOr, {static_cast<size_t>(state.range(0))}, options, 0);
}
BENCHMARK(BM_CountTerm)->Arg(0)->Arg(2)->Arg(4)->Arg(6);

void BM_CountOr(benchmark::State& state) {
  const auto w = static_cast<size_t>(state.range(0));
  run(state, NodeType::kOr, {w, w + 1}, counts_only(), 0);
}
BENCHMARK(BM_CountOr)->Arg(0)->Arg(2)->Arg(4)->Arg(6);

void BM_CountAnd(benchmark::State& state) {
  const std::vector<size_t> which = {static_cast<size_t>(state.range(0)),
                                     static_cast<size_t>(state.range(1))};
  run(state, NodeType::kAnd, which, counts_only(), count_by_rule(NodeType::kAnd, {which[1]}));
}
BENCHMARK(BM_CountAnd)
    ->Args({0, 1})
    ->Args({2, 3})
    ->Args({4, 5})
    ->Args({0, 2})
    ->Args({2, 4})
    ->Args({4, 6})
    ->Args({0, 6});

void BM_Facet(benchmark::State& state, const char* facet, bool families) {
  SearchOptions options = counts_only();
  options.facets = {facet};
  options.facet_limit = 20;
  options.count_families = families;
  run(state, NodeType::kOr, {static_cast<size_t>(state.range(0))}, options, 0);
}
BENCHMARK_CAPTURE(BM_Facet, office, "office", false)->Arg(0)->Arg(2)->Arg(4);
BENCHMARK_CAPTURE(BM_Facet, year, "year", false)->Arg(0)->Arg(2)->Arg(4);
BENCHMARK_CAPTURE(BM_Facet, applicants, "pa", false)->Arg(0)->Arg(2)->Arg(4);
BENCHMARK_CAPTURE(BM_Facet, symbols, "cpc", false)->Arg(0)->Arg(2)->Arg(4);
BENCHMARK_CAPTURE(BM_Facet, subclasses, "cpc4", false)->Arg(0)->Arg(2)->Arg(4);
BENCHMARK_CAPTURE(BM_Facet, office_families, "office", true)->Arg(0)->Arg(2);
BENCHMARK_CAPTURE(BM_Facet, year_families, "year", true)->Arg(0)->Arg(2);
BENCHMARK_CAPTURE(BM_Facet, applicants_families, "pa", true)->Arg(0)->Arg(2);
BENCHMARK_CAPTURE(BM_Facet, symbols_families, "cpc", true)->Arg(0)->Arg(2);

void BM_Families(benchmark::State& state) {
  SearchOptions options = counts_only();
  options.count_families = true;
  run(state, NodeType::kOr, {static_cast<size_t>(state.range(0))}, options, 0);
}
BENCHMARK(BM_Families)->Arg(0)->Arg(2)->Arg(4);

void BM_NewestFirst(benchmark::State& state) {
  SearchOptions options = counts_only();
  options.limit = 10;
  run(state, NodeType::kOr, {static_cast<size_t>(state.range(0))}, options, 0);
}
BENCHMARK(BM_NewestFirst)->Arg(0)->Arg(2)->Arg(4);

void BM_BestFirst(benchmark::State& state) {
  SearchOptions options = counts_only();
  options.limit = 10;
  options.sort.by_score = true;
  const auto w = static_cast<size_t>(state.range(0));
  run(state, NodeType::kOr, {w, w + 1}, options, 0);
}
BENCHMARK(BM_BestFirst)->Arg(0)->Arg(2)->Arg(4);

void BM_CrossTab(benchmark::State& state) {
  SearchOptions options = counts_only();
  options.cross = {"year", "office"};
  run(state, NodeType::kOr, {static_cast<size_t>(state.range(0))}, options, 0);
}
BENCHMARK(BM_CrossTab)->Arg(0)->Arg(2);

}  // namespace
}  // namespace patlas
