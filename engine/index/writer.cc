#include "engine/index/writer.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <new>
#include <numeric>
#include <optional>
#include <set>
#include <thread>

#include "engine/base/apart.h"
#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/index/background_merge.h"
#include "engine/index/merge_policy.h"
#include "engine/index/resolve.h"
#include "engine/index/snapshot_parts.h"
#include "engine/index/split_groups.h"
#include "engine/segment/merge.h"
#include "engine/segment/seal.h"
#include "engine/segment/sections.h"
#include "engine/text/analyzer.h"
#include "engine/text/frequent_words.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

constexpr std::string_view kLockName = "LOCK";
// Below these a dictionary does not pay for its own bytes in the store file.
constexpr size_t kDictionarySamplesMin = 256;
// measurements.md 2. 256 KB save 3 % of the store more, and leave the nearest caches.
constexpr size_t kDictionaryBytesMax = 110 << 10;
// What a merge holds of a document while it makes the order (engine/segment/document_order.h), and
// a third of it for the rest.
constexpr uint64_t kMergeBytesADocument = 80;
// What an open segment holds: its sections' names, and its store's dictionary ready for zstd.
constexpr uint64_t kOpenSegmentBytes = 400 << 10;
// What a process holds before it does anything, and the least that a merge gets along with.
constexpr uint64_t kMergeBytesMin = 8 << 20;
constexpr size_t kDictionaryTrainingBytesMax = 4 << 20;

/// A segment of the generation being made.
struct WorkingSegment {
  ManifestSegment entry;
  std::shared_ptr<const SegmentReader> reader;
  std::vector<uint64_t> deleted;  ///< empty: none
  bool deletes_changed = false;

  /// True when the document was live until now.
  bool mark_deleted(DocId doc) {
    if (is_deleted(deleted, doc)) return false;
    if (deleted.empty()) deleted.assign((entry.doc_count + 63ull) / 64, 0);
    deleted[doc / 64] |= 1ull << (doc % 64);
    --entry.live_count;
    deletes_changed = true;
    return true;
  }
};

}  // namespace

struct IndexWriter::State {
  Env env;
  std::string directory;
  Schema schema;
  WriterOptions options;
  unsigned threads = 1;
  uint64_t process = process_id();
  std::unique_ptr<FileLock> lock;

  Manifest manifest;                 ///< newest committed; generation 0: none yet
  std::optional<Manifest> previous;  ///< the one before, whose files are kept too
  std::vector<WorkingSegment> segments;
  std::vector<ManifestFile> stores;
  std::vector<ManifestScheme> schemes;
  bool changed = false;
  LoadTotals totals;
  LoadTotals committed_totals;  ///< what of `totals` is in `manifest`
  Status poisoned;

  // The load in progress. `mutex` guards all of it, and is held while input is taken and while a
  // run is sealed.
  std::mutex mutex;
  std::condition_variable wake;
  std::vector<std::unique_ptr<Inverter>> inverters;
  std::vector<std::unique_ptr<RecordPacker>> packers;
  std::vector<Worker> workers;
  std::vector<uint64_t> batch_sequence;  ///< by worker, of the batch it is in
  /// What a worker held when its last batch ended: its inverter is its own while it is in one.
  struct Loaded {
    uint64_t memory_bytes = 0, documents = 0;
  };
  std::vector<Loaded> loaded;  ///< by worker
  uint64_t next_sequence = 0;
  unsigned in_batch = 0;
  bool seal_wanted = false;
  std::shared_ptr<const RecordDictionary> dictionary;

  std::unique_ptr<BackgroundMerge> merging;  ///< beside all else; ends first

  Fs& fs() { return *env.fs; }
  /// REQUIRES: `mutex` is held, or no load is in progress.
  void poison(Error why) {
    if (!poisoned) return;
    poisoned = std::move(why);
    if (merging != nullptr) merging->give_up();
    // A full disk must not stay full because of what a failed load left on it.
    collect_garbage();
  }
  /// What ends half-way, by an Error or an exception, leaves a writer that can only be closed.
  /// REQUIRES: as poison().
  template <typename Step>
  Status attempt(Step&& step) {
    try {
      Status status = step();
      if (!status) poison(status.error());
      return status;
    } catch (...) {
      // Few words, which need no memory: there may be none.
      poison(Error{Code::kIo, "out of memory", {}});
      throw;
    }
  }
  SpoolSpace spool_space(uint64_t memory_bytes) {
    return {env.fs, directory, spool_name_prefix(env.rand->next()), memory_bytes};
  }

