#include "engine/text/special_tokens.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace patlas::special {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_alphanumeric(char c) { return is_digit(c) || is_ascii_letter(c); }
bool is_tail(char c) { return (static_cast<uint8_t>(c) & 0xC0) == 0x80; }

// Two letters or more, except where one letter is never a grade, a size or a count (5G, 3D, 4K and
// 12V stay whole). Sorted.
constexpr std::array<std::string_view, 67> kUnits = {
    "atm", "bar",  "bit",  "bits", "byte", "cal", "cc",   "cm",  "db",  "dbm", "deg", "dl",
    "dm",  "dpi",  "ev",   "fps",  "gb",   "ghz", "gpa",  "gw",  "hpa", "hr",  "hz",  "inch",
    "ka",  "kb",   "kcal", "kev",  "kg",   "khz", "kj",   "km",  "kn",  "kpa", "kv",  "kw",
    "kwh", "lb",   "lm",   "ma",   "mah",  "mb",  "mbar", "mev", "mg",  "mhz", "min", "ml",
    "mm",  "mmol", "mol",  "mpa",  "ms",   "mv",  "mw",   "ng",  "nm",  "ns",  "pa",  "phr",
    "ppb", "ppm",  "rpm",  "sec",  "tb",   "vol", "wt"};
static_assert(std::is_sorted(kUnits.begin(), kUnits.end()));

// What follows μ. Sorted.
constexpr std::array<std::string_view, 11> kMicroUnits = {"a", "c",   "f", "g", "h", "l",
                                                          "m", "mol", "s", "v", "w"};
static_assert(std::is_sorted(kMicroUnits.begin(), kMicroUnits.end()));

constexpr std::array<std::string_view, 36> kAbbreviations = {
    "al", "approx", "art",  "ca",  "cf",   "co",  "corp", "dr",  "ed", "eds", "eq",   "eqs",
    "ex", "fig",    "figs", "inc", "jr",   "ltd", "mr",   "mrs", "ms", "no",  "nos",  "nr",
    "op", "p",      "par",  "pp",  "prof", "ref", "refs", "sec", "st", "vol", "vols", "vs"};
static_assert(std::is_sorted(kAbbreviations.begin(), kAbbreviations.end()));

template <typename Words>
bool contains(const Words& sorted, std::string_view word) {
  return std::binary_search(sorted.begin(), sorted.end(), word);
}

// One to three characters, all letters: the IL of IL-6, the US of US-2012/0123456.
bool is_short_letters(std::string_view token) {
  size_t characters = 0;
  for (const char c : token) {
    if (is_tail(c)) continue;
    if (static_cast<uint8_t>(c) < 0x80 && !is_ascii_letter(c)) return false;
    if (++characters > 3) return false;
  }
  return true;
}

// 2010-123456, the form of Japanese and Korean publication numbers; 10-20 and 2020-01-15 are not.
bool is_hyphenated_number(std::string_view token, std::string_view digits) {
  if (token.size() < 2 || token.size() > 4) return false;
  if (!std::all_of(token.begin(), token.end(), is_digit)) return false;
  size_t count = 0;
  while (count < digits.size() && is_digit(digits[count])) ++count;
  return count == 6 || count == 7;
}

bool starts_micro(std::string_view text) { return text.substr(0, 2) == "\u03BC"; }

bool is_unit(std::string_view text) {
  if (starts_micro(text)) return contains(kMicroUnits, text.substr(2));
  if (text.size() >= 2 && text.front() == 'u' && contains(kMicroUnits, text.substr(1))) return true;
  return contains(kUnits, text);
}

}  // namespace

size_t joined_signs(std::string_view token, std::string_view rest) {
  const char next = rest.size() > 1 ? rest[1] : '\0';
  const bool digit_before = is_digit(token.back());
  switch (rest.front()) {
    case '.':
    case ',':
    case '/':
      return digit_before && is_digit(next) ? 1 : 0;
    case '_':
      return is_alphanumeric(next) ? 1 : 0;
    case '^':
      if (digit_before && is_digit(next)) return 1;
      return digit_before && next == '-' && rest.size() > 2 && is_digit(rest[2]) ? 2 : 0;
    case '-':
      if (!is_digit(next)) return 0;
      return is_short_letters(token) || is_hyphenated_number(token, rest.substr(1)) ? 1 : 0;
    default:
      return 0;
  }
}

size_t percent_sign(std::string_view rest) {
  size_t blank = 0;
  if (rest.substr(0, 1) == " ") blank = 1;
  if (rest.substr(0, 2) == "\u00A0") blank = 2;
  if (rest.substr(0, 3) == "\u202F") blank = 3;
  return rest.substr(blank, 1) == "%" ? blank + 1 : 0;
}

size_t number_before_unit(std::string_view token) {
  // Asked once per part: without a bound, a token of many parts would cost its square.
  constexpr size_t kLongest = 64;
  if (token.size() > kLongest) return 0;
  size_t length = 0;
  while (length < token.size() && (is_digit(token[length]) || token[length] == '.' ||
                                   token[length] == ',' || token[length] == '/')) {
    ++length;
  }
  return length > 0 && length < token.size() && is_unit(token.substr(length)) ? length : 0;
}

bool is_micro_unit(std::string_view token) { return starts_micro(token) && is_unit(token); }

bool is_abbreviation(std::string_view token) {
  if (token.size() == 1) return is_ascii_letter(token.front());
  return contains(kAbbreviations, token);
}

}  // namespace patlas::special
