#include "ingest/patent_schema.h"

#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "engine/base/check.h"
#include "engine/text/stemmer.h"
#include "ingest/normalize/fold.h"
#include "ingest/normalize/names.h"
#include "ingest/normalize/split_number.h"
#include "ingest/normalize/symbols.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

// A field's place in this list is its number on disk: add at the end only.
enum FieldNumber : uint16_t {
  kTitle,
  kAbstract,
  kClaims,
  kDescription,
  kApplicant,
  kInventor,
  kAgent,
  kIpc,
  kCpc,
  kPublicationNumber,
  kApplicationNumber,
  kPriorityNumber,
  kPublicationDate,
  kApplicationDate,
  kPriorityDate,
  kCountry,
  kKind,
  kLanguage,
  kClaimCount,
  kCitationCount,
  kApplicantCount,
  kInventorCount,
  kFamilySizeField,
  kPresent,
  kFi,
  kFterm,
  kUspc,
  kLocarno,
  kTechnologyField,
  kAnyClass
};
enum ColumnNumber : uint16_t {
  kPdColumn,
  kAdColumn,
  kPrdColumn,
  kOfficeColumn,
  kKindColumn,
  kLanguageColumn,
  kApplicantColumn,
  kInventorColumn,
  kIpcColumn,
  kCpcColumn,
  kClaimCountColumn,
  kCitationCountColumn,
  kApplicantCountColumn,
  kInventorCountColumn,
  kMainClassColumn
};

/// So that one more is a number of the column.
constexpr uint64_t kCountMax = UINT32_MAX - 1;

Schema make_schema() {
  using enum ValueForm;
  constexpr FieldType text = FieldType::kText, keyword = FieldType::kKeyword;
  Schema s;
  s.fields = {
      {"ti", "title", text, kText, true, "title, in any language"},
      {"ab", "abstract", text, kText, true, "abstract"},
      {"cl", "claim", text, kText, true, "claims, each a value of its own"},
      {"de", "description", text, kText, true, "description"},
      {"pa", "applicant", text, kText, false,
       "applicants, assignees and proprietors, in any script given"},
      {"in", "inventor", text, kText, false, "inventors, in any script given"},
      {"ag", "agent", text, kText, false, "agents and attorneys"},
      {"ic", "ipc", keyword, kSymbol, false,
       "IPC symbol: ic:H01L21 and all below, ic=H01L21/02 exactly"},
      {"cpc", "cooperative", keyword, kSymbol, false,
       "CPC symbol: cpc:H01L21 and all below, cpc=H01L21/02 exactly"},
      {"pn", "publication", keyword, kPublication, false,
       "publication number in any written form; without kind, every kind"},
      {"an", "application", keyword, kApplication, false, "application number in any written form"},
      {"pr", "priority", keyword, kApplication, false, "number of a priority application"},
      {"pd", "published", keyword, kDate, false, "publication date"},
      {"ad", "filed", keyword, kDate, false, "filing date of the application"},
      {"prd", "prioritydate", keyword, kDate, false,
       "earliest priority date; the filing date where no priority is claimed"},
      {"cc", "country", keyword, kCode, false, "publishing office, ST.3 code"},
      {"kind", "kindcode", keyword, kCode, false,
       "kind of document; kind:B* for all that begin with B"},
      {"lang", "language", keyword, kCode, false,
       "language of a title, abstract, claim or description"},
      {"claims", "claim_count", keyword, kCount, false,
       "how many claims, as the office counts them; else as listed in one language"},
      {"citations", "citation_count", keyword, kCount, false,
       "how many documents and texts are cited, as listed"},
      {"applicants", "applicant_count", keyword, kCount, false, "how many applicants are listed"},
      {"inventors", "inventor_count", keyword, kCount, false, "how many inventors are listed"},
      {"family_size", "family_members", keyword, kFamilySize, false,
       "how many live documents the simple family has in the index"},
      {"has", "present", keyword, kField, false, "fields that the document has a value of"},
      {"fi", "fileindex", keyword, kSymbol, false, "FI symbol of the JPO: fi:G06F9 and all below"},
      {"ft", "fterm", keyword, kSymbol, false, "F-term of the JPO: ft:2C001AA and all below"},
      {"uspc", "usclass", keyword, kSymbol, false, "US class: uspc:604 and all below"},
      {"loc", "locarno", keyword, kSymbol, false, "Locarno class of a design: loc:10-07"},
      {"tech", "technology", keyword, kTechnology, false,
       "field of technology of the IPC symbols, by number or name, once its table is loaded"},
      {"class", "symbol", keyword, kAnySymbol, false,
       "class of any classification: class:H01L is ic, cpc and fi"},
  };
  s.columns = {
      {"pd", ColumnType::kNumber},         {"ad", ColumnType::kNumber},
      {"prd", ColumnType::kNumber},        {"office", ColumnType::kValues},
      {"kind", ColumnType::kValues},       {"lang", ColumnType::kValues},
      {"pa", ColumnType::kValues},         {"in", ColumnType::kValues},
      {"ipc", ColumnType::kValues},        {"cpc", ColumnType::kValues},
      {"claims", ColumnType::kNumber},     {"citations", ColumnType::kNumber},
      {"applicants", ColumnType::kNumber}, {"inventors", ColumnType::kNumber},
      {"main", ColumnType::kValues},
  };
  s.rules = "patlas-records-3";  // one more with each change of ingest/normalize or of this file
  s.relations.application_field = kApplicationNumber;
  s.relations.link_fields = {kApplicationNumber, kPriorityNumber};
  s.relations.link_kinds = "UY";  // a utility model may have a patent's number
  s.relations.class_column = kMainClassColumn;
  s.relations.first_date_column = kPrdColumn;
  s.relations.last_date_column = kPdColumn;
  s.facets = {
      {"office", kOfficeColumn, FacetForm::kValue, kCode, "publishing office"},
      {"kind", kKindColumn, FacetForm::kValue, kText, "kind of document"},
      {"lang", kLanguageColumn, FacetForm::kValue, kCode, "language of the texts"},
      {"pa", kApplicantColumn, FacetForm::kValue, kText, "applicant, spellings joined by rule"},
      {"in", kInventorColumn, FacetForm::kValue, kText, "inventor, spellings joined by rule"},
      {"year", kPdColumn, FacetForm::kYear, kDate, "year of publication"},
      {"year.ad", kAdColumn, FacetForm::kYear, kDate, "year of filing"},
      {"year.prd", kPrdColumn, FacetForm::kYear, kDate, "year of the earliest priority"},
  };
  const struct {
    const char* name;
    uint16_t column;
  } schemes[] = {{"ipc", kIpcColumn}, {"cpc", kCpcColumn}};
  for (const auto& scheme : schemes) {
    const std::string name = scheme.name;
    s.facets.push_back(
        {name + "1", scheme.column, FacetForm::kSection, kSymbol, name + " section"});
    s.facets.push_back({name + "3", scheme.column, FacetForm::kClass, kSymbol, name + " class"});
    s.facets.push_back(
        {name + "4", scheme.column, FacetForm::kSubclass, kSymbol, name + " subclass"});
    s.facets.push_back(
        {name + "g", scheme.column, FacetForm::kMainGroup, kSymbol, name + " main group"});
    s.facets.push_back({name, scheme.column, FacetForm::kValue, kSymbol, name + " symbol"});
  }
  return s;
}

