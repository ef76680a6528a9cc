// engine/base/trace_fs.cc
//
// First the recording, then the linter, which sees nothing but the record.
#include "engine/base/trace_fs.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <utility>

namespace patlas {

namespace {

constexpr std::string_view kManifestPrefix = "MANIFEST-";
constexpr std::string_view kTemporarySuffix = ".tmp";

/// One spelling for each path: no empty or "." parts, "." for the directory of the process.
std::string normal(std::string_view path) {
  std::string out = path.starts_with('/') ? "/" : "";
  while (!path.empty()) {
    const size_t length = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, length);
    path.remove_prefix(std::min(length + 1, path.size()));
    if (!part.empty() && part != ".") out = join_path(out, part);
  }
  return out.empty() ? "." : out;
}

std::string directory_of(const std::string& normal_path) {
  const size_t slash = normal_path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : normal_path.substr(0, slash);
}

std::string_view name_of(std::string_view normal_path) {
  const size_t slash = normal_path.rfind('/');
  return slash == std::string_view::npos ? normal_path : normal_path.substr(slash + 1);
}

bool is_manifest(const std::string& normal_path) {
  const std::string_view name = name_of(normal_path);
  return name.starts_with(kManifestPrefix) && !name.ends_with(kTemporarySuffix);
}

std::string in_directory(const std::string& directory, const std::string& name) {
  return directory == "." ? name : join_path(directory, name);
}

}  // namespace

std::string TraceEvent::to_string() const {
  if (type == Type::kAck) return "acknowledge";
  std::string text = type == Type::kFoundManifest ? "found" : std::string(fs_call_name(call));
  text.append(" '").append(path).append("'");
  if (!to.empty()) text.append(" to '").append(to).append("'");
  if (call == FsCall::kAppend) text.append(" ").append(std::to_string(bytes)).append(" bytes");
  if (!ok) text.append(" (failed)");
  return text;
}

// ---- Recording

/// The base is called and the event noted under one lock, so that their order is the same.
class TraceFs::Record {
 public:
  Record(Fs& base, ReadManifest read_manifest)
      : base_(base), read_manifest_(std::move(read_manifest)) {}

  Fs& base() { return base_; }

  template <typename Call>
  auto call(TraceEvent event, Call base_call) -> decltype(base_call()) {
    const std::lock_guard lock(mutex_);
    event.path = normal(event.path);
    if (!event.to.empty()) event.to = normal(event.to);
    look_at(event.call == FsCall::kSyncDir ? event.path : directory_of(event.path));
    auto result = base_call();
    event.ok = result.has_value();
    const bool named = event.call == FsCall::kRename || event.call == FsCall::kLink;
    if (named && event.ok && is_manifest(event.to)) read_manifest(event.to, event);
    events_.push_back(std::move(event));
    return result;
  }

  void note(TraceEvent event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }
  uint64_t next_file() {
    const std::lock_guard lock(mutex_);
    return ++file_count_;
  }
  std::vector<TraceEvent> events() const {
    const std::lock_guard lock(mutex_);
    return events_;
  }

 private:
  void look_at(const std::string& directory);
  void read_manifest(const std::string& path, TraceEvent& event);

  // Recursive, because a base with an observer may come back while its call is recorded.
  mutable std::recursive_mutex mutex_;
  Fs& base_;
  ReadManifest read_manifest_;
  std::set<std::string> looked_;
  std::vector<TraceEvent> events_;
  uint64_t file_count_ = 0;
};

/// Notes the newest manifest of a directory before the first change to it.
void TraceFs::Record::look_at(const std::string& directory) {
  if (!looked_.insert(directory).second) return;
  const auto names = base_.list(directory);
  if (!names) return;
  std::vector<std::string> manifests;
  for (const std::string& name : *names) {
    if (is_manifest(name)) manifests.push_back(name);
  }
  // Longer names have larger numbers, whether or not these have leading zeros.
  std::sort(manifests.begin(), manifests.end(), [](const std::string& a, const std::string& b) {
    return std::pair(a.size(), std::string_view(a)) > std::pair(b.size(), std::string_view(b));
  });
  for (const std::string& name : manifests) {
    TraceEvent event;
    event.type = TraceEvent::Type::kFoundManifest;
    event.path = in_directory(directory, name);
    read_manifest(event.path, event);
    if (!event.complaint.empty()) continue;
    events_.push_back(std::move(event));
    return;
  }
}

