// bench/check.cc
//
// Asks a task file's queries of several engines over the same records, and of the oracle of the
// tests, which looks at every record: what they count must be the same, to the last facet value,
// before any of them is timed.
//
// Usage    bench_check RECORDS TASKS INDEX...
// Prints   how many queries were compared, how many found something, and with how many the oracle
//          was asked (it scans: long lists of synonyms are asked of it ten times only).
// Exit     2 at the first difference, which it prints.
#include <cinttypes>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/support.h"
#include "bench/task_file.h"
#include "engine/base/posix_fs.h"
#include "ingest/patent_schema.h"
#include "ingest/registry.h"
#include "ingest/source.h"
#include "patlas/index.h"
#include "query/tree.h"
#include "tests/oracle/oracle.h"

namespace patlas::bench {
namespace {

using Counts = std::map<std::string, std::pair<uint64_t, uint64_t>>;  ///< documents, families

/// What a query is answered with, in one comparable form.
struct Answer {
  uint64_t documents = 0, families = 0;
  std::vector<Counts> facets;
  bool operator==(const Answer&) const = default;
};

/// Every record of a file, of whatever format.
oracle::Oracle make_oracle(const std::string& path) {
  const std::unique_ptr<SourceReader> source = must(SourceReader::open(posix_input_fs(), {path}));
  oracle::LiveRecords live;
  while (const std::optional<SourceEntry> entry = must(source->next())) {
    ByteWindow window(*entry->bytes);
    const FormatSpec* format = must(recognise_format(window, true));
    const auto splitter = format->make_splitter(window);
    const auto reader = format->make_reader();
    RawRecord raw;
    while (must(splitter->next(raw))) {
      for (Result<Record>& record : reader->read(raw)) live.load(must(std::move(record)));
    }
  }
  return {patent_schema(), live.in_key_order()};
}

Answer ask(const Index& index, const Task& task) {
  SearchRequest request;
  request.query = task.query;
  request.facets = task.facets;
  request.limit = 0;
  const SearchReply reply = must(index.search(request));
  if (!reply.complete) fail("'" + task.query + "' was ended by a limit");
  Answer answer{reply.documents, reply.families, {}};
  for (const FacetReply& facet : reply.facets) {
    Counts& counts = answer.facets.emplace_back();
    for (const FacetCount& value : facet.values) {
      counts[value.value] = {value.documents, value.families};
    }
  }
  return answer;
}

Answer ask(const oracle::Oracle& oracle, const Task& task) {
  const Tree tree = must(parse_query(task.query, patent_schema()));
  const oracle::Oracle::Docs found = oracle.matches(tree);
  const oracle::Count count = oracle.count(found);
  Answer answer{count.documents, count.families, {}};
  for (const std::string& facet : task.facets) {
    Counts& counts = answer.facets.emplace_back();
    for (const auto& [value, of] : oracle.facet(found, facet)) {
      counts[value] = {of.documents, of.families};
    }
  }
  return answer;
}

void compare(const Answer& first, const Answer& other, const Task& task, const std::string& who) {
  if (first == other) return;
  fail("'" + task.query + "': " + who + " finds " + std::to_string(other.documents) +
       " documents in " + std::to_string(other.families) + " families, the first index " +
       std::to_string(first.documents) + " in " + std::to_string(first.families) +
       (first.documents == other.documents ? "; facets differ" : ""));
}

}  // namespace
}  // namespace patlas::bench

int main(int argc, char** argv) {
  using namespace patlas;
  using namespace patlas::bench;
  if (argc < 4) fail("usage: bench_check RECORDS TASKS INDEX...");
  const oracle::Oracle oracle = make_oracle(argv[1]);
  const std::vector<TaskClass> classes = must(read_tasks(argv[2]));
  std::vector<Index> indexes;
  for (int i = 3; i < argc; ++i) indexes.push_back(must(Index::open(argv[i])));
  uint64_t asked = 0, with_hits = 0, of_oracle = 0;
  for (const TaskClass& of : classes) {
    const size_t long_queries = 10;
    for (size_t t = 0; t < of.tasks.size(); ++t) {
      const Task& task = of.tasks[t];
      const Answer first = ask(indexes[0], task);
      for (size_t i = 1; i < indexes.size(); ++i) {
        compare(first, ask(indexes[i], task), task, argv[3 + i]);
      }
      if (task.query.size() < 500 || t < long_queries) {
        compare(first, ask(oracle, task), task, "the oracle");
        ++of_oracle;
      }
      ++asked;
      with_hits += first.documents > 0 ? 1 : 0;
    }
  }
  std::printf("check: %" PRIu64 " queries, %" PRIu64
              " with hits, agree over %u records in %zu "
              "indexes; %" PRIu64 " of them with the oracle\n",
              asked, with_hits, oracle.size(), indexes.size(), of_oracle);
  return 0;
}
