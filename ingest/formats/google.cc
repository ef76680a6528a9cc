// JSON lines with the columns of the public table `patents.publications` of Google. No real row was
// at hand: the columns are those that the table's description lists, and an export's habit of
// writing integers as strings is allowed for.
//
// Numbers are DOCDB's with hyphens ("US-7650331-B2"), so they are taken as they are. Names come
// twice: as printed, and harmonised (Latin, upper case); where both lists are equally long and the
// printed name is in another script, the two are one party. What no rule here takes (a column, a
// member, a text where a list should be) becomes an extra under its path; empty ones are left out.
//
// Tested by tests/ingest/samples_test.cc on corpora/samples/google, tests/ingest/google_test.cc.
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include "ingest/copy_budget.h"
#include "ingest/encoding.h"
#include "ingest/formats/json_head.h"
#include "ingest/formats/line_splitter.h"
#include "ingest/formats/offices.h"
#include "ingest/formats/record_parts.h"
#include "ingest/normalize/dates.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

namespace dom = simdjson::dom;

/// The text of what is no string.
std::string other_text(const dom::element& element) {
  int64_t number = 0;
  if (element.get_int64().get(number) == simdjson::SUCCESS) return std::to_string(number);
  uint64_t large = 0;
  if (element.get_uint64().get(large) == simdjson::SUCCESS) return std::to_string(large);
  bool flag = false;
  if (element.get_bool().get(flag) == simdjson::SUCCESS) return flag ? "true" : "false";
  return element.is_null() ? std::string() : simdjson::minify(element);
}

std::string text_of(const dom::element& element) {
  std::string_view text;
  if (element.get_string().get(text) == simdjson::SUCCESS) return std::string(text);
  return other_text(element);
}

std::string member(const dom::element& object, std::string_view name) {
  dom::element found;
  if (object[name].get(found) != simdjson::SUCCESS) return {};
  return text_of(found);
}

bool flag(const dom::element& object, std::string_view name) {
  dom::element found;
  if (object[name].get(found) != simdjson::SUCCESS) return false;
  bool set = false;
  if (found.get_bool().get(set) == simdjson::SUCCESS) return set;
  return text_of(found) == "true";
}

/// Calls `take` with each element of an array; never when it is something else.
template <typename Take>
void for_each(const dom::element& value, Take take) {
  dom::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) return;
  for (dom::element element : array) take(element);
}

/// "US-7650331-B2" or "US-66281607-A". A number that is not three parts stays whole.
WrittenNumber split_number(const std::string& text) {
  WrittenNumber written;
  size_t first = text.find('-');
  size_t last = text.rfind('-');
  if (first != 2 || last == first) {
    written.number = text;
    return written;
  }
  written.country = text.substr(0, 2);
  written.number = text.substr(3, last - 3);
  written.kind = text.substr(last + 1);
  return written;
}

class GoogleReading {
 public:
  Result<Record> run(const dom::object& row) {
    record_.source = "google";
    for (dom::key_value_pair column : row) PATLAS_TRY(read_column(column.key, column.value));
    join_parties(printed_inventors_, "inventor", record_.inventors);
    join_parties(printed_assignees_, "assignee", record_.applicants);
    record_.publication = number(NumberSpace::kPublication, publication_, publication_date_);
    record_.application = number(NumberSpace::kApplication, application_, filing_date_);
    PATLAS_TRY(copies_.status());
    PATLAS_TRY(check_identity());
    drop_repeated_texts(record_);
    return std::move(record_);
  }

 private:
  Status read_column(std::string_view name, const dom::element& value) {
    if (name == "publication_number") return once(publication_, value, name);
    if (name == "application_number") return once(application_, value, name);
    if (name == "country_code") return once(country_, value, name);
    if (name == "kind_code") return once(kind_, value, name);
    if (name == "publication_date") return once(publication_date_, value, name);
    if (name == "filing_date") return once(filing_date_, value, name);
    if (name == "family_id") {
      read_family(text_of(value));
    } else if (name == "title_localized") {
      read_texts(value, name, record_.titles);
    } else if (name == "abstract_localized") {
      read_texts(value, name, record_.abstracts);
    } else if (name == "description_localized") {
      read_texts(value, name, record_.descriptions);
    } else if (name == "claims_localized") {
      read_claims(value, name);
    } else if (name == "priority_claim") {
      for_each_object(name, value, kDocument,
                      [&](const dom::element& claim) { read_priority(claim); });
    } else if (name == "inventor_harmonized") {
      read_parties(name, value, record_.inventors);
    } else if (name == "assignee_harmonized") {
      read_parties(name, value, record_.applicants);
    } else if (name == "inventor") {
      read_names(name, value, printed_inventors_);
    } else if (name == "assignee") {
      read_names(name, value, printed_assignees_);
    } else if (name == "examiner") {
      read_examiners(name, value);
    } else if (name == "ipc" || name == "cpc" || name == "uspc" || name == "fi" ||
               name == "fterm" || name == "locarno") {
      for_each_object(name, value, kCode,
                      [&](const dom::element& code) { read_symbol(name, code); });
    } else if (name == "citation") {
      for_each_object(name, value, kDocument,
                      [&](const dom::element& cited) { read_citation(cited); });
    } else if (name == "parent" || name == "child") {
      for_each_object(name, value, kRelated,
                      [&](const dom::element& other) { read_related(name, other); });
    } else {
      keep(std::string(name), value);
    }
    return {};
  }

