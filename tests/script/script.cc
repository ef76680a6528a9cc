#include "tests/script/script.h"

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include "engine/base/check.h"
#include "ingest/normalize/dates.h"
#include "ingest/normalize/symbols.h"

namespace patlas::script {
namespace {

bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return std::string(text);
}

class Parser {
 public:
  explicit Parser(const std::string& path) : path_(path) {}

  std::vector<Script> read() {
    std::ifstream file(path_);
    if (!file) fail("cannot be read");
    std::string text;
    while (std::getline(file, text)) {
      ++line_;
      if (!text.empty()) read_line(text);
    }
    return std::move(scripts_);
  }

 private:
  [[noreturn]] void fail(const char* why) const {
    std::fprintf(stderr, "%s:%d: %s\n", path_.c_str(), line_, why);
    std::abort();
  }

  void read_line(std::string_view text) {
    const size_t blank = text.find(' ');
    const std::string verb(text.substr(0, blank));
    const std::string_view rest = blank == text.npos ? "" : text.substr(blank + 1);
    if (verb == "#") return read_head(rest);
    if (scripts_.empty()) fail("stands before the first # name:");
    if (verb == "doc") return read_value(rest);
    if (verb == "scheme") return read_scheme(rest);
    if (verb == "query") {
      query_ = rest;
      return;
    }
    static const std::vector<std::string> verbs = {"finds", "counts", "groups", "sorts",
                                                   "page",  "facet",  "cross",  "error"};
    for (const std::string& known : verbs) {
      if (verb == known) {
        scripts_.back().checks.push_back({verb, query_, trimmed(rest), line_});
        return;
      }
    }
    fail("is no line of a script");
  }

  void read_head(std::string_view text) {
    constexpr std::string_view kName = "name: ", kDescription = "description: ";
    if (text.starts_with(kName)) {
      Script& script = scripts_.emplace_back();
      script.file = path_.substr(path_.rfind('/') + 1);
      script.name = text.substr(kName.size());
      script.line = line_;
    } else if (text.starts_with(kDescription) && !scripts_.empty()) {
      scripts_.back().description = text.substr(kDescription.size());
    } else {
      fail("is neither # name: nor # description:");
    }
  }

  // "cpc: ....H01L21/02 a title", "tech: ..08 a title G06F H04L0009"
  void read_scheme(std::string_view text) {
    const size_t colon = text.find(':');
    if (colon == text.npos) fail("a scheme's line needs its name");
    Script::SchemeLine& line = scripts_.back().schemes.emplace_back();
    line.scheme = text.substr(0, colon);
    std::string rest = trimmed(text.substr(colon + 1));
    line.depth = static_cast<uint32_t>(std::min(rest.find_first_not_of('.'), rest.size()));
    rest.erase(0, line.depth);
    const size_t blank = std::min(rest.find(' '), rest.size());
    line.key = rest.substr(0, blank);
    if (line.scheme != "tech") {
      const auto symbol = parse_class_symbol(line.key);
      if (!symbol) fail("is no class");
      line.key = symbol->key.size() == 8 ? symbol->key + "000000" : symbol->key;
    }
    line.title = trimmed(rest.substr(blank));
  }

  // "TW1B ti[zh]: text"
  void read_value(std::string_view text) {
    const size_t blank = text.find(' '), colon = text.find(':', blank);
    if (blank == text.npos || colon == text.npos) fail("a document line needs a key and a field");
    Record& record = record_of(text.substr(0, blank));
    std::string_view field = text.substr(blank + 1, colon - blank - 1);
    std::string language;
    if (const size_t bracket = field.find('['); bracket != field.npos) {
      language = field.substr(bracket + 1, field.size() - bracket - 2);
      field = field.substr(0, bracket);
    }
    set(record, std::string(field), language, trimmed(text.substr(colon + 1)));
  }

