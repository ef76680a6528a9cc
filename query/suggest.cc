#include "query/suggest.h"

#include <unicode/uloc.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "ingest/normalize/countries.h"
#include "ingest/normalize/dates.h"

namespace patlas {
namespace {

/// A longer word is no misspelt name; the bound keeps the table small.
constexpr size_t kLongestWord = 64;

/// Optimal string alignment (edits, with swaps of neighbours), three rows at a time.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::array<std::array<size_t, kLongestWord + 1>, 3> rows{};
  for (size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& two_above = rows[(i + 1) % 3];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_above[j - 2] + 1);
    }
  }
  return rows[a.size() % 3][b.size()];
}

std::vector<uint32_t> digit_groups(std::string_view text) {
  std::vector<uint32_t> groups;
  size_t i = 0;
  while (i < text.size() && groups.size() < 4) {
    uint32_t value = 0;
    const char* from = text.data() + i;
    const auto [end, ec] = std::from_chars(from, text.data() + text.size(), value);
    if (end == from) {
      ++i;
      continue;
    }
    if (ec == std::errc()) groups.push_back(value);
    i += static_cast<size_t>(end - from);
  }
  return groups;
}

std::string padded(uint32_t value) {
  std::string text = std::to_string(value);
  if (text.size() < 2) text.insert(text.begin(), '0');
  return text;
}

/// The date if it is one; else the last day of its month; else nothing.
std::string as_date(uint32_t year, uint32_t month, uint32_t day) {
  if (year < 1000 || year > 9999 || month > 12 || day > 31) return {};
  std::string text = std::to_string(year);
  if (month == 0) return parse_query_date(text) ? text : std::string();
  text.push_back('-');
  text += padded(month);
  if (day == 0) return parse_query_date(text) ? text : std::string();
  for (uint32_t d = day; d >= 28 || d == day; --d) {
    std::string with_day = text;
    with_day.push_back('-');
    with_day += padded(d);
    if (parse_query_date(with_day)) return with_day;
  }
  return {};
}

}  // namespace

