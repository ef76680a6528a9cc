#include "ingest/normalize/kinds.h"

#include <optional>

#include "ingest/normalize/fold.h"
#include "ingest/normalize/kind_table.h"

namespace patlas {

namespace {

constexpr size_t kLongestKindText = 128;

struct KindText {
  std::string_view text, kind;
};
// Kinds written out, where no code stands in brackets behind them. Longer texts first where one
// holds another.
constexpr KindText kKindTexts[] = {
    {"공개실용신안", "U"},  {"发明专利申请审定", "B"}, {"發明專利公開", "A"},
    {"公開特許公報", "A"},  {"公表特許公報", "A"},     {"再公表特許", "A1"},
    {"特許公報", "B2"},     {"登録実用新案公報", "U"}, {"公開実用新案公報", "U"},
    {"実用新案公報", "Y2"}, {"실용신안", "Y1"},        {"공개특허공보", "A"},
    {"등록특허공보", "B1"}, {"发明专利申请", "A"},     {"发明专利", "B"},
    {"实用新型专利", "U"},  {"外观设计", "S"},         {"發明公開", "A"},
    {"發明專利", "B"},      {"新型專利", "U"},         {"設計專利", "S"},
};

bool is_kind_code(std::string_view code) {
  return (code.size() == 1 && is_upper(code[0])) ||
         (code.size() == 2 && is_upper(code[0]) && is_digit(code[1]));
}

// Kinds that the office writes otherwise than DOCDB.
std::string docdb_kind(std::string_view country, std::string_view kind) {
  if (country == "US" && (kind == "S1" || kind == "E1" || kind == "H1")) {
    return std::string(kind.substr(0, 1));
  }
  // Kohyo, the translation of an international application, is a laid-open application in DOCDB.
  if (country == "JP" && kind == "T") return "A";
  return std::string(kind);
}

// The code in the last pair of brackets: 公開特許公報(A). NFKC has made ASCII brackets of all but
// the angular ones.
std::string_view bracketed(std::string_view text) {
  const size_t close = text.find_last_of(')');
  if (close == std::string_view::npos) return {};
  const size_t open = text.find_last_of('(', close);
  if (open == std::string_view::npos) return {};
  return trim(text.substr(open + 1, close - open - 1));
}

// Code and stage of a kind's letter alone, for offices and kinds that the table lacks.
std::string_view stage_of_letter(char letter) {
  switch (letter) {
    case 'A':
      return "application";
    case 'B':
    case 'C':
      return "grant";
    case 'U':
    case 'Y':
    case 'Z':
      return "utility model";
    case 'S':
    case 'F':
      return "design";
    case 'T':
      return "translation";
    case 'P':
      return "plant";
    case 'E':
      return "reissue";
    case 'R':
      return "search report";
    default:
      return "";
  }
}

const KindRow* find_row(std::string_view country, std::string_view kind, DateCode date) {
  const KindRow* undated = nullptr;
  for (const KindRow& row : kind_table()) {
    if (row.country != country || row.kind != kind) continue;
    if (date != 0 && date >= row.first && date <= row.last) return &row;
    // Without a date the present meaning counts: the row that ends last.
    if (date == 0 && (undated == nullptr || row.last > undated->last)) undated = &row;
  }
  return undated;
}

bool has_office(std::string_view country) {
  for (const KindRow& row : kind_table()) {
    if (row.country == country) return true;
  }
  return false;
}

}  // namespace

std::string normalize_kind(std::string_view country, std::string_view kind) {
  if (kind.size() > kLongestKindText) return {};
  const std::string folded = fold_number_text(kind);
  const std::string_view text = trim(folded);
  if (is_kind_code(text)) return docdb_kind(country, text);
  if (const std::string_view code = bracketed(text); is_kind_code(code)) {
    return docdb_kind(country, code);
  }
  for (const KindText& row : kKindTexts) {
    if (text.find(row.text) != std::string_view::npos) return std::string(row.kind);
  }
  return {};
}

std::string_view kind_stage(std::string_view country, std::string_view kind, DateCode date) {
  if (!is_kind_code(kind)) return {};
  if (const KindRow* row = find_row(country, kind, date)) return row->stage;
  if (kind.size() == 2 && (kind[1] == '8' || kind[1] == '9')) return "correction";
  // The letter alone says what the office publishes under it: DE C4 as DE C.
  if (has_office(country)) {
    if (const KindRow* row = find_row(country, kind.substr(0, 1), date)) return row->stage;
  }
  return stage_of_letter(kind[0]);
}

}  // namespace patlas
