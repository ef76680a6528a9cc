#include "engine/index/snapshot.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <optional>

#include "engine/base/coding.h"
#include "engine/index/manifest.h"
#include "engine/index/snapshot_parts.h"
#include "engine/segment/sections.h"
#include "engine/text/analyzer.h"
#include "engine/text/frequent_words.h"

namespace patlas {

struct Snapshot::State {
  Manifest manifest;
  std::string id;
  std::vector<std::shared_ptr<SealedFile>> files;  ///< all of them, for backup and check
  std::vector<LiveSegment> segments;
  uint64_t live_count = 0;
  uint64_t doc_count = 0;  ///< deleted ones too

  std::shared_ptr<SealedFile> families_file;  ///< nullptr: no group is split
  std::array<std::once_flag, kGroupLevels> groups_once;
  std::array<std::optional<Result<GroupIndex>>, kGroupLevels> groups;

  std::mutex value_codes_mutex;
  std::map<std::pair<uint16_t, uint32_t>, std::unique_ptr<const ValueCodes>>
      value_codes;  ///< by column, prefix

  std::vector<std::shared_ptr<SealedFile>> scheme_files;  ///< as in the manifest
  std::mutex schemes_mutex;
  std::map<std::string, std::shared_ptr<const Scheme>, std::less<>> schemes;  ///< those read so far
  std::recursive_mutex derived_mutex;  // one thing may be made of another
  std::map<std::string, std::shared_ptr<const void>> derived;
};

namespace {

constexpr int kOpenTries = 100;  // each lost race means that a whole commit happened meanwhile

Status check_analysis(const Manifest& manifest, const std::string& directory) {
  if (manifest.analysis == analysis_version()) return {};
  return Error{Code::kUnsupportedVersion,
               "the index was built with text analysis \"" + manifest.analysis +
                   "\", this program has \"" + analysis_version() +
                   "\"; index the records again, or use the program that built it",
               {.file = directory, .entry = {}}};
}

Status check_frequent_words(const Manifest& manifest, const std::string& directory) {
  const uint8_t list = manifest.schema.frequent_words;
  if (list == 0 || list == kFrequentWordsList) return {};
  return Error{Code::kUnsupportedVersion,
               "the index was built with list " + std::to_string(list) +
                   " of frequent words, this program has list " +
                   std::to_string(kFrequentWordsList) +
                   "; index the records again, or use the program that built it",
               {.file = directory, .entry = {}}};
}

Result<std::span<const uint64_t>> deleted_bits(const SealedFile& file,
                                               const ManifestSegment& segment) {
  PATLAS_ASSIGN(const Section section, file.section({kDeletedBitsSection, 0}));
  PATLAS_ASSIGN(const Bytes bytes, section.all());
  if (bytes.size() != (segment.doc_count + 63ull) / 64 * 8) {
    return section.corrupt(0, "the deletes have another number of documents than their segment");
  }
  const std::span<const uint64_t> words(reinterpret_cast<const uint64_t*>(bytes.data()),
                                        bytes.size() / 8);
  uint64_t deleted = 0;
  for (const uint64_t word : words) deleted += static_cast<uint64_t>(__builtin_popcountll(word));
  const bool tail_clear =
      segment.doc_count % 64 == 0 || words.back() >> (segment.doc_count % 64) == 0;
  if (deleted != segment.doc_count - segment.live_count || !tail_clear) {
    return section.corrupt(0, "the deletes do not add up to the manifest's live documents");
  }
  return words;
}

}  // namespace

Snapshot::Snapshot() : state_(std::make_unique<State>()) {}
Snapshot::~Snapshot() = default;

Result<std::shared_ptr<const Snapshot>> SnapshotParts::open(const Env& env,
                                                            const std::string& directory,
                                                            Manifest manifest) {
  std::shared_ptr<Snapshot> snapshot(new Snapshot());
  Snapshot::State& state = *snapshot->state_;
  PATLAS_TRY(check_analysis(manifest, directory));
  PATLAS_TRY(check_frequent_words(manifest, directory));
  const auto open_file = [&](FileType type, const ManifestFile& file) {
    return SealedFile::open(*env.fs, join_path(directory, index_file_name(type, file.id)), type,
                            &file.id, &file.info);
  };
  std::map<uint64_t, std::shared_ptr<const RecordStore>> stores;
  for (const ManifestFile& store : manifest.stores) {
    PATLAS_ASSIGN(auto file, open_file(FileType::kStore, store));
    state.files.push_back(file);
    PATLAS_ASSIGN(stores[store.id], RecordStore::open(std::move(file)));
  }
  if (manifest.families) {
    PATLAS_ASSIGN(state.families_file, open_file(FileType::kFamilies, *manifest.families));
    state.files.push_back(state.families_file);
  }
  for (const ManifestSegment& segment : manifest.segments) {
    LiveSegment live;
    live.live_count = segment.live_count;
    state.doc_count += segment.doc_count;
    PATLAS_ASSIGN(auto file, open_file(FileType::kSegment, segment.file));
    state.files.push_back(file);
    std::vector<std::shared_ptr<const RecordStore>> of_segment;
    for (const uint64_t id : segment.stores) {
      if (!stores.contains(id)) {
        return Error{Code::kCorruption,
                     "the manifest names a store for a segment that it does not list",
                     {.file = directory, .entry = manifest_name(manifest.generation)}};
      }
      of_segment.push_back(stores[id]);
    }
    PATLAS_ASSIGN(live.reader,
                  SegmentReader::open(std::move(file), manifest.schema, std::move(of_segment)));
    if (live.reader->meta().stores != segment.stores) {
      return Error{Code::kCorruption,
                   "a segment names other store files than the manifest does for it",
                   {.file = live.reader->file().path(), .entry = {}, .offset = 0}};
    }
    if (live.reader->doc_count() != segment.doc_count) {
      return Error{Code::kCorruption,
                   "a segment has another number of documents than the manifest says",
                   {.file = live.reader->file().path(), .entry = {}, .offset = 0}};
    }
    if (segment.deletes) {
      PATLAS_ASSIGN(auto deletes, open_file(FileType::kDeletes, *segment.deletes));
      PATLAS_ASSIGN(live.deleted, deleted_bits(*deletes, segment));
      state.files.push_back(std::move(deletes));
    } else if (segment.live_count != segment.doc_count) {
      return Error{Code::kCorruption,
                   "the manifest counts deleted documents but names no deletes",
                   {.file = directory, .entry = manifest_name(manifest.generation)}};
    }
    state.live_count += live.live_count;
    state.segments.push_back(std::move(live));
  }
  for (const ManifestScheme& scheme : manifest.schemes) {
    PATLAS_ASSIGN(auto file, open_file(FileType::kScheme, scheme.file));
    state.files.push_back(file);
    state.scheme_files.push_back(std::move(file));
  }
  char id[48];
  std::snprintf(id, sizeof id, "%016llx.%llu", static_cast<unsigned long long>(manifest.index_id),
                static_cast<unsigned long long>(manifest.generation));
  state.id = id;
  state.manifest = std::move(manifest);
  return std::shared_ptr<const Snapshot>(std::move(snapshot));
}

Result<SplitLevels> SnapshotParts::split_groups(const Snapshot& snapshot) {
  SplitLevels levels;
  const Snapshot::State& state = *snapshot.state_;
  if (state.families_file == nullptr) return levels;
  for (size_t level = 0; level < kGroupLevels; ++level) {
    PATLAS_ASSIGN(
        levels[level],
        read_split_groups(*state.families_file, static_cast<GroupLevel>(level), state.doc_count));
  }
  return levels;
}

const Manifest& SnapshotParts::manifest(const Snapshot& snapshot) {
  return snapshot.state_->manifest;
}
std::span<const std::shared_ptr<SealedFile>> SnapshotParts::files(const Snapshot& snapshot) {
  return snapshot.state_->files;
}

Result<std::shared_ptr<const Snapshot>> Snapshot::open(const Env& env,
                                                       const std::string& directory) {
  for (int attempt = 0;; ++attempt) {
    auto generations = list_generations(*env.fs, directory);
    if (!generations || generations->empty()) {
      if (!generations && generations.error().code != Code::kNotFound) return generations.error();
      return Error{Code::kNotFound,
                   "there is no index here; make one with: patlas index " + directory + " FILES...",
                   {.file = directory, .entry = {}}};
    }
    auto manifest = read_manifest(*env.fs, directory, generations->back());
    Result<std::shared_ptr<const Snapshot>> snapshot =
        manifest ? SnapshotParts::open(env, directory, std::move(*manifest))
                 : Result<std::shared_ptr<const Snapshot>>(manifest.error());
    // A file that is gone was removed by a writer that has published a newer generation: take that
    // one.
    const bool lost_race = !snapshot && snapshot.error().code == Code::kNotFound;
    if (!lost_race) return snapshot;
    PATLAS_ASSIGN(const auto now, list_generations(*env.fs, directory));
    if (now == *generations || attempt == kOpenTries) {
      Error error = snapshot.error();
      error.code = Code::kCorruption;
      error.message = "the newest manifest names a file that is missing: " + error.message;
      if (error.place.file.empty()) {
        error.place.file = join_path(directory, manifest_name(generations->back()));
      }
      return error;
    }
  }
}

uint64_t Snapshot::generation() const { return state_->manifest.generation; }
const std::string& Snapshot::id() const { return state_->id; }
const Schema& Snapshot::schema() const { return state_->manifest.schema; }
std::span<const LiveSegment> Snapshot::segments() const { return state_->segments; }
uint64_t Snapshot::live_count() const { return state_->live_count; }

Status Snapshot::intact() const {
  for (const auto& file : state_->files) PATLAS_TRY(file->intact());
  return {};
}

namespace {

/// Reads a segment's values in order, a dictionary block at a time.
class ValueWalk {
 public:
  ValueWalk(const ValuesColumn& column, uint32_t segment) : column_(&column), segment_(segment) {}
  uint32_t segment() const { return segment_; }
  uint32_t ordinal() const { return ordinal_; }
  std::string_view value() const { return block_[ordinal_ % ValuesColumn::kDictionaryBlock]; }
  /// Goes to `ordinal`; false at the end.
  Result<bool> seek(uint32_t ordinal) {
    ordinal_ = ordinal;
    if (ordinal >= column_->value_count()) return false;
    if (ordinal % ValuesColumn::kDictionaryBlock == 0) {
      PATLAS_TRY(
          column_->decode_dictionary_block(ordinal / ValuesColumn::kDictionaryBlock, block_));
    }
    return true;
  }
  Result<bool> next() { return seek(ordinal_ + 1); }