std::string_view nearest_spelling(std::string_view word,
                                  std::span<const std::string_view> candidates) {
  if (word.empty() || word.size() > kLongestWord) return {};
  std::string_view best;
  size_t best_distance = std::max<size_t>(1, word.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > kLongestWord) continue;
    const size_t distance = edit_distance(word, candidate);
    // A candidate that shares nothing with a two-letter word is no suggestion.
    if (distance >= best_distance || distance >= candidate.size()) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

std::string_view field_of_habit(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kHabits[] = {
      {"ttl", "ti"},    {"abst", "ab"},  {"abs", "ab"},      {"clm", "cl"},      {"aclm", "cl"},
      {"desc", "de"},   {"spec", "de"},  {"assignee", "pa"}, {"owner", "pa"},    {"ax", "pa"},
      {"inv", "in"},    {"iv", "in"},    {"author", "in"},   {"attorney", "ag"}, {"ipcr", "ic"},
      {"class", "cpc"}, {"cs", "cpc"},   {"number", "pn"},   {"no", "pn"},       {"ap", "an"},
      {"appno", "an"},  {"date", "pd"},  {"year", "pd"},     {"pubdate", "pd"},  {"dp", "pd"},
      {"filing", "ad"}, {"prio", "prd"}, {"office", "cc"},   {"kc", "kind"},     {"la", "lang"}};
  for (const auto& [habit, code] : kHabits) {
    if (name == habit) return code;
  }
  return {};
}

std::string nearest_date(std::string_view text) {
  std::vector<uint32_t> groups = digit_groups(text);
  if (groups.size() == 1 && groups[0] >= 1'000'000 && groups[0] <= 99'999'999) {
    groups = {groups[0] / 10'000, groups[0] / 100 % 100, groups[0] % 100};
  } else if (groups.size() == 1 && groups[0] >= 100'000 && groups[0] <= 999'999) {
    groups = {groups[0] / 100, groups[0] % 100};
  }
  if (groups.size() == 1) return as_date(groups[0], 0, 0);
  std::vector<std::string> readings;
  if (groups.size() == 2) {
    readings = {as_date(groups[0], groups[1], 0), as_date(groups[1], groups[0], 0)};
  } else if (groups.size() == 3) {
    readings = {as_date(groups[0], groups[1], groups[2]), as_date(groups[0], groups[2], groups[1]),
                as_date(groups[2], groups[1], groups[0]), as_date(groups[2], groups[0], groups[1])};
  }
  if (!groups.empty()) readings.push_back(as_date(groups[0], 0, 0));
  for (std::string& reading : readings) {
    if (!reading.empty()) return std::move(reading);
  }
  return {};
}

std::string nearest_date_range(std::string_view text) {
  // The mark between two dates, which stands in no date, or '-' between two years.
  for (const std::string_view mark :
       {"~", "\xE2\x80\x93", "\xE2\x80\x94", "...", "..", " to ", "-"}) {
    const size_t at = text.find(mark);
    if (at == std::string_view::npos || at == 0) continue;
    const std::string_view low = text.substr(0, at), high = text.substr(at + mark.size());
    const auto first = parse_query_date(low), last = parse_query_date(high);
    if (!first || !last || first->first > last->last) continue;
    if (mark == "-" && (low.size() != 4 || high.size() != 4)) continue;
    std::string range(low);
    range += "..";
    range += high;
    return range;
  }
  return {};
}

std::string nearest_language(std::string_view text) {
  // Codes of countries and old codes of libraries that people write for languages.
  static constexpr std::pair<std::string_view, std::string_view> kHabits[] = {
      {"jp", "ja"},  {"cn", "zh"},  {"tw", "zh"},  {"kr", "ko"},  {"us", "en"}, {"gb", "en"},
      {"at", "de"},  {"cz", "cs"},  {"dk", "da"},  {"gr", "el"},  {"ua", "uk"}, {"chi", "zh"},
      {"ger", "de"}, {"fre", "fr"}, {"dut", "nl"}, {"cze", "cs"}, {"rum", "ro"}};
  const std::string_view primary = text.substr(0, text.find_first_of("-_"));
  if (!language_name(primary).empty()) return std::string(primary);
  for (const auto& [habit, code] : kHabits) {
    if (primary == habit) return std::string(code);
  }
  if (text.size() < 3 || text.size() > kLongestWord) return {};
  std::string wanted(text);
  wanted[0] = static_cast<char>(wanted[0] >= 'a' && wanted[0] <= 'z' ? wanted[0] - 'a' + 'A' : 0);
  std::vector<std::string_view> names;
  std::vector<std::string> codes;
  for (char first = 'a'; first <= 'z'; ++first) {
    for (char second = 'a'; second <= 'z'; ++second) {
      std::string code{first, second};
      const std::string_view name = language_name(code);
      if (name.empty()) continue;
      if (text == uloc_getISO3Language(code.c_str())) return code;
      names.push_back(name);
      codes.push_back(std::move(code));
    }
  }
  if (text.size() < 4) return {};
  const std::string_view nearest = nearest_spelling(wanted, names);
  const auto at = std::find(names.begin(), names.end(), nearest);
  return nearest.empty() ? std::string() : codes[static_cast<size_t>(at - names.begin())];
}

std::string nearest_country(std::string_view code) {
  if (code.size() > kLongestWord) return {};
  // What people write for an office whose ST.3 code is another.
  static constexpr std::pair<std::string_view, std::string_view> kHabits[] = {
      {"UK", "GB"}, {"EU", "EP"}, {"EPO", "EP"}, {"PCT", "WO"}, {"WIPO", "WO"}, {"ROC", "TW"}};
  for (const auto& [habit, right] : kHabits) {
    if (code == habit) return std::string(right);
  }
  if (std::string named = country_from_name(code); is_country_code(named)) return named;
  // Of equally near codes the large offices are the likelier, then those that begin alike.
  std::vector<std::string_view> codes = {"US", "CN", "JP", "EP", "WO", "KR", "DE",
                                         "TW", "GB", "FR", "CA", "AU", "RU", "IN"};
  std::vector<std::string> all;
  all.reserve(26 * 26);
  for (char first = 'A'; first <= 'Z'; ++first) {
    for (char second = 'A'; second <= 'Z'; ++second) {
      std::string each{first, second};
      if (is_country_code(each)) all.push_back(std::move(each));
    }
  }
  const auto begins_alike = [&](const std::string& each) { return each[0] == code[0]; };
  if (!code.empty()) std::stable_partition(all.begin(), all.end(), begins_alike);
  codes.insert(codes.end(), all.begin(), all.end());
  return std::string(nearest_spelling(code, codes));
}

std::string digits_for_lookalikes(std::string_view text, size_t keep_letters) {
  std::string out(text);
  for (size_t i = std::min(keep_letters, out.size()); i < out.size(); ++i) {
    switch (out[i]) {
      case 'O':
      case 'o':
        out[i] = '0';
        break;
      case 'I':
      case 'l':
        out[i] = '1';
        break;
      case 'S':
      case 's':
        out[i] = '5';
        break;
      default:
        break;
    }
  }
  return out;
}

}  // namespace patlas