  using Names = std::span<const std::string_view>;
  static constexpr std::array<std::string_view, 3> kText = {"text", "language", "truncated"};
  static constexpr std::array<std::string_view, 2> kParty = {"name", "country_code"};
  static constexpr std::array<std::string_view, 3> kExaminer = {"name", "department", "level"};
  static constexpr std::array<std::string_view, 4> kCode = {"code", "inventive", "first", "tree"};
  static constexpr std::array<std::string_view, 4> kRelated = {"application_number", "filing_date",
                                                               "type", "publication_number"};
  static constexpr std::array<std::string_view, 6> kDocument = {
      "publication_number", "application_number", "npl_text", "type", "category", "filing_date"};

  /// Calls `take` with each object of a list. Members beside those in `read`, and what is no object
  /// or no list, are kept.
  template <typename Take>
  void for_each_object(std::string_view column, const dom::element& value, Names read, Take take) {
    if (!value.is_array()) return keep(std::string(column), value);
    for_each(value, [&](const dom::element& element) {
      dom::object object;
      if (element.get_object().get(object) != simdjson::SUCCESS) {
        return keep(std::string(column), element);
      }
      for (dom::key_value_pair inner : object) {
        if (std::find(read.begin(), read.end(), inner.key) != read.end()) continue;
        keep(dotted(column, inner.key), inner.value);
      }
      take(element);
    });
  }

  void read_names(std::string_view column, const dom::element& value,
                  std::vector<std::string>& to) {
    if (!value.is_array()) return keep(std::string(column), value);
    for_each(value, [&](const dom::element& text) { to.push_back(text_of(text)); });
  }

  static Status once(std::string& to, const dom::element& value, std::string_view name) {
    if (!to.empty()) {
      return Error{Code::kParse, "column '" + std::string(name) + "' twice", {}};
    }
    to = text_of(value);
    return {};
  }

  void extra_if(std::string_view name, std::string value) {
    if (!value.empty()) record_.extras.push_back({dotted("google", name), std::move(value)});
  }

  /// "0" and "" are the table's missing date.
  static std::string date_text(std::string text) { return text == "0" ? std::string() : text; }

  Number number(NumberSpace space, const std::string& text, const std::string& date) {
    if (text.empty() && date_text(date).empty()) return {};
    WrittenNumber written = split_number(text);
    written.date = date_text(date);
    return docdb_number(space, written, text, record_.extras);
  }

  /// The columns country_code and kind_code repeat what the number says; where they do not, the
  /// row contradicts itself.
  Status check_identity() {
    if (record_key(record_).empty()) {
      return Error{
          Code::kParse, "publication_number '" + publication_ + "' is not CC-NUMBER-KIND", {}};
    }
    WrittenNumber written = split_number(publication_);
    bool same = (country_.empty() || country_ == written.country) &&
                (kind_.empty() || kind_ == written.kind);
    if (same) return {};
    return Error{Code::kParse, "country_code or kind_code contradicts publication_number", {}};
  }

  void read_family(const std::string& id) {
    bool known = !id.empty() && id != "-1" && id != "0";
    if (known) record_.family_id = std::string("docdb:").append(id);
  }

  void read_texts(const dom::element& value, std::string_view name, std::vector<LocalText>& to) {
    for_each_object(name, value, kText, [&](const dom::element& element) {
      std::string language = read_language(member(element, "language"));
      if (flag(element, "truncated")) extra_if(dotted(name, "truncated"), language);
      dom::element text;
      if (element["text"].get(text) != simdjson::SUCCESS) return;
      TextBuilder builder;
      std::string_view lines;
      if (text.get_string().get(lines) == simdjson::SUCCESS) {
        add_lines(builder, lines);
      } else {
        add_lines(builder, other_text(text));
      }
      add_text(to, language, builder.take());
    });
  }

