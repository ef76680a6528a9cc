// The regional and international offices: EP, WO publications and PCT applications (domain.md 1.2).
#include <string>

#include "ingest/normalize/countries.h"
#include "ingest/normalize/fold.h"
#include "ingest/normalize/split_number.h"

namespace patlas {

namespace {

constexpr unsigned kFirstPctYear = 1978;
// PCT publications and applications have four digits of year and six of serial from here on.
constexpr unsigned kFirstLongPctYear = 2004;

// Two-digit years from 78 on are of the last century.
unsigned pct_year(std::string_view digits) {
  const unsigned year = number_value(digits);
  if (digits.size() == 4) return year;
  return year >= kFirstPctYear % 100 ? 1900 + year : 2000 + year;
}

bool is_pct_year(std::string_view digits) {
  if (!all_digits(digits)) return false;
  if (digits.size() == 2) return true;
  return digits.size() == 4 && starts_with_year(digits, kFirstPctYear);
}

std::string pct_number(unsigned year, std::string_view serial) {
  const std::string digits = strip_zeros(serial);
  if (year >= kFirstLongPctYear) return std::to_string(year) + pad_zeros(digits, 6);
  return pad_zeros(std::to_string(year % 100), 2) + pad_zeros(digits, 5);
}

bool add_pct(const std::string& office, std::string_view year, std::string_view serial,
             Readings& readings) {
  if (!is_country_code(office) || !is_pct_year(year) || !all_digits(serial) || serial.size() > 6) {
    return false;
  }
  readings.add_of(office, pct_number(pct_year(year), serial), "W");
  return true;
}

// Year and serial in one run: 4 + 6, 4 + 5, 2 + 6 or 2 + 5.
bool add_pct_run(const std::string& office, const std::string& run, Readings& readings) {
  const bool long_year = run.size() >= 9 && starts_with_year(run, kFirstPctYear);
  if (!long_year && run.size() != 7 && run.size() != 8) return false;
  const size_t year = long_year ? 4 : 2;
  return add_pct(office, run.substr(0, year), run.substr(year), readings);
}

// `text` behind "PCT": US2008/086599, US 99/9417, EP/2004/008531, US2008086599.
bool read_after_pct(std::string_view text, Readings& readings) {
  std::vector<std::string> parts = number_parts(text);
  if (parts.empty() || parts[0].size() < 2) return false;
  const std::string office = parts[0].substr(0, 2);
  parts[0].erase(0, 2);
  if (parts[0].empty()) parts.erase(parts.begin());
  if (parts.size() == 1) return add_pct_run(office, parts[0], readings);
  return parts.size() == 2 && add_pct(office, parts[0], parts[1], readings);
}

// EPODOC, without its WO: 2008US86599.
bool read_epodoc_pct(const std::string& text, Readings& readings) {
  if (text.size() < 7 || !all_digits(text.substr(0, 4)) || !is_upper(text[4])) return false;
  return add_pct(text.substr(4, 2), text.substr(0, 4), text.substr(6), readings);
}

}  // namespace

bool read_pct_application(const SplitNumber& written, Readings& readings) {
  if (written.space != NumberSpace::kApplication) return false;
  std::string_view body = written.body;
  // "WOPCT/EP02/07746" and "WOEP/2004/008531" occur as originals.
  if (body.size() > 4 && body.starts_with("WO") && is_upper(body[2]) && is_upper(body[3])) {
    body.remove_prefix(2);
    if (!body.starts_with("PCT")) return read_after_pct(body, readings);
  }
  if (body.starts_with("PCT")) return read_after_pct(body.substr(3), readings);
  if (written.country == "WO") {
    return read_after_pct(body, readings) || read_epodoc_pct(compact(body), readings);
  }
  if (written.kind == "W") {
    const std::vector<std::string> parts = number_parts(body);
    if (parts.size() == 1) return add_pct_run(written.country, parts[0], readings);
    return parts.size() == 2 && add_pct(written.country, parts[0], parts[1], readings);
  }
  return false;
}

std::vector<std::string> wo_publication_keys(std::string_view body) {
  std::vector<std::string> keys;
  const auto add = [&keys](std::string_view year, std::string_view serial) {
    if (serial.empty() || serial.size() > 6 || !is_pct_year(year) || !all_digits(serial)) return;
    keys.push_back(std::to_string(pct_year(year)) + pad_zeros(serial, 6));
  };
  const std::vector<std::string> parts = number_parts(body);
  if (parts.size() == 2 && (parts[0].size() == 2 || parts[0].size() == 4)) {
    add(parts[0], strip_zeros(parts[1]));
    return keys;
  }
  const std::string all = compact(body);
  if (!all_digits(all)) return keys;
  const std::string digits = all.size() > 10 ? strip_zeros(all) : all;
  const std::string_view run = digits;
  if (run.size() == 11 && starts_with_year(run, kFirstPctYear) && run[4] == '0') {
    add(run.substr(0, 4), run.substr(5));
  } else if ((run.size() == 10 || run.size() == 9) && starts_with_year(run, kFirstPctYear)) {
    add(run.substr(0, 4), run.substr(4));
  } else if (run.size() == 7) {
    add(run.substr(0, 2), run.substr(2));
  } else if (run.size() == 8) {
    add(run.substr(0, 2), run.substr(2));
    // 00101000 is 2000/101000, or 01/01000 padded to eight: only years up to 2003 had two digits.
    if (run[0] == '0' && pct_year(run.substr(1, 2)) < kFirstLongPctYear) {
      add(run.substr(1, 2), run.substr(3));
    }
  }
  return keys;
}

void read_wo(const SplitNumber& written, Readings& readings) {
  if (written.space == NumberSpace::kApplication) return;
  for (std::string& key : wo_publication_keys(written.body)) readings.add(std::move(key));
}

void read_ep(const SplitNumber& written, Readings& readings) {
  const std::string all = compact(written.body);
  if (!all_digits(all)) return;
  if (written.space == NumberSpace::kPublication) {
    const std::string digits = strip_zeros(all);
    if (digits.size() <= 7) readings.add(pad_zeros(digits, 7));
    return;
  }
  const std::vector<std::string> parts = number_parts(written.body);
  const bool checked =
      parts.size() > 1 && parts.back().size() == 1 && written.body[written.body.size() - 2] == '.';
  if (checked && all.size() == 9) return readings.add(all.substr(0, 8), "A");
  // 8868513.6 lacks the zero of its year.
  if (checked && all.size() == 8 && ep_check_digit("0" + all.substr(0, 7)) == all[7]) {
    readings.add("0" + all.substr(0, 7), "A");
  }
  if (all.size() == 9) {
    const bool right = ep_check_digit(all.substr(0, 8)) == all[8];
    if (right) readings.add(all.substr(0, 8), "A");
    readings.add(all);
    if (!right) readings.add(all.substr(0, 8), "A");
    return;
  }
  if (all.size() == 11 && starts_with_year(all, 1977)) {  // EPODOC: year and seven digits
    return readings.add(all.substr(2, 2) + all.substr(5), "A");
  }
  if (all.size() == 10 && starts_with_year(all, 1977)) readings.add(all.substr(2), "A");
  if (all.size() == 8) readings.add(all, "A");
  if (all.size() == 7) readings.add(pad_zeros(all, 8), "A");
}

}  // namespace patlas
