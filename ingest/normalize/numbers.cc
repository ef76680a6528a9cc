// The driver of number reading, in the order of domain.md 1.3: fold, take off marks and words, find
// country and kind, then let the office read what is left. The offices' rules are in
// numbers_<office>.cc; to add one, write its reader there and a row in kOffices.
#include "ingest/normalize/numbers.h"

#include <algorithm>
#include <array>
#include <optional>

#include "ingest/normalize/countries.h"
#include "ingest/normalize/fold.h"
#include "ingest/normalize/kinds.h"
#include "ingest/normalize/number_marks.h"
#include "ingest/normalize/split_number.h"

namespace patlas {

namespace {

constexpr size_t kLongestNumberText = 256;

// ---- Offices -----------------------------------------------------------------------------------

struct Office {
  std::string_view country;
  void (*read)(const SplitNumber&, Readings&);
};
constexpr Office kOffices[] = {
    {"AR", read_ar}, {"AT", read_at}, {"AU", read_au}, {"BR", read_br}, {"CA", read_ca},
    {"CN", read_cn}, {"DE", read_de}, {"EA", read_ea}, {"EP", read_ep}, {"FR", read_fr},
    {"GB", read_gb}, {"GE", read_ge}, {"HK", read_hk}, {"IN", read_in}, {"IT", read_it},
    {"JP", read_jp}, {"KR", read_kr}, {"MD", read_md}, {"MX", read_mx}, {"RU", read_ru},
    {"SE", read_se}, {"SG", read_sg}, {"TW", read_tw}, {"US", read_us}, {"WO", read_wo},
};

const Office* find_office(std::string_view country) {
  for (const Office& office : kOffices) {
    if (office.country == country) return &office;
  }
  return nullptr;
}

// The offices whose numbers may consist of so many digits and nothing else, likeliest first.
struct PlainDigits {
  NumberSpace space;
  size_t fewest, most;
  std::array<std::string_view, 10> countries;
};
constexpr NumberSpace kPub = NumberSpace::kPublication, kApp = NumberSpace::kApplication;
constexpr PlainDigits kPlainDigits[] = {
    {kPub, 3, 6, {"US", "DE", "GB", "FR", "TW", "EP"}},
    {kPub, 7, 7, {"US", "EP", "JP", "CN", "DE", "GB", "FR", "CA", "RU", "KR"}},
    {kPub, 8, 8, {"US", "DE", "JP", "WO"}},
    {kPub, 9, 9, {"CN", "TW", "KR", "US"}},
    {kPub, 10, 10, {"US", "JP", "WO", "AU"}},
    {kPub, 11, 11, {"US", "KR"}},
    {kPub, 12, 12, {"DE"}},
    {kPub, 13, 13, {"KR"}},
    {kApp, 3, 7, {"US", "DE", "FR", "GB", "CA", "TW"}},
    {kApp, 8, 8, {"TW", "US", "EP", "CN", "DE", "JP"}},
    {kApp, 9, 9, {"TW", "EP", "CN", "DE"}},
    {kApp, 10, 10, {"JP", "AU", "RU"}},
    {kApp, 11, 11, {"KR", "EP"}},
    {kApp, 12, 12, {"CN", "US", "DE", "IN"}},
    {kApp, 13, 13, {"CN", "KR", "DE"}},
    {kApp, 15, 15, {"CN"}},
};

// ---- Taking apart ------------------------------------------------------------------------------

bool is_separator(char c) { return c == ' ' || c == '-' || c == '/' || c == '.' || c == ','; }

void trim_separators(std::string& body) {
  size_t end = body.size();
  while (end > 0 && is_separator(body[end - 1])) --end;
  body.resize(end);
  size_t begin = 0;
  while (begin < body.size() && is_separator(body[begin])) ++begin;
  body.erase(0, begin);
}

// Old codes that people write for today's.
std::string current_code(std::string_view code) {
  if (code == "UK" || code == "EN") return "GB";
  return std::string(code);
}

bool has_digit(std::string_view text) { return std::any_of(text.begin(), text.end(), is_digit); }

size_t letters_in_front(std::string_view text) {
  size_t n = 0;
  while (n < text.size() && is_upper(text[n])) ++n;
  return n;
}

// Behind the country at most four letters belong to a number (DES, PP, JPWO); a word does not.
constexpr size_t kMostPrefixLetters = 4;

// Takes `code`, if the body starts with it, off; a doubled one (WOWO, FR FR) twice.
bool take_code(std::string& body, std::string_view code) {
  bool taken = false;
  while (body.starts_with(code) && has_digit(body) &&
         letters_in_front(body) <= code.size() + kMostPrefixLetters) {
    std::string rest = body.substr(code.size());
    trim_separators(rest);
    if (!has_digit(rest)) break;
    body = std::move(rest);
    taken = true;
  }
  return taken;
}

// "Des. 374,176" and "SIR H1,523" are American, though German and Slovenian by their letters.
bool starts_with_us_word(std::string_view body) {
  const std::string_view word = body.substr(0, letters_in_front(body));
  return (word == "DES" || word == "SIR") && word.size() < body.size() &&
         is_separator(body[word.size()]);
}

// The country that the body starts with, taken off; empty: none.
std::string take_country(std::string& body, bool is_publication) {
  if (body.size() < 3 || !is_upper(body[0]) || !is_upper(body[1])) return {};
  if (is_publication && starts_with_us_word(body)) return "US";
  // "German 19630877" and "China 101234567" begin with words, and not with Georgia's code.
  const size_t letters = letters_in_front(body);
  if (letters > 4 && letters < body.size() && body[letters] == ' ' && !body.starts_with("US")) {
    return {};
  }
  const std::string code = body.substr(0, 2);
  if (!is_country_code(code) && code != "UK" && code != "EN") return {};
  if (!take_code(body, code)) return {};
  return current_code(code);
}

// Words of print between country and number, which citations abbreviate: DE-OS 23 09 038, GB-PS
// 1 234 567, DE-GM 89 08 812. Elsewhere the letters may be a part of the number (PS is Pesaro).
void take_word_of_print(const std::string& country, std::string& body) {
  constexpr std::string_view kCountries[] = {"AT", "BE", "CH", "DD", "DE", "DK", "FI", "FR",
                                             "GB", "LU", "NL", "NO", "SE", "SU", "US"};
  if (std::find(std::begin(kCountries), std::end(kCountries), country) == std::end(kCountries)) {
    return;
  }
  const std::string_view word = std::string_view(body).substr(0, letters_in_front(body));
  const bool of_print = word == "PS" || word == "OS" || word == "AS" || word == "OLS";
  if (!of_print && !(country == "DE" && (word == "GM" || word == "GBM"))) return;
  body.erase(0, word.size());
  trim_separators(body);
}

bool is_kind_letter(char c) { return is_upper(c) && c != 'X'; }

bool take_attached_kind(SplitNumber& written) {
  std::string& body = written.body;
  if (written.space != NumberSpace::kPublication) return false;
  std::string_view letters;
  if (written.country == "EP" || written.country == "FR") letters = "AB";
  if (written.country == "GB") letters = "A";
  if (written.country == "JP") letters = "ABUY";
  if (letters.find(body[0]) == std::string_view::npos) return false;
  std::string rest = body.substr(1);
  // "EP A1 0123456" has a digit of the kind there, "JP A8-123456" a year.
  if (written.country != "JP" && is_digit(rest[0]) && is_separator(rest[1])) return false;
  trim_separators(rest);
  const bool number = !rest.empty() && (is_digit(rest[0]) ||
                                        (written.country == "JP" && letters_in_front(rest) == 1));
  if (!number || !has_digit(rest)) return false;
  if (written.kind.empty()) written.kind = body.substr(0, 1);
  body = std::move(rest);
  return true;
}

// A kind before the number: EP-A1-0 123 456, CN-U- 202 128 028, TW-A 2010-40283. A Japanese era is
// not one (JP-H10-123456), nor are letters that belong to US numbers.
void take_leading_kind(SplitNumber& written) {
  std::string& body = written.body;
  if (body.size() < 3) return;
  const bool allowed =
      written.country == "JP"
          ? std::string_view("ABCUY").find(body[0]) != std::string_view::npos
          : std::string_view("ABCEFLPSTUWY").find(body[0]) != std::string_view::npos;
  if (!allowed) return;
  // EPA 0 123 456, JPA 2001-118988: the letter of a kind stands right before the number.
  if (take_attached_kind(written)) return;
  const size_t length = is_digit(body[1]) ? 2 : 1;
  constexpr std::string_view kBlankBehind[] = {"CN", "DE", "EP", "FR", "GB", "KR", "WO"};
  const bool blank_parts =
      written.country == "TW" || (length == 2 && written.space == NumberSpace::kPublication &&
                                  std::find(std::begin(kBlankBehind), std::end(kBlankBehind),
                                            written.country) != std::end(kBlankBehind));
  if (body[length] != '-' && !(body[length] == ' ' && blank_parts)) return;
  std::string rest = body.substr(length + 1);
  trim_separators(rest);
  if (rest.empty()) return;
  const bool lettered = written.country == "TW" || written.country == "US" ||
                        (written.country == "JP" && is_upper(rest[0]));
  if (!is_digit(rest[0]) && !lettered) return;
  written.kind = body.substr(0, length);
  body = std::move(rest);
}

// "RU 2 353 337 C 2": a kind whose digit stands apart.
void join_parted_kind(std::string& body) {
  size_t at = body.size();
  if (at < 6 || !is_digit(body[at - 1]) || body[at - 2] != ' ') return;
  const size_t digit = --at;
  while (at > 0 && body[at - 1] == ' ') --at;
  if (at < 2 || !is_kind_letter(body[at - 1])) return;
  size_t before = at - 1;
  while (before > 0 && is_separator(body[before - 1])) --before;
  if (before < 3 || !is_digit(body[before - 1]) || !is_digit(body[before - 2])) return;
  body.erase(at, digit - at);
}

// A kind behind the number: a letter and perhaps a digit after a digit, US7650331B2, 95139327 A.
void take_trailing_kind(SplitNumber& written) {
  std::string& body = written.body;
  if (written.country != "IT") join_parted_kind(body);  // MI 2001 A 1 is the first of its year
  size_t at = body.size();
  if (at > 0 && is_digit(body[at - 1])) --at;
  if (at == 0 || !is_kind_letter(body[at - 1])) return;
  --at;
  size_t before = at;
  while (before > 0 && is_separator(body[before - 1])) --before;
  const bool check_letter = written.country == "SG" && before == 12 && is_upper(body[11]);
  // A check digit of ten, or DOCDB's mark of a number that it made up: CN200610123456X A.
  const bool closing_x = before > 1 && body[before - 1] == 'X' &&
                         (is_digit(body[before - 2]) || is_separator(body[before - 2]));
  if (before == 0 || !(is_digit(body[before - 1]) || check_letter || closing_x)) return;
  // Singapore's check letter stands where a kind would (11201401234P).
  if (written.country == "SG" && before == at && at == 11 && at + 1 == body.size()) return;
  std::string kind = body.substr(at);
  body.resize(before);
  if (written.kind.empty()) written.kind = std::move(kind);
}

// "EP A1" names a country and a kind, but no number.
bool is_bare_kind(std::string_view body) {
  return body.size() == 2 && is_upper(body[0]) && is_digit(body[1]);
}

// "W02004/067391": a zero for the letter O, which citations have.
void repair_wo(std::string& body) {
  if (body.size() > 6 && body.starts_with("W0") && is_digit(body[2])) body[1] = 'O';
}

// What is written, without its marks and words, in `written`; false when there are characters that
// no number has.
bool take_apart(std::string_view text, SplitNumber& written) {
  MarkedText marked = take_marks(fold_number_text(text));
  written.body = std::move(marked.text);
  written.mark = marked.mark;
  trim_separators(written.body);
  repair_wo(written.body);
  const bool pct = written.body.starts_with("PCT");
  if (!written.country.empty()) {
    if (!pct) take_code(written.body, written.country);
  } else if (!pct) {
    written.country = take_country(written.body, written.space == NumberSpace::kPublication);
  }
  if (written.country.empty()) written.country = marked.country;
  if (written.country.empty() && marked.traditional && !pct) {
    written.country = "TW";
    written.country_likely = true;
  }
  // 再公表特許WO2013/186910 is the Japanese document of the number.
  if (written.country == "WO" && written.mark == NumberMark::kRepublishedPct) {
    written.country = "JP";
  }
  if (!written.country.empty() && !pct) {
    take_word_of_print(written.country, written.body);
    take_leading_kind(written);
  }
  take_trailing_kind(written);
  written.kind = normalize_kind(written.country, written.kind);
  return marked.clean;
}

// ---- Countries not written ---------------------------------------------------------------------

void read_as(std::string_view country, const SplitNumber& written, Readings& readings) {
  SplitNumber of_country = written;
  of_country.country = country;
  of_country.kind = normalize_kind(country, written.kind);
  Readings own(of_country);
  find_office(country)->read(of_country, own);
  for (DocdbNumber& number : own.list()) {
    readings.add_of(std::move(number.country), std::move(number.number), std::move(number.kind));
  }
}

// 7,318,131: groups of three behind commas are the American way.
bool has_thousands(std::string_view body) {
  const size_t comma = body.find(',');
  return comma != std::string_view::npos && comma > 0 && comma <= 3 &&
         body.find('/') == std::string_view::npos && body.size() >= comma + 4;
}

void read_lettered(const SplitNumber& written, const std::string& letters, Readings& readings) {
  const bool publication = written.space == NumberSpace::kPublication;
  if (publication && (letters == "I" || letters == "M" || letters == "D")) {
    read_as("TW", written, readings);
  }
  if (letters.size() == 1 && std::string_view("HSTM").find(letters[0]) != std::string_view::npos) {
    read_as("JP", written, readings);
  }
  if (letters == "P" && !publication) read_as("JP", written, readings);
  // P 40 21 230.1, G 89 08 812.4
  const bool german = letters == "P" || letters == "G";
  if (german && !publication && compact(written.body).size() <= 9) read_as("DE", written, readings);
  if (letters == "PI" || letters == "MU") read_as("BR", written, readings);
  if (publication) read_as("US", written, readings);
}

// A digit behind a point: the offices whose check digit it is come first.
void read_checked(const SplitNumber& written, Readings& readings) {
  const std::string all = compact(written.body);
  const std::string head = all.substr(0, all.size() - 1);
  if (head.empty() || !all_digits(head)) return;
  const char check = all.back();
  const std::array<std::pair<std::string_view, bool>, 6> offices = {
      {{"CN", cn_check_digit(head) == check},
       {"EP", ep_check_digit(head) == check},
       {"DE", de_check_digit(head) == check},
       {"GB", false},
       {"HK", false},
       {"SG", false}}};
  for (const auto& [country, right] : offices) {
    if (right) read_as(country, written, readings);
  }
  for (const auto& [country, right] : offices) {
    if (!right) read_as(country, written, readings);
  }
}

void read_parted(const SplitNumber& written, const std::vector<std::string>& parts,
                 Readings& readings) {
  const bool publication = written.space == NumberSpace::kPublication;
  const bool slash = written.body.find('/') != std::string::npos;
  const size_t first = parts[0].size();
  if (parts.size() >= 2 && (parts[0] == "10" || parts[0] == "20" || parts[0] == "30") && !slash &&
      (parts.size() == 3 || parts[1].size() == 7)) {
    read_as("KR", written, readings);
  }
  if (slash && publication && parts.size() == 2) {
    if (parts[1].size() >= 7) read_as("US", written, readings);
    read_as("WO", written, readings);
    if (first == 4) read_as("US", written, readings);
  } else if (slash && first <= 2) {
    read_as("US", written, readings);
    // Where a document gives no date its application keeps series and serial.
    if (!publication && !readings.empty()) {
      readings.add_of("US", compact(written.body), written.kind);
    }
  }
  if (parts.size() == 2 && (first <= 2 || first == 4)) {
    read_as("JP", written, readings);
    if (first == 4 && publication) read_as("TW", written, readings);
    // 92-1234, before 1998.
    const bool short_year = first == 2 && number_value(parts[0]) >= 48 && !slash;
    if (first == 4 || short_year) read_as("KR", written, readings);
    // 2012-0116137 is American as well as Korean.
    if (first == 4 && publication && parts[1].size() == 7) read_as("US", written, readings);
  }
  const bool check = parts.back().size() == 1 && written.body[written.body.size() - 2] == '.';
  if (check && !publication) read_checked(written, readings);
  // 2282/MUM/2011
  if (slash && !publication && parts.size() == 3 && is_upper(parts[1][0])) {
    read_as("IN", written, readings);
  }
}

void read_plain(const SplitNumber& written, size_t digits, Readings& readings) {
  for (const PlainDigits& row : kPlainDigits) {
    if (row.space != written.space || digits < row.fewest || digits > row.most) continue;
    for (const std::string_view country : row.countries) {
      if (!country.empty()) read_as(country, written, readings);
    }
  }
}

void read_without_country(const SplitNumber& written, Readings& readings) {
  const std::vector<std::string> parts = number_parts(written.body);
  if (parts.empty()) return;
  const std::string all = compact(written.body);
  const std::string letters = letters_digits(all).letters;
  if (!letters.empty()) return read_lettered(written, letters, readings);
  if (has_thousands(written.body)) return read_as("US", written, readings);
  const bool has_letters = std::any_of(all.begin(), all.end(), is_upper);
  if (has_letters && parts.size() == 1) {
    // A check digit of ten: 201520123456X.
    const bool check = written.space == NumberSpace::kApplication && all.size() == 13 &&
                       all.back() == 'X' && all_digits(std::string_view(all).substr(0, 12));
    if (check) read_as("CN", written, readings);
    return;
  }
  if (parts.size() > 1) read_parted(written, parts, readings);
  // "10 2004 057 741", "2 353 337": blanks alone part nothing.
  const bool blanks_only = written.body.find_first_of("-/.") == std::string::npos;
  if (parts.size() == 1 || (blanks_only && readings.empty())) {
    read_plain(written, all.size(), readings);
  }
}

// "7S50331": where a number's letters stand in front, one between its digits is a slip. (India has
// them in the middle, Taiwan behind: 2011MU02282, 94112345A01.)
bool is_slip(std::string_view country, const std::string& all) {
  constexpr std::string_view kLettersInFront[] = {"US", "EP", "JP", "KR", "CN",
                                                  "WO", "DE", "GB", "FR"};
  if (std::find(std::begin(kLettersInFront), std::end(kLettersInFront), country) ==
      std::end(kLettersInFront)) {
    return false;
  }
  const size_t first = all.find_first_of("0123456789");
  return first != std::string::npos &&
         std::any_of(all.begin() + static_cast<ptrdiff_t>(first), all.end(), is_upper);
}

// Letters and digits as they are: what is left for numbers that no rule knows.
void add_literal(const SplitNumber& written, Readings& readings) {
  const std::string all = compact(written.body);
  if (has_digit(all)) readings.add_of(written.country, all, written.kind);
}

// Offices without a rule here. EPODOC has year and seven digits of an application, DOCDB the year
// (two digits of it before 2000) and four to six, or the seven alone (NL 1010536); a year and a
// serial that a sign parts are padded in print or not (ZA 2001/1234 is 200101234).
void add_paddings(const SplitNumber& written, Readings& readings) {
  const std::string all = compact(written.body);
  const auto add = [&](std::string_view year, std::string_view serial) {
    const std::string stripped = strip_zeros(serial);
    for (const size_t width : {4u, 5u, 6u}) {
      if (stripped.size() > width) continue;
      readings.add_of(written.country, std::string(year) + pad_zeros(stripped, width),
                      written.kind);
    }
  };
  if (!starts_with_year(all, 1900) || !all_digits(all)) return;
  const std::vector<std::string> parts = number_parts(written.body);
  if (parts.size() == 2 && parts[0].size() == 4) return add(parts[0], parts[1]);
  if (written.space == NumberSpace::kPublication || all.size() != 11) return;
  const std::string_view run = all;
  add(run.substr(0, 4), run.substr(4));
  if (!starts_with_year(all, 2000)) add(run.substr(2, 2), run.substr(4));
  if (run[4] != '0') readings.add_of(written.country, std::string(run.substr(4)), written.kind);
}

// Whatever the office, a digit behind a point at the end of an application is a check digit, which
// DOCDB leaves out: DK 19702186.8.
void add_without_check_digit(const SplitNumber& written, Readings& readings) {
  const std::string& body = written.body;
  if (body.size() < 3 || body[body.size() - 2] != '.' || !is_digit(body.back())) return;
  const std::string number = compact(std::string_view(body).substr(0, body.size() - 2));
  if (has_digit(number)) readings.add_of(written.country, number, written.kind);
}

std::string ascii_code(std::string_view country) {
  std::string code = fold_upper(trim(country));
  if (is_country_code(code)) return code;
  std::string known = country_from_name(country);
  return known.empty() ? code : known;
}

}  // namespace

DocdbNumber normalize_office_number(NumberSpace space, std::string_view country,
                                    std::string_view number, std::string_view kind, DateCode date) {
  SplitNumber written;
  written.space = space;
  written.date = date;
  written.from_office = true;
  written.country = current_code(ascii_code(country));
  if (number.size() > kLongestNumberText) return {written.country, "", ""};
  take_apart(number, written);
  const std::string given_kind = normalize_kind(written.country, kind);
  if (!given_kind.empty()) written.kind = given_kind;
  Readings readings(written);
  if (!read_pct_application(written, readings)) {
    if (const Office* office = find_office(written.country)) office->read(written, readings);
  }
  const bool known = !readings.empty();
  if (!known) add_literal(written, readings);
  if (readings.empty()) return {written.country, "", written.kind};
  DocdbNumber first = std::move(readings.list().front());
  // What an office's rule read and nothing calls otherwise is an application for a patent.
  if (known && space == NumberSpace::kApplication && first.kind.empty()) first.kind.assign(1, 'A');
  return first;
}

DocdbNumber docdb_number(NumberSpace space, std::string_view country, std::string_view number,
                         std::string_view kind) {
  DocdbNumber docdb;
  docdb.country = ascii_code(country);
  docdb.kind = normalize_kind(docdb.country, kind);
  if (number.size() > kLongestNumberText) return docdb;
  docdb.number = compact(fold_number_text(number));
  if (space == NumberSpace::kPublication && docdb.country == "WO") {
    const std::vector<std::string> keys = wo_publication_keys(docdb.number);
    if (!keys.empty()) docdb.number = keys.front();
  }
  return docdb;
}

std::vector<DocdbNumber> parse_number(NumberSpace space, std::string_view text) {
  if (text.size() > kLongestNumberText || !has_digit(fold_number_text(text))) return {};
  SplitNumber written;
  written.space = space;
  if (!take_apart(text, written) || !has_digit(written.body)) return {};
  if (is_bare_kind(written.body)) return {};
  const bool publication = space == NumberSpace::kPublication;
  if (publication && written.country == "CN" && is_cn_application(written)) return {};
  Readings readings(written);
  if (written.body.starts_with("PCT")) {
    read_pct_application(written, readings);
    return std::move(readings.list());
  }
  if (written.country.empty()) {
    read_without_country(written, readings);
    return std::move(readings.list());
  }
  // US2008/086599 may be an international application as well as a national one.
  if (space == NumberSpace::kApplication && written.kind != "W" && written.country != "WO" &&
      written.body.find('/') != std::string::npos) {
    SplitNumber pct = written;
    pct.kind.assign(1, 'W');
    const std::vector<std::string> parts = number_parts(written.body);
    if (parts.size() == 2 && parts[0].size() == 4) read_pct_application(pct, readings);
  }
  if (read_pct_application(written, readings)) return std::move(readings.list());
  const Office* const office = find_office(written.country);
  if (office != nullptr) office->read(written, readings);
  if (readings.empty() && written.country_likely) {
    written.country.clear();
    Readings others(written);
    read_without_country(written, others);
    return std::move(others.list());
  }
  if (readings.empty() && written.country == "WO" && space == NumberSpace::kApplication) {
    // The Hague registration of a design, which priorities name: DM/074 086.
    if (letters_digits(compact(written.body)).letters != "DM") return {};
  }
  std::string all = compact(written.body);
  // DOCDB has priorities that nobody knew by made-up numbers, which end in X: US 1258190X.
  if (space == NumberSpace::kApplication && all.ends_with('X')) all.pop_back();
  const bool slip = readings.empty() && is_slip(written.country, all);
  if (!slip && letters_in_front(written.body) <= kMostPrefixLetters) {
    add_literal(written, readings);
    if (space == NumberSpace::kApplication && office == nullptr) {
      add_without_check_digit(written, readings);
    }
    constexpr std::string_view kNoEpodocRule[] = {"EA", "HK", "MX", "SG"};
    if (office == nullptr || std::find(std::begin(kNoEpodocRule), std::end(kNoEpodocRule),
                                       written.country) != std::end(kNoEpodocRule)) {
      add_paddings(written, readings);
    }
  }
  return std::move(readings.list());
}

}  // namespace patlas
