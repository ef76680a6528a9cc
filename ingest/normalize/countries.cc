#include "ingest/normalize/countries.h"

#include <algorithm>
#include <unordered_map>

#include "ingest/normalize/country_table.h"
#include "ingest/normalize/fold.h"

namespace patlas {

namespace {

constexpr size_t kLongestName = 128;

std::string_view find_name(std::span<const CountryRow> sorted, std::string_view code) {
  const auto row =
      std::lower_bound(sorted.begin(), sorted.end(), code,
                       [](const CountryRow& a, std::string_view b) { return a.code < b; });
  return row != sorted.end() && row->code == code ? row->name : std::string_view();
}

// Names without blanks, points and case, so that "Korea, Republic of" has one spelling.
std::string name_key(std::string_view name) {
  std::string key;
  for (const char c : fold_upper(name)) {
    if (static_cast<unsigned char>(c) >= 0x80 || is_alnum(c)) key.push_back(c);
  }
  return key;
}

// English spellings beside ST.3's own that office and aggregator files have.
constexpr CountryRow kEnglish[] = {
    {"US", "USA"},
    {"US", "United States"},
    {"KR", "South Korea"},
    {"KR", "Korea"},
    {"KR", "Korea, Republic of"},
    {"KP", "North Korea"},
    {"RU", "Russia"},
    {"TW", "Taiwan, Province of China"},
    {"TW", "Chinese Taipei"},
    {"TW", "Taiwan, R.O.C."},
    {"GB", "UK"},
    {"GB", "Great Britain"},
    {"GB", "England"},
    {"CZ", "Czech Republic"},
    {"VN", "Vietnam"},
    {"HK", "Hong Kong"},
    {"MO", "Macau"},
    {"IR", "Iran"},
    {"NL", "The Netherlands"},
    {"TR", "Turkey"},
    {"LA", "Laos"},
    {"SY", "Syria"},
    {"VE", "Venezuela"},
    {"BO", "Bolivia"},
    {"MD", "Moldova"},
    {"EP", "EPO"},
    {"WO", "WIPO"},
    {"CN", "People's Republic of China"},
    {"CN", "P.R. China"},
    {"DE", "Federal Republic of Germany"},
    {"EM", "EUIPO"},
    {"EM", "OHIM"},
};

using NameMap = std::unordered_map<std::string, std::string_view>;

const NameMap& name_map() {
  static const NameMap map = [] {
    NameMap names;
    for (const CountryRow& row : country_names()) names.emplace(name_key(row.name), row.code);
    for (const CountryRow& row : kEnglish) names.emplace(name_key(row.name), row.code);
    for (const CountryRow& row : country_table()) names.emplace(name_key(row.name), row.code);
    return names;
  }();
  return map;
}

}  // namespace

bool is_country_code(std::string_view code) {
  return code.size() == 2 && !find_name(country_table(), code).empty();
}

std::string_view country_name(std::string_view code) { return find_name(country_table(), code); }

std::string country_from_name(std::string_view name) {
  if (name.size() > kLongestName) return {};
  const std::string code = fold_upper(trim(name));
  if (is_country_code(code)) return code;
  // The USPTO's text files put an X behind the code: "JPX".
  if (code.size() == 3 && code[2] == 'X' && is_country_code(code.substr(0, 2))) {
    return code.substr(0, 2);
  }
  const auto found = name_map().find(name_key(name));
  return found == name_map().end() ? std::string() : std::string(found->second);
}

std::string_view language_name(std::string_view code) { return find_name(language_table(), code); }

}  // namespace patlas