  void note_loaded(unsigned worker);
  bool has_enough_for_a_run() const;
  Status wait_for_dictionary(std::unique_lock<std::mutex>& hold, unsigned worker);
  const Batch& batch_at(const BatchPlace& place) const {
    return inverters[place.inverter]->batches()[place.batch];
  }
  SealPlan plan_seal() const;
  Status resolve(SealPlan& plan);
  Status seal();
  Status seal_loaded();
  Result<std::optional<StandingDocument>> find_standing(std::string_view key);
  Status adopt(const ManifestFile& file, std::vector<uint64_t> store_ids, size_t position);
  std::vector<uint32_t> live_counts() const {
    std::vector<uint32_t> live;
    for (const WorkingSegment& segment : segments) live.push_back(segment.entry.live_count);
    return live;
  }
  Status merge_set(const std::vector<size_t>& chosen);
  MergePolicy merge_policy(uint64_t memory_bytes) const;
  uint64_t merge_bytes(uint64_t documents) const;
  uint64_t merge_documents_max(uint64_t memory_bytes) const;
  uint64_t merge_memory_bytes() const;
  void begin_merging();
  Status end_merging();
  Status adopt_merged(const BackgroundMerge& merge, MergedSegment merged);
  Status write_deletes(WorkingSegment& segment);
  Status write_families(Manifest& next);
  Status write_scheme(const Scheme& scheme);
  void drop_dead_segments();
  void collect_garbage();
  void remove_unneeded_files();
  void remove_files_of(const BackgroundMerge& merge);
  Result<std::shared_ptr<SealedFile>> open_file(FileType type, const ManifestFile& file) {
    return SealedFile::open(fs(), join_path(directory, index_file_name(type, file.id)), type,
                            &file.id, &file.info);
  }
};

IndexWriter::IndexWriter() : state_(std::make_unique<State>()) {}
IndexWriter::~IndexWriter() {
  State& state = *state_;
  if (state.merging == nullptr || state.process != process_id()) return;
  state.merging.reset();  // gives it up
  state.collect_garbage();
}

namespace {

LoadTotals with_seen(LoadTotals totals) {
  totals.seen =
      totals.accepted + totals.replaced + totals.superseded + totals.deleted + totals.rejected;
  return totals;
}

/// Makes the directory durable under its parent while there is no index in it.
Status ensure_directory(Fs& fs, const std::string& directory) {
  const auto info = fs.stat(directory);
  if (info && !info->is_directory) {
    return Error{Code::kInvalidArgument,
                 "the index must be a directory, and this is a file",
                 {.file = directory, .entry = {}}};
  }
  if (!info && info.error().code != Code::kNotFound) return info.error();
  if (!info) {
    PATLAS_TRY(fs.make_dir(directory));
    return fs.sync_dir(parent_directory(directory));
  }
  PATLAS_ASSIGN(const auto names, fs.list(directory));
  const auto has = [&](auto&& matches) { return std::any_of(names.begin(), names.end(), matches); };
  if (has([](const std::string& name) { return manifest_generation(name).has_value(); })) return {};
  // The lock file is the first that a writer makes: without it, what is here is somebody else's.
  if (!names.empty() && !has([](const std::string& name) { return name == kLockName; })) {
    return Error{Code::kInvalidArgument,
                 "the directory holds other files and no index; name a new or an empty one",
                 {.file = directory, .entry = names.front()}};
  }
  // Whoever made it may have died before it was durable.
  return fs.sync_dir(parent_directory(directory));
}

}  // namespace

