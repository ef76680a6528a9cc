#include "query/backends/xapian/index.h"

#include <xapian.h>
#include <xxhash.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <sstream>

#include "engine/base/apart.h"
#include "engine/base/coding.h"
#include "query/backends/xapian/documents.h"
#include "query/backends/xapian/expansions.h"
#include "query/backends/xapian/failures.h"
#include "query/backends/xapian/marker.h"
#include "query/backends/xapian/names.h"
#include "query/backends/xapian/place.h"
#include "query/backends/xapian/schemes.h"
#include "query/backends/xapian/search.h"

// Xapian 1.4's compaction and check delete a table by the type that it is derived from, without a
// virtual destructor. AddressSanitizer would end the process, which looks like damage.
#ifdef __has_feature
#if __has_feature(address_sanitizer)
extern "C" __attribute__((visibility("default"), used)) const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "new_delete_type_mismatch=0"; }
#endif
#endif

namespace patlas {

using namespace xapian;  // NOLINT: the backend's own parts

namespace {

constexpr int kFlags = Xapian::DB_BACKEND_GLASS;  // never a stub that names another place

Error not_there(const std::string& directory) {
  return Error{Code::kNotFound, "there is no index", {.file = directory, .entry = {}}};
}

Error damaged(const std::string& directory, std::string message) {
  return Error{Code::kCorruption, std::move(message), {.file = directory, .entry = {}}};
}

Result<Marker> marker_of(Fs& fs, const Xapian::Database& database, const std::string& directory) {
  PATLAS_ASSIGN(std::optional<Marker> marker, read_marker(fs, database, directory));
  if (!marker) return not_there(directory);
  return std::move(*marker);
}

Result<std::vector<std::pair<std::string, uint64_t>>> files_of(Fs& fs,
                                                               const std::string& directory) {
  std::vector<std::pair<std::string, uint64_t>> files;
  PATLAS_ASSIGN(const auto names, fs.list(directory));
  for (const std::string& name : names) {
    if (name != kXapianFile && !name.ends_with(".glass")) continue;
    PATLAS_ASSIGN(const FileInfo info, fs.stat(join_path(directory, name)));
    files.emplace_back(name, info.size_bytes);
  }
  return files;
}

}  // namespace

struct XapianIndex::State {
  Env env;
  std::string directory, id;
  Marker marker;
  std::string uuid;  ///< of the database: another may lie there by now
  uint64_t revision = 0;

  std::mutex mutex;
  std::condition_variable wake;
  std::vector<Xapian::Database> idle;  ///< handles that no thread has
  size_t handles = 1;

  std::mutex schemes_mutex;
  std::map<std::string, std::shared_ptr<const Scheme>> schemes;  ///< those read so far

  /// Another handle of the same generation, if that is still the newest.
  std::optional<Xapian::Database> open_another() {
    try {
      Xapian::Database database(directory, kFlags);
      if (database.get_revision() != revision || database.get_uuid() != uuid) return std::nullopt;
      const std::lock_guard hold(mutex);
      idle.reserve(++handles);  // so that giving it back needs no memory
      return database;
    } catch (const Xapian::Error&) {
      // Those that there are do.
    }
    return std::nullopt;
  }

  Xapian::Database take() {
    std::unique_lock hold(mutex);
    if (idle.empty()) {
      hold.unlock();
      if (auto another = open_another()) return std::move(*another);
      hold.lock();
    }
    wake.wait(hold, [this] { return !idle.empty(); });
    Xapian::Database database = std::move(idle.back());
    idle.pop_back();
    return database;
  }

  void give_back(Xapian::Database database) {
    {
      const std::lock_guard hold(mutex);
      idle.push_back(std::move(database));
    }
    wake.notify_one();
  }

