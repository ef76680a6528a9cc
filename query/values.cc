#include "query/values.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "ingest/normalize/countries.h"
#include "ingest/normalize/symbols.h"
#include "query/suggest.h"

namespace patlas {
namespace {

/// In quotes, cut where it is long.
std::string named(std::string_view text) { return concat({"'", shown(text), "'"}); }

std::string did_you_mean(const std::string& spelling) {
  return spelling.empty() ? spelling : concat({" (did you mean ", spelling, "?)"});
}

Error bad_value(const WrittenValue& value, std::initializer_list<std::string_view> message) {
  return query_error(Code::kInvalidArgument, value.span, message);
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::string upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

/// The values that `text` lists, parted by commas, semicolons, bars or blanks.
std::vector<std::string> listed(std::string_view text, std::string_view partings) {
  const std::string all = narrow_form(text);
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= all.size();) {
    const size_t end = std::min(all.find_first_of(partings, begin), all.size());
    std::string part = collapse_blanks(std::string_view(all).substr(begin, end - begin));
    if (!part.empty()) parts.push_back(std::move(part));
    begin = end + 1;
  }
  return parts;
}

/// "cc:(EP or WO)"; empty when there are not several.
std::string as_alternatives(const std::string& field, const std::vector<std::string>& values) {
  if (values.size() < 2) return {};
  std::string out = concat({field, ":("});
  for (const std::string& value : values) out += concat({out.back() == '(' ? "" : " or ", value});
  return concat({out, ")"});
}

/// A list without `or` whose every value is valid, as it should be written; else empty.
template <typename IsValid>
std::string list_meant(const WrittenValue& value, const std::string& field, IsValid is_valid) {
  const std::vector<std::string> parts = listed(value.text, ",;|/ ");
  if (!std::all_of(parts.begin(), parts.end(), is_valid)) return {};
  return as_alternatives(field, parts);
}

/// Only `:` and `=`; the others compare dates.
Status require_equality(const WrittenValue& value, const std::string& field) {
  if (value.relation == Relation::kColon || value.relation == Relation::kEqual) return {};
  return bad_value(value, {"'", relation_text(value.relation), "' compares dates; write ", field,
                           ":", value.text});
}

// Dates ------------------------------------------------------------------------------------------

uint32_t days_in_month(uint32_t year, uint32_t month) {
  static constexpr std::array<uint32_t, 13> kDays = {0,  31, 28, 31, 30, 31, 30,
                                                     31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month];
}

/// The least code above `date`'s that a date can have: after 2015-02-28 comes the month 2015-03.
DateCode code_after(DateCode date) {
  const uint32_t year = date_year(date), month = date_month(date), day = date_day(date);
  if (month == 0) return make_date(year, 1, 0);
  if (day < days_in_month(year, month)) return date + 1;
  return month < 12 ? make_date(year, month + 1, 0) : make_date(year + 1, 0, 0);
}

/// The greatest code below `date`'s that a date can have.
DateCode code_before(DateCode date) {
  const uint32_t year = date_year(date), month = date_month(date), day = date_day(date);
  if (day > 0) return date - 1;
  if (month > 1) return make_date(year, month - 1, days_in_month(year, month - 1));
  return month == 1 ? make_date(year, 0, 0) : make_date(year - 1, 12, 31);
}

Result<DateSpan> read_date(const WrittenValue& value, std::string_view text) {
  if (const auto span = parse_query_date(text)) return *span;
  std::string nearest = nearest_date_range(text);
  if (nearest.empty()) nearest = nearest_date(text);
  return bad_value(value, {"not a date: ", named(text), did_you_mean(nearest),
                           "; dates are written 2015, 2015-03 or 2015-03-01, ranges 2015..2018"});
}

Result<Node> read_date_range(const WrittenValue& value, const std::string& field,
                             std::string_view low, std::string_view high) {
  Node node;
  node.type = NodeType::kDates;
  node.low = kNoFirstDate;
  node.high = kNoLastDate;
  if (low.empty() && high.empty()) {
    return bad_value(value, {"a range needs a date at one end at least: ", field, ":2015.. or ",
                             field, ":..2018"});
  }
  if (!low.empty()) {
    PATLAS_ASSIGN(const DateSpan span, read_date(value, low));
    node.low = span.first;
  }
  if (!high.empty()) {
    PATLAS_ASSIGN(const DateSpan span, read_date(value, high));
    node.high = span.last;
  }
  if (node.low > node.high) {
    return bad_value(value, {"the range ends before it starts (did you mean ", field, ":", high,
                             "..", low, "?)"});
  }
  return node;
}

/// The shortest text whose first (or last) day is `date`; empty when there is none.
std::string date_text(DateCode date, DateCode DateSpan::*end) {
  const uint32_t year = date_year(date), month = date_month(date), day = date_day(date);
  for (const DateCode candidate :
       {make_date(year, 0, 0), make_date(year, month, 0), make_date(year, month, day)}) {
    std::string text = date_to_text(candidate);
    const auto span = parse_query_date(text);
    if (span && (*span).*end == date) return text;
  }
  return {};
}

// Symbols ----------------------------------------------------------------------------------------

/// In a query, digits right after a subclass are a main group: B29K2105 is B29K 2105/00, where an
/// office's list might mean B29K 21/05.
std::string with_group_mark(std::string text) {
  const bool is_group = text.size() > 4 && text.size() <= 8 && is_upper(text[0]) &&
                        is_digit(text[1]) && is_digit(text[2]) && is_upper(text[3]) &&
                        all_digits(std::string_view(text).substr(4));
  return is_group ? concat({text, "/00"}) : text;
}

std::string without_blanks(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  return text;
}

/// HO1L2I/02 -> H01L21/02; empty when that is no symbol either.
std::string nearest_symbol(const std::string& text) {
  if (text.size() < 3) return {};
  std::string fixed = digits_for_lookalikes(text.substr(0, 3), 1);
  if (text.size() > 3) fixed += digits_for_lookalikes(text.substr(3), 1);
  if (fixed == text || !parse_class_symbol(with_group_mark(fixed))) return {};
  return fixed;
}

// Numbers ----------------------------------------------------------------------------------------

std::vector<std::string> number_keys(std::string_view text, NumberSpace space) {
  std::vector<std::string> keys;
  for (const DocdbNumber& number : parse_number(space, text)) {
    if (number.country.empty() || number.number.empty()) continue;
    std::string key = concat({number.country, ".", number.number});
    if (!number.kind.empty()) key += concat({".", number.kind});
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    // EPODOC and citations leave the kind's digit out: JP4961043B is B1 or B2.
    if (space != NumberSpace::kPublication || number.kind.size() != 1) continue;
    for (char digit = '0'; digit <= '9'; ++digit) keys.push_back(key + digit);
  }
  return keys;
}

/// Letters that look like digits, between digits, as the digits: US99OO001 -> US9900001. A letter
/// with one digit behind it at most may be a kind.
std::string without_lookalikes(std::string_view text) {
  constexpr std::string_view kLookalikes = "OoIlSs";
  std::string out(text);
  for (size_t begin = 1; begin < out.size(); ++begin) {
    size_t end = begin;
    while (end < out.size() && kLookalikes.find(out[end]) != std::string_view::npos) ++end;
    if (end == begin || !is_digit(out[begin - 1])) continue;
    const bool goes_on = end + 1 < out.size() && is_digit(out[end]) && is_digit(out[end + 1]);
    if (goes_on) {
      const std::string digits = digits_for_lookalikes(out.substr(begin, end - begin), 0);
      out.replace(begin, end - begin, digits);
    }
    begin = end;
  }
  return out;
}

/// `US9900001;EP1000000` as pn:(US9900001 or EP1000000). Commas part digits too (7,650,331), so
/// behind one a number begins with its country only.
std::string list_of_numbers_meant(const WrittenValue& value, const std::string& field,
                                  NumberSpace space) {
  const bool by_comma = value.text.find_first_of(";|") == std::string::npos &&
                        narrow_form(value.text).find(';') == std::string::npos;
  const std::vector<std::string> parts = listed(value.text, by_comma ? "," : ";|");
  if (parts.size() < 2) return {};
  for (size_t i = 0; i < parts.size(); ++i) {
    if (!is_number(parts[i], space)) return {};
    if (by_comma && i > 0 && is_digit(parts[i][0])) return {};
  }
  return as_alternatives(field, parts);
}

/// `@watch`: a list that comes with the query.
Result<Node> read_list_name(const WrittenValue& value, const std::string& field) {
  Node node;
  node.type = NodeType::kNumber;
  node.span = value.span;
  node.text = narrow_form(value.text);
  const bool is_name = node.text.size() > 1 && node.text.size() <= 65 &&
                       std::all_of(node.text.begin() + 1, node.text.end(), [](char c) {
                         return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                c == '_' || c == '-';
                       });
  if (!is_name || value.truncated) {
    return bad_value(value,
                     {"the name of a list has ASCII letters, digits, '_' and '-', at most 64; "
                      "write ",
                      field, ":@watch"});
  }
  return node;
}

std::string key_as_text(std::string key) {
  key.erase(std::remove(key.begin(), key.end(), '.'), key.end());
  return key;
}

// Codes ------------------------------------------------------------------------------------------

bool is_code_text(std::string_view text, size_t length_max) {
  return !text.empty() && text.size() <= length_max &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_upper(c) || is_digit(c); });
}