Result<std::unique_ptr<IndexWriter>> IndexWriter::open(const Env& env, const std::string& path,
                                                       const Schema& schema,
                                                       const WriterOptions& options) {
  std::unique_ptr<IndexWriter> writer(new IndexWriter());
  State& state = *writer->state_;
  state.env = env;
  state.directory = path;
  while (state.directory.size() > 1 && state.directory.back() == '/') state.directory.pop_back();
  state.schema = schema;
  state.options = options;
  state.threads =
      options.threads != 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
  PATLAS_TRY(ensure_directory(state.fs(), state.directory));
  PATLAS_ASSIGN(state.lock, state.fs().lock(join_path(state.directory, kLockName)));

  PATLAS_ASSIGN(const auto generations, list_generations(state.fs(), state.directory));
  if (!generations.empty()) {
    // A generation whose directory entry was not yet synced when its writer died becomes durable
    // here, before anything is built on it.
    PATLAS_TRY(state.fs().sync_dir(state.directory));
    PATLAS_ASSIGN(state.manifest, read_manifest(state.fs(), state.directory, generations.back()));
    state.schema.frequent_words = state.manifest.schema.frequent_words;
    if (!(state.manifest.schema == state.schema)) {
      return Error{Code::kUnsupportedVersion,
                   "the index was built with another schema; index the records again",
                   {.file = state.directory, .entry = manifest_name(state.manifest.generation)}};
    }
    if (options.frequent_bigrams && state.schema.frequent_words == 0) {
      return Error{Code::kInvalidArgument,
                   "the index has no frequent bigrams, and they are chosen when an index is made; "
                   "load without asking for them, or index the records again",
                   {.file = state.directory, .entry = {}}};
    }
    PATLAS_ASSIGN(const auto snapshot, SnapshotParts::open(env, state.directory, state.manifest));
    if (generations.size() > 1) {
      auto previous =
          read_manifest(state.fs(), state.directory, generations[generations.size() - 2]);
      if (previous) state.previous = std::move(*previous);
    }
    state.stores = state.manifest.stores;
    state.schemes = state.manifest.schemes;
    for (size_t s = 0; s < snapshot->segments().size(); ++s) {
      const LiveSegment& live = snapshot->segments()[s];
      WorkingSegment segment;
      segment.entry = state.manifest.segments[s];
      segment.reader = live.reader;
      segment.deleted.assign(live.deleted.begin(), live.deleted.end());
      state.segments.push_back(std::move(segment));
    }
  } else {
    // The lock's name marks the directory as an index's: it is durable before any other file is.
    PATLAS_TRY(state.fs().sync_dir(state.directory));
    state.manifest.index_id = env.rand->next();
    if (options.frequent_bigrams) state.schema.frequent_words = kFrequentWordsList;
    state.changed = true;  // the first commit makes an index, even of nothing
  }
  state.collect_garbage();  // of a writer that died
  state.workers.resize(state.threads);
  state.batch_sequence.resize(state.threads);
  state.loaded.resize(state.threads);
  for (unsigned i = 0; i < state.threads; ++i) {
    state.workers[i].writer_ = writer.get();
    state.workers[i].number_ = i;
    state.inverters.push_back(std::make_unique<Inverter>(state.schema));
    state.packers.push_back(nullptr);
  }
  return writer;
}

unsigned IndexWriter::worker_count() const { return state_->threads; }
IndexWriter::Worker& IndexWriter::worker(unsigned number) { return state_->workers[number]; }

void IndexWriter::add_rejected(uint64_t count) {
  const std::lock_guard hold(state_->mutex);
  state_->totals.rejected += count;
}

LoadTotals IndexWriter::totals() const {
  const std::lock_guard hold(state_->mutex);
  return with_seen(state_->totals);
}

Result<bool> IndexWriter::Worker::begin_batch(const std::function<Result<bool>()>& take) {
  State& state = *writer_->state_;
  std::unique_lock hold(state.mutex);
  state.wake.wait(hold, [&] { return !state.seal_wanted || !state.poisoned; });
  PATLAS_TRY(state.poisoned);
  PATLAS_ASSIGN(const bool more, take());
  if (!more) return false;
  state.batch_sequence[number_] = state.next_sequence;
  state.inverters[number_]->begin_batch(state.next_sequence++);
  ++state.in_batch;
  in_batch_ = true;
  return true;
}

Status IndexWriter::Worker::add(const Document& document) {
  return writer_->state_->inverters[number_]->add(document);
}

void IndexWriter::Worker::add_tombstone(std::string key, std::string source) {
  writer_->state_->inverters[number_]->add_tombstone(std::move(key), std::move(source));
}

void IndexWriter::Worker::leave_batch() {
  if (in_batch_) --writer_->state_->in_batch;
  in_batch_ = false;
}

void IndexWriter::Worker::abandon_batch(Error why) {
  State& state = *writer_->state_;
  const std::lock_guard hold(state.mutex);
  leave_batch();
  state.poison(std::move(why));
  state.wake.notify_all();
}

Status IndexWriter::Worker::end_batch() {
  State& state = *writer_->state_;
  std::unique_lock hold(state.mutex);
  PATLAS_TRY(state.wait_for_dictionary(hold, number_));
  if (!state.packers[number_]) {
    state.packers[number_] =
        std::make_unique<RecordPacker>(state.dictionary, state.options.store_level);
  }
  hold.unlock();
  state.inverters[number_]->end_batch(*state.packers[number_]);
  hold.lock();
  leave_batch();
  PATLAS_TRY(state.poisoned);  // meanwhile, by a Worker that abandoned its batch
  state.note_loaded(number_);
  if (state.has_enough_for_a_run()) state.seal_wanted = true;
  if (state.seal_wanted && state.in_batch == 0) {
    const Status sealed = state.attempt([&] { return state.seal(); });
    state.seal_wanted = false;
    state.wake.notify_all();
    return sealed;
  }
  return {};
}

