#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "query/tree.h"
#include "tests/query/test_schema.h"
#include "tests/query/tree_shape.h"

namespace patlas {
namespace {

const Schema kSchema = test_schema();

std::string simplified(std::string_view text) {
  const auto tree = parse_query(text, kSchema);
  if (!tree) return tree.error().to_string();
  return shape(simplify(*tree), kSchema);
}

Node letter(char name) {
  Node node;
  node.type = NodeType::kText;
  node.fields = {0};
  node.text = std::string(1, name);
  return node;
}

/// Four leaves, and the constants, which are rarer.
std::vector<Node> letters() {
  std::vector<Node> leaves;
  for (const char name : {'a', 'b', 'c', 'd', 'a', 'b', 'c', 'd'}) leaves.push_back(letter(name));
  Node constant;
  leaves.push_back(constant);
  constant.type = NodeType::kNone;
  leaves.push_back(constant);
  return leaves;
}

/// What the tree says under each of the 16 assignments, as bits.
uint32_t truth_table(const Tree& tree) {
  uint32_t table = 0;
  for (uint32_t assignment = 0; assignment < 16; ++assignment) {
    const bool hit = matches(
        tree, [&](const Node& leaf) { return (assignment >> (leaf.text.front() - 'a') & 1) != 0; });
    table |= static_cast<uint32_t>(hit) << assignment;
  }
  return table;
}

TEST(Simplify, GroupsInGroupsOfTheirTypeAreFlattened) {
  EXPECT_EQ(simplified("ti:(a and (b and (c and d)))"), "and(ti a, ti b, ti c, ti d)");
  EXPECT_EQ(simplified("ti:(a or (b or c) or d)"), "or(ti a, ti b, ti c, ti d)");
}

TEST(Simplify, DuplicatesAreOne) {
  EXPECT_EQ(simplified("ti:(a and a)"), "ti a");
  EXPECT_EQ(simplified("ti:((a or b) and (b or a))"), "or(ti a, ti b)");
  EXPECT_EQ(simplified("\"coat\" coat"), "* coat") << "quotes around one word say nothing";
  EXPECT_EQ(simplified("pn:(EP1000000 or \"EP 1 000 000\")"), "pn EP.1000000");
}

TEST(Simplify, ConstantsLeave) {
  EXPECT_EQ(simplified("ti:a *:*"), "ti a");
  EXPECT_EQ(simplified("ti:a or *:*"), "all");
  EXPECT_EQ(simplified("ti:a and not *:*"), "none");
  EXPECT_EQ(simplified("ti:a or not *:*"), "ti a");
  EXPECT_EQ(simplified("ti:(a and not a)"), "none");
  EXPECT_EQ(simplified("ti:(a or not a)"), "all");
  EXPECT_EQ(simplified("ti:((a or b) and not a and not b)"), "none");
  EXPECT_EQ(simplified("ti:((a or b) and not (b or a))"), "none");
}

TEST(Simplify, NegationsThatMeetAreOneComplement) {
  EXPECT_EQ(simplified("not not ti:a"), "ti a");
  EXPECT_EQ(simplified("ti:(c and not a and not b)"), "and(ti c, not(or(ti a, ti b)))");
  EXPECT_EQ(simplified("ti:(c not (a or b))"), "and(ti c, not(or(ti a, ti b)))");
  EXPECT_EQ(simplified("not ti:a or not ti:b"), "not(and(ti a, ti b))");
  EXPECT_EQ(simplified("not (not ti:a and not ti:b)"), "or(ti a, ti b)");
  EXPECT_EQ(simplified("not (ti:a and not ti:b)"), "not(and(ti a, not(ti b)))");
}

TEST(Simplify, ComplementsAreNeverClausesOfAnOr) {
  EXPECT_EQ(simplified("ti:a or not ti:b"), "not(and(ti b, not(ti a)))");
  EXPECT_EQ(simplified("ti:(a or c or not b or not d)"),
            "not(and(ti b, ti d, not(or(ti a, ti c))))");
  EXPECT_EQ(simplified("ti:(a not (b or (c not d)))"),
            "and(ti a, not(or(ti b, and(ti c, not(ti d)))))");
  EXPECT_EQ(simplified("ti:(a not b (d or not c))"),
            "and(ti a, not(or(ti b, and(ti c, not(ti d)))))")
      << "the same by De Morgan";
}

TEST(Simplify, AnXorIsOfPositiveClausesThatAreThereOnce) {
  EXPECT_EQ(simplified("ti:(a xor (b xor c))"), "xor(ti a, ti b, ti c)");
  EXPECT_EQ(simplified("ti:(a xor b xor a)"), "ti b");
  EXPECT_EQ(simplified("ti:(a xor a)"), "none");
  EXPECT_EQ(simplified("ti:(a xor not a)"), "all");
  EXPECT_EQ(simplified("ti:(not a xor b)"), "not(xor(ti a, ti b))");
  EXPECT_EQ(simplified("ti:(not a xor not b)"), "xor(ti a, ti b)");
  EXPECT_EQ(simplified("not (ti:a xor not ti:b)"), "xor(ti a, ti b)");
  EXPECT_EQ(simplified("ti:a xor *:*"), "not(ti a)");
}

TEST(Simplify, AListIsWhatItsSureClausesLeave) {
  EXPECT_EQ(simplified("1 of (ti:a, ti:b)"), "or(ti a, ti b)");
  EXPECT_EQ(simplified("3 of (ti:a, ti:b, ti:c)"), "and(ti a, ti b, ti c)");
  EXPECT_EQ(simplified("1..1 of (ti:a, ti:b)"), "xor(ti a, ti b)");
  EXPECT_EQ(simplified("2 of (ti:c, ti:a, ti:b)"), "2..3 of(ti a, ti b, ti c)");
  EXPECT_EQ(simplified("..1 of (ti:a, ti:b, ti:c)"), "not(2..3 of(ti a, ti b, ti c))");
  EXPECT_EQ(simplified("not 2 of (ti:a, ti:b, ti:c)"), "not(2..3 of(ti a, ti b, ti c))");
  EXPECT_EQ(simplified("2 of (ti:a, ti:b, *:*)"), "or(ti a, ti b)");
  EXPECT_EQ(simplified("2 of (ti:a, ti:b, not *:*)"), "and(ti a, ti b)");
  EXPECT_EQ(simplified("2 of (ti:a, not *:*)"), "none");
  EXPECT_EQ(simplified("1..2 of (ti:a, *:*, *:*, *:*)"), "none");
  EXPECT_EQ(simplified("2 of (ti:a, ti:a, ti:b)"), "2..3 of(ti a, ti a, ti b)")
      << "a clause counts as often as it is there";
  EXPECT_EQ(simplified("2 of (ti:a, not ti:b, ti:c)"), "2..3 of(ti a, ti c, not(ti b))");
}

TEST(Simplify, EqualQueriesHaveOneOrder) {
  EXPECT_EQ(simplified("ti:d (cc:us or ab:c) pd:2015 ti:b"),
            simplified("pd:2015 (ab:c or cc:us) and ti:b and ti:d"));
  EXPECT_EQ(simplified("(ti:a ti:b) or (ti:c ti:d)"), simplified("(ti:d ti:c) or (ti:b ti:a)"));
}

TEST(Simplify, SpansSurvive) {
  const auto tree = parse_query("ti:bb or ti:aa", kSchema);
  ASSERT_TRUE(tree);
  const Tree simple = simplify(*tree);
  EXPECT_EQ(simple.nodes[0].text, "aa");
  EXPECT_EQ(simple.nodes[0].span.begin, 12u);
  EXPECT_EQ(simple.root().span.begin, 3u);
  EXPECT_EQ(simple.root().span.end, 14u);
}

size_t leaf_count(const Tree& tree) {
  return static_cast<size_t>(std::count_if(tree.nodes.begin(), tree.nodes.end(),
                                           [](const Node& node) { return node.children.empty(); }));
}

/// `not` stands at the root, in a list, or once in an `and`, beside other clauses.
bool only_takes_away(const Tree& tree) {
  std::vector<bool> allowed(tree.nodes.size(), false);
  allowed.back() = true;
  for (const Node& node : tree.nodes) {
    size_t complements = 0;
    for (const uint32_t child : node.children) {
      if (tree.nodes[child].type != NodeType::kNot) continue;
      ++complements;
      allowed[child] = node.type == NodeType::kAnd || node.type == NodeType::kOf;
    }
    if (complements > 1 && node.type != NodeType::kOf) return false;
  }
  for (size_t i = 0; i < tree.nodes.size(); ++i) {
    if (tree.nodes[i].type == NodeType::kNot && !allowed[i]) return false;
  }
  return true;
}

RC_GTEST_PROP(Simplify, KeepsTheMeaningIsIdempotentAndOnlyTakesAway, (uint64_t seed)) {
  TreeMaker maker(seed, letters());
  const Tree tree = maker.make(1 + maker.pick(14));
  RC_ASSERT(is_well_formed(tree));
  const Tree once = simplify(tree);
  RC_ASSERT(is_well_formed(once));
  RC_ASSERT(truth_table(once) == truth_table(tree));
  RC_ASSERT(leaf_count(once) <= leaf_count(tree));
  RC_ASSERT(only_takes_away(once));
  RC_ASSERT(same_tree(simplify(once), once));
}

/// The tree with each `and` as `not (not a or not b)`, and each `or` likewise.
Tree by_de_morgan(const Tree& tree) {
  Tree out;
  std::vector<uint32_t> place(tree.nodes.size());
  const auto add = [&](Node node) {
    out.nodes.push_back(std::move(node));
    return out.root_index();
  };
  const auto add_not = [&](uint32_t child) {
    Node node;
    node.type = NodeType::kNot;
    node.children = {child};
    return add(std::move(node));
  };
  for (size_t i = 0; i < tree.nodes.size(); ++i) {
    Node node = tree.nodes[i];
    const bool joined = is_joined(node.type) && node.type < NodeType::kXor;
    for (uint32_t& child : node.children) child = joined ? add_not(place[child]) : place[child];
    if (joined) node.type = node.type == NodeType::kAnd ? NodeType::kOr : NodeType::kAnd;
    place[i] = add(std::move(node));
    if (joined) place[i] = add_not(place[i]);
  }
  return out;
}

RC_GTEST_PROP(Simplify, DeMorganDoesNotMatter, (uint64_t seed)) {
  TreeMaker maker(seed, letters());
  const Tree tree = maker.make(1 + maker.pick(14));
  RC_ASSERT(same_tree(simplify(by_de_morgan(tree)), simplify(tree)));
}

RC_GTEST_PROP(Simplify, OrderOfChildrenDoesNotMatter, (uint64_t seed)) {
  TreeMaker maker(seed, letters());
  Tree tree = maker.make(1 + maker.pick(14));
  const std::string before = shape(simplify(tree), kSchema);
  for (Node& node : tree.nodes) {
    for (size_t i = node.children.size(); i > 1; --i) {
      std::swap(node.children[i - 1], node.children[maker.pick(i)]);
    }
  }
  RC_ASSERT(shape(simplify(tree), kSchema) == before);
}

TEST(Simplify, DepthCostsNoStack) {
  // Deeper than any parse gives: simplify also serves trees that programs build.
  Tree tree;
  tree.nodes.push_back(letter('a'));
  for (uint32_t i = 0; i < 300'000; ++i) {
    Node node;
    node.type = NodeType::kNot;
    node.children = {tree.root_index()};
    tree.nodes.push_back(std::move(node));
    tree.nodes.push_back(letter(i % 2 == 0 ? 'b' : 'c'));
    Node joined;
    joined.type = i % 3 == 0 ? NodeType::kAnd : NodeType::kOr;
    joined.children = {tree.root_index(), tree.root_index() - 1};
    tree.nodes.push_back(std::move(joined));
  }
  const Tree simple = simplify(tree);
  EXPECT_TRUE(is_well_formed(simple));
  EXPECT_EQ(truth_table(simple), truth_table(tree));
}

}  // namespace
}  // namespace patlas
