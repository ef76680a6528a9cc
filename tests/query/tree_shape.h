// tests/query/tree_shape.h
//
// Trees as tests write and compare them: a compact text of a tree without spans, random trees of
// the shapes that a parse can give, and what a tree means once each leaf is true or false.
#ifndef PATLAS_TESTS_QUERY_TREE_SHAPE_H_
#define PATLAS_TESTS_QUERY_TREE_SHAPE_H_

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "query/proximity.h"
#include "query/signs.h"
#include "query/tree.h"

namespace patlas {

inline std::string leaf_shape(const Node& node, const Schema& schema) {
  std::string fields;
  for (const uint16_t field : node.fields) {
    fields += (fields.empty() ? "" : ",");
    fields += schema.fields[field].code;
  }
  if (fields == "ti,ab,cl,de") fields = "*";
  std::string text = node.type == NodeType::kText ? write_signs(node, node.quoted) : node.text;
  if (node.type == NodeType::kText && node.truncated) text.pop_back();
  if (node.edits != 0) text += "~" + std::to_string(node.edits);
  if (node.regex) text = "/" + text + "/";
  if (node.quoted) text = '"' + text + '"';
  if (node.truncated) text.push_back('*');
  std::string out;
  switch (node.type) {
    case NodeType::kText:
      out = fields;
      break;
    case NodeType::kWord:
      out = "word " + fields;
      break;
    case NodeType::kStem:
      out = "stem " + fields;
      break;
    case NodeType::kCode:
    case NodeType::kSymbol:
      out = fields;
      if (!node.qualifiers.empty()) out += "(" + node.qualifiers + ")";
      out += node.exact                          ? "="
             : node.reach == ClassReach::kUp     ? ">"
             : node.reach == ClassReach::kUpFrom ? ">="
             : node.reach == ClassReach::kRange  ? ".."
                                                 : "";
      if (node.reach == ClassReach::kRange) text += ".." + node.last;
      break;
    case NodeType::kNumber:
      text.clear();
      for (const std::string& key : node.alternatives) {
        if (!text.empty()) text.push_back('|');
        text += key;
      }
      out = fields;
      break;
    case NodeType::kCount:
      out = fields;
      text = std::to_string(node.low) + ".." + std::to_string(node.high);
      break;
    case NodeType::kDates: {
      const auto date = [](uint32_t code) {
        std::string digits = std::to_string(code >> 9);
        digits.push_back('-');
        digits += std::to_string(code >> 5 & 15);
        digits.push_back('-');
        return digits + std::to_string(code & 31);
      };
      out = schema.columns[node.column].name;
      text = node.low <= 1 ? "start" : date(node.low);
      text += "..";
      text += node.high == UINT32_MAX ? "end" : date(node.high);
      break;
    }
    case NodeType::kAll:
      return "all";
    default:
      return "none";
  }
  out.push_back(' ');
  return out + text;
}

/// "and(* coat, not(ti paper))"; `*` is the default fields. Recursive: for tests' small trees.
inline std::string shape(const Tree& tree, const Schema& schema, uint32_t index) {
  const Node& node = tree.nodes[index];
  if (node.children.empty()) return leaf_shape(node, schema);
  std::string out = node.type == NodeType::kAnd   ? "and("
                    : node.type == NodeType::kOr  ? "or("
                    : node.type == NodeType::kXor ? "xor("
                    : node.type == NodeType::kNot ? "not("
                    : node.type == NodeType::kProximity
                        ? write_proximity(node.proximity) + "("
                        : std::to_string(node.low) + ".." + std::to_string(node.high) + " of(";
  for (size_t i = 0; i < node.children.size(); ++i) {
    if (i > 0) out += ", ";
    out += shape(tree, schema, node.children[i]);
  }
  return out + ")";
}
inline std::string shape(const Tree& tree, const Schema& schema) {
  return shape(tree, schema, tree.root_index());
}

/// Equal but for spans.
inline bool same_tree(const Tree& a, const Tree& b) {
  return std::equal(a.nodes.begin(), a.nodes.end(), b.nodes.begin(), b.nodes.end(),
                    [](const Node& x, const Node& y) {
                      return x.type == y.type && x.children == y.children && x.fields == y.fields &&
                             x.text == y.text && x.truncated == y.truncated &&
                             x.quoted == y.quoted && x.exact == y.exact && x.signs == y.signs &&
                             x.edits == y.edits && x.regex == y.regex &&
                             x.alternatives == y.alternatives && x.column == y.column &&
                             x.low == y.low && x.high == y.high && x.proximity == y.proximity &&
                             x.reach == y.reach && x.last == y.last && x.qualifiers == y.qualifiers;
                    });
}

/// Children before parents, the root last, no node unused but by one parent.
inline bool is_well_formed(const Tree& tree) {
  std::vector<uint32_t> parents(tree.nodes.size(), 0);
  for (size_t i = 0; i < tree.nodes.size(); ++i) {
    for (const uint32_t child : tree.nodes[i].children) {
      if (child >= i) return false;
      ++parents[child];
    }
    const NodeType type = tree.nodes[i].type;
    const size_t count = tree.nodes[i].children.size();
    const bool joined = is_joined(type) && type != NodeType::kOf;
    if (type == NodeType::kOf && count > 0) continue;
    const size_t fixed = type == NodeType::kNot ? 1 : type == NodeType::kProximity ? 2 : 0;
    if (joined ? count < 2 : count != fixed) return false;
  }
  if (parents.empty() || parents.back() != 0) return false;
  return std::all_of(parents.begin(), parents.end() - 1, [](uint32_t n) { return n == 1; });
}

/// Whether a document matches for which `holds(leaf)` says what each leaf is.
template <typename Holds>
bool matches(const Tree& tree, Holds holds) {
  std::vector<bool> value(tree.nodes.size());
  for (size_t i = 0; i < tree.nodes.size(); ++i) {
    const Node& node = tree.nodes[i];
    const auto child = [&](uint32_t index) { return value[index]; };
    switch (node.type) {
      case NodeType::kAnd:
        value[i] = std::all_of(node.children.begin(), node.children.end(), child);
        break;
      case NodeType::kOr:
        value[i] = std::any_of(node.children.begin(), node.children.end(), child);
        break;
      case NodeType::kXor:
        value[i] = std::count_if(node.children.begin(), node.children.end(), child) % 2 == 1;
        break;
      case NodeType::kOf: {
        const auto count = std::count_if(node.children.begin(), node.children.end(), child);
        value[i] = node.low <= count && count <= node.high;
        break;
      }
      case NodeType::kNot:
        value[i] = !value[node.children.front()];
        break;
      case NodeType::kAll:
      case NodeType::kNone:
        value[i] = node.type == NodeType::kAll;
        break;
      default:
        value[i] = holds(node);
    }
  }
  return value.back();
}

/// A random tree with `size` leaves or so, drawn from `leaves`; nested and uneven.
class TreeMaker {
 public:
  TreeMaker(uint64_t seed, std::vector<Node> leaves) : random_(seed), leaves_(std::move(leaves)) {}

