#include "engine/segment/document_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <tuple>
#include <vector>

#include "engine/segment/occurrence_sorter.h"

namespace patlas {
namespace {

using testing::ElementsAre;

TEST(LinkOfTerm, LeavesOutTheKindUnlessItBelongsToTheNumber) {
  EXPECT_EQ(link_of_term("US.7650331.A", "UY"), "US.7650331");
  EXPECT_EQ(link_of_term("US.7650331", "UY"), "US.7650331");
  EXPECT_EQ(link_of_term("JP.2005001234.U", "UY"), "JP.2005001234.U");
  EXPECT_EQ(link_of_term("JP.2005001234.U", ""), "JP.2005001234");
  EXPECT_EQ(link_of_term("JP", "UY"), "JP");
  EXPECT_EQ(link_of_term("JP.1.", "UY"), "JP.1.");
  EXPECT_EQ(link_of_term("", "UY"), "");
}

TEST(DisjointSets, FindsTheLeastMember) {
  DisjointSets sets(6);
  sets.join(5, 3);
  sets.join(3, 4);
  sets.join(1, 4);
  EXPECT_EQ(sets.find(5), 1u);
  EXPECT_EQ(sets.find(2), 2u);
}

/// Facts of made-up documents: few values, so that all ties happen.
OrderFacts random_facts(uint32_t count, uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](uint32_t bound) { return static_cast<uint32_t>(random() % bound); };
  OrderFacts facts(count);
  for (uint32_t i = 0; i < count; ++i) {
    facts.main_class[i] = below(5);
    facts.first_date[i] = below(4);
    facts.last_date[i] = below(4);
    facts.family[i] = below(count / 2 + 1);
    facts.application[i] = below(count / 2 + 1);
    facts.key[i] = i * 7 % count;
    if (below(3) == 0) facts.extended.join(i, below(count));
  }
  return facts;
}

/// The order as FORMAT.md says it, by comparing everything with everything.
std::vector<uint32_t> naive_order(OrderFacts facts) {
  const uint32_t count = facts.extended.count();
  for (uint32_t i = 0; i < count; ++i) {
    for (uint32_t j = 0; j < i; ++j) {
      if (facts.family[i] == facts.family[j]) facts.extended.join(i, j);
    }
  }
  constexpr uint32_t kLast = 0xffffffffu;
  using Place = std::tuple<uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t>;
  std::vector<std::pair<Place, uint32_t>> places;
  for (uint32_t i = 0; i < count; ++i) {
    std::multiset<uint32_t> classes;
    uint32_t date = kLast, family = kLast;
    for (uint32_t j = 0; j < count; ++j) {
      if (facts.extended.find(i) != facts.extended.find(j)) continue;
      if (facts.main_class[j] != 0) classes.insert(facts.main_class[j]);
      if (facts.first_date[j] != 0) date = std::min(date, facts.first_date[j]);
      family = std::min(family, facts.family[j]);
    }
    uint32_t best = kLast;
    for (const uint32_t c : classes) {
      if (best == kLast || classes.count(c) > classes.count(best)) best = c;
    }
    places.push_back({{best, date, family, facts.family[i], facts.application[i],
                       facts.last_date[i], facts.key[i]},
                      i});
  }
  std::sort(places.begin(), places.end());
  std::vector<uint32_t> order;
  for (const auto& [place, i] : places) order.push_back(i);
  return order;
}

TEST(DocumentOrder, IsWhatTheFormatSays) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    OrderFacts facts = random_facts(static_cast<uint32_t>(1 + seed % 70), seed);
    const std::vector<uint32_t> expected = naive_order(facts);
    EXPECT_EQ(document_order(facts).candidates, expected) << seed;
  }
}

TEST(DocumentOrder, RunsEndWhereTheNextDocumentIsOfAnotherGroup) {
  OrderFacts facts(4);
  facts.family = {0, 0, 1, 1};
  facts.application = {1, 1, 0, 0};  // the last two have none
  facts.key = {0, 1, 2, 3};
  facts.extended.join(0, 2);
  const DocumentOrder order = document_order(facts);
  EXPECT_THAT(order.candidates, ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(order.run_ends[0], ElementsAre(0b1110));
  EXPECT_THAT(order.run_ends[1], ElementsAre(0b1010));
  EXPECT_THAT(order.run_ends[2], ElementsAre(0b1000));
}

TEST(OccurrenceSorter, GivesDocumentsInOrderWithTheirOwnPositions) {
  std::mt19937_64 random(3);
  for (const uint32_t count : {0u, 1u, 5u, 255u, 256u, 5000u}) {
    std::vector<uint32_t> docs;
    std::set<uint32_t> seen;
    while (docs.size() < count) {
      const auto doc = static_cast<uint32_t>(random() >> (count % 2 == 0 ? 32 : 48));
      if (seen.insert(doc).second) docs.push_back(doc);
    }
    for (const bool with_positions : {false, true}) {
      OccurrenceSorter sorter;
      sorter.clear();
      const auto positions_of = [](uint32_t doc) {
        std::vector<uint32_t> positions;
        for (uint32_t p = 0; p <= doc % 4; ++p) positions.push_back(doc % 1000 + p);
        return positions;
      };
      for (const uint32_t doc : docs) {
        sorter.add(doc, 1 + doc % 4, with_positions ? positions_of(doc) : std::vector<uint32_t>());
      }
      auto expected = seen.begin();
      ASSERT_TRUE(
          sorter.for_each([&](uint32_t doc, uint32_t freq, std::span<const uint32_t> positions) {
            EXPECT_EQ(doc, *expected++);
            EXPECT_EQ(freq, 1 + doc % 4);
            if (with_positions) {
              EXPECT_TRUE(std::ranges::equal(positions, positions_of(doc)));
            }
            return Status();
          }));
      EXPECT_EQ(expected, seen.end());
    }
  }
}

}  // namespace
}  // namespace patlas
