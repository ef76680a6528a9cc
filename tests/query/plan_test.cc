// Plans: what a segment lacks is gone, ANDs ask their cheapest child first, complements only take
// away. Read from what explain prints.

#include "query/plan.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "query/classes/class_lookup.h"
#include "query/explain.h"
#include "tests/query/random_tree.h"
#include "tests/query/test_index.h"

namespace patlas {
namespace {

Document titled(uint32_t number, const std::string& title) {
  Document document;
  add_publication(document, "US", std::to_string(number), "A1");
  document.family = std::to_string(number);
  document.content_hash = number;
  document.texts.push_back({kTi, language_number("en"), title});
  document.numbers.push_back({kPd, make_date(2000 + number, 1, 1)});
  return document;
}

TestIndex make_index() {
  return TestIndex(
      {titled(1, "common rare words here"), titled(2, "common"), titled(3, "common"),
       titled(4, "common words"), titled(5, "common words"), titled(6, "common words")},
      1);
}

std::string plan_text(const Tree& tree) {
  const TestIndex index = make_index();
  Budget budget(0, 0, nullptr, nullptr);
  auto leaves = analyse_leaves(tree, budget);
  EXPECT_TRUE(leaves);
  const SchemeSource none = [](const std::string&) -> Result<std::shared_ptr<const Scheme>> {
    return std::shared_ptr<const Scheme>();
  };
  EXPECT_TRUE(look_up_classes(tree, index.snapshot().schema(), none, *leaves, budget));
  PlanContext context;
  context.schema = &index.snapshot().schema();
  context.tree = &tree;
  context.leaves = &*leaves;
  context.with_labels = true;
  context.budget = &budget;
  std::vector<SegmentPlan> plans;
  auto plan = plan_segment(index.snapshot().segments()[0], context);
  EXPECT_TRUE(plan);
  plans.push_back(std::move(*plan));
  const std::string text = explain_plans(plans, {}, budget);
  return text.substr(text.find('\n') + 1);
}

const Tree kCommon = text_tree("common", {kTi});
const Tree kRare = text_tree("rare", {kTi});
const Tree kWords = text_tree("words", {kTi});
const Tree kAbsent = text_tree("absent", {kTi});

TEST(Plan, AndAsksTheRarestTermFirst) {
  EXPECT_EQ(plan_text(join(NodeType::kAnd, {kCommon, kRare})),
            "  and: expected 1, found 1\n"
            "    term ti 'wrare': expected 1, found 1\n"
            "    term ti 'wcommon': expected 6, found 6\n");
}

TEST(Plan, AnAbsentTermEmptiesAnAndAndLeavesAnOr) {
  EXPECT_EQ(plan_text(join(NodeType::kAnd, {kCommon, kAbsent})), "  none: expected 0, found 0\n");
  EXPECT_EQ(plan_text(join(NodeType::kOr, {kRare, kAbsent})),
            "  term ti 'wrare': expected 1, found 1\n");
  EXPECT_EQ(plan_text(join(NodeType::kNot, {kAbsent})), "  all: expected 6, found 6\n");
}

TEST(Plan, ComplementsOfAnAndOnlyTakeAway) {
  EXPECT_EQ(plan_text(join(NodeType::kAnd, {kCommon, join(NodeType::kNot, {kWords})})),
            "  and: expected 6, found 2\n"
            "    term ti 'wcommon': expected 6, found 6\n"
            "    without term ti 'wwords': expected 4, found 4\n");
}

TEST(Plan, PhrasesComeAfterDatesAndDatesAfterTerms) {
  Node range;
  range.type = NodeType::kDates;
  range.column = kPd;
  range.low = make_date(2004, 0, 0);
  range.high = make_date(2005, 15, 31);
  const std::string text =
      plan_text(join(NodeType::kAnd, {text_tree("common words", {kTi}), one_leaf(range), kWords}));
  EXPECT_EQ(text,
            "  and: expected 2, found 2\n"
            "    term ti 'wwords': expected 4, found 4\n"
            "    dates pd 1026048..1027071: expected 2, found 2\n"
            "    phrase ti 'common words': expected 4, found 3\n"
            "      and: expected 4, found 4\n"
            "        term ti 'wwords': expected 4, found 4\n"
            "        term ti 'wcommon': expected 6, found 6\n");
}

TEST(Plan, LeavesUnderNotDoNotScore) {
  const Tree tree =
      join(NodeType::kAnd, {kCommon, join(NodeType::kNot, {join(NodeType::kNot, {kRare})})});
  EXPECT_EQ(scoring_leaves(tree), std::vector<bool>({true, false, false, false, false}));
}

TEST(Plan, ATreeThatSharesANodeIsRefused) {
  Tree tree = kRare;
  Node both;
  both.type = NodeType::kAnd;
  both.children = {0, 0};
  tree.nodes.push_back(both);
  EXPECT_FALSE(check_tree(tree, index_schema()));
}

}  // namespace
}  // namespace patlas
