// bench/tasks.cc
//
// Times the query classes of a task file on an index.
//
// Usage    bench_tasks INDEX TASKS [--threads N] [--cold N] [--whole] [--quick] [--tsv] [--cpu]
// Checks   before anything is timed, every query's count, and every facet, must be the same with
//          all optimisations off.
// Prints   a line a class. ns/unit: counting alone (for facets: what they add), the classes' summed
//          medians over their summed units, so that long queries weigh as they cost. p50, p95, p99:
//          a whole search through the public API with 10 newest hits, documents and families (and
//          the facets of class I), over the class's queries. cold: the same on the first N queries
//          of a class, each right after the index was opened with none of its bytes in memory;
//          "-" where a file system keeps them there, as one in memory does.
// Method   each query runs until 20 ms have passed, five times; the median of the five counts.
//          --quick: once, 1 ms. --whole: whole searches alone, of any engine's index. --tsv: for
//          programs. --cpu: what the process computes, not what passes: for busy machines.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <functional>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "bench/support.h"
#include "bench/task_file.h"
#include "engine/index/snapshot.h"
#include "patlas/index.h"
#include "query/search.h"
#include "query/tree.h"

namespace patlas::bench {
namespace {

struct Settings {
  std::string index, tasks;
  unsigned threads = 1;
  size_t cold = 0;
  bool whole = false, quick = false, tsv = false, cpu = false;
};

struct Line {
  std::string name, unit;
  size_t queries = 0;
  double units = 0, count_ns = 0;
  std::vector<double> warm_ns, cold_ns;
};

class Runner {
 public:
  explicit Runner(const Settings& settings)
      : settings_(settings), index_(must(Index::open(settings.index))) {
    if (!settings.whole) snapshot_ = must(Snapshot::open(posix_env(), settings.index));
  }

  void run() {
    const std::vector<TaskClass> classes = must(read_tasks(settings_.tasks));
    for (const TaskClass& of : classes) {
      for (const Task& task : of.tasks) {
        if (!settings_.whole) check(task);
      }
    }
    std::vector<Line> lines;
    for (const TaskClass& of : classes) lines.push_back(time_warm(of));
    for (size_t c = 0; c < classes.size() && settings_.cold > 0; ++c) {
      time_cold(classes[c], lines[c]);
    }
    print_head();
    for (const Line& line : lines) print(line);
  }

 private:
  SearchOptions counting() const {
    SearchOptions options;
    options.limit = 0;
    options.count_families = false;
    options.threads = settings_.threads;
    options.memory_bytes = 0;
    return options;
  }

  SearchAnswer ask(const Tree& tree, const SearchOptions& options) const {
    return must(patlas::search(*snapshot_, tree, options, posix_env().clock));
  }

  Tree parse(const Task& task) const { return must(parse_query(task.query, snapshot_->schema())); }

  void check(const Task& task) const {
    const Tree tree = parse(task);
    SearchOptions options = counting();
    options.facets = task.facets;
    const SearchAnswer fast = ask(tree, options);
    options.optimisations = {false, false, false, false, false, false, false,
                             false, false, false, false, false, false};
    static_assert(sizeof(Optimisations) == 13, "each of them is off");
    const SearchAnswer plain = ask(tree, options);
    bool same = fast.documents == plain.documents && fast.facets.size() == plain.facets.size();
    for (size_t f = 0; same && f < fast.facets.size(); ++f) {
      same = fast.facets[f].values == plain.facets[f].values;
    }
    if (!same) {
      fail("'" + task.query + "' finds " + std::to_string(fast.documents) +
           " documents, without optimisations " + std::to_string(plain.documents) +
           ", or other facets");
    }
    const uint64_t whole = search_whole(request(task)).documents;
    if (whole != plain.documents) {
      fail("'" + task.query + "' finds " + std::to_string(plain.documents) +
           " documents, as a whole search " + std::to_string(whole));
    }
  }

