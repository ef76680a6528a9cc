// tests/query/random_tree.h
//
// Trees over the vocabulary of test_index.h, all node types, mostly with hits.
#ifndef PATLAS_TESTS_QUERY_RANDOM_TREE_H_
#define PATLAS_TESTS_QUERY_RANDOM_TREE_H_

#include <string>
#include <utility>
#include <vector>

#include "query/tree.h"
#include "tests/query/test_index.h"

namespace patlas {

inline Node leaf_node(NodeType type, std::vector<uint16_t> fields, std::string text) {
  Node node;
  node.type = type;
  node.fields = std::move(fields);
  node.text = std::move(text);
  return node;
}

inline Tree one_leaf(Node node) {
  Tree tree;
  tree.nodes.push_back(std::move(node));
  return tree;
}

inline Tree text_tree(std::string text, std::vector<uint16_t> fields = {kTi, kAb}) {
  return one_leaf(leaf_node(NodeType::kText, std::move(fields), std::move(text)));
}

/// Joins trees under one more node.
inline Tree join(NodeType type, const std::vector<Tree>& parts) {
  Tree tree;
  Node root;
  root.type = type;
  for (const Tree& part : parts) {
    const auto base = static_cast<uint32_t>(tree.nodes.size());
    for (Node node : part.nodes) {
      for (uint32_t& child : node.children) child += base;
      tree.nodes.push_back(std::move(node));
    }
    root.children.push_back(tree.root_index());
  }
  tree.nodes.push_back(std::move(root));
  return tree;
}

class TreeMaker {
 public:
  explicit TreeMaker(uint64_t seed) : made_(seed) {}

  Tree make(uint32_t depth) {
    const uint32_t form = made_.below(10);
    if (depth == 0 || form < 4) return leaf();
    if (form == 4) return join(NodeType::kNot, {make(depth - 1)});
    std::vector<Tree> parts;
    for (uint32_t i = 2 + made_.below(3); i > 0; --i) parts.push_back(make(depth - 1));
    if (form < 9) return join(form < 7 ? NodeType::kAnd : NodeType::kOr, parts);
    if (made_.below(2) == 0) return join(NodeType::kXor, parts);
    Tree tree = join(NodeType::kOf, parts);
    Node& root = tree.nodes.back();
    const auto size = static_cast<uint32_t>(parts.size());
    root.low = made_.below(size + 1);
    root.high = root.low + made_.below(size + 1 - root.low);
    return tree;
  }

  Tree leaf() {
    switch (made_.below(15)) {
      case 0:
        return dates();
      case 1:
        return code();
      case 2:
        return symbol();
      case 3:
        return number();
      case 4:
        return one_leaf(leaf_node(NodeType::kWord, fields(), made_.cjk(1 + made_.below(3))));
      case 5:
        return one_leaf(leaf_node(NodeType::kStem, fields(), stem_text()));
      case 6:
        return truncated();
      case 7:
        return one_leaf(leaf_node(NodeType::kText, fields(), mixed()));
      case 8:
      case 9:
        return one_leaf(leaf_node(NodeType::kText, fields(), made_.cjk(1 + made_.below(4))));
      case 10:
        return one_leaf(leaf_node(NodeType::kText, fields(), word() + " " + word()));
      case 11:
      case 12:
        return open_word();
      case 13:
        return open_cjk();
      default:
        return one_leaf(leaf_node(NodeType::kText, fields(), word()));
    }
  }

