// ingest/pipeline.h
//
// Office files in, a committed generation out: the whole of `patlas index`.
//
// How      one thread at a time cuts the next batch of raw records from the input; every thread
//          then takes its batch through all stages (read, normalise, analyse, invert), so no stage
//          waits in a queue. What does not fill a batch waits for the next input, or for commit.
// Errors   a record, entry or file that cannot be read is logged (reject_log.h) and skipped. An
//          Error of the whole load is one of the index (io, exists, ...) or of the command (a path
//          that is not there); then nothing of the load is visible.
// Memory   what the sink takes (options.memory_bytes for the native index); beside it, per thread,
//          one batch and one record's tree.
// Tested   tests/ingest/pipeline_test.cc
#ifndef PATLAS_INGEST_PIPELINE_H_
#define PATLAS_INGEST_PIPELINE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/env.h"
#include "engine/index/document_sink.h"
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

/// Feeds inputs, one after the other, to the index that a sink writes. One thread calls it; it uses
/// as many as the sink has workers. After an error of add or commit every call gives that error.
class Loader {
 public:
  /// `directory` gets the reject log. `env` and `sink` must outlive the Loader. Of `options`,
  /// memory, threads and segments are the sink's affair.
  Loader(const Env& env, const std::string& directory, DocumentSink& sink, LoadOptions options);
  ~Loader();

  /// Reads files, directories, containers and "-". A path that is not there is an error before
  /// anything is read, after which the Loader can go on.
  Status add_files(const std::vector<std::string>& paths);
  /// Reads one file that is in memory; `name` is what rejects and provenance call it. The bytes are
  /// the caller's again when it returns.
  Status add_bytes(std::string name, std::string_view bytes);
  Status add(std::unique_ptr<SourceReader> source);
  /// Loads what waits, and commits. Counts are of what was added since the last commit.
  Result<LoadReport> commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The files that the user names; what is named may be a symbolic link.
Result<std::unique_ptr<SourceReader>> open_inputs(const Env& env,
                                                  const std::vector<std::string>& paths,
                                                  const SourceReader::StandardInput& input);

/// Opens the inputs, then the native index, loads and commits.
Result<LoadReport> load_files(const Env& env, const std::string& directory,
                              const std::vector<std::string>& paths, const LoadOptions& options);

}  // namespace patlas

#endif  // PATLAS_INGEST_PIPELINE_H_
