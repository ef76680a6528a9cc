// CPC's title list: H01L21/02<TAB>1<TAB>Manufacture or treatment of semiconductor devices. A number
// behind a group counts its dots, 0 for a main group; sections, classes and subclasses have none.
#include <array>
#include <charconv>

#include "ingest/schemes/readers.h"

namespace patlas {
namespace {

struct Line {
  std::string_view symbol, level, title;
};

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

/// Three columns; a tab inside a title belongs to it.
bool cut_line(std::string_view line, Line& out) {
  const size_t first = line.find('\t');
  if (first == std::string_view::npos) return false;
  const size_t second = line.find('\t', first + 1);
  if (second == std::string_view::npos) return false;
  out.symbol = without_blanks(line.substr(0, first));
  out.level = without_blanks(line.substr(first + 1, second - first - 1));
  out.title = without_blanks(line.substr(second + 1));
  return true;
}

class TitleListReader {
 public:
  explicit TitleListReader(SymbolTree& tree) : tree_(tree) {}

  Status read(std::string_view text) {
    for (uint64_t number = 1; !text.empty(); ++number) {
      const size_t end = std::min(text.find('\n'), text.size());
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      if (without_blanks(line).empty()) continue;
      const Status status = read_line(line);
      if (!status) return at_line(number, status.error());
    }
    return {};
  }

 private:
  Status read_line(std::string_view line) {
    Line parts;
    if (!cut_line(line, parts)) {
      return Error{Code::kParse, "not a line of symbol, level and title, parted by tabs", {}};
    }
    const auto symbol = parse_class_symbol(parts.symbol);
    if (!symbol) {
      return Error{Code::kParse, "not a class symbol: '" + std::string(parts.symbol) + "'", {}};
    }
    uint32_t node = 0;
    if (parts.level.empty()) {
      if (symbol->level > SymbolLevel::kSubclass) {
        return Error{Code::kParse, "a group without a level", {}};
      }
      PATLAS_ASSIGN(const uint32_t parent, tree_.parent_by_shape(*symbol));
      PATLAS_ASSIGN(node, tree_.add(parent, *symbol));
      path_length_ = 0;
    } else {
      PATLAS_ASSIGN(node, add_group(*symbol, parts.level));
    }
    tree_.add_title(node, "en", std::string(parts.title));
    return {};
  }

  Result<uint32_t> add_group(const ClassSymbol& symbol, std::string_view level) {
    size_t dots = 0;
    const auto read = std::from_chars(level.data(), level.data() + level.size(), dots);
    const bool is_number = read.ec == std::errc() && read.ptr == level.data() + level.size();
    if (!is_number || dots >= path_.size() || symbol.level < SymbolLevel::kMainGroup) {
      return Error{Code::kParse, "not a group's level: '" + std::string(level) + "'", {}};
    }
    if ((dots == 0) != (symbol.level == SymbolLevel::kMainGroup)) {
      return Error{Code::kParse, "a main group has level 0, and nothing else has", {}};
    }
    if (dots > path_length_) {
      return Error{Code::kParse,
                   "level " + std::to_string(dots) + " behind a line of no level above it",
                   {}};
    }
    uint32_t parent = dots == 0 ? 0 : path_[dots - 1];
    if (dots == 0) {
      PATLAS_ASSIGN(parent, tree_.parent_by_shape(symbol));
    }
    PATLAS_ASSIGN(path_[dots], tree_.add(parent, symbol));
    path_length_ = dots + 1;
    return path_[dots];
  }

  SymbolTree& tree_;
  std::array<uint32_t, 40> path_{};  ///< from the main group to the line before
  size_t path_length_ = 0;
};

}  // namespace

Status read_cpc_titles(std::string_view text, SymbolTree& tree) {
  return TitleListReader(tree).read(text);
}

}  // namespace patlas