bool is_office(const std::string& code) { return is_country_code(code) && code != "UK"; }

Result<Node> read_country(const WrittenValue& value, const std::string& text) {
  if (value.truncated) {
    return bad_value(value,
                     {"a country is a code of two letters, without '*'; write cc:(EP or WO)"});
  }
  // UK is the country's name for itself and no office's code: it would find nothing.
  if (!is_office(text)) {
    std::string nearest =
        list_meant(value, "cc", [](const std::string& part) { return is_office(upper(part)); });
    if (nearest.empty()) nearest = nearest_country(text);
    return bad_value(
        value, {"no country or office has the code ", named(value.text), did_you_mean(nearest)});
  }
  Node node;
  node.text = text;
  return node;
}

/// Two or three letters. Whether they name a language is not asked: offices write some that no
/// list has, and what a document says can be searched.
bool is_language_code(std::string_view text) {
  return (text.size() == 2 || text.size() == 3) &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

Result<Node> read_language(const WrittenValue& value) {
  Node node;
  node.text = ascii_form(value.text);
  std::string nearest = list_meant(value, "lang", [](const std::string& part) {
    return nearest_language(ascii_form(part)) == ascii_form(part);
  });
  if (nearest.empty()) nearest = nearest_language(node.text);
  const bool is_other = !nearest.empty() && nearest != node.text;
  if (is_other || value.truncated || !is_language_code(node.text)) {
    return bad_value(value, {"a language is a code of two letters, such as en, zh or ja; not ",
                             named(value.text), did_you_mean(nearest)});
  }
  return node;
}

}  // namespace