void IndexWriter::State::note_loaded(unsigned worker) {
  Loaded& of_worker = loaded[worker];
  of_worker.memory_bytes = inverters[worker]->memory_bytes();
  of_worker.documents += inverters[worker]->batches().back().documents.size();
}

bool IndexWriter::State::has_enough_for_a_run() const {
  Loaded sum;
  for (const Loaded& of_worker : loaded) {
    sum.memory_bytes += of_worker.memory_bytes;
    sum.documents += of_worker.documents;
  }
  // The other half of the budget is for the seal itself: spools, sorted vocabularies, encoded
  // columns.
  const uint64_t elsewhere = merging == nullptr ? 0 : merging->memory_bytes();
  return sum.memory_bytes >= (options.memory_bytes - elsewhere) / 2 ||
         sum.documents >= options.documents_per_segment_max;
}

/// The first batch trains the dictionary, whichever thread has it: the same samples at any thread
/// count.
Status IndexWriter::State::wait_for_dictionary(std::unique_lock<std::mutex>& hold,
                                               unsigned worker) {
  if (!dictionary && batch_sequence[worker] == 0) {
    hold.unlock();
    std::vector<std::string_view> samples;
    size_t bytes = 0;
    for (const std::string& record : inverters[worker]->stored_records()) {
      if (bytes + record.size() > kDictionaryTrainingBytesMax) break;
      samples.push_back(record);
      bytes += record.size();
    }
    auto trained = samples.size() >= kDictionarySamplesMin
                       ? RecordDictionary::train(samples, std::min(kDictionaryBytesMax, bytes / 10))
                       : std::make_shared<const RecordDictionary>();
    hold.lock();
    dictionary = std::move(trained);
    wake.notify_all();
  }
  wake.wait(hold, [this] { return dictionary != nullptr || !poisoned; });
  return poisoned;
}

Result<std::optional<StandingDocument>> IndexWriter::State::find_standing(std::string_view key) {
  for (uint32_t s = 0; s < segments.size(); ++s) {
    PATLAS_ASSIGN(const std::optional<DocId> doc, segments[s].reader->find_key(key));
    if (!doc || is_deleted(segments[s].deleted, *doc)) continue;
    PATLAS_ASSIGN(SegmentReader::Origin origin, segments[s].reader->origin(*doc));
    return std::optional(StandingDocument{{s, *doc}, std::move(origin)});
  }
  return std::optional<StandingDocument>();
}

/// All batches of the load, in input order.
SealPlan IndexWriter::State::plan_seal() const {
  SealPlan plan;
  plan.inverters = inverters;
  for (uint32_t i = 0; i < inverters.size(); ++i) {
    for (uint32_t b = 0; b < inverters[i]->batches().size(); ++b) plan.batches.push_back({i, b});
  }
  std::sort(plan.batches.begin(), plan.batches.end(),
            [this](const BatchPlace& a, const BatchPlace& b) {
              return batch_at(a).sequence < batch_at(b).sequence;
            });
  return plan;
}

/// Which of the plan's documents stand. What they replace in older segments is deleted there.
Status IndexWriter::State::resolve(SealPlan& plan) {
  std::vector<KeyEvent> events;
  uint32_t candidates = 0;
  for (size_t r = 0; r < plan.batches.size(); ++r) {
    const Batch& batch = batch_at(plan.batches[r]);
    const auto sequence = [&](uint32_t event) { return static_cast<uint64_t>(r) << 32 | event; };
    for (const BatchDocument& d : batch.documents) {
      events.push_back(
          {d.key, d.source, sequence(d.event), d.content_hash, candidates++, d.source_rank, false});
    }
    for (const Tombstone& t : batch.tombstones) {
      events.push_back({t.key, t.source, sequence(t.event), 0, 0, 0, true});
    }
  }
  PATLAS_ASSIGN(const Resolution resolution,
                resolve_keys(std::move(events), candidates,
                             [this](std::string_view key) { return find_standing(key); }));
  totals.accepted += resolution.accepted_count;
  totals.replaced += resolution.replaced_count;
  totals.superseded += resolution.superseded_count;
  totals.deleted += resolution.deleted_count;
  for (const DocAddress& address : resolution.replaced) {
    changed |= segments[address.segment].mark_deleted(address.doc);
  }

  size_t candidate = 0;
  for (const BatchPlace& place : plan.batches) {
    const size_t count = batch_at(place).documents.size();
    const auto first = resolution.kept.begin() + static_cast<ptrdiff_t>(candidate);
    plan.kept.emplace_back(first, first + static_cast<ptrdiff_t>(count));
    plan.doc_count +=
        static_cast<uint32_t>(std::count(plan.kept.back().begin(), plan.kept.back().end(), true));
    candidate += count;
  }
  return {};
}