class DocumentMaker {
 public:
  explicit DocumentMaker(const Record& record) : record_(record) {}

  Document make() {
    add_head();
    add_texts();
    add_parties();
    add_symbols();
    add_numbers();
    add_dates();
    add_counts();
    add_presence();
    return std::move(document_);
  }

 private:
  void add_head() {
    document_.key = record_key(record_);
    document_.family = family_key(record_);
    if (document_.family.size() > limits::kTermBytes) {
      // Hundreds of priorities: 128 bits of their list stand for it.
      const XXH128_hash_t hash = XXH3_128bits(document_.family.data(), document_.family.size());
      document_.family = "hash:" + std::to_string(hash.high64) + "." + std::to_string(hash.low64);
    }
    document_.source = record_.source;
    document_.source_rank = source_rank(record_.source);
    document_.content_hash = record_content_hash(record_);
    document_.stored = record_to_json(record_);
    add_code(kCountry, kOfficeColumn, record_.publication.country);
    add_code(kKind, kKindColumn, record_.publication.kind);
  }

  void add_code(uint16_t field, uint16_t column, const std::string& code) {
    if (code.empty()) return;
    document_.keywords.push_back({field, code});
    document_.values.push_back({column, code});
  }

  void add_text(uint16_t field, std::string_view language, const std::string& text) {
    if (text.empty()) return;
    document_.texts.push_back({field, language_number(language), text});
    // As language_number() reads it: EN and zh_TW are en and zh.
    std::string primary(language.substr(0, language.find_first_of("-_")));
    for (char& c : primary) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    if (!primary.empty() && languages_.insert(primary).second)
      add_code(kLanguage, kLanguageColumn, primary);
  }

  void add_texts() {
    for (const LocalText& t : record_.titles) add_text(kTitle, t.language, t.text);
    for (const LocalText& t : record_.abstracts) add_text(kAbstract, t.language, t.text);
    for (const Claim& c : record_.claims) add_text(kClaims, c.language, c.text);
    for (const LocalText& t : record_.descriptions) add_text(kDescription, t.language, t.text);
  }

