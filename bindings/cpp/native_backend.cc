// The native engine behind backend.h.
#include <array>
#include <map>

#include "bindings/cpp/backend.h"
#include "bindings/cpp/requests.h"
#include "engine/base/env.h"
#include "engine/index/backup.h"
#include "engine/index/check.h"
#include "engine/index/snapshot.h"
#include "engine/index/snapshot_parts.h"
#include "engine/segment/sections.h"
#include "engine/text/frequent_words.h"

namespace patlas {
namespace {

/// Sections of a segment's text field that frequent bigrams take a part of, and what the parts are
/// called.
struct BigramPart {
  uint16_t section;
  std::string_view name;
};
constexpr std::array<BigramPart, 3> kBigramParts = {{
    {kTermsSection, "frequent-bigram-terms"},
    {kPostingsSection, "frequent-bigram-postings"},
    {kFreqsSection, "frequent-bigram-frequencies"},
}};

/// Bytes of each part. Errors: corruption.
Result<std::array<uint64_t, kBigramParts.size()>> bigram_bytes(const SegmentReader& reader,
                                                               uint16_t field) {
  std::array<uint64_t, kBigramParts.size()> bytes{};
  PATLAS_ASSIGN(const TermDictionary* terms, reader.terms(field));
  PATLAS_ASSIGN(const auto range, terms->prefix_range(std::string(1, kPairTag)));
  bytes[0] = terms->block_bytes(range.first, range.second);
  TermCursor cursor(*terms);
  PATLAS_ASSIGN(bool there, cursor.seek(range.first));
  while (there && cursor.ordinal() < range.second) {
    const TermValue& value = cursor.value();
    if (value.inline_postings.empty()) {
      bytes[1] += value.stream_bytes[0];
      bytes[2] += value.stream_bytes[1];
    }
    PATLAS_ASSIGN(there, cursor.next());
  }
  return bytes;
}

using SectionSizes = std::map<std::pair<uint16_t, std::string>, uint64_t>;

/// Rows of what frequent bigrams take, which is taken from the sections' own.
Result<std::vector<SectionSize>> tell_bigrams_apart(const Snapshot& snapshot, SectionSizes& sizes) {
  std::vector<SectionSize> told;
  const Schema& schema = snapshot.schema();
  if (schema.frequent_words == 0) return told;
  std::map<std::pair<size_t, std::string>, uint64_t> rows;
  for (const LiveSegment& segment : snapshot.segments()) {
    for (uint16_t field = 0; field < schema.fields.size(); ++field) {
      if (schema.fields[field].type != FieldType::kText) continue;
      PATLAS_ASSIGN(const auto bytes, bigram_bytes(*segment.reader, field));
      for (size_t part = 0; part < bytes.size(); ++part) {
        const std::string& code = schema.fields[field].code;
        rows[{part, code}] += bytes[part];
        sizes[{kBigramParts[part].section, code}] -= bytes[part];
      }
    }
  }
  for (const auto& [row, bytes] : rows) {
    told.push_back(
        {std::string(kBigramParts[row.first].name), "frequent-bigrams", row.second, bytes});
  }
  return told;
}

Result<IndexInfo> info_of(const Snapshot& snapshot) {
  const Manifest& manifest = SnapshotParts::manifest(snapshot);
  IndexInfo info;
  info.snapshot = snapshot.id();
  info.backend = "native";
  info.generation = manifest.generation;
  info.documents = snapshot.live_count();
  info.segments = snapshot.segments().size();
  info.analysis = manifest.analysis;
  info.created_unix_ms = manifest.created_unix_ms;
  info.seen = manifest.totals.seen;
  info.accepted = manifest.totals.accepted;
  info.replaced = manifest.totals.replaced;
  info.superseded = manifest.totals.superseded;
  info.removed = manifest.totals.deleted;
  info.rejected = manifest.totals.rejected;
  for (const LiveSegment& segment : snapshot.segments()) {
    info.deleted += segment.reader->doc_count() - segment.live_count;
  }
  // Groups of live documents only: an exact count, by the same path as any query's, so without
  // a limit that could end it.
  SearchOptions options;
  options.limit = 0;
  options.count_applications = options.count_extended_families = true;
  options.memory_bytes = 0;
  Tree all;
  all.nodes.push_back(Node{});
  PATLAS_ASSIGN(const SearchAnswer answer,
                patlas::search(snapshot, all, options, posix_env().clock));
  info.families = answer.families;
  info.applications = answer.applications;
  info.extended_families = answer.extended_families;

  SectionSizes sizes;
  for (const auto& file : SnapshotParts::files(snapshot)) {
    ++info.files;
    info.bytes += file->size_bytes();
    for (const Section& section : file->sections()) {
      const auto [type, part] = section.name();
      const bool is_column =
          type == kNumberSection || type == kValuesSection || type == kValuesDictionarySection;
      const bool is_field = type >= kTermsSection && type <= kGramRunLengthsSection;
      std::string name;
      if (is_column && part < manifest.schema.columns.size())
        name = manifest.schema.columns[part].name;
      if (is_field && part < manifest.schema.fields.size())
        name = manifest.schema.fields[part].code;
      sizes[{type, name}] += section.size();
    }
  }
  PATLAS_ASSIGN(const std::vector<SectionSize> bigrams, tell_bigrams_apart(snapshot, sizes));
  for (const auto& [key, bytes] : sizes) {
    const SectionRow* row = find_section_row(key.first);
    if (row == nullptr) continue;
    info.sections.push_back({std::string(row->name), std::string(row->group), key.second, bytes});
  }
  info.sections.insert(info.sections.end(), bigrams.begin(), bigrams.end());
  return info;
}

class NativeIndex final : public OpenIndex {
 public:
  explicit NativeIndex(std::shared_ptr<const Snapshot> snapshot) : snapshot_(std::move(snapshot)) {}

