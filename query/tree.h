// query/tree.h
//
// The meaning of a query, free of its spelling: what the parser makes, simplify rewrites, plans
// run, other engines (query/backends) translate and the oracle evaluates by scanning. SYNTAX.md
// defines each node.
//
// Shape    a flat vector of nodes; children by index, always smaller than their parent's, so that
//          every walk is a loop, never a recursion on input depth. The root is the last node.
#ifndef PATLAS_QUERY_TREE_H_
#define PATLAS_QUERY_TREE_H_

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/segment/schema.h"
#include "patlas/result.h"

namespace patlas {

class Budget;
class NumberList;

enum class NodeType : uint8_t {
  kAnd,   ///< all children
  kOr,    ///< any child
  kXor,   ///< an odd number of the children
  kOf,    ///< low..high of the children, each counted as often as it is there
  kNot,   ///< live documents without the one child
  kAll,   ///< every live document
  kNone,  ///< no document (only made by simplify)
  /// A term, phrase or CJK string in any of `fields`, one of which must hold the whole of it; with
  /// open places, edits or as a regular expression any that it stands for.
  kText,
  /// word:X, whole words: X with a word start at both ends.
  kWord,
  /// ~X, words with X's stem in a language of the field; of a CJK string, its words anywhere in one
  /// field.
  kStem,
  /// An exact code (cc, kind, lang), normalised; `truncated`: codes that start with it.
  kCode,
  /// pn, an, pr: any of `alternatives`, normalised keys "US.7650331" or "US.7650331.B2"; `text` as
  /// printed. "@name": those of a list that comes with the query (number_list.h).
  kNumber,
  /// ic, cpc, fi, ...: `text` is a symbol in the form of symbols.h; with all below it, or as `exact`
  /// and `reach` say. tech: a field's number, or its name in lower case.
  kSymbol,
  /// low <= date code <= high, in number column `column`; missing dates never match.
  kDates,
  /// low <= count <= high of the field: of its number column, or of the live documents of the
  /// family; missing counts never match.
  kCount,
  /// Two clauses whose places stand as `proximity` says, in any of `fields`. Its operands are text
  /// leaves, proximities, and kAnd, kOr, kXor, kOf, kNot of those.
  kProximity,
};

/// The column of a count that no column holds.
inline constexpr uint16_t kNoColumn = 0xffff;

/// How far a class clause reaches from its symbol, unless it is exact.
enum class ClassReach : uint8_t {
  kDown,    ///< it and all below
  kUp,      ///< what is above it
  kUpFrom,  ///< it and what is above it
  kRange,   ///< from it to `last` and all below that, in the scheme's order
};

struct Span {
  uint32_t begin = 0, end = 0;  ///< bytes of the query text
};

/// At byte `at` of a node's text, from `least` to `most` characters of any kind may stand.
struct OpenSign {
  static constexpr uint32_t kAnyNumber = 0xffffffffu;

  uint32_t at = 0, least = 0, most = 0;
  auto operator<=>(const OpenSign&) const = default;
};

/// How the places of kProximity's two operands stand to each other: SYNTAX.md, "Proximity".
struct Proximity {
  enum class Relation : uint8_t {
    kNear,    ///< low <= distance <= high, in either order
    kAdj,     ///< the same, the second operand behind the first
    kWindow,  ///< the second is `low` to `high` behind the first; before it when negative
    kSame,    ///< both in one `unit`
  };
  enum class Unit : uint8_t { kPlaces, kWords, kSentences, kParagraphs, kClaims, kEntries };
  Relation relation = Relation::kNear;
  Unit unit = Unit::kPlaces;  ///< kSame: not kPlaces, kWords; else not kClaims, kEntries
  int32_t low = 0, high = 0;  ///< 0 in kSame
  bool operator==(const Proximity&) const = default;
};

struct Node {
  NodeType type = NodeType::kAll;
  /// kAnd, kOr, kXor: two or more; kOf: one or more; kNot: one; kProximity: two; earlier nodes.
  std::vector<uint32_t> children;
  /// kText, kWord, kStem, kProximity: text fields; other leaves: one keyword field.
  std::vector<uint16_t> fields;
  std::string text;        ///< the user's word or phrase, or the normalised code or key
  bool truncated = false;  ///< kText: right truncation of the last word; kCode: prefix
  bool quoted = false;     ///< kText: written in quotes (as print gives it back)
  bool exact = false;      ///< kSymbol: `=` instead of `:`
  ClassReach reach = ClassReach::kDown;  ///< kSymbol
  std::string last;                      ///< kSymbol, kRange
  /// kSymbol: what must hold of the very symbol, as it is printed: "first,inv,EP"; may be empty.
  std::string qualifiers;
  /// kText: open places of `text`, increasing, all but a sole `*` at its end (`truncated`).
  std::vector<OpenSign> signs;
  uint8_t edits = 0;                       ///< kText: the word with 1 or 2 characters changed
  bool regex = false;                      ///< kText: `text` is a regular expression of one word
  std::vector<std::string> alternatives;   ///< kNumber
  std::shared_ptr<const NumberList> list;  ///< kNumber of text "@name", once it is bound
  uint16_t column = 0;                     ///< kDates, kCount; kNoColumn: family size
  uint32_t low = 0, high = 0;              ///< both included; kDates: date codes; kOf, kCount
  Proximity proximity;                     ///< kProximity
  Span span;                               ///< where it was written
};

/// Has children of its own kind or others: everything but leaves, constants and kNot.
inline bool is_joined(NodeType type) { return type <= NodeType::kOf; }

struct Tree {
  std::vector<Node> nodes;
  const Node& root() const { return nodes.back(); }
  uint32_t root_index() const { return static_cast<uint32_t>(nodes.size()) - 1; }
};

/// Text to tree. Errors: parse or invalid_argument, with the span at fault as place, the reason,
/// and the nearest valid spelling; limit with the limit's name (limits.h).
/// With a budget the tree is charged, and an error that is worthless ends the reading once the budget
/// has ended.
Result<Tree> parse_query(std::string_view text, const Schema& schema, Budget* budget = nullptr);

/// An equivalent tree: flattened, duplicates and constants gone, children in a fixed order. kNot is
/// left at the root, among the children of a kOf, or once in a kAnd, beside other clauses, where it
/// only takes away; kAll and kNone are left at the root only; of a kOf, low is 1 or more.
/// Worthless once the budget has ended.
Tree simplify(const Tree& tree, Budget* budget = nullptr);

/// The normal form: parses to an equal tree. What answers quote as "query".
/// Empty once the budget has ended.
std::string print_query(const Tree& tree, const Schema& schema, Budget* budget = nullptr);

}  // namespace patlas

#endif  // PATLAS_QUERY_TREE_H_
