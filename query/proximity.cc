#include "query/proximity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "query/lexer.h"

namespace patlas {
namespace {

using Order = Proximity::Relation;
using Unit = Proximity::Unit;

constexpr int64_t kFarthest = limits::kQueryDistance;
// No operator is longer; a long word is not worth a copy.
constexpr size_t kLongestOperator = 48;

constexpr std::array<std::pair<std::string_view, Unit>, 4> kSameUnits = {
    {{"sentence", Unit::kSentences},
     {"paragraph", Unit::kParagraphs},
     {"claim", Unit::kClaims},
     {"entry", Unit::kEntries}}};

constexpr std::array<std::pair<char, Unit>, 4> kUnitLetters = {
    {{'c', Unit::kPlaces}, {'w', Unit::kWords}, {'s', Unit::kSentences}, {'p', Unit::kParagraphs}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads the rest of an operator piece by piece.
class Pieces {
 public:
  explicit Pieces(std::string_view text) : text_(text) {}
  bool at_end() const { return text_.empty(); }
  bool take(std::string_view piece) {
    if (!text_.starts_with(piece)) return false;
    text_.remove_prefix(piece.size());
    return true;
  }
  std::optional<int64_t> number(bool may_be_negative) {
    const bool is_negative = may_be_negative && take("-");
    if (may_be_negative && !is_negative) take("+");
    if (text_.empty() || !is_digit(text_.front())) return std::nullopt;
    int64_t value = 0;
    const auto read = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    // Beyond 64 bits is beyond any limit, too.
    if (read.ec != std::errc()) value = kFarthest + 1;
    text_.remove_prefix(static_cast<size_t>(read.ptr - text_.data()));
    return is_negative ? -value : value;
  }
  Unit unit() {
    for (const auto& [letter, unit] : kUnitLetters) {
      if (take(std::string_view(&letter, 1))) return unit;
    }
    return Unit::kPlaces;
  }

 private:
  std::string_view text_;
};

bool is_counted_apart(Unit unit) { return unit == Unit::kPlaces || unit == Unit::kWords; }

Error no_distance(std::string_view word, Span span, std::string_view reason) {
  return query_error(Code::kInvalidArgument, span,
                     {"'", shown(word), "': ", reason,
                      "; write near/5, adj/2, near/2..5, near/[-3,2], or near/5w; to search the "
                      "word, quote it"});
}

Error cannot_join(const Node& node, std::string_view why) {
  return query_error(Code::kInvalidArgument, node.span, {why});
}

bool is_text(NodeType type) {
  return type == NodeType::kText || type == NodeType::kWord || type == NodeType::kStem;
}

}  // namespace

bool is_distance_word(std::string_view word) {
  if (word.empty() || word.size() > kLongestOperator) return false;
  const std::string text = ascii_form(word);
  if (text.front() == '/') {  // `near /5`
    return text.size() > 1 && std::all_of(text.begin() + 1, text.end(), is_digit);
  }
  if (text.front() == '[') {
    const size_t close = text.find(']');
    // `[-3, 2]`
    if (close == std::string::npos && text.back() == ',' && text.size() > 2) {
      return std::all_of(text.begin() + 1, text.end() - 1,
                         [](char c) { return is_digit(c) || c == '-' || c == '+'; });
    }
    if (close == std::string::npos || close < 2 || close + 2 < text.size()) return false;
    return std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(close),
                       [](char c) { return is_digit(c) || c == ',' || c == '-' || c == '+'; });
  }
  const std::string_view name = text.starts_with("near")  ? "near"
                                : text.starts_with("adj") ? "adj"
                                                          : "";
  if (name.empty()) return false;
  if (text.size() == name.size()) return true;
  const char next = text[name.size()];
  if (next == '-' || next == '.') {
    return text.size() > name.size() + 1 && is_digit(text[name.size() + 1]);
  }
  return is_digit(next) || next == '/' || next == '[' || next == '{';
}

Result<Proximity> read_distance(std::string_view word, Span span) {
  const std::string text = ascii_form(word);
  Pieces pieces(text);
  Proximity made;
  const bool is_near = pieces.take("near");
  if (pieces.take("adj")) made.relation = Order::kAdj;
  const bool has_name = is_near || made.relation == Order::kAdj;
  if (!has_name && text.starts_with("/")) return no_distance(word, span, "near stands before '/'");
  made.high = made.relation == Order::kAdj ? kAdjDefault : kNearDefault;
  if (has_name && pieces.at_end()) return made;
  pieces.take("/");
  int64_t low = 0, high = 0;
  if (pieces.take("[")) {
    if (made.relation == Order::kAdj) {
      return no_distance(word, span, "a window says the order itself, so it goes with near");
    }
    made.relation = Order::kWindow;
    const auto first = pieces.number(true);
    const bool has_comma = pieces.take(",");
    const auto second = pieces.number(true);
    if (!first || !has_comma || !second || !pieces.take("]")) {
      return no_distance(word, span, "a window has two numbers");
    }
    low = *first;
    high = *second;
  } else {
    const auto first = pieces.number(false);
    if (!first) return no_distance(word, span, "no distance");
    high = *first;
    if (pieces.take("..")) {
      const auto second = pieces.number(false);
      if (!second) return no_distance(word, span, "a range has two numbers");
      low = high;
      high = *second;
      if (low == 0) return no_distance(word, span, "a range begins with 1 or more");
    }
  }
  made.unit = pieces.unit();
  if (!pieces.at_end()) return no_distance(word, span, "no distance");
  if (low < -kFarthest || high < -kFarthest || low > kFarthest || high > kFarthest) {
    return query_error(Code::kLimit, span,
                       {"the query is beyond the limit of distances (kQueryDistance), which is ",
                        std::to_string(limits::kQueryDistance)});
  }
  made.low = static_cast<int32_t>(low);
  made.high = static_cast<int32_t>(high);
  if (low > high) return no_distance(word, span, "the first number is the lower one");
  if (!is_possible(made)) {
    return no_distance(word, span, "words side by side have the distance 1");
  }
  return made;
}

bool is_possible(const Proximity& of) {
  if (of.relation == Order::kSame) {
    return !is_counted_apart(of.unit) && of.low == 0 && of.high == 0;
  }
  if (of.unit == Unit::kClaims || of.unit == Unit::kEntries) return false;
  const bool is_window = of.relation == Order::kWindow;
  if (of.low > of.high || of.high > kFarthest || of.low < (is_window ? -kFarthest : 0))
    return false;
  // Only sentences and paragraphs have a distance of 0 that means something.
  return !is_counted_apart(of.unit) || of.high > 0 || (is_window && of.low < 0);
}

std::optional<Proximity::Unit> find_same_unit(std::string_view word) {
  if (word.size() > kLongestOperator) return std::nullopt;
  const std::string folded = ascii_form(word);
  for (const auto& [name, unit] : kSameUnits) {
    if (folded == name) return unit;
  }
  return std::nullopt;
}

std::string write_proximity(const Proximity& of) {
  if (of.relation == Order::kSame) {
    for (const auto& [name, unit] : kSameUnits) {
      if (of.unit == unit) return concat({"same ", name});
    }
    return {};
  }
  const std::string low = std::to_string(of.low), high = std::to_string(of.high);
  std::string out = of.relation == Order::kAdj ? "adj/" : "near/";
  if (of.relation == Order::kWindow) {
    out += concat({"[", low, ",", high, "]"});
  } else {
    out += of.low == 0 ? high : concat({low, "..", high});
  }
  for (const auto& [letter, unit] : kUnitLetters) {
    if (of.unit == unit && unit != Unit::kPlaces) out.push_back(letter);
  }
  return out;
}

std::vector<bool> nodes_inside_proximities(const Tree& tree) {
  std::vector<bool> is_inside(tree.nodes.size(), false);
  for (size_t i = tree.nodes.size(); i-- > 0;) {
    const Node& node = tree.nodes[i];
    if (node.type != NodeType::kProximity && !is_inside[i]) continue;
    for (const uint32_t child : node.children) is_inside[child] = true;
  }
  return is_inside;
}

Result<Operand> operand_of(const Tree& tree, uint32_t index, const Schema& schema) {
  // Nodes below, each after its children: a child's number is smaller.
  std::vector<uint32_t> below = {index};
  for (size_t i = 0; i < below.size(); ++i) {
    const Node& node = tree.nodes[below[i]];
    if (node.type == NodeType::kProximity) continue;
    below.insert(below.end(), node.children.begin(), node.children.end());
  }
  std::sort(below.begin(), below.end());
  std::vector<Operand> found(below.size());
  const auto operand = [&](uint32_t node) -> const Operand& {
    return found[static_cast<size_t>(std::lower_bound(below.begin(), below.end(), node) -
                                     below.begin())];
  };
  for (size_t i = 0; i < below.size(); ++i) {
    const Node& node = tree.nodes[below[i]];
    Operand& here = found[i];
    if (is_text(node.type) || node.type == NodeType::kProximity) {
      here.has_places = here.is_anchored = true;
      for (const uint16_t field : node.fields) {
        if (field < here.fields.size()) here.fields.set(field);
      }
    } else if (node.type == NodeType::kOr) {
      here.has_places = here.is_anchored = true;
      for (const uint32_t child : node.children) {
        here.has_places = here.has_places && operand(child).has_places;
        here.is_anchored = here.is_anchored && operand(child).is_anchored;
        here.fields |= operand(child).fields;
      }
    } else if (node.type == NodeType::kAnd) {
      here.fields.set();
      for (const uint32_t child : node.children) {
        here.is_anchored = here.is_anchored || operand(child).is_anchored;
        here.fields &= operand(child).fields;
      }
    } else if (node.type == NodeType::kXor || node.type == NodeType::kOf) {
      uint32_t floating = 0;
      for (const uint32_t child : node.children) {
        floating += !operand(child).is_anchored;
        here.fields |= operand(child).fields;
      }
      here.is_anchored = node.type == NodeType::kXor ? floating == 0 : node.low > floating;
    } else if (node.type == NodeType::kNot) {
      here.fields = operand(node.children[0]).fields;
    } else {
      const bool has_field = !node.fields.empty() && node.fields[0] < schema.fields.size();
      return cannot_join(
          node, concat({has_field ? concat({"values of ", schema.fields[node.fields[0]].code})
                                  : std::string("this clause"),
                        " has no place in a text; near, adj and same join words: "
                        "put it outside, with and"}));
    }
  }
  return found.back();
}

Result<std::vector<uint16_t>> proximity_fields(const Tree& tree, uint32_t left, uint32_t right,
                                               const Proximity& proximity, const Schema& schema,
                                               Span span) {
  PATLAS_ASSIGN(const Operand a, operand_of(tree, left, schema));
  PATLAS_ASSIGN(const Operand b, operand_of(tree, right, schema));
  if (proximity.relation == Order::kSame && !a.is_anchored && !b.is_anchored) {
    return query_error(Code::kInvalidArgument, span,
                       {"both sides only say what is not there; one has to name a word that is"});
  }
  if (proximity.relation != Order::kSame && !a.has_places && !b.has_places) {
    return query_error(
        Code::kInvalidArgument, span,
        {"with 'and' or 'not' on both sides it is not clear which word has to be near which; "
         "write each pair: (a near c) and (b near d)"});
  }
  const auto both = a.fields & b.fields;
  const int claims = proximity.unit == Unit::kClaims ? schema.field("cl") : -1;
  std::vector<uint16_t> fields;
  for (uint16_t field = 0; field < schema.fields.size(); ++field) {
    if (!both[field] || schema.fields[field].type != FieldType::kText) continue;
    if (proximity.unit == Unit::kClaims && field != claims) continue;
    fields.push_back(field);
  }
  if (!fields.empty()) return fields;
  return query_error(Code::kInvalidArgument, span,
                     {proximity.unit == Unit::kClaims
                          ? "'same claim' is for claims, and its sides are searched elsewhere; "
                            "write cl:(a same claim b), or same entry"
                          : "its sides are searched in different fields, and no word of one is "
                            "near a word of another; write and"});
}

}  // namespace patlas
