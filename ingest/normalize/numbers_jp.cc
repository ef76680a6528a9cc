// Japan (domain.md 1.2). Publications before 2000 carry the era letter, two digits of its year and
// the serial without padding (S582167, H06279146); from 2000 the Western year and six digits.
// Applications before 2000 carry the serial and two digits of the Western year (131699). Registered
// patents and utility models have running numbers.
#include <algorithm>
#include <string>

#include "ingest/normalize/fold.h"
#include "ingest/normalize/split_number.h"

namespace patlas {

namespace {

constexpr unsigned kFirstWesternYear = 2000;
// The series of registered patents in use since 1996-05-29; numbers below have no document [E-JP].
constexpr unsigned kFirstDocumentGrant = 2500001;
// Utility models registered under the law of 1994 [E-JP].
constexpr unsigned kFirstNewUtility = 3000001;
constexpr std::string_view kEraLetters = "HSTMR";
// Utility models of the old law that were registered without kokoku, from 1996 on (kind Y2).
constexpr unsigned kFirstLateUtility = 2500001, kLastLateUtility = 2699999;

unsigned era_offset(char era) {
  switch (era) {
    case 'R':
      return 2018;
    case 'H':
      return 1988;
    case 'S':
      return 1925;
    case 'T':
      return 1911;
    default:
      return 1867;
  }
}

bool is_era_year(char era, unsigned year) {
  if (year == 0) return false;
  switch (era) {
    case 'R':
      return year <= 99;
    case 'H':
      return year <= 31;
    case 'S':
      return year <= 64;
    case 'T':
      return year <= 15;
    default:
      return year <= 45;
  }
}

// One way to understand year and serial.
struct YearSerial {
  char era = 0;       // 0: a Western year
  unsigned year = 0;  // in the era or Western
  std::string serial;