void TraceFs::Record::read_manifest(const std::string& path, TraceEvent& event) {
  const auto names = [&]() -> Result<std::vector<std::string>> {
    PATLAS_ASSIGN(const std::unique_ptr<ReadableFile> file, base_.open(path));
    std::vector<std::byte> bytes(file->size());
    PATLAS_TRY(file->pread(0, bytes));
    return read_manifest_(bytes);
  }();
  if (!names) {
    event.complaint = names.error().to_string();
    return;
  }
  for (const std::string& name : *names) {
    const std::string named = in_directory(directory_of(path), name);
    if (!base_.stat(named)) event.complaint.append("'").append(named).append("' is not there ");
    event.named.push_back(named);
  }
}

class TraceFs::Writable final : public WritableFile {
 public:
  Writable(std::shared_ptr<Record> record, std::unique_ptr<WritableFile> base, TraceEvent created)
      : record_(std::move(record)), base_(std::move(base)), created_(std::move(created)) {}

  Status append(Bytes bytes) override {
    TraceEvent event = event_of(FsCall::kAppend);
    event.bytes = bytes.size();
    return record_->call(std::move(event), [&] { return base_->append(bytes); });
  }
  Status sync() override {
    return record_->call(event_of(FsCall::kSync), [&] { return base_->sync(); });
  }
  Status close() override {
    return record_->call(event_of(FsCall::kClose), [&] { return base_->close(); });
  }

 private:
  TraceEvent event_of(FsCall call) const {
    TraceEvent event = created_;
    event.call = call;
    return event;
  }

  std::shared_ptr<Record> record_;
  std::unique_ptr<WritableFile> base_;
  TraceEvent created_;
};

namespace {

TraceEvent event_of(FsCall call, const std::string& path, const std::string& to = "") {
  TraceEvent event;
  event.call = call;
  event.path = path;
  event.to = to;
  return event;
}

}  // namespace

TraceFs::TraceFs(Fs& base, ReadManifest read_manifest)
    : record_(std::make_shared<Record>(base, std::move(read_manifest))) {}
TraceFs::~TraceFs() = default;

void TraceFs::note_ack() {
  TraceEvent event;
  event.type = TraceEvent::Type::kAck;
  record_->note(std::move(event));
}

std::vector<TraceEvent> TraceFs::events() const { return record_->events(); }

Result<std::unique_ptr<WritableFile>> TraceFs::create(const std::string& path) {
  TraceEvent event = event_of(FsCall::kCreate, path);
  event.file = record_->next_file();
  PATLAS_ASSIGN(std::unique_ptr<WritableFile> file,
                record_->call(event, [&] { return record_->base().create(path); }));
  return std::unique_ptr<WritableFile>(new Writable(record_, std::move(file), std::move(event)));
}

Result<std::unique_ptr<ReadableFile>> TraceFs::open(const std::string& path) {
  return record_->base().open(path);
}
Status TraceFs::rename(const std::string& from, const std::string& to) {
  return record_->call(event_of(FsCall::kRename, from, to),
                       [&] { return record_->base().rename(from, to); });
}
Status TraceFs::link(const std::string& from, const std::string& to) {
  return record_->call(event_of(FsCall::kLink, from, to),
                       [&] { return record_->base().link(from, to); });
}
Status TraceFs::unlink(const std::string& path) {
  return record_->call(event_of(FsCall::kUnlink, path),
                       [&] { return record_->base().unlink(path); });
}
Status TraceFs::make_dir(const std::string& path) {
  return record_->call(event_of(FsCall::kMakeDir, path),
                       [&] { return record_->base().make_dir(path); });
}
Status TraceFs::sync_dir(const std::string& path) {
  return record_->call(event_of(FsCall::kSyncDir, path),
                       [&] { return record_->base().sync_dir(path); });
}
Result<std::vector<std::string>> TraceFs::list(const std::string& path) {
  return record_->base().list(path);
}
Result<FileInfo> TraceFs::stat(const std::string& path) { return record_->base().stat(path); }
Result<std::unique_ptr<FileLock>> TraceFs::lock(const std::string& path) {
  return record_->call(event_of(FsCall::kLock, path), [&] { return record_->base().lock(path); });
}
Result<uint64_t> TraceFs::free_bytes(const std::string& path) {
  return record_->base().free_bytes(path);
}

