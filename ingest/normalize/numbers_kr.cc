// Korea (domain.md 1.2). Type, year and serial make an application or a laid-open number, and DOCDB
// drops the type; type and serial make a registration, and DOCDB keeps it. Types: 10 patent, 20
// utility model, 30 design.
#include <string>

#include "ingest/normalize/fold.h"
#include "ingest/normalize/split_number.h"

namespace patlas {

namespace {

constexpr unsigned kFirstYear = 1948;
constexpr size_t kSerialDigits = 7;

bool is_type(std::string_view digits) {
  return digits == "10" || digits == "20" || digits == "30" || digits == "40";
}

std::string_view laid_open_kind(const SplitNumber& written, std::string_view type) {
  const bool application = written.space == NumberSpace::kApplication;
  if (type == "20" || written.mark == NumberMark::kUtility) return "U";
  if (type == "30") return application ? "F" : "S";
  return "A";
}

std::string_view registration_kind(std::string_view type) {
  if (type == "20") return "Y1";
  return type == "30" ? "S" : "B1";
}

void add_year_serial(const SplitNumber& written, std::string_view type, std::string_view year,
                     std::string_view serial, Readings& readings) {
  const std::string stripped = strip_zeros(serial);
  if (stripped.size() > kSerialDigits) return;
  readings.add(std::string(year) + pad_zeros(stripped, kSerialDigits),
               laid_open_kind(written, type));
}

void add_registration(const SplitNumber& written, std::string_view type, std::string_view serial,
                      Readings& readings) {
  if (written.space == NumberSpace::kApplication) return;
  const std::string stripped = strip_zeros(serial);
  if (stripped.size() > kSerialDigits) return;
  readings.add(std::string(type) + pad_zeros(stripped, kSerialDigits), registration_kind(type));
}

// Thirteen digits: type, year, serial; or, as KIPRIS has registrations, type, serial and four
// zeros. Both may fit; a serial of more than a million in a year has not been seen.
void read_thirteen(const SplitNumber& written, std::string_view run, Readings& readings) {
  const std::string_view type = run.substr(0, 2);
  if (!is_type(type)) return;
  const bool year_fits = starts_with_year(run.substr(2), kFirstYear);
  const bool registration_fits = run.ends_with("0000");
  const bool serial_is_large = run[6] != '0';
  const bool national_phase = run[6] == '7';
  const bool registration_first =
      registration_fits && (!year_fits || (serial_is_large && !national_phase));
  if (registration_first) add_registration(written, type, run.substr(2, 7), readings);
  if (year_fits) add_year_serial(written, type, run.substr(2, 4), run.substr(6), readings);
  if (registration_fits) add_registration(written, type, run.substr(2, 7), readings);
}

// Before 1998: two digits of year, and a serial of five or six in one run with them.
void add_short_year(const SplitNumber& written, std::string_view run, Readings& readings) {
  // Seven digits without a kind are a registration.
  if (run.size() == 7 && (written.from_office || written.kind.empty())) return;
  if (number_value(run.substr(0, 2)) < kFirstYear % 100) return;
  readings.add(std::string(run.substr(0, 2)) + pad_zeros(run.substr(2), kSerialDigits));
}

void read_run(const SplitNumber& written, std::string_view run, Readings& readings) {
  switch (run.size()) {
    case 13:
      return read_thirteen(written, run, readings);
    case 11:
    case 10:  // a serial of six digits, 2001097492, is padded to seven
      if (starts_with_year(run, kFirstYear)) {
        add_year_serial(written, "", run.substr(0, 4), run.substr(4), readings);
      }
      return;
    case 9:  // registrations with their type, and two digits of year with a serial
      return readings.add(std::string(run),
                          is_type(run.substr(0, 2)) && written.space == NumberSpace::kPublication
                              ? registration_kind(run.substr(0, 2))
                              : "");
    case 7: {
      // Registrations from 1997 to 1999 were printed without a type; users leave it out as well.
      if (written.space == NumberSpace::kApplication) return;
      const char letter = written.kind.empty() ? 0 : written.kind[0];
      // 9812345 B1: two digits of year; no registration has so high a number.
      add_short_year(written, run, readings);
      if (letter == 'B') readings.add("10" + std::string(run));
      if (letter == 'Y') readings.add("20" + std::string(run));
      readings.add(std::string(run));
      if (letter == 0 && !written.from_office) readings.add("10" + std::string(run));
      return;
    }
    case 8:
      return add_short_year(written, run, readings);
    default:
      // 특허 제123456호, without type and padding.
      if (written.from_office || written.space == NumberSpace::kApplication || run.size() < 3)
        return;
      if (run.size() > kSerialDigits) return;
      if (written.mark != NumberMark::kUtility) readings.add("10" + pad_zeros(run, kSerialDigits));
      if (written.mark != NumberMark::kNone) readings.add("20" + pad_zeros(run, kSerialDigits));
      return;
  }
}

}  // namespace

void read_kr(const SplitNumber& written, Readings& readings) {
  std::vector<std::string> parts = number_parts(written.body);
  std::string all;
  for (const std::string& part : parts) all += part;
  if (!all_digits(all)) return;
  // 300418370.0000, 20-0482576-0000: four zeros close a registration.
  if (parts.size() > 1 && parts.back() == "0000") {
    parts.pop_back();
    all.resize(all.size() - 4);
  }
  if (parts.size() == 3 && is_type(parts[0]) && starts_with_year(parts[1], kFirstYear) &&
      parts[1].size() == 4) {
    return add_year_serial(written, parts[0], parts[1], parts[2], readings);
  }
  if (parts.size() == 2) {
    if (parts[0].size() == 4 && starts_with_year(parts[0], kFirstYear)) {
      return add_year_serial(written, "", parts[0], parts[1], readings);
    }
    if (is_type(parts[0]) && parts[1].size() == 11) {
      return add_year_serial(written, parts[0], parts[1].substr(0, 4), parts[1].substr(4),
                             readings);
    }
    if (is_type(parts[0]) && parts[1].size() <= kSerialDigits) {
      return add_registration(written, parts[0], parts[1], readings);
    }
    // Before 1998 two digits of year and a serial of six or seven.
    if (parts[0].size() == 2 && number_value(parts[0]) >= 48 && parts[1].size() <= kSerialDigits) {
      return readings.add(parts[0] + pad_zeros(parts[1], kSerialDigits));
    }
  }
  read_run(written, all, readings);
}

}  // namespace patlas