  /// Runs `ask(database)` on a handle that is this thread's meanwhile.
  template <typename Ask>
  auto with_database(Ask&& ask) {
    struct Taken {
      State& state;
      Xapian::Database database;
      ~Taken() { state.give_back(std::move(database)); }
    };
    Taken taken{*this, take()};
    return without_exceptions(directory, [&] { return ask(taken.database); });
  }
};

XapianIndex::XapianIndex() : state_(std::make_unique<State>()) {}
XapianIndex::~XapianIndex() = default;

Result<std::shared_ptr<const XapianIndex>> XapianIndex::open(const Env& env,
                                                             const std::string& directory) {
  if (!is_xapian_directory(*env.fs, directory)) return not_there(directory);
  std::shared_ptr<XapianIndex> index(new XapianIndex());
  State& state = *index->state_;
  state.env = env;
  state.directory = directory;
  const Status opened = without_exceptions(directory, [&]() -> Status {
    Xapian::Database database(directory, kFlags);
    PATLAS_ASSIGN(state.marker, marker_of(*env.fs, database, directory));
    state.revision = database.get_revision();
    state.uuid = database.get_uuid();
    state.idle.push_back(std::move(database));
    return {};
  });
  PATLAS_TRY(opened);
  state.id = state.marker.snapshot_id();
  return std::shared_ptr<const XapianIndex>(std::move(index));
}

const std::string& XapianIndex::id() const { return state_->id; }
const Schema& XapianIndex::schema() const { return state_->marker.schema; }

Result<SearchAnswer> XapianIndex::search(const Tree& tree, const SearchOptions& options,
                                         Budget& budget) const {
  // On the handle that the search has: another would be waited for.
  return state_->with_database([&](const Xapian::Database& database) {
    const SchemeSource schemes = [&](const std::string& name) { return scheme(database, name); };
    return search_database(database, schema(), schemes, tree, options, budget);
  });
}

Result<std::vector<std::string>> XapianIndex::scheme_names() const {
  return state_->with_database(
      [&](const Xapian::Database& database) -> Result<std::vector<std::string>> {
        return xapian::scheme_names(database);
      });
}

Result<std::shared_ptr<const Scheme>> XapianIndex::scheme(const Xapian::Database& database,
                                                          const std::string& name) const {
  const std::lock_guard hold(state_->schemes_mutex);
  auto& known = state_->schemes[name];
  if (known == nullptr) {
    PATLAS_ASSIGN(known, read_scheme(database, name, state_->directory));
  }
  return known;
}

Result<std::shared_ptr<const Scheme>> XapianIndex::scheme(const std::string& name) const {
  return state_->with_database(
      [&](const Xapian::Database& database) { return scheme(database, name); });
}

Result<std::vector<uint32_t>> XapianIndex::find(std::string_view key) const {
  return state_->with_database(
      [&](const Xapian::Database& database) -> Result<std::vector<uint32_t>> {
        std::vector<std::pair<std::string, uint32_t>> found;
        const auto take = [&](const std::string& name, const std::string& whole) {
          const auto end = database.postlist_end(name);
          for (auto at = database.postlist_begin(name); at != end; ++at) {
            found.emplace_back(whole, *at);
          }
          return true;
        };
        take(term_name(key_term(key)), key_term(key));
        PATLAS_TRY(for_each_name(database, key_term(std::string(key) + "."), take));
        std::sort(found.begin(), found.end());
        std::vector<uint32_t> documents;
        for (const auto& [whole, document] : found) documents.push_back(document);
        return documents;
      });
}

Result<std::string> XapianIndex::record(uint32_t document) const {
  return state_->with_database([&](const Xapian::Database& database) -> Result<std::string> {
    return database.get_document(document).get_data();
  });
}

Result<XapianFacts> XapianIndex::facts() const {
  const Marker& marker = state_->marker;
  XapianFacts facts{
      marker.analysis, marker.generation, marker.created_unix_ms, 0, marker.totals, {}};
  PATLAS_TRY(state_->with_database([&](const Xapian::Database& database) -> Status {
    facts.documents = database.get_doccount();
    return {};
  }));
  PATLAS_ASSIGN(facts.files, files_of(*state_->env.fs, state_->directory));
  return facts;
}

Status XapianIndex::backup(const std::string& directory) const {
  Fs& fs = *state_->env.fs;
  PATLAS_TRY(fs.make_dir(directory));
  PATLAS_TRY(state_->with_database([&](Xapian::Database& database) -> Status {
    database.compact(directory, Xapian::DBCOMPACT_NO_RENUMBER);
    return {};
  }));
  PATLAS_TRY(fs.sync_dir(directory));
  return fs.sync_dir(parent_directory(directory));
}

namespace {

/// What the postings, or the documents' lists of terms, hold, whatever the order it is added in.
class Sum {
 public:
  void add(const std::string& term, Xapian::docid document, Xapian::termcount wdf) {
    const uint64_t seed = uint64_t{document} << 32 | wdf;
    sum_ += XXH3_64bits_withSeed(term.data(), term.size(), seed);
  }
  bool operator==(const Sum&) const = default;