  const std::string& id() const override { return snapshot_->id(); }
  const Schema& schema() const override { return snapshot_->schema(); }
  uint64_t segment_count() const override { return snapshot_->segments().size(); }
  Result<SearchAnswer> search(const Tree& tree, const SearchOptions& options,
                              Budget& budget) const override {
    return patlas::search(*snapshot_, tree, options, budget);
  }
  Result<std::vector<DocAddress>> find(std::string_view key) const override {
    return snapshot_->find(key);
  }
  Result<std::string> record(const DocAddress& address) const override {
    return reader_of(address).record(address.doc);
  }
  std::string file_of(const DocAddress& address) const override {
    return reader_of(address).file().path();
  }
  Result<std::vector<std::string>> scheme_names() const override {
    std::vector<std::string> names;
    for (const ManifestScheme& scheme : SnapshotParts::manifest(*snapshot_).schemes) {
      names.push_back(scheme.name);
    }
    return names;
  }
  Result<std::shared_ptr<const Scheme>> scheme(const std::string& name) const override {
    return snapshot_->scheme(name);
  }
  Result<IndexInfo> info() const override { return info_of(*snapshot_); }
  Status backup(const std::string& directory) const override {
    return backup_snapshot(posix_env(), *snapshot_, directory);
  }
  Status intact() const override { return snapshot_->intact(); }

 private:
  const SegmentReader& reader_of(const DocAddress& address) const {
    return *snapshot_->segments()[address.segment].reader;
  }

  const std::shared_ptr<const Snapshot> snapshot_;
};

Result<std::shared_ptr<const Snapshot>> open_snapshot(const std::string& directory) {
  PATLAS_TRY(check_directory(directory));
  return Snapshot::open(posix_env(), directory);
}

class NativeBackend final : public Backend {
 public:
  Result<std::shared_ptr<const OpenIndex>> open(const std::string& directory) const override {
    PATLAS_ASSIGN(auto snapshot, open_snapshot(directory));
    return std::make_shared<const NativeIndex>(std::move(snapshot));
  }

  Result<std::unique_ptr<DocumentSink>> open_writer(const std::string& directory,
                                                    const Schema& schema,
                                                    const WriterOptions& options) const override {
    PATLAS_ASSIGN(auto writer, IndexWriter::open(posix_env(), directory, schema, options));
    return std::unique_ptr<DocumentSink>(std::move(writer));
  }

  Result<ChangeSummary> merge(const std::string& directory, uint32_t segments,
                              const WriterOptions& options) const override {
    PATLAS_ASSIGN(const auto before, open_snapshot(directory));
    PATLAS_ASSIGN(auto writer,
                  IndexWriter::open(posix_env(), directory, before->schema(), options));
    PATLAS_TRY(writer->merge(segments));
    ChangeSummary summary;
    PATLAS_ASSIGN(summary.generation, writer->commit());
    PATLAS_ASSIGN(const auto snapshot, open_snapshot(directory));
    summary.documents = snapshot->live_count();
    summary.segments = snapshot->segments().size();
    return summary;
  }

  Result<CheckSummary> check(const std::string& directory) const override {
    PATLAS_ASSIGN(CheckReport report, check_index(posix_env(), directory));
    return CheckSummary{report.files, report.bytes,    report.documents,
                        report.terms, report.postings, std::move(report.damages)};
  }
};

}  // namespace

const Backend& native_backend() {
  static const NativeBackend backend;
  return backend;
}

}  // namespace patlas
