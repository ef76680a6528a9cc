// Megabytes a second from an office's own files to Records, per format: every entry under
// PATLAS_REAL_DATA whose format is known, records that are rejected included. Entries are in memory
// and unpacked, so a format's figure is of its splitter and reader alone.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/env.h"
#include "ingest/record.h"
#include "ingest/registry.h"
#include "ingest/source.h"

namespace patlas {
namespace {

struct RealEntries {
  std::vector<std::string> entries;
  size_t bytes = 0;
};

using EntriesOfFormat = std::map<std::string, RealEntries>;

void keep_entry(SourceEntry& entry, EntriesOfFormat& kept) {
  ByteWindow window(*entry.bytes);
  const Result<const FormatSpec*> format = recognise_format(window, false);
  if (!format || *format == nullptr) return;
  Result<std::string_view> shown = window.peek(1);
  while (shown && !window.at_end()) {
    const size_t before = shown->size();
    shown = window.peek(before + 1);
    if (shown && shown->size() == before) break;
  }
  if (!shown) return;
  RealEntries& entries = kept[std::string((*format)->name)];
  entries.entries.emplace_back(*shown);
  entries.bytes += shown->size();
}

EntriesOfFormat read_entries(const std::string& folder) {
  EntriesOfFormat kept;
  Result<std::unique_ptr<SourceReader>> source = SourceReader::open(*posix_env().fs, {folder});
  if (!source) return kept;
  for (;;) {
    Result<std::optional<SourceEntry>> entry = (*source)->next();
    if (!entry) continue;  // a file that cannot be opened is not timed
    if (!*entry) return kept;
    keep_entry(**entry, kept);
  }
}

uint64_t read_records(const std::string& bytes) {
  ByteWindow window(bytes);
  const Result<const FormatSpec*> format = recognise_format(window, false);
  const std::unique_ptr<RecordSplitter> splitter = (*format)->make_splitter(window);
  const std::unique_ptr<RecordReader> reader = (*format)->make_reader();
  uint64_t records = 0;
  RawRecord raw;
  for (;;) {
    const Result<bool> more = splitter->next(raw);
    if (!more || !*more) return records;
    if (raw.error) continue;
    for (const Result<Record>& read : reader->read(raw)) records += read.has_value();
  }
}

void parse_real(benchmark::State& state, const RealEntries& entries) {
  uint64_t records = 0;
  for (auto _ : state) {
    records = 0;
    for (const std::string& entry : entries.entries) records += read_records(entry);
  }
  const auto rounds = static_cast<int64_t>(state.iterations());
  state.SetBytesProcessed(static_cast<int64_t>(entries.bytes) * rounds);
  state.SetItemsProcessed(static_cast<int64_t>(records) * rounds);
}

void no_files(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(state.iterations());
  state.SetLabel("PATLAS_REAL_DATA names no folder with office files: nothing was read");
}

/// benchmark_main has no step in which benchmarks could be registered but this.
const bool g_registered = [] {
  const char* const folder = std::getenv("PATLAS_REAL_DATA");
  static const EntriesOfFormat kept = folder == nullptr ? EntriesOfFormat() : read_entries(folder);
  for (const auto& [name, entries] : kept) {
    benchmark::RegisterBenchmark(("parse_real/" + name).c_str(), [&entries = entries](
                                                                     benchmark::State& state) {
      parse_real(state, entries);
    })->Unit(benchmark::kMillisecond);
  }
  if (kept.empty()) benchmark::RegisterBenchmark("parse_real", no_files)->Iterations(1);
  return true;
}();

}  // namespace
}  // namespace patlas