 private:
  const ValuesColumn* column_;
  uint32_t segment_;
  uint32_t ordinal_ = 0;
  std::vector<std::string> block_;
};

Result<ValueCodes> merge_values(std::span<const LiveSegment> segments, uint16_t column,
                                uint32_t prefix_bytes) {
  ValueCodes codes;
  codes.prefix_bytes = prefix_bytes;
  codes.of_segment.resize(segments.size());
  std::vector<ValueWalk> walks;
  for (uint32_t s = 0; s < segments.size(); ++s) {
    PATLAS_ASSIGN(const ValuesColumn* values, segments[s].reader->values_column(column));
    if (segments.size() == 1 && prefix_bytes == 0) {
      for (uint32_t o = 0; o < values->value_count(); ++o) codes.places.push_back({0, o});
      return codes;
    }
    codes.of_segment[s].assign(values->value_count(), ValueCodes::kNone);
    ValueWalk walk(*values, s);
    PATLAS_ASSIGN(const bool there, walk.seek(0));
    if (there) walks.push_back(std::move(walk));
  }
  const auto later = [](const ValueWalk& a, const ValueWalk& b) { return a.value() > b.value(); };
  std::make_heap(walks.begin(), walks.end(), later);
  std::string last;
  while (!walks.empty()) {
    std::pop_heap(walks.begin(), walks.end(), later);
    ValueWalk& walk = walks.back();
    if (walk.value().size() >= prefix_bytes) {
      const std::string_view value =
          prefix_bytes == 0 ? walk.value() : walk.value().substr(0, prefix_bytes);
      if (codes.places.empty() || value != last) {
        last = value;
        codes.places.push_back({walk.segment(), walk.ordinal()});
      }
      codes.of_segment[walk.segment()][walk.ordinal()] = codes.count() - 1;
    }
    PATLAS_ASSIGN(const bool there, walk.next());
    if (there) {
      std::push_heap(walks.begin(), walks.end(), later);
    } else {
      walks.pop_back();
    }
  }
  return codes;
}

}  // namespace

Result<const GroupIndex*> Snapshot::groups(GroupLevel level) const {
  const auto at = static_cast<size_t>(level);
  std::optional<Result<GroupIndex>>& groups = state_->groups[at];
  std::call_once(state_->groups_once[at], [&] {
    groups = [&]() -> Result<GroupIndex> {
      SplitGroups split;
      if (state_->families_file != nullptr) {
        PATLAS_ASSIGN(split, read_split_groups(*state_->families_file, level, state_->doc_count));
      }
      return GroupIndex::open(state_->segments, level, split);
    }();
  });
  if (!*groups) return groups->error();
  return &**groups;
}

Result<const ValueCodes*> Snapshot::value_codes(uint16_t column, uint32_t prefix_bytes) const {
  const std::lock_guard hold(state_->value_codes_mutex);
  auto& codes = state_->value_codes[{column, prefix_bytes}];
  if (!codes) {
    PATLAS_ASSIGN(ValueCodes merged, merge_values(state_->segments, column, prefix_bytes));
    codes = std::make_unique<const ValueCodes>(std::move(merged));
  }
  return codes.get();
}

Result<std::string> Snapshot::value_of(uint16_t column, const ValueCodes& codes,
                                       uint32_t code) const {
  const ValueCodes::Place& place = codes.places[code];
  PATLAS_ASSIGN(const ValuesColumn* values,
                state_->segments[place.segment].reader->values_column(column));
  PATLAS_ASSIGN(std::string value, values->value(place.ordinal));
  if (codes.prefix_bytes != 0) value.resize(std::min<size_t>(value.size(), codes.prefix_bytes));
  return value;
}

Result<std::shared_ptr<const Scheme>> Snapshot::scheme(std::string_view name) const {
  const auto& entries = state_->manifest.schemes;
  const auto entry = std::find_if(entries.begin(), entries.end(),
                                  [&](const ManifestScheme& s) { return s.name == name; });
  if (entry == entries.end()) return std::shared_ptr<const Scheme>();
  const std::lock_guard hold(state_->schemes_mutex);
  auto& known = state_->schemes[entry->name];
  if (known != nullptr) return known;
  const SealedFile& file = *state_->scheme_files[static_cast<size_t>(entry - entries.begin())];
  PATLAS_ASSIGN(const Section tree, file.section({kSchemeTreeSection, 0}));
  PATLAS_ASSIGN(const Section titles, file.section({kSchemeTitlesSection, 0}));
  PATLAS_ASSIGN(const Bytes tree_bytes, tree.all());
  PATLAS_ASSIGN(const Bytes title_bytes, titles.all());
  auto scheme = Scheme::decode(as_text(tree_bytes), as_text(title_bytes));
  if (!scheme) return tree.corrupt(0, scheme.error().message);
  if ((*scheme)->name() != entry->name || (*scheme)->version() != entry->version) {
    return tree.corrupt(0, "a scheme is of another name or version than the manifest says");
  }
  known = *scheme;
  return known;
}

Result<std::shared_ptr<const void>> Snapshot::derived_any(
    const std::string& key,
    const std::function<Result<std::shared_ptr<const void>>()>& make) const {
  const std::lock_guard hold(state_->derived_mutex);
  std::shared_ptr<const void>& known = state_->derived[key];
  if (known == nullptr) {
    PATLAS_ASSIGN(known, make());
  }
  return known;
}

Result<std::vector<DocAddress>> Snapshot::find(std::string_view key) const {
  std::vector<std::pair<std::string, DocAddress>> found;
  for (uint32_t s = 0; s < state_->segments.size(); ++s) {
    const LiveSegment& segment = state_->segments[s];
    PATLAS_ASSIGN(const std::optional<DocId> exact, segment.reader->find_key(key));
    PATLAS_ASSIGN(std::vector<DocId> docs, segment.reader->find_key_prefix(std::string(key) + "."));
    if (exact) docs.push_back(*exact);
    for (const DocId doc : docs) {
      if (is_deleted(segment.deleted, doc)) continue;
      PATLAS_ASSIGN(std::string full, segment.reader->key(doc));
      found.emplace_back(std::move(full), DocAddress{s, doc});
    }
  }
  std::sort(found.begin(), found.end());
  std::vector<DocAddress> addresses;
  for (const auto& [full, address] : found) addresses.push_back(address);
  return addresses;
}

}  // namespace patlas
