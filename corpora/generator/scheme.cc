#include "corpora/generator/scheme.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace patlas::generator {
namespace {

constexpr uint64_t kListBytesMax = 256 << 20;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

bool are_digits(std::string_view text, size_t fewest, size_t most) {
  return text.size() >= fewest && text.size() <= most &&
         std::all_of(text.begin(), text.end(), is_digit);
}

/// "H01L21/768"; 15 characters at most, A61B2017/320004.
bool is_group_symbol(std::string_view text) {
  if (text.size() < 8 || !is_upper(text[0]) || !are_digits(text.substr(1, 2), 2, 2) ||
      !is_upper(text[3])) {
    return false;
  }
  size_t slash = text.find('/');
  return slash != text.npos && are_digits(text.substr(4, slash - 4), 1, 4) &&
         are_digits(text.substr(slash + 1), 2, 6);
}

/// "H", "H01", "H01L": headings of the tree, of which no record has any.
bool is_heading_symbol(std::string_view text) {
  if (text.empty() || text.size() == 2 || text.size() > 4 || !is_upper(text[0])) return false;
  return text.size() == 1 ||
         (are_digits(text.substr(1, 2), 2, 2) && (text.size() == 3 || is_upper(text[3])));
}

Error at_line(std::string message, const std::string& file, const std::string& entry,
              uint64_t line) {
  Error error{Code::kParse, std::move(message), {}};
  error.place.file = file;
  error.place.entry = entry;
  error.place.line = line;
  return error;
}

/// What is wrong with a line, or nullptr; a group's symbol is added.
const char* read_line(std::string_view line, Scheme& scheme) {
  size_t first = line.find('\t');
  size_t second = first == line.npos ? first : line.find('\t', first + 1);
  if (second == line.npos) return "a line without symbol, level and title between tabs";
  std::string_view symbol = line.substr(0, first);
  std::string_view level = line.substr(first + 1, second - first - 1);
  if (is_heading_symbol(symbol)) {
    return level.empty() ? nullptr : "a section, class or subclass with a level";
  }
  if (!is_group_symbol(symbol)) return "a symbol that is no CPC symbol";
  if (!are_digits(level, 1, 2)) return "a group without a level";
  scheme.symbols.emplace_back(symbol);
  return nullptr;
}

Status read_list(std::string_view text, const std::string& file, const std::string& entry,
                 Scheme& scheme) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (uint64_t number = 1; !text.empty(); ++number) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    if (const char* wrong = read_line(line, scheme)) return at_line(wrong, file, entry, number);
  }
  return {};
}

bool is_list_name(std::string_view name) {
  return name.ends_with(".txt") || name.ends_with(".tsv");
}

Error too_large(const std::string& path) {
  return {Code::kLimit, path + " is larger than 256 MiB, which no class list is", {}};
}

Result<std::string> read_bytes(Fs& fs, const std::string& path) {
  auto file = fs.open(path);
  if (!file) return std::move(file).error();
  if ((*file)->size() > kListBytesMax) return too_large(path);
  std::string bytes((*file)->size(), '\0');
  if (auto read = (*file)->pread(0, std::as_writable_bytes(std::span(bytes))); !read) {
    return std::move(read).error();
  }
  return bytes;
}

struct FreeArchive {
  void operator()(archive* handle) const { archive_read_free(handle); }
};
using ZipHandle = std::unique_ptr<archive, FreeArchive>;

Error zip_error(const ZipHandle& zip, const std::string& path) {
  const char* why = zip ? archive_error_string(zip.get()) : nullptr;
  Error error{Code::kCorruption, why == nullptr ? "the zip cannot be read" : why, {}};
  error.place.file = path;
  return error;
}

/// The rest of the entry, or nullopt when it passes `most` bytes.
Result<std::optional<std::string>> read_entry(const ZipHandle& zip, const std::string& path,
                                              uint64_t most) {
  std::string text;
  for (size_t got = 1; got != 0;) {
    constexpr size_t kStep = 1 << 20;
    size_t begin = text.size();
    if (begin > most) return std::optional<std::string>();
    text.resize(begin + kStep);
    la_ssize_t read = archive_read_data(zip.get(), text.data() + begin, kStep);
    if (read < 0) return zip_error(zip, path);
    got = static_cast<size_t>(read);
    text.resize(begin + got);
  }
  return std::optional(std::move(text));
}

Status read_zip(const std::string& bytes, const std::string& path, Scheme& scheme) {
  ZipHandle zip(archive_read_new());
  if (!zip || archive_read_support_format_zip(zip.get()) != ARCHIVE_OK ||
      archive_read_open_memory(zip.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    return zip_error(zip, path);
  }
  uint64_t left = kListBytesMax;
  for (;;) {
    archive_entry* entry = nullptr;
    int status = archive_read_next_header(zip.get(), &entry);
    if (status == ARCHIVE_EOF) return {};
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return zip_error(zip, path);
    const char* given = archive_entry_pathname_utf8(entry);
    std::string name = given == nullptr ? "" : given;
    if (!is_list_name(name)) continue;
    auto text = read_entry(zip, path, left);
    if (!text) return std::move(text).error();
    if (!*text) return too_large(path);
    left -= (*text)->size();
    PATLAS_TRY(read_list(**text, path, name, scheme));
  }
}

Status read_file(Fs& fs, const std::string& path, Scheme& scheme) {
  auto bytes = read_bytes(fs, path);
  if (!bytes) return std::move(bytes).error();
  if (bytes->starts_with("PK")) return read_zip(*bytes, path, scheme);
  return read_list(*bytes, path, "", scheme);
}

Status read_folder(Fs& fs, const std::string& path, Scheme& scheme) {
  auto names = fs.list(path);
  if (!names) return std::move(names).error();
  for (const std::string& name : *names) {
    if (is_list_name(name)) PATLAS_TRY(read_file(fs, join_path(path, name), scheme));
  }
  return {};
}

}  // namespace

Result<Scheme> load_scheme(Fs& fs, const std::string& path) {
  auto info = fs.stat(path);
  if (!info) return std::move(info).error();
  Scheme scheme;
  PATLAS_TRY(info->is_directory ? read_folder(fs, path, scheme) : read_file(fs, path, scheme));
  if (scheme.symbols.empty()) {
    return Error{Code::kNotFound,
                 "no class symbols in " + path + ": the CPC title list is a zip or a folder of " +
                     "cpc-section-*.txt",
                 {}};
  }
  std::sort(scheme.symbols.begin(), scheme.symbols.end());
  auto repeated = std::unique(scheme.symbols.begin(), scheme.symbols.end());
  scheme.symbols.erase(repeated, scheme.symbols.end());
  return scheme;
}

}  // namespace patlas::generator
