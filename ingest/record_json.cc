// The JSON form of a Record, both ways. RECORD.md describes it; its example is read by
// tests/ingest/record_test.cc. One canonical writing: members in the order of RECORD.md, empty
// ones left out, so that equal records are equal bytes and the content hash can be taken from them.
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <string>

#include "ingest/json_text.h"
#include "ingest/normalize/dates.h"
#include "ingest/record.h"

namespace patlas {
namespace {

namespace ondemand = simdjson::ondemand;

// ---- Writing

class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
  void end() { out_ += '}'; }

  std::string& member(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
    return out_;
  }
  void text(std::string_view name, std::string_view value) {
    if (!value.empty()) append_json_string(member(name), value);
  }
  void number(std::string_view name, uint64_t value) {
    if (value != 0) member(name) += std::to_string(value);
  }
  void flag(std::string_view name, bool value) {
    if (value) member(name) += "true";
  }
  template <typename T, typename Write>
  void list(std::string_view name, const std::vector<T>& values, Write write) {
    if (values.empty()) return;
    member(name) += '[';
    for (size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_ += ',';
      write(out_, values[i]);
    }
    out_ += ']';
  }

 private:
  std::string& out_;
  bool first_ = true;
};

void write_number(std::string& out, const Number& number) {
  ObjectWriter object(out);
  object.text("country", number.country);
  object.text("number", number.number);
  object.text("kind", number.kind);
  object.number("date", date_to_yyyymmdd(number.date));
  object.text("original", number.original);
  object.end();
}

void write_text(std::string& out, const LocalText& text) {
  ObjectWriter object(out);
  object.text("language", text.language);
  object.text("text", text.text);
  object.end();
}

void write_claim(std::string& out, const Claim& claim) {
  ObjectWriter object(out);
  object.text("language", claim.language);
  object.text("number", claim.number);
  object.list("depends_on", claim.depends_on,
              [](std::string& to, const std::string& text) { append_json_string(to, text); });
  object.text("text", claim.text);
  object.end();
}

void write_party(std::string& out, const Party& party) {
  ObjectWriter object(out);
  object.text("name", party.name);
  object.text("latin", party.latin);
  object.text("country", party.country);
  object.text("address", party.address);
  object.text("role", party.role);
  object.end();
}

void write_symbol(std::string& out, const Symbol& symbol, std::string_view title) {
  ObjectWriter object(out);
  object.text("scheme", symbol.scheme);
  object.text("symbol", symbol.symbol);
  object.text("version", symbol.version);
  object.text("office", symbol.office);
  object.text("status", symbol.status);
  object.flag("first", symbol.first);
  object.flag("inventive", symbol.inventive);
  object.text("original", symbol.original);
  object.text("title", title);
  object.end();
}

void write_citation(std::string& out, const Citation& citation) {
  ObjectWriter object(out);
  if (citation.publication != Number{}) {
    write_number(object.member("publication"), citation.publication);
  }
  object.text("text", citation.text);
  object.text("category", citation.category);
  object.text("phase", citation.phase);
  object.text("by", citation.by);
  object.text("passages", citation.passages);
  object.end();
}

void write_related(std::string& out, const Related& related) {
  ObjectWriter object(out);
  object.text("relation", related.relation);
  if (related.document != Number{}) write_number(object.member("document"), related.document);
  object.end();
}

void write_extra(std::string& out, const Extra& extra) {
  ObjectWriter object(out);
  object.text("name", extra.name);
  object.text("value", extra.value);
  object.end();
}

void write_provenance(std::string& out, const Provenance& provenance) {
  ObjectWriter object(out);
  object.text("file", provenance.file);
  object.text("entry", provenance.entry);
  object.number("offset", provenance.offset);
  object.text("reader", provenance.reader);
  object.end();
}

// ---- Reading

/// Walks one line. Every member is looked up in the object's list of names: an unknown one, or one
/// given twice, is an error at its byte.
class RecordParser {
 public:
  size_t memory_bytes() const { return 2 * json_.capacity() + 5 * parser_.capacity(); }

