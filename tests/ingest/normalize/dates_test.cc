#include "ingest/normalize/dates.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

namespace patlas {
namespace {

std::string office_date(std::string_view text, std::string_view country = "") {
  const auto date = parse_office_date(text, country);
  if (!date) return "not a date";
  return *date == 0 ? "missing" : date_to_text(*date);
}

std::string span(std::string_view text) {
  const auto found = parse_query_date(text);
  if (!found) return "not a date";
  return std::to_string(date_to_yyyymmdd(found->first)) + ".." +
         std::to_string(date_to_yyyymmdd(found->last));
}

struct Row {
  const char *text, *country, *date;
};

const Row kRows[] = {
    {"20140911", "US", "2014-09-11"},
    {"2014-09-11", "DE", "2014-09-11"},
    {"2014/09/11", "JP", "2014-09-11"},
    {"2014.09.11", "", "2014-09-11"},
    {"2014/9/1", "", "2014-09-01"},
    {"2000-08-15T00:00:00Z", "", "2000-08-15"},
    {"2004-06-24T23:59:59.000Z", "", "2004-06-24"},
    {"26.09.2014", "", "2014-09-26"},
    {"29.12.2005", "WO", "2005-12-29"},
    {"1.2.2005", "", "2005-02-01"},
    {"22/11/2019", "", "2019-11-22"},
    {"10/26/2006", "", "2006-10-26"},
    {"05/06/2019", "IN", "2019-06-05"},
    {"05/06/2019", "US", "2019-05-06"},
    {"05/06/2019", "", "not a date"},
    {"05/05/2019", "", "2019-05-05"},
    {"11 SEP 2014", "", "2014-09-11"},
    {"Sep. 11, 2014", "", "2014-09-11"},
    {"September 2014", "", "2014-09"},
    {"2014-Sep-11", "", "2014-09-11"},
    {"2014年9月11日", "CN", "2014-09-11"},
    {"２０１４年９月１１日", "JP", "2014-09-11"},
    {"2014년 9월 11일", "KR", "2014-09-11"},
    {"2014. 9. 11.", "KR", "2014-09-11"},
    {"2023년3월9일", "KR", "2023-03-09"},
    {"2023년 03월 09일", "KR", "2023-03-09"},
    {"2023.03.09", "KR", "2023-03-09"},
    {"2023년 3월", "KR", "2023-03"},
    {"2023년", "KR", "2023"},
    {"서기 2023년 3월 9일", "KR", "2023-03-09"},
    {"西元2014年9月11日", "TW", "2014-09-11"},
    {"公元二〇一四年九月十一日", "CN", "2014-09-11"},
    {"西暦2014年9月11日", "JP", "2014-09-11"},
    // Partial dates
    {"19330600", "", "1933-06"},
    {"19701000", "", "1970-10"},
    {"19000000", "", "1900"},
    {"1938", "", "1938"},
    {"197010", "", "1970-10"},
    {"2014年9月", "", "2014-09"},
    // Eras
    {"平成元年1月8日", "JP", "1989-01-08"},
    {"昭和64年1月7日", "JP", "1989-01-07"},
    {"令和元年5月1日", "JP", "2019-05-01"},
    {"平成31年5月1日", "JP", "2019-05-01"},
    {"平成二十六年九月十一日", "JP", "2014-09-11"},
    {"平26.9.11", "JP", "2014-09-11"},
    {"H26.9.11", "JP", "2014-09-11"},
    {"S58.1.5", "JP", "1983-01-05"},
    {"㍻26年9月11日", "JP", "2014-09-11"},
    {"大正13年2月3日", "JP", "1924-02-03"},
    {"明治40年", "JP", "1907"},
    {"M40.1.1", "JP", "1907-01-01"},
    {"T13.2.3", "JP", "1924-02-03"},
    {"㋿3年3月18日", "JP", "2021-03-18"},
    {"昭和六十四年一月七日", "JP", "1989-01-07"},
    {"단기 4290년 3월 5일", "KR", "1957-03-05"},
    {"檀紀4290年", "KR", "1957"},
    {"단기4290.3.5", "KR", "1957-03-05"},
    {"단기 1년", "KR", "not a date"},
    // Two calendars at once, as gazettes print
    {"平成26年9月11日(2014.9.11)", "JP", "2014-09-11"},
    {"令和3年3月18日（２０２１．３．１８）", "JP", "2021-03-18"},
    {"令和6年（2024年）3月1日", "JP", "2024-03-01"},
    {"民國103年9月11日(2014/09/11)", "TW", "2014-09-11"},
    {"平成26年9月11日(2014.9.12)", "JP", "not a date"},
    {"平成26年9月11日(2015年)", "JP", "not a date"},
    {"平成26年(2014.9.11)", "JP", "not a date"},
    {"平成26年9月11日()", "JP", "not a date"},
    {"平成26年9月11日(2014.9.11", "JP", "not a date"},
    {"(2014.9.11)", "JP", "not a date"},
    {"平成26年9月11日(2014.9.11)(2014.9.11)", "JP", "not a date"},
    {"((((2014.9.11))))", "JP", "not a date"},
    // ROC
    {"111/12/21", "TW", "2022-12-21"},
    {"103/09/11", "TW", "2014-09-11"},
    {"1030911", "TW", "2014-09-11"},
    {"98/11/11", "TW", "2009-11-11"},
    {"981111", "TW", "2009-11-11"},
    {"0981111", "TW", "2009-11-11"},
    {"中華民國103年9月11日", "TW", "2014-09-11"},
    {"民國103年9月11日", "", "2014-09-11"},
    {"民國前1年", "", "1911"},
    {"1972/07/26", "TW", "1972-07-26"},
    {"20150306", "TW", "2015-03-06"},
    {"103/09/11", "", "not a date"},
    {"1030911", "US", "not a date"},
    {"26/9/11", "TW", "not a date"},
    // Thailand
    {"2557", "TH", "2014"},
    {"พ.ศ. 2555", "", "2012"},
    {"01/02/2557", "TH", "not a date"},
    // Fillers
    {"", "", "missing"},
    {"   ", "", "missing"},
    {"00000000", "CN", "missing"},
    {"0", "", "missing"},
    {"0000-00-00", "", "missing"},
    {"000/00/00", "TW", "missing"},
    {"0000000", "TW", "missing"},
    {"00010101", "", "missing"},
    {"0001-01-01", "", "missing"},
    {"99991231", "", "missing"},
    {"9999-12-31", "", "missing"},
    // Not dates
    {"26/9/11", "", "not a date"},
    {"20150229", "", "not a date"},
    {"20151301", "", "not a date"},
    {"20150010", "", "not a date"},
    {"20150431", "", "not a date"},
    {"13990101", "", "not a date"},
    {"22010101", "", "not a date"},
    {"2015-02-30", "", "not a date"},
    {"unknown", "", "not a date"},
    {"N/A", "", "not a date"},
    {"2015-03-01-02", "", "not a date"},
    {"2015--03", "", "not a date"},
    {"201503011", "", "not a date"},
    {"平成0年1月1日", "", "not a date"},
    {"令和", "", "not a date"},
};

TEST(OfficeDate, EverySpellingGivesItsDay) {
  for (const Row& row : kRows) {
    EXPECT_EQ(office_date(row.text, row.country), row.date) << row.text << " of " << row.country;
  }
}

TEST(OfficeDate, HanNumbersAreReadInEveryWayOfCounting) {
  EXPECT_EQ(parse_office_date("中華民國一百零三年九月十一日", ""), make_date(2014, 9, 11));
  EXPECT_EQ(parse_office_date("民國一百一十二年五月廿一日", ""), make_date(2023, 5, 21));
  EXPECT_EQ(parse_office_date("民國一○三年九月十一日", ""), make_date(2014, 9, 11));
  EXPECT_EQ(parse_office_date("二零一四年九月三十日", "CN"), make_date(2014, 9, 30));
  EXPECT_EQ(parse_office_date("民國百年", ""), make_date(2011, 0, 0));
  for (const char* text : {"平成十百年", "平成十十年", "平成一二十年", "民國十一二年"}) {
    EXPECT_FALSE(parse_office_date(text, "")) << text;
  }
}

TEST(OfficeDate, LeapYearsFollowTheCalendar) {
  EXPECT_EQ(office_date("20000229"), "2000-02-29");
  EXPECT_EQ(office_date("20240229"), "2024-02-29");
  EXPECT_EQ(office_date("19000229"), "not a date");
  EXPECT_EQ(office_date("20230229"), "not a date");
}

TEST(OfficeDate, LongTextIsNotADate) {
  EXPECT_EQ(office_date("20140911" + std::string(200, ' ')), "not a date");
}

TEST(DateCode, KeepsTheOrderOfDates) {
  EXPECT_LT(make_date(2015, 0, 0), make_date(2015, 1, 0));
  EXPECT_LT(make_date(2015, 1, 0), make_date(2015, 1, 1));
  EXPECT_LT(make_date(2015, 12, 31), make_date(2016, 0, 0));
  EXPECT_LT(make_date(2200, 12, 31), 1u << 21);
}

TEST(DateCode, ConvertsToIntegersAndText) {
  EXPECT_EQ(date_to_yyyymmdd(make_date(2015, 3, 1)), 20150301u);
  EXPECT_EQ(date_to_yyyymmdd(make_date(1933, 6, 0)), 19330600u);
  EXPECT_EQ(date_to_yyyymmdd(0), 0u);
  EXPECT_EQ(date_to_text(make_date(2015, 3, 1)), "2015-03-01");
  EXPECT_EQ(date_to_text(make_date(2015, 3, 0)), "2015-03");
  EXPECT_EQ(date_to_text(make_date(2015, 0, 0)), "2015");
  EXPECT_EQ(date_to_text(0), "");
}

TEST(DateCode, IntegersComeBackOrAreRefused) {
  EXPECT_EQ(date_from_yyyymmdd(20150301), make_date(2015, 3, 1));
  EXPECT_EQ(date_from_yyyymmdd(19330600), make_date(1933, 6, 0));
  EXPECT_EQ(date_from_yyyymmdd(0), DateCode{0});
  EXPECT_EQ(date_from_yyyymmdd(10101), DateCode{0});
  EXPECT_EQ(date_from_yyyymmdd(99991231), DateCode{0});
  EXPECT_EQ(date_from_yyyymmdd(20150229), std::nullopt);
  EXPECT_EQ(date_from_yyyymmdd(4294967295u), std::nullopt);
}

TEST(QueryDate, AYearOrMonthStandsForAllItsDays) {
  EXPECT_EQ(span("2015"), "20150000..20151231");
  EXPECT_EQ(span("201503"), "20150300..20150331");
  EXPECT_EQ(span("2015-02"), "20150200..20150228");
  EXPECT_EQ(span("2016/2"), "20160200..20160229");
  EXPECT_EQ(span("2015年3月"), "20150300..20150331");
  EXPECT_EQ(span("2023년"), "20230000..20231231");
  EXPECT_EQ(span("2023년 3월"), "20230300..20230331");
  EXPECT_EQ(span("昭和58年"), "19830000..19831231");
  EXPECT_EQ(span("平成26年9月11日(2014.9.11)"), "20140911..20140911");
  EXPECT_EQ(span("平成26年9月11日(2014.9.12)"), "not a date");
}

TEST(QueryDate, ADayIsItself) {
  for (const char* text : {"20150301", "2015-03-01", "2015/03/01", "2015.3.1", "2015年3月1日",
                           "2015. 3. 1.", "２０１５０３０１", " 2015-3-1 "}) {
    EXPECT_EQ(span(text), "20150301..20150301") << text;
  }
}

TEST(QueryDate, ErasNeedTheirMark) {
  EXPECT_EQ(span("民國103"), "20140000..20141231");
  EXPECT_EQ(span("民國103年9月"), "20140900..20140930");
  EXPECT_EQ(span("民國103/09/11"), "20140911..20140911");
  EXPECT_EQ(span("ROC 103"), "20140000..20141231");
  EXPECT_EQ(span("平成26年"), "20140000..20141231");
  EXPECT_EQ(span("H26.9.11"), "20140911..20140911");
  EXPECT_EQ(span("103"), "not a date");
  EXPECT_EQ(span("103/09/11"), "not a date");
  EXPECT_EQ(span("1030911"), "not a date");
}

TEST(QueryDate, WhatIsNoDayIsRefused) {
  for (const char* text :
       {"",        "0",          "2015-02-29", "20150229", "20150300", "20150000", "201500",
        "2015-13", "2015-0",     "2015-03-00", "00000000", "99991231", "15",       "2015..",
        "2015-",   "March 2015", "26.09.2014", "1399",     "2201",     "abcd"}) {
    EXPECT_EQ(span(text), "not a date") << text;
  }
}

TEST(DateProperty, EveryDayOfTheRangeSurvivesEachWriting) {
  const bool held = rc::check([] {
    const auto year = *rc::gen::inRange<uint32_t>(1400, 2201);
    const auto month = *rc::gen::inRange<uint32_t>(1, 13);
    const auto day = *rc::gen::inRange<uint32_t>(1, 29);
    const DateCode date = make_date(year, month, day);
    RC_ASSERT(date_from_yyyymmdd(date_to_yyyymmdd(date)) == date);
    RC_ASSERT(parse_office_date(date_to_text(date), "") == date);
    RC_ASSERT(parse_office_date(std::to_string(date_to_yyyymmdd(date)), "TW") == date);
    const auto query = parse_query_date(date_to_text(date));
    RC_ASSERT(query.has_value());
    RC_ASSERT(query->first == date);
    RC_ASSERT(query->last == date);
  });
  EXPECT_TRUE(held);
}

TEST(DateProperty, AnyBytesAreReadWithoutHarm) {
  const bool held = rc::check([] {
    const auto text = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    for (const char* country : {"", "TW", "US", "TH"}) {
      const auto date = parse_office_date(text, country);
      RC_ASSERT((!date || *date == 0 || (date_year(*date) >= 1400 && date_year(*date) <= 2200)));
    }
    const auto query = parse_query_date(text);
    RC_ASSERT((!query || query->first <= query->last));
  });
  EXPECT_TRUE(held);
}

TEST(DateProperty, DateLikeTextsAreReadWithoutHarm) {
  const bool held = rc::check([] {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "2015", "103", "9", "31", "0", "00", "年", "月", "日", "년", "民國", "前", "平成", "H",
        "元", "十", "二", "/", "-", ".", " ", "T", ":", "SEP", "พ.ศ."));
    std::string text;
    for (const std::string& piece : pieces) text += piece;
    parse_office_date(text, "TW");
    parse_office_date(text, "TH");
    const auto query = parse_query_date(text);
    RC_ASSERT((!query || (query->first != 0 && query->first <= query->last)));
  });
  EXPECT_TRUE(held);
}

}  // namespace
}  // namespace patlas