 private:
  std::vector<uint16_t> fields() {
    return made_.pick(std::vector<std::vector<uint16_t>>{{kTi}, {kAb}, {kTi, kAb}});
  }
  std::string word() {
    return made_.pick(made_.below(3) == 0 ? DocumentMaker::german() : DocumentMaker::english());
  }
  std::string mixed() {
    return made_.below(2) == 0 ? "5G" + made_.cjk(1) : made_.cjk(2) + "5G" + made_.cjk(1);
  }
  std::string stem_text() {
    if (made_.below(4) == 0) return made_.cjk(2 + made_.below(4));
    return made_.pick(
        std::vector<std::string>{"coating", "coat", "papers", "Papiere", "rotor", "wafers"});
  }
  std::string letters() {
    return made_.pick(std::vector<std::string>{"coat", "coating", "paper", "rotors", "lithium"});
  }
  Node with_sign(Node node, size_t at, uint32_t least, uint32_t most) {
    node.signs.push_back({static_cast<uint32_t>(at), least, most});
    return node;
  }
  Tree open_word() {
    std::string text = letters();
    if (made_.below(3) == 0) text += " " + letters();
    Node node = leaf_node(NodeType::kText, fields(), text);
    switch (made_.below(6)) {
      case 0:  // *ase
        node.text = text.substr(text.size() - 2);
        return one_leaf(with_sign(std::move(node), 0, 0, OpenSign::kAnyNumber));
      case 1: {  // *oat*
        node.text = text.substr(1, 2);
        node = with_sign(std::move(node), 0, 0, OpenSign::kAnyNumber);
        return one_leaf(with_sign(std::move(node), 2, 0, OpenSign::kAnyNumber));
      }
      case 2:  // c?at
        node.text.erase(1, made_.below(2));
        return one_leaf(with_sign(std::move(node), 1, 0, 1 + made_.below(2)));
      case 3:  // c#at
        node.text.erase(1, 1);
        return one_leaf(with_sign(std::move(node), 1, 1, 1));
      case 4:
        node.text = letters();
        node.edits = static_cast<uint8_t>(1 + made_.below(2));
        return one_leaf(std::move(node));
      default:
        node.regex = true;
        node.text = text.substr(0, 2) + ".*|.{" + std::to_string(made_.below(7)) + "}";
        return one_leaf(std::move(node));
    }
  }
  Tree open_cjk() {
    Node node = leaf_node(NodeType::kText, fields(), made_.cjk(2));
    const uint32_t at = made_.below(3) * 3;
    const uint32_t least = made_.below(2);
    return one_leaf(with_sign(std::move(node), at, least, least + (least == 0) + made_.below(2)));
  }
  Tree truncated() {
    Node node = leaf_node(NodeType::kText, fields(),
                          made_.pick(std::vector<std::string>{"coat", "p", "rotor", "paper coat",
                                                              "rotor s", "lithium i"}));
    node.truncated = true;
    return one_leaf(std::move(node));
  }
  Tree dates() {
    Node node;
    node.type = NodeType::kDates;
    node.column = made_.below(3) == 0 ? kAd : kPd;
    node.low = make_date((node.column == kAd ? 2000 : 2010) + made_.below(5), 0, 0);
    node.high = node.low + (made_.below(3) << 9) + 511;
    return one_leaf(std::move(node));
  }
  Tree code() {
    Node node = leaf_node(NodeType::kCode, {kCc},
                          made_.pick(std::vector<std::string>{"US", "EP", "JP", "XX", "U"}));
    node.truncated = made_.below(3) == 0;
    return one_leaf(std::move(node));
  }
  Tree symbol() {
    Node node =
        leaf_node(NodeType::kSymbol, {kCpc},
                  made_.pick(std::vector<std::string>{"H", "H01", "H01L", "H01L0021",
                                                      "H01L0021000000", "G06F0017000000", "B"}));
    node.exact = node.text.size() == 14 && made_.below(2) == 0;
    return one_leaf(std::move(node));
  }
  Tree number() {
    Node node = leaf_node(NodeType::kNumber, {kPn}, "");
    for (uint32_t i = 1 + made_.below(3); i > 0; --i) {
      const std::string key = made_.pick(std::vector<std::string>{"US", "EP", "JP"}) + "." +
                              std::to_string(1000 + (made_.below(40) * 7919u) % 100000u);
      node.alternatives.push_back(made_.below(2) == 0 ? key : key + ".A1");
    }
    return one_leaf(std::move(node));
  }

  DocumentMaker made_;
};

}  // namespace patlas

#endif  // PATLAS_TESTS_QUERY_RANDOM_TREE_H_