Status IndexWriter::State::seal() {
  SealPlan plan = plan_seal();
  PATLAS_TRY(resolve(plan));
  if (plan.doc_count > 0) {
    changed = true;
    const uint64_t segment_id = env.rand->next(), store_id = env.rand->next();
    PATLAS_ASSIGN(
        const SealedRun run,
        seal_run(env, schema, plan, *dictionary,
                 join_path(directory, index_file_name(FileType::kSegment, segment_id)), segment_id,
                 join_path(directory, index_file_name(FileType::kStore, store_id)), store_id,
                 spool_space(options.memory_bytes / 4), threads));
    stores.push_back({store_id, run.store});
    PATLAS_TRY(adopt({segment_id, run.segment}, {store_id}, segments.size()));
  }
  for (const auto& inverter : inverters) inverter->clear();
  loaded.assign(loaded.size(), {});
  return {};
}

/// Opens a segment file just written and puts it among the working segments at `position`.
Status IndexWriter::State::adopt(const ManifestFile& file, std::vector<uint64_t> store_ids,
                                 size_t position) {
  std::vector<std::shared_ptr<const RecordStore>> readers;
  for (const uint64_t id : store_ids) {
    const auto store = std::find_if(stores.begin(), stores.end(),
                                    [&](const ManifestFile& s) { return s.id == id; });
    PATLAS_CHECK(store != stores.end());
    PATLAS_ASSIGN(auto opened, open_file(FileType::kStore, *store));
    PATLAS_ASSIGN(auto reader, RecordStore::open(std::move(opened)));
    readers.push_back(std::move(reader));
  }
  WorkingSegment segment;
  PATLAS_ASSIGN(auto opened, open_file(FileType::kSegment, file));
  PATLAS_ASSIGN(segment.reader, SegmentReader::open(std::move(opened), schema, std::move(readers)));
  segment.entry.file = file;
  segment.entry.doc_count = segment.entry.live_count = segment.reader->doc_count();
  segment.entry.stores = std::move(store_ids);
  segments.insert(segments.begin() + static_cast<ptrdiff_t>(position), std::move(segment));
  return {};
}

/// What was loaded before counts as loaded: it can be removed and merged.
Status IndexWriter::State::seal_loaded() {
  PATLAS_TRY(poisoned);
  PATLAS_CHECK(in_batch == 0);
  const bool any = std::any_of(inverters.begin(), inverters.end(),
                               [](const auto& inverter) { return !inverter->batches().empty(); });
  return any ? attempt([this] { return seal(); }) : Status();
}

namespace {

/// Indexes of the `count` segments with the fewest live documents, increasing.
std::vector<size_t> smallest(const std::vector<uint32_t>& live, size_t count) {
  std::vector<size_t> order(live.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&live](size_t a, size_t b) { return live[a] < live[b]; });
  order.resize(count);
  std::sort(order.begin(), order.end());
  return order;
}

}  // namespace

Result<uint64_t> IndexWriter::remove(std::span<const std::string> keys) {
  State& state = *state_;
  PATLAS_TRY(state.seal_loaded());
  // All are found before the first is marked: an error removes none.
  std::vector<std::pair<WorkingSegment*, DocId>> found;
  for (const std::string& key : keys) {
    for (WorkingSegment& segment : state.segments) {
      PATLAS_ASSIGN(const std::optional<DocId> exact, segment.reader->find_key(key));
      PATLAS_ASSIGN(const std::vector<DocId> docs, segment.reader->find_key_prefix(key + "."));
      if (exact) found.emplace_back(&segment, *exact);
      for (const DocId doc : docs) found.emplace_back(&segment, doc);
    }
  }
  uint64_t removed = 0;
  // Half of a removal must not be committed, and memory may end here.
  PATLAS_TRY(state.attempt([&] {
    for (const auto& [segment, doc] : found) removed += segment->mark_deleted(doc);
    return Status();
  }));
  state.changed |= removed > 0;
  return removed;
}

