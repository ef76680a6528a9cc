// query/parser.h
//
// Tokens to tree: precedence, parentheses, and the fields that reach into them. One loop over the
// tokens with a stack of open parentheses; no recursion, so depth costs memory that limits.h
// bounds.
//
//   ti:(coat or not ~paint) jacket
//     -> and( or( text ti "coat", not( stem ti "paint" ) ), text default "jacket" )
//
// A group of all(ti,ab): is read once for each field: which clauses its fields reach, and how their
// values are read, is then known as for any other. Such groups do not nest, so no byte is read more
// often than there are fields.
//
// Cost     linear in the text: each byte is looked at a bounded number of times.
// Errors   as parse_query (tree.h).
// Tested   tests/query/parser_test.cc
#ifndef PATLAS_QUERY_PARSER_H_
#define PATLAS_QUERY_PARSER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/analyzer.h"
#include "query/lexer.h"
#include "query/operators.h"
#include "query/tree.h"
#include "query/values.h"

namespace patlas {

/// The fields that a clause without a field searches, in increasing order.
std::vector<uint16_t> default_fields(const Schema& schema);

/// `text`, written without quotes (and with `*` when truncated), is one word that means itself: no
/// keyword, no punctuation.
bool is_plain_word(std::string_view text, bool truncated);
/// The text of a kText node with its signs or edits, written without quotes, means itself.
bool is_plain_text(const Node& node);

/// A group that is read once for each of several fields: all(ti,ab):( ... ).
struct FieldsRun {
  Quantity quantity = Quantity::kAny;
  std::vector<uint16_t> fields;
  std::vector<uint32_t> clauses;  ///< the group in the fields before
  std::optional<Lexer> begin;     ///< behind the parenthesis
};

class Parser {
 public:
  /// REQUIRES: text and schema outlive the Parser.
  Parser(std::string_view text, const Schema& schema, Budget* budget = nullptr)
      : text_(text),
        schema_(schema),
        lexer_(text),
        default_fields_(default_fields(schema)),
        budget_(budget) {}

  /// REQUIRES: called once.
  Result<Tree> run();

  uint64_t TEST_bytes_read() const { return lexer_.bytes_read() + ahead_bytes_read_; }

 private:
  /// What the prefixes before a clause say of it.
  struct Scope {
    std::vector<uint16_t> fields;  ///< empty: the default fields
    Relation relation = Relation::kColon;
    bool whole_words = false;  ///< word:
    bool stems = false;        ///< ~
    bool regex = false;        ///< regex:
    std::string qualifiers;    ///< cpc(first,inv):
    /// The whole clause in how many of `fields`: kept in `fields_run` once a group is open.
    std::optional<Quantity> quantity;
  };

  /// The head of a list: `2 of (`.
  struct Count {
    uint32_t low = 0, high = 0;
    Span span, opened;
  };

  /// What the last token of a frame was.
  enum class After : uint8_t { kNothing, kOperator, kClause };

  /// A proximity whose second operand is being read.
  struct Joint {
    uint32_t left = 0;
    Proximity proximity;
    bool negated = false;  ///< `not near`
    Span span;             ///< of the operator
  };

  /// One open parenthesis, or the query itself.
  struct Frame {
    Scope scope;
    std::optional<FieldsRun> fields_run;
    std::optional<Count> count;       ///< it is a list
    std::vector<uint32_t> items;      ///< clauses of the list before the last comma
    std::vector<uint32_t> either;     ///< clauses of `or` so far
    std::vector<uint32_t> exclusive;  ///< clauses of the `xor` that is being read
    std::vector<uint32_t> both;       ///< clauses of the `and` that is being read
    std::vector<uint32_t> negated;    ///< where each `not` waiting for its clause begins
    std::optional<uint32_t> held;     ///< the last clause, while near, adj or same may follow
    std::optional<Joint> near_joint, same_joint;  ///< both bind tighter than `not`, near tighter
    uint32_t joint_count = 0;                     ///< of proximities that `held` is a chain of
    After after = After::kNothing;
    bool ends_in_publication = false;  ///< the last clause is a publication number
    Span opened;                       ///< its parenthesis
    Span last;                         ///< the last operator
  };