  Tree make(size_t size) {
    Tree tree;
    std::vector<uint32_t> loose;
    for (size_t i = 0; i < size; ++i) loose.push_back(add(tree, leaves_[pick(leaves_.size())]));
    while (loose.size() > 1 || pick(4) == 0) {
      Node node;
      const size_t take = std::min<size_t>(loose.size(), 1 + pick(3));
      const NodeType groups[] = {NodeType::kAnd, NodeType::kOr,  NodeType::kAnd,
                                 NodeType::kOr,  NodeType::kXor, NodeType::kOf};
      node.type = take == 1 ? NodeType::kNot : groups[pick(6)];
      if (node.type == NodeType::kOf) {
        node.low = static_cast<uint32_t>(pick(take + 1));
        node.high = node.low + static_cast<uint32_t>(pick(take + 1 - node.low));
      }
      for (size_t i = 0; i < take; ++i) {
        std::swap(loose[pick(loose.size())], loose.back());
        node.children.push_back(loose.back());
        loose.pop_back();
      }
      loose.push_back(add(tree, std::move(node)));
    }
    return tree;
  }

  size_t pick(size_t below) { return random_() % below; }

 private:
  static uint32_t add(Tree& tree, Node node) {
    tree.nodes.push_back(std::move(node));
    return tree.root_index();
  }

  std::mt19937_64 random_;
  std::vector<Node> leaves_;
};

}  // namespace patlas

#endif  // PATLAS_TESTS_QUERY_TREE_SHAPE_H_