Result<Node> read_dates(const WrittenValue& value, const std::string& field, uint16_t column) {
  if (value.truncated) {
    return bad_value(value, {"a date takes no '*': a year or month stands for all its days; write ",
                             field, ":2015 or ", field, ":2015-03"});
  }
  const std::string text = narrow_form(value.text);
  const size_t dots = text.find("..");
  const std::string_view all = text;
  const bool is_equality = value.relation == Relation::kColon || value.relation == Relation::kEqual;
  Node node;
  if (dots != std::string::npos) {
    if (!is_equality) {
      return bad_value(value, {"a range takes ':' before it; write ", field, ":", text});
    }
    const std::string low = collapse_blanks(all.substr(0, dots));
    const std::string high = collapse_blanks(all.substr(dots + 2));
    PATLAS_ASSIGN(node, read_date_range(value, field, low, high));
  } else {
    PATLAS_ASSIGN(const DateSpan span, read_date(value, all));
    node.type = NodeType::kDates;
    node.low = is_equality ? span.first : kNoFirstDate;
    node.high = is_equality ? span.last : kNoLastDate;
    if (value.relation == Relation::kGreaterEqual) node.low = span.first;
    if (value.relation == Relation::kGreater) node.low = code_after(span.last);
    if (value.relation == Relation::kLessEqual) node.high = span.last;
    if (value.relation == Relation::kLess) node.high = code_before(span.first);
  }
  node.column = column;
  node.span = value.span;
  return node;
}

