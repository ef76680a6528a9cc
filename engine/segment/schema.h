// engine/segment/schema.h
//
// Which fields, columns and facets an index has. The engine does not know what they mean: the
// meaning (patent_schema.cc) is written down here as names, and stored in the manifest, so that the
// query layer reads the very schema an index was built with.
#ifndef PATLAS_ENGINE_SEGMENT_SCHEMA_H_
#define PATLAS_ENGINE_SEGMENT_SCHEMA_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "patlas/result.h"

namespace patlas {

using DocId = uint32_t;  ///< dense, per segment, 0-based

/// How a field is indexed. Values are on disk.
enum class FieldType : uint8_t {
  kText =
      1,  ///< analysed: positions, frequencies, both CJK views, boundaries, word starts, lengths
  kKeyword = 2,  ///< exact byte strings given by the loader: documents only
};

/// How the query layer reads a user's word for the field. Values are on disk.
enum class ValueForm : uint8_t {
  kText = 1,
  kCode = 2,         ///< upper-cased as it is: country, kind; language in lower case
  kPublication = 3,  ///< publication number, normalised; keys with and without kind
  kApplication = 4,  ///< application or priority number, normalised
  kSymbol = 5,       ///< classification symbol, as its 14-character key
  kDate = 6,         ///< a number column of date codes (ingest/normalize/dates.h)
  kCount = 7,        ///< a number column of counts, each one more than it is: 1 is none, 0 missing
  kFamilySize = 8,   ///< live documents of the simple family; in no column
  kField = 9,        ///< code of a field that the document has a value of
  kTechnology = 10,  ///< a field of technology that a scheme sorts classes into; has no terms
  kAnySymbol = 11,   ///< a symbol of any classification: stands for all such fields; has no terms
};

struct FieldSpec {
  std::string code;       ///< "ti"
  std::string long_name;  ///< "title"
  FieldType type = FieldType::kText;
  ValueForm form = ValueForm::kText;
  bool default_search = false;  ///< searched when a clause names no field
  std::string help;             ///< one line for SYNTAX.md and --help
};

/// Values are on disk.
enum class ColumnType : uint8_t {
  kNumber = 1,  ///< one u32 a document; 0 means missing
  kValues = 2,  ///< zero or more strings a document, as sorted ordinals of a per-segment dictionary
};

struct ColumnSpec {
  std::string name;  ///< "pd", "office", "cpc"
  ColumnType type = ColumnType::kNumber;
};

/// What a facet makes of a column's values. Values are on disk.
enum class FacetForm : uint8_t {
  kValue = 1,      ///< the value itself
  kYear = 2,       ///< year of a date code
  kSection = 3,    ///< first character of a symbol key     (cpc1)
  kClass = 4,      ///< first 3 characters                  (cpc3)
  kSubclass = 5,   ///< first 4                             (cpc4)
  kMainGroup = 6,  ///< first 8, shown as H04L29/00         (cpcg)
};

struct FacetSpec {
  std::string name;  ///< "year.ad", "ipc4"
  uint16_t column = 0;
  FacetForm form = FacetForm::kValue;
  ValueForm label =
      ValueForm::kText;  ///< how a value is shown (kSymbol: H04L 29/06; kCode: a name beside it)
  std::string help;
};

/// What the documents' order and their families are made of. -1: the schema has no such thing.
struct RelationSpec {
  /// A keyword field; the smallest link of a document's terms in it names its application.
  int application_field = -1;
  /// Keyword fields; documents that share a link (document_order.h) are of one extended family.
  std::vector<uint16_t> link_fields;
  /// Capitals: of which kinds of number the kind is part of the link.
  std::string link_kinds;
  int class_column = -1;       ///< values: a document's main class, at most one
  int first_date_column = -1;  ///< number: its earliest priority
  int last_date_column = -1;   ///< number: its publication

  bool is_link_field(uint16_t field) const {
    return std::find(link_fields.begin(), link_fields.end(), field) != link_fields.end();
  }
};

struct Schema {
  std::vector<FieldSpec> fields;    ///< index = field number, on disk
  std::vector<ColumnSpec> columns;  ///< index = column number, on disk
  std::vector<FacetSpec> facets;
  RelationSpec relations;
  /// Which rules make documents of records (how numbers, names and classes are spelled), by name:
  /// a query reads what it is given by the same rules, or finds nothing in silence.
  std::string rules;
  /// Of which list (engine/text/frequent_words.h) neighbouring words of text fields have terms of
  /// their own; 0: of none.
  uint8_t frequent_words = 0;

  /// -1 when there is none. Fields are found by code or long name.
  int field(std::string_view code_or_long_name) const;
  int column(std::string_view name) const;
  int facet(std::string_view name) const;

  std::string encode() const;
  static Result<Schema> decode(std::string_view bytes);
  bool operator==(const Schema&) const;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_SCHEMA_H_