  SearchReply search_whole(const SearchRequest& request) const {
    SearchReply reply = must(index_->search(request));
    if (!reply.complete) fail("'" + request.query + "' was ended by a limit");
    return reply;
  }

  uint64_t spent_ns() const {
    if (!settings_.cpu) return now_ns();
    rusage used = {};
    getrusage(RUSAGE_SELF, &used);
    return (static_cast<uint64_t>(used.ru_utime.tv_sec) * 1'000'000 +
            static_cast<uint64_t>(used.ru_utime.tv_usec)) *
           1000;
  }

  /// Median of five means over at least 20 ms.
  double median_ns(const std::function<void()>& call) const {
    const int rounds = settings_.quick ? 1 : 5;
    const uint64_t least_ns = settings_.quick ? 1'000'000 : 20'000'000;
    std::vector<double> means;
    for (int round = 0; round < rounds; ++round) {
      uint64_t calls = 0, spent = 0;
      const uint64_t start = spent_ns();
      do {
        call();
        ++calls;
        spent = spent_ns() - start;
      } while (spent < least_ns);
      means.push_back(static_cast<double>(spent) / static_cast<double>(calls));
    }
    return quantile(means, 0.5);
  }

  SearchRequest request(const Task& task) const {
    SearchRequest request;
    request.query = task.query;
    request.facets = task.facets;
    request.facet_limit = 20;
    request.threads = settings_.threads;
    return request;
  }

  /// Of the count, or of what the task's facets add to it.
  double counting_ns(const Task& task) const {
    const Tree tree = parse(task);
    SearchOptions plain = counting();
    plain.optimisations.dictionary_counts = false;
    const double without = median_ns([&] { ask(tree, plain); });
    if (task.facets.empty()) return without;
    SearchOptions faceted = plain;
    faceted.facets = task.facets;
    faceted.facet_limit = 10;
    return std::max(0.0, median_ns([&] { ask(tree, faceted); }) - without);
  }

  Line time_warm(const TaskClass& of) const {
    Line line{of.name, of.unit, of.tasks.size(), 0, 0, {}, {}};
    for (const Task& task : of.tasks) {
      line.units += task.units;
      if (!settings_.whole) line.count_ns += counting_ns(task);
      const SearchRequest whole = request(task);
      line.warm_ns.push_back(median_ns([&] { search_whole(whole); }));
    }
    return line;
  }

  void time_cold(const TaskClass& of, Line& line) {
    snapshot_.reset();
    for (size_t i = 0; i < std::min(settings_.cold, of.tasks.size()); ++i) {
      index_.reset();
      // Pages that are being read ahead stay until they have come.
      bool forgotten = forget_files();
      for (int tries = 1; tries < 100 && !forgotten; ++tries) {
        ::usleep(1000);
        forgotten = forget_files();
      }
      index_.emplace(must(Index::open(settings_.index)));
      if (!forgotten) {
        line.cold_ns.clear();
        return;
      }
      const SearchRequest whole = request(of.tasks[i]);
      const uint64_t start = now_ns();
      search_whole(whole);
      line.cold_ns.push_back(static_cast<double>(now_ns() - start));
    }
  }

  /// Asks the system to drop the index's clean pages; nothing maps them now. False when more than
  /// a hundredth of them stay all the same: a time would not be that of a cold index.
  bool forget_files() const {
    size_t pages = 0, kept = 0;
    for (const auto& entry : std::filesystem::directory_iterator(settings_.index)) {
      const int file = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
      if (file < 0) fail("cannot open " + entry.path().string());
      ::fdatasync(file);
      const int failed = ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
      if (failed != 0) fail("cannot drop the pages of " + entry.path().string());
      const std::vector<unsigned char> resident = pages_of(file, entry.file_size());
      ::close(file);
      pages += resident.size();
      kept += static_cast<size_t>(
          std::count_if(resident.begin(), resident.end(), [](unsigned char p) { return p & 1; }));
    }
    return kept * 100 <= pages;
  }