  Result<Record> run(std::string_view json) {
    // Our own buffers: simdjson's are null, and no error, when there is no memory.
    json_.reserve(json.size() + simdjson::SIMDJSON_PADDING);
    json_ = json;
    if (json_.capacity() > unescaped_bytes_) {
      unescaped_ = std::make_unique_for_overwrite<uint8_t[]>(json_.capacity());
      unescaped_bytes_ = json_.capacity();
    }
    simdjson::error_code bad =
        parser_.iterate(json_.data(), json_.size(), json_.capacity()).get(document_);
    if (bad == simdjson::MEMALLOC) throw std::bad_alloc();
    if (bad != simdjson::SUCCESS) return Error{Code::kParse, simdjson::error_message(bad), {}};
    ondemand::object object;
    PATLAS_TRY(got(document_.get_object().get(object)));
    Record record;
    PATLAS_TRY(read_record(object, record));
    const char* rest = nullptr;
    if (document_.current_location().get(rest) == simdjson::SUCCESS) {
      return fail_at("text behind the record", rest);
    }
    return record;
  }

 private:
  using Value = ondemand::value;

  Status read_record(ondemand::object object, Record& to) {
    static constexpr std::array<std::string_view, 22> kNames = {
        "delete",          "source",          "publication",
        "application",     "priorities",      "earlier_publications",
        "pct_application", "pct_publication", "related",
        "family_id",       "titles",          "abstracts",
        "descriptions",    "claims",          "applicants",
        "inventors",       "agents",          "examiners",
        "symbols",         "citations",       "extras",
        "provenance"};
    return members(object, kNames, [&](size_t member, Value value) -> Status {
      switch (member) {
        case 0:
          return read(value, to.is_delete);
        case 1:
          return read(value, to.source);
        case 2:
          return read(value, to.publication);
        case 3:
          return read(value, to.application);
        case 4:
          return read(value, to.priorities);
        case 5:
          return read(value, to.earlier_publications);
        case 6:
          return read(value, to.pct_application.emplace());
        case 7:
          return read(value, to.pct_publication.emplace());
        case 8:
          return read(value, to.related);
        case 9:
          return read(value, to.family_id);
        case 10:
          return read(value, to.titles);
        case 11:
          return read(value, to.abstracts);
        case 12:
          return read(value, to.descriptions);
        case 13:
          return read(value, to.claims);
        case 14:
          return read(value, to.applicants);
        case 15:
          return read(value, to.inventors);
        case 16:
          return read(value, to.agents);
        case 17:
          return read(value, to.examiners);
        case 18:
          return read(value, to.symbols);
        case 19:
          return read(value, to.citations);
        case 20:
          return read(value, to.extras);
        default:
          return read(value, to.provenance);
      }
    });
  }

  Status read(Value value, Number& to) {
    static constexpr std::array<std::string_view, 5> kNames = {"country", "number", "kind", "date",
                                                               "original"};
    return object_members(value, kNames, [&](size_t member, Value inner) -> Status {
      if (member == 3) return read_date(inner, to.date);
      std::string* fields[] = {&to.country, &to.number, &to.kind, nullptr, &to.original};
      return read(inner, *fields[member]);
    });
  }

  Status read(Value value, LocalText& to) {
    static constexpr std::array<std::string_view, 2> kNames = {"language", "text"};
    return object_members(value, kNames, [&](size_t member, Value inner) -> Status {
      return read(inner, member == 0 ? to.language : to.text);
    });
  }

  Status read(Value value, Claim& to) {
    static constexpr std::array<std::string_view, 4> kNames = {"language", "number", "depends_on",
                                                               "text"};
    return object_members(value, kNames, [&](size_t member, Value inner) -> Status {
      if (member == 2) return read(inner, to.depends_on);
      std::string* fields[] = {&to.language, &to.number, nullptr, &to.text};
      return read(inner, *fields[member]);
    });
  }

  Status read(Value value, Party& to) {
    static constexpr std::array<std::string_view, 5> kNames = {"name", "latin", "country",
                                                               "address", "role"};
    return object_members(value, kNames, [&](size_t member, Value inner) -> Status {
      std::string* fields[] = {&to.name, &to.latin, &to.country, &to.address, &to.role};
      return read(inner, *fields[member]);
    });
  }

