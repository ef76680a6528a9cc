#include "ingest/source.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "engine/base/coding.h"
#include "ingest/container.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

/// A window's rest as a stream again, for a container inside a stream that was looked at.
class WindowSource : public ByteSource {
 public:
  explicit WindowSource(ByteSource& source) : window_(source) {}
  Result<size_t> read(std::span<char> out) override {
    PATLAS_ASSIGN(std::string_view view, window_.peek(1));
    size_t bytes = std::min(out.size(), view.size());
    std::copy_n(view.data(), bytes, out.data());
    window_.consume(bytes);
    return bytes;
  }
  Result<std::string_view> peek(size_t bytes) { return window_.peek(bytes); }

 private:
  ByteWindow window_;
};

/// Counts what was read from the outside, for the progress line and the ratio of a container.
class CountedSource : public ByteSource {
 public:
  CountedSource(std::unique_ptr<ByteSource> source, std::atomic<uint64_t>& total)
      : source_(std::move(source)), total_(&total) {}
  Result<size_t> read(std::span<char> out) override {
    Result<size_t> got = source_->read(out);
    if (got) {
      total_->fetch_add(*got, std::memory_order_relaxed);
      budget.packed_bytes += *got;
    }
    return got;
  }

  ContainerBudget budget;

 private:
  std::unique_ptr<ByteSource> source_;
  std::atomic<uint64_t>* total_;
};

class FileSource : public ByteSource {
 public:
  explicit FileSource(ReadableFile& file) : file_(&file) {}
  Result<size_t> read(std::span<char> out) override {
    size_t bytes = static_cast<size_t>(std::min<uint64_t>(out.size(), file_->size() - offset_));
    PATLAS_TRY(file_->pread(offset_, std::as_writable_bytes(out.first(bytes))));
    offset_ += bytes;
    return bytes;
  }

 private:
  ReadableFile* file_;
  uint64_t offset_ = 0;
};

class StandardInputSource : public ByteSource {
 public:
  explicit StandardInputSource(SourceReader::StandardInput& input) : input_(&input) {}
  Result<size_t> read(std::span<char> out) override { return (*input_)(out); }

 private:
  SourceReader::StandardInput* input_;
};

struct NamedFile {
  std::string path;
  bool listed = false;
  uint64_t size_bytes = 0;
  std::optional<Error> error;             ///< found in a folder, but it cannot be looked at
  std::optional<std::string_view> bytes;  ///< in memory already, under no path
};

// Links to folders beside one another make more paths than anybody waits for.
constexpr size_t kFilesMax = 10'000'000;

/// An index that lies in a folder of office files, as after `patlas index idx .`
bool is_index(const std::vector<std::string>& names) {
  bool locked = std::find(names.begin(), names.end(), "LOCK") != names.end();
  return locked && std::any_of(names.begin(), names.end(), [](const std::string& name) {
           return name.starts_with("MANIFEST-");
         });
}

/// A folder on the way down, and where it lies.
struct Folder {
  FileInfo info;
  size_t holder = 0;  ///< its own place for the topmost
};

bool leads_back(const FileInfo& info, size_t holder, const std::vector<Folder>& known) {
  if (info.inode == 0) return false;
  for (size_t at = holder;; at = known[at].holder) {
    const FileInfo& above = known[at].info;
    if (above.inode == info.inode && above.device == info.device) return true;
    if (known[at].holder == at) return false;
  }
}