bool is_dates(std::string_view text) {
  const std::string all = narrow_form(text);
  const auto is_end = [](std::string_view end) {
    return end.empty() || parse_query_date(collapse_blanks(end)).has_value();
  };
  const size_t dots = all.find("..");
  if (dots == std::string::npos) return !all.empty() && is_end(all);
  return is_end(std::string_view(all).substr(0, dots)) &&
         is_end(std::string_view(all).substr(dots + 2));
}

std::string write_dates(const Node& node) {
  const bool from_start = node.low <= kNoFirstDate;
  const bool to_end = node.high == kNoLastDate;
  if (from_start && to_end) return concat({">=", date_to_text(make_date(1400, 0, 0))});
  if (from_start) {
    const std::string last = date_text(node.high, &DateSpan::last);
    // 2015-03-00 is the last code below 2015-03-01, and no text has it as its last day.
    if (!last.empty()) return concat({":..", last});
    return concat({"<", date_text(code_after(node.high), &DateSpan::first)});
  }
  const std::string first = date_text(node.low, &DateSpan::first);
  if (to_end && first.empty())
    return concat({">", date_text(code_before(node.low), &DateSpan::last)});
  if (to_end) return concat({":", first, ".."});
  const auto span = parse_query_date(first);
  if (span && span->last == node.high) return concat({":", first});
  const std::string last = date_text(node.high, &DateSpan::last);
  return concat({":", first, "..", last});
}

