// engine/base/sim_fs.cc
//
// First the disk as it runs, then what a crash makes of it.
#include "engine/base/sim_fs.h"

#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <utility>

#include "engine/base/bits.h"
#include "engine/base/check.h"
#include "engine/base/coding.h"

#if defined(__SANITIZE_ADDRESS__)
#define PATLAS_SIM_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PATLAS_SIM_POISON 1
#endif
#endif
#ifdef PATLAS_SIM_POISON
#include <sanitizer/asan_interface.h>
#endif

namespace patlas {

// ---- Files and directories

/// Bytes that never change, with a guard behind them.
struct SimFs::Blob {
  static constexpr uint64_t kGuardBytes = 64;
  static constexpr int kGuard = 0xdb;
  static constexpr std::align_val_t kAlignment{64};

  explicit Blob(uint64_t length)
      : size(length),
        data(static_cast<std::byte*>(::operator new(size + kGuardBytes, kAlignment))) {
    std::memset(data + size, kGuard, kGuardBytes);
#ifdef PATLAS_SIM_POISON
    __asan_poison_memory_region(data + size, kGuardBytes);
#endif
  }
  ~Blob() {
#ifdef PATLAS_SIM_POISON
    __asan_unpoison_memory_region(data + size, kGuardBytes);
#endif
    for (uint64_t i = 0; i < kGuardBytes; ++i) PATLAS_CHECK(data[size + i] == std::byte{kGuard});
    ::operator delete(data, kAlignment);
  }
  Blob(const Blob&) = delete;
  Blob& operator=(const Blob&) = delete;

  Bytes bytes() const { return {data, size}; }

  const uint64_t size;
  std::byte* const data;
  uint64_t hash = 0;  ///< of the bytes; set by make_blob
};

/// A file or a directory, whatever its names. Guarded by the disk's mutex.
struct SimFs::Node {
  bool is_directory = false;

  // A file.
  std::string grown;                   ///< contents, unless made from a blob
  std::shared_ptr<const Blob> frozen;  ///< contents as they are now; empty until asked for
  uint64_t synced_bytes = 0;
  uint32_t names = 0;    ///< entries that lead here now
  uint32_t handles = 0;  ///< open files
  bool locked = false;

  // A directory.
  std::map<std::string, std::shared_ptr<Node>> entries;  ///< as programs see them
  std::map<std::string, std::shared_ptr<Node>> durable;  ///< as of the last sync
  std::vector<Change> pending;                           ///< since then

  uint64_t size() const { return frozen != nullptr ? frozen->size : grown.size(); }
  Bytes bytes() const { return frozen != nullptr ? frozen->bytes() : as_bytes(grown); }
};

/// What one call did to a directory's entries: `from` goes (when not empty), `to` comes (likewise).
struct SimFs::Change {
  std::string from, to;
  std::shared_ptr<Node> node;
  std::string name;  ///< for people: "rename 'a' to 'b'"

  void apply(std::map<std::string, std::shared_ptr<Node>>& entries) const {
    if (!from.empty()) {
      const auto at = entries.find(from);
      if (at != entries.end() && at->second == node) entries.erase(at);
    }
    if (!to.empty()) entries[to] = node;
  }
};

namespace {

std::string quoted(std::string_view path) { return "'" + std::string(path) + "'"; }

/// Large, but sums of it with a file's size do not overflow.
constexpr uint64_t kNoCapacity = uint64_t{1} << 50;

}  // namespace

struct SimFs::Disk {
  mutable std::mutex mutex;
  std::shared_ptr<Node> root = std::make_shared<Node>();
  uint64_t op_count = 0;
  uint64_t capacity_bytes = kNoCapacity;
  uint64_t used_bytes = 0;
  bool lying = false;
  std::function<void(const SimOp&)> observer;

  Disk() { root->is_directory = true; }

  /// Where a path's last part is, or would be.
  struct Spot {
    std::shared_ptr<Node> parent;
    std::string name;
    std::shared_ptr<Node> node;  ///< nullptr when nothing is there
  };
  Result<Spot> spot(FsCall call, const std::string& path) const;
  Result<std::shared_ptr<Node>> existing(FsCall call, const std::string& path,
                                         bool directory) const;

