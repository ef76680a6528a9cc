// IPC and CPC symbols. Two families of spelling exist: those that part group and subgroup by a
// slash, where blanks mean nothing, and the column forms of paper days without one, where the
// number of blanks says how many digits the group has. The second are read before any trimming.
#include "ingest/normalize/symbols.h"

#include <algorithm>

#include "ingest/normalize/fold.h"

namespace patlas {

namespace {

// ST.8 fills 50 positions; the longest spellings seen add an edition in brackets.
constexpr size_t kLongestSymbolText = 96;

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_section(char c) { return (c >= 'A' && c <= 'H') || c == 'Y'; }

size_t skip_blanks(std::string_view text, size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

size_t digits_at(std::string_view text, size_t at) {
  size_t n = 0;
  while (at + n < text.size() && is_digit(text[at + n])) ++n;
  return n;
}

// What may follow a symbol: nothing, a blank and the other ST.8 fields, or an edition or office in
// brackets. "H04W84/20, // H04W88/04" is two symbols: its reader has to part them.
bool is_tail(std::string_view tail) {
  if (tail.empty()) return true;
  if (!is_blank(tail.front()) && tail.front() != '(') return false;
  return std::all_of(tail.begin(), tail.end(), [](char c) {
    return is_alnum(c) || is_blank(c) || c == '(' || c == ')' || c == '.';
  });
}

std::string padded_left(std::string_view digits, size_t width) {
  return std::string(width - digits.size(), '0') + std::string(digits);
}

// Digits of a group without the zeros that some offices pad it with (H01J001/62).
std::string_view without_leading_zeros(std::string_view digits) {
  const size_t begin = digits.find_first_not_of('0');
  return begin == std::string_view::npos ? digits.substr(digits.size() - 1) : digits.substr(begin);
}

std::optional<ClassSymbol> group_symbol(std::string head, std::string_view group) {
  group = without_leading_zeros(group);
  if (group.size() > 4) return std::nullopt;
  return ClassSymbol{head + padded_left(group, 4), SymbolLevel::kMainGroup};
}

// A subgroup of one digit is refused: 29/6 may be 29/06 or 29/60, and they are different things.
std::optional<ClassSymbol> full_symbol(std::string head, std::string_view group,
                                       std::string_view subgroup) {
  if (subgroup.size() < 2 || subgroup.size() > 6) return std::nullopt;
  auto symbol = group_symbol(std::move(head), group);
  if (!symbol) return std::nullopt;
  const bool main_group = subgroup.find_first_not_of('0') == std::string_view::npos;
  symbol->key += std::string(subgroup) + std::string(6 - subgroup.size(), '0');
  symbol->level = main_group ? SymbolLevel::kMainGroup : SymbolLevel::kSubgroup;
  return symbol;
}

// Group and subgroup in one run of digits, after `blanks` blanks:
//   H04L0029060000   4 + 6, the key itself; other runs that start with 0 are 4 + the rest
//   D07B 22012051    the 2000-series of CPC, 4 + the rest
//   A45F  504        group right-aligned in 3 columns: 5/04; H03M 1300 = 13/00; A61K  3147 = 3/147
//   A01B300          no columns: the last two digits are the subgroup
//   H01L21, H01L2224 a main group alone; four digits from 2000 up without a blank are a main group
//                    of CPC, because the column form has a blank before every shorter group
std::optional<ClassSymbol> column_symbol(const std::string& head, size_t blanks,
                                         std::string_view run) {
  const size_t n = run.size();
  if (n > 10) return std::nullopt;
  if (n == 10 || (n >= 6 && (run[0] == '0' || run[0] == '2'))) {
    return full_symbol(head, run.substr(0, 4), run.substr(4));
  }
  if (n == 4 && blanks == 0 && run[0] == '2') return group_symbol(head, run);
  const size_t group_columns = blanks < 3 ? 3 - blanks : 1;
  if (n >= group_columns + 2) {
    return full_symbol(head, run.substr(0, group_columns), run.substr(group_columns));
  }
  if (n >= 3) return full_symbol(head, run.substr(0, n - 2), run.substr(n - 2));
  return group_symbol(head, run);
}

// Everything after the subclass: `text` from `at` on.
std::optional<ClassSymbol> parse_groups(const std::string& head, std::string_view text, size_t at) {
  const size_t digits_begin = skip_blanks(text, at);
  const size_t blanks = digits_begin - at;
  // Derwent writes H04L-029/06.
  const bool hyphen = digits_begin < text.size() && text[digits_begin] == '-';
  const size_t group_begin = hyphen ? skip_blanks(text, digits_begin + 1) : digits_begin;
  const size_t group_digits = digits_at(text, group_begin);
  if (group_digits == 0) {
    if (hyphen || !is_tail(text.substr(at))) return std::nullopt;
    return ClassSymbol{head, SymbolLevel::kSubclass};
  }
  const std::string_view group = text.substr(group_begin, group_digits);
  size_t after = skip_blanks(text, group_begin + group_digits);
  if (after < text.size() && (text[after] == '/' || (text[after] == '-' && !hyphen))) {
    after = skip_blanks(text, after + 1);
    const size_t subgroup_digits = digits_at(text, after);
    if (!is_tail(text.substr(after + subgroup_digits))) return std::nullopt;
    return full_symbol(head, group, text.substr(after, subgroup_digits));
  }
  // No column form has so many blanks: these digits are the version behind a bare subclass.
  if (!hyphen && blanks > 3 && is_tail(text.substr(at))) {
    return ClassSymbol{head, SymbolLevel::kSubclass};
  }
  if (!is_tail(text.substr(group_begin + group_digits))) return std::nullopt;
  return column_symbol(head, hyphen ? 0 : blanks, group);
}

// REQUIRES: folded text.
std::optional<ClassSymbol> parse_folded(std::string_view text) {
  size_t at = skip_blanks(text, 0);
  // Up to 2005 an edition digit stands in front: " 7C 07C  29/44   A".
  if (at + 1 < text.size() && text[at] >= '1' && text[at] <= '8' && is_section(text[at + 1])) ++at;
  if (at >= text.size() || !is_section(text[at])) return std::nullopt;
  std::string head(1, text[at]);
  at = skip_blanks(text, at + 1);
  if (at >= text.size()) return ClassSymbol{head, SymbolLevel::kSection};
  if (digits_at(text, at) != 2) return std::nullopt;
  head += text.substr(at, 2);
  at = skip_blanks(text, at + 2);
  if (at >= text.size()) return ClassSymbol{head, SymbolLevel::kClass};
  if (!is_upper(text[at])) return std::nullopt;
  head += text[at];
  return parse_groups(head, text, at + 1);
}

std::string_view columns(std::string_view text, size_t at, size_t length) {
  return at < text.size() ? text.substr(at, length) : std::string_view();
}

// "(2006.01)" is the version 2006-01-01.
std::string bracketed_version(std::string_view text) {
  const size_t open = text.find('(');
  if (open == std::string_view::npos) return {};
  const std::string_view inner = columns(text, open + 1, 7);
  if (inner.size() != 7 || !all_digits(inner.substr(0, 4)) || inner[4] != '.' ||
      !all_digits(inner.substr(5))) {
    return {};
  }
  return std::string(inner.substr(0, 4)) + std::string(inner.substr(5)) + "01";
}

// "G06F 9/455 20060101A I20051108BHEP", whose columns were squeezed together: the fields behind the
// symbol without their blanks, with those that blanks stood for put back; empty: not such a text.
// Level, position and value take a column each: the value is always there, of the others F and L
// are positions and A, C and S levels.
std::string unsqueezed_fields(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash == 8) return {};
  std::string run;
  for (const char c : text.substr(slash + 1 + digits_at(text, slash + 1))) {
    if (!is_blank(c)) run.push_back(c);
  }
  if (run.size() < 21 || run.size() > 23) return {};
  const std::string version = run.substr(0, 8);
  const std::string middle = run.substr(8, run.size() - 20);
  const std::string tail = run.substr(run.size() - 12);
  const bool letters = std::all_of(middle.begin(), middle.end(), is_upper) &&
                       std::all_of(tail.begin() + 8, tail.end(), is_upper);
  if (!letters || !all_digits(version) || !all_digits(tail.substr(0, 8))) return {};
  const std::string before_value = middle.substr(0, middle.size() - 1);
  const size_t position = before_value.find_first_of("FL");
  const size_t level = before_value.find_first_of("ACS");
  std::string fields = version;
  fields += level == std::string::npos ? ' ' : before_value[level];
  fields += position == std::string::npos ? ' ' : before_value[position];
  return fields + middle.back() + tail;
}

}  // namespace

std::optional<ClassSymbol> parse_class_symbol(std::string_view text) {
  if (text.size() > kLongestSymbolText) return std::nullopt;
  return parse_folded(fold_number_text(text));
}

std::optional<Ipc8Text> parse_ipc8_text(std::string_view text) {
  if (text.size() > kLongestSymbolText) return std::nullopt;
  const std::string folded = fold_number_text(text);
  auto symbol = parse_folded(folded);
  if (!symbol) return std::nullopt;
  Ipc8Text ipc;
  ipc.symbol = std::move(*symbol);
  // Positions count only where the slash stands in its own (the ninth).
  const std::string_view all = folded;
  const std::string squeezed = unsqueezed_fields(all);
  if (squeezed.empty() && (columns(all, 8, 1) != "/" || all.find('(') != std::string_view::npos)) {
    ipc.version = bracketed_version(folded);
    return ipc;
  }
  const std::string_view fields =
      squeezed.empty() ? columns(all, 19, 23) : std::string_view(squeezed);
  const std::string_view version = columns(fields, 0, 8);
  if (version.size() == 8 && all_digits(version)) ipc.version = std::string(version);
  ipc.first = columns(fields, 9, 1) == "F";
  ipc.inventive = columns(fields, 10, 1) == "I";
  ipc.status = std::string(trim(columns(fields, 19, 1)));
  ipc.source = std::string(trim(columns(fields, 20, 1)));
  ipc.office = std::string(trim(columns(fields, 21, 2)));
  return ipc;
}

std::string unread_symbol_term(std::string_view text) {
  constexpr size_t kLongestUnread = 256;
  std::string out(1, kUnreadMark);
  for (const char c : text) {
    const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
    if (!blank) {
      out.push_back(c);
    } else if (out.size() > 1 && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  if (out.back() == ' ') out.pop_back();
  return out.size() == 1 || out.size() > kLongestUnread ? std::string() : out;
}

std::string qualified_symbol(std::string_view key, bool first, bool inventive,
                             std::string_view office) {
  std::string term(key);
  term += kQualifierMark;
  term += first ? 'F' : 'L';
  term += inventive ? 'I' : 'A';
  return term += office;
}

std::string above_by_shape(std::string_view key) {
  if (key.size() == 14) {
    const std::string_view group = key.substr(0, 8);
    return key.ends_with("000000") ? std::string(key.substr(0, 4)) : std::string(group) + "000000";
  }
  return std::string(key.substr(0, key.size() == 4 ? 3 : key.size() == 3 ? 1 : 0));
}

bool is_below_by_shape(std::string_view key, std::string_view above) {
  if (above.size() < 14) return key.starts_with(above);
  if (!above.ends_with("000000")) return key == above;
  return key.size() == 14 && key.substr(0, 8) == above.substr(0, 8);
}

std::string display_class_symbol(std::string_view key) {
  if (key.size() <= 4) return std::string(key);
  if (key.size() != 8 && key.size() != 14) return std::string(key);
  std::string text(key.substr(0, 4));
  text += ' ';
  text += without_leading_zeros(key.substr(4, 4));
  text += '/';
  std::string_view subgroup = key.size() == 14 ? key.substr(8) : std::string_view("00");
  while (subgroup.size() > 2 && subgroup.back() == '0') subgroup.remove_suffix(1);
  text += subgroup;
  return text;
}

}  // namespace patlas
