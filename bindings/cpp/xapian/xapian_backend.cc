// Xapian behind bindings/cpp/backend.h.
#include "bindings/cpp/backend.h"
#include "engine/base/env.h"
#include "ingest/record.h"
#include "query/backends/xapian/index.h"
#include "query/backends/xapian/writer.h"

namespace patlas {
namespace {

/// Groups of all documents: an exact count, as any query's.
Status count_groups(const XapianIndex& index, IndexInfo& info) {
  Tree all;
  all.nodes.push_back(Node{});
  SearchOptions options;
  options.limit = 0;
  options.count_applications = options.count_extended_families = true;
  Budget budget(0, 0, nullptr, posix_env().clock);
  PATLAS_ASSIGN(const SearchAnswer answer, index.search(all, options, budget));
  info.families = answer.families;
  info.applications = answer.applications;
  info.extended_families = answer.extended_families;
  return {};
}

bool is_stored_record(const std::string& stored, const std::string& key, uint64_t content_hash) {
  const auto record = record_from_json(stored);
  return record && record_key(*record) == key && record_content_hash(*record) == content_hash;
}

class OpenXapianIndex final : public OpenIndex {
 public:
  OpenXapianIndex(std::string directory, std::shared_ptr<const XapianIndex> index)
      : directory_(std::move(directory)), index_(std::move(index)) {}

  const std::string& id() const override { return index_->id(); }
  const Schema& schema() const override { return index_->schema(); }
  uint64_t segment_count() const override { return 1; }
  Result<SearchAnswer> search(const Tree& tree, const SearchOptions& options,
                              Budget& budget) const override {
    return index_->search(tree, options, budget);
  }
  Result<std::vector<DocAddress>> find(std::string_view key) const override {
    PATLAS_ASSIGN(const auto documents, index_->find(key));
    std::vector<DocAddress> found;
    for (const uint32_t document : documents) found.push_back({0, document});
    return found;
  }
  Result<std::string> record(const DocAddress& address) const override {
    return index_->record(address.doc);
  }
  std::string file_of(const DocAddress&) const override { return directory_; }
  Status backup(const std::string& directory) const override { return index_->backup(directory); }
  Status intact() const override { return {}; }  // Xapian reads by blocks, and says when it cannot

  Result<std::vector<std::string>> scheme_names() const override { return index_->scheme_names(); }
  Result<std::shared_ptr<const Scheme>> scheme(const std::string& name) const override {
    return index_->scheme(name);
  }
  Result<IndexInfo> info() const override {
    PATLAS_ASSIGN(const XapianFacts facts, index_->facts());
    IndexInfo info;
    info.snapshot = index_->id();
    info.backend = "xapian";
    info.generation = facts.generation;
    info.documents = facts.documents;
    PATLAS_TRY(count_groups(*index_, info));
    info.segments = segment_count();
    info.analysis = facts.analysis;
    info.created_unix_ms = facts.created_unix_ms;
    info.seen = facts.totals.seen;
    info.accepted = facts.totals.accepted;
    info.replaced = facts.totals.replaced;
    info.superseded = facts.totals.superseded;
    info.removed = facts.totals.deleted;
    info.rejected = facts.totals.rejected;
    info.files = facts.files.size();
    for (const auto& [name, bytes] : facts.files) {
      info.bytes += bytes;
      info.sections.push_back({name, "xapian", "", bytes});
    }
    return info;
  }

 private:
  const std::string directory_;
  const std::shared_ptr<const XapianIndex> index_;
};

class XapianBackend final : public Backend {
 public:
  Result<std::shared_ptr<const OpenIndex>> open(const std::string& directory) const override {
    PATLAS_ASSIGN(auto index, XapianIndex::open(posix_env(), directory));
    return std::make_shared<const OpenXapianIndex>(directory, std::move(index));
  }

  Result<std::unique_ptr<DocumentSink>> open_writer(const std::string& directory,
                                                    const Schema& schema,
                                                    const WriterOptions& options) const override {
    if (options.frequent_bigrams) {
      return Error{Code::kInvalidArgument,
                   "the xapian backend has no frequent bigrams",
                   {.file = directory, .entry = {}}};
    }
    PATLAS_ASSIGN(auto writer,
                  XapianWriter::open(posix_env(), directory, schema, options.memory_bytes));
    return std::unique_ptr<DocumentSink>(std::move(writer));
  }

  Result<ChangeSummary> merge(const std::string& directory, uint32_t,
                              const WriterOptions&) const override {
    return Error{
        Code::kInvalidArgument,
        "an index of the xapian backend has no segments to merge; a backup of it is a copy "
        "made as small as it can be",
        {.file = directory, .entry = {}}};
  }

  Result<CheckSummary> check(const std::string& directory) const override {
    PATLAS_ASSIGN(XapianCheckReport report, check_xapian(posix_env(), directory, is_stored_record));
    return CheckSummary{report.files, report.bytes,    report.documents,
                        report.terms, report.postings, std::move(report.damages)};
  }
};

}  // namespace

const Backend& xapian_backend() {
  static const XapianBackend backend;
  return backend;
}

}  // namespace patlas
