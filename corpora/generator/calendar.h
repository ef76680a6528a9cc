// corpora/generator/calendar.h
//
// Days as numbers, because families are planned by adding months to a priority.
#ifndef PATLAS_CORPORA_GENERATOR_CALENDAR_H_
#define PATLAS_CORPORA_GENERATOR_CALENDAR_H_

#include <cstdint>

namespace patlas::generator {

/// Days since 1950-01-01, a Sunday.
using Day = uint32_t;

constexpr uint32_t kFirstYear = 1950;
constexpr uint32_t kLastYear = 2026;

constexpr bool is_leap(uint32_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr Day first_day(uint32_t year) {
  uint32_t before = year - 1;
  uint32_t leaps = before / 4 - before / 100 + before / 400;
  constexpr uint32_t kLeapsBefore1950 = 1949 / 4 - 1949 / 100 + 1949 / 400;
  return (year - kFirstYear) * 365 + leaps - kLeapsBefore1950;
}

constexpr uint32_t year_of(Day day) {
  uint32_t year = kFirstYear + day / 366;
  while (first_day(year + 1) <= day) ++year;
  return year;
}

/// 20150301, as the publications table writes dates.
constexpr uint32_t yyyymmdd(Day day) {
  uint32_t year = year_of(day), rest = day - first_day(year), month = 1;
  for (;; ++month) {
    uint32_t days = month == 2 ? 28 + is_leap(year) : 30 + ((month + month / 8) & 1);
    if (rest < days) break;
    rest -= days;
  }
  return year * 10000 + month * 100 + rest + 1;
}

/// The same day or the next that is `weekday` (0 is Sunday): offices publish on fixed weekdays.
constexpr Day next_weekday(Day day, uint32_t weekday) { return day + (weekday + 7 - day % 7) % 7; }

/// Made records end here: a publication planned for later has not happened.
constexpr Day kLastDay = first_day(kLastYear) + 180;

static_assert(yyyymmdd(0) == 19500101 && yyyymmdd(first_day(2000) + 59) == 20000229);
static_assert(yyyymmdd(first_day(2025) - 1) == 20241231 && yyyymmdd(kLastDay) == 20260630);

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_CALENDAR_H_
