#include "corpora/generator/shapes/parts.h"

#include <algorithm>
#include <array>

#include "corpora/generator/decimal.h"

namespace patlas::generator {
namespace {

constexpr std::string_view reference_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    default:
      return {};
  }
}

constexpr auto kSpecial = [] {
  std::array<bool, 256> special{};
  for (uint32_t c = 0; c < 256; ++c) special[c] = !reference_of(static_cast<char>(c)).empty();
  return special;
}();

bool is_special(char c) { return kSpecial[static_cast<uint8_t>(c)]; }

/// `digits` with `mark` before the last `tail` of them.
void append_split(std::string_view digits, size_t tail, std::string_view mark, std::string& out) {
  if (digits.size() <= tail) {
    out += digits;
    return;
  }
  ((out += digits.substr(0, digits.size() - tail)) += mark) += digits.substr(digits.size() - tail);
}

/// A serial beyond the office's width has a form of no office (numbers.h), and stays as it is.
bool is_regular(std::string_view digits, size_t most) { return digits.size() <= most; }

/// Series by year of filing, as far as DOCDB's number does not hold it.
uint32_t us_series(uint32_t year, bool provisional) {
  if (provisional) return year < 2007 ? 60 : 61;
  constexpr uint32_t kLast[] = {1959, 1969, 1978, 1986, 1992, 1997, 2001, 2004, 2007, 2010};
  auto series = std::lower_bound(std::begin(kLast), std::end(kLast), year);
  return 3 + static_cast<uint32_t>(series - std::begin(kLast));
}

void append_us_application(const Filing& filing, std::string_view digits, std::string& out) {
  uint32_t year = year_of(filing.filed);
  if (!is_regular(digits, 12)) {
    out += digits;
  } else if (year >= 2011) {  // year, series, serial
    append_split(digits.substr(4), 6, "/", out);
  } else {  // serial, two digits of year
    append_padded(us_series(year, filing.provisional), 2, out);
    out += '/';
    append_padded(filing.serial + 1, 6, out);
  }
}

/// The year of the reign and the serial, which DOCDB writes behind one another for publications.
void append_era(uint32_t year, uint32_t serial, std::string& out) {
  append_decimal(year < 1989 ? year - 1925 : year - 1988, out);
  out += '-';
  append_padded(serial, 6, out);
}

void append_jp_application(const Filing& filing, std::string_view digits, std::string& out) {
  uint32_t year = year_of(filing.filed);
  if (year >= 2000) return append_split(digits, 6, "-", out);
  if (!is_regular(digits, 9)) {
    out += digits;
    return;
  }
  append_era(year, filing.serial + 1, out);
}

void append_kr_year_serial(std::string_view type, std::string_view digits, std::string& out) {
  // Before 1994 two digits of year, and no type.
  if (digits.size() == 11) (out += type) += '-';
  append_split(digits, 7, "-", out);
}

void append_pct_application(const Filing& filing, std::string_view receiving_office,
                            std::string_view digits, std::string& out) {
  (out += "PCT/") += receiving_office;
  append_split(digits, year_of(filing.filed) >= 2004 ? 6 : 5, "/", out);
}

}  // namespace

std::string_view language_code(Language language) {
  constexpr std::string_view kCodes[kLanguageCount] = {"en", "de", "zh", "zh", "ja", "ko"};
  return kCodes[static_cast<uint32_t>(language)];
}

void append_escaped(std::string_view text, std::string& out) {
  for (;;) {
    auto special = std::find_if(text.begin(), text.end(), is_special);
    out.append(text.begin(), special);
    if (special == text.end()) return;
    out += reference_of(*special);
    text.remove_prefix(static_cast<size_t>(special - text.begin()) + 1);
  }
}

void append_element(std::string_view tag, std::string_view text, std::string& out) {
  ((out += '<') += tag) += '>';
  append_escaped(text, out);
  ((out += "</") += tag) += '>';
}

void append_date(Day day, std::string& out) { append_decimal(yyyymmdd(day), out); }

void append_roc_date(Day day, std::string& out) {
  uint32_t date = yyyymmdd(day);
  append_padded(date / 10000 - 1911, 3, out);
  out += '/';
  append_padded(date / 100 % 100, 2, out);
  out += '/';
  append_padded(date % 100, 2, out);
}

void append_class_columns(const ClassSymbol& symbol, size_t width, std::string& out) {
  size_t start = out.size();
  out += symbol.subclass();
  out.append(4 - symbol.group().size(), ' ');
  ((out += symbol.group()) += '/') += symbol.subgroup();
  if (size_t size = out.size() - start; size < width) out.append(width - size, ' ');
}

void append_ipc8(const MadeSymbol& symbol, Day action, std::string_view office, std::string& out) {
  append_class_columns(symbol.symbol, 19, out);
  out += "20060101A";
  out += symbol.first ? 'F' : 'L';
  out += symbol.inventive ? 'I' : 'N';
  append_date(action, out);
  ((out += "BH") += office) += "        ";
}

char cn_check_digit(std::string_view digits) {
  uint32_t sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    sum += static_cast<uint32_t>(digits[i] - '0') * (2 + static_cast<uint32_t>(i % 8));
  }
  return sum % 11 == 10 ? 'X' : static_cast<char>('0' + sum % 11);
}

void append_written_application(const Filing& filing, std::string_view receiving_office,
                                std::string& out) {
  std::string digits;
  append_application_digits(filing, digits);
  switch (filing.office) {
    case Office::kUS:
      return append_us_application(filing, digits, out);
    case Office::kJP:
      return append_jp_application(filing, digits, out);
    case Office::kKR:
      return append_kr_year_serial(filing.utility_model ? "20" : "10", digits, out);
    case Office::kWO:
      return append_pct_application(filing, receiving_office, digits, out);
    case Office::kCN:
      ((out += digits) += '.') += cn_check_digit(digits);
      return;
    case Office::kDE:
      // The old ones of eight digits say by a letter what they are for.
      if (filing.utility_model && digits.size() < 12) out += 'G';
      out += digits;
      return;
    default:
      out += digits;
  }
}

void append_written_publication(const Filing& filing, const Publication& publication,
                                std::string& out) {
  std::string digits;
  append_publication_digits(filing, publication.is_grant, publication.published, digits);
  uint32_t year = year_of(publication.published);
  bool regular = is_regular(digits, 11);
  switch (filing.office) {
    case Office::kUS:
      // DOCDB leaves out a zero of the serial.
      if (publication.is_grant || !regular) break;
      return append_split(digits, 6, "/0", out);
    case Office::kWO:
      out += "WO ";
      return append_split(digits, digits.size() > 7 ? 6 : 5, "/", out);
    case Office::kJP:
      // Registered patents have running numbers; those before 1996 the reign's year, "H081235".
      if (!regular || (publication.is_grant && digits[0] <= '9')) break;
      if (year >= 2000) return append_split(digits, 6, "-", out);
      return append_era(year, filing.serial + 1, out);
    case Office::kKR:
      if (!regular) break;
      if (digits.size() == 11) return append_kr_year_serial("10", digits, out);
      return append_split(digits, 7, "-", out);
    default:
      break;
  }
  out += digits;
}

}  // namespace patlas::generator
