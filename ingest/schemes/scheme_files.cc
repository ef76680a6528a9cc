#include "ingest/schemes/scheme_files.h"

#include <algorithm>
#include <optional>

#include "ingest/encoding.h"
#include "ingest/schemes/readers.h"
#include "ingest/xml.h"

namespace patlas {
namespace {

/// More than any office's file by far: the largest of CPC has 4 MB, the whole IPC in one 40.
constexpr uint64_t kSchemeFileBytesMax = 128u << 20;
constexpr size_t kHeadBytes = 4096;

enum class FileForm : uint8_t { kUnknown, kCpcTitles, kIpcXml, kTechnologyFields };

std::string_view first_line(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text.substr(0, text.find_first_of("\r\n"));
}

FileForm form_of(std::string_view head) {
  const std::string_view line = first_line(head);
  if (line.starts_with("Field_number,")) return FileForm::kTechnologyFields;
  const std::string_view root = peek_root_name(head);
  if (root == "ipcEntries" || root == "revisionPeriods") return FileForm::kIpcXml;
  const size_t tab = line.find('\t');
  const bool has_columns = tab != std::string_view::npos && tab <= 24 &&
                           line.find('\t', tab + 1) != std::string_view::npos;
  if (has_columns && parse_class_symbol(line.substr(0, tab))) return FileForm::kCpcTitles;
  return FileForm::kUnknown;
}

Result<std::string> read_whole(ByteWindow& window) {
  PATLAS_ASSIGN(const std::string_view all, window.peek(kSchemeFileBytesMax + 1));
  if (window.error()) return *window.error();
  if (all.size() > kSchemeFileBytesMax) {
    return Error{Code::kLimit,
                 "bytes of a scheme's file (limit " + std::to_string(kSchemeFileBytesMax) + ")",
                 {}};
  }
  return to_utf8(std::string(all), {});
}

/// "cpc-section-A_20220801.txt" is of 2022-08-01.
std::string version_of_name(const std::string& name) {
  const size_t mark = name.rfind('_');
  if (mark == std::string::npos || name.size() < mark + 9) return {};
  const std::string date = name.substr(mark + 1, 8);
  const bool ends = name.size() == mark + 9 || name[mark + 9] == '.';
  if (!ends || date.find_first_not_of("0123456789") != std::string::npos) return {};
  return date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6);
}

class SchemeFiles {
 public:
  explicit SchemeFiles(const std::string& version) : version_(version) {}

  Status read(SourceReader& source) {
    for (;;) {
      PATLAS_ASSIGN(const auto entry, source.next());
      if (!entry) return {};
      ByteWindow window(*entry->bytes);
      PATLAS_TRY(placed(*entry, read_entry(*entry, window)));
    }
  }

  Result<std::vector<ReadScheme>> finish() {
    std::vector<ReadScheme> schemes;
    if (!cpc_.tree.empty()) {
      PATLAS_ASSIGN(auto scheme, cpc_.tree.finish("cpc", version_of(cpc_)));
      schemes.push_back({std::move(scheme), cpc_.files});
    }
    if (!ipc_.tree.empty()) {
      PATLAS_ASSIGN(auto scheme, ipc_.tree.finish("ipc", version_of(ipc_)));
      schemes.push_back({std::move(scheme), ipc_.files});
    }
    if (tech_ != nullptr) schemes.push_back({tech_, 1});
    if (!schemes.empty()) return schemes;
    return Error{Code::kInvalidArgument,
                 "no scheme in what was named; there are CPC title lists, IPC scheme XML and "
                 "WIPO's table of technology fields (CSV)",
                 {}};
  }

 private:
  struct Part {
    SymbolTree tree;
    std::string version;
    uint64_t files = 0;
  };

  std::string version_of(const Part& part) const {
    return version_.empty() ? part.version : version_;
  }

  Status read_entry(const SourceEntry& entry, ByteWindow& window) {
    PATLAS_ASSIGN(const std::string_view head, window.peek(kHeadBytes));
    const FileForm form = form_of(head);
    if (form == FileForm::kUnknown) {
      // Folders and zips hold other files, too.
      if (!entry.listed) return {};
      return Error{Code::kInvalidArgument,
                   "no scheme file; there are CPC title lists, IPC scheme XML and WIPO's table of "
                   "technology fields (CSV)",
                   {}};
    }
    PATLAS_ASSIGN(std::string text, read_whole(window));
    if (form == FileForm::kCpcTitles) {
      ++cpc_.files;
      const std::string name = version_of_name(entry.entry.empty() ? entry.file : entry.entry);
      if (!name.empty() && !cpc_.version.empty() && name != cpc_.version) {
        return Error{Code::kInvalidArgument,
                     "the lists are of two versions, " + cpc_.version + " and " + name,
                     {}};
      }
      if (!name.empty()) cpc_.version = name;
      return read_cpc_titles(text, cpc_.tree);
    }
    if (form == FileForm::kIpcXml) {
      ++ipc_.files;
      return read_ipc_scheme(std::move(text), ipc_.tree, ipc_.version);
    }
    if (tech_ != nullptr) {
      return Error{Code::kInvalidArgument, "a second table of technology fields", {}};
    }
    PATLAS_ASSIGN(tech_, read_technology_fields(text, version_));
    return {};
  }

  static Status placed(const SourceEntry& entry, Status status) {
    if (status) return {};
    Error error = status.error();
    if (error.place.file.empty()) {
      error.place.file = entry.file;
      error.place.entry = entry.entry;
    }
    return error;
  }

  const std::string version_;
  Part cpc_, ipc_;
  std::shared_ptr<const Scheme> tech_;
};

}  // namespace

Error line_error(uint64_t line, std::string message) {
  return at_line(line, Error{Code::kParse, std::move(message), {}});
}

Error at_line(uint64_t line, const Error& why) {
  Error error = why;
  error.place.line = line;
  return error;
}

Result<std::vector<ReadScheme>> read_schemes(SourceReader& source, const std::string& version) {
  SchemeFiles files(version);
  PATLAS_TRY(files.read(source));
  return files.finish();
}

}  // namespace patlas
