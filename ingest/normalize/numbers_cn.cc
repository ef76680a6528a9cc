// China (domain.md 1.2). Applications lose the check digit (year and type are part of the number);
// publications have seven digits, or nine since 2007, and from April 2010 a grant has its
// publication's number.
#include <string>

#include "ingest/normalize/fold.h"
#include "ingest/normalize/split_number.h"

namespace patlas {

namespace {

constexpr unsigned kFirstYear = 1985;
constexpr unsigned kFirstLongYear = 2003;

// One digit behind a point at the end is a check digit, and so is a letter X.
bool has_parted_check(std::string_view body) {
  return body.size() > 2 && body[body.size() - 2] == '.';
}

// The office's exchange files write type (2), year and a serial of nine: 102021001286633 is
// 2021 1 1286633. PATENTSCOPE writes the Korean way, 10 2015 131984.
std::string of_standard_form(std::string_view digits) {
  const std::string_view type = digits.substr(0, 2);
  char one = 0;
  if (type == "10") one = '1';
  if (type == "20") one = '2';
  if (type == "30") one = '3';
  if (type == "11") one = '8';
  if (type == "21") one = '9';
  if (one == 0 || !starts_with_year(digits.substr(2), kFirstYear)) return {};
  const std::string serial = strip_zeros(digits.substr(6));
  if (serial.size() > 7) return {};
  return std::string(digits.substr(2, 4)) + one + pad_zeros(serial, 7);
}

bool is_type(char digit) { return std::string_view("12389").find(digit) != std::string_view::npos; }

// EPODOC cuts the serial by a zero: 2008 8 123968; before 2003 it has the whole year: 1997 1 080299.
std::string of_epodoc(std::string_view digits) {
  if (digits.size() != 11 || !starts_with_year(digits, kFirstYear) || !is_type(digits[4]))
    return {};
  if (number_value(digits.substr(0, 4)) >= kFirstLongYear) {
    return std::string(digits.substr(0, 5)) + "0" + std::string(digits.substr(5));
  }
  if (digits[5] != '0') return {};
  return std::string(digits.substr(2, 3)) + std::string(digits.substr(6));
}

// The type digit behind the year tells the kind.
std::string_view kind_of_application(std::string_view number) {
  if (number.size() != 8 && number.size() != 12) return "";
  switch (number[number.size() == 8 ? 2 : 4]) {
    case '1':
    case '8':
      return "A";
    case '2':
    case '9':
      return "U";
    case '3':
      return "F";
    default:
      return number.size() == 8 ? "A" : "";
  }
}

void add_application(const std::string& number, Readings& readings) {
  readings.add(number, kind_of_application(number));
}

void read_application(const SplitNumber& written, Readings& readings) {
  std::string all = compact(written.body);
  if (has_parted_check(written.body) && all.size() > 1) {
    all.pop_back();
    const bool right_size =
        all.size() == 8 || (all.size() == 12 && starts_with_year(all, kFirstYear));
    if (all_digits(all) && right_size) add_application(all, readings);
    return;
  }
  const std::string head = all.empty() ? all : all.substr(0, all.size() - 1);
  if (!all_digits(head)) return;
  const bool checked = !head.empty() && cn_check_digit(head) == all.back();
  if (all.size() == 13 && starts_with_year(all, kFirstYear)) return add_application(head, readings);
  if (all.size() == 9) {
    if (checked) add_application(head, readings);
    if (all_digits(all)) readings.add(all);
    if (!checked) add_application(head, readings);
    return;
  }
  if (!all_digits(all)) return;
  if (all.size() == 8 || (all.size() == 12 && starts_with_year(all, kFirstYear))) {
    return add_application(all, readings);
  }
  if (const std::string number = of_epodoc(all); !number.empty()) {
    return add_application(number, readings);
  }
  if (all.size() == 12 || all.size() == 13 || all.size() == 15) {
    const std::string number = of_standard_form(all);
    if (!number.empty()) add_application(number, readings);
  }
}

}  // namespace

bool is_cn_application(const SplitNumber& written) {
  const std::string all = compact(written.body);
  if (all.size() == 12 || all.size() == 13) {
    return all_digits(std::string_view(all).substr(0, 12)) &&
           starts_with_year(all, kFirstLongYear) && is_type(all[4]);
  }
  if (written.mark != NumberMark::kGrantOfApplication || all.size() < 8 || all.size() > 9) {
    return false;
  }
  const unsigned year = number_value(std::string_view(all).substr(0, 2));
  const bool published_alike = all.size() == 8 && year >= 85 && year <= 88;
  return !published_alike && (year >= kFirstYear % 100 || year <= kFirstLongYear % 100);
}

void read_cn(const SplitNumber& written, Readings& readings) {
  if (written.space == NumberSpace::kApplication) return read_application(written, readings);
  const std::string all = compact(written.body);
  if (!all_digits(all)) return;
  const std::string digits = strip_zeros(all);
  if (digits.size() >= 7 && digits.size() <= 9) readings.add(digits);
}

}  // namespace patlas
