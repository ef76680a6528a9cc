// query/lexer.h
//
// Cuts a query's text into tokens: words, quoted texts, parentheses, and what stands before a
// clause (`ti:`, `pd>=`, `~`). It knows the punctuation and no field: SYNTAX.md, "How text is
// read".
//
// Shape    one pass, one token at a time; a copy of a Lexer is a look ahead.
// Width    full-width forms of ASCII, typographic double quotes and the wave dash are read as their
//          ASCII forms wherever they are punctuation, and signs such as U+2265 as `>=`; inside
//          words and quotes the user's bytes are kept.
// Errors   parse, with the span: bytes that are not UTF-8, control characters, a quote without its
//          partner or inside a word, a relation without a field or after what cannot be one.
// Tested   tests/query/parser_test.cc
#ifndef PATLAS_QUERY_LEXER_H_
#define PATLAS_QUERY_LEXER_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "patlas/result.h"
#include "query/tree.h"

namespace patlas {

/// What stands between a field and its clause.
enum class Relation : uint8_t { kColon, kEqual, kLess, kLessEqual, kGreater, kGreaterEqual };

/// ":", "=", "<", ...
std::string_view relation_text(Relation relation);

enum class TokenType : uint8_t {
  kEnd,
  kWord,    ///< `text` without its closing `*`; keywords too, the parser tells them apart
  kQuoted,  ///< `text` is what stands between the quotes, as written
  kOpen,
  kClose,
  kPrefix,  ///< `text` is the list of names: "ti,ab"; of `all(ti, ab):` too, then with blanks
  kTilde,
  kAll,    ///< `*:*`
  kComma,  ///< in a list only
};

/// In how many of several fields a condition holds.
enum class Quantity : uint8_t { kAny, kAll, kOne };

struct Token {
  TokenType type = TokenType::kEnd;
  Relation relation = Relation::kColon;  ///< kPrefix
  bool truncated = false;                ///< kWord: a `*` followed
  std::optional<Quantity> quantity;      ///< kPrefix: any(ti,ab): all(...): one(...):
  std::string_view qualifiers;           ///< kPrefix: what stands in `cpc(first,inv):`
  std::string_view text;                 ///< bytes of the query
  Span span;                             ///< with quotes, `*` and relation
};

class Lexer {
 public:
  /// REQUIRES: text outlives the Lexer and its tokens and has less than 2 GiB.
  explicit Lexer(std::string_view text) : text_(text) {}

  /// The next token; kEnd at the end, as often as asked.
  Result<Token> next();

  /// In a list of clauses a comma with a blank, quote, parenthesis or the end behind it is a token.
  /// One inside a word is an error: it might part clauses, and might belong to a name.
  void set_in_list(bool in_list) { in_list_ = in_list; }

  /// Bytes looked at so far, by this Lexer and those it was copied from: the cost of reading.
  uint64_t bytes_read() const { return bytes_read_; }

 private:
  struct Char {
    int32_t code = 0;          ///< narrowed code point; -1 at the end of the text
    uint32_t at = 0, end = 0;  ///< bytes
  };

  Result<Char> char_at(uint32_t at);
  Result<Char> skip_blanks(uint32_t at);
  Result<Token> read_quoted(Char open);
  Result<Token> read_word(Char first);
  Result<Token> read_prefix(std::string_view names, uint32_t begin, Char relation);
  Result<bool> ends_clause(Char c);
  /// `(ti, ab)` with a relation behind it.
  struct NamesInParentheses {
    std::string_view names;
    Char relation;
  };
  Result<std::optional<NamesInParentheses>> read_names(Char open);
  Error no_field_list(std::string_view name, Span span);
  Result<Token> finish(Token token);

  std::string_view text_;
  uint32_t at_ = 0;
  bool in_list_ = false;
  TokenType last_type_ = TokenType::kEnd;
  uint32_t last_end_ = 0;
  uint64_t bytes_read_ = 0;
};

/// Full-width ASCII as ASCII, case kept: "２０１５" -> "2015".
std::string narrow_form(std::string_view text);
/// narrow_form in lower case (ASCII letters only): how names and keywords are compared.
std::string ascii_form(std::string_view text);
/// Runs of blanks (of any script) as one space each, none at either end.
std::string collapse_blanks(std::string_view text);

/// The inside of quotes with each doubled quote, which stands for one, as one ASCII quote.
std::string undouble_quotes(std::string_view inside);

/// The parts, one after the other.
std::string concat(std::initializer_list<std::string_view> parts);

/// For messages: the text, or its beginning where it is long, cut between characters.
std::string shown(std::string_view text);

/// An Error with place "query" and the span; its message in parts.
Error query_error(Code code, Span span, std::initializer_list<std::string_view> message);

}  // namespace patlas

#endif  // PATLAS_QUERY_LEXER_H_