// ---- The linter

namespace {

/// Plays a record and stops at the first broken rule.
class Linter {
 public:
  Status run(const std::vector<TraceEvent>& events) {
    for (size_t i = 0; i < events.size() && broken_.empty(); ++i) {
      step(events[i]);
      if (!broken_.empty()) return report(events, i);
    }
    return {};
  }

 private:
  struct File {
    bool unsynced = true;
    bool sync_failed = false;
    bool in_durable_manifest = false;
  };
  struct Manifest {
    std::string path;
    std::set<std::string> reachable;  ///< itself and the files it names
  };

  void step(const TraceEvent& event);
  void step_call(const TraceEvent& event);
  void file_call(const TraceEvent& event);
  void rename(const TraceEvent& event);
  void link(const TraceEvent& event);
  void publish(const TraceEvent& event);
  void remove(const std::string& path);
  void sync_dir(const std::string& directory);
  void acknowledge();

  void new_name(const std::string& path) { unsynced_names_[directory_of(path)].insert(path); }
  bool has_synced_name(const std::string& path) const {
    const auto at = unsynced_names_.find(directory_of(path));
    return at == unsynced_names_.end() || !at->second.contains(path);
  }
  void break_rule(char rule, std::string what) {
    if (!broken_.empty()) return;
    broken_ = "rule (";
    broken_.append(1, rule).append("): ").append(what);
  }
  Error report(const std::vector<TraceEvent>& events, size_t last) const;