  Status accept(const Token& token);
  Status accept_word(const Token& token);
  Status check_not_parted_list(const Token& token);
  Status accept_joint(const Token& token, OperatorType type);
  Status accept_comma(const Token& token);
  Status accept_not(const Token& token);
  Status accept_proximity(const Token& token, bool negated);
  Result<Proximity> read_operator(const Token& token, Span& span);
  bool is_proximity_ahead();
  void begin_prefix(Span span);
  Status check_one_form(Span span) const;
  Status accept_prefix(const Token& token);
  Status accept_tilde(const Token& token);
  Status open(const Token& token);
  std::optional<Count> read_list_head(const Token& token);
  Result<uint32_t> finish_list(Frame& frame, Span span);
  Result<bool> read_again(Frame& frame, uint32_t clause);
  Status close(const Token& token);
  Result<Tree> finish();

  Result<uint16_t> find_field(std::string_view name, Span span) const;
  Status set_fields(Scope& scope, const Token& token) const;

  Analyzer& analyzer();
  bool is_searchable(std::string_view text);
  Status check_truncation(const Token& token, std::string_view text);
  Status add_text(const Token& token, const Scope& scope);
  Status read_text(const Token& token, const Scope& scope, Node& node);
  Status add_all(const Token& token, const Scope& scope);
  Status add_stem_or_word(const Token& token, const Scope& scope, Node node);
  Status add_value(const Token& token, const Scope& scope);
  Result<WrittenValue> written_value(const Token& token, const Scope& scope, ValueForm form);
  Result<WrittenValue> join_number(WrittenValue first, NumberSpace space);
  Result<WrittenValue> join_symbol(WrittenValue first);
  Result<WrittenValue> join_date(WrittenValue first);
  Result<Node> read_value(const WrittenValue& value, uint16_t field) const;
  Result<std::vector<Node>> read_any_symbol(const WrittenValue& value) const;
  Status check_not_list(const WrittenValue& value, uint16_t field) const;
  Status check_not_list_of_publications(const Scope& scope, Span span);

  Status pay_for(const Node& node);
  Status deepen(Span span, uint32_t levels);
  Result<uint32_t> add_node(Node node);
  Status add_clause(uint32_t clause);
  Result<uint32_t> join_near(const Joint& joint, uint32_t right);
  Status close_near(Frame& frame);
  Status close_held(Frame& frame);
  Status close_and(Frame& frame);
  Status close_xor(Frame& frame);
  Status add_leaf(Node node, const Scope& scope);
  Result<uint32_t> join_fields(Quantity quantity, std::vector<uint32_t>& clauses);
  Result<uint32_t> join(NodeType type, std::vector<uint32_t>& clauses);
  Result<uint32_t> reduce(Frame& frame);
  Status require_clause(const Frame& frame) const;

  std::string_view text_;
  const Schema& schema_;
  Lexer lexer_;
  std::vector<uint16_t> default_fields_;
  Budget* budget_;
  uint64_t nodes_charged_ = 0;
  Tree tree_;
  std::vector<Frame> frames_;
  Scope prefixed_;                   ///< the scope of the next clause, when has_prefix_
  bool has_prefix_ = false;          ///< a prefix waits for its clause
  bool prefix_names_field_ = false;  ///< it names a field
  bool prefix_stems_ = false;        ///< it ends in `~`
  Span prefix_span_;                 ///< its last part
  uint32_t fields_runs_ = 0;         ///< groups open that are read for several fields
  uint32_t depth_ = 0;               ///< parentheses open and `not`s waiting
  std::unique_ptr<Analyzer> analyzer_;
  uint64_t ahead_bytes_read_ = 0;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_PARSER_H_
