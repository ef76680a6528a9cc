// United States (domain.md 1.2). Grants lose commas and padding; application publications lose one
// zero of the serial; applications carry two digits of the filing year behind the serial up to
// series 12, and year and series before it from series 13 on.
#include <string>

#include "ingest/normalize/fold.h"
#include "ingest/normalize/split_number.h"

namespace patlas {

namespace {

constexpr unsigned kFirstPublicationYear = 2001;
// The filing year from which provisional and design numbers have the long form. domain.md has
// examples of 2002 (short) and 2018 (long); real files have the long form from 2011 on.
constexpr unsigned kFirstLongYear = 2011;
// International applications enter the national phase up to three years after their filing, which
// is the date that counts.
constexpr unsigned kNationalPhaseYears = 3;

// Series and the years of filing they were given out in [M503, IFI; from 15 on general knowledge];
// an open series ends at a year well ahead, for want of a clock.
struct Series {
  unsigned code, first_year, last_year;
  char kind;
};
constexpr Series kSeries[] = {
    {1, 1925, 1934, 'A'},  {2, 1935, 1947, 'A'},  {3, 1948, 1959, 'A'},  {4, 1960, 1969, 'A'},
    {5, 1970, 1978, 'A'},  {6, 1979, 1986, 'A'},  {7, 1987, 1992, 'A'},  {8, 1993, 1997, 'A'},
    {9, 1998, 2001, 'A'},  {10, 2001, 2004, 'A'}, {11, 2004, 2007, 'A'}, {12, 2007, 2011, 'A'},
    {13, 2010, 2014, 'A'}, {14, 2013, 2016, 'A'}, {15, 2015, 2018, 'A'}, {16, 2018, 2020, 'A'},
    {17, 2020, 2022, 'A'}, {18, 2022, 2025, 'A'}, {19, 2024, 2030, 'A'}, {29, 1992, 2030, 'F'},
    {35, 2013, 2030, 'F'}, {60, 1995, 2007, 'P'}, {61, 2007, 2014, 'P'}, {62, 2012, 2020, 'P'},
    {63, 2020, 2030, 'P'}, {90, 1981, 2030, 'A'}, {95, 2001, 2012, 'A'}, {96, 2012, 2030, 'A'},
};

const Series* find_series(std::string_view digits) {
  for (const Series& series : kSeries) {
    if (series.code == number_value(digits)) return &series;
  }
  return nullptr;
}

bool has_long_form(const Series& series, unsigned year) {
  return series.code < 29 ? series.code >= 13 : year >= kFirstLongYear;
}

std::string short_form(std::string_view serial, unsigned year) {
  return strip_zeros(serial) + pad_zeros(std::to_string(year % 100), 2);
}

std::string application_of(const Series& series, std::string_view serial, unsigned year) {
  if (!has_long_form(series, year)) return short_form(serial, year);
  return std::to_string(year) + pad_zeros(std::to_string(series.code), 2) + pad_zeros(serial, 6);
}

// Without a date every year of the series is a reading, its own years before those of the national
// phase.
void add_series_serial(const SplitNumber& written, const Series& series, std::string_view serial,
                       Readings& readings) {
  const std::string_view kind(&series.kind, 1);
  if (written.date != 0) {
    readings.add(application_of(series, serial, date_year(written.date)), kind);
    return;
  }
  if (written.from_office) return;
  for (unsigned year = series.first_year; year <= series.last_year; ++year) {
    readings.add(application_of(series, serial, year), kind);
  }
  if (series.kind != 'A') return;
  for (unsigned back = 1; back <= kNationalPhaseYears; ++back) {
    readings.add(application_of(series, serial, series.first_year - back), kind);
  }
}

// Eight digits are series and serial, or a DOCDB number; the filing year decides, if known.
bool is_series_of_date(const Series& series, DateCode date) {
  if (date == 0) return true;
  const unsigned year = date_year(date);
  return year + kNationalPhaseYears >= series.first_year && year <= series.last_year;
}

std::string joined(const std::vector<std::string>& parts, size_t from) {
  std::string out;
  for (size_t i = from; i < parts.size(); ++i) out += parts[i];
  return out;
}

void read_us_application(const SplitNumber& written, Readings& readings) {
  const std::vector<std::string> parts = number_parts(written.body);
  const std::string all = joined(parts, 0);
  if (!all_digits(all)) return;
  const std::string serial = joined(parts, 1);
  if (parts.size() > 1 && parts[0].size() <= 2 && serial.size() <= 6) {
    if (const Series* series = find_series(parts[0])) {
      add_series_serial(written, *series, serial, readings);
    }
    return;
  }
  // "2002 291320": the year of filing instead of the series.
  if (parts.size() > 1 && parts[0].size() == 4 && starts_with_year(all, 1900) &&
      serial.size() <= 6) {
    readings.add(short_form(serial, number_value(parts[0])));
    return;
  }
  if (all.size() == 12 && starts_with_year(all, 2001)) {  // DOCDB and EPODOC from series 13
    const Series* series = find_series(std::string_view(all).substr(4, 2));
    readings.add(all, series == nullptr ? "" : std::string_view(&series->kind, 1));
    return;
  }
  if (all.size() == 11 && starts_with_year(all, 1900)) {  // EPODOC, year and seven digits
    readings.add(short_form(all.substr(4), number_value(all.substr(0, 4))));
    return;
  }
  if (all.size() > 8) return;
  const Series* series = all.size() == 8 ? find_series(all.substr(0, 2)) : nullptr;
  if (series != nullptr && is_series_of_date(*series, written.date)) {
    add_series_serial(written, *series, all.substr(2), readings);
  }
  if (all.size() >= 3) readings.add(strip_zeros(all));
}

std::string_view inferred_grant_kind(std::string_view letters) {
  if (letters == "D") return "S";
  if (letters == "RE") return "E";
  if (letters == "H") return "H";
  return "";
}

// D, PP, RE, H, T, AI, X: letters that are part of the number.
bool read_lettered_grant(const std::string& text, Readings& readings) {
  LettersDigits number =
      letters_digits(text.substr(std::min(text.size(), text.find_first_not_of('0'))));
  if (number.letters.empty() || number.digits.empty()) return false;
  if (number.letters == "SIRH") number.letters = "H";
  if (number.letters == "DES") number.letters = "D";
  if (number.letters == "PLT") number.letters = "PP";
  if (number.letters == "SIR") number.letters = "H";
  constexpr std::string_view kLetters[] = {"D", "PP", "RE", "H", "T", "AI", "X", "RX"};
  for (const std::string_view letters : kLetters) {
    if (number.letters != letters) continue;
    readings.add(number.letters + strip_zeros(number.digits) + number.rest,
                 inferred_grant_kind(letters));
    return true;
  }
  return false;
}

// Reissues and designs whose letters stand only in the kind (US24087E).
std::string_view letters_of_kind(const std::string& kind) {
  if (kind == "E") return "RE";
  if (kind == "S") return "D";
  if (kind == "H") return "H";
  if (kind == "P" || kind == "P2" || kind == "P3") return "PP";
  return "";
}

// 2012/0116137, 2012116137, 20120116137 and, seen with a cut serial, 200103540.
std::string application_publication(std::string_view year, std::string_view serial) {
  const std::string stripped = strip_zeros(serial);
  return std::string(year) + pad_zeros(stripped, 6);
}

void read_us_publication(const SplitNumber& written, Readings& readings) {
  const std::vector<std::string> parts = number_parts(written.body);
  const std::string all = joined(parts, 0);
  const std::string serial = joined(parts, 1);
  if (parts.size() > 1 && parts[0].size() == 4 &&
      starts_with_year(parts[0], kFirstPublicationYear) && all_digits(serial) &&
      serial.size() >= 5 && serial.size() <= 7) {
    readings.add(application_publication(parts[0], serial), "A1");
    return;
  }
  if (!all_digits(all)) {
    read_lettered_grant(all, readings);
    return;
  }
  const std::string digits = strip_zeros(all);
  if (digits.size() >= 9 && digits.size() <= 11 &&
      starts_with_year(digits, kFirstPublicationYear)) {
    readings.add(application_publication(digits.substr(0, 4), digits.substr(4)), "A1");
    return;
  }
  const std::string_view letters = letters_of_kind(written.kind);
  if (!letters.empty() && digits.size() <= 6) readings.add(std::string(letters) + digits);
  if (written.mark == NumberMark::kDesign && digits.size() <= 7) readings.add("D" + digits, "S");
  // The text files up to 2001 pad to eight and put a check digit behind: 039327094 is 3932709. No
  // grant has such a number as it stands.
  if (all.size() == 9 && all[0] == '0' && digits.size() == 8 && digits[0] >= '2') {
    readings.add(digits.substr(0, 7));
  }
  if (letters != "RE" && digits.size() <= 8) readings.add(digits);
}

}  // namespace

void read_us(const SplitNumber& written, Readings& readings) {
  if (written.space == NumberSpace::kApplication) return read_us_application(written, readings);
  read_us_publication(written, readings);
}

}  // namespace patlas
