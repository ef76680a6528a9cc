// Taiwan (domain.md 1.2). Applications begin with the ROC year, laid-open numbers with the Western
// one, and the letter of a grant since August 2004 (I, M, D) is part of its number.
#include <string>

#include "ingest/normalize/fold.h"
#include "ingest/normalize/split_number.h"

namespace patlas {

namespace {

constexpr unsigned kRocOffset = 1911;
constexpr unsigned kFirstLaidOpenYear = 2003;
constexpr size_t kGrantDigits = 6;

// The series that began on 2004-08-01 [TR-TW].
struct GrantSeries {
  char letter;
  unsigned first;
  std::string_view kind;
};
constexpr GrantSeries kGrantSeries[] = {{'I', 220001, "B"}, {'M', 240001, "U"}, {'D', 100001, "S"}};

const GrantSeries* series_of(std::string_view letters) {
  for (const GrantSeries& series : kGrantSeries) {
    if (letters.size() == 1 && letters[0] == series.letter) return &series;
  }
  return nullptr;
}

bool mark_allows(NumberMark mark, char letter) {
  if (mark == NumberMark::kUtility) return letter == 'M';
  if (mark == NumberMark::kDesign) return letter == 'D';
  return mark != NumberMark::kGranted || letter == 'I';
}

// Plain six digits are a grant of before, or a later one whose letter was left out.
void read_plain_grant(const SplitNumber& written, const std::string& digits, Readings& readings) {
  readings.add(digits);
  if (written.from_office || digits.size() != kGrantDigits) return;
  for (const GrantSeries& series : kGrantSeries) {
    if (number_value(digits) < series.first || !mark_allows(written.mark, series.letter)) continue;
    if (!written.kind.empty() && written.kind[0] != series.kind[0]) continue;
    readings.add(series.letter + digits, series.kind);
  }
}

void read_publication(const SplitNumber& written, Readings& readings) {
  const std::string all = compact(written.body);
  const LettersDigits number = letters_digits(all);
  if (const GrantSeries* series = series_of(number.letters)) {
    if (number.digits.empty() || number.digits.size() > 7) return;
    if (number.digits.size() < kGrantDigits) {
      readings.add(number.letters + pad_zeros(number.digits, kGrantDigits) + number.rest,
                   series->kind);
      return;
    }
    // Seen in print: I1339438 for I339438.
    if (number.digits.size() == 7 && number.digits[0] == '1' && !written.from_office) {
      readings.add(number.letters + number.digits.substr(1) + number.rest, series->kind);
    }
    readings.add(all, series->kind);
    return;
  }
  if (!number.letters.empty() || !number.rest.empty()) return;
  const std::vector<std::string> parts = number_parts(written.body);
  if (all.size() > kGrantDigits && all[0] == '0' && strip_zeros(all).size() <= kGrantDigits) {
    return read_plain_grant(written, pad_zeros(strip_zeros(all), kGrantDigits), readings);
  }
  if (parts.size() == 2 && parts[0].size() == 4 && parts[1].size() <= 5 &&
      starts_with_year(parts[0], kFirstLaidOpenYear)) {
    readings.add(parts[0] + pad_zeros(parts[1], 5), "A");
    return;
  }
  if (all.size() == 9 && starts_with_year(all, kFirstLaidOpenYear)) {
    readings.add(all, "A");
  } else if (all.size() <= kGrantDigits) {
    read_plain_grant(written, all, readings);
  }
}

std::string_view kind_of_type(char type) {
  switch (type) {
    case '1':
      return "A";
    case '2':
      return "U";
    case '3':
      return "F";
    default:
      return "";
  }
}

// Year of two digits to 99 and of three from 100 on, a type digit, five digits; A01 or S01 behind
// it is an additional patent or a derivative design.
void read_application(const SplitNumber& written, Readings& readings) {
  const LettersDigits number = letters_digits(compact(written.body));
  if (!number.letters.empty() || number.digits.empty()) return;
  const std::string digits = strip_zeros(number.digits);
  const bool suffixed = number.rest.size() == 3 &&
                        (number.rest[0] == 'A' || number.rest[0] == 'S') &&
                        all_digits(std::string_view(number.rest).substr(1));
  if (!number.rest.empty() && !suffixed) return;
  if (digits.size() == 11 && starts_with_year(digits, kRocOffset + 1) && digits[4] == '0') {
    // EPODOC: Western year and seven digits.
    const unsigned roc = number_value(digits.substr(0, 4)) - kRocOffset;
    const std::string serial = digits.substr(5);
    return readings.add(std::to_string(roc) + serial, kind_of_type(serial[0]));
  }
  if (digits.size() < 7 || digits.size() > 9 || (digits.size() == 9 && digits[0] != '1')) return;
  // The oldest, of seven digits, have no type.
  const std::string_view kind =
      digits.size() == 7 ? std::string_view() : kind_of_type(digits[digits.size() - 6]);
  if (kind.empty() && digits.size() != 7) return;
  readings.add(digits + number.rest, kind);
}

}  // namespace

void read_tw(const SplitNumber& written, Readings& readings) {
  if (written.space == NumberSpace::kApplication) return read_application(written, readings);
  read_publication(written, readings);
}

}  // namespace patlas
