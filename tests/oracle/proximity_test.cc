// Near, adj and same: a few hundred generated forms against the oracle, and laws that need none.
#include "tests/oracle/proximity.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/oracle/proximity_run.h"

namespace patlas::oracle {
namespace {

TEST(ProximityOracle, SomeNestedFormsAreTheOracles) {
  ProximityTotals totals;
  for (const uint64_t seed : {1, 2, 3}) ask_proximities(seed, 120, totals);
  EXPECT_GE(totals.found * 10, totals.asked * 3);
}

/// Documents of a query in the engine, in a world of text from a small vocabulary.
class ProximityLaws : public testing::Test {
 protected:
  ProximityLaws() : asked_(proximity_history(7), {3}, false) {}

  std::vector<std::string> found(const std::string& query) const {
    SearchOptions options;
    options.limit = 1000000;
    const Result<Tree> tree = parse_query(query, patent_schema());
    EXPECT_TRUE(tree) << query << (tree ? "" : tree.error().to_string());
    if (!tree) return {};
    uint64_t documents = 0;
    EXPECT_EQ(asked_.ask(*tree, options, documents), "") << query;
    std::vector<std::string> keys;
    for (const uint32_t doc : asked_.oracle().matches(*tree))
      keys.push_back(asked_.oracle().key(doc));
    return keys;
  }

  void expect_part(const std::string& part, const std::string& whole) const {
    const auto less = found(part), more = found(whole);
    EXPECT_TRUE(std::includes(more.begin(), more.end(), less.begin(), less.end()))
        << part << " beyond " << whole;
  }

  Differential asked_;
};

const std::vector<std::pair<std::string, std::string>>& pairs() {
  static const std::vector<std::pair<std::string, std::string>> all = {
      {"coated", "paper"}, {"電", "池"}, {"rotor", "ion"}, {"a", "the"}, {"材料", "電池"}};
  return all;
}

TEST_F(ProximityLaws, APhraseIsAChainOfAdj) {
  for (const auto& [a, b] : pairs()) {
    expect_part("\"" + a + " " + b + "\"", a + " adj/1 " + b);
    EXPECT_EQ(found(a + " adj " + b), found(a + " near/[1,1] " + b));
  }
}

TEST_F(ProximityLaws, TighterIsPartOfLooser) {
  for (const auto& [a, b] : pairs()) {
    for (const std::string unit : {"", "w", "s", "p"}) {
      const auto near = [&, x = a, y = b](int distance) {
        return x + " near/" + std::to_string(distance) + unit + " " + y;
      };
      expect_part(a + " adj/3" + unit + " " + b, near(3));
      expect_part(near(3), near(4));
      expect_part(near(4), near(100000));
      EXPECT_EQ(found(near(4)), found(b + " near/4" + unit + " " + a)) << "either order";
      EXPECT_EQ(found(near(4)), found(a + " near/[-4,4]" + unit + " " + b));
    }
    expect_part(a + " near/100000 " + b, a + " same entry " + b);
    expect_part(a + " same sentence " + b, a + " same paragraph " + b);
    expect_part(a + " same paragraph " + b, a + " same entry " + b);
    expect_part(a + " same entry " + b, a + " and " + b);
    EXPECT_EQ(found("cl:(" + a + " same claim " + b + ")"),
              found("cl:(" + a + " same entry " + b + ")"));
  }
}

TEST_F(ProximityLaws, OrIsTheUnionAndNotNearTheRest) {
  for (const auto& [a, b] : pairs()) {
    EXPECT_EQ(found("(" + a + " or coat) near/4 " + b),
              found(a + " near/4 " + b + " or coat near/4 " + b));
    EXPECT_EQ(found(a), found(a + " near/3 " + b + " or " + a + " not near/3 " + b));
    EXPECT_EQ(found(a + " not near/3 " + b), found(a + " near/3 (not " + b + ")"));
    EXPECT_EQ(found(a + " near/3 (" + b + " and not " + b + ")"), std::vector<std::string>());
  }
}

}  // namespace
}  // namespace patlas::oracle