  void add(const Spot& at, std::shared_ptr<Node> node, std::string name);
  void drop_name(Node& node);
  void drop_handle(Node& node);
  void release_if_unused(Node& node);
  /// REQUIRES: the mutex is not held. Numbers the op and tells the observer.
  void done(FsCall call, const std::string& path);
};

Result<SimFs::Disk::Spot> SimFs::Disk::spot(FsCall call, const std::string& path) const {
  Spot at{nullptr, "", root};
  std::string_view rest = path;
  while (!rest.empty()) {
    const size_t length = std::min(rest.find('/'), rest.size());
    const std::string_view part = rest.substr(0, length);
    rest.remove_prefix(std::min(length + 1, rest.size()));
    if (part.empty() || part == ".") continue;
    if (part == "..") return fs_error(call, path, EINVAL);
    if (at.node == nullptr) return fs_error(call, path, ENOENT);
    if (!at.node->is_directory) return fs_error(call, path, ENOTDIR);
    at.parent = at.node;
    at.name = part;
    const auto entry = at.parent->entries.find(at.name);
    at.node = entry == at.parent->entries.end() ? nullptr : entry->second;
  }
  return at;
}

Result<std::shared_ptr<SimFs::Node>> SimFs::Disk::existing(FsCall call, const std::string& path,
                                                           bool directory) const {
  PATLAS_ASSIGN(Spot at, spot(call, path));
  if (at.node == nullptr) return fs_error(call, path, ENOENT);
  if (at.node->is_directory != directory) {
    return fs_error(call, path, directory ? ENOTDIR : EISDIR);
  }
  return at.node;
}

void SimFs::Disk::add(const Spot& at, std::shared_ptr<Node> node, std::string name) {
  ++node->names;
  at.parent->entries[at.name] = node;
  at.parent->pending.push_back({"", at.name, std::move(node), std::move(name)});
}

void SimFs::Disk::drop_name(Node& node) {
  --node.names;
  release_if_unused(node);
}

void SimFs::Disk::drop_handle(Node& node) {
  --node.handles;
  release_if_unused(node);
}

/// The space is free at once; the contents stay for crash states in which the unlink was lost.
void SimFs::Disk::release_if_unused(Node& node) {
  if (node.names == 0 && node.handles == 0) used_bytes -= node.size();
}

void SimFs::Disk::done(FsCall call, const std::string& path) {
  SimOp op{0, call, path};
  std::function<void(const SimOp&)> tell;
  {
    const std::lock_guard lock(mutex);
    op.number = ++op_count;
    if (observer && changes_disk(call)) tell = observer;
  }
  if (tell) tell(op);
}

// ---- Open files

class SimFs::Writable final : public WritableFile {
 public:
  Writable(std::shared_ptr<Disk> disk, std::shared_ptr<Node> node, std::string path)
      : disk_(std::move(disk)), node_(std::move(node)), path_(std::move(path)) {
    ++node_->handles;  // under the mutex of create
  }
  ~Writable() override {
    if (!closed_) release();
  }

  Status append(Bytes bytes) override {
    PATLAS_TRY(usable(FsCall::kAppend));
    uint64_t fits = 0;
    {
      const std::lock_guard lock(disk_->mutex);
      const uint64_t free =
          disk_->capacity_bytes - std::min(disk_->capacity_bytes, disk_->used_bytes);
      fits = std::min<uint64_t>(free, bytes.size());
      node_->frozen.reset();
      node_->grown.append(as_text(bytes.first(fits)));
      disk_->used_bytes += fits;
    }
    if (fits < bytes.size()) poisoned_ = true;
    disk_->done(FsCall::kAppend, path_);
    if (poisoned_) return fs_error(FsCall::kAppend, path_, ENOSPC);
    return {};
  }

  Status sync() override {
    PATLAS_TRY(usable(FsCall::kSync));
    {
      const std::lock_guard lock(disk_->mutex);
      if (!disk_->lying) node_->synced_bytes = node_->size();
    }
    disk_->done(FsCall::kSync, path_);
    return {};
  }

