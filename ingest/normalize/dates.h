// ingest/normalize/dates.h
//
// Dates as one order-preserving number, and the readings of office and user dates into it.
//
// A date code is year << 9 | month << 5 | day: 17 bits for our range, comparable, with month and
// day 0 where only the year or month is known (such a date sorts before every full date of its year
// or month). 0 means missing. Years 1400 to 2200 are accepted (domain.md 3).
#ifndef PATLAS_INGEST_NORMALIZE_DATES_H_
#define PATLAS_INGEST_NORMALIZE_DATES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patlas {

using DateCode = uint32_t;

constexpr DateCode make_date(uint32_t year, uint32_t month, uint32_t day) {
  return year << 9 | month << 5 | day;
}
constexpr uint32_t date_year(DateCode d) { return d >> 9; }
constexpr uint32_t date_month(DateCode d) { return d >> 5 & 15; }
constexpr uint32_t date_day(DateCode d) { return d & 31; }

/// YYYYMMDD as an integer (20150301, 19330600); 0 for 0. The JSON form of a date.
uint32_t date_to_yyyymmdd(DateCode date);
/// nullopt when it is not a date; 0, 00010101 and 99991231 give 0 (missing), as offices write it.
std::optional<DateCode> date_from_yyyymmdd(uint32_t yyyymmdd);
/// "2015-03-01", "2015-03", "2015"; empty for 0.
std::string date_to_text(DateCode date);

/// A date as an office writes it: YYYYMMDD, YYYY-MM-DD, YYYY/MM/DD, YYYY.MM.DD, DD.MM.YYYY, in
/// Chinese, Japanese and Korean (2014年9月11日, 2014년 9월 11일, 2014. 9. 11.), eras (平成, 昭和,
/// H26.9.11, 民國103年9月11日, 단기 4290년), and, for country TW, ROC years (103/09/11, 1030911). One
/// in two calendars, 平成26年9月11日(2014.9.11), has to be the same day in both.
/// Empty, all-zero and filler dates give 0. nullopt: not a date.
std::optional<DateCode> parse_office_date(std::string_view text, std::string_view country);

/// What a query's date stands for: all days of a year, of a month, or one day; both ends included.
struct DateSpan {
  DateCode first = 0, last = 0;
};
/// 2015, 201503, 20150301, 2015-03, 2015-03-01, 2015/03/01, 2015.3.1, 2015년 3월 1일, ROC, imperial
/// and other eras with their mark. nullopt: not a date, or a day that its month does not have.
std::optional<DateSpan> parse_query_date(std::string_view text);

}  // namespace patlas

#endif  // PATLAS_INGEST_NORMALIZE_DATES_H_