  /// Line ends of the column's text are its paragraphs.
  static void add_lines(TextBuilder& builder, std::string_view text) {
    while (!text.empty()) {
      size_t end = text.find('\n');
      builder.add(text.substr(0, end));
      builder.break_line();
      text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
  }

  /// One text holds all claims of a language; where one ends is not said, so it stays one.
  void read_claims(const dom::element& value, std::string_view name) {
    std::vector<LocalText> texts;
    read_texts(value, name, texts);
    drop_repeated(texts);
    for (LocalText& text : texts) {
      record_.claims.push_back({std::move(text.language), "", {}, std::move(text.text)});
    }
  }

  void read_priority(const dom::element& claim) {
    Number priority = number(NumberSpace::kApplication, member(claim, "application_number"),
                             member(claim, "filing_date"));
    if (!priority.number.empty()) {
      record_.priorities.push_back(std::move(priority));
    } else {
      extra_if("priority_claim.filing_date", date_text(member(claim, "filing_date")));
    }
    for (std::string_view name : {"publication_number", "npl_text", "type", "category"}) {
      extra_if(dotted("priority_claim", name), member(claim, name));
    }
  }

  void read_parties(std::string_view column, const dom::element& value, std::vector<Party>& to) {
    for_each_object(column, value, kParty, [&](const dom::element& element) {
      Party party;
      party.name = member(element, "name");
      std::string country = member(element, "country_code");
      party.country = read_country(country);
      if (party.country.empty()) party.address = country;
      if (!party.name.empty()) to.push_back(std::move(party));
    });
  }

  void join_parties(const std::vector<std::string>& printed, std::string_view column,
                    std::vector<Party>& parties) {
    bool paired = printed.size() == parties.size();
    for (size_t i = 0; i < printed.size(); ++i) {
      if (parties.empty() || (paired && printed[i] == parties[i].name)) continue;
      if (paired && has_other_script(printed[i])) {
        parties[i].latin = std::exchange(parties[i].name, printed[i]);
      } else {
        extra_if(column, printed[i]);
      }
    }
    if (!parties.empty()) return;
    for (const std::string& name : printed) {
      Party party;
      party.name = name;
      parties.push_back(std::move(party));
    }
  }

  void read_examiners(std::string_view column, const dom::element& value) {
    for_each_object(column, value, kExaminer, [&](const dom::element& element) {
      Party party;
      party.name = member(element, "name");
      party.role = member(element, "level");
      extra_if("examiner.department", member(element, "department"));
      if (!party.name.empty()) record_.examiners.push_back(std::move(party));
    });
  }

  /// The column "tree" of a code lists its ancestors, which its symbol says already.
  void read_symbol(std::string_view scheme, const dom::element& element) {
    std::string code = member(element, "code");
    if (code.empty()) return;
    Symbol symbol;
    if (scheme == "ipc" || scheme == "cpc") {
      symbol = class_symbol(scheme, code);
    } else if (scheme == "locarno") {
      symbol = locarno_symbol(std::move(code));
    } else {
      symbol.scheme = scheme;
      symbol.original = code;
      symbol.symbol = std::move(code);
    }
    symbol.first = flag(element, "first");
    symbol.inventive = flag(element, "inventive");
    record_.symbols.push_back(std::move(symbol));
  }

  /// The table's two columns: one names the phase of the procedure, the other the letters of a
  /// search report. Which holds which differs between exports, so the value decides.
  static bool is_phase(std::string_view text) {
    static constexpr std::array<std::string_view, 11> kPhases = {
        "CH2", "SUP", "ISR", "SEA", "APP", "EXA", "OPP", "115", "PRS", "APL", "FOP"};
    return std::find(kPhases.begin(), kPhases.end(), text) != kPhases.end();
  }

  void read_citation(const dom::element& element) {
    Citation citation;
    std::string cited = member(element, "publication_number");
    if (!cited.empty()) citation.publication = number(NumberSpace::kPublication, cited, "");
    extra_if("citation.application_number", member(element, "application_number"));
    citation.text = member(element, "npl_text");
    for (std::string_view column : {"category", "type"}) {
      std::string value = member(element, column);
      append_part(is_phase(value) ? citation.phase : citation.category, value, ",");
    }
    extra_if("citation.filing_date", date_text(member(element, "filing_date")));
    if (citation != Citation{}) record_.citations.push_back(std::move(citation));
  }

  void read_related(std::string_view column, const dom::element& element) {
    Related related;
    related.document = number(NumberSpace::kApplication, member(element, "application_number"),
                              member(element, "filing_date"));
    std::string type = member(element, "type");
    related.relation = type.empty() ? std::string(column) : type;
    if (column == "child" && !type.empty()) related.relation += ".child";
    extra_if(dotted(column, "publication_number"), member(element, "publication_number"));
    if (related.document != Number{}) {
      record_.related.push_back(std::move(related));
    } else {
      extra_if(dotted(column, "type"), std::move(type));
    }
  }

  /// What no rule takes: each value under its path. Rows are flat, so a stack of what is
  /// still to be walked stays short.
  void keep(std::string name, const dom::element& top) {
    std::vector<std::pair<std::string, dom::element>> open;
    open.emplace_back(dotted("google", name), top);
    while (!open.empty()) {
      auto [path, element] = std::move(open.back());
      open.pop_back();
      dom::object object;
      if (element.get_object().get(object) == simdjson::SUCCESS) {
        size_t from = open.size();
        for (dom::key_value_pair inner : object) {
          if (!copies_.take(path.size())) return;
          open.emplace_back(dotted(path, inner.key), inner.value);
        }
        std::reverse(open.begin() + static_cast<ptrdiff_t>(from), open.end());
      } else if (element.is_array()) {
        std::vector<dom::element> inner;
        for_each(element, [&](const dom::element& one) { inner.push_back(one); });
        for (auto one = inner.rbegin(); one != inner.rend(); ++one) {
          if (!copies_.take(path.size())) return;
          open.emplace_back(path, *one);
        }
      } else {
        std::string text = text_of(element);
        bool missing = text.empty() || text == "0" || text == "false";
        if (!missing) record_.extras.push_back({std::move(path), std::move(text)});
      }
    }
  }

  std::string publication_, application_, country_, kind_, publication_date_, filing_date_;
  std::vector<std::string> printed_inventors_, printed_assignees_;
  CopyBudget copies_;
  Record record_;
};

bool has_nul_escape(std::string_view json) {
  for (size_t at = json.find("\\u0000"); at != std::string_view::npos;
       at = json.find("\\u0000", at + 1)) {
    size_t slashes = 0;
    while (slashes < at && json[at - 1 - slashes] == '\\') ++slashes;
    if (slashes % 2 == 0) return true;
  }
  return false;
}

class GoogleReader : public RecordReader {
 public:
  std::vector<Result<Record>> read(const RawRecord& raw) override {
    std::vector<Result<Record>> reads;
    reads.push_back(read_line(raw));
    return reads;
  }