  Status close() override {
    PATLAS_TRY(usable(FsCall::kClose));
    release();
    disk_->done(FsCall::kClose, path_);
    return {};
  }

 private:
  Status usable(FsCall call) const {
    if (!closed_ && !poisoned_) return {};
    return fs_error(Code::kIo, call, path_, "the file is closed or an earlier call on it failed");
  }
  void release() {
    const std::lock_guard lock(disk_->mutex);
    closed_ = true;
    disk_->drop_handle(*node_);
  }

  std::shared_ptr<Disk> disk_;
  std::shared_ptr<Node> node_;
  std::string path_;
  bool closed_ = false;
  bool poisoned_ = false;
};

namespace {

template <typename Blob>
std::shared_ptr<const Blob> sealed(std::shared_ptr<Blob> blob) {
  blob->hash = XXH3_64bits(blob->data, blob->size);
  return blob;
}

}  // namespace

class SimFs::Readable final : public ReadableFile {
 public:
  Readable(std::shared_ptr<Disk> disk, std::shared_ptr<Node> node, std::string path)
      : disk_(std::move(disk)),
        node_(std::move(node)),
        path_(std::move(path)),
        size_bytes_(node_->size()) {
    ++node_->handles;  // under the mutex of open
  }
  ~Readable() override {
    const std::lock_guard lock(disk_->mutex);
    disk_->drop_handle(*node_);
  }

  uint64_t size() const override { return size_bytes_; }

  Status pread(uint64_t offset, std::span<std::byte> out) const override {
    {
      const std::lock_guard lock(disk_->mutex);
      const Bytes bytes = node_->bytes();
      if (offset > bytes.size() || out.size() > bytes.size() - offset) {
        Error error = fs_error(Code::kCorruption, FsCall::kPread, path_, "the file is cut short");
        error.place.file = path_;
        error.place.offset = offset;
        return error;
      }
      if (!out.empty()) std::memcpy(out.data(), bytes.data() + offset, out.size());
    }
    disk_->done(FsCall::kPread, path_);
    return {};
  }

  Result<Bytes> map() override {
    {
      const std::lock_guard lock(disk_->mutex);
      if (mapping_ == nullptr) mapping_ = freeze(*node_);
    }
    disk_->done(FsCall::kMap, path_);
    return mapping_->bytes().first(size_bytes_);
  }

  /// The contents as a blob, kept until the file grows.
  static std::shared_ptr<const Blob> freeze(Node& node) {
    if (node.frozen == nullptr) {
      const auto blob = std::make_shared<Blob>(node.grown.size());
      std::memcpy(blob->data, node.grown.data(), node.grown.size());
      node.frozen = sealed(blob);
    }
    return node.frozen;
  }

 private:
  std::shared_ptr<Disk> disk_;
  std::shared_ptr<Node> node_;
  std::string path_;
  uint64_t size_bytes_;
  std::shared_ptr<const Blob> mapping_;
};

class SimFs::Lock final : public FileLock {
 public:
  Lock(std::shared_ptr<Disk> disk, std::shared_ptr<Node> node)
      : disk_(std::move(disk)), node_(std::move(node)) {
    node_->locked = true;  // under the mutex of lock
    ++node_->handles;
  }
  ~Lock() override {
    const std::lock_guard lock(disk_->mutex);
    node_->locked = false;
    disk_->drop_handle(*node_);
  }

