#include "query/backends/xapian/writer.h"

#include <xapian.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "engine/base/check.h"
#include "engine/index/manifest.h"
#include "engine/segment/document_limits.h"
#include "engine/text/analyzer.h"
#include "query/backends/xapian/documents.h"
#include "query/backends/xapian/expansions.h"
#include "query/backends/xapian/failures.h"
#include "query/backends/xapian/marker.h"
#include "query/backends/xapian/names.h"
#include "query/backends/xapian/place.h"
#include "query/backends/xapian/schemes.h"

namespace patlas {

using namespace xapian;  // NOLINT: the backend's own parts

namespace {

// Xapian cuts what it stores into at most 65,535 pieces of about 2 KB.
constexpr uint64_t kStoredBytesOfXapianMax = 120u << 20;
// Xapian writes down what it holds after so many changes of documents.
constexpr uint32_t kChangesHeld = 10000;
// What it holds of a term in a document: an entry of its postings and one of its positions.
constexpr uint64_t kHeldTermBytes = 240;
constexpr uint64_t kHeldPositionBytes = 2;

struct Standing {
  Xapian::docid document = 0;
  Origin origin;
};

LoadTotals with_seen(LoadTotals totals) {
  totals.seen =
      totals.accepted + totals.replaced + totals.superseded + totals.deleted + totals.rejected;
  return totals;
}

}  // namespace

class XapianWriter::OneWorker final : public DocumentSink::Worker {
 public:
  explicit OneWorker(State& state) : state_(state) {}
  Result<bool> begin_batch(const std::function<Result<bool>()>& take) override;
  Status add(const Document& document) override;
  void add_tombstone(std::string key, std::string source) override;
  Status end_batch() override;
  void abandon_batch(Error why) override;

 private:
  State& state_;
};

struct XapianWriter::State {
  State(const Env& given, std::string path, const Schema& with, uint64_t memory)
      : env(given),
        directory(std::move(path)),
        schema(with),
        memory_bytes(memory),
        maker(schema),
        worker(*this) {}

  Env env;
  std::string directory;
  Schema schema;
  uint64_t memory_bytes;
  uint64_t held_bytes = 0;  ///< estimate of what Xapian has not written down
  Xapian::WritableDatabase database;
  Marker marker;  ///< of the newest generation; generation 0: none yet
  DocumentMaker maker;
  OneWorker worker;
  Status poisoned;

  /// What differs from the newest generation: of the keys that it has, those that were touched,
  /// with what stood there then; and how many keys it does not have.
  struct Before {
    Origin origin;
    bool differs = false;
  };
  std::map<std::string, Before, std::less<>> touched;
  uint64_t differing = 0, new_keys = 0;
  bool has_new_scheme = false;
  Xapian::docid last_committed = 0;

  mutable std::mutex mutex;  ///< of what follows: rejects are counted on any thread
  LoadTotals totals, committed_totals;

  void poison(Error why) {
    if (!poisoned) return;
    poisoned = std::move(why);
    try {
      database.cancel_transaction();
    } catch (const Xapian::Error&) {
      // Closed without a commit, it leaves nothing either.
    }
  }

  /// Half of a step must not be committed.
  template <typename Step>
  Status attempt(Step&& step) {
    PATLAS_TRY(poisoned);
    try {
      Status status = without_exceptions(directory, std::forward<Step>(step));
      if (!status) poison(status.error());
      return status;
    } catch (...) {
      poison(Error{Code::kIo, "out of memory", {}});
      throw;
    }
  }