  Status read(Value value, Symbol& to) {
    static constexpr std::array<std::string_view, 9> kNames = {"scheme",    "symbol",   "version",
                                                               "office",    "status",   "first",
                                                               "inventive", "original", "title"};
    return object_members(value, kNames, [&](size_t member, Value inner) -> Status {
      if (member == 5) return read(inner, to.first);
      if (member == 6) return read(inner, to.inventive);
      // What a scheme says is the scheme's, not the record's.
      std::string title;
      if (member == 8) return read(inner, title);
      std::string* fields[] = {&to.scheme, &to.symbol, &to.version, &to.office,
                               &to.status, nullptr,    nullptr,     &to.original};
      return read(inner, *fields[member]);
    });
  }

  Status read(Value value, Citation& to) {
    static constexpr std::array<std::string_view, 6> kNames = {"publication", "text", "category",
                                                               "phase",       "by",   "passages"};
    return object_members(value, kNames, [&](size_t member, Value inner) -> Status {
      if (member == 0) return read(inner, to.publication);
      std::string* fields[] = {nullptr, &to.text, &to.category, &to.phase, &to.by, &to.passages};
      return read(inner, *fields[member]);
    });
  }

  Status read(Value value, Related& to) {
    static constexpr std::array<std::string_view, 2> kNames = {"relation", "document"};
    return object_members(value, kNames, [&](size_t member, Value inner) -> Status {
      return member == 0 ? read(inner, to.relation) : read(inner, to.document);
    });
  }

  Status read(Value value, Extra& to) {
    static constexpr std::array<std::string_view, 2> kNames = {"name", "value"};
    return object_members(value, kNames, [&](size_t member, Value inner) -> Status {
      return read(inner, member == 0 ? to.name : to.value);
    });
  }

  Status read(Value value, Provenance& to) {
    static constexpr std::array<std::string_view, 4> kNames = {"file", "entry", "offset", "reader"};
    return object_members(value, kNames, [&](size_t member, Value inner) -> Status {
      if (member == 2) return read(inner, to.offset);
      std::string* fields[] = {&to.file, &to.entry, nullptr, &to.reader};
      return read(inner, *fields[member]);
    });
  }

  template <typename T>
  Status read(Value value, std::vector<T>& to) {
    ondemand::array array;
    PATLAS_TRY(got(value.get_array().get(array)));
    for (simdjson::simdjson_result<Value> element : array) {
      Value inner;
      PATLAS_TRY(got(std::move(element).get(inner)));
      PATLAS_TRY(read(inner, to.emplace_back()));
    }
    return {};
  }

  Status read(Value value, std::string& to) {
    ondemand::raw_json_string raw;
    PATLAS_TRY(got(value.get_raw_json_string().get(raw)));
    std::string_view text;
    PATLAS_TRY(unescape(raw, text));
    if (text.find('\0') != std::string_view::npos) return fail("a NUL character in a text");
    to = text;
    return {};
  }

  Status read(Value value, bool& to) { return got(value.get_bool().get(to)); }
  Status read(Value value, uint64_t& to) { return got(value.get_uint64().get(to)); }

  Status read_date(Value value, uint32_t& to) {
    uint64_t number = 0;
    PATLAS_TRY(read(value, number));
    std::optional<DateCode> date =
        number > 99999999 ? std::nullopt : date_from_yyyymmdd(static_cast<uint32_t>(number));
    if (!date) return fail("not a date: " + std::to_string(number));
    to = *date;
    return {};
  }

  template <size_t N, typename Handle>
  Status object_members(Value value, const std::array<std::string_view, N>& names, Handle handle) {
    ondemand::object object;
    PATLAS_TRY(got(value.get_object().get(object)));
    return members(object, names, handle);
  }

  template <size_t N, typename Handle>
  Status members(ondemand::object object, const std::array<std::string_view, N>& names,
                 Handle handle) {
    uint32_t seen = 0;
    size_t member = N - 1;
    for (simdjson::simdjson_result<ondemand::field> element : object) {
      ondemand::field field;
      PATLAS_TRY(got(std::move(element).get(field)));
      PATLAS_ASSIGN(member, find_member(field.key(), names, member));
      if ((seen & 1u << member) != 0) {
        return fail_at("member '" + std::string(names[member]) + "' twice", field.key().raw());
      }
      seen |= 1u << member;
      PATLAS_TRY(handle(member, field.value()));
    }
    return {};
  }