 private:
  std::shared_ptr<Disk> disk_;
  std::shared_ptr<Node> node_;
};

// ---- The calls

SimFs::SimFs() : disk_(std::make_shared<Disk>()) {}
SimFs::SimFs(std::shared_ptr<Disk> disk) : disk_(std::move(disk)) {}
SimFs::~SimFs() = default;

Result<std::unique_ptr<WritableFile>> SimFs::create(const std::string& path) {
  std::unique_ptr<WritableFile> file;
  {
    const std::lock_guard lock(disk_->mutex);
    PATLAS_ASSIGN(const Disk::Spot at, disk_->spot(FsCall::kCreate, path));
    if (at.node != nullptr) return fs_error(FsCall::kCreate, path, EEXIST);
    const auto node = std::make_shared<Node>();
    disk_->add(at, node, "create " + quoted(path));
    file = std::make_unique<Writable>(disk_, node, path);
  }
  disk_->done(FsCall::kCreate, path);
  return file;
}

Result<std::unique_ptr<ReadableFile>> SimFs::open(const std::string& path) {
  std::unique_ptr<ReadableFile> file;
  {
    const std::lock_guard lock(disk_->mutex);
    PATLAS_ASSIGN(std::shared_ptr<Node> node, disk_->existing(FsCall::kOpen, path, false));
    file = std::make_unique<Readable>(disk_, std::move(node), path);
  }
  disk_->done(FsCall::kOpen, path);
  return file;
}

Status SimFs::rename(const std::string& from, const std::string& to) {
  {
    const std::lock_guard lock(disk_->mutex);
    PATLAS_ASSIGN(const Disk::Spot source, disk_->spot(FsCall::kRename, from));
    PATLAS_ASSIGN(const Disk::Spot target, disk_->spot(FsCall::kRename, to));
    if (source.node == nullptr) return fs_error(FsCall::kRename, from, ENOENT);
    // Directories are never renamed by the engine; refusing them keeps the model small.
    if (source.node->is_directory) return fs_error(FsCall::kRename, from, EISDIR);
    if (target.node != nullptr && target.node->is_directory) {
      return fs_error(FsCall::kRename, to, EISDIR);
    }
    if (source.node != target.node) {
      const std::string name = "rename " + quoted(from) + " to " + quoted(to);
      source.parent->entries.erase(source.name);
      target.parent->entries[target.name] = source.node;
      if (target.node != nullptr) disk_->drop_name(*target.node);
      if (source.parent == target.parent) {
        source.parent->pending.push_back({source.name, target.name, source.node, name});
      } else {
        source.parent->pending.push_back({source.name, "", source.node, name + " (going)"});
        target.parent->pending.push_back({"", target.name, source.node, name + " (coming)"});
      }
    }
  }
  disk_->done(FsCall::kRename, from);
  return {};
}

Status SimFs::link(const std::string& from, const std::string& to) {
  {
    const std::lock_guard lock(disk_->mutex);
    PATLAS_ASSIGN(std::shared_ptr<Node> node, disk_->existing(FsCall::kLink, from, false));
    PATLAS_ASSIGN(const Disk::Spot at, disk_->spot(FsCall::kLink, to));
    if (at.node != nullptr) return fs_error(FsCall::kLink, to, EEXIST);
    disk_->add(at, std::move(node), "link " + quoted(from) + " to " + quoted(to));
  }
  disk_->done(FsCall::kLink, to);
  return {};
}

Status SimFs::unlink(const std::string& path) {
  {
    const std::lock_guard lock(disk_->mutex);
    PATLAS_ASSIGN(const Disk::Spot at, disk_->spot(FsCall::kUnlink, path));
    if (at.node == nullptr) return fs_error(FsCall::kUnlink, path, ENOENT);
    if (at.node->is_directory) return fs_error(FsCall::kUnlink, path, EISDIR);
    at.parent->entries.erase(at.name);
    at.parent->pending.push_back({at.name, "", at.node, "unlink " + quoted(path)});
    disk_->drop_name(*at.node);
  }
  disk_->done(FsCall::kUnlink, path);
  return {};
}

Status SimFs::make_dir(const std::string& path) {
  {
    const std::lock_guard lock(disk_->mutex);
    PATLAS_ASSIGN(const Disk::Spot at, disk_->spot(FsCall::kMakeDir, path));
    if (at.node != nullptr) return fs_error(FsCall::kMakeDir, path, EEXIST);
    const auto node = std::make_shared<Node>();
    node->is_directory = true;
    disk_->add(at, node, "mkdir " + quoted(path));
  }
  disk_->done(FsCall::kMakeDir, path);
  return {};
}

Status SimFs::sync_dir(const std::string& path) {
  {
    const std::lock_guard lock(disk_->mutex);
    PATLAS_ASSIGN(const std::shared_ptr<Node> node, disk_->existing(FsCall::kSyncDir, path, true));
    if (!disk_->lying) {
      node->durable = node->entries;
      node->pending.clear();
    }
  }
  disk_->done(FsCall::kSyncDir, path);
  return {};
}

Result<std::vector<std::string>> SimFs::list(const std::string& path) {
  std::vector<std::string> names;
  {
    const std::lock_guard lock(disk_->mutex);
    PATLAS_ASSIGN(const std::shared_ptr<Node> node, disk_->existing(FsCall::kList, path, true));
    for (const auto& entry : node->entries) names.push_back(entry.first);
  }
  disk_->done(FsCall::kList, path);
  return names;
}

Result<FileInfo> SimFs::stat(const std::string& path) {
  FileInfo info;
  {
    const std::lock_guard lock(disk_->mutex);
    PATLAS_ASSIGN(const Disk::Spot at, disk_->spot(FsCall::kStat, path));
    if (at.node == nullptr) return fs_error(FsCall::kStat, path, ENOENT);
    info = FileInfo{at.node->size(), at.node->is_directory};
  }
  disk_->done(FsCall::kStat, path);
  return info;
}

Result<std::unique_ptr<FileLock>> SimFs::lock(const std::string& path) {
  std::unique_ptr<FileLock> held;
  {
    const std::lock_guard lock(disk_->mutex);
    PATLAS_ASSIGN(Disk::Spot at, disk_->spot(FsCall::kLock, path));
    if (at.node == nullptr) {
      at.node = std::make_shared<Node>();
      disk_->add(at, at.node, "create " + quoted(path));
    }
    if (at.node->is_directory) return fs_error(FsCall::kLock, path, EISDIR);
    if (at.node->locked) {
      return fs_error(Code::kExists, FsCall::kLock, path, "held by another writer");
    }
    held = std::make_unique<Lock>(disk_, at.node);
  }
  disk_->done(FsCall::kLock, path);
  return held;
}

Result<uint64_t> SimFs::free_bytes(const std::string& path) {
  uint64_t free = 0;
  {
    const std::lock_guard lock(disk_->mutex);
    PATLAS_ASSIGN(const Disk::Spot at, disk_->spot(FsCall::kFreeBytes, path));
    if (at.node == nullptr) return fs_error(FsCall::kFreeBytes, path, ENOENT);
    free = disk_->capacity_bytes - std::min(disk_->capacity_bytes, disk_->used_bytes);
  }
  disk_->done(FsCall::kFreeBytes, path);
  return free;
}

uint64_t SimFs::op_count() const {
  const std::lock_guard lock(disk_->mutex);
  return disk_->op_count;
}

void SimFs::set_observer(std::function<void(const SimOp&)> observer) {
  const std::lock_guard lock(disk_->mutex);
  disk_->observer = std::move(observer);
}

void SimFs::set_capacity_bytes(uint64_t bytes) {
  const std::lock_guard lock(disk_->mutex);
  disk_->capacity_bytes = bytes;
}

uint64_t SimFs::used_bytes() const {
  const std::lock_guard lock(disk_->mutex);
  return disk_->used_bytes;
}

void SimFs::set_lying(bool lying) {
  const std::lock_guard lock(disk_->mutex);
  disk_->lying = lying;
}

Result<std::string> SimFs::contents(const std::string& path) const {
  const std::lock_guard lock(disk_->mutex);
  PATLAS_ASSIGN(const std::shared_ptr<Node> node, disk_->existing(FsCall::kOpen, path, false));
  return std::string(as_text(node->bytes()));
}

Status SimFs::set_contents(const std::string& path, std::string_view contents) {
  const std::lock_guard lock(disk_->mutex);
  PATLAS_ASSIGN(const Disk::Spot at, disk_->spot(FsCall::kCreate, path));
  if (at.parent == nullptr || (at.node != nullptr && at.node->is_directory)) {
    return fs_error(FsCall::kCreate, path, EISDIR);
  }
  if (at.node != nullptr) disk_->drop_name(*at.node);
  const auto node = std::make_shared<Node>();
  node->grown = contents;
  node->synced_bytes = contents.size();
  node->names = 1;
  disk_->used_bytes += contents.size();
  at.parent->entries[at.name] = at.parent->durable[at.name] = node;
  std::erase_if(at.parent->pending, [&](const Change& change) {
    return change.from == at.name || change.to == at.name;
  });
  return {};
}

// ---- Crashes

/// One thing that a crash may do: lose a change of a directory, or what was not synced of a file.
struct SimFs::Damage {
  enum class Tail : uint8_t { kKept, kCut, kZeros, kStale };

