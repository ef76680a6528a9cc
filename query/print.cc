// query/print.cc
//
// Tree to text: the normal form that answers quote as "query". It needs the fewest parentheses that
// the tree allows, so a printed query is never nested deeper than the query it came from.

#include <algorithm>
#include <optional>
#include <utility>

#include "ingest/normalize/symbols.h"
#include "query/budget.h"
#include "query/parser.h"
#include "query/proximity.h"
#include "query/signs.h"
#include "query/tree.h"
#include "query/values.h"

namespace patlas {
namespace {

/// A leaf as text, in two parts: clauses with one prefix may share it, ti:(a or b).
struct Written {
  std::string prefix, value;
};

std::string quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    out.push_back(c);
    if (c == '"') out.push_back('"');
  }
  out.push_back('"');
  return out;
}

bool is_ascii_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

std::string_view class_relation(const Node& node) {
  if (node.exact) return "=";
  if (node.reach == ClassReach::kUp) return ">";
  return node.reach == ClassReach::kUpFrom ? ">=" : ":";
}

std::string field_list(const std::vector<uint16_t>& fields, const Schema& schema) {
  std::string out;
  for (const uint16_t field : fields) {
    if (!out.empty()) out.push_back(',');
    out += schema.fields[field].code;
  }
  return out;
}

class Printer {
 public:
  Printer(const Tree& tree, const Schema& schema, Budget* budget)
      : tree_(tree), schema_(schema), budget_(budget), default_fields_(default_fields(schema)) {}

  std::string print() {
    visit(tree_.root_index(), /*is_root=*/true, /*parenthesised=*/false);
    std::optional<WorkMeter> meter;
    if (budget_ != nullptr) meter.emplace(*budget_);
    while (!open_.empty()) {
      if (meter && !meter->add(kNodeUnits)) return {};
      // By value: visiting grows the stack.
      const Open top = open_.back();
      const Node& node = tree_.nodes[top.node];
      if (top.next == node.children.size()) {
        if (top.closes) out_.push_back(')');
        lists_ -= node.type == NodeType::kOf;
        open_.pop_back();
        continue;
      }
      ++open_.back().next;
      const uint32_t child = node.children[top.next];
      if (node.type == NodeType::kProximity) {
        visit_operand(node, top.next);
        continue;
      }
      if (top.next > 0) out_ += separator(node.type);
      if (top.shares_prefix) {
        write_leaf(tree_.nodes[child], false);
      } else {
        visit(child, /*is_root=*/false, needs_parentheses(node, tree_.nodes[child]));
      }
    }
    return std::move(out_);
  }

 private:
  static constexpr uint64_t kNodeUnits = 512;

  struct Open {
    uint32_t node = 0;
    size_t next = 0;             ///< child to be printed next
    bool closes = false;         ///< a parenthesis is open
    bool shares_prefix = false;  ///< the children's prefix stands before it
  };

  static const char* separator(NodeType type) {
    switch (type) {
      case NodeType::kAnd:
        return " and ";
      case NodeType::kXor:
        return " xor ";
      case NodeType::kOf:
        return ", ";
      default:
        return " or ";
    }
  }

  /// How tightly it binds; a list has parentheses of its own, and commas bind least.
  static int precedence(NodeType type) {
    switch (type) {
      case NodeType::kOf:
        return 0;
      case NodeType::kOr:
        return 1;
      case NodeType::kXor:
        return 2;
      case NodeType::kAnd:
        return 3;
      default:
        return 4;
    }
  }

  /// The operator before the second one; `not` of the second is a part of the operator.
  void visit_operand(const Node& node, size_t place) {
    uint32_t operand = node.children[place];
    if (place > 0) {
      const bool negated = tree_.nodes[operand].type == NodeType::kNot;
      out_ += concat({negated ? " not " : " ", write_proximity(node.proximity), " "});
      if (negated) operand = tree_.nodes[operand].children[0];
    }
    const Node& child = tree_.nodes[operand];
    const bool is_same = node.proximity.relation == Proximity::Relation::kSame;
    const bool child_is_same = child.proximity.relation == Proximity::Relation::kSame;
    // Near binds tighter than same, and both to the left.
    const bool parenthesised =
        child.type == NodeType::kProximity
            ? (place == 0 ? child_is_same && !is_same : child_is_same || !is_same)
            : !child.children.empty() && child.type != NodeType::kOf;
    if (parenthesised && !is_joined(child.type)) {
      out_.push_back('(');
      visit(operand, /*is_root=*/false, /*parenthesised=*/false);
      open_.back().closes = true;
    } else {
      visit(operand, /*is_root=*/false, parenthesised);
    }
  }

  static bool needs_parentheses(const Node& parent, const Node& child) {
    return is_joined(child.type) && child.type != NodeType::kOf &&
           precedence(child.type) <= precedence(parent.type);
  }

  static std::string count_text(const Node& node) {
    const bool is_open = node.high == node.children.size();
    std::string text = node.low == 0 ? "" : std::to_string(node.low);
    if (!is_open) text += ".." + std::to_string(node.high);
    return text + " of ";
  }

