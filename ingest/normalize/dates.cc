// The readings of dates. A text is cut into fields once (numbers and the words between them), and
// each calendar then looks only at the fields; no reading guesses where two calendars or two
// orders of day and month fit.
#include "ingest/normalize/dates.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ingest/normalize/fold.h"

namespace patlas {

namespace {

constexpr size_t kLongestDateText = 128;
constexpr uint32_t kFirstYear = 1400, kLastYear = 2200;

// domain/eras.csv: Gregorian year = era year + offset. An era's end is not checked: offices and
// people go on counting an old era (平成31年5月1日 is 2019-05-01).
struct Era {
  std::string_view name;
  uint32_t offset;
};
constexpr Era kEras[] = {
    {"中華民國", 1911}, {"中华民国", 1911}, {"民國", 1911}, {"民国", 1911}, {"ROC", 1911},
    {"明治", 1867},     {"大正", 1911},     {"昭和", 1925}, {"平成", 1988}, {"令和", 2018},
    {"明", 1867},       {"大", 1911},       {"昭", 1925},   {"平", 1988},   {"令", 2018},
    {"M", 1867},        {"T", 1911},        {"S", 1925},    {"H", 1988},    {"R", 2018},
};
constexpr std::string_view kBuddhistMarks[] = {"พ.ศ.", "พ.ศ", "พศ", "BE"};
constexpr uint32_t kBuddhistOffset = 543;
// Korea's count to 1961; its years have four digits.
constexpr std::string_view kDangiMarks[] = {"단기", "단군기원", "檀紀", "檀君紀元"};
constexpr uint32_t kDangiOffset = 2333;
// Before a Gregorian year, to tell it from those.
constexpr std::string_view kWesternMarks[] = {"西元", "公元", "西暦", "西曆",
                                              "西历", "西紀", "서기", "AD"};

constexpr std::string_view kMonths[] = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                        "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};

bool is_leap(uint32_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

uint32_t month_days(uint32_t year, uint32_t month) {
  constexpr std::array<uint32_t, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[month - 1];
}

// A whole date, or one whose day, or day and month, are 0 because nobody knows them.
std::optional<DateCode> checked_date(uint32_t year, uint32_t month, uint32_t day) {
  if (year < kFirstYear || year > kLastYear || month > 12) return std::nullopt;
  if (month == 0) return day == 0 ? std::optional(make_date(year, 0, 0)) : std::nullopt;
  if (day > month_days(year, month)) return std::nullopt;
  return make_date(year, month, day);
}

bool is_filler(uint32_t year, uint32_t month, uint32_t day) {
  return (year == 0 && month == 0 && day == 0) || (year == 1 && month == 1 && day == 1) ||
         (year == 9999 && month == 12 && day == 31);
}

std::optional<DateCode> date_or_filler(uint32_t year, uint32_t month, uint32_t day) {
  if (is_filler(year, month, day)) return DateCode{0};
  return checked_date(year, month, day);
}

// ---- Fields ------------------------------------------------------------------------------------

// What a date text consists of: up to three numbers (or a month's name) and what parts the first
// two of them.
struct Fields {
  std::vector<std::string> numbers;  // digits, as written
  int named_month_at = -1;           // index in numbers where a month stood as a word
  char separator = 0;                // between the first two: '/', '-', '.', ' ' or 'Y' for 年
};

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// One of the ten digits; 零 and ○ are zeros as 〇 is.
size_t han_digit(char32_t c) {
  constexpr std::u32string_view kHan = U"〇一二三四五六七八九";
  return c == U'零' || c == U'○' ? 0 : kHan.find(c);
}

// 十, 二十三, 廿, 一百零三, 元 and digits one by one, as 平成元年 and 昭和五十八年 have them.
std::string with_digits_for_han(const std::string& text) {
  const std::u32string points = decode_utf8(text);
  std::string out;
  size_t i = 0;
  while (i < points.size()) {
    const char32_t c = points[i];
    const bool number = han_digit(c) != std::u32string_view::npos || c == U'十' || c == U'百' ||
                        c == U'廿' || c == U'元';
    if (!number) {
      append_utf8(out, c);
      ++i;
      continue;
    }
    if (c == U'元') {
      out.push_back('1');
      ++i;
      continue;
    }
    std::string run;
    bool tens = false;
    uint32_t value = 0, last = 0;
    bool last_set = false;
    size_t beside = 0;  // digits but zeros since the last unit: 一二十 is no number
    for (; i < points.size(); ++i) {
      const size_t d = han_digit(points[i]);
      if (d != std::u32string_view::npos) {
        last = static_cast<uint32_t>(d);
        last_set = true;
        if (d != 0) ++beside;
        run.push_back(static_cast<char>('0' + d));
      } else if (points[i] == U'十' || points[i] == U'百' || points[i] == U'廿') {
        // 百 stands before 十, each once: 一百十, 一百零三, never 十百.
        const uint32_t unit = points[i] == U'百' ? 100 : points[i] == U'十' ? 10 : 20;
        if (unit >= (value >= 100 ? 100u : value > 0 ? 10u : 1000u) || beside > 1) return text;
        value += (last_set && last != 0 && unit != 20 ? last : 1) * unit;
        tens = true;
        beside = 0;
        last = 0;
        last_set = false;
      } else {
        break;
      }
    }
    if (tens && beside > 1) return text;
    out += tens ? std::to_string(value + last) : run;
  }
  return out;
}

int month_of_word(std::string_view word) {
  if (word.size() < 3) return 0;
  constexpr std::string_view kLong[] = {"JANUARY",   "FEBRUARY", "MARCH",    "APRIL",
                                        "MAY",       "JUNE",     "JULY",     "AUGUST",
                                        "SEPTEMBER", "OCTOBER",  "NOVEMBER", "DECEMBER"};
  for (size_t i = 0; i < std::size(kMonths); ++i) {
    if (word == kMonths[i] || word == kLong[i] || (i == 8 && word == "SEPT")) {
      return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

// Cuts `text` (folded) into fields; nullopt when anything else than a date's parts is in it.
std::optional<Fields> cut_fields(std::string_view text) {
  Fields fields;
  char pending = 0;
  while (!text.empty()) {
    if (is_digit(text.front())) {
      size_t n = 0;
      while (n < text.size() && is_digit(text[n])) ++n;
      if (fields.numbers.size() == 3 || n > 8) return std::nullopt;
      if (!fields.numbers.empty() && pending == 0) return std::nullopt;
      if (fields.numbers.size() == 1) fields.separator = pending;
      fields.numbers.emplace_back(text.substr(0, n));
      text.remove_prefix(n);
      pending = 0;
    } else if (is_upper(text.front())) {
      size_t n = 0;
      while (n < text.size() && is_upper(text[n])) ++n;
      const int month = month_of_word(text.substr(0, n));
      if (month == 0 || fields.named_month_at >= 0 || fields.numbers.size() == 3) {
        return std::nullopt;
      }
      fields.named_month_at = static_cast<int>(fields.numbers.size());
      fields.numbers.push_back(std::to_string(month));
      text.remove_prefix(n);
      pending = ' ';
    } else if (take(text, "年") || take(text, "년")) {
      if (fields.numbers.size() != 1) return std::nullopt;
      pending = 'Y';
    } else if (take(text, "月") || take(text, "월")) {
      if (fields.numbers.size() != 2) return std::nullopt;
      pending = 'Y';
    } else if (take(text, "日") || take(text, "일")) {
      if (fields.numbers.size() != 3) return std::nullopt;
      if (!trim(text).empty()) return std::nullopt;
      return fields;
    } else {
      const char c = text.front();
      if (c != '/' && c != '-' && c != '.' && c != ' ' && c != ',' && c != '\t')
        return std::nullopt;
      if (fields.numbers.empty() && c != ' ' && c != '\t') return std::nullopt;
      // "2014. 9. 11." has a blank after each point, which says nothing more.
      if (c == ' ' || c == '\t' || c == ',') {
        if (pending == 0) pending = ' ';
      } else {
        if (pending != 0 && pending != ' ' && pending != 'Y') return std::nullopt;
        pending = c;
      }
      text.remove_prefix(1);
    }
  }
  // A separator at the end stands only where Koreans write one.
  if (pending == '/' || pending == '-') return std::nullopt;
  if (fields.numbers.empty()) return std::nullopt;
  return fields;
}

// ISO times after a date say nothing about the day: "2000-08-15T00:00:00Z".
std::string_view without_time(std::string_view text) {
  const size_t t = text.find_first_of("T ", 8);
  if (t == std::string_view::npos || text.find(':', t) == std::string_view::npos) return text;
  return t >= 8 && t <= 10 ? text.substr(0, t) : text;
}

uint32_t value(const std::string& digits) { return small_number(digits); }

// Year, then month and day where given, each already in its place.
std::optional<DateCode> year_first(const Fields& fields, uint32_t year) {
  const auto& n = fields.numbers;
  if (n.size() > 1 && n[1].size() > 2) return std::nullopt;
  if (n.size() > 2 && n[2].size() > 2) return std::nullopt;
  return date_or_filler(year, n.size() > 1 ? value(n[1]) : 0, n.size() > 2 ? value(n[2]) : 0);
}

// ---- Calendars ---------------------------------------------------------------------------------

// The era that `text` starts with, taken off it. A letter is an era only before a digit.
const Era* take_era(std::string_view& text) {
  for (const Era& era : kEras) {
    if (!text.starts_with(era.name)) continue;
    std::string_view rest = trim(text.substr(era.name.size()));
    if (era.name.size() == 1 && (rest.empty() || !is_digit(rest.front()))) continue;
    text = rest;
    return &era;
  }
  return nullptr;
}

bool take_mark(std::string_view& text, std::span<const std::string_view> marks) {
  for (const std::string_view mark : marks) {
    std::string_view rest = text;
    if (!take(rest, mark)) continue;
    rest = trim(rest);
    if (rest.empty() || !is_digit(rest.front())) continue;
    text = rest;
    return true;
  }
  return false;
}

struct Calendar {
  bool marked = false;  // an era stood in the text
  bool before = false;  // 民國前3年 = 1909
  uint32_t offset = 0;
  uint32_t minus = 0;
};

std::optional<uint32_t> gregorian_year(const Calendar& calendar, uint32_t era_year) {
  if (era_year == 0) return std::nullopt;
  if (calendar.before) {
    if (era_year > calendar.offset) return std::nullopt;
    return calendar.offset + 1 - era_year;
  }
  if (calendar.minus != 0) {
    if (era_year <= calendar.minus) return std::nullopt;
    return era_year - calendar.minus;
  }
  return era_year + calendar.offset;
}

Calendar take_calendar(std::string_view& text) {
  Calendar calendar;
  if (const Era* era = take_era(text)) {
    calendar.marked = true;
    calendar.offset = era->offset;
    if (era->offset == 1911 && take(text, "前")) calendar.before = true;
    text = trim(text);
  } else if (take_mark(text, kBuddhistMarks)) {
    calendar.marked = true;
    calendar.minus = kBuddhistOffset;
  } else if (take_mark(text, kDangiMarks)) {
    calendar.marked = true;
    calendar.minus = kDangiOffset;
  }
  return calendar;
}

// H26.9.11, 民國103年9月11日, 昭58.
std::optional<DateCode> read_era_date(const Calendar& calendar, const Fields& fields) {
  if (fields.named_month_at >= 0 || fields.numbers[0].size() > (calendar.minus != 0 ? 4u : 3u)) {
    return std::nullopt;
  }
  const auto year = gregorian_year(calendar, value(fields.numbers[0]));
  if (!year) return std::nullopt;
  return year_first(fields, *year);
}

std::optional<DateCode> read_digits(std::string_view digits, std::string_view country) {
  const auto part = [&](size_t at, size_t length) {
    return small_number(digits.substr(at, length));
  };
  const bool roc = country == "TW";
  switch (digits.size()) {
    case 8:
      return date_or_filler(part(0, 4), part(4, 2), part(6, 2));
    case 7:
      if (!roc) return std::nullopt;
      return date_or_filler(part(0, 3) == 0 ? 0 : part(0, 3) + 1911, part(3, 2), part(5, 2));
    case 6:
      if (roc && part(0, 2) >= 32) return checked_date(part(0, 2) + 1911, part(2, 2), part(4, 2));
      return date_or_filler(part(0, 4), part(4, 2), 0);
    case 4:
      if (country == "TH" && part(0, 4) > kLastYear) {
        return checked_date(part(0, 4) - kBuddhistOffset, 0, 0);
      }
      return date_or_filler(part(0, 4), 0, 0);
    default:
      return std::nullopt;
  }
}

// a/b/YYYY: points are always day first; slashes and hyphens only where one of the two cannot be
// a month, or the office is known (US month first, every other office day first).
std::optional<DateCode> read_year_last(const Fields& fields, std::string_view country) {
  const uint32_t a = value(fields.numbers[0]), b = value(fields.numbers[1]);
  const uint32_t year = value(fields.numbers[2]);
  if (fields.numbers[0].size() > 2 || fields.numbers[1].size() > 2) return std::nullopt;
  if (fields.named_month_at == 0) return checked_date(year, a, b);
  if (fields.named_month_at == 1) return checked_date(year, b, a);
  if (is_filler(year, b, a)) return DateCode{0};
  if (fields.separator == '.' || fields.separator == ' ') return checked_date(year, b, a);
  if (a > 12 || a == b) return checked_date(year, b, a);
  if (b > 12) return checked_date(year, a, b);
  if (country.empty()) return std::nullopt;
  return country == "US" ? checked_date(year, a, b) : checked_date(year, b, a);
}

bool all_zero(const Fields& fields) {
  for (const std::string& number : fields.numbers) {
    if (number.find_first_not_of('0') != std::string::npos) return false;
  }
  return true;
}

std::optional<DateCode> read_fields(const Fields& fields, std::string_view country) {
  const auto& n = fields.numbers;
  if (all_zero(fields)) return DateCode{0};
  if (n.size() == 1) return fields.named_month_at == 0 ? std::nullopt : read_digits(n[0], country);
  if (n[0].size() == 4) {
    uint32_t year = value(n[0]);
    if (country == "TH" && year > kLastYear && year != 9999) year -= kBuddhistOffset;
    return year_first(fields, year);
  }
  if (n.size() == 3 && n[2].size() == 4) return read_year_last(fields, country);
  if (n.size() == 2 && fields.named_month_at == 0 && n[1].size() == 4) {
    return checked_date(value(n[1]), value(n[0]), 0);  // "Sep 2014"
  }
  if (country == "TW" && fields.named_month_at < 0 && n[0].size() <= 3) {
    const uint32_t roc = value(n[0]);
    if (roc == 0) return year_first(fields, 0);
    // Below 32 the first field may be a day, and the year a Western one cut to two digits.
    if (n[0].size() == 3 || roc >= 32 || fields.separator == 'Y') {
      return year_first(fields, roc + 1911);
    }
  }
  return std::nullopt;
}

// Folded, Han digits read. The word for the Western count goes first: its 元 is no digit.
std::string plain_text(std::string_view text) {
  const std::string folded = fold_number_text(text);
  std::string_view rest = trim(folded);
  for (const std::string_view mark : kWesternMarks) {
    if (rest.size() > mark.size() && take(rest, mark)) break;
  }
  return with_digits_for_han(std::string(rest));
}

// One day in two calendars, as gazettes print it: 平成26年9月11日(2014.9.11), 令和6年(2024年)3月1日.
struct TwoWritings {
  std::string outer, inner;
};
std::optional<TwoWritings> split_writings(std::string_view text) {
  const size_t open = text.find('(');
  if (open == std::string_view::npos) return std::nullopt;
  const size_t close = text.find(')', open);
  if (close == std::string_view::npos) return std::nullopt;
  TwoWritings both;
  both.outer = text.substr(0, open);
  both.outer += text.substr(close + 1);
  both.inner = text.substr(open + 1, close - open - 1);
  if (both.outer.find_first_of("()") != std::string::npos) return std::nullopt;
  return both;
}

// The day or days that a checked date code stands for.
DateSpan span_of(DateCode date) {
  const uint32_t year = date_year(date), month = date_month(date);
  if (month == 0) return {date, make_date(year, 12, 31)};
  if (date_day(date) == 0) return {date, make_date(year, month, month_days(year, month))};
  return {date, date};
}

}  // namespace

uint32_t date_to_yyyymmdd(DateCode date) {
  return date_year(date) * 10000 + date_month(date) * 100 + date_day(date);
}

std::optional<DateCode> date_from_yyyymmdd(uint32_t yyyymmdd) {
  return date_or_filler(yyyymmdd / 10000, yyyymmdd / 100 % 100, yyyymmdd % 100);
}

std::string date_to_text(DateCode date) {
  if (date == 0) return {};
  const auto padded = [](uint32_t number, size_t width) {
    std::string digits = std::to_string(number);
    return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
  };
  std::string text = padded(date_year(date), 4);
  if (date_month(date) == 0) return text;
  text.append("-").append(padded(date_month(date), 2));
  if (date_day(date) != 0) text.append("-").append(padded(date_day(date), 2));
  return text;
}

std::optional<DateCode> parse_office_date(std::string_view text, std::string_view country) {
  if (text.size() > kLongestDateText) return std::nullopt;
  // Nearly all dates: nothing to fold, no calendar, no fields to cut.
  if (text.empty() || text == "00000000") return DateCode{0};
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() == 8 && std::all_of(text.begin(), text.end(), is_digit)) {
    return read_digits(text, country);
  }
  const std::string plain = plain_text(text);
  std::string_view rest = without_time(trim(plain));
  if (rest.empty()) return DateCode{0};
  if (const auto both = split_writings(rest)) {
    const auto outer = parse_office_date(both->outer, country);
    const auto inner = parse_office_date(both->inner, country);
    if (!outer || !inner || *outer == 0 || *inner == 0) return std::nullopt;
    const DateSpan whole = span_of(*inner);
    return *outer >= whole.first && *outer <= whole.last ? outer : std::nullopt;
  }
  const Calendar calendar = take_calendar(rest);
  const auto fields = cut_fields(rest);
  if (!fields) return std::nullopt;
  return calendar.marked ? read_era_date(calendar, *fields) : read_fields(*fields, country);
}

std::optional<DateSpan> parse_query_date(std::string_view text) {
  if (text.size() > kLongestDateText) return std::nullopt;
  const std::string plain = plain_text(text);
  std::string_view rest = trim(plain);
  if (rest.empty()) return std::nullopt;
  if (const auto both = split_writings(rest)) {
    const auto outer = parse_query_date(both->outer);
    const auto inner = parse_query_date(both->inner);
    const bool agree = outer && inner && inner->first <= outer->first && outer->last <= inner->last;
    return agree ? outer : std::nullopt;
  }
  const Calendar calendar = take_calendar(rest);
  const auto fields = cut_fields(rest);
  if (!fields || fields->named_month_at >= 0) return std::nullopt;
  for (size_t i = 1; i < fields->numbers.size(); ++i) {
    if (value(fields->numbers[i]) == 0) return std::nullopt;
  }
  const bool digits_only = fields->numbers.size() == 1 && !calendar.marked;
  const auto date = calendar.marked ? read_era_date(calendar, *fields)
                    : digits_only || fields->numbers[0].size() == 4 ? read_fields(*fields, "")
                                                                    : std::optional<DateCode>();
  if (!date || *date == 0) return std::nullopt;
  // 20150300: a day or a month of 0 is how offices write what they don't know, not a question.
  if (digits_only && fields->numbers[0].size() == 8 && date_day(*date) == 0) return std::nullopt;
  if (digits_only && fields->numbers[0].size() == 6 && date_month(*date) == 0) return std::nullopt;
  return span_of(*date);
}

}  // namespace patlas