  static constexpr size_t kNone = std::numeric_limits<size_t>::max();
  size_t change = kNone;  ///< rank of the change that is lost
  size_t file = kNone;    ///< or of the file whose tail is not as written
  Tail tail = Tail::kKept;
  uint64_t cut = 0;  ///< kCut: bytes that are left
  std::string name;
};

/// What can be lost at one moment, and the disks that follow.
class SimFs::Crash {
 public:
  Crash(const Disk& disk, const CrashOptions& options) : disk_(disk), options_(options) {
    find("", disk.root);
    list_damages();
  }

  uint64_t visit_all(const std::function<bool(const CrashState&)>& visit);

 private:
  using Tail = Damage::Tail;
  struct File {
    std::shared_ptr<Node> node;
    std::string path;
    std::map<std::pair<Tail, uint64_t>, std::shared_ptr<const Blob>> variants;
  };
  /// Which changes happened, and how each unsynced file's tail looks.
  struct Choice {
    std::vector<bool> changes;
    std::vector<std::pair<Tail, uint64_t>> tails;
  };

  void find(const std::string& path, const std::shared_ptr<Node>& node);
  void list_damages();
  void list_tails(size_t file);
  Choice choice(bool changes, Tail tail) const;
  static void damage(const Damage& damage, Choice& choice);
  std::shared_ptr<const Blob> variant(size_t file, const std::pair<Tail, uint64_t>& tail);
  std::shared_ptr<const Blob> make_variant(size_t file,
                                           const std::pair<Tail, uint64_t>& tail) const;