  void add_party(uint16_t field, const Party& party) {
    if (!party.name.empty()) document_.texts.push_back({field, 0, party.name});
    if (!party.latin.empty() && party.latin != party.name) {
      document_.texts.push_back({field, 0, party.latin});
    }
  }

  /// The romanised form joins an applicant's documents over offices, so it is the facet's value
  /// where given.
  static const std::string& facet_spelling(const Party& party) {
    return party.latin.empty() ? party.name : party.latin;
  }

  void add_parties() {
    for (const Party& p : record_.applicants) {
      add_party(kApplicant, p);
      add_name(kApplicantColumn, facet_spelling(p), facet_company_name(facet_spelling(p)));
    }
    for (const Party& p : record_.inventors) {
      add_party(kInventor, p);
      add_name(kInventorColumn, facet_spelling(p), facet_person_name(facet_spelling(p)));
    }
    for (const Party& p : record_.agents) add_party(kAgent, p);
  }

  /// A name too long for a facet's value stands there by its beginning and a hash: it is counted,
  /// and not as another's.
  void add_name(uint16_t column, const std::string& name, std::string value) {
    if (value.empty()) return;
    if (std::max(name.size(), value.size()) > limits::kTermBytes) {
      size_t kept = std::min<size_t>(value.size(), limits::kTermBytes - 32);
      while (kept > 0 && kept < value.size() &&
             (static_cast<unsigned char>(value[kept]) & 0xC0) == 0x80) {
        --kept;
      }
      value.resize(kept);
      value += "… " + std::to_string(XXH3_64bits(name.data(), name.size()));
    }
    document_.values.push_back({column, std::move(value)});
  }

  /// How surely a symbol is the document's main one: the CPC's before the IPC's, as the more exact.
  static int weight(const Symbol& symbol) {
    return 4 * (symbol.scheme == "cpc") + 2 * symbol.first + symbol.inventive;
  }

  void add_symbols() {
    std::string main;
    int main_weight = -1;
    for (const Symbol& s : record_.symbols) {
      const std::string& written = s.symbol.empty() ? s.original : s.symbol;
      if (s.scheme == "ipc" || s.scheme == "cpc") {
        std::string key = add_dotted_symbol(s, written);
        if (!key.empty() && weight(s) > main_weight) {
          main_weight = weight(s);
          main = std::move(key);
        }
      } else if (const uint16_t field = national_field(s.scheme); field != 0) {
        add_national_symbol(s, written, field);
      }
    }
    if (!main.empty()) document_.values.push_back({kMainClassColumn, std::move(main)});
  }

  static uint16_t national_field(std::string_view scheme) {
    if (scheme == "fi") return kFi;
    if (scheme == "fterm") return kFterm;
    if (scheme == "uspc") return kUspc;
    return scheme == "locarno" ? kLocarno : 0;
  }

  void add_keyword(uint16_t field, std::string term) {
    document_.keywords.push_back({field, std::move(term)});
  }

  /// The terms by which a symbol is found exactly, and as the record carries it.
  void add_exact(const Symbol& s, uint16_t field, const std::string& key, bool is_level) {
    if (!is_level) add_keyword(field, key + kNothingBelow);
    std::string office = fold_upper(s.office);
    if (office.size() != 2 || !std::all_of(office.begin(), office.end(), is_upper)) office.clear();
    add_keyword(field, qualified_symbol(key, s.first, s.inventive, office));
  }

  /// What no rule reads is found exactly as it stands, and nowhere else.
  void add_unread(uint16_t field, const std::string& written) {
    std::string term = unread_symbol_term(written);
    if (!term.empty()) add_keyword(field, std::move(term));
  }

  /// Gives its key; empty: not a symbol.
  std::string add_dotted_symbol(const Symbol& s, const std::string& written) {
    const bool is_ipc = s.scheme == "ipc";
    const uint16_t field = is_ipc ? kIpc : kCpc;
    const auto parsed = parse_class_symbol(written);
    if (!parsed) {
      add_unread(field, written);
      return {};
    }
    // A main group without its /00 is that symbol, as in queries.
    const std::string key = parsed->key.size() == 8 ? parsed->key + "000000" : parsed->key;
    for (const size_t level : {1u, 3u, 4u, 8u, 14u}) {
      if (level <= key.size()) add_keyword(field, key.substr(0, level));
    }
    add_exact(s, field, key, parsed->level >= SymbolLevel::kMainGroup);
    document_.values.push_back({is_ipc ? kIpcColumn : kCpcColumn, key});
    return key;
  }

