// Scores against the formula of SYNTAX.md, and their independence from the layout.

#include "query/ranking.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "query/search.h"
#include "tests/query/layouts.h"
#include "tests/query/random_tree.h"

namespace patlas {
namespace {

Layouts& world() {
  static Layouts shared(4242, 200, 7);
  return shared;
}

SearchOptions by_score() {
  SearchOptions options;
  options.sort.by_score = true;
  options.limit = 1000;
  return options;
}

SearchAnswer ask(const TestIndex& index, const Tree& tree, const SearchOptions& options) {
  auto answer = search(index.snapshot(), tree, options, nullptr);
  EXPECT_TRUE(answer) << (answer ? "" : answer.error().to_string());
  return answer ? *answer : SearchAnswer{};
}

TEST(Ranking, EveryLeafScoresByTheFormula) {
  TreeMaker maker(21);
  for (int query = 0; query < 150; ++query) {
    const Tree tree = maker.leaf();
    std::map<std::string, double> wanted;
    for (const size_t doc : world().truth->matches(tree)) {
      wanted[world().truth->document(doc).key] = world().truth->score(tree, doc);
    }
    for (const auto& index : world().indexes) {
      const SearchAnswer answer = ask(*index, tree, by_score());
      ASSERT_EQ(answer.hits.size(), wanted.size());
      for (const Hit& hit : answer.hits) {
        ASSERT_TRUE(hit.score);
        ASSERT_NEAR(*hit.score, wanted[hit.key], 1e-9)
            << hit.key << " type " << static_cast<int>(tree.root().type) << " '" << tree.root().text
            << "'";
      }
    }
  }
}

TEST(Ranking, TreesScoreTheSumOfTheirPositiveLeaves) {
  TreeMaker maker(22);
  for (int query = 0; query < 60; ++query) {
    const Tree tree = maker.make(3);
    for (const auto& index : world().indexes) {
      const SearchAnswer answer = ask(*index, tree, by_score());
      std::map<std::string, double> scores;
      for (const Hit& hit : answer.hits) scores[hit.key] = *hit.score;
      for (const size_t doc : world().truth->matches(tree)) {
        ASSERT_NEAR(scores[world().truth->document(doc).key], world().truth->score(tree, doc),
                    1e-9);
      }
    }
  }
}

TEST(Ranking, ScoresAndOrderAreTheSameBitsInEveryLayout) {
  TreeMaker maker(23);
  for (int query = 0; query < 100; ++query) {
    const Tree tree = maker.make(3);
    const SearchAnswer first = ask(*world().indexes[0], tree, by_score());
    for (size_t layout = 1; layout < world().indexes.size(); ++layout) {
      const SearchAnswer other = ask(*world().indexes[layout], tree, by_score());
      ASSERT_EQ(other.hits.size(), first.hits.size());
      for (size_t i = 0; i < first.hits.size(); ++i) {
        ASSERT_EQ(other.hits[i].key, first.hits[i].key);
        ASSERT_EQ(*other.hits[i].score, *first.hits[i].score);
      }
    }
  }
}

TEST(Ranking, HigherScoresComeFirstAndTiesAreInKeyOrder) {
  const Tree tree = join(NodeType::kOr, {text_tree("rotor"), text_tree("paper")});
  for (const auto& index : world().indexes) {
    const SearchAnswer answer = ask(*index, tree, by_score());
    ASSERT_GT(answer.hits.size(), 10u);
    for (size_t i = 1; i < answer.hits.size(); ++i) {
      const Hit& before = answer.hits[i - 1];
      const Hit& after = answer.hits[i];
      EXPECT_TRUE(*before.score > *after.score ||
                  (*before.score == *after.score && before.key < after.key));
    }
  }
}

TEST(Ranking, CodesScoreNothing) {
  const Tree tree = one_leaf(leaf_node(NodeType::kCode, {kCc}, "US"));
  const SearchAnswer answer = ask(*world().indexes[1], tree, by_score());
  ASSERT_FALSE(answer.hits.empty());
  for (const Hit& hit : answer.hits) EXPECT_EQ(*hit.score, 0.0);
}

TEST(Ranking, Bm25OfOneCaseByHand) {
  // 10 documents, 2 with the word; it stands 3 times in one of average length:
  // idf = ln(1 + 8.5 / 2.5) = ln 4.4, tf part = 3 * 2.2 / (3 + 1.2) = 1.571428...
  PartStatistics part;
  part.idf = bm25_idf(10, 2);
  part.average_length = 50;
  EXPECT_NEAR(part.idf, 1.4816045409, 1e-9);
  EXPECT_NEAR(bm25_part(part, 3, 50), 1.4816045409 * 6.6 / 4.2, 1e-9);
}

TEST(Ranking, OrderNumbersGoBackToScores) {
  for (const double score : {0.0, 1e-300, 0.5, 12.25}) {
    EXPECT_EQ(score_of_order(score_order(score)), score);
  }
  EXPECT_LT(score_order(2.0), score_order(1.0));
}

}  // namespace
}  // namespace patlas
