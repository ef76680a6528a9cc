// Offices whose rules are a few lines each (domain.md 1.2, last paragraphs), in the order of their
// codes. Common to most: publications lose padding zeros, applications lose the check digit behind
// a point, and EPODOC's application form is the Western year and seven digits.
#include <string>

#include "ingest/normalize/fold.h"
#include "ingest/normalize/split_number.h"

namespace patlas {

namespace {

bool is_publication(const SplitNumber& written) {
  return written.space == NumberSpace::kPublication;
}

bool has_parted_check(std::string_view body) {
  return body.size() > 2 && body[body.size() - 2] == '.';
}

std::string without_parted_check(std::string_view body) {
  return compact(has_parted_check(body) ? body.substr(0, body.size() - 2) : body);
}

// Digits of EPODOC's YYYYNNNNNNN behind the year; empty when it is not that form.
std::string epodoc_serial(std::string_view digits) {
  if (digits.size() != 11 || !all_digits(digits) || !starts_with_year(digits, 1900)) return {};
  return std::string(digits.substr(4));
}

void add_unpadded(const std::string& all, Readings& readings) {
  if (all_digits(all)) readings.add(strip_zeros(all));
}

}  // namespace

void read_ar(const SplitNumber& written, Readings& readings) {
  const std::string all = compact(written.body);
  if (is_publication(written) && all_digits(all)) readings.add(pad_zeros(strip_zeros(all), 6));
}

// Publications of EP patents have E before the number (E232441 T1). Applications: 967/1994 is
// 96794; from 2000 on the year keeps its four digits (GM 434/2002 is 4342002).
void read_at(const SplitNumber& written, Readings& readings) {
  if (is_publication(written)) {
    const LettersDigits number = letters_digits(compact(written.body));
    if (number.digits.empty() || !number.rest.empty()) return;
    const std::string digits = strip_zeros(number.digits);
    if (number.letters == "E" || (number.letters.empty() && written.kind == "E")) {
      return readings.add_of(written.country, "E" + digits,
                             written.kind == "E" || (written.kind.empty() && written.from_office)
                                 ? "T1"
                                 : written.kind);
    }
    // AT232441T: only translations of EP patents have the kind.
    const bool of_ep = !written.kind.empty() && written.kind[0] == 'T' && !written.from_office;
    if (number.letters.empty() && of_ep) readings.add("E" + digits);
    if (number.letters.empty()) readings.add(digits);
    return;
  }
  std::vector<std::string> parts = number_parts(written.body);
  std::string_view kind = "A";
  if (parts.size() == 3 && (parts[0] == "A" || parts[0] == "GM")) {
    if (parts[0] == "GM") kind = "U";
    parts.erase(parts.begin());
  }
  if (parts.size() == 2 && all_digits(parts[0]) && all_digits(parts[1])) {
    const bool long_year = parts[1].size() == 4 && starts_with_year(parts[1], 1900);
    const std::string year =
        long_year && number_value(parts[1]) < 2000 ? parts[1].substr(2) : parts[1];
    return readings.add(strip_zeros(parts[0]) + year, kind);
  }
  if (parts.size() != 1 || !all_digits(parts[0])) return;
  if (const std::string serial = epodoc_serial(parts[0]); !serial.empty()) {
    const bool long_year = starts_with_year(parts[0], 2000);
    return readings.add(strip_zeros(serial) + parts[0].substr(long_year ? 0 : 2, long_year ? 4 : 2),
                        "A");
  }
  readings.add(parts[0], "");
}

// Four digits of year and six since 2002; 2000 and 2001 had five, which DOCDB pads.
void read_au(const SplitNumber& written, Readings& readings) {
  const std::string all = compact(written.body);
  if (!all_digits(all)) return;
  if (is_publication(written)) {
    const std::string digits = strip_zeros(all);
    if (digits.size() == 9 && starts_with_year(digits, 2000)) {
      return readings.add(digits.substr(0, 4) + "0" + digits.substr(4));
    }
    return readings.add(digits);
  }
  const std::string serial = epodoc_serial(all);
  if (!serial.empty() && starts_with_year(all, 2002)) {
    return readings.add(all.substr(0, 4) + serial.substr(1), "A");
  }
  readings.add(all, "A");
}

// Since 2012 type, year, six digits and a check digit; before, PI, MU or C1 and seven digits.
void read_br(const SplitNumber& written, Readings& readings) {
  std::string body = written.body;
  if (body.size() > 2 && (body[body.size() - 2] == '-' || body[body.size() - 2] == '.')) {
    body.resize(body.size() - 2);
  }
  const std::string all = compact(body);
  const LettersDigits number = letters_digits(
      std::string_view(all).substr(std::min(all.find_first_not_of('0'), all.size())));
  if (number.digits.empty() || !number.rest.empty()) return;
  if (!number.letters.empty()) {
    const std::string digits =
        number.digits.size() == 8 ? number.digits.substr(0, 7) : number.digits;
    return readings.add(number.letters + digits);
  }
  const std::string& digits = number.digits;
  // EPODOC: year, type and a serial of five.
  if (!is_publication(written) && digits.size() == 11 && starts_with_year(digits, 2012) &&
      (digits[4] == '1' || digits[4] == '2')) {
    return readings.add(digits.substr(4, 2) + digits.substr(0, 4) + "0" + digits.substr(6),
                        digits[4] == '2' ? "U" : "A");
  }
  const bool long_form = (digits.size() == 12 || digits.size() == 13) &&
                         (digits[0] == '1' || digits[0] == '2') &&
                         starts_with_year(digits.substr(2), 2000);
  readings.add(long_form ? digits.substr(0, 12) : digits,
               long_form && digits[0] == '2' ? "U" : "A");
}

void read_ca(const SplitNumber& written, Readings& readings) {
  const std::string all = compact(written.body);
  const std::string serial = is_publication(written) ? "" : epodoc_serial(all);
  add_unpadded(serial.empty() ? all : serial, readings);
}

void read_ea(const SplitNumber& written, Readings& readings) {
  const std::string all = compact(written.body);
  if (!all_digits(all)) return;
  const std::string digits = strip_zeros(all);
  if (is_publication(written) && digits.size() < 9) return readings.add(pad_zeros(digits, 6));
  readings.add(digits);
}

// Applications are two digits of year and five.
void read_fr(const SplitNumber& written, Readings& readings) {
  const std::string all = compact(written.body);
  if (!all_digits(all)) return;
  if (is_publication(written)) return readings.add(strip_zeros(all));
  const std::string serial = epodoc_serial(all);
  if (!serial.empty()) return readings.add(all.substr(2, 2) + serial.substr(2), "A");
  readings.add(all, "A");
}

// Applications are two digits of year and five, then a check digit whose rule we do not know.
void read_gb(const SplitNumber& written, Readings& readings) {
  const std::string all = without_parted_check(written.body);
  if (!all_digits(all)) return;
  if (is_publication(written)) {
    // To 1915 numbers began anew each year: 12345/1900 is 190012345.
    const std::vector<std::string> parts = number_parts(written.body);
    const unsigned year = parts.size() == 2 && parts[1].size() == 4 ? number_value(parts[1]) : 0;
    if (year >= 1852 && year <= 1915 && parts[0].size() <= 5 &&
        written.body.find('/') != std::string::npos) {
      return readings.add(parts[1] + pad_zeros(parts[0], 5));
    }
    return readings.add(strip_zeros(all));
  }
  const std::string serial = epodoc_serial(all);
  if (!serial.empty()) return readings.add(all.substr(2, 2) + serial.substr(2), "A");
  if (all.size() == 8 && number_parts(written.body).size() == 1) {
    readings.add(all.substr(0, 7), "A");
  }
  // DOCDB's originals have the whole year: 201800758.
  if (all.size() == 9 && starts_with_year(all, 1900) && !written.from_office) {
    readings.add(all.substr(2), "A");
  }
  readings.add(all, "A");
}

// U200501210 is U20051210: letter, year, and four of the five digits.
void read_ge(const SplitNumber& written, Readings& readings) {
  const std::string all = compact(written.body);
  const size_t begin = std::min(all.find_first_not_of('0'), all.size());
  const LettersDigits number = letters_digits(std::string_view(all).substr(begin));
  if (number.digits.empty() || !number.rest.empty()) return;
  std::string digits = number.digits;
  if (digits.size() == 9 && starts_with_year(digits, 1990) && digits[4] == '0') digits.erase(4, 1);
  readings.add(number.letters + digits);
}

// The check digit's rule is not known, so without a point both readings stand.
void read_hk(const SplitNumber& written, Readings& readings) {
  const std::string all = without_parted_check(written.body);
  if (!all_digits(all)) return;
  const bool parted = has_parted_check(written.body);
  if (!is_publication(written) && !parted && (all.size() == 9 || all.size() == 12)) {
    readings.add(all.substr(0, all.size() - 1), "A");
  }
  readings.add(all);
}

// 2282/MUM/2011 is, published, 2011MU02282. The two letters for entries into the national phase
// (DELNP: DN) are general knowledge.
void read_in(const SplitNumber& written, Readings& readings) {
  std::vector<std::string> parts = number_parts(written.body);
  if (parts.size() == 1) {  // 2282MUM2011
    const size_t letters = std::min(parts[0].find_first_not_of("0123456789"), parts[0].size());
    const LettersDigits rest = letters_digits(std::string_view(parts[0]).substr(letters));
    if (letters > 0 && letters <= 5 && rest.letters.size() >= 3 && rest.digits.size() == 4 &&
        rest.rest.empty()) {
      parts = {parts[0].substr(0, letters), rest.letters, rest.digits};
    }
  }
  if (parts.size() == 3 && all_digits(parts[0]) && parts[1].size() >= 2 && all_digits(parts[2]) &&
      letters_digits(parts[1]).letters == parts[1]) {
    const bool national = parts[1].size() >= 5 && parts[1].ends_with("NP");
    const std::string office = national ? parts[1].substr(0, 1) + "N" : parts[1].substr(0, 2);
    const std::string serial = strip_zeros(parts[0]);
    if (!is_publication(written)) return readings.add(serial + office + parts[2], "A");
    return readings.add(parts[2] + office + pad_zeros(serial, 5), "A");
  }
  const std::string all = compact(written.body);
  if (all_digits(all)) readings.add(is_publication(written) ? strip_zeros(all) : all);
  const LettersDigits tail =
      letters_digits(std::string_view(all).substr(std::min<size_t>(4, all.size())));
  // EPODOC has the application in the publication's order: IN2011MU02282 is 2282MU2011.
  if (!is_publication(written) && starts_with_year(all, 1900) && tail.letters.size() == 2 &&
      tail.digits.size() == 5 && tail.rest.empty()) {
    readings.add(strip_zeros(tail.digits) + tail.letters + all.substr(0, 4), "A");
  }
  if (starts_with_year(all, 1900) && tail.letters.size() == 2 && tail.rest.empty()) {
    readings.add(all);
  }
}

// VR0020130124 is VR20130124: province, year, four digits. Files also write VR2013A000124 and
// PD05A0056.
void read_it(const SplitNumber& written, Readings& readings) {
  const std::string all = compact(written.body);
  const LettersDigits number = letters_digits(all);
  if (number.letters.empty()) return add_unpadded(all, readings);
  if (number.letters.size() != 2 || number.digits.empty()) return;
  const std::string digits = strip_zeros(number.digits);
  if (number.rest.empty()) return readings.add(number.letters + digits);
  const LettersDigits tail = letters_digits(number.rest);
  const unsigned short_year = number_value(number.digits);
  const std::string year = number.digits.size() == 2
                               ? std::to_string((short_year < 50 ? 2000 : 1900) + short_year)
                               : digits;
  if (year.size() == 4 && tail.letters.size() == 1 && !tail.digits.empty() && tail.rest.empty()) {
    readings.add(number.letters + year + pad_zeros(strip_zeros(tail.digits), 4),
                 tail.letters == "U" ? "U" : "A");
  }
}

// "a 2005 0130": the letter is the type, not the kind.
void read_md(const SplitNumber& written, Readings& readings) {
  std::string all = compact(written.body);
  const LettersDigits number = letters_digits(all);
  if (number.letters.size() == 1 && number.rest.empty()) all = number.digits;
  if (!all_digits(all)) return;
  const std::string serial = epodoc_serial(all);
  if (!serial.empty()) return readings.add(all.substr(0, 4) + serial.substr(3), "A");
  readings.add(all);
}

// MX/a/2021/003222 is 2021003222; before 2007 PA/a/2005/006297 is PA05006297.
void read_mx(const SplitNumber& written, Readings& readings) {
  std::vector<std::string> parts = number_parts(written.body);
  const bool old = parts.size() == 4 && (parts[0] == "PA" || parts[0] == "NL");
  const std::string prefix = old ? parts[0] : "";
  if (old) parts.erase(parts.begin());
  if (parts.size() == 3 && (parts[0] == "A" || parts[0] == "U") && parts[1].size() == 4 &&
      starts_with_year(parts[1], 1990) && all_digits(parts[2]) && parts[2].size() <= 6) {
    const std::string serial = pad_zeros(parts[2], 6);
    return readings.add(old ? prefix + parts[1].substr(2) + serial : parts[1] + serial, parts[0]);
  }
  const std::string all = compact(written.body);
  const size_t begin = std::min(all.find_first_not_of('0'), all.size());
  const LettersDigits number = letters_digits(std::string_view(all).substr(begin));
  if (!number.digits.empty() && number.rest.empty()) {
    readings.add(number.letters + number.digits);
  }
}

// 2010150220/11: the department behind the slash is not part of the number.
void read_ru(const SplitNumber& written, Readings& readings) {
  const std::vector<std::string> parts = number_parts(written.body);
  const bool department =
      parts.size() == 2 && parts[1].size() == 2 && (parts[0].size() == 10 || parts[0].size() == 8);
  const std::string all = department ? parts[0] : compact(written.body);
  if (!all_digits(all)) return;
  if (is_publication(written)) return readings.add(strip_zeros(all));
  const std::string serial = epodoc_serial(all);
  if (!serial.empty()) {  // eight digits before 2000, then ten
    const size_t year = starts_with_year(all, 2000) ? 0 : 2;
    return readings.add(all.substr(year, 4 - year) + serial.substr(1), "A");
  }
  readings.add(all, "A");
}

// What the office prints as A is L in DOCDB. Applications have a check digit behind a hyphen.
void read_se(const SplitNumber& written, Readings& readings) {
  const std::vector<std::string> parts = number_parts(written.body);
  if (!is_publication(written)) {
    if (parts.size() == 2 && parts[0].size() == 7 && parts[1].size() == 1) {
      return readings.add(parts[0], "A");
    }
    const std::string all = compact(written.body);
    const std::string serial = epodoc_serial(all);
    if (!serial.empty()) return readings.add(all.substr(2, 2) + serial.substr(2), "A");
    if (all_digits(all)) readings.add(all, "A");
    return;
  }
  const bool checked = parts.size() == 2 && parts[0].size() == 7 && parts[1].size() == 1;
  const std::string all = checked ? parts[0] : compact(written.body);
  if (!all_digits(all)) return;
  readings.add_of(written.country, strip_zeros(all), written.kind == "A" ? "L" : written.kind);
}

// To 2013 eight or nine digits and a check digit; since, eleven digits and a letter that stays.
void read_sg(const SplitNumber& written, Readings& readings) {
  const std::string all = without_parted_check(written.body);
  const LettersDigits number = letters_digits(all);
  if (!number.letters.empty() || number.digits.empty()) return;
  if (number.rest.size() <= 1 && number.digits.size() == 11) return readings.add(all);
  const std::vector<std::string> parts = number_parts(written.body);
  if (parts.size() == 2 && parts[1].size() == 1 && parts[0].size() >= 8 && !written.from_office) {
    readings.add(parts[0], is_publication(written) ? "" : "A");
  }
  if (number.rest.empty()) readings.add(all, is_publication(written) ? "" : "A");
}

}  // namespace patlas
