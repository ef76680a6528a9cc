// USPC and Locarno: the schemes beside IPC and CPC that office files carry.
#include <algorithm>
#include <string>
#include <string_view>

#include "ingest/normalize/fold.h"
#include "ingest/normalize/symbols.h"

namespace patlas {

namespace {

constexpr size_t kLongestSymbolText = 96;

std::string without_blanks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '\t') out.push_back(c);
  }
  return out;
}

// The three class columns: " 29", "  2", "427", "D10", "D 1", " D5", "PLT", "G9B".
std::string uspc_class(std::string_view text) {
  const std::string joined = without_blanks(text);
  const size_t zeros = joined.find_first_not_of('0');
  return zeros == std::string::npos ? joined : joined.substr(zeros);
}

// Three columns of whole number, then decimals or the letters of an alpha subclass: "4431" =
// 443.1, " 972" = 97.2, "385101" = 385.101, " 90K" = 90K, "  2DD" = 2DD, "E29012" = E29.012.
std::string uspc_subclass(std::string_view text) {
  if (text.starts_with("DIG") || text.starts_with("FOR")) {
    return std::string(text.substr(0, 3)) + " " + without_blanks(text.substr(3));
  }
  if (text.size() == 6 && text[0] == 'E' && all_digits(text.substr(1))) {
    return std::string(text.substr(0, 3)) + "." + std::string(text.substr(3));
  }
  std::string whole = without_blanks(text.substr(0, 3));
  const std::string rest = without_blanks(text.substr(std::min<size_t>(3, text.size())));
  const size_t zeros = whole.find_first_not_of('0');
  if (zeros != std::string::npos) whole = whole.substr(zeros);
  if (!all_digits(whole) || !all_digits(rest)) return whole + rest;
  std::string decimals = rest;
  // Three decimals are a padded form (PAP: 503000 = 503); fewer are as the schedule prints them.
  if (decimals.size() >= 3) decimals.resize(decimals.find_last_not_of('0') + 1);
  return decimals.empty() ? whole : whole + "." + decimals;
}

}  // namespace

std::string normalize_uspc(std::string_view fixed_columns) {
  if (fixed_columns.size() > kLongestSymbolText) return {};
  const std::string text = fold_upper(fixed_columns);
  // Columns are of single bytes; a cut inside a character would leave what is no text.
  if (!is_ascii(text)) return std::string(trim(text));
  // Written with its slash it is already the display form, but for blanks.
  if (text.find('/') != std::string::npos) {
    const size_t slash = text.find('/');
    const std::string head = uspc_class(std::string_view(text).substr(0, slash));
    const std::string_view tail = trim(std::string_view(text).substr(slash + 1));
    if (tail.starts_with("DIG") || tail.starts_with("FOR")) return head + "/" + uspc_subclass(tail);
    return head + "/" + without_blanks(tail);
  }
  const size_t end = text.find_last_not_of(" \t\r\n");
  if (end == std::string::npos) return {};
  const std::string_view used = std::string_view(text).substr(0, end + 1);
  if (used.size() <= 3) return uspc_class(used);
  const std::string head = uspc_class(used.substr(0, 3));
  const std::string_view tail = used.substr(3);
  if (head.empty()) return std::string(trim(used));
  // A range of a field of search: "174257-259" is 174/257-259.
  if (tail.find('-') != std::string_view::npos) return head + "/" + without_blanks(tail);
  return head + "/" + uspc_subclass(tail);
}

