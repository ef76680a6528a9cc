// bindings/cpp/change.cc
//
// The part of include/patlas/index.h that changes an index: load, remove, merge, check.
#include "bindings/cpp/backend.h"
#include "bindings/cpp/requests.h"
#include "engine/base/apart.h"
#include "engine/index/writer.h"
#include "ingest/normalize/numbers.h"
#include "ingest/patent_schema.h"
#include "ingest/pipeline.h"
#include "ingest/schemes/scheme_files.h"
#include "patlas/index.h"

namespace patlas {

namespace {

struct OpenWriter {
  std::unique_ptr<DocumentSink> sink;  // destroyed after the loader that feeds it
  std::unique_ptr<Loader> loader;
};

Result<OpenWriter> open_writer(const WriterRequest& request) {
  PATLAS_TRY(check_threads(request.threads));
  if (request.documents_per_segment_max == 0) {
    return Error{Code::kInvalidArgument, "documents_per_segment_max must be at least 1", {}};
  }
  WriterOptions writer_options;
  writer_options.memory_bytes = request.memory_bytes;
  writer_options.threads = request.threads;
  writer_options.documents_per_segment_max = request.documents_per_segment_max;
  writer_options.segments_max = request.segments_max;
  writer_options.frequent_bigrams = request.frequent_bigrams;
  LoadOptions load_options;
  load_options.standard_input = request.standard_input;
  if (request.progress) {
    load_options.progress = [show = request.progress](const LoadProgress& p) {
      show({p.records, p.bytes_read, p.bytes_total, p.elapsed_ns / 1'000'000});
    };
  }
  PATLAS_ASSIGN(const Backend* backend, backend_to_write(request.directory, request.backend));
  OpenWriter writer;
  PATLAS_ASSIGN(writer.sink,
                backend->open_writer(request.directory, patent_schema(), writer_options));
  writer.loader = std::make_unique<Loader>(posix_env(), request.directory, *writer.sink,
                                           std::move(load_options));
  return writer;
}

Status check_paths(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) PATLAS_TRY(check_path(path, "the path"));
  return {};
}

/// Gives the generation.
Result<uint64_t> keep_few_segments(DocumentSink& sink, bool wait) {
  PATLAS_TRY(sink.keep_few_segments(wait));
  return sink.commit();
}

/// `wait`: for the merges that it makes due.
Result<LoadSummary> commit_loaded(OpenWriter& writer, bool wait) {
  PATLAS_ASSIGN(LoadReport report, writer.loader->commit());
  // Readers see what was loaded before the merges begin.
  const auto merged = keep_few_segments(*writer.sink, wait);
  if (!merged) {
    Error error = merged.error();
    error.message =
        "what was loaded is committed, but merging segments after it failed: " + error.message;
    return error;
  }
  report.generation = *merged;
  LoadSummary summary;
  summary.seen = report.totals.seen;
  summary.accepted = report.totals.accepted;
  summary.replaced = report.totals.replaced;
  summary.superseded = report.totals.superseded;
  summary.deleted = report.totals.deleted;
  summary.rejected = report.totals.rejected;
  summary.unknown_entities = report.unknown_entities;
  summary.reject_log = report.reject_log;
  summary.generation = report.generation;
  return summary;
}

}  // namespace

struct Writer::State : OpenWriter {
  uint64_t process = process_id();

  /// A forked child has its parent's lock too, and would commit beside it unseen.
  Status check_process() const {
    if (process == process_id()) return {};
    return Error{Code::kInvalidArgument,
                 "the writer belongs to the process that opened it, and this is another one",
                 {}};
  }
};

Writer::Writer() = default;
Writer::~Writer() = default;
Writer::Writer(Writer&&) noexcept = default;
Writer& Writer::operator=(Writer&&) noexcept = default;

Result<Writer> Writer::open(const WriterRequest& request) {
  PATLAS_ASSIGN(OpenWriter opened, open_writer(request));
  Writer writer;
  writer.state_ = std::make_unique<State>(State{std::move(opened)});
  return writer;
}

Status Writer::add_files(const std::vector<std::string>& paths) {
  PATLAS_TRY(state_->check_process());
  PATLAS_TRY(check_paths(paths));
  return state_->loader->add_files(paths);
}

Status Writer::add_bytes(std::string_view name, std::string_view bytes) {
  PATLAS_TRY(state_->check_process());
  return state_->loader->add_bytes(std::string(name), bytes);
}