  Result<std::optional<Standing>> find(std::string_view key);
  Status take_record(const Document& document);
  Status take_delete(const std::string& key, const std::string& source);
  void count(uint64_t LoadTotals::*which) {
    const std::lock_guard hold(mutex);
    ++(totals.*which);
  }
  Status stand(const Document& document, const std::optional<Standing>& before);
  Status drop(std::string_view key, const Standing& standing);
  void note(std::string_view key, const std::optional<Standing>& before, const Origin* now);
  Status keep_whole_terms(const std::vector<std::pair<std::string, std::string>>& shortened);
  bool is_changed() const {
    return differing != 0 || new_keys != 0 || has_new_scheme || marker.generation == 0;
  }
  void begin();
  void note_held(const Xapian::Document& made, Xapian::docid document);
};

Result<std::optional<Standing>> XapianWriter::State::find(std::string_view key) {
  const std::string name = term_name(key_term(key));
  const auto found = database.postlist_begin(name);
  if (found == database.postlist_end(name)) return std::optional<Standing>();
  Standing standing;
  standing.document = *found;
  PATLAS_ASSIGN(standing.origin,
                origin_of_value(database.get_document(*found).get_value(kOriginSlot), directory));
  return std::optional(std::move(standing));
}

Status XapianWriter::State::take_record(const Document& document) {
  PATLAS_ASSIGN(const std::optional<Standing> standing, find(document.key));
  if (!standing) {
    count(&LoadTotals::accepted);
    return stand(document, standing);
  }
  if (document.source == standing->origin.source) {
    count(&LoadTotals::replaced);
    if (document.content_hash == standing->origin.content_hash) return {};
    return stand(document, standing);
  }
  if (document.source_rank < standing->origin.source_rank) {
    count(&LoadTotals::superseded);
    return {};
  }
  count(&LoadTotals::replaced);
  return stand(document, standing);
}

Status XapianWriter::State::take_delete(const std::string& key, const std::string& source) {
  count(&LoadTotals::deleted);
  PATLAS_ASSIGN(const std::optional<Standing> standing, find(key));
  if (!standing || (!source.empty() && source != standing->origin.source)) return {};
  return drop(key, *standing);
}

Status XapianWriter::State::stand(const Document& document, const std::optional<Standing>& before) {
  std::vector<std::pair<std::string, std::string>> shortened;
  const Xapian::Document made = maker.make(document, shortened);
  PATLAS_TRY(keep_whole_terms(shortened));
  Xapian::docid number = 0;
  if (before) {
    number = before->document;
    database.replace_document(number, made);
  } else {
    number = database.add_document(made);
  }
  note_held(made, number);
  const Origin now{document.source, document.source_rank, document.content_hash};
  note(document.key, before, &now);
  return {};
}

Status XapianWriter::State::drop(std::string_view key, const Standing& standing) {
  database.delete_document(standing.document);
  note(key, standing, nullptr);
  return {};
}

/// A load that ends with what stood before changes nothing, as when a file is loaded again.
void XapianWriter::State::note(std::string_view key, const std::optional<Standing>& before,
                               const Origin* now) {
  auto at = touched.find(key);
  if (at == touched.end()) {
    if (!before) {
      ++new_keys;  // now stands: what is dropped stood
      return;
    }
    if (before->document > last_committed) {
      if (now == nullptr) --new_keys;
      return;
    }
    at = touched.emplace(std::string(key), Before{before->origin, false}).first;
  }
  const bool differs = now == nullptr || !(*now == at->second.origin);
  differing += differs;
  differing -= at->second.differs;
  at->second.differs = differs;
}

/// Two long words with one name would be one term.
Status XapianWriter::State::keep_whole_terms(
    const std::vector<std::pair<std::string, std::string>>& shortened) {
  for (const auto& [name, term] : shortened) {
    const std::string known = database.get_metadata(whole_term_key(name));
    if (known.empty()) {
      database.set_metadata(whole_term_key(name), term);
    } else if (known != term) {
      return Error{Code::kLimit, "two long terms have one hash", {.file = directory, .entry = {}}};
    }
  }
  return {};
}

/// In a transaction Xapian writes down when its count of changes is full, and by nothing else: a
/// document whose data are set to what they are is a change that costs next to nothing.
void XapianWriter::State::note_held(const Xapian::Document& made, Xapian::docid document) {
  held_bytes += made.termlist_count() * kHeldTermBytes;
  for (auto term = made.termlist_begin(); term != made.termlist_end(); ++term) {
    held_bytes += term.positionlist_count() * kHeldPositionBytes;
  }
  if (held_bytes < memory_bytes) return;
  held_bytes = 0;
  Xapian::Document same = database.get_document(document);
  for (uint32_t i = 0; i < kChangesHeld; ++i) {
    same.set_data(same.get_data());
    database.replace_document(document, same);
  }
}

void XapianWriter::State::begin() {
  database.begin_transaction();
  last_committed = database.get_lastdocid();
  touched.clear();
  differing = new_keys = 0;
  has_new_scheme = false;
  held_bytes = 0;
}

Result<bool> XapianWriter::OneWorker::begin_batch(const std::function<Result<bool>()>& take) {
  PATLAS_TRY(state_.poisoned);
  return take();
}

Status XapianWriter::OneWorker::add(const Document& document) {
  PATLAS_TRY(check_document(state_.schema, document));
  if (document.stored.size() > kStoredBytesOfXapianMax) {
    return Error{Code::kLimit,
                 "the stored form of record " + document.key + " is longer than the limit of " +
                     std::to_string(kStoredBytesOfXapianMax) + " bytes that Xapian sets",
                 {}};
  }
  // Whether it was taken is for end_batch to say: an error here would be the record's.
  static_cast<void>(state_.attempt([&] { return state_.take_record(document); }));
  return {};
}

void XapianWriter::OneWorker::add_tombstone(std::string key, std::string source) {
  static_cast<void>(state_.attempt([&] { return state_.take_delete(key, source); }));
}

Status XapianWriter::OneWorker::end_batch() { return state_.poisoned; }

void XapianWriter::OneWorker::abandon_batch(Error why) { state_.poison(std::move(why)); }

XapianWriter::XapianWriter() = default;
XapianWriter::~XapianWriter() = default;

Result<std::unique_ptr<XapianWriter>> XapianWriter::open(const Env& env, const std::string& path,
                                                         const Schema& schema,
                                                         uint64_t memory_bytes) {
  std::string directory = path;
  while (directory.size() > 1 && directory.back() == '/') directory.pop_back();
  PATLAS_TRY(make_place_for_xapian(*env.fs, directory));
  std::unique_ptr<XapianWriter> writer(new XapianWriter());
  writer->state_ = std::make_unique<State>(env, directory, schema, memory_bytes);
  State& state = *writer->state_;
  // Told to create, Xapian begins anew where only one of its tables is missing.
  PATLAS_ASSIGN(const bool has_tables, has_xapian_tables(*env.fs, directory));
  const int create = has_tables ? Xapian::DB_OPEN : Xapian::DB_CREATE_OR_OPEN;
  const Status opened = without_exceptions(directory, [&]() -> Status {
    state.database = Xapian::WritableDatabase(directory, create | Xapian::DB_BACKEND_GLASS);
    PATLAS_ASSIGN(std::optional<Marker> marker, read_marker(*env.fs, state.database, directory));
    if (marker && !(marker->schema == schema)) {
      return Error{Code::kUnsupportedVersion,
                   "the index was built with another schema; index the records again",
                   {.file = directory, .entry = {}}};
    }
    if (marker) {
      state.marker = std::move(*marker);
    } else {
      state.marker.index_id = env.rand->next();
    }
    state.begin();
    return {};
  });
  PATLAS_TRY(opened);
  return writer;
}

DocumentSink::Worker& XapianWriter::worker(unsigned number) {
  PATLAS_CHECK(number == 0);
  return state_->worker;
}

void XapianWriter::add_rejected(uint64_t count) {
  const std::lock_guard hold(state_->mutex);
  state_->totals.rejected += count;
}

LoadTotals XapianWriter::totals() const {
  const std::lock_guard hold(state_->mutex);
  return with_seen(state_->totals);
}

Status XapianWriter::put_scheme(const Scheme& scheme) {
  State& state = *state_;
  PATLAS_TRY(state.attempt([&]() -> Status {
    write_scheme(state.database, scheme);
    return {};
  }));
  state.has_new_scheme = true;
  return {};
}

Result<uint64_t> XapianWriter::commit() {
  State& state = *state_;
  PATLAS_TRY(state.poisoned);
  if (!state.is_changed()) {
    // Records may have been replaced by others and again by themselves: none of it is kept.
    PATLAS_TRY(state.attempt([&]() -> Status {
      state.database.cancel_transaction();
      state.begin();
      return {};
    }));
    return state.marker.generation;
  }
  Marker next = state.marker;
  ++next.generation;
  next.analysis = analysis_version();
  next.schema = state.schema;
  next.created_unix_ms = state.env.clock->unix_time_ms();
  const LoadTotals loaded = totals();
  next.totals += loaded;
  next.totals -= state.committed_totals;
  PATLAS_TRY(state.attempt([&]() -> Status {
    state.database.set_metadata(kMarkerKey, next.encode());
    state.database.commit_transaction();
    state.begin();
    return {};
  }));
  state.committed_totals = loaded;
  state.marker = std::move(next);
  return state.marker.generation;
}

Result<uint64_t> XapianWriter::remove(std::span<const std::string> keys) {
  State& state = *state_;
  uint64_t removed = 0;
  PATLAS_TRY(state.attempt([&]() -> Status {
    for (const std::string& key : keys) {
      std::vector<std::string> found = {key};
      PATLAS_TRY(for_each_name(state.database, key_term(key + "."),
                               [&](const std::string&, const std::string& whole) {
                                 found.push_back(whole.substr(key_term("").size()));
                                 return true;
                               }));
      for (const std::string& one : found) {
        PATLAS_ASSIGN(const std::optional<Standing> standing, state.find(one));
        if (!standing) continue;
        PATLAS_TRY(state.drop(one, *standing));
        ++removed;
      }
    }
    return {};
  }));
  return removed;
}

}  // namespace patlas