  unsigned western() const { return era == 0 ? year : year + era_offset(era); }
};

using YearSerials = std::vector<YearSerial>;

void add_era(YearSerials& out, char era, unsigned year, std::string_view serial) {
  if (!is_era_year(era, year) || serial.empty() || !all_digits(serial)) return;
  const std::string stripped = strip_zeros(serial);
  if (stripped.size() > 6) return;
  out.push_back({era, year, stripped});
}

// 64 and 1 are both 1989, and a number may be filed under either.
void add_era_and_twin(YearSerials& out, char era, unsigned year, std::string_view serial) {
  add_era(out, era, year, serial);
  if (era == 'H' && year == 1) add_era(out, 'S', 64, serial);
  if (era == 'S' && year == 64) add_era(out, 'H', 1, serial);
}

// Numbers have Western years since 2000, but people count on: 特開平12-123456, 特願令和2-1234.
void add_written_era(YearSerials& out, char era, unsigned year, std::string_view serial) {
  if (era != 'R') add_era_and_twin(out, era, year, serial);
  const std::string stripped = strip_zeros(serial);
  const unsigned western = year + era_offset(era);
  const bool valid = is_era_year(era, year) && all_digits(serial) && stripped.size() <= 6;
  if (valid && western >= kFirstWesternYear) out.push_back({0, western, stripped});
}

// A year without its era: to 12 it is Heisei, else Showa [PZ].
void add_bare_year(YearSerials& out, unsigned year, std::string_view serial) {
  if (year == 0) return;
  add_era_and_twin(out, year <= 12 ? 'H' : 'S', year, serial);
}

void add_western(YearSerials& out, unsigned year, std::string_view serial) {
  if (!all_digits(serial)) return;
  const std::string stripped = strip_zeros(serial);
  if (stripped.size() > 6) return;
  if (year < kFirstWesternYear) {
    if (year > 1988) add_era(out, 'H', year - 1988, stripped);
    if (year > 1925 && year < 1990) add_era(out, 'S', year - 1925, stripped);
  }
  out.push_back({0, year, stripped});
}

// H10-123456, 10-123456, 2001-123456, 1998-123456.
void read_parted(char era, const std::string& year, const std::string& serial, YearSerials& out) {
  if (!all_digits(year) || !all_digits(serial)) return;
  const unsigned value = number_value(year);
  if (year.size() == 4) {
    if (era == 0 && starts_with_year(year, 1868)) add_western(out, value, serial);
    return;
  }
  if (year.size() > 2) return;
  if (era != 0) return add_written_era(out, era, value, serial);
  add_bare_year(out, value, serial);
  // 98-12345 and 00-12345 can only be Western.
  if (value > 64) add_western(out, 1900 + value, serial);
  if (value == 0) add_western(out, 2000, serial);
}

// H10123456, H8179521, S582167: two digits of year where they are one, then a single one. Serials
// are padded to six digits or not at all, so H10123456 is not of H1, nor S602468 of S6.
void read_era_run(char era, const std::string& run, YearSerials& out) {
  const bool padded = run.size() >= 2 && run[1] == '0';
  // S582167 is not of S5 (1930): so few numbers of so long ago are cited that two digits count.
  const bool has_two = era == 'S' && run.size() >= 3 && run[0] != '0' &&
                       is_era_year(era, number_value(run.substr(0, 2)));
  if (run.size() >= 3) add_written_era(out, era, number_value(run.substr(0, 2)), run.substr(2));
  if (run.size() >= 2 && run[0] != '0' && !has_two && (!padded || run.size() == 7)) {
    add_era_and_twin(out, era, number_value(run.substr(0, 1)), run.substr(1));
  }
}

// Seven or eight digits without an era: 58002167, 9296005, 6112345.
void read_bare_run(const std::string& run, YearSerials& out) {
  if (run.size() < 7 || run.size() > 8) return;
  add_bare_year(out, number_value(run.substr(0, 2)), run.substr(2));
  if (run.size() == 7 && run[0] != '0') {
    add_bare_year(out, number_value(run.substr(0, 1)), run.substr(1));
  }
}

std::string publication_of(const YearSerial& reading) {
  if (reading.era == 0) return std::to_string(reading.year) + pad_zeros(reading.serial, 6);
  return reading.era + pad_zeros(std::to_string(reading.year), 2) + reading.serial;
}

std::string application_of(const YearSerial& reading) {
  const unsigned year = reading.western();
  if (year >= kFirstWesternYear) return std::to_string(year) + pad_zeros(reading.serial, 6);
  return reading.serial + pad_zeros(std::to_string(year % 100), 2);
}

// Year and serial in all ways that the writing allows, those of the known date's year first.
YearSerials year_serials(const SplitNumber& written) {
  YearSerials out;
  std::vector<std::string> parts = number_parts(written.body);
  char era = 0;
  if (!parts.empty() && kEraLetters.find(parts[0][0]) != std::string_view::npos) {
    era = parts[0][0];
    parts[0].erase(0, 1);
    if (parts[0].empty()) parts.erase(parts.begin());
  }
  if (parts.size() == 2) read_parted(era, parts[0], parts[1], out);
  // "0921 4043": the blank parts nothing.
  if (parts.size() == 2 && out.empty() && written.body.find_first_of("-/.") == std::string::npos) {
    parts = {parts[0] + parts[1]};
  }
  if (parts.size() == 1 && all_digits(parts[0])) {
    const std::string& run = parts[0];
    if (era != 0) {
      read_era_run(era, run, out);
    } else if (run.size() > 8) {
      const std::string digits = run.size() > 10 && run[0] == '0' ? strip_zeros(run) : run;
      // EPODOC applications have year and seven digits, some files nine digits in all.
      if (digits.size() >= 9 && digits.size() <= 11 && starts_with_year(digits, 1868)) {
        add_western(out, number_value(digits.substr(0, 4)), digits.substr(4));
      }
    } else {
      read_bare_run(run, out);
    }
  }
  if (written.date != 0) {
    std::stable_partition(out.begin(), out.end(), [&](const YearSerial& reading) {
      return reading.western() == date_year(written.date);
    });
  }
  return out;
}

// ---- Publications ------------------------------------------------------------------------------

// The kinds that DOCDB has for what a word says, the usual one first; empty: the word says nothing.
std::vector<std::string_view> kinds_of_mark(NumberMark mark, unsigned running_number) {
  switch (mark) {
    case NumberMark::kLaidOpen:
      return {"A"};
    case NumberMark::kExamined:
      return {"B2", "B4", "B"};
    case NumberMark::kGranted:
      if (running_number < kFirstDocumentGrant) return {"C"};
      return {"B2", "B1"};
    case NumberMark::kRepublishedPct:
      return {"A1"};
    case NumberMark::kUtilityLaidOpen:
      return {"U"};
    case NumberMark::kUtilityExamined:
      return {"Y2", "Y1", "Y"};
    case NumberMark::kUtilityGranted:
      if (running_number >= kFirstNewUtility) return {"U"};
      return {"Y2", "Y1"};
    default:
      return {};
  }
}

void add_publication(const SplitNumber& written, const std::string& number, Readings& readings) {
  const auto kinds = kinds_of_mark(written.mark, number_value(number));
  if (kinds.empty() || !written.kind.empty()) return readings.add(number);
  for (const std::string_view kind : kinds) readings.add_marked(number, kind);
}

bool is_running_mark(NumberMark mark) {
  return mark == NumberMark::kGranted || mark == NumberMark::kUtilityGranted;
}

// Registered numbers: one run of up to eight digits, the eighth a padding zero.
std::string running_number(const SplitNumber& written) {
  const std::vector<std::string> parts = number_parts(written.body);
  std::string all;
  for (const std::string& part : parts) all += part;
  if (!all_digits(all)) return {};
  // Commas part thousands; a hyphen or a slash parts a year.
  if (parts.size() > 1 && !is_running_mark(written.mark)) return {};
  const std::string digits = strip_zeros(all);
  return digits.size() <= 7 ? digits : std::string();
}

// A registered number and a year with a serial look alike at seven digits, and at eight with a
// zero; the kind says which is likelier, else the date.
bool prefers_running(const SplitNumber& written, const std::string& running,
                     const YearSerials& years) {
  if (running.empty()) return false;
  if (years.empty() || is_running_mark(written.mark)) return true;
  const unsigned value = number_value(running);
  if (written.kind.empty()) {
    const bool date_agrees = written.date != 0 && years[0].western() == date_year(written.date);
    return !date_agrees && running.size() == compact(written.body).size();
  }
  if (written.kind[0] == 'B') return value >= kFirstDocumentGrant;
  if (written.kind[0] == 'S') return true;  // designs have running numbers alone
  if (written.kind[0] == 'Y') return value >= kFirstLateUtility && value <= kLastLateUtility;
  return written.kind[0] == 'C' || (written.kind[0] == 'U' && value >= kFirstNewUtility);
}

void read_publication(SplitNumber written, Readings& readings) {
  // P2001-118988 occurs for 特開 as for 特願.
  if (written.body.starts_with("P")) written.body.erase(0, 1);
  if (written.body.starts_with("WO") || written.mark == NumberMark::kRepublishedPct) {
    const std::string digits = letters_digits(compact(written.body)).digits;
    const std::vector<std::string> keys = wo_publication_keys(digits);
    if (keys.empty()) return;
    add_publication(written, "WO" + digits, readings);
    if (written.from_office) return;
    // Of one document the year has two digits here and four there.
    for (const std::string& key : keys) {
      add_publication(written, "WO" + key, readings);
      const std::string year = key.substr(2, 2), serial = strip_zeros(key.substr(4));
      add_publication(written, "WO" + year + pad_zeros(serial, 5), readings);
      add_publication(written, "WO" + year + pad_zeros(serial, 6), readings);
    }
    return;
  }
  YearSerials years = year_serials(written);
  const std::string running = running_number(written);
  if (is_running_mark(written.mark)) years.clear();
  const bool running_first = prefers_running(written, running, years);
  if (running_first) add_publication(written, running, readings);
  for (const YearSerial& reading : years) {
    add_publication(written, publication_of(reading), readings);
  }
  // Laid-open documents have no running numbers.
  const bool laid_open = written.kind == "A" || written.mark == NumberMark::kLaidOpen;
  if (!running_first && !running.empty() && !laid_open) add_publication(written, running, readings);
}

// ---- Applications ------------------------------------------------------------------------------

std::string_view application_kind(NumberMark mark) {
  if (mark == NumberMark::kUtility) return "U";
  if (mark == NumberMark::kDesign) return "F";
  return "A";
}

void read_application(SplitNumber written, Readings& readings) {
  // P2005-117654 and P. 2003-194211 are 特願; D 2010-6823 is a design.
  if (written.body.starts_with("P")) written.body.erase(0, 1);
  if (written.body.starts_with("D")) {
    written.body.erase(0, 1);
    written.mark = NumberMark::kDesign;
  }
  const std::string all = compact(written.body);
  const bool parted = number_parts(written.body).size() > 1;
  const bool bare = all_digits(all) && !parted && all.size() <= 8;
  const YearSerials years = year_serials(written);
  const bool date_agrees =
      written.date != 0 && !years.empty() && years[0].western() == date_year(written.date);
  // 13169999: the serial 131699 of 1999 or, from an office, year and serial.
  if (bare && all.size() >= 3 && !date_agrees) readings.add(strip_zeros(all));
  for (const YearSerial& reading : years) {
    readings.add(application_of(reading), application_kind(written.mark));
  }
  if (bare && all.size() >= 3 && date_agrees) readings.add(strip_zeros(all));
}

}  // namespace

void read_jp(const SplitNumber& written, Readings& readings) {
  if (written.space == NumberSpace::kApplication) return read_application(written, readings);
  read_publication(written, readings);
}

}  // namespace patlas