 private:
  Result<Record> read_line(const RawRecord& raw) {
    std::string_view bytes = raw.bytes;
    if (bytes.substr(0, 3) == "\xEF\xBB\xBF") bytes.remove_prefix(3);
    if (auto bad = find_invalid_utf8(bytes)) {
      return placed({Code::kParse, "bytes that UTF-8 does not have", {}}, raw, *bad);
    }
    if (has_nul_escape(bytes))
      return placed({Code::kParse, "a NUL character in a text", {}}, raw, 0);
    dom::object row;
    const bool has_padding = raw.bytes.capacity() - raw.bytes.size() >= simdjson::SIMDJSON_PADDING;
    simdjson::error_code code =
        parser_.parse(bytes.data(), bytes.size(), !has_padding).get_object().get(row);
    if (code == simdjson::MEMALLOC) throw std::bad_alloc();
    if (code != simdjson::SUCCESS) {
      return placed({Code::kParse, simdjson::error_message(code), {}}, raw, 0);
    }
    Result<Record> record = GoogleReading().run(row);
    if (!record) return placed(record.error(), raw, 0);
    record->provenance.offset = raw.offset;
    record->provenance.reader = "google-json/1";
    return record;
  }

  static Error placed(Error error, const RawRecord& raw, size_t offset) {
    error.place.offset = raw.offset + offset;
    error.place.line = raw.line;
    return error;
  }

  dom::parser parser_ = make_parser();

  static dom::parser make_parser() {
    dom::parser parser(limits::kRecordBytes + 1);
    // Depth is bounded here; a parser that cannot have its memory says so at the first line.
    simdjson::error_code allocated = parser.allocate(1u << 20, limits::kJsonDepth);
    static_cast<void>(allocated);
    return parser;
  }
};

bool recognise(std::string_view head) { return json_head_has(head, "publication_number"); }

}  // namespace

FormatSpec google_format() {
  return {"google-json", "JSON lines with the columns of Google's table patents.publications",
          recognise, make_line_splitter,
          []() -> std::unique_ptr<RecordReader> { return std::make_unique<GoogleReader>(); }};
}

}  // namespace patlas