/// All files below `top`, in byte order of their paths. A stack, not recursion: depth is the
/// user's. What cannot be looked at below `top` (a dangling link, a folder without permission, a
/// link back to a folder that holds it, below which all would be read again and again) is kept with
/// its error.
Status list_below(Fs& fs, const std::string& top, const FileInfo& top_info,
                  std::vector<NamedFile>& files) {
  std::vector<Folder> known{{top_info, 0}};
  std::vector<std::pair<std::string, size_t>> folders{{top, 0}};
  size_t first = files.size();
  while (!folders.empty()) {
    const auto [folder, place] = std::move(folders.back());
    folders.pop_back();
    Result<std::vector<std::string>> names = fs.list(folder);
    if (!names && folder == top) return names.error();
    if (!names) {
      files.push_back({folder, false, 0, names.error(), {}});
      continue;
    }
    if (is_index(*names)) {
      if (folder != top) continue;
      return Error{Code::kInvalidArgument,
                   "this folder is an index, not office files",
                   {.file = top, .entry = {}}};
    }
    for (const std::string& name : *names) {
      std::string path = join_path(folder, name);
      Result<FileInfo> info = fs.stat(path);
      if (!info) {
        files.push_back({std::move(path), false, 0, info.error(), {}});
      } else if (info->is_directory && leads_back(*info, place, known)) {
        Error error{Code::kInvalidArgument, "a link back to a folder that it lies in", {}};
        files.push_back({std::move(path), false, 0, std::move(error), {}});
      } else if (info->is_directory) {
        folders.emplace_back(std::move(path), known.size());
        known.push_back({*info, place});
      } else {
        files.push_back({std::move(path), false, info->size_bytes, {}, {}});
      }
    }
    if (files.size() + folders.size() > kFilesMax) {
      return Error{Code::kLimit,
                   "files below one folder (limit " + std::to_string(kFilesMax) + ")",
                   {.file = top, .entry = {}}};
    }
  }
  std::sort(files.begin() + static_cast<ptrdiff_t>(first), files.end(),
            [](const NamedFile& a, const NamedFile& b) { return a.path < b.path; });
  return {};
}

}  // namespace

struct SourceReader::State {
  /// One level of what is open now: the file itself, or a container inside the level below. Its
  /// stream is the entry that was given out last.
  struct Level {
    std::unique_ptr<WindowSource> packed;
    std::unique_ptr<Container> container;
    std::string label;  ///< of the container inside the file, "a.tar/b.zip"
  };

  Fs* fs = nullptr;
  StandardInput standard_input;
  std::vector<NamedFile> files;
  size_t next_file = 0;
  uint64_t total_bytes = 0;
  bool total_known = true;
  std::atomic<uint64_t> bytes_read{0};

  // Members are destroyed from the last to the first: levels read from plain, plain from counted.
  const NamedFile* current = nullptr;
  std::optional<uint64_t> mapped_end;  ///< what bytes_read is when the open zip file is done
  std::unique_ptr<ReadableFile> file;
  std::unique_ptr<CountedSource> counted;
  std::unique_ptr<WindowSource> plain;
  std::vector<Level> levels;

  void close() {
    if (mapped_end) bytes_read.store(*mapped_end, std::memory_order_relaxed);
    mapped_end.reset();
    plain.reset();
    while (!levels.empty()) levels.pop_back();
    counted.reset();
    file.reset();
  }

  Error placed(Error error, const std::string& entry) const {
    error.place.file = current->path;
    if (error.place.entry.empty() || entry.empty()) {
      if (!entry.empty()) error.place.entry = entry;
    } else {
      error.place.entry = entry + "/" + error.place.entry;
    }
    return error;
  }

  SourceEntry entry_of(ByteSource& bytes, std::string label) const {
    SourceEntry entry;
    entry.file = current->path;
    entry.entry = std::move(label);
    entry.listed = current->listed && levels.empty();
    entry.bytes = &bytes;
    return entry;
  }

  Result<std::optional<SourceEntry>> next() {
    for (;;) {
      if (!levels.empty()) {
        Result<std::optional<SourceEntry>> entry = next_inside();
        if (!entry || *entry) return entry;
        continue;
      }
      close();
      if (next_file == files.size()) return std::optional<SourceEntry>();
      current = &files[next_file++];
      if (current->error) return placed(*current->error, "");
      Result<std::optional<SourceEntry>> entry = open_file();
      if (!entry) return placed(entry.error(), "");
      if (*entry) return entry;
    }
  }

  /// The file's own stream, or nullopt when it is a container, which is then the first level.
  Result<std::optional<SourceEntry>> open_file() {
    std::unique_ptr<ByteSource> source;
    std::optional<std::string_view> whole = current->bytes;  // what is in memory as it is
    if (whole) {
      source = std::make_unique<MemorySource>(*whole);
    } else if (current->path == "-") {
      source = std::make_unique<StandardInputSource>(standard_input);
    } else {
      PATLAS_ASSIGN(file, fs->open(current->path));
      source = std::make_unique<FileSource>(*file);
    }
    counted = std::make_unique<CountedSource>(std::move(source), bytes_read);
    plain = std::make_unique<WindowSource>(*counted);
    PATLAS_ASSIGN(std::string_view head, plain->peek(kContainerHeadBytes));
    ContainerType type = container_type(head);
    if (type == ContainerType::kNone) return std::optional(entry_of(*plain, ""));
    Level level;
    if (type == ContainerType::kZip && (file || whole)) {
      Bytes mapped = whole ? as_bytes(*whole) : Bytes();
      if (file) {
        PATLAS_ASSIGN(mapped, file->map());
      }
      uint64_t before = bytes_read.load(std::memory_order_relaxed) - counted->budget.packed_bytes;
      counted->budget.packed_bytes = mapped.size();
      counted->budget.at_packed_byte = [this, before, end = mapped.size()](uint64_t at) {
        bytes_read.store(before + std::min<uint64_t>(at, end), std::memory_order_relaxed);
      };
      mapped_end = before + mapped.size();
      PATLAS_ASSIGN(level.container, Container::open_zip_file(mapped, counted->budget));
    } else {
      level.packed = std::move(plain);
      PATLAS_ASSIGN(level.container, Container::open(type, *level.packed, counted->budget));
    }
    levels.push_back(std::move(level));
    return std::optional<SourceEntry>();
  }

