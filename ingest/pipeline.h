// ingest/pipeline.h
//
// Office files in, a committed generation out: the whole of `patlas index`.
//
// How      one thread at a time cuts the next batch of raw records from the input; every thread
//          then takes its batch through all stages (read, normalise, analyse, invert), so no stage
//          waits in a queue.
// Errors   a record, entry or file that cannot be read is logged (reject_log.h) and skipped. An
//          Error of the whole load is one of the index (io, exists, ...) or of the command (a path
//          that is not there); then nothing of the load is visible.
// Memory   options.memory_bytes for the index in the making; beside it, per thread, one batch and
//          one record's tree.
// Tested   tests/ingest/pipeline_test.cc
#ifndef PATLAS_INGEST_PIPELINE_H_
#define PATLAS_INGEST_PIPELINE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/base/env.h"
#include "engine/index/manifest.h"
#include "ingest/source.h"

namespace patlas {

struct LoadProgress {
  uint64_t records = 0;      ///< cut from the input so far
  uint64_t bytes_read = 0;   ///< of the files, as they are on disk
  uint64_t bytes_total = 0;  ///< 0: not known
  uint64_t elapsed_ns = 0;
};

struct LoadOptions {
  uint64_t memory_bytes = 1ull << 30;
  unsigned threads = 0;  ///< 0: as many as the machine has
  std::function<void(const LoadProgress&)>
      progress;  ///< at most five times a second, from any thread
  SourceReader::StandardInput standard_input;
  uint32_t batch_records = 1024;
  uint32_t documents_per_segment_max = 1u << 20;
};

struct LoadReport {
  LoadTotals totals;
  uint64_t unknown_entities = 0;  ///< kept as text
  std::string reject_log;         ///< path; empty when nothing was rejected
  uint64_t generation = 0;
};

Result<LoadReport> load_files(const Env& env, const std::string& directory,
                              const std::vector<std::string>& paths, const LoadOptions& options);

}  // namespace patlas

#endif  // PATLAS_INGEST_PIPELINE_H_
