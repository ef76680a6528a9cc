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
