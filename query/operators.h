// query/operators.h
//
// The one table of what a query can say. The lexer takes its keywords from it, SYNTAX.md and the
// command line's help print it, and a test holds the document to it: a new operator starts as a row
// here.
#ifndef PATLAS_QUERY_OPERATORS_H_
#define PATLAS_QUERY_OPERATORS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace patlas {

enum class OperatorType : uint8_t {
  kAnd,
  kOr,
  kXor,
  kNot,
  kProximity,  ///< near, adj and same, with what is written behind them (query/proximity.h)
  kKeyword,    ///< a word that is refused until its operator exists
  kNotation,   ///< punctuation, read by the lexer: `( )`, `"..."`, `*`, `..`, `ti:`
};

struct OperatorRow {
  std::string_view spelling;  ///< as a user writes it; a keyword in lower case
  OperatorType type = OperatorType::kNotation;
  uint8_t precedence = 0;  ///< higher binds tighter; 0 where the question does not arise
  std::string_view operands;
  std::string_view help;
  std::string_view example;  ///< parses; empty for what is not there yet
};

/// Every operator, loosest first, then notations, then reserved words.
std::span<const OperatorRow> operator_table();

/// The row whose word `word` is, in any case, those of proximity also with a distance (`NEAR/3`,
/// `adj5`, `[1,7]`); nullptr: an ordinary word.
const OperatorRow* find_keyword(std::string_view word);

/// The table as SYNTAX.md shows it: a Markdown table, without the rows that have no example.
std::string operator_markdown();

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_H_