Status IndexWriter::merge(uint32_t wanted) {
  State& state = *state_;
  PATLAS_TRY(state.seal_loaded());
  PATLAS_TRY(state.end_merging());
  wanted = std::max(1u, wanted);
  state.drop_dead_segments();
  std::vector<uint32_t> live = state.live_counts();
  if (wanted == 1 && live.size() == 1 && !state.segments[0].deleted.empty()) {
    return state.attempt([&] { return state.merge_set({0}); });
  }
  if (live.size() <= wanted) return {};
  const std::vector<size_t> chosen = smallest(live, live.size() - wanted + 1);
  uint64_t documents = 0;
  for (const size_t s : chosen) documents += live[s];
  if (documents > limits::kSegmentDocs) {
    return Error{Code::kLimit,
                 "a segment of " + std::to_string(documents) +
                     " documents would have more than the limit of " +
                     std::to_string(limits::kSegmentDocs) + "; merge to more segments",
                 {.file = state.directory, .entry = {}}};
  }
  if (documents > state.merge_documents_max(state.options.memory_bytes)) {
    return Error{Code::kLimit,
                 "merging " + std::to_string(documents) + " documents takes " +
                     std::to_string(state.merge_bytes(documents)) +
                     " bytes of memory, and may have " +
                     std::to_string(state.options.memory_bytes) +
                     "; give it more, or merge to more segments",
                 {.file = state.directory, .entry = {}}};
  }
  return state.attempt([&] { return state.merge_set(chosen); });
}

Status IndexWriter::keep_few_segments(bool wait) {
  State& state = *state_;
  PATLAS_TRY(state.seal_loaded());
  state.drop_dead_segments();
  // Merges that fall ever farther behind would leave ever more segments to each query.
  const bool is_behind = state.segments.size() > 2ull * state.options.segments_max;
  const bool is_due = wait || is_behind || (state.merging != nullptr && state.merging->is_done());
  if (is_due) PATLAS_TRY(state.end_merging());
  if (!wait && !is_behind) {
    state.begin_merging();
    return {};
  }
  for (;;) {
    const std::vector<size_t> chosen =
        choose_merge(state.live_counts(), state.merge_policy(state.options.memory_bytes));
    if (chosen.empty()) return {};
    PATLAS_TRY(state.attempt([&] { return state.merge_set(chosen); }));
  }
}

bool IndexWriter::is_merging() const {
  return state_->merging != nullptr && !state_->merging->is_done();
}

MergePolicy IndexWriter::State::merge_policy(uint64_t memory_bytes) const {
  MergePolicy policy;
  policy.segments_max = options.segments_max;
  policy.documents_max =
      std::min<uint64_t>(limits::kSegmentDocs, merge_documents_max(memory_bytes));
  return policy;
}

/// The least memory that so many documents can be merged within.
uint64_t IndexWriter::State::merge_bytes(uint64_t documents) const {
  return kMergeBytesMin + segments.size() * kOpenSegmentBytes + documents * kMergeBytesADocument;
}

uint64_t IndexWriter::State::merge_documents_max(uint64_t memory_bytes) const {
  return (memory_bytes - std::min(memory_bytes, merge_bytes(0))) / kMergeBytesADocument;
}

/// Of a merge that nothing goes on beside: what malloc keeps for itself is left out, too.
uint64_t IndexWriter::State::merge_memory_bytes() const {
  const uint64_t most = options.memory_bytes / 4 * 3;
  return std::max(options.memory_bytes / 4,
                  most - std::min(most, segments.size() * kOpenSegmentBytes));
}

/// Half of the memory stays the load's.
void IndexWriter::State::begin_merging() {
  if (merging != nullptr) return;
  const std::vector<size_t> chosen =
      choose_merge(live_counts(), merge_policy(options.memory_bytes / 2));
  if (chosen.empty()) return;
  std::vector<BackgroundMerge::Input> inputs;
  for (const size_t s : chosen) {
    const WorkingSegment& segment = segments[s];
    inputs.push_back(
        {segment.entry.file.id, segment.reader, segment.deleted, segment.entry.live_count});
  }
  const uint64_t id = env.rand->next();
  merging = std::make_unique<BackgroundMerge>(
      env, schema, std::move(inputs), id, index_file_name(FileType::kSegment, id),
      spool_space(options.memory_bytes / 2), std::max(1u, threads / 2));
}

/// What it made goes to the place of its inputs; what it failed at is the caller's, and the index as
/// it was.
Status IndexWriter::State::end_merging() {
  if (merging == nullptr) return {};
  const std::unique_ptr<BackgroundMerge> ended = std::move(merging);
  Result<MergedSegment> merged = ended->join();
  if (!merged) {
    remove_files_of(*ended);
    return merged.error();
  }
  return attempt([&] { return adopt_merged(*ended, std::move(*merged)); });
}