  /// Which of `names` a key is. Looks first behind the one before: members nearly always stand in
  /// the order of the list.
  template <size_t N>
  Result<size_t> find_member(ondemand::raw_json_string key,
                             const std::array<std::string_view, N>& names, size_t before) {
    for (size_t step = 1; step <= N; ++step) {
      const size_t member = before + step < N ? before + step : before + step - N;
      // No name is longer than the room behind the text.
      if (key.unsafe_is_equal(names[member])) return member;
    }
    std::string_view text;  // a name may be written with escapes
    PATLAS_TRY(unescape(key, text));
    const size_t member =
        static_cast<size_t>(std::find(names.begin(), names.end(), text) - names.begin());
    if (member == N) return fail_at("unknown member '" + std::string(text) + "'", key.raw());
    return member;
  }

  /// `text` is valid until the next one.
  Status unescape(ondemand::raw_json_string raw, std::string_view& text) {
    uint8_t* to = unescaped_.get();
    return got(parser_.unescape(raw, to).get(text));
  }

  /// Part of every reading, so that the good case costs a comparison.
  [[gnu::always_inline]] Status got(simdjson::error_code code) {
    if (code == simdjson::SUCCESS) return {};
    return fail(simdjson::error_message(code));
  }

  Error fail(std::string message) {
    const char* place = nullptr;
    if (document_.current_location().get(place) != simdjson::SUCCESS) place = nullptr;
    return fail_at(std::move(message), place);
  }

  Error fail_at(std::string message, const char* place) const {
    Error error{Code::kParse, std::move(message), {}};
    error.place.offset = json_.size();
    if (place != nullptr && place >= json_.data() && place < json_.data() + json_.size()) {
      error.place.offset = static_cast<uint64_t>(place - json_.data());
    }
    return error;
  }

  std::string json_;  ///< with room behind it, which simdjson reads
  std::unique_ptr<uint8_t[]> unescaped_;
  size_t unescaped_bytes_ = 0;
  ondemand::parser parser_;
  ondemand::document document_;
};

}  // namespace

std::string record_to_json(const Record& record, bool with_provenance,
                           std::span<const std::string> symbol_titles) {
  std::string out;
  ObjectWriter object(out);
  object.flag("delete", record.is_delete);
  object.text("source", record.source);
  write_number(object.member("publication"), record.publication);
  if (record.application != Number{})
    write_number(object.member("application"), record.application);
  object.list("priorities", record.priorities, write_number);
  object.list("earlier_publications", record.earlier_publications, write_number);
  if (record.pct_application)
    write_number(object.member("pct_application"), *record.pct_application);
  if (record.pct_publication)
    write_number(object.member("pct_publication"), *record.pct_publication);
  object.list("related", record.related, write_related);
  object.text("family_id", record.family_id);
  object.list("titles", record.titles, write_text);
  object.list("abstracts", record.abstracts, write_text);
  object.list("descriptions", record.descriptions, write_text);
  object.list("claims", record.claims, write_claim);
  object.list("applicants", record.applicants, write_party);
  object.list("inventors", record.inventors, write_party);
  object.list("agents", record.agents, write_party);
  object.list("examiners", record.examiners, write_party);
  object.list("symbols", record.symbols, [&](std::string& to, const Symbol& symbol) {
    const auto i = static_cast<size_t>(&symbol - record.symbols.data());
    write_symbol(to, symbol, i < symbol_titles.size() ? symbol_titles[i] : std::string_view());
  });
  object.list("citations", record.citations, write_citation);
  object.list("extras", record.extras, write_extra);
  if (with_provenance && record.provenance != Provenance{}) {
    write_provenance(object.member("provenance"), record.provenance);
  }
  object.end();
  return out;
}

Result<Record> record_from_json(std::string_view json) { return RecordParser().run(json); }

class RecordJsonReader::Parser : public RecordParser {};

RecordJsonReader::RecordJsonReader() = default;
RecordJsonReader::~RecordJsonReader() = default;

Result<Record> RecordJsonReader::read(std::string_view json) {
  constexpr size_t kKeptBytes = 1 << 20;
  if (!parser_ || parser_->memory_bytes() > kKeptBytes) parser_ = std::make_unique<Parser>();
  return parser_->run(json);
}

}  // namespace patlas