  /// The next entry of the innermost container; nullopt: look again, the levels have changed.
  Result<std::optional<SourceEntry>> next_inside() {
    plain.reset();
    Result<std::optional<Container::Entry>> found = levels.back().container->next();
    std::string label = levels.back().label;
    if (!found) {
      Error error = placed(found.error(), label);
      // An entry that is no file is stepped over; any other error is the container's end.
      return error;
    }
    if (!*found) {
      levels.pop_back();
      return std::optional<SourceEntry>();
    }
    const Container::Entry& entry = **found;
    if (!entry.name.empty()) label += (label.empty() ? "" : "/") + entry.name;
    plain = std::make_unique<WindowSource>(*entry.bytes);
    Result<std::string_view> head = plain->peek(kContainerHeadBytes);
    if (!head) return placed(head.error(), label);
    ContainerType type = container_type(*head);
    if (type == ContainerType::kNone) return std::optional(entry_of(*plain, label));
    return open_inside(type, std::move(label));
  }

  Result<std::optional<SourceEntry>> open_inside(ContainerType type, std::string label) {
    if (levels.size() == limits::kContainerNesting) {
      Error error{Code::kLimit,
                  "nesting of containers (limit " + std::to_string(limits::kContainerNesting) + ")",
                  {}};
      return placed(std::move(error), label);
    }
    Level level;
    level.packed = std::move(plain);
    level.label = label;
    Result<std::unique_ptr<Container>> container =
        Container::open(type, *level.packed, counted->budget);
    if (!container) return placed(container.error(), label);
    level.container = std::move(*container);
    levels.push_back(std::move(level));
    return std::optional<SourceEntry>();
  }
};

SourceReader::SourceReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
SourceReader::~SourceReader() { state_->close(); }

Result<std::unique_ptr<SourceReader>> SourceReader::open(Fs& fs,
                                                         const std::vector<std::string>& paths,
                                                         StandardInput standard_input) {
  auto state = std::make_unique<State>();
  state->fs = &fs;
  state->standard_input = std::move(standard_input);
  for (const std::string& path : paths) {
    if (path == "-") {
      if (!state->standard_input) {
        return Error{Code::kInvalidArgument, "no standard input is given to read '-' from", {}};
      }
      state->files.push_back({path, true, 0, {}, {}});
      state->total_known = false;
      continue;
    }
    PATLAS_ASSIGN(FileInfo info, fs.stat(path));
    if (info.is_directory) {
      PATLAS_TRY(list_below(fs, path, info, state->files));
    } else {
      state->files.push_back({path, true, info.size_bytes, {}, {}});
    }
  }
  for (const NamedFile& file : state->files) state->total_bytes += file.size_bytes;
  return std::unique_ptr<SourceReader>(new SourceReader(std::move(state)));
}

std::unique_ptr<SourceReader> SourceReader::of_bytes(std::string name, std::string_view bytes) {
  auto state = std::make_unique<State>();
  state->files.push_back({std::move(name), true, bytes.size(), {}, bytes});
  state->total_bytes = bytes.size();
  return std::unique_ptr<SourceReader>(new SourceReader(std::move(state)));
}

Result<std::optional<SourceEntry>> SourceReader::next() { return state_->next(); }
uint64_t SourceReader::total_bytes() const { return state_->total_bytes; }
bool SourceReader::total_known() const { return state_->total_known; }
uint64_t SourceReader::bytes_read() const {
  return state_->bytes_read.load(std::memory_order_relaxed);
}

}  // namespace patlas