Status IndexWriter::State::adopt_merged(const BackgroundMerge& merge, MergedSegment merged) {
  size_t position = segments.size();
  std::vector<std::string> deleted_since;
  for (const BackgroundMerge::Input& input : merge.inputs()) {
    const auto now = std::find_if(
        segments.begin(), segments.end(),
        [&](const WorkingSegment& segment) { return segment.entry.file.id == input.file_id; });
    const bool is_there = now != segments.end();  // else all of it was deleted
    for (DocId doc = 0; doc < input.reader->doc_count(); ++doc) {
      if (is_deleted(input.deleted, doc) || (is_there && !is_deleted(now->deleted, doc))) continue;
      PATLAS_ASSIGN(std::string key, input.reader->key(doc));
      deleted_since.push_back(std::move(key));
    }
    if (!is_there) continue;
    const auto place = static_cast<size_t>(now - segments.begin());
    segments.erase(now);
    position = std::min({position, place, segments.size()});
  }
  changed = true;
  const ManifestFile file{merge.file_id(), merged.file};
  PATLAS_TRY(adopt(file, std::move(merged.stores), position));
  for (const std::string& key : deleted_since) {
    PATLAS_ASSIGN(const std::optional<DocId> doc, segments[position].reader->find_key(key));
    if (!doc) {
      return Error{Code::kInternal, "a merged segment does not have the record " + key, {}};
    }
    segments[position].mark_deleted(*doc);
  }
  return {};
}

/// `chosen`: indexes of segments, increasing.
Status IndexWriter::State::merge_set(const std::vector<size_t>& chosen) {
  std::vector<MergeInput> inputs;
  for (const size_t s : chosen) {
    inputs.push_back({segments[s].reader, segments[s].deleted, segments[s].entry.live_count});
  }
  const uint64_t id = env.rand->next();
  PATLAS_ASSIGN(MergedSegment merged,
                merge_segments(env, schema, inputs,
                               join_path(directory, index_file_name(FileType::kSegment, id)), id,
                               spool_space(merge_memory_bytes()), threads));
  for (const MergeInput& input : inputs) PATLAS_TRY(input.reader->file().intact());
  changed = true;
  for (auto s = chosen.rbegin(); s != chosen.rend(); ++s) {
    segments.erase(segments.begin() + static_cast<ptrdiff_t>(*s));
  }
  return adopt({id, merged.file}, std::move(merged.stores), chosen[0]);
}

/// Segments without live documents, and stores that no segment reads from, leave the index.
void IndexWriter::State::drop_dead_segments() {
  std::erase_if(segments, [](const WorkingSegment& s) { return s.entry.live_count == 0; });
  std::set<uint64_t> read_from;
  for (const WorkingSegment& segment : segments) {
    read_from.insert(segment.entry.stores.begin(), segment.entry.stores.end());
  }
  if (merging != nullptr) {
    for (const BackgroundMerge::Input& input : merging->inputs()) {
      const std::vector<uint64_t>& stores_of_input = input.reader->meta().stores;
      read_from.insert(stores_of_input.begin(), stores_of_input.end());
    }
  }
  std::erase_if(stores, [&](const ManifestFile& store) { return !read_from.contains(store.id); });
}

Status IndexWriter::State::write_deletes(WorkingSegment& segment) {
  const uint64_t id = env.rand->next();
  const std::string path = join_path(directory, index_file_name(FileType::kDeletes, id));
  PATLAS_ASSIGN(auto file, SealedFileWriter::create(fs(), path, FileType::kDeletes, id));
  PATLAS_TRY(file->begin_section({kDeletedBitsSection, 0}));
  PATLAS_TRY(file->append(
      {reinterpret_cast<const std::byte*>(segment.deleted.data()), segment.deleted.size() * 8}));
  PATLAS_TRY(file->end_section());
  ManifestFile entry{id, {}};
  PATLAS_ASSIGN(entry.info, file->finish());
  segment.entry.deletes = entry;
  segment.deletes_changed = false;
  return {};
}

Status IndexWriter::State::write_scheme(const Scheme& scheme) {
  const uint64_t id = env.rand->next();
  const std::string path = join_path(directory, index_file_name(FileType::kScheme, id));
  const Scheme::Encoded encoded = scheme.encode();
  PATLAS_ASSIGN(auto file, SealedFileWriter::create(fs(), path, FileType::kScheme, id));
  PATLAS_TRY(file->begin_section({kSchemeTreeSection, 0}));
  PATLAS_TRY(file->append(as_bytes(encoded.tree)));
  PATLAS_TRY(file->end_section());
  PATLAS_TRY(file->begin_section({kSchemeTitlesSection, 0}));
  PATLAS_TRY(file->append(as_bytes(encoded.titles)));
  PATLAS_TRY(file->end_section());
  ManifestScheme entry{{id, {}}, scheme.name(), scheme.version()};
  PATLAS_ASSIGN(entry.file.info, file->finish());
  const auto at = std::lower_bound(
      schemes.begin(), schemes.end(), entry,
      [](const ManifestScheme& a, const ManifestScheme& b) { return a.name < b.name; });
  if (at != schemes.end() && at->name == entry.name) {
    *at = std::move(entry);
  } else {
    schemes.insert(at, std::move(entry));
  }
  changed = true;
  return {};
}

