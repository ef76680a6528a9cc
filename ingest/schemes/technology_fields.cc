// WIPO's technology fields: a CSV table of IPC beginnings, each with its field and the field's
// sector in some languages. "H04N   1/%" is a main group, "F21H%" a subclass.
#include <algorithm>
#include <charconv>
#include <map>

#include "ingest/schemes/readers.h"

namespace patlas {
namespace {

constexpr size_t kColumnsMax = 64;
constexpr uint32_t kFieldNumberMax = 9999;

/// Reads one record of RFC 4180: quoted cells may hold commas, line ends and doubled quotes.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {}
  uint64_t line() const { return first_line_; }

  /// False at the end. parse: a quote that is not closed, too many cells.
  Result<bool> next(std::vector<std::string>& cells) {
    cells.clear();
    if (at_ >= text_.size()) return false;
    first_line_ = line_;
    cells.emplace_back();
    bool quoted = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (quoted) {
        const bool doubled = c == '"' && at_ + 1 < text_.size() && text_[at_ + 1] == '"';
        if (doubled) ++at_;
        if (c == '"' && !doubled) {
          quoted = false;
        } else {
          cells.back().push_back(c);
        }
      } else if (c == '"' && cells.back().empty()) {
        quoted = true;
      } else if (c == ',') {
        if (cells.size() == kColumnsMax) return line_error(first_line_, "more than 64 cells");
        cells.emplace_back();
      } else if (c == '\n') {
        ++at_;
        return true;
      } else if (c != '\r') {
        cells.back().push_back(c);
      }
    }
    if (quoted) return line_error(first_line_, "a quote is opened and not closed");
    return true;
  }

 private:
  std::string_view text_;
  size_t at_ = 0;
  uint64_t line_ = 1, first_line_ = 1;
};

struct Field {
  std::map<std::string, std::string> titles, sectors;      ///< by language
  std::vector<std::pair<std::string, uint64_t>> prefixes;  ///< with the line
};

/// "H04N   1/%" -> "H04N0001", "F21H%" -> "F21H"; empty: neither.
std::string prefix_of(std::string code) {
  if (!code.ends_with('%')) return {};
  code.pop_back();
  const bool is_group = code.ends_with('/');
  if (is_group) code += "00";
  const auto symbol = parse_class_symbol(code);
  if (!symbol) return {};
  if (is_group) {
    return symbol->level == SymbolLevel::kMainGroup ? symbol->key.substr(0, 8) : std::string();
  }
  return symbol->level <= SymbolLevel::kSubclass ? symbol->key : std::string();
}

class TableReader {
 public:
  Status read(std::string_view text) {
    CsvReader csv(text);
    std::vector<std::string> cells;
    PATLAS_ASSIGN(bool more, csv.next(cells));
    if (more) PATLAS_TRY(read_header(cells));
    for (;;) {
      PATLAS_ASSIGN(more, csv.next(cells));
      if (!more) return {};
      const bool blank = std::all_of(cells.begin(), cells.end(),
                                     [](const std::string& cell) { return cell.empty(); });
      if (!blank) PATLAS_TRY(read_row(cells, csv.line()));
    }
  }

  Result<std::shared_ptr<const Scheme>> finish(const std::string& version) {
    SchemeBuilder builder("tech", version);
    builder.sort_symbols_of("ipc");
    std::string last_sector;
    char letter = 'A';
    bool any = false;
    for (const auto& [number, field] : fields_) {
      const std::string& sector = field.sectors.begin()->second;
      if (!any || sector != last_sector) {
        if (letter > 'Z') return Error{Code::kLimit, "more than 26 sectors", {}};
        PATLAS_ASSIGN(const uint32_t node, builder.add(std::string(1, letter++), 1));
        PATLAS_TRY(add_titles(builder, node, field.sectors));
        last_sector = sector;
        any = true;
      }
      // Two digits at least, so that their order is the numbers'.
      std::string key = std::to_string(number);
      if (key.size() < 2) key.insert(0, "0");
      PATLAS_ASSIGN(const uint32_t node, builder.add(key, 2));
      PATLAS_TRY(add_titles(builder, node, field.titles));
      for (const auto& [prefix, line] : field.prefixes) {
        const auto [known, is_new] = owner_.try_emplace(prefix, number);
        if (!is_new && known->second != number) {
          return line_error(line, "the same IPC code belongs to fields " +
                                      std::to_string(known->second) + " and " +
                                      std::to_string(number));
        }
        PATLAS_TRY(builder.add_rule(prefix, node));
      }
    }
    return builder.finish();
  }

 private:
  static Status add_titles(SchemeBuilder& builder, uint32_t node,
                           const std::map<std::string, std::string>& titles) {
    for (const auto& [language, title] : titles) {
      PATLAS_TRY(builder.add_title(node, language, title));
    }
    return {};
  }

  Status read_header(const std::vector<std::string>& cells) {
    for (size_t i = 0; i < cells.size(); ++i) columns_[cells[i]] = i;
    for (const char* name : {"Field_number", "Sector_en", "Field_en", "IPC_code"}) {
      if (columns_.contains(name)) continue;
      return line_error(1, std::string("the column ") + name + " is missing");
    }
    return {};
  }

  std::string cell(const std::vector<std::string>& cells, const std::string& name) const {
    const auto column = columns_.find(name);
    return column == columns_.end() || column->second >= cells.size() ? std::string()
                                                                      : cells[column->second];
  }

  Status read_row(const std::vector<std::string>& cells, uint64_t line) {
    const std::string written = cell(cells, "Field_number");
    uint32_t number = 0;
    const auto read = std::from_chars(written.data(), written.data() + written.size(), number);
    if (read.ec != std::errc() || read.ptr != written.data() + written.size() || number == 0 ||
        number > kFieldNumberMax) {
      return line_error(line, "not a field's number: '" + written + "'");
    }
    const std::string code = cell(cells, "IPC_code");
    const std::string prefix = prefix_of(code);
    if (prefix.empty()) {
      return line_error(line, "not a subclass or main group with '%': '" + code + "'");
    }
    Field& field = fields_[number];
    const bool is_new = field.titles.empty();
    for (const auto& [column, place] : columns_) {
      const bool is_field = column.starts_with("Field_") && column != "Field_number";
      const bool is_sector = column.starts_with("Sector_");
      if (!is_field && !is_sector) continue;
      std::string title = cell(cells, column);
      if (title.empty()) continue;
      const std::string language = column.substr(column.find('_') + 1);
      auto& titles = is_field ? field.titles : field.sectors;
      const auto [known, added] = titles.try_emplace(language, title);
      if (!added && known->second != title) {
        return line_error(line,
                          "field " + written + " has two names: " + known->second + ", " + title);
      }
      if (added && !is_new) continue;
    }
    if (field.titles.empty() || field.sectors.empty()) {
      return line_error(line, "a field without a name or sector");
    }
    field.prefixes.emplace_back(prefix, line);
    return {};
  }

  std::map<std::string, size_t> columns_;
  std::map<uint32_t, Field> fields_;
  std::map<std::string, uint32_t> owner_;
};

}  // namespace

Result<std::shared_ptr<const Scheme>> read_technology_fields(std::string_view text,
                                                             const std::string& version) {
  TableReader table;
  PATLAS_TRY(table.read(text));
  return table.finish(version);
}

}  // namespace patlas