 private:
  uint64_t sum_ = 0;
};

/// Whether a document is stored as the record that it was made from, and found under its key.
bool is_whole(const Xapian::Database& database, Xapian::docid at, const Xapian::Document& document,
              const std::string& key, const StoredIsSound& stored_is_sound) {
  const std::string name = term_name(key_term(key));
  const auto under_key = database.postlist_begin(name);
  if (under_key == database.postlist_end(name) || *under_key != at) return false;
  const auto origin = origin_of_value(document.get_value(kOriginSlot), {});
  return origin && stored_is_sound(document.get_data(), key, origin->content_hash);
}

/// What Xapian's own check does not know: that each document is one of ours, and that the tables,
/// which have no checksums, say the same twice.
Status check_documents(const Xapian::Database& database, const std::string& directory,
                       const StoredIsSound& stored_is_sound, XapianCheckReport& report) {
  Sum by_term, by_document;
  for (auto term = database.allterms_begin(); term != database.allterms_end(); ++term) {
    ++report.terms;
    const std::string name = *term;
    uint64_t found = 0;
    const auto end = database.postlist_end(name);
    for (auto at = database.postlist_begin(name); at != end; ++at, ++found) {
      by_term.add(name, *at, at.get_wdf());
    }
    report.postings += found;
    if (found != term.get_termfreq()) {
      report.damages.push_back(damaged(directory, "a term has not as many documents as it says"));
    }
  }
  for (auto at = database.postlist_begin(""); at != database.postlist_end(""); ++at) {
    ++report.documents;
    const Xapian::Document document = database.get_document(*at);
    const std::string key = document.get_value(kKeySlot);
    bool is_sound = is_whole(database, *at, document, key, stored_is_sound);
    for (auto term = database.termlist_begin(*at); term != database.termlist_end(*at); ++term) {
      by_document.add(*term, *at, term.get_wdf());
      // Where a word stands counts once; beginnings of words count nothing.
      const Xapian::termcount positions = term.positionlist_count();
      is_sound = is_sound && (term.get_wdf() == 0 || positions <= term.get_wdf());
    }
    if (!is_sound) {
      report.damages.push_back(damaged(
          directory, "document " + std::to_string(*at) + " (" + key + ") contradicts itself"));
    }
  }
  for (const std::string& name : scheme_names(database)) {
    const auto scheme = read_scheme(database, name, directory);
    if (!scheme) report.damages.push_back(scheme.error());
  }
  if (report.documents != database.get_doccount()) {
    report.damages.push_back(damaged(directory, "there are not as many documents as it says"));
  }
  if (by_term != by_document) {
    report.damages.push_back(damaged(directory, "terms and documents contradict each other"));
  }
  return {};
}

/// Everything that reads damaged tables, as text: Xapian's own check crashes on some.
std::string check_tables(const std::string& directory, const StoredIsSound& stored_is_sound) {
  XapianCheckReport report;
  std::ostringstream said;
  const Status checked = without_exceptions(directory, [&]() -> Status {
    const size_t errors = Xapian::Database::check(directory, 0, &said);
    if (errors == 0) {
      return check_documents(Xapian::Database(directory, kFlags), directory, stored_is_sound,
                             report);
    }
    report.damages.push_back(
        damaged(directory, "Xapian finds " + std::to_string(errors) + " errors: " + said.str()));
    return {};
  });
  if (!checked) report.damages.push_back(checked.error());
  std::string text;
  for (const uint64_t number : {report.documents, report.terms, report.postings}) {
    put_u64(text, number);
  }
  for (const Error& damage : report.damages) {
    put_u8(text, static_cast<uint8_t>(damage.code));
    put_string(text, damage.message);
  }
  return text;
}

}  // namespace

Result<XapianCheckReport> check_xapian(const Env& env, const std::string& directory,
                                       const StoredIsSound& stored_is_sound) {
  XapianCheckReport report;
  const auto opened = XapianIndex::open(env, directory);
  if (!opened) return opened.error();
  PATLAS_ASSIGN(const auto files, files_of(*env.fs, directory));
  report.files = files.size();
  for (const auto& [name, bytes] : files) report.bytes += bytes;
  PATLAS_ASSIGN(const auto said,
                run_apart([&] { return check_tables(directory, stored_is_sound); }));
  if (!said) {
    report.damages.push_back(
        damaged(directory, "the Xapian database is damaged: Xapian cannot read it to the end"));
    return report;
  }
  ByteReader reader(as_bytes(*said));
  for (uint64_t* number : {&report.documents, &report.terms, &report.postings}) {
    *number = reader.u64();
  }
  while (reader.ok() && !reader.at_end()) {
    const auto code = static_cast<Code>(reader.u8());
    report.damages.push_back(
        Error{code, std::string(reader.string()), {.file = directory, .entry = {}}});
  }
  return report;
}

}  // namespace patlas