  std::map<uint64_t, std::shared_ptr<File>> open_;               ///< by TraceEvent::file
  std::map<std::string, std::shared_ptr<File>> files_;           ///< made in this trace, by path
  std::map<std::string, std::set<std::string>> unsynced_names_;  ///< by directory
  std::map<std::string, Manifest> durable_;                      ///< the newest, by directory
  std::map<std::string, std::vector<Manifest>> renamed_;         ///< not yet durable, by directory
  std::string broken_;
};

void Linter::step(const TraceEvent& event) {
  switch (event.type) {
    case TraceEvent::Type::kAck:
      return acknowledge();
    case TraceEvent::Type::kFoundManifest: {
      Manifest found{event.path, {event.named.begin(), event.named.end()}};
      found.reachable.insert(event.path);
      durable_[directory_of(event.path)] = std::move(found);
      return;
    }
    case TraceEvent::Type::kCall:
      return step_call(event);
  }
}

void Linter::step_call(const TraceEvent& event) {
  switch (event.call) {
    case FsCall::kCreate:
      if (!event.ok) return;
      if (is_manifest(event.path)) break_rule('a', "a manifest is created under its final name");
      open_[event.file] = files_[event.path] = std::make_shared<File>();
      return new_name(event.path);
    case FsCall::kAppend:
    case FsCall::kSync:
    case FsCall::kClose:
      return file_call(event);
    case FsCall::kRename:
      return rename(event);
    case FsCall::kLink:
      return link(event);
    case FsCall::kUnlink:
      if (event.ok) remove(event.path);
      return;
    case FsCall::kMakeDir:
      if (event.ok) new_name(event.path);
      return;
    case FsCall::kSyncDir:
      if (event.ok) sync_dir(event.path);
      return;
    default:
      return;
  }
}

void Linter::file_call(const TraceEvent& event) {
  File& file = *open_.at(event.file);
  if (file.sync_failed) break_rule('e', "the file's sync has failed before");
  if (event.call == FsCall::kSync) {
    file.sync_failed = !event.ok;
    if (event.ok) file.unsynced = false;
  }
  if (event.call == FsCall::kAppend) {
    if (file.in_durable_manifest) break_rule('b', "a durable manifest names the file");
    file.unsynced = true;
  }
}

void Linter::rename(const TraceEvent& event) {
  if (!event.ok) return;
  const auto from = files_.find(event.path);
  const std::shared_ptr<File> file = from == files_.end() ? nullptr : from->second;
  remove(event.path);
  remove(event.to);
  if (file != nullptr) files_[event.to] = file;
  new_name(event.to);
  if (is_manifest(event.to)) publish(event);
}

void Linter::link(const TraceEvent& event) {
  if (!event.ok) return;
  const auto from = files_.find(event.path);
  if (from != files_.end()) files_[event.to] = from->second;
  new_name(event.to);
  if (is_manifest(event.to)) publish(event);
}

/// A manifest got its final name: rule (a).
void Linter::publish(const TraceEvent& event) {
  if (!event.complaint.empty()) break_rule('a', event.complaint);
  const auto is_synced = [this](const std::string& path) {
    const auto file = files_.find(path);
    return file == files_.end() || !file->second->unsynced;
  };
  if (!is_synced(event.to)) break_rule('a', "the manifest itself is not synced");
  for (const std::string& path : event.named) {
    if (!is_synced(path)) break_rule('a', "the manifest names '" + path + "', which is not synced");
    if (!has_synced_name(path)) {
      break_rule('a', "the directory was not synced since '" + path + "' got its name");
    }
  }
  Manifest manifest{event.to, {event.named.begin(), event.named.end()}};
  manifest.reachable.insert(event.to);
  renamed_[directory_of(event.to)].push_back(std::move(manifest));
}

/// A path leads nowhere from now on, or elsewhere: rule (d).
void Linter::remove(const std::string& path) {
  const std::string directory = directory_of(path);
  const auto check = [&](const Manifest& manifest, const char* age) {
    if (!manifest.reachable.contains(path)) return;
    break_rule('d', "'" + path + "' is reachable from the " + age + " '" + manifest.path + "'");
  };
  const auto durable = durable_.find(directory);
  if (durable != durable_.end()) check(durable->second, "newest durable manifest");
  for (const Manifest& manifest : renamed_[directory]) check(manifest, "just renamed manifest");
  files_.erase(path);
  unsynced_names_[directory].erase(path);
}

void Linter::sync_dir(const std::string& directory) {
  unsynced_names_.erase(directory);
  std::vector<Manifest>& renamed = renamed_[directory];
  if (renamed.empty()) return;
  for (const std::string& path : renamed.back().reachable) {
    const auto file = files_.find(path);
    if (file != files_.end()) file->second->in_durable_manifest = true;
  }
  durable_[directory] = std::move(renamed.back());
  renamed.clear();
}

/// Rule (c).
void Linter::acknowledge() {
  for (const auto& [directory, manifests] : renamed_) {
    if (manifests.empty()) continue;
    break_rule('c', "'" + directory + "' was not synced since the rename to '" +
                        manifests.back().path + "'");
  }
  for (const auto& entry : durable_) {
    std::string path = entry.first;
    for (; path != "." && path != "/"; path = directory_of(path)) {
      if (!has_synced_name(path)) {
        break_rule('c', "the directory above '" + path + "' was not synced since it was made");
      }
    }
  }
}

Error Linter::report(const std::vector<TraceEvent>& events, size_t last) const {
  std::string message = broken_;
  for (size_t i = 0; i <= last; ++i) {
    message.append("\n").append(std::to_string(i + 1)).append(" ").append(events[i].to_string());
  }
  return Error{Code::kInternal, std::move(message), {}};
}

}  // namespace

Status TraceFs::lint() const { return Linter().run(record_->events()); }

}  // namespace patlas
