#include "corpora/generator/numbers.h"

#include "corpora/generator/decimal.h"

namespace patlas::generator {
namespace {

constexpr Day day(uint32_t year, uint32_t month) { return first_day(year) + (month - 1) * 61 / 2; }

/// Serials of at most `width` digits in the office's form; larger ones in the form of no office.
bool fits(uint32_t serial, uint32_t limit, uint32_t year, std::string& out) {
  if (serial < limit) return true;
  append_padded(year, 4, out);
  append_padded(serial, 9, out);
  return false;
}

void append_year_serial(uint32_t year, uint32_t serial, uint32_t width, std::string& out) {
  uint32_t limit = 1;
  for (uint32_t i = 0; i < width; ++i) limit *= 10;
  if (!fits(serial, limit, year, out)) return;
  append_padded(year, 4, out);
  append_padded(serial, width, out);
}

void append_running(uint32_t start, uint32_t serial, uint32_t end, uint32_t year,
                    std::string& out) {
  if (fits(serial, end - start, year, out)) append_decimal(start + serial, out);
}

/// Showa to January 1989, Heisei until the Gregorian numbers of 2000.
void append_era_year(uint32_t year, std::string& out) {
  out += year < 1989 ? 'S' : 'H';
  append_padded(year < 1989 ? year - 1925 : year - 1988, 2, out);
}

constexpr Day kPregrant = day(2001, 4);    // US laid-open applications
constexpr Day kSplitUs = day(2018, 7);     // US 10,000,000
constexpr Day kWideWo = day(2002, 7);      // WO serials of six digits
constexpr Day kGrantJp = day(1996, 6);     // JP running grant numbers instead of kokoku
constexpr Day kGrantKr = day(1999, 7);     // KR 10-nnnnnnn
constexpr Day kWideCn = day(2007, 9);      // CN nine digits
constexpr Day kSharedCn = day(2010, 5);    // CN grants keep the number of their application
constexpr Day kNewCn = day(2009, 1);       // a new year, since application numbers start with it
constexpr Day kLaidOpenTw = day(2003, 6);  // TW laid-open numbers
constexpr Day kLetterTw = day(2004, 8);    // TW I and M
constexpr Day kYearDe = day(2004, 1);      // DE twelve digits

void append_us(const Filing& filing, bool is_grant, Day published, std::string& out) {
  uint32_t year = year_of(published);
  if (!is_grant) return append_year_serial(year, filing.serial, 6, out);
  if (published < kSplitUs) return append_running(2500001, filing.serial, 10000000, year, out);
  append_running(10000001, filing.serial, 100000000, year, out);
}

void append_wo(const Filing& filing, Day published, std::string& out) {
  uint32_t year = year_of(published);
  bool short_year = published < kWideWo
                        ? filing.serial < 51231
                        : year < 2004 && filing.serial >= 100000 && filing.serial < 1000000;
  if (!short_year) return append_year_serial(year, filing.serial, 6, out);
  append_padded(year % 100, 2, out);
  append_padded(filing.serial, published < kWideWo ? 5 : 6, out);
}

void append_jp(const Filing& filing, bool is_grant, Day published, std::string& out) {
  uint32_t year = year_of(published);
  if (is_grant && published >= kGrantJp) {
    return append_running(2500001, filing.serial, 10000000, year, out);
  }
  if (year >= 2000) return append_year_serial(year, filing.serial, 6, out);
  if (!fits(filing.serial, 1000000, year, out)) return;
  append_era_year(year, out);
  append_decimal(filing.serial + 1, out);
}

void append_kr(const Filing& filing, bool is_grant, Day published, std::string& out) {
  uint32_t year = year_of(published);
  bool typed = is_typed_kr(is_grant, published);
  if (!is_grant && typed) return append_year_serial(year, filing.serial, 7, out);
  if (!fits(filing.serial, 10000000, year, out)) return;
  append_padded(typed ? (filing.utility_model ? 20 : 10) : year % 100, 2, out);
  append_padded(filing.serial, 7, out);
}

void append_cn(const Filing& filing, bool is_grant, Day published, std::string& out) {
  uint32_t year = year_of(published), type = filing.utility_model ? 2 : 1;
  if (filing.filed >= kNewCn) {
    return append_running(type * 100000000 + 2000000, filing.serial, (type + 1) * 100000000, year,
                          out);
  }
  // Laid-open and granted numbers were unrelated: even and odd keep them apart.
  uint32_t serial = filing.serial * 2 + is_grant;
  if (published >= kWideCn) {
    return append_running(type * 100000000 + 938276, serial, type * 100000000 + 2000000, year, out);
  }
  append_running(type * 1000000 + 30001, serial, (type + 1) * 1000000, year, out);
}

void append_tw(const Filing& filing, bool is_grant, Day published, std::string& out) {
  uint32_t year = year_of(published);
  if (!is_grant) return append_year_serial(year, filing.serial, 5, out);
  if (published < kLetterTw) return append_running(100001, filing.serial, 600000, year, out);
  if (!fits(filing.serial, 750000, year, out)) return;
  out += filing.utility_model ? 'M' : 'I';
  append_decimal(filing.serial + (filing.utility_model ? 240001 : 220001), out);
}

/// The file number, which is also the publication number since 1968.
void append_de_file(const Filing& filing, std::string& out) {
  uint32_t year = year_of(filing.filed);
  if (filing.filed >= kYearDe) {
    if (!fits(filing.serial, 1000000, year, out)) return;
    append_decimal(filing.utility_model ? 20 : 10, out);
    return append_year_serial(year, filing.serial, 6, out);
  }
  if (!fits(filing.serial, 100000, year, out)) return;
  if (year >= 1995) {
    append_decimal(filing.utility_model ? 2 : 1, out);
    append_padded(year % 100, 2, out);
  } else {
    append_decimal(filing.utility_model ? year % 100 : year - 1950, out);
  }
  append_padded(filing.serial, 5, out);
}

void append_de(const Filing& filing, Day published, std::string& out) {
  uint32_t year = year_of(filing.filed);
  if (year >= 1968) return append_de_file(filing, out);
  if (year >= 1957) return append_running(1000001, filing.serial, 1400000, year, out);
  append_running(800001, filing.serial, 1000000, year_of(published), out);
}

void append_us_application(const Filing& filing, uint32_t year, std::string& out) {
  if (year < 2011) {
    if (!fits(filing.serial, 1000000, year, out)) return;
    append_decimal(filing.serial + 1, out);
    return append_padded(year % 100, 2, out);
  }
  if (!fits(filing.serial, 1000000, year, out)) return;
  constexpr uint32_t kSeriesByYear[] = {13, 13, 13, 14, 15, 15, 15, 16, 16, 17, 17, 18};
  uint32_t at = year - 2011 < 12 ? year - 2011 : 11;
  append_padded(year, 4, out);
  append_decimal(filing.provisional ? (year < 2020 ? 62 : 63) : kSeriesByYear[at], out);
  append_padded(filing.serial, 6, out);
}

void append_jp_application(const Filing& filing, uint32_t year, std::string& out) {
  if (year >= 2000) return append_year_serial(year, filing.serial, 6, out);
  if (!fits(filing.serial, 1000000, year, out)) return;
  append_decimal(filing.serial + 1, out);
  append_padded(year % 100, 2, out);
}

void append_kr_application(const Filing& filing, uint32_t year, std::string& out) {
  if (year >= 1994) return append_year_serial(year, filing.serial, 7, out);
  if (!fits(filing.serial, 10000000, year, out)) return;
  append_padded(year % 100, 2, out);
  append_padded(filing.serial, 7, out);
}

void append_cn_application(const Filing& filing, uint32_t year, std::string& out) {
  bool wide = year >= 2004;
  if (!fits(filing.serial, wide ? 10000000 : 100000, year, out)) return;
  append_padded(wide ? year : year % 100, 2, out);
  append_decimal(filing.utility_model ? 2 : 1, out);
  append_padded(filing.serial, wide ? 7 : 5, out);
}

void append_tw_application(const Filing& filing, uint32_t year, std::string& out) {
  if (!fits(filing.serial, 100000, year, out)) return;
  append_decimal(year - 1911, out);
  append_decimal(filing.utility_model ? 2 : 1, out);
  append_padded(filing.serial, 5, out);
}

/// YY + serial: six digits at the EPO, where the check digit is left out, and in DE before 1968;
/// five in GB and FR.
void append_short_application(const Filing& filing, uint32_t year, uint32_t width,
                              std::string& out) {
  if (!fits(filing.serial, width == 5 ? 100000 : 1000000, year, out)) return;
  append_padded(year % 100, 2, out);
  append_padded(filing.serial, width, out);
}

}  // namespace

void append_application_digits(const Filing& filing, std::string& out) {
  uint32_t year = year_of(filing.filed);
  switch (filing.office) {
    case Office::kUS:
      return append_us_application(filing, year, out);
    case Office::kWO:
      if (year >= 2004) return append_year_serial(year, filing.serial, 6, out);
      if (!fits(filing.serial, 100000, year, out)) return;
      append_padded(year % 100, 2, out);
      return append_padded(filing.serial, 5, out);
    case Office::kJP:
      return append_jp_application(filing, year, out);
    case Office::kKR:
      return append_kr_application(filing, year, out);
    case Office::kCN:
      return append_cn_application(filing, year, out);
    case Office::kTW:
      return append_tw_application(filing, year, out);
    case Office::kDE:
      if (year >= 1968) return append_de_file(filing, out);
      return append_short_application(filing, year, 6, out);
    case Office::kCA:
      return append_running(2000001, filing.serial, 10000000, year, out);
    case Office::kAU:
      return append_year_serial(year, filing.serial, 6, out);
    case Office::kEP:
      return append_short_application(filing, year, 6, out);
    default:
      return append_short_application(filing, year, 5, out);
  }
}

bool is_typed_kr(bool is_grant, Day published) {
  return is_grant ? published >= kGrantKr : year_of(published) >= 1998;
}

uint32_t series_of(Office office, Day filed) {
  if (office == Office::kCN && filed < kNewCn) return kOfficeCount;
  if (office == Office::kDE && filed < kYearDe) return kOfficeCount + 1;
  return static_cast<uint32_t>(office);
}

std::string_view application_type(const Filing& filing) {
  if (filing.provisional) return "P";
  if (filing.office == Office::kWO) return "W";
  return filing.utility_model ? "U" : "A";
}

void append_application_number(const Filing& filing, std::string_view receiving_office,
                               std::string& out) {
  out += filing.office == Office::kWO ? receiving_office : office_code(filing.office);
  out += '-';
  append_application_digits(filing, out);
  (out += '-') += application_type(filing);
}

std::string_view application_kind(const Filing& filing, Day published) {
  switch (filing.office) {
    case Office::kUS:
      return published >= kPregrant ? "A1" : "";
    case Office::kEP:
    case Office::kWO:
      return filing.serial % 7 == 0 ? "A2" : "A1";
    case Office::kJP:
      return year_of(published) >= 1972 ? "A" : "";
    case Office::kCN:
      if (filing.utility_model) return published >= kSharedCn ? "U" : "Y";
      return "A";
    case Office::kTW:
      if (filing.utility_model) return published >= kLetterTw ? "U" : "";
      return published >= kLaidOpenTw ? "A" : "";
    case Office::kDE:
      if (year_of(filing.filed) < 1968) return "";
      return filing.utility_model ? "U1" : "A1";
    case Office::kFR:
    case Office::kCA:
      return year_of(published) >= 1990 ? "A1" : "A";
    case Office::kAU:
      return "A1";
    default:
      return "A";
  }
}

std::string_view grant_kind(const Filing& filing, Day published, bool was_published) {
  if (filing.utility_model) return "";
  switch (filing.office) {
    case Office::kUS:
      return published < kPregrant ? "A" : was_published ? "B2" : "B1";
    case Office::kEP:
    case Office::kKR:
      return "B1";
    case Office::kWO:
      return "";
    case Office::kJP:
      return was_published ? "B2" : "B1";
    case Office::kCN:
      return filing.filed >= kNewCn ? "B" : "C";
    case Office::kDE:
      if (year_of(filing.filed) < 1957) return "C";
      if (year_of(filing.filed) < 1968) return "B";
      return filing.filed >= kYearDe ? "B4" : "C2";
    case Office::kFR:
      return year_of(published) >= 1990 ? "B1" : "";
    case Office::kCA:
      return year_of(published) >= 1990 ? "C" : "";
    case Office::kAU:
      return "B2";
    default:
      return "B";
  }
}

void append_publication_digits(const Filing& filing, bool is_grant, Day published,
                               std::string& out) {
  uint32_t year = year_of(published);
  switch (filing.office) {
    case Office::kUS:
      append_us(filing, is_grant, published, out);
      break;
    case Office::kEP:
      if (fits(filing.serial, 9999999, year, out)) append_padded(filing.serial + 1, 7, out);
      break;
    case Office::kWO:
      append_wo(filing, published, out);
      break;
    case Office::kJP:
      append_jp(filing, is_grant, published, out);
      break;
    case Office::kKR:
      append_kr(filing, is_grant, published, out);
      break;
    case Office::kCN:
      append_cn(filing, is_grant, published, out);
      break;
    case Office::kTW:
      // A utility model is registered at once: its only number has the form of a grant.
      append_tw(filing, is_grant || filing.utility_model, published, out);
      break;
    case Office::kDE:
      append_de(filing, published, out);
      break;
    case Office::kAU:
      append_year_serial(year_of(filing.filed), filing.serial, 6, out);
      break;
    default:  // GB, FR and CA count on; the same number for application and grant.
      append_running(2000001, filing.serial, 10000000, year_of(filing.filed), out);
  }
}

void append_publication_number(const Filing& filing, std::string_view kind, bool is_grant,
                               Day published, std::string& out) {
  (out += office_code(filing.office)) += '-';
  append_publication_digits(filing, is_grant, published, out);
  (out += '-') += kind;
}

}  // namespace patlas::generator