namespace {

struct FieldScheme {
  std::string_view field, scheme, examples;
};
constexpr FieldScheme kFieldSchemes[] = {
    {"ic", "ipc", "H, H01, H01L, H01L21 or H01L21/02"},
    {"cpc", "cpc", "H, H01, H01L, H01L21 or H01L21/02"},
    {"fi", "fi", "G06F9, G06F9/06, \"G06F9/00,325\" or G06F9/06@A"},
    {"ft", "fterm", "2C001, 2C001AA or 2C001AA01"},
    {"uspc", "uspc", "604 or 604/385.101"},
    {"loc", "locarno", "10 or 10-07"},
};

bool is_dotted(std::string_view field) { return field == "ic" || field == "cpc"; }

/// Up to which the key of a class alone, or one end of a range, is given.
Result<Node> read_one_symbol(const WrittenValue& value, const std::string& field,
                             std::string_view written, bool exact) {
  const std::string text = upper(without_blanks(narrow_form(written)));
  const auto symbol = parse_class_symbol(with_group_mark(text));
  Node node;
  if (!symbol) {
    // What an office wrote in place of a class is kept, and found as it wrote it.
    if (value.quoted && exact) {
      node.text = unread_symbol_term(value.text);
      return node;
    }
    std::string nearest = list_meant(value, field, [](const std::string& part) {
      return parse_class_symbol(with_group_mark(upper(part))).has_value();
    });
    if (nearest.empty()) nearest = nearest_symbol(text);
    return bad_value(value, {"not a class: ", named(written), did_you_mean(nearest),
                             "; classes are written H, H01, H01L, H01L21 or H01L21/02"});
  }
  node.text = symbol->key;
  if (symbol->level == SymbolLevel::kMainGroup) {
    node.text.resize(8);
    if (exact) node.text.append("000000");
  }
  return node;
}

/// `39/44` behind `A61K39/00` is A61K39/44; `47` is A61K47.
std::string with_subclass_of(std::string_view first, std::string_view last) {
  const std::string text = upper(without_blanks(narrow_form(last)));
  if (text.empty() || !is_digit(text[0]) || first.size() < 4) return std::string(last);
  return concat({first.substr(0, 4), text});
}

/// A main group as the symbol that it is.
std::string whole_key(std::string key) {
  if (key.size() == 8) key += "000000";
  return key;
}

Result<Node> read_symbol_range(const WrittenValue& value, const std::string& field, size_t dots) {
  if (value.relation != Relation::kColon) {
    return bad_value(value, {"a range takes ':' before it; write ", field, ":", value.text});
  }
  const std::string_view all = value.text;
  const std::string low = collapse_blanks(all.substr(0, dots));
  const std::string high = collapse_blanks(all.substr(dots + 2));
  if (low.empty() || high.empty() || high.find("..") != std::string::npos) {
    return bad_value(value, {"a range of classes has two ends: ", field, ":A61K39/00..39/44"});
  }
  PATLAS_ASSIGN(Node node, read_one_symbol(value, field, low, false));
  PATLAS_ASSIGN(const Node last,
                read_one_symbol(value, field, with_subclass_of(node.text, high), false));
  node.text = whole_key(node.text);
  node.last = whole_key(last.text);
  node.reach = ClassReach::kRange;
  return node;
}

Result<Node> read_dotted_symbol(const WrittenValue& value, const std::string& field) {
  if (value.truncated) {
    std::string text = upper(without_blanks(narrow_form(value.text)));
    while (!text.empty() && text.back() == '/') text.pop_back();
    const bool valid = parse_class_symbol(with_group_mark(text)).has_value();
    return bad_value(value, {"a class already finds everything below it, without '*'",
                             did_you_mean(valid ? concat({field, ":", text}) : std::string())});
  }
  const size_t dots = value.text.find("..");
  if (dots != std::string::npos) return read_symbol_range(value, field, dots);
  const bool exact = value.relation == Relation::kEqual;
  PATLAS_ASSIGN(Node node, read_one_symbol(value, field, value.text, exact));
  node.exact = exact;
  const bool goes_up =
      value.relation == Relation::kGreater || value.relation == Relation::kGreaterEqual;
  if (goes_up) {
    node.text = whole_key(node.text);
    node.reach = value.relation == Relation::kGreater ? ClassReach::kUp : ClassReach::kUpFrom;
  }
  return node;
}

Result<Node> read_national_symbol(const WrittenValue& value, const FieldScheme& scheme) {
  const std::string field(scheme.field);
  if (value.truncated) {
    return bad_value(value, {"a class already finds everything below it, without '*'"});
  }
  if (value.relation != Relation::kColon && value.relation != Relation::kEqual) {
    return bad_value(
        value, {"'", relation_text(value.relation), "' goes up a loaded scheme, which ", field,
                " has not; write ", field, ":", value.text});
  }
  Node node;
  node.exact = value.relation == Relation::kEqual;
  const std::string text = upper(narrow_form(value.text));
  node.text = national_symbol(scheme.scheme, text);
  if (!node.text.empty()) {
    // A main group of the FI is a level of its own, with all that begin so.
    const bool is_group = scheme.scheme == "fi" && node.text.size() == 14 &&
                          node.text.ends_with("000000") && !node.exact;
    if (is_group) node.text.resize(8);
    return node;
  }
  if (value.quoted && node.exact) {
    node.text = unread_symbol_term(value.text);
    return node;
  }
  return bad_value(value, {"not a class of ", field, ": ", named(value.text),
                           "; classes are written ", scheme.examples});
}

constexpr std::string_view kQualifierWords[] = {"first", "inv", "add"};

}  // namespace

std::string_view scheme_of_field(std::string_view field) {
  for (const FieldScheme& row : kFieldSchemes) {
    if (row.field == field) return row.scheme;
  }
  return {};
}

Result<Node> read_symbol(const WrittenValue& value, const std::string& field) {
  const bool compares = value.relation == Relation::kLess || value.relation == Relation::kLessEqual;
  if (compares) {
    return bad_value(value, {"what is below a class is ", field, ":", value.text,
                             "; '>' and '>=' find what is above it, '<' and '<=' compare dates"});
  }
  Result<Node> node = Error{};
  if (is_dotted(field)) {
    node = read_dotted_symbol(value, field);
  } else {
    for (const FieldScheme& row : kFieldSchemes) {
      if (row.field == field) node = read_national_symbol(value, row);
    }
  }
  if (!node) return node;
  node->type = NodeType::kSymbol;
  node->span = value.span;
  return node;
}

