// query/values.h
//
// Reads what a user wrote after a field that is not text: a date, a class, a number, a code. What
// cannot be read is an error with the nearest valid spelling, never a value that matches nothing.
//
// Pairs    each reader has its writer here, used by the printer: read(write(node)) gives the node.
// Errors   invalid_argument, place = the span given.
// Tested   tests/query/parser_test.cc, tests/query/print_test.cc
#ifndef PATLAS_QUERY_VALUES_H_
#define PATLAS_QUERY_VALUES_H_

#include <string>
#include <string_view>
#include <vector>

#include "ingest/normalize/dates.h"
#include "ingest/normalize/numbers.h"
#include "query/lexer.h"
#include "query/tree.h"

namespace patlas {

/// No number, class, code or date is longer; the bound keeps the readers' work small.
inline constexpr size_t kLongestValue = 256;

/// A value as written: its text (quotes gone, blanks collapsed) and what stood around it.
struct WrittenValue {
  std::string text;        ///< at most kLongestValue bytes
  bool truncated = false;  ///< `*` followed
  bool quoted = false;
  Relation relation = Relation::kColon;
  Span span;
};

/// Above every date code: the end of `pd>=2015`.
inline constexpr DateCode kNoLastDate = UINT32_MAX;
/// The least date code that is not "missing": the start of `pd<=2015`.
inline constexpr DateCode kNoFirstDate = 1;

/// A kDates node over `column`. A year or month stands for all its days.
Result<Node> read_dates(const WrittenValue& value, const std::string& field, uint16_t column);
/// A date, or a range of dates.
bool is_dates(std::string_view text);
/// Relation and value: ":2015..2018", ">=2015", "<2015-03".
std::string write_dates(const Node& node);

/// A kCount node. `column`: kNoColumn for the size of the family.
Result<Node> read_count(const WrittenValue& value, const std::string& field, uint16_t column);
/// ":20", ":10..20", ":20.."
std::string write_count(const Node& node);

/// A kCode node: the code of a field that documents may have, by its code or name.
Result<Node> read_field(const WrittenValue& value, const std::string& field, const Schema& schema);

/// A kSymbol node: subtree for `:`, the class alone for `=`, what is above it for `>` and `>=`, and
/// for `H01L21/02..21/04` what stands between in the scheme's order. `field` is "ic", "cpc", or that
/// of another scheme, whose levels are in the symbols.
Result<Node> read_symbol(const WrittenValue& value, const std::string& field);
/// The scheme of a class field by its code: "ipc", "cpc", "fi", ...; empty: no class field.
std::string_view scheme_of_field(std::string_view field);
/// The words in `cpc(first,inv,EP):` in their order and spelling.
Result<std::string> read_qualifiers(std::string_view text, Span span);
/// "H01L21/02", "H01L21", "H01L", "A61K39/00..39/44". A name of technology as it is.
std::string write_symbol(const Node& node, std::string_view field);
/// A kSymbol node whose text is a number, or a name in lower case.
Result<Node> read_technology(const WrittenValue& value, const std::string& field);

/// A kNumber node. Its text is the DOCDB form where that names the same documents, else as written.
Result<Node> read_number(const WrittenValue& value, const std::string& field, NumberSpace space);
bool is_number(std::string_view text, NumberSpace space);
/// `@watch`, the name of a list of numbers and not a number.
inline bool is_list_name(std::string_view text) {
  return text.starts_with('@') || text.starts_with("\uFF20");
}

/// A line of a list of numbers (number_list.h).
struct ListedNumber {
  std::vector<std::string> keys;  ///< as a kNumber node's; none: not a number
  size_t meanings = 0;            ///< numbers that it may be
  bool is_repaired = false;       ///< letters between its digits were taken for digits
};
ListedNumber read_listed_number(std::string_view text, NumberSpace space);

/// A kCode node. `field` is the field's code: countries and languages have rules of their own.
Result<Node> read_code(const WrittenValue& value, const std::string& field);

}  // namespace patlas

#endif  // PATLAS_QUERY_VALUES_H_