  /// Of each page of a file, whether it is in memory.
  static std::vector<unsigned char> pages_of(int file, size_t bytes) {
    if (bytes == 0) return {};
    const auto page_bytes = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
    std::vector<unsigned char> pages((bytes + page_bytes - 1) / page_bytes);
    void* mapping = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file, 0);
    if (mapping == MAP_FAILED) fail("cannot map a file of the index");
    if (::mincore(mapping, bytes, pages.data()) != 0) fail("mincore failed");
    ::munmap(mapping, bytes);
    return pages;
  }

  void print_head() const {
    if (settings_.tsv) {
      std::printf("class\tunit\tqueries\tunits\tns_per_unit\tp50_us\tp95_us\tp99_us%s\n",
                  settings_.cold > 0 ? "\tcold_p50_us\tcold_p95_us" : "");
      return;
    }
    std::printf("%-36s %7s %13s %-24s %8s %9s %9s %9s", "class", "queries", "units", "unit",
                "ns/unit", "p50 us", "p95 us", "p99 us");
    if (settings_.cold > 0) std::printf(" %12s %12s", "cold p50 us", "cold p95 us");
    std::printf("\n");
  }

  void print(const Line& line) const {
    const auto us = [](const std::vector<double>& ns, double share) {
      return ns.empty() ? 0.0 : quantile(ns, share) / 1000;
    };
    const double ns = line.units > 0 ? line.count_ns / line.units : 0;
    const double p50 = us(line.warm_ns, 0.5), p95 = us(line.warm_ns, 0.95),
                 p99 = us(line.warm_ns, 0.99);
    if (settings_.tsv) {
      std::printf("%s\t%s\t%zu\t%.0f\t%.4f\t%.2f\t%.2f\t%.2f", line.name.c_str(), line.unit.c_str(),
                  line.queries, line.units, ns, p50, p95, p99);
    } else {
      std::printf("%-36s %7zu %13.0f %-24s %8.3f %9.1f %9.1f %9.1f", line.name.c_str(),
                  line.queries, line.units, line.unit.c_str(), ns, p50, p95, p99);
    }
    if (settings_.cold > 0 && line.cold_ns.empty()) {
      std::fputs(settings_.tsv ? "\t-\t-" : "            -            -", stdout);
    } else if (settings_.cold > 0) {
      std::printf(settings_.tsv ? "\t%.2f\t%.2f" : " %12.1f %12.1f", us(line.cold_ns, 0.5),
                  us(line.cold_ns, 0.95));
    }
    std::printf("\n");
  }

  const Settings settings_;
  std::shared_ptr<const Snapshot> snapshot_;
  std::optional<Index> index_;
};

}  // namespace
}  // namespace patlas::bench

int main(int argc, char** argv) {
  using patlas::bench::fail;
  patlas::bench::Settings settings;
  std::vector<std::string> names;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const auto number = [&](unsigned least) {
      const std::string text = i + 1 < argc ? argv[++i] : "";
      unsigned value = 0;
      const char* end = text.data() + text.size();
      const bool whole = std::from_chars(text.data(), end, value).ptr == end && !text.empty();
      if (!whole || value < least) fail(argument + " takes a number");
      return value;
    };
    if (argument == "--threads") {
      settings.threads = number(1);
    } else if (argument == "--cold") {
      settings.cold = number(0);
    } else if (argument == "--whole") {
      settings.whole = true;
    } else if (argument == "--quick") {
      settings.quick = true;
    } else if (argument == "--cpu") {
      settings.cpu = true;
    } else if (argument == "--tsv") {
      settings.tsv = true;
    } else {
      names.push_back(argument);
    }
  }
  if (names.size() != 2) {
    fail(
        "usage: bench_tasks INDEX TASKS [--threads N] [--cold N] [--whole] [--quick] "
        "[--tsv] [--cpu]");
  }
  settings.index = names[0];
  settings.tasks = names[1];
  patlas::bench::Runner(settings).run();
  return 0;
}
