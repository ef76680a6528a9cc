// Germany (domain.md 1.2). One number from filing to grant: since 2004 twelve digits (type, year,
// serial), before eight or seven; earlier applications a letter and a serial (B 77613). The check
// digit behind the point is not part of it.
#include <string>

#include "ingest/normalize/fold.h"
#include "ingest/normalize/split_number.h"

namespace patlas {

namespace {

constexpr unsigned kFirstLongYear = 2004;

bool has_parted_check(std::string_view body) {
  return body.size() > 2 && body[body.size() - 2] == '.';
}

// Old documents are filed under A whatever they were: Patentschriften (C) below a million,
// Auslegeschriften (B) up to 1.4 million, then Offenlegungsschriften [PZ].
std::string_view old_kind(std::string_view kind, unsigned number) {
  if (kind != "A" && kind != "B") return kind;
  if (number < 1000000) return "C";
  if (kind == "B") return "B";
  return number < 1400000 ? "B" : "A1";
}

bool is_type(std::string_view digits) {
  const unsigned type = number_value(digits);
  return (type >= 10 && type <= 12) || (type >= 20 && type <= 22) || type == 40 || type == 50 ||
         type == 60;
}

bool is_long_number(std::string_view digits) {
  return digits.size() == 12 && is_type(digits.substr(0, 2)) &&
         starts_with_year(digits.substr(2), kFirstLongYear);
}

// EPODOC has the year in front: 2004 10 537108; before, 1996 1 030877 and 1990 4021230.
std::string of_epodoc(std::string_view digits) {
  if (digits.size() == 11 && starts_with_year(digits, 1968)) {
    const unsigned year = number_value(digits.substr(0, 4));
    const std::string_view run = digits.substr(4);
    if (year >= 1995 && year < kFirstLongYear && run[1] == '0') {
      return std::string(run.substr(0, 1)) + std::string(digits.substr(2, 2)) +
             std::string(run.substr(2));
    }
    // Two digits of year, for utility models, and as many less fifty for patents.
    const unsigned short_year = number_value(run.substr(0, 2));
    const bool fits = short_year == year - 1900 || short_year == year - 1950;
    return year < 1995 && fits ? std::string(run) : std::string();
  }
  if (digits.size() != 12 || !starts_with_year(digits, kFirstLongYear)) return {};
  if (!is_type(digits.substr(4, 2))) return {};
  return std::string(digits.substr(4, 2)) + std::string(digits.substr(0, 4)) +
         std::string(digits.substr(6));
}

void add_publication(const SplitNumber& written, const std::string& digits, Readings& readings) {
  if (digits.size() > 7) return readings.add(digits);
  const std::string_view kind = old_kind(written.kind, number_value(digits));
  readings.add_of(written.country, digits, std::string(kind));
}

void read_publication(const SplitNumber& written, Readings& readings) {
  std::string body = written.body;
  if (has_parted_check(body)) body.resize(body.size() - 2);
  LettersDigits number = letters_digits(compact(body));
  if (!number.rest.empty() || number.digits.empty()) return;
  const std::string digits = strip_zeros(number.digits);
  if (number.letters == "G" || number.letters == "U") return readings.add(digits, "U1");
  if (number.letters == "P") number.letters.clear();
  if (!number.letters.empty()) {
    if (number.letters.size() == 1) readings.add(number.letters + digits);
    return;
  }
  add_publication(written, digits, readings);
}

void read_application(const SplitNumber& written, Readings& readings) {
  std::string body = written.body;
  const bool parted = has_parted_check(body);
  if (parted) body.resize(body.size() - 2);
  LettersDigits number = letters_digits(compact(body));
  if (number.digits.empty()) return;
  std::string_view kind = "A";
  if (number.letters == "G") kind = "U";
  // Before 1968 G and P are letters like the others: G 34437.
  std::string lettered;
  if (number.letters == "P" || number.letters == "G") {
    if (number.rest.empty() && number.digits.size() <= 7 && !parted && !written.from_office) {
      lettered = number.letters + pad_zeros(number.digits, 7);
    }
    number.letters.clear();
  }
  if (!number.letters.empty()) {
    // B 77613, before 1968: a letter and seven digits.
    if (number.letters.size() == 1 && number.rest.empty() && number.digits.size() <= 7) {
      readings.add(number.letters + pad_zeros(number.digits, 7), "A");
    }
    return;
  }
  const std::string& digits = number.digits;
  const std::string head = digits.substr(0, digits.size() - (number.rest == "X" ? 0 : 1));
  if (!number.rest.empty() && number.rest != "X") return;
  const char check = number.rest == "X" ? 'X' : digits.back();
  const bool long_with_check = is_long_number(head);
  if (!parted && long_with_check) return readings.add(head, kind);
  if (number.rest == "X") return readings.add(head, kind);
  if (is_long_number(digits)) readings.add(digits, digits[0] == '2' ? "U" : kind);
  const std::string epodoc = of_epodoc(digits);
  if (!epodoc.empty()) readings.add(epodoc, kind);
  if (digits.size() == 9 && !parted) {
    const bool right = de_check_digit(head) == check;
    if (right) readings.add(head, kind);
    readings.add(digits, kind);
    if (!right) readings.add(head, kind);
    return;
  }
  if (digits.size() <= 8) readings.add(digits, kind);
  readings.add(lettered, "A");
}

}  // namespace

void read_de(const SplitNumber& written, Readings& readings) {
  if (written.space == NumberSpace::kApplication) return read_application(written, readings);
  read_publication(written, readings);
}

}  // namespace patlas
