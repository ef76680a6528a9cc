#include "ingest/formats/record_parts.h"

#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <set>
#include <utility>

#include "ingest/normalize/countries.h"
#include "ingest/normalize/dates.h"
#include "ingest/normalize/kinds.h"
#include "ingest/normalize/symbols.h"

namespace patlas {

WrittenNumber written_number(const pugi::xml_node& document_id) {
  return {line_text(document_id, "country"), line_text(document_id, "doc-number"),
          line_text(document_id, "kind"), line_text(document_id, "date")};
}

uint32_t read_date(std::string_view text, std::string_view country, std::vector<Extra>& extras) {
  std::optional<DateCode> date = parse_office_date(text, country);
  if (!date) extras.push_back({"unread.date", std::string(text)});
  return date.value_or(0);
}

Number office_number(NumberSpace space, const WrittenNumber& written, std::vector<Extra>& extras) {
  Number number;
  number.original = written.number;
  number.date = read_date(written.date, written.country, extras);
  DocdbNumber docdb =
      normalize_office_number(space, written.country, written.number, written.kind, number.date);
  number.country = std::move(docdb.country);
  number.number = std::move(docdb.number);
  number.kind = std::move(docdb.kind);
  return number;
}

Number docdb_number(NumberSpace space, const WrittenNumber& written, std::string original,
                    std::vector<Extra>& extras) {
  Number number;
  number.country = written.country;
  number.number = written.number;
  number.kind = normalize_kind(written.country, written.kind);
  if (space == NumberSpace::kPublication && written.country == "WO") {
    number.number = normalize_office_number(space, "WO", written.number, written.kind, 0).number;
  }
  number.date = read_date(written.date, "", extras);
  number.original = original.empty() ? written.number : std::move(original);
  return number;
}

Number us_application(WrittenNumber written, std::vector<Extra>& extras) {
  std::string original = written.number;
  bool eight_digits =
      original.size() == 8 && original.find_first_not_of("0123456789") == std::string::npos;
  if (written.country == "US" && eight_digits) written.number.insert(2, "/");
  Number number = office_number(NumberSpace::kApplication, written, extras);
  number.original = std::move(original);
  return number;
}

std::string us_serial_of_year(const WrittenNumber& written) {
  const bool serial = !written.number.empty() && written.number.size() <= 6 &&
                      written.number.find_first_not_of("0123456789") == std::string::npos;
  const std::optional<DateCode> date = parse_office_date(written.date, "US");
  if (!serial || date.value_or(0) == 0) return written.number;
  return std::to_string(date_year(*date)) + "-" + written.number;
}

std::string read_country(std::string_view text) {
  if (text != "XX" && is_country_code(text)) return std::string(text);
  std::string code = text.empty() ? std::string() : country_from_name(text);
  return code == "XX" ? std::string() : code;  // ST.3's own word for "unknown"
}

Symbol class_symbol(std::string_view scheme, std::string_view text) {
  Symbol symbol;
  symbol.scheme = scheme;
  symbol.original = text;
  std::optional<ClassSymbol> parsed = parse_class_symbol(text);
  symbol.symbol = parsed ? display_class_symbol(parsed->key) : std::string(text);
  return symbol;
}

Symbol ipc8_symbol(std::string_view scheme, std::string_view text) {
  Symbol symbol = class_symbol(scheme, text);
  std::optional<Ipc8Text> parsed = parse_ipc8_text(text);
  if (!parsed) return symbol;
  symbol.symbol = display_class_symbol(parsed->symbol.key);
  symbol.version = parsed->version;
  symbol.office = parsed->office;
  symbol.status = parsed->status;
  append_part(symbol.status, parsed->source, " ");
  symbol.first = parsed->first;
  symbol.inventive = parsed->inventive;
  return symbol;
}

Symbol split_class_symbol(std::string_view scheme, const ChildTexts& parts) {
  std::string written = parts.of("section") + parts.of("class") + parts.of("subclass");
  append_part(written, parts.of("main-group"), " ");
  append_part(written, parts.of("subgroup"), "/");
  return class_symbol(scheme, written);
}

void read_symbol_marks(const ChildTexts& parts, Symbol& symbol) {
  symbol.office = parts.of("generating-office");
  symbol.status = parts.of("classification-status");
  append_part(symbol.status, parts.of("classification-data-source"), " ");
  symbol.first = parts.of("symbol-position") == "F";
  symbol.inventive = parts.of("classification-value") == "I";
}

Symbol structured_symbol(std::string_view scheme, const pugi::xml_node& node) {
  const ChildTexts parts(node);
  Symbol symbol = split_class_symbol(scheme, parts);
  symbol.original = parts.in_order();
  symbol.version = parts.of(scheme == "cpc" ? "cpc-version-indicator" : "ipc-version-indicator");
  read_symbol_marks(parts, symbol);
  return symbol;
}

Symbol fi_symbol(std::string text) {
  Symbol symbol = class_symbol("fi", text.substr(0, text.find(' ')));
  const size_t blank = text.find(' ');
  if (blank != std::string::npos) symbol.symbol += text.substr(blank);
  symbol.original = std::move(text);
  return symbol;
}

namespace {

Symbol rewritten_symbol(std::string_view scheme, std::string (*rewrite)(std::string_view),
                        std::string text) {
  Symbol symbol;
  symbol.scheme = scheme;
  symbol.symbol = rewrite(text);
  symbol.original = std::move(text);
  return symbol;
}

}  // namespace

Symbol uspc_symbol(std::string text) {
  return rewritten_symbol("uspc", normalize_uspc, std::move(text));
}

Symbol locarno_symbol(std::string text) {
  return rewritten_symbol("locarno", normalize_locarno, std::move(text));
}

void add_text(std::vector<LocalText>& texts, std::string_view language, std::string text) {
  if (!text.empty()) texts.push_back({std::string(language), std::move(text)});
}

void drop_repeated(std::vector<LocalText>& texts) {
  std::set<std::pair<std::string_view, std::string_view>> known;
  std::vector<bool> repeated;
  for (const LocalText& value : texts) {
    repeated.push_back(!known.insert({value.language, value.text}).second);
  }
  size_t kept = 0;
  for (size_t i = 0; i < texts.size(); ++i) {
    if (repeated[i]) continue;
    if (kept != i) texts[kept] = std::move(texts[i]);
    ++kept;
  }
  texts.resize(kept);
}

void drop_repeated_texts(Record& record) {
  drop_repeated(record.titles);
  drop_repeated(record.abstracts);
  drop_repeated(record.descriptions);
}

void append_part(std::string& to, std::string_view part, std::string_view separator) {
  if (part.empty()) return;
  if (!to.empty()) to += separator;
  to += part;
}

std::string_view word_for(std::string_view word, std::span<const WordPair> table) {
  for (const auto& [theirs, ours] : table) {
    if (theirs == word) return ours;
  }
  return {};
}

bool has_other_script(std::string_view text) {
  const uint8_t* bytes = reinterpret_cast<const uint8_t*>(text.data());
  int32_t length = static_cast<int32_t>(std::min<size_t>(text.size(), 1u << 20));
  for (int32_t at = 0; at < length;) {
    UChar32 c = 0;
    U8_NEXT(bytes, at, length, c);
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = c < 0 ? USCRIPT_COMMON : uscript_getScript(c, &status);
    if (script != USCRIPT_COMMON && script != USCRIPT_INHERITED && script != USCRIPT_LATIN) {
      return true;
    }
  }
  return false;
}

std::string dotted(std::string_view prefix, std::string_view name) {
  std::string path(prefix);
  path += '.';
  path += name;
  return path;
}

std::string read_language(std::string_view text) {
  std::string language;
  for (char c : text) language += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return language == "ol" ? std::string() : language;
}

}  // namespace patlas