Result<std::string> read_qualifiers(std::string_view text, Span span) {
  bool first = false;
  std::string value, office;
  const std::string all = narrow_form(text);
  for (size_t begin = 0; begin <= all.size();) {
    const size_t end = std::min(all.find(',', begin), all.size());
    const std::string written = collapse_blanks(std::string_view(all).substr(begin, end - begin));
    begin = end + 1;
    const std::string word = ascii_form(written), code = upper(written);
    std::string of_value;
    if (word == "first") {
      first = true;
    } else if (word == "inv" || word == "inventive" || word == "invention") {
      of_value = "inv";
    } else if (word == "add" || word == "additional") {
      of_value = "add";
    } else if (is_office(code)) {
      if (!office.empty() && office != code) {
        return query_error(Code::kInvalidArgument, span,
                           {"a symbol is one office's: ", office, " or ", code,
                            "; write the clause twice, joined by or"});
      }
      office = code;
    } else {
      const std::string_view nearest = nearest_spelling(word, kQualifierWords);
      return query_error(Code::kInvalidArgument, span,
                         {"a class is first, inv, add or an office's, such as cpc(first,EP):H01L; "
                          "not '",
                          shown(written), "'", did_you_mean(std::string(nearest))});
    }
    if (!of_value.empty() && !value.empty() && value != of_value) {
      return query_error(Code::kInvalidArgument, span, {"no symbol is both inv and add"});
    }
    if (!of_value.empty()) value = of_value;
  }
  std::string out;
  for (const std::string& part : {std::string(first ? "first" : ""), value, office}) {
    if (!part.empty()) out += concat({out.empty() ? "" : ",", part});
  }
  return out;
}

std::string write_symbol(const Node& node, std::string_view field) {
  if (node.text.starts_with(kUnreadMark)) return node.text.substr(1);
  if (field == "tech") return node.text;
  if (!is_dotted(field)) {
    const std::string_view scheme = scheme_of_field(field);
    std::string text = display_national_symbol(scheme, node.text);
    if (scheme == "fi") text = without_blanks(text);
    return scheme == "fi" && node.text.size() == 8 ? text.substr(0, text.find('/')) : text;
  }
  std::string text = without_blanks(display_class_symbol(node.text));
  const bool is_group_subtree = !node.exact && node.text.size() == 8;
  if (is_group_subtree && text.ends_with("/00")) text.resize(text.size() - 3);
  if (node.reach != ClassReach::kRange) return text;
  std::string last = without_blanks(display_class_symbol(node.last));
  const bool same_subclass = node.text.size() == 14 && node.last.size() == 14 &&
                             node.text.substr(0, 4) == node.last.substr(0, 4);
  if (same_subclass) last.erase(0, 4);
  return concat({text, "..", last});
}

Result<Node> read_technology(const WrittenValue& value, const std::string& field) {
  PATLAS_TRY(require_equality(value, field));
  if (value.truncated) {
    return bad_value(value, {"a field of technology takes no '*'; write its number, ", field,
                             ":8, or its whole name"});
  }
  Node node;
  node.type = NodeType::kSymbol;
  node.span = value.span;
  std::string text = ascii_form(collapse_blanks(value.text));
  if (all_digits(text)) {
    text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
  }
  node.text = std::move(text);
  return node;
}

bool is_number(std::string_view text, NumberSpace space) {
  return !number_keys(text, space).empty();
}

