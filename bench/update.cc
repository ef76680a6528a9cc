// bench/update.cc
//
// An update of a whole index by a file of records, new and replacing ones: how long until they are
// searched, how long until the merges behind it are in, and how many bytes each writes, spools and
// all, beside what the update alone takes on disk.
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "bench/support.h"
#include "patlas/index.h"

namespace {

using patlas::bench::must;
using patlas::bench::now_ns;

/// Of this process, on all its threads: bytes given to write calls, and CPU seconds.
struct Spent {
  uint64_t wall_ns = now_ns(), written = 0;
  double cpu_s = 0;

  static Spent now() {
    Spent spent;
    std::ifstream io("/proc/self/io");
    std::string name;
    for (uint64_t value = 0; io >> name >> value;) {
      if (name == "wchar:") spent.written = value;
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
      return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    spent.cpu_s = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    return spent;
  }
};

void print(const char* what, const Spent& since, uint64_t alone) {
  const Spent now = Spent::now();
  const double written = static_cast<double>(now.written - since.written);
  std::printf("update, %s: %.1f s, CPU %.1f s, written %.1f MB, %.2f times the update alone\n",
              what, static_cast<double>(now.wall_ns - since.wall_ns) / 1e9, now.cpu_s - since.cpu_s,
              written / 1e6, written / static_cast<double>(alone));
}

patlas::IndexInfo info_of(const std::string& directory) {
  return must(must(patlas::Index::open(directory)).info());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 && argc != 5) {
    std::fprintf(stderr, "usage: bench_update INDEX RECORDS NEW_FOLDER [MEMORY_MIB]\n");
    return 2;
  }
  patlas::LoadRequest alone;
  alone.directory = argv[3];
  alone.paths = {argv[2]};
  if (argc == 5) alone.memory_bytes = std::stoull(argv[4]) << 20;
  const patlas::LoadSummary all = must(patlas::load(alone));
  const uint64_t alone_bytes = info_of(alone.directory).bytes;

  patlas::WriterRequest request = alone;
  request.directory = argv[1];
  const patlas::IndexInfo before = info_of(request.directory);
  const Spent start = Spent::now();
  patlas::Writer writer = must(patlas::Writer::open(request));
  if (const auto added = writer.add_files(alone.paths); !added) {
    patlas::bench::fail(added.error().to_string());
  }
  const patlas::LoadSummary summary = must(writer.commit());
  print("searchable", start, alone_bytes);
  must(writer.finish_merges());
  print("merged", start, alone_bytes);
  const patlas::IndexInfo after = info_of(request.directory);
  if (summary.seen != all.seen || summary.rejected != 0 ||
      after.documents != before.documents + summary.accepted) {
    patlas::bench::fail("the index has not the records of the update");
  }
  std::printf("update: %zu new and %zu replacing records, %.1f MB alone; %zu segments after it\n",
              static_cast<size_t>(summary.accepted), static_cast<size_t>(summary.replaced),
              static_cast<double>(alone_bytes) / 1e6, static_cast<size_t>(after.segments));
  return 0;
}