Status IndexWriter::put_scheme(const Scheme& scheme) {
  State& state = *state_;
  PATLAS_TRY(state.poisoned);
  return state.attempt([&] { return state.write_scheme(scheme); });
}

/// Which groups are split among the segments of the generation being made.
Status IndexWriter::State::write_families(Manifest& next) {
  std::vector<LiveSegment> live;
  for (const WorkingSegment& segment : segments) {
    live.push_back({segment.reader, segment.deleted, segment.entry.live_count});
  }
  PATLAS_ASSIGN(const SplitLevels levels, find_split_groups(schema, live));
  if (std::all_of(levels.begin(), levels.end(),
                  [](const SplitGroups& level) { return level.docs.empty(); })) {
    return {};
  }
  ManifestFile file{env.rand->next(), {}};
  const std::string path = join_path(directory, index_file_name(FileType::kFamilies, file.id));
  PATLAS_ASSIGN(file.info, write_split_groups(fs(), path, file.id, levels));
  next.families = file;
  return {};
}

Result<uint64_t> IndexWriter::commit() {
  State& state = *state_;
  const std::lock_guard hold(state.mutex);
  PATLAS_TRY(state.seal_loaded());
  // One that failed waits for keep_few_segments(): what was loaded does not depend on it.
  if (state.merging != nullptr && state.merging->has_succeeded()) PATLAS_TRY(state.end_merging());
  if (!state.changed) return state.manifest.generation;
  state.drop_dead_segments();
  Manifest next;
  next.index_id = state.manifest.index_id;
  next.parent_generation = state.manifest.generation;
  next.generation = state.manifest.generation + 1;
  next.created_unix_ms = state.env.clock->unix_time_ms();
  next.analysis = analysis_version();
  next.schema = state.schema;
  next.stores = state.stores;
  next.schemes = state.schemes;
  next.totals = state.manifest.totals;
  next.totals += with_seen(state.totals);
  next.totals -= with_seen(state.committed_totals);
  for (WorkingSegment& segment : state.segments) {
    if (segment.deletes_changed) {
      PATLAS_TRY(state.attempt([&] { return state.write_deletes(segment); }));
    }
    next.segments.push_back(segment.entry);
  }
  PATLAS_TRY(state.attempt([&] { return state.write_families(next); }));
  // Which records stand was read from them: one that was cut short meanwhile reads as zeros (F7).
  for (const WorkingSegment& segment : state.segments) {
    PATLAS_TRY(state.attempt([&] { return segment.reader->file().intact(); }));
  }
  PATLAS_TRY(state.attempt([&] { return publish_manifest(state.env, state.directory, next); }));
  state.changed = false;
  state.committed_totals = state.totals;
  if (state.manifest.generation != 0) state.previous = std::move(state.manifest);
  state.manifest = std::move(next);
  state.collect_garbage();
  return state.manifest.generation;
}

/// Removes what the two newest generations do not need. A file that cannot be removed now, for want
/// of memory too, is found again by the next commit or writer: nothing depends on it.
void IndexWriter::State::collect_garbage() {
  try {
    remove_unneeded_files();
  } catch (const std::bad_alloc&) {
  }
}

/// And no others: what was sealed and not committed yet is in no manifest, and needed.
void IndexWriter::State::remove_files_of(const BackgroundMerge& merge) {
  const auto names = fs().list(directory);
  if (!names) return;
  for (const std::string& name : *names) {
    if (!merge.owns(name)) continue;
    const Status removed = fs().unlink(join_path(directory, name));
    static_cast<void>(removed);
  }
}

void IndexWriter::State::remove_unneeded_files() {
  const auto names = fs().list(directory);
  if (!names) return;
  // A commit that failed may have come as far as its manifest's name, and be durable already.
  const bool is_overtaken =
      std::any_of(names->begin(), names->end(), [this](const std::string& name) {
        return manifest_generation(name).value_or(0) > manifest.generation;
      });
  if (is_overtaken) return;
  std::set<std::string> needed = {manifest_name(manifest.generation)};
  for (std::string& name : manifest.file_names()) needed.insert(std::move(name));
  if (previous) {
    needed.insert(manifest_name(previous->generation));
    for (std::string& name : previous->file_names()) needed.insert(std::move(name));
  }
  for (const std::string& name : *names) {
    if (!is_index_file_name(name) || needed.contains(name)) continue;
    if (merging != nullptr && merging->owns(name)) continue;
    const Status removed = fs().unlink(join_path(directory, name));
    static_cast<void>(removed);
  }
}

}  // namespace patlas