  std::shared_ptr<Disk> build(const Choice& choice);
  std::shared_ptr<Node> build_node(const std::shared_ptr<Node>& node, const Choice& choice,
                                   Disk& into);
  bool give(const std::string& name, const Choice& choice);
  bool visit_bases();
  bool visit_singles();
  bool visit_pairs();

  const Disk& disk_;
  const CrashOptions& options_;
  std::vector<const Change*> changes_;
  std::map<const Node*, size_t> first_change_;  ///< of a directory: rank of its first pending one
  std::vector<File> files_;                     ///< with bytes that were not synced
  std::map<const Node*, size_t> file_rank_;
  std::map<const Node*, bool> found_;
  std::vector<Damage> damages_;
  std::map<const Node*, std::shared_ptr<Node>> built_;  ///< so that hard links stay one file

  const std::function<bool(const CrashState&)>* visit_ = nullptr;
  std::unordered_set<uint64_t> own_seen_;
  uint64_t visited_ = 0;
};

/// Collects what is reachable now or was at the last sync.
void SimFs::Crash::find(const std::string& path, const std::shared_ptr<Node>& node) {
  if (!found_.emplace(node.get(), true).second) return;
  if (!node->is_directory) {
    if (node->synced_bytes == node->size()) return;
    file_rank_[node.get()] = files_.size();
    files_.push_back({node, path, {}});
    return;
  }
  first_change_[node.get()] = changes_.size();
  for (const Change& change : node->pending) changes_.push_back(&change);
  for (const auto& [name, child] : node->durable) find(join_path(path, name), child);
  for (const Change& change : node->pending) {
    find(join_path(path, change.to.empty() ? change.from : change.to), change.node);
  }
}

void SimFs::Crash::list_damages() {
  for (size_t i = 0; i < changes_.size(); ++i) {
    Damage damage;
    damage.change = i;
    damage.name = "undo " + changes_[i]->name;
    damages_.push_back(std::move(damage));
  }
  for (size_t i = 0; i < files_.size(); ++i) list_tails(i);
}

void SimFs::Crash::list_tails(size_t file) {
  const Node& node = *files_[file].node;
  const std::string path = quoted(files_[file].path);
  const auto add = [&](Tail tail, uint64_t cut, std::string name) {
    Damage damage;
    damage.file = file;
    damage.tail = tail;
    damage.cut = cut;
    damage.name = std::move(name);
    damages_.push_back(std::move(damage));
  };
  add(Tail::kZeros, 0, "zeros at the end of " + path);
  add(Tail::kStale, 0, "stale bytes at the end of " + path);
  // Every multiple in (synced, size), and what was synced.
  const uint64_t first = node.synced_bytes / options_.cut_bytes + 1;
  const uint64_t last = (node.size() - 1) / options_.cut_bytes;
  const uint64_t count = last < first ? 0 : last - first + 1;
  const uint64_t given = std::min<uint64_t>(count, options_.cuts_per_file_max);
  add(Tail::kCut, node.synced_bytes, "cut " + path + " at " + std::to_string(node.synced_bytes));
  for (uint64_t i = 0; i < given; ++i) {
    const uint64_t step = given == 1 ? 0 : i * (count - 1) / (given - 1);
    const uint64_t cut = (first + step) * options_.cut_bytes;
    add(Tail::kCut, cut, "cut " + path + " at " + std::to_string(cut));
  }
}

SimFs::Crash::Choice SimFs::Crash::choice(bool changes, Tail tail) const {
  Choice choice;
  choice.changes.assign(changes_.size(), changes);
  for (const File& file : files_) choice.tails.emplace_back(tail, file.node->synced_bytes);
  return choice;
}

void SimFs::Crash::damage(const Damage& damage, Choice& choice) {
  if (damage.change != Damage::kNone) choice.changes[damage.change] = false;
  if (damage.file != Damage::kNone) choice.tails[damage.file] = {damage.tail, damage.cut};
}

std::shared_ptr<const SimFs::Blob> SimFs::Crash::variant(size_t file,
                                                         const std::pair<Tail, uint64_t>& tail) {
  std::pair<Tail, uint64_t> key = tail;
  if (key.first != Tail::kCut) key.second = 0;
  std::shared_ptr<const Blob>& blob = files_[file].variants[key];
  if (blob == nullptr) blob = make_variant(file, key);
  return blob;
}

std::shared_ptr<const SimFs::Blob> SimFs::Crash::make_variant(
    size_t file, const std::pair<Tail, uint64_t>& tail) const {
  Node& node = *files_[file].node;
  if (tail.first == Tail::kKept) return Readable::freeze(node);
  const uint64_t kept = tail.first == Tail::kCut ? tail.second : node.synced_bytes;
  const auto blob = std::make_shared<Blob>(tail.first == Tail::kCut ? kept : node.size());
  const Bytes bytes = node.bytes();
  if (kept != 0) std::memcpy(blob->data, bytes.data(), kept);
  std::memset(blob->data + kept, tail.first == Tail::kZeros ? 0 : 0x5a, blob->size - kept);
  if (tail.first == Tail::kStale && files_.size() > 1) {
    // Bytes that look right at their place but belong to another file: what a reused disk block
    // holds.
    const Bytes other = files_[(file + 1) % files_.size()].node->bytes();
    const uint64_t end = std::min<uint64_t>(other.size(), blob->size);
    if (end > kept) std::memcpy(blob->data + kept, other.data() + kept, end - kept);
  }
  return sealed(blob);
}

std::shared_ptr<SimFs::Disk> SimFs::Crash::build(const Choice& choice) {
  const std::lock_guard lock(disk_.mutex);
  const auto disk = std::make_shared<Disk>();
  disk->capacity_bytes = disk_.capacity_bytes;
  built_.clear();
  disk->root = build_node(disk_.root, choice, *disk);
  return disk;
}

std::shared_ptr<SimFs::Node> SimFs::Crash::build_node(const std::shared_ptr<Node>& node,
                                                      const Choice& choice, Disk& into) {
  std::shared_ptr<Node>& built = built_[node.get()];
  if (built != nullptr) {
    ++built->names;
    return built;
  }
  const auto made = std::make_shared<Node>();
  built = made;
  made->names = 1;
  made->is_directory = node->is_directory;
  if (!node->is_directory) {
    const auto rank = file_rank_.find(node.get());
    made->frozen = rank == file_rank_.end() ? Readable::freeze(*node)
                                            : variant(rank->second, choice.tails[rank->second]);
    made->synced_bytes = made->size();
    into.used_bytes += made->size();
    return made;
  }
  auto entries = node->durable;
  const size_t first = first_change_.at(node.get());
  for (size_t i = 0; i < node->pending.size(); ++i) {
    if (choice.changes[first + i]) node->pending[i].apply(entries);
  }
  for (const auto& [name, child] : entries) {
    made->entries.emplace(name, build_node(child, choice, into));
  }
  made->durable = made->entries;
  return made;
}

namespace {

/// Everything that a program could find out about a tree, as bytes.
template <typename Node>
void describe(const std::string& path, const Node& node, std::string& out) {
  for (const auto& [name, child] : node.entries) {
    const std::string full = join_path(path, name);
    put_string(out, full);
    put_u8(out, child->is_directory ? 1 : 0);
    put_u64(out, child->is_directory ? 0 : child->size());
    put_u64(out, child->is_directory ? 0 : child->frozen->hash);
    if (child->is_directory) describe(full, *child, out);
  }
}

}  // namespace

bool SimFs::Crash::give(const std::string& name, const Choice& choice) {
  const std::shared_ptr<Disk> disk = build(choice);
  std::string description;
  describe("", *disk->root, description);
  const uint64_t hash = XXH3_64bits(description.data(), description.size());
  std::unordered_set<uint64_t>& seen = options_.seen != nullptr ? *options_.seen : own_seen_;
  if (!seen.insert(hash).second) return true;
  SimFs fs(disk);
  ++visited_;
  return (*visit_)(CrashState{name, hash, fs});
}

bool SimFs::Crash::visit_bases() {
  return give("all kept", choice(true, Tail::kKept)) &&
         give("all lost", choice(false, Tail::kCut)) &&
         give("names without data", choice(true, Tail::kCut)) &&
         give("names with zeros for data", choice(true, Tail::kZeros)) &&
         give("data without names", choice(false, Tail::kKept));
}

bool SimFs::Crash::visit_singles() {
  for (const Damage& one : damages_) {
    Choice state = choice(true, Tail::kKept);
    damage(one, state);
    if (!give(one.name, state)) return false;
  }
  for (size_t i = 0; i < changes_.size(); ++i) {
    Choice state = choice(false, Tail::kKept);
    state.changes[i] = true;
    if (!give("of names only " + changes_[i]->name, state)) return false;
  }
  for (size_t i = 0; i < files_.size(); ++i) {
    Choice state = choice(true, Tail::kCut);
    state.tails[i].first = Tail::kKept;
    if (!give("of data only " + quoted(files_[i].path), state)) return false;
  }
  return true;
}

bool SimFs::Crash::visit_pairs() {
  for (size_t i = 0; i < damages_.size(); ++i) {
    for (size_t j = i + 1; j < damages_.size(); ++j) {
      if (damages_[i].file != Damage::kNone && damages_[i].file == damages_[j].file) continue;
      Choice state = choice(true, Tail::kKept);
      damage(damages_[i], state);
      damage(damages_[j], state);
      if (!give(damages_[i].name + "; " + damages_[j].name, state)) return false;
    }
  }
  return true;
}

uint64_t SimFs::Crash::visit_all(const std::function<bool(const CrashState&)>& visit) {
  visit_ = &visit;
  if (visit_bases() && visit_singles() && options_.pairs) visit_pairs();
  return visited_;
}

uint64_t SimFs::for_each_crash_state(const CrashOptions& options,
                                     const std::function<bool(const CrashState&)>& visit) const {
  PATLAS_CHECK(options.cut_bytes > 0);
  return Crash(*disk_, options).visit_all(visit);
}

std::unique_ptr<SimFs> SimFs::copy() const {
  std::shared_ptr<Disk> found;
  Crash(*disk_, CrashOptions{}).visit_all([&](const CrashState& state) {
    found = state.fs.disk_;
    return false;  // the first is the one with everything kept
  });
  return std::unique_ptr<SimFs>(new SimFs(std::move(found)));
}

}  // namespace patlas
