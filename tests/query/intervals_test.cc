// The algebra of places over lists that no text has: what one document may cost, and where it ends.
#include "query/intervals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/query/test_schema.h"

namespace patlas {
namespace {

using testing::ElementsAre;
using Interval = std::pair<uint32_t, uint32_t>;

const Schema kSchema = test_schema();

/// Values of 1,000 positions, each a sentence; a word at every position.
class Thousands final : public PlaceBounds {
 public:
  explicit Thousands(uint32_t values) {
    for (uint32_t v = 0; v < values; ++v) known_.value_starts.push_back(v * 1000);
    known_.sentence_starts = known_.paragraph_starts = known_.value_starts;
    known_.position_count = values * 1000;
    known_.word_starts.assign((known_.position_count + 63) / 64, ~uint64_t{0});
  }
  bool has_one_value() override { return known_.value_starts.size() < 2; }
  const FieldBoundaries* boundaries() override {
    ++asked;
    return &known_;
  }
  int asked = 0;

 private:
  FieldBoundaries known_;
};

class Intervals : public testing::Test {
 protected:
  /// Leaves a, b, c, ... of the query, each at these positions.
  std::vector<Interval> found(const std::string& query,
                              const std::vector<std::vector<uint32_t>>& leaves) {
    const Tree tree = *parse_query("ti:(" + query + ")", kSchema);
    const ProximityProgram program(tree, tree.root_index(),
                                   static_cast<uint16_t>(kSchema.field("ti")));
    ProximityEvaluator evaluator(program, budget_);
    for (size_t i = 0; i < program.leaves().size(); ++i) {
      const size_t letter = static_cast<size_t>(tree.nodes[program.leaves()[i]].text[0] - 'a');
      for (const uint32_t p : leaves[letter]) evaluator.leaf(i).push_back({p, p});
    }
    std::vector<Interval> result;
    for (const Stretch& one : evaluator.find(bounds_)) result.emplace_back(one.first, one.last);
    EXPECT_EQ(evaluator.matches(bounds_), !result.empty()) << query;
    return result;
  }

  Thousands bounds_{3};
  Budget budget_{1 << 20, 0, nullptr, nullptr};
};

TEST_F(Intervals, EveryPairInReachIsAStretch) {
  EXPECT_THAT(found("a near/3 b", {{5, 7}, {4, 8, 100}}),
              ElementsAre(Interval(4, 5), Interval(4, 7), Interval(5, 8), Interval(7, 8)));
  EXPECT_THAT(found("a adj/3 b", {{5, 7}, {4, 8, 100}}),
              ElementsAre(Interval(5, 8), Interval(7, 8)));
  EXPECT_THAT(found("a near/2..3 b", {{5, 7}, {4, 8}}),
              ElementsAre(Interval(4, 7), Interval(5, 8)));
}

TEST_F(Intervals, NothingIsNearInAnotherValue) {
  EXPECT_THAT(found("a near/9 b", {{999, 1001}, {1000}}), ElementsAre(Interval(1000, 1001)));
  EXPECT_THAT(found("a near/9s b", {{999}, {1000}}), ElementsAre());
  EXPECT_THAT(found("a not near/9 b", {{999, 1001}, {1000}}), ElementsAre(Interval(999, 999)));
}

TEST_F(Intervals, AStretchIsOpenAndAWordIsNot) {
  EXPECT_THAT(found("a near/9 b near/1 c", {{10}, {16}, {13}}), ElementsAre(Interval(10, 16)));
  EXPECT_THAT(found("a near/9 b near/1..1 c", {{10}, {16}, {13}}), ElementsAre());
  EXPECT_THAT(found("a adj/9 b adj/1 c", {{10}, {16}, {13}}), ElementsAre());
}

TEST_F(Intervals, SameKeepsThePlacesOfBoth) {
  EXPECT_THAT(found("a same entry b", {{1, 1500}, {1700, 2000}}),
              ElementsAre(Interval(1500, 1500), Interval(1700, 1700)));
  EXPECT_THAT(
      found("(a and b) same sentence (c and not d)", {{1, 1001}, {2, 1002}, {3, 1003}, {4}}),
      ElementsAre(Interval(1000, 1999)));
}

TEST_F(Intervals, BoundariesAreAskedForOnlyWhereSomethingIsNear) {
  found("a near/5 b", {{1}, {900}});
  EXPECT_EQ(bounds_.asked, 0);
  found("a near/5 b", {{1}, {2}});
  EXPECT_GT(bounds_.asked, 0);
}

TEST_F(Intervals, StretchesBeyondTheMemoryEndTheQuery) {
  std::vector<uint32_t> even, odd;
  for (uint32_t p = 0; p < 1000; p += 2) {
    even.push_back(p);
    odd.push_back(p + 1);
  }
  EXPECT_THAT(found("a near/1000 b", {even, odd}), ElementsAre());
  EXPECT_TRUE(budget_.stopped());
  EXPECT_EQ(budget_.stop(), Budget::Stop::kMemory);
}

TEST_F(Intervals, WhetherTwoWordsAreNearTakesNoListOfStretches) {
  std::vector<uint32_t> even, odd;
  for (uint32_t p = 0; p < 1000; p += 2) {
    even.push_back(p);
    odd.push_back(p + 1);
  }
  const Tree tree = *parse_query("ti:(a near/1000 b)", kSchema);
  const ProximityProgram program(tree, tree.root_index(),
                                 static_cast<uint16_t>(kSchema.field("ti")));
  ProximityEvaluator evaluator(program, budget_);
  for (const uint32_t p : even) evaluator.leaf(0).push_back({p, p});
  for (const uint32_t p : odd) evaluator.leaf(1).push_back({p, p});
  EXPECT_TRUE(evaluator.matches(bounds_));
  EXPECT_FALSE(budget_.stopped());
}

}  // namespace
}  // namespace patlas