Result<LoadSummary> Writer::commit() {
  PATLAS_TRY(state_->check_process());
  return commit_loaded(*state_, false);
}

Result<LoadSummary> Writer::finish_merges() {
  PATLAS_TRY(state_->check_process());
  return commit_loaded(*state_, true);
}

Result<LoadSummary> load(const LoadRequest& request) {
  PATLAS_TRY(check_paths(request.paths));
  // Before the index, so that a mistyped path makes none.
  PATLAS_ASSIGN(auto source, open_inputs(posix_env(), request.paths, request.standard_input));
  PATLAS_ASSIGN(OpenWriter writer, open_writer(request));
  PATLAS_TRY(writer.loader->add(std::move(source)));
  return commit_loaded(writer, true);
}

Result<SchemeSummary> load_schemes(const SchemeRequest& request) {
  PATLAS_TRY(check_paths(request.paths));
  PATLAS_ASSIGN(auto source, open_inputs(posix_env(), request.paths, request.standard_input));
  PATLAS_ASSIGN(const std::vector<ReadScheme> read, read_schemes(*source, request.version));
  PATLAS_ASSIGN(const Backend* backend, backend_of(request.directory));
  PATLAS_ASSIGN(const auto there, backend->open(request.directory));
  PATLAS_ASSIGN(auto writer, backend->open_writer(request.directory, there->schema(), {}));
  SchemeSummary summary;
  for (const ReadScheme& one : read) {
    PATLAS_TRY(writer->put_scheme(*one.scheme));
    summary.schemes.push_back(scheme_info(*one.scheme));
  }
  PATLAS_ASSIGN(summary.generation, writer->commit());
  return summary;
}

namespace {

std::string key_of(const DocdbNumber& number) {
  std::string key = number.country + "." + number.number;
  if (!number.kind.empty()) key += "." + number.kind;
  return key;
}

/// The one reading of a written number that the index has records of; empty when there is none.
Result<std::string> key_to_remove(const OpenIndex& index, const std::string& number) {
  const std::vector<DocdbNumber> candidates = parse_number(NumberSpace::kPublication, number);
  if (candidates.empty()) {
    return Error{
        Code::kParse, "'" + number + "' is not a publication number such as US7650331B2", {}};
  }
  const DocdbNumber* meant = nullptr;
  for (const DocdbNumber& candidate : candidates) {
    PATLAS_ASSIGN(const auto found, index.find(key_of(candidate)));
    if (found.empty()) continue;
    if (meant != nullptr) {
      return Error{Code::kInvalidArgument,
                   "'" + number + "' may mean " + display_number(*meant) + " or " +
                       display_number(candidate) + ": write the one that is meant",
                   {}};
    }
    meant = &candidate;
  }
  return meant == nullptr ? std::string() : key_of(*meant);
}

}  // namespace

Result<ChangeSummary> remove(const std::string& directory,
                             const std::vector<std::string>& numbers) {
  PATLAS_ASSIGN(const Backend* backend, backend_of(directory));
  // An index that must be there already, and that nobody changes meanwhile.
  PATLAS_ASSIGN(const auto there, backend->open(directory));
  PATLAS_ASSIGN(auto writer, backend->open_writer(directory, there->schema(), {}));
  PATLAS_ASSIGN(const auto before, backend->open(directory));
  std::vector<std::string> keys;
  for (const std::string& number : numbers) {
    PATLAS_ASSIGN(std::string key, key_to_remove(*before, number));
    if (!key.empty()) keys.push_back(std::move(key));
  }
  ChangeSummary summary;
  PATLAS_ASSIGN(summary.documents, writer->remove(keys));
  PATLAS_ASSIGN(summary.generation, writer->commit());
  PATLAS_ASSIGN(const auto after, backend->open(directory));
  summary.segments = after->segment_count();
  return summary;
}

Result<ChangeSummary> merge(const std::string& directory, uint32_t segments, uint64_t memory_bytes,
                            unsigned threads) {
  if (segments == 0) {
    return Error{Code::kInvalidArgument, "0 segments hold no document; merge to 1 or more", {}};
  }
  PATLAS_TRY(check_threads(threads));
  WriterOptions options;
  options.memory_bytes = memory_bytes;
  options.threads = threads;
  PATLAS_ASSIGN(const Backend* backend, backend_of(directory));
  return backend->merge(directory, segments, options);
}

Result<CheckSummary> check(const std::string& directory) {
  PATLAS_ASSIGN(const Backend* backend, backend_of(directory));
  return backend->check(directory);
}

}  // namespace patlas
