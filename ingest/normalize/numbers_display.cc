// DOCDB numbers as people and offices write them; parse_number reads each of them back.
#include <string>

#include "ingest/normalize/fold.h"
#include "ingest/normalize/numbers.h"
#include "ingest/normalize/split_number.h"

namespace patlas {

namespace {

bool is_letter_kind(std::string_view kind, char letter) {
  return !kind.empty() && kind[0] == letter;
}

// "PCT/US2008/086599"; years before 2004 have two digits.
std::string pct_application(const DocdbNumber& number) {
  const std::string& digits = number.number;
  if (!all_digits(digits) || (digits.size() != 7 && digits.size() != 10)) return {};
  const size_t year = digits.size() == 10 ? 4 : 2;
  std::string text = "PCT/";
  text.append(number.country).append(digits, 0, year).append("/").append(digits, year);
  return text;
}

std::string with_separator(std::string_view digits, size_t at, char separator) {
  std::string text(digits.substr(0, at));
  text.push_back(separator);
  text.append(digits.substr(at));
  return text;
}

// Only kinds that publications have: applications of 2001 and later have ten digits nowhere, but
// other offices' numbers in a US record may.
std::string us_number(const DocdbNumber& number) {
  const std::string_view kind = number.kind;
  const bool laid_open =
      kind == "A1" || kind == "A2" || kind == "A9" || kind == "P1" || kind == "P4" || kind == "P9";
  const std::string& digits = number.number;
  if (!laid_open || digits.size() != 10 || !starts_with_year(digits, 2001)) return digits;
  std::string text = digits.substr(0, 4);
  text.append("/0").append(digits, 4);
  return text;
}

std::string kr_number(const DocdbNumber& number) {
  const std::string& digits = number.number;
  if (!all_digits(digits)) return digits;
  if (digits.size() == 9 && (digits.starts_with("10") || digits.starts_with("20"))) {
    return with_separator(digits, 2, '-');
  }
  if (digits.size() != 11 || !starts_with_year(digits, 1948)) return digits;
  std::string text = is_letter_kind(number.kind, 'U') ? "20-" : "10-";
  if (number.kind.empty()) text.clear();
  text.append(with_separator(digits, 4, '-'));
  return text;
}

std::string jp_number(const DocdbNumber& number) {
  const LettersDigits parts = letters_digits(number.number);
  const bool era = parts.letters.size() == 1 && parts.rest.empty() && parts.digits.size() > 2;
  if (era) return with_separator(number.number, 3, '-');
  if (parts.letters.empty() && parts.digits.size() == 10 && starts_with_year(parts.digits, 2000)) {
    return with_separator(number.number, 4, '-');
  }
  return number.number;
}

std::string office_form(const DocdbNumber& number) {
  if (number.country == "US") return us_number(number);
  if (number.country == "KR") return kr_number(number);
  if (number.country == "JP") return jp_number(number);
  const bool long_wo =
      number.country == "WO" && number.number.size() == 10 && starts_with_year(number.number, 1978);
  return long_wo ? with_separator(number.number, 4, '/') : number.number;
}

}  // namespace

std::string display_number(const DocdbNumber& number) {
  if (number.kind == "W") {
    std::string pct = pct_application(number);
    if (!pct.empty()) return pct;
  }
  std::string text = number.country;
  if (!text.empty()) text.push_back(' ');
  text.append(office_form(number));
  if (!number.kind.empty()) text.append(" ").append(number.kind);
  return text;
}

}  // namespace patlas