namespace {

/// `G06F9/00,325A`, `G06F9/00@A`, `B60G17/015A`, `B60G 17/015 A`: a symbol of the IPC, three digits,
/// a letter.
std::string fi_symbol_key(std::string_view written) {
  const std::string text = without_blanks(fold_upper(written));
  size_t end = text.find('/');
  if (end == std::string::npos) end = text.size();
  while (end < text.size() && (text[end] == '/' || is_digit(text[end]))) ++end;
  const auto symbol = parse_class_symbol(std::string_view(text).substr(0, end));
  if (!symbol) return {};
  std::string key = symbol->key.size() == 8 ? symbol->key + "000000" : symbol->key;
  std::string_view rest = std::string_view(text).substr(end);
  if (rest.empty()) return key;
  if (key.size() != 14) return {};
  if (rest.front() == ',') rest.remove_prefix(1);
  if (rest.size() >= 3 && all_digits(rest.substr(0, 3))) {
    key += "," + std::string(rest.substr(0, 3));
    rest.remove_prefix(3);
  }
  if (rest.size() == 2 && rest[0] == '@') rest.remove_prefix(1);
  if (rest.empty()) return key;
  if (rest.size() != 1 || !is_upper(rest[0])) return {};
  return key + "@" + std::string(rest);
}

/// `2C001 AA01`, `5B057/AA01`, and what is above: `2C001AA`, `2C001`.
std::string fterm_key(std::string_view written) {
  std::string key;
  for (const char c : fold_upper(written)) {
    if (c != ' ' && c != '/' && c != '.' && c != '\t') key.push_back(c);
  }
  constexpr std::string_view kShape = "9A999AA99";
  if (key.size() != 5 && key.size() != 7 && key.size() != 9 && key.size() != 10) return {};
  for (size_t i = 0; i < std::min(key.size(), kShape.size()); ++i) {
    if (kShape[i] == '9' ? !is_digit(key[i]) : !is_upper(key[i])) return {};
  }
  return key.size() < 10 || is_alnum(key[9]) ? key : std::string();
}

/// 604, D21, PLT, G9B.
bool is_uspc_class(std::string_view head) {
  if (head == "PLT" || head == "G9B") return true;
  if (head.starts_with('D')) head.remove_prefix(1);
  return head.size() <= 3 && all_digits(head);
}

/// A class, or class and subclass, parted by a slash. (Columns without one are for readers of
/// offices' files: H01L is no class of this scheme.)
std::string uspc_key(std::string_view written) {
  const std::string_view trimmed = trim(written);
  if (trimmed.find('/') == std::string_view::npos && trimmed.size() > 3) return {};
  const std::string text = normalize_uspc(trimmed);
  const bool is_text = std::all_of(text.begin(), text.end(), [](char c) {
    return is_alnum(c) || c == '/' || c == '.' || c == ' ' || c == '-';
  });
  const auto slashes = std::count(text.begin(), text.end(), '/');
  if (!is_text || slashes > 1 || text.ends_with('/')) return {};
  const bool is_class = is_uspc_class(std::string_view(text).substr(0, text.find('/')));
  return is_class ? text : std::string();
}

std::string locarno_key(std::string_view written) {
  const std::string text = normalize_locarno(written);
  if (text.size() == 5 && text[2] == '-' && all_digits(text.substr(0, 2)) &&
      all_digits(text.substr(3))) {
    return text;
  }
  return text.size() == 2 && all_digits(text) ? text : std::string();
}

}  // namespace

std::string national_symbol(std::string_view scheme, std::string_view text) {
  if (text.size() > kLongestSymbolText) return {};
  if (scheme == "fi") return fi_symbol_key(text);
  if (scheme == "fterm") return fterm_key(text);
  if (scheme == "uspc") return uspc_key(text);
  return scheme == "locarno" ? locarno_key(text) : std::string();
}

std::vector<std::string> national_levels(std::string_view scheme, std::string_view symbol) {
  std::vector<std::string> levels;
  const auto add = [&](size_t length) {
    if (length < symbol.size()) levels.emplace_back(symbol.substr(0, length));
  };
  if (scheme == "fi") {
    for (const size_t length : {1u, 3u, 4u, 8u, 14u}) add(length);
    const size_t letter = symbol.find('@');
    if (symbol.find(',') != std::string_view::npos && letter != std::string_view::npos) add(letter);
  } else if (scheme == "fterm") {
    for (const size_t length : {5u, 7u, 9u}) add(length);
  } else {
    const size_t parted = symbol.find_first_of("/-");
    if (parted != std::string_view::npos) add(parted);
  }
  levels.emplace_back(symbol);
  return levels;
}

std::string display_national_symbol(std::string_view scheme, std::string_view symbol) {
  if (scheme != "fi") return std::string(symbol);
  const size_t end = std::min(symbol.find_first_of(",@"), symbol.size());
  return display_class_symbol(symbol.substr(0, end)) + std::string(symbol.substr(end));
}

std::string normalize_locarno(std::string_view text) {
  if (text.size() > kLongestSymbolText) return {};
  const std::string folded = fold_number_text(text);
  const std::string_view symbol = trim(folded);
  const size_t parted = symbol.find_first_of("-/. ");
  if (parted == std::string_view::npos && symbol.size() != 4) return std::string(symbol);
  const std::string_view head = symbol.substr(0, std::min<size_t>(parted, 2));
  const std::string_view tail =
      parted == std::string_view::npos ? symbol.substr(2) : trim(symbol.substr(parted + 1));
  const bool two_numbers = all_digits(head) && all_digits(tail) && tail.size() <= 2 &&
                           (parted == std::string_view::npos || parted <= 2);
  if (!two_numbers) return std::string(symbol);
  std::string out;
  if (head.size() == 1) out.push_back('0');
  out.append(head).push_back('-');
  if (tail.size() == 1) out.push_back('0');
  out.append(tail);
  return out;
}

}  // namespace patlas