  void visit(uint32_t index, bool is_root, bool parenthesised) {
    const Node& node = tree_.nodes[index];
    if (is_joined(node.type)) {
      const bool is_list = node.type == NodeType::kOf;
      const bool may_share = is_root || parenthesised || is_list;
      const std::string prefix = may_share ? shared_prefix(node) : std::string();
      const bool closes = parenthesised || is_list || !prefix.empty();
      out_ += prefix;
      if (is_list) out_ += count_text(node);
      lists_ += is_list;
      if (closes) out_.push_back('(');
      open_.push_back({index, 0, closes, !prefix.empty()});
    } else if (node.type == NodeType::kProximity) {
      open_.push_back({index, 0, false, false});
    } else if (node.type == NodeType::kNot) {
      out_ += "not ";
      open_.push_back({index, 0, false, false});
    } else {
      write_leaf(node, true);
    }
  }

  /// In a list a word with a comma needs parentheses, where it is the word that it is elsewhere.
  void write_leaf(const Node& node, bool with_prefix) {
    const Written written = write(node);
    if (with_prefix) out_ += written.prefix;
    const bool has_comma = lists_ > 0 && !node.quoted && !written.value.starts_with('"') &&
                           narrow_form(written.value).find(',') != std::string::npos;
    out_ += has_comma ? concat({"(", written.value, ")"}) : written.value;
  }

  /// The prefix of all children, when they are leaves that have the same one.
  std::string shared_prefix(const Node& node) const {
    std::string prefix;
    for (size_t i = 0; i < node.children.size(); ++i) {
      const Node& child = tree_.nodes[node.children[i]];
      if (!child.children.empty()) return {};
      std::string own = write(child).prefix;
      if (own.empty() || (i > 0 && own != prefix)) return {};
      prefix = std::move(own);
    }
    return prefix;
  }

  std::string text_prefix(const Node& node) const {
    if (node.fields.empty() || node.fields == default_fields_) return {};
    return concat({field_list(node.fields, schema_), ":"});
  }

  static std::string text_value(const Node& node) {
    if (node.regex) return quote(node.text);
    if (node.edits != 0) return concat({node.text, "~", std::to_string(node.edits)});
    const bool plain = !node.quoted && is_plain_text(node);
    const std::string text = write_signs(node, !plain);
    return plain ? text : quote(text);
  }

  /// With its relation: cpc(first):H01L, cpc=, cpc>=.
  Written write_class(const Node& node) const {
    std::string prefix = field_list(node.fields, schema_);
    if (!node.qualifiers.empty()) prefix += concat({"(", node.qualifiers, ")"});
    const std::string value = write_symbol(node, schema_.fields[node.fields.front()].code);
    // A symbol is a word of its own; a name, or what no class is, stands in quotes.
    const bool is_word = !node.text.starts_with(kUnreadMark) &&

                         value.find_first_of(" \"()*?,~=<>:") == std::string::npos &&
                         is_ascii_text(value);
    return {concat({prefix, class_relation(node)}), is_word ? value : quote(value)};
  }

  Written write(const Node& node) const {
    switch (node.type) {
      case NodeType::kText:
        return {text_prefix(node) + (node.regex ? "regex:" : ""), text_value(node)};
      case NodeType::kWord:
        return {text_prefix(node) + "word:", text_value(node)};
      case NodeType::kStem:
        return {text_prefix(node), concat({"~", text_value(node)})};
      case NodeType::kCode:
        return {field_list(node.fields, schema_) + ":",
                concat({node.text, node.truncated ? "*" : ""})};
      case NodeType::kNumber:
        return {field_list(node.fields, schema_) + ":",
                is_list_name(node.text) || is_plain_word(node.text, false) ? node.text
                                                                           : quote(node.text)};
      case NodeType::kSymbol:
        return write_class(node);
      case NodeType::kCount:
        return {field_list(node.fields, schema_) + ":", write_count(node).substr(1)};
      case NodeType::kDates: {
        const std::string text = write_dates(node);
        const size_t relation_bytes = std::min(text.find_first_not_of(":<>="), text.size());
        return {schema_.columns[node.column].name + text.substr(0, relation_bytes),
                text.substr(relation_bytes)};
      }
      case NodeType::kAll:
        return {{}, "*:*"};
      case NodeType::kNone:
        return {{}, "not *:*"};
      case NodeType::kAnd:
      case NodeType::kOr:
      case NodeType::kXor:
      case NodeType::kOf:
      case NodeType::kNot:
      case NodeType::kProximity:
        break;
    }
    return {};
  }

  const Tree& tree_;
  const Schema& schema_;
  Budget* budget_;
  const std::vector<uint16_t> default_fields_;
  std::vector<Open> open_;
  uint32_t lists_ = 0;  ///< open
  std::string out_;
};

}  // namespace

std::string print_query(const Tree& tree, const Schema& schema, Budget* budget) {
  return Printer(tree, schema, budget).print();
}

}  // namespace patlas