Result<Node> read_number(const WrittenValue& value, const std::string& field, NumberSpace space) {
  PATLAS_TRY(require_equality(value, field));
  if (value.truncated) {
    return bad_value(value, {"truncated numbers are not there yet; write the whole number"});
  }
  Node node;
  node.type = NodeType::kNumber;
  node.span = value.span;
  if (is_list_name(value.text)) return read_list_name(value, field);
  node.alternatives = number_keys(value.text, space);
  if (const std::string list = list_of_numbers_meant(value, field, space); !list.empty()) {
    return bad_value(value,
                     {"several numbers in one clause: ", named(value.text), did_you_mean(list)});
  }
  const auto has_lookalike = [space](const std::string& text) {
    const std::string repaired = without_lookalikes(text);
    return repaired != text && is_number(repaired, space);
  };
  if (has_lookalike(value.text)) {
    return bad_value(value, {"not a document number: ", named(value.text),
                             did_you_mean(without_lookalikes(value.text)),
                             "; a letter stands between its digits"});
  }
  if (node.alternatives.empty()) {
    std::string nearest = digits_for_lookalikes(value.text, 2);
    const bool is_likely = std::count_if(value.text.begin(), value.text.end(), is_digit) >= 3;
    if (nearest == value.text || !is_likely || !is_number(nearest, space)) nearest.clear();
    // A Chinese grant by its application's number, as ZL has it.
    if (nearest.empty() && space == NumberSpace::kPublication &&
        is_number(value.text, NumberSpace::kApplication)) {
      nearest = concat({"an:\"", value.text, "\""});
    }
    return bad_value(value, {"not a document number: ", named(value.text), did_you_mean(nearest),
                             "; numbers are written US7650331B2, \"US 7,650,331 B2\", "
                             "EP1000000"});
  }
  node.text = key_as_text(node.alternatives.front());
  // Without its points a number may look like one with a letter for a digit.
  if (number_keys(node.text, space) != node.alternatives || has_lookalike(node.text)) {
    node.text = value.text;
  }
  // A set: in whatever order they are thought of, one number is one leaf.
  std::sort(node.alternatives.begin(), node.alternatives.end());
  const auto repeated = std::unique(node.alternatives.begin(), node.alternatives.end());
  node.alternatives.erase(repeated, node.alternatives.end());
  return node;
}

ListedNumber read_listed_number(std::string_view text, NumberSpace space) {
  ListedNumber read;
  std::string meant(text);
  const std::string repaired = without_lookalikes(meant);
  if (repaired != meant && is_number(repaired, space)) {
    read.is_repaired = true;
    meant = repaired;
  }
  read.keys = number_keys(meant, space);
  const bool is_likely = std::count_if(text.begin(), text.end(), is_digit) >= 3;
  if (read.keys.empty() && is_likely) {
    meant = digits_for_lookalikes(text, 2);
    read.keys = number_keys(meant, space);
    read.is_repaired = !read.keys.empty();
  }
  std::vector<DocdbNumber> meanings = parse_number(space, meant);
  std::sort(meanings.begin(), meanings.end());
  meanings.erase(std::unique(meanings.begin(), meanings.end()), meanings.end());
  read.meanings = read.keys.empty() ? 0 : meanings.size();
  return read;
}

Result<Node> read_code(const WrittenValue& value, const std::string& field) {
  PATLAS_TRY(require_equality(value, field));
  const std::string text = upper(narrow_form(value.text));
  Node node;
  if (field == "cc") {
    PATLAS_ASSIGN(node, read_country(value, text));
  } else if (field == "lang") {
    PATLAS_ASSIGN(node, read_language(value));
  } else {
    if (!is_code_text(text, 8)) {
      return bad_value(value, {"not a code: ", named(value.text),
                               "; codes are letters and digits, such as kind:B2 or kind:B*"});
    }
    node.text = text;
    node.truncated = value.truncated;
  }
  node.type = NodeType::kCode;
  node.span = value.span;
  return node;
}

namespace {

constexpr uint32_t kCountMax = UINT32_MAX - 1;  // larger ones are stored as this

/// The field whose words a user may have meant who writes a word after a count.
std::string_view text_of_count(std::string_view field) {
  if (field == "claims") return "cl";
  if (field == "applicants") return "pa";
  if (field == "inventors") return "in";
  return {};
}

Result<uint32_t> read_number_of(const WrittenValue& value, const std::string& field,
                                std::string_view digits) {
  uint64_t number = 0;
  for (const char c : digits) {
    number = is_digit(c) && number <= kCountMax ? number * 10 + static_cast<uint64_t>(c - '0')
                                                : uint64_t{UINT32_MAX} + 1;
  }
  if (!digits.empty() && number <= kCountMax) return static_cast<uint32_t>(number);
  if (!digits.empty() && std::all_of(digits.begin(), digits.end(), is_digit)) {
    return bad_value(
        value, {"a count goes to ", std::to_string(kCountMax), ", not to ", named(value.text)});
  }
  const std::string_view text = text_of_count(field);
  return bad_value(value, {"not a number: ", named(value.text), "; ", field,
                           " are counted: ", field, ":20, ", field, ":10..20, ", field, ">20",
                           text.empty() ? "" : concat({"; their words are in ", text, ":"})});
}

}  // namespace

