// ingest/record.h
//
// One publication as an office gave it, in memory: normalised forms beside the untouched originals.
// ingest/RECORD.md is its written form (JSON, one record a line), which `show` prints and format 5
// reads back.
#ifndef PATLAS_INGEST_RECORD_H_
#define PATLAS_INGEST_RECORD_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "patlas/result.h"

namespace patlas {

/// A document number: as the office wrote it, and in DOCDB form (ingest/normalize/numbers.h).
struct Number {
  std::string country;  ///< ST.3 code, DOCDB's view (a PCT application: the receiving office)
  std::string
      number;  ///< DOCDB form, "7650331", "I452476", "2002051231"; empty when not normalisable
  std::string kind;      ///< DOCDB kind, "B2", "A", "W"; may be empty
  uint32_t date = 0;     ///< date code (normalize/dates.h), 0 when unknown
  std::string original;  ///< untouched, "07650331"
  bool operator==(const Number&) const = default;
};

struct LocalText {
  std::string
      language;  ///< ISO 639-1 lower case, "zh-Hant" style subtags kept as given; empty: unknown
  std::string text;  ///< UTF-8; paragraphs separated by '\n'
  bool operator==(const LocalText&) const = default;
};

struct Party {
  std::string name;     ///< as the office prints it, in the first script given
  std::string latin;    ///< romanised or English form when given beside it
  std::string country;  ///< ST.3 code or empty
  std::string address;  ///< city, state and the like as one line; may be empty
  std::string role;     ///< office's role code ("03" assignee type); may be empty
  bool operator==(const Party&) const = default;
};

struct Symbol {
  std::string scheme;   ///< "ipc", "cpc", "uspc", "locarno", "fi", "fterm"
  std::string symbol;   ///< display form "H04L 29/06"; other schemes as normalised by symbols.h
  std::string version;  ///< "20060101" or edition; may be empty
  std::string office;   ///< generating office or empty
  std::string status;   ///< classification status and source as given, "B H"; may be empty
  bool first = false;
  bool inventive = false;  ///< false: additional, or the scheme has no such thing
  std::string original;    ///< as written
  bool operator==(const Symbol&) const = default;
};

struct Citation {
  Number publication;    ///< empty number: not a patent
  std::string text;      ///< non-patent literature, or the name beside a patent citation
  std::string category;  ///< "X,Y" or the office's wording, as a comma-joined set
  std::string phase;     ///< "search", "examination", ... as given; may be empty
  std::string by;        ///< "examiner", "applicant", "other"; may be empty
  std::string passages;  ///< relevant passages and claims; may be empty
  bool operator==(const Citation&) const = default;
};

struct Related {
  std::string relation;  ///< "continuation", "division", "provisional", "reissue", ... as
                         ///< normalised by the reader
  Number document;
  bool operator==(const Related&) const = default;
};

struct Claim {
  std::string language;
  std::string number;                   ///< as given; may be empty
  std::vector<std::string> depends_on;  ///< claim numbers
  std::string text;
  bool operator==(const Claim&) const = default;
};

/// A value that the office gives and that no field above takes: kept, shown, not searched.
struct Extra {
  std::string name;  ///< dotted, "us.number-of-claims"
  std::string value;
  bool operator==(const Extra&) const = default;
};

/// Where the record was read; not part of its identity.
struct Provenance {
  std::string file, entry;
  uint64_t offset = 0;  ///< bytes from the entry's start
  std::string reader;   ///< "uspto-xml/1"
  bool operator==(const Provenance&) const = default;
};

struct Record {
  /// A delete of this key by `source` (DOCDB status D): only publication and source matter.
  bool is_delete = false;
  std::string source;  ///< "uspto", "tipo", "docdb", "ops", "google"
  Number publication;  ///< with kind and date
  Number application;
  std::vector<Number> priorities;
  std::vector<Number>
      earlier_publications;  ///< the laid-open number that a grant names, and the like
  std::optional<Number> pct_application, pct_publication;
  std::vector<Related> related;
  std::string family_id;  ///< as the source gives it, "docdb:54321"; else empty
  std::vector<LocalText> titles, abstracts, descriptions;
  std::vector<Claim> claims;
  std::vector<Party> applicants, inventors, agents, examiners;
  std::vector<Symbol> symbols;
  std::vector<Citation> citations;
  std::vector<Extra> extras;
  Provenance provenance;
  bool operator==(const Record&) const = default;
};

/// 3 office, 2 regional or DOCDB, 1 aggregator; an unknown source ranks 1.
uint8_t source_rank(std::string_view source);

/// "US.7650331.B2": the update key. Empty when there is none: no number, a country that is not two
/// capital letters, a number or kind of more than capitals and digits, which no query could name.
std::string record_key(const Record& record);

/// The simple family (issue: id given, else sorted priorities, else own application, else own
/// publication).
std::string family_key(const Record& record);

/// One line of RECORD.md, without a line break; `with_provenance` false for the content hash.
/// `symbol_titles`: of each symbol, or none at all.
std::string record_to_json(const Record& record, bool with_provenance = true,
                           std::span<const std::string> symbol_titles = {});
/// Reads it back; unknown members are a parse error with their byte offset.
Result<Record> record_from_json(std::string_view json);
/// The same for many lines: what reading takes is kept for the next one, up to 1 MB.
class RecordJsonReader {
 public:
  RecordJsonReader();
  ~RecordJsonReader();
  Result<Record> read(std::string_view json);

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};
/// XXH3-64 of the JSON without provenance.
uint64_t record_content_hash(const Record& record);

}  // namespace patlas

#endif  // PATLAS_INGEST_RECORD_H_
