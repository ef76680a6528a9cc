// bindings/cpp/change.cc
//
// The part of include/patlas/index.h that changes an index: load, remove, merge, check.
#include "engine/index/check.h"
#include "engine/index/writer.h"
#include "ingest/normalize/numbers.h"
#include "ingest/patent_schema.h"
#include "ingest/pipeline.h"
#include "patlas/index.h"

namespace patlas {

Result<LoadSummary> load(const LoadRequest& request) {
  LoadOptions options;
  options.memory_bytes = request.memory_bytes;
  options.threads = request.threads;
  options.documents_per_segment_max = request.documents_per_segment_max;
  options.standard_input = request.standard_input;
  if (request.progress) {
    options.progress = [&](const LoadProgress& p) {
      request.progress({p.records, p.bytes_read, p.bytes_total, p.elapsed_ns / 1'000'000});
    };
  }
  PATLAS_ASSIGN(const LoadReport report,
                load_files(posix_env(), request.directory, request.paths, options));
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

namespace {

/// A writer of an index that must be there already.
Result<std::unique_ptr<IndexWriter>> open_existing(const std::string& directory,
                                                   const WriterOptions& options) {
  PATLAS_ASSIGN(const auto snapshot, Snapshot::open(posix_env(), directory));
  return IndexWriter::open(posix_env(), directory, snapshot->schema(), options);
}

}  // namespace

Result<ChangeSummary> remove(const std::string& directory,
                             const std::vector<std::string>& numbers) {
  std::vector<std::string> keys;
  for (const std::string& number : numbers) {
    const std::vector<DocdbNumber> candidates = parse_number(NumberSpace::kPublication, number);
    if (candidates.empty()) {
      return Error{
          Code::kParse, "'" + number + "' is not a publication number such as US7650331B2", {}};
    }
    if (candidates.size() > 1) {
      return Error{Code::kInvalidArgument,
                   "'" + number + "' may mean " + display_number(candidates[0]) + " or " +
                       display_number(candidates[1]) + ": write the country to say which",
                   {}};
    }
    std::string key = candidates[0].country + "." + candidates[0].number;
    if (!candidates[0].kind.empty()) key += "." + candidates[0].kind;
    keys.push_back(std::move(key));
  }
  PATLAS_ASSIGN(auto writer, open_existing(directory, {}));
  ChangeSummary summary;
  PATLAS_ASSIGN(summary.documents, writer->remove(keys));
  PATLAS_ASSIGN(summary.generation, writer->commit());
  PATLAS_ASSIGN(const auto snapshot, Snapshot::open(posix_env(), directory));
  summary.segments = snapshot->segments().size();
  return summary;
}

Result<ChangeSummary> merge(const std::string& directory, uint32_t segments, uint64_t memory_bytes,
                            unsigned threads) {
  WriterOptions options;
  options.memory_bytes = memory_bytes;
  options.threads = threads;
  PATLAS_ASSIGN(auto writer, open_existing(directory, options));
  PATLAS_TRY(writer->merge(segments));
  ChangeSummary summary;
  PATLAS_ASSIGN(summary.generation, writer->commit());
  PATLAS_ASSIGN(const auto snapshot, Snapshot::open(posix_env(), directory));
  summary.documents = snapshot->live_count();
  summary.segments = snapshot->segments().size();
  return summary;
}

Result<CheckSummary> check(const std::string& directory) {
  PATLAS_ASSIGN(CheckReport report, check_index(posix_env(), directory));
  return CheckSummary{report.files, report.bytes,    report.documents,
                      report.terms, report.postings, std::move(report.damages)};
}

}  // namespace patlas