  Record& record_of(std::string_view key) {
    size_t letters = 0, digits = 0;
    while (letters < key.size() && is_letter(key[letters])) ++letters;
    for (digits = letters; digits < key.size() && is_digit(key[digits]);) ++digits;
    if (letters < 2 || digits == letters) {
      fail("a document's key is written TW1B");
    }
    const std::string country(key.substr(0, 2)), number(key.substr(2, digits - 2)),
        kind(key.substr(digits));
    for (Record& record : scripts_.back().records) {
      const Number& known = record.publication;
      if (known.country == country && known.number == number && known.kind == kind) return record;
    }
    Record& record = scripts_.back().records.emplace_back();
    record.source = "docdb";
    record.publication.country = country;
    record.publication.number = number;
    record.publication.kind = kind;
    return record;
  }

  DateCode date(const std::string& text) const {
    const auto span = parse_query_date(text);
    if (!span) fail("is no date");
    // A year or a month is the date that is known no better.
    const auto parts = split(text, "-").size();
    return make_date(date_year(span->first), parts > 1 ? date_month(span->first) : 0,
                     parts > 2 ? date_day(span->first) : 0);
  }

  // "US123 2014-01-01"; the date may be missing.
  Number number(const std::string& text) const {
    const auto parts = split(text, " ");
    Number result;
    result.country = parts[0].substr(0, 2);
    result.number = parts[0].substr(2);
    if (parts.size() > 1) result.date = date(parts[1]);
    return result;
  }

  static Party party(const std::string& text) {
    const auto parts = split(text, "|");
    Party result;
    result.name = trimmed(parts[0]);
    if (parts.size() > 1) result.latin = trimmed(parts[1]);
    return result;
  }

  void set(Record& record, const std::string& field, const std::string& language,
           std::string text) const {
    for (size_t at; (at = text.find("\\n")) != text.npos;) text.replace(at, 2, "\n");
    if (field == "ti") return record.titles.push_back({language, text});
    if (field == "ab") return record.abstracts.push_back({language, text});
    if (field == "de") return record.descriptions.push_back({language, text});
    if (field == "cl") return record.claims.push_back({language, "", {}, text});
    if (field == "pa") return record.applicants.push_back(party(text));
    if (field == "in") return record.inventors.push_back(party(text));
    if (field == "ag") return record.agents.push_back(party(text));
    if (field == "pr") return record.priorities.push_back(number(text));
    if (field == "claims") return record.extras.push_back({"us.number-of-claims", text});
    if (field == "ct") return record.citations.push_back({{}, text, "", "", "", ""});
    if (field == "ic" || field == "cpc" || field == "fi" || field == "fterm" || field == "uspc" ||
        field == "locarno") {
      Symbol& symbol = record.symbols.emplace_back();
      symbol.scheme = field == "ic" ? "ipc" : field;
      // "H01L 21/02 | first inv EP"
      const auto parts = split(text, "|");
      symbol.symbol = parts[0];
      for (const std::string& word : split(parts.size() > 1 ? parts[1] : "", " ")) {
        if (word == "first") symbol.first = true;
        if (word == "inv") symbol.inventive = true;
        if (word.size() == 2) symbol.office = word;
      }
    } else if (field == "pd") {
      record.publication.date = date(text);
    } else if (field == "ad") {
      record.application.date = date(text);
    } else if (field == "an") {
      const DateCode filed = record.application.date;
      record.application = number(text);
      if (record.application.date == 0) record.application.date = filed;
    } else if (field == "family") {
      record.family_id = text;
    } else if (field == "source") {
      record.source = text;
    } else {
      fail("is no field of a document");
    }
  }

  std::string path_, query_;
  int line_ = 0;
  std::vector<Script> scripts_;
};

}  // namespace

std::vector<Script> read_scripts(const std::string& path) { return Parser(path).read(); }

std::string short_key(std::string_view record_key) {
  std::string key;
  for (const char c : record_key) {
    if (c != '.') key += c;
  }
  return key;
}

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  for (;;) {
    const size_t at = text.find(separator);
    if (const std::string part = trimmed(text.substr(0, at)); !part.empty()) parts.push_back(part);
    if (at == text.npos) return parts;
    text.remove_prefix(at + separator.size());
  }
}

}  // namespace patlas::script