Result<Node> read_count(const WrittenValue& value, const std::string& field, uint16_t column) {
  if (value.truncated) {
    return bad_value(value, {"a number takes no '*'; write ", field, ":10..19 or ", field, ">=10"});
  }
  const std::string text = narrow_form(value.text);
  const bool is_equality = value.relation == Relation::kColon || value.relation == Relation::kEqual;
  Node node;
  node.type = NodeType::kCount;
  node.column = column;
  node.high = kCountMax;
  node.span = value.span;
  const size_t dots = text.find("..");
  if (dots != std::string::npos) {
    if (!is_equality) {
      return bad_value(value, {"a range takes ':' before it; write ", field, ":", text});
    }
    const std::string low = collapse_blanks(std::string_view(text).substr(0, dots));
    const std::string high = collapse_blanks(std::string_view(text).substr(dots + 2));
    if (low.empty() && high.empty()) {
      return bad_value(value, {"a range needs a number; that there is one at all is has:", field});
    }
    if (!low.empty()) {
      PATLAS_ASSIGN(node.low, read_number_of(value, field, low));
    }
    if (!high.empty()) {
      PATLAS_ASSIGN(node.high, read_number_of(value, field, high));
    }
    if (node.low > node.high) {
      return bad_value(value, {"the range is turned round; write ", field, ":", high, "..", low});
    }
    return node;
  }
  PATLAS_ASSIGN(const uint32_t number, read_number_of(value, field, text));
  const bool is_above = value.relation == Relation::kGreater;
  const bool is_below = value.relation == Relation::kLess;
  if ((is_above && number == kCountMax) || (is_below && number == 0)) {
    return bad_value(value, {"no count is ", relation_text(value.relation), " ", text});
  }
  if (is_equality || value.relation == Relation::kGreaterEqual) node.low = number;
  if (is_equality || value.relation == Relation::kLessEqual) node.high = number;
  if (is_above) node.low = number + 1;
  if (is_below) node.high = number - 1;
  return node;
}

std::string write_count(const Node& node) {
  const std::string low = node.low == 0 && node.high != kCountMax ? "" : std::to_string(node.low);
  if (node.low == node.high) return concat({":", std::to_string(node.low)});
  return concat({":", low, "..", node.high == kCountMax ? "" : std::to_string(node.high)});
}

Result<Node> read_field(const WrittenValue& value, const std::string& field, const Schema& schema) {
  PATLAS_TRY(require_equality(value, field));
  const std::string name = ascii_form(value.text);
  const int found = schema.field(name);
  std::vector<std::string_view> names;
  std::string codes;
  for (const FieldSpec& spec : schema.fields) {
    const bool is_none = spec.form == ValueForm::kField || spec.form == ValueForm::kFamilySize ||
                         spec.form == ValueForm::kTechnology || spec.form == ValueForm::kAnySymbol;
    if (is_none) continue;
    names.push_back(spec.code);
    names.push_back(spec.long_name);
    codes += concat({" ", spec.code});
  }
  const bool is_there = found >= 0 && !value.truncated &&
                        std::find(names.begin(), names.end(),
                                  schema.fields[static_cast<size_t>(found)].code) != names.end();
  if (!is_there) {
    const std::string_view nearest = found >= 0 ? "" : nearest_spelling(name, names);
    return bad_value(value, {"not a field that documents may have or not: ", named(value.text),
                             did_you_mean(std::string(nearest)), "; fields are", codes});
  }
  Node node;
  node.type = NodeType::kCode;
  node.text = schema.fields[static_cast<size_t>(found)].code;
  node.span = value.span;
  return node;
}

}  // namespace patlas