  void add_national_symbol(const Symbol& s, const std::string& written, uint16_t field) {
    const std::string key = national_symbol(s.scheme, written);
    if (key.empty()) return add_unread(field, written);
    for (std::string& level : national_levels(s.scheme, key)) {
      add_keyword(field, std::move(level));
    }
    add_exact(s, field, key, false);
  }

  /// Capitals and digits, as the numbers of queries are: a record in JSON may have 16/123,456.
  static std::string key_part(const std::string& text) {
    if (std::all_of(text.begin(), text.end(), is_alnum)) return text;
    return compact(fold_number_text(text));
  }

  void add_number(uint16_t field, const Number& n) {
    const std::string country = key_part(n.country), number = key_part(n.number);
    if (country.empty() || number.empty()) return;
    std::string key = country + kNumberPartMark + number;
    const std::string kind = key_part(n.kind);
    // Without its kind it is found as the beginning of this term.
    if (!kind.empty()) key += kNumberPartMark + kind;
    document_.keywords.push_back({field, std::move(key)});
  }

  void add_numbers() {
    add_number(kPublicationNumber, record_.publication);
    add_number(kApplicationNumber, record_.application);
    for (const Number& n : record_.priorities) add_number(kPriorityNumber, n);
  }

  void add_date(uint16_t column, uint32_t date) {
    if (date != 0) document_.numbers.push_back({column, date});
  }

  void add_dates() {
    uint32_t earliest = 0;
    for (const Number& n : record_.priorities) {
      if (n.date != 0 && (earliest == 0 || n.date < earliest)) earliest = n.date;
    }
    add_date(kPdColumn, record_.publication.date);
    add_date(kAdColumn, record_.application.date);
    add_date(kPrdColumn, earliest != 0 ? earliest : record_.application.date);
  }

  /// `count`: nothing when it is missing.
  void add_count(uint16_t field, uint16_t column, std::optional<uint64_t> count) {
    if (!count) return;
    counted_.push_back(field);
    document_.numbers.push_back(
        {column, static_cast<uint32_t>(std::min<uint64_t>(*count, kCountMax)) + 1});
  }

  /// A list that is empty may be one that was not given.
  static std::optional<uint64_t> listed(size_t size) {
    return size == 0 ? std::nullopt : std::optional<uint64_t>(size);
  }

  std::optional<uint64_t> claim_count() const {
    for (const Extra& extra : record_.extras) {
      if (!extra.name.ends_with(".number-of-claims")) continue;
      uint64_t count = 0;
      const char* const end = extra.value.data() + extra.value.size();
      const auto read = std::from_chars(extra.value.data(), end, count);
      if (read.ec == std::errc() && read.ptr == end) return count;
    }
    std::map<std::string_view, size_t> of_language;
    size_t most = 0;
    for (const Claim& claim : record_.claims) most = std::max(most, ++of_language[claim.language]);
    return listed(most);
  }

  void add_counts() {
    add_count(kClaimCount, kClaimCountColumn, claim_count());
    add_count(kCitationCount, kCitationCountColumn, listed(record_.citations.size()));
    add_count(kApplicantCount, kApplicantCountColumn, listed(record_.applicants.size()));
    add_count(kInventorCount, kInventorCountColumn, listed(record_.inventors.size()));
  }

  /// The fields that have a value, as values of a field: a list of documents for each.
  void add_presence() {
    std::set<uint16_t> present(counted_.begin(), counted_.end());
    for (const TextValue& value : document_.texts) present.insert(value.field);
    for (const KeywordValue& value : document_.keywords) present.insert(value.field);
    for (const NumberValue& value : document_.numbers) {
      if (value.column == kPdColumn) present.insert(kPublicationDate);
      if (value.column == kAdColumn) present.insert(kApplicationDate);
      if (value.column == kPrdColumn) present.insert(kPriorityDate);
    }
    for (const uint16_t field : present) {
      document_.keywords.push_back({kPresent, patent_schema().fields[field].code});
    }
  }

  const Record& record_;
  Document document_;
  std::vector<uint16_t> counted_;
  std::set<std::string> languages_;
};

}  // namespace

const Schema& patent_schema() {
  static const Schema schema = make_schema();
  return schema;
}

Result<Document> make_document(const Record& record) {
  PATLAS_CHECK(!record.is_delete);
  const Place place{.file = record.provenance.file,
                    .entry = record.provenance.entry,
                    .offset = record.provenance.offset};
  const std::string key = record_key(record);
  if (key.empty()) {
    return Error{Code::kInvalidArgument,
                 "the record has no publication number that could be its key", place};
  }
  if (key.size() >= limits::kTermBytes) {
    return Error{Code::kLimit,
                 "publication number in bytes (limit " + std::to_string(limits::kTermBytes - 1) +
                     " with country and kind)",
                 place};
  }
  return DocumentMaker(record).make();
}

}  // namespace patlas
