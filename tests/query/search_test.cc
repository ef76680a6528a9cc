// Search against a brute-force reading of the same documents: counts, families, orders, in several
// layouts of one collection, with every optimisation off in turn, and with budgets that end.

#include "query/search.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/cpu.h"
#include "tests/query/layouts.h"
#include "tests/query/random_tree.h"
#include "tests/query/test_index.h"

namespace patlas {
namespace {

constexpr uint32_t kDocuments = 300;

Layouts& world() {
  static Layouts shared(20260101, kDocuments, 8);
  return shared;
}

SearchAnswer ask(const TestIndex& index, const Tree& tree, const SearchOptions& options) {
  auto answer = search(index.snapshot(), tree, options, nullptr);
  EXPECT_TRUE(answer) << (answer ? "" : answer.error().to_string());
  return answer ? *answer : SearchAnswer{};
}

// Keys of the matches in the order of a date column, missing dates last, ties by key.
std::vector<std::string> keys_by_date(const BruteForce& truth, const std::vector<size_t>& docs,
                                      uint16_t column, bool descending) {
  std::vector<std::pair<uint64_t, std::string>> order;
  for (const size_t doc : docs) {
    const uint32_t date = BruteForce::number(truth.document(doc), column);
    const uint64_t place = date == 0 ? ~uint64_t{0} : descending ? 0xffffffffu - date : date;
    order.emplace_back(place, truth.document(doc).key);
  }
  std::sort(order.begin(), order.end());
  std::vector<std::string> keys;
  for (const auto& [place, key] : order) keys.push_back(key);
  return keys;
}

std::vector<std::string> keys_of(const SearchAnswer& answer) {
  std::vector<std::string> keys;
  for (const Hit& hit : answer.hits) keys.push_back(hit.key);
  return keys;
}

TEST(Search, AgreesWithBruteForceInEveryLayout) {
  TreeMaker maker(1);
  uint32_t with_hits = 0;
  for (int query = 0; query < 400; ++query) {
    const Tree tree = maker.make(3);
    const std::vector<size_t> wanted = world().truth->matches(tree);
    with_hits += !wanted.empty();
    for (const auto& index : world().indexes) {
      SearchOptions options;
      options.limit = kDocuments;
      const SearchAnswer answer = ask(*index, tree, options);
      ASSERT_TRUE(answer.complete);
      ASSERT_EQ(answer.documents, wanted.size()) << "query " << query;
      ASSERT_EQ(answer.families, world().truth->families(wanted)) << "query " << query;
      ASSERT_EQ(keys_of(answer), keys_by_date(*world().truth, wanted, kPd, true))
          << "query " << query;
    }
  }
  EXPECT_GT(with_hits, 200u);
}

TEST(Search, EveryLeafAloneAgreesWithBruteForce) {
  TreeMaker maker(2);
  std::map<NodeType, uint32_t> hits;
  for (int query = 0; query < 400; ++query) {
    const Tree tree = maker.leaf();
    const std::vector<size_t> wanted = world().truth->matches(tree);
    hits[tree.root().type] += wanted.empty() ? 0 : 1;
    for (const auto& index : world().indexes) {
      SearchOptions options;
      options.limit = 0;
      const SearchAnswer answer = ask(*index, tree, options);
      ASSERT_EQ(answer.documents, wanted.size())
          << "type " << static_cast<int>(tree.root().type) << " '" << tree.root().text << "'";
    }
  }
  for (const NodeType type : {NodeType::kText, NodeType::kWord, NodeType::kStem, NodeType::kCode,
                              NodeType::kNumber, NodeType::kSymbol, NodeType::kDates}) {
    EXPECT_GT(hits[type], 5u) << static_cast<int>(type);
  }
}

TEST(Search, AnswersAreEqualWithAnyOptimisationOff) {
  const std::vector<bool Optimisations::*> switches = {
      &Optimisations::page_skipping,    &Optimisations::cost_order,
      &Optimisations::fused_counts,     &Optimisations::dictionary_counts,
      &Optimisations::word_postings,    &Optimisations::pack_skipping,
      &Optimisations::pack_decoding,    &Optimisations::late_restriction,
      &Optimisations::early_phrases,    &Optimisations::family_runs,
      &Optimisations::position_batches, &Optimisations::frequent_bigrams,
      &Optimisations::word_lookup};
  TreeMaker maker(3);
  for (int query = 0; query < 60; ++query) {
    const Tree tree = maker.make(3);
    const size_t wanted = world().truth->matches(tree).size();
    for (const auto option : switches) {
      SearchOptions options;
      options.optimisations.*option = false;
      options.limit = query % 2 == 0 ? 0 : 5;
      options.count_families = query % 4 < 2;
      for (const auto& index : world().indexes) {
        ASSERT_EQ(ask(*index, tree, options).documents, wanted) << "query " << query;
      }
    }
  }
}

// Families that are one after the other, split over segments, alone, or counted for a cross-tab too.
TEST(Search, ClassFacetsAreEqualWithAnyOptimisationOff) {
  TreeMaker maker(11);
  for (int query = 0; query < 60; ++query) {
    const Tree tree = maker.make(query % 3);
    SearchOptions options;
    options.limit = 0;
    options.facet_limit = 0;
    options.count_families = true;
    options.facets = {"cpc@section", "cpc@group", "cpc@:+5", "cpc@subclass"};
    if (query % 4 == 0) options.cross.emplace("office", "cpc4");
    const SearchAnswer expected = ask(*world().indexes[0], tree, options);
    for (const auto option : {&Optimisations::family_runs, &Optimisations::pack_decoding}) {
      for (const bool on : {true, false}) {
        for (const auto& index : world().indexes) {
          options.optimisations.*option = on;
          const SearchAnswer answer = ask(*index, tree, options);
          for (size_t f = 0; f < options.facets.size(); ++f) {
            ASSERT_EQ(answer.facets[f].values, expected.facets[f].values)
                << options.facets[f] << " of query " << query;
          }
        }
      }
    }
  }
}

// What all documents' classes count is kept: the second answer, and one of less, are as the first.
TEST(Search, ClassesOfAllDocumentsAreTheSameWhenTheyAreKept) {
  const Tree all = one_leaf(Node{});
  for (const auto& index : world().indexes) {
    SearchOptions counted;
    counted.limit = 0;
    counted.count_families = true;
    counted.facets = {"cpc@section", "cpc@:+4", "cpc@group"};
    counted.optimisations.dictionary_counts = false;
    const SearchAnswer expected = ask(*index, all, counted);
    ASSERT_FALSE(expected.facets[0].values.empty());
    SearchOptions kept = counted;
    kept.optimisations.dictionary_counts = true;
    kept.explain = true;
    for (int again = 0; again < 3; ++again) {
      for (const bool with_families : {true, false}) {
        kept.count_families = with_families;
        const SearchAnswer answer = ask(*index, all, kept);
        ASSERT_EQ(answer.documents, expected.documents);
        ASSERT_EQ(answer.families, with_families ? expected.families : 0);
        const bool is_kept =
            answer.explain.find("as they were counted before") != std::string::npos;
        ASSERT_EQ(is_kept, again > 0 || !with_families) << "with families is kept for without, too";
        for (size_t f = 0; f < counted.facets.size(); ++f) {
          ASSERT_EQ(answer.facets[f].values.size(), expected.facets[f].values.size());
          for (size_t v = 0; v < answer.facets[f].values.size(); ++v) {
            FacetValue wanted = expected.facets[f].values[v];
            if (!with_families) wanted.families = 0;
            ASSERT_EQ(answer.facets[f].values[v], wanted);
          }
        }
      }
    }
    // A query that a limit ends keeps nothing, and is not answered from half of it.
    kept.memory_bytes = 1;
    ASSERT_FALSE(ask(*index, all, kept).complete);
  }
}

TEST(Search, InstructionSetsDoNotChangeTheAnswer) {
  TreeMaker maker(7);
  for (int query = 0; query < 40; ++query) {
    const Tree tree = maker.make(3);
    SearchOptions options;
    options.facets = {"office", "pa", "cpcg", "cpc@group", "cpc@:+5"};
    options.count_families = query % 3 == 0;
    options.sort.by_score = query % 2 == 0;
    options.limit = 50;
    const SearchAnswer best = ask(*world().indexes[1], tree, options);
    for (const CpuLevel level : runnable_cpu_levels()) {
      const ScopedCpuLevel scope(level);
      const SearchAnswer answer = ask(*world().indexes[1], tree, options);
      ASSERT_EQ(answer.documents, best.documents) << cpu_level_name(level);
      ASSERT_EQ(answer.families, best.families) << cpu_level_name(level);
      ASSERT_EQ(answer.hits.size(), best.hits.size());
      for (size_t i = 0; i < answer.hits.size(); ++i) {
        ASSERT_EQ(answer.hits[i].key, best.hits[i].key) << cpu_level_name(level);
        ASSERT_EQ(answer.hits[i].score, best.hits[i].score) << cpu_level_name(level);
      }
      for (size_t f = 0; f < answer.facets.size(); ++f) {
        ASSERT_EQ(answer.facets[f].values, best.facets[f].values) << cpu_level_name(level);
      }
    }
  }
}

TEST(Search, ThreadsDoNotChangeTheAnswer) {
  TreeMaker maker(4);
  for (int query = 0; query < 40; ++query) {
    const Tree tree = maker.make(3);
    SearchOptions options;
    options.facets = {"office", "pa", "cpcg"};
    options.threads = 1;
    const SearchAnswer one = ask(*world().indexes[2], tree, options);
    options.threads = 4;
    const SearchAnswer four = ask(*world().indexes[2], tree, options);
    EXPECT_EQ(one.documents, four.documents);
    EXPECT_EQ(one.families, four.families);
    EXPECT_EQ(keys_of(one), keys_of(four));
    for (size_t f = 0; f < one.facets.size(); ++f) {
      EXPECT_EQ(one.facets[f].values, four.facets[f].values);
    }
  }
}

TEST(Search, SortsByEveryDateEitherWayWithMissingDatesLast) {
  Tree all = one_leaf(Node{});
  const std::vector<size_t> docs = world().truth->matches(all);
  for (const auto& index : world().indexes) {
    for (const char* name : {"pd", "-pd", "ad", "-ad"}) {
      const auto key = parse_sort_key(name, index->snapshot().schema());
      ASSERT_TRUE(key);
      SearchOptions options;
      options.limit = kDocuments;
      options.sort = *key;
      EXPECT_EQ(
          keys_of(ask(*index, all, options)),
          keys_by_date(*world().truth, docs, key->column == "ad" ? kAd : kPd, key->descending))
          << name;
    }
  }
}

TEST(Search, PagesOfAnyDepthJoinToTheWholeOrder) {
  Tree all = one_leaf(Node{});
  const std::vector<std::string> wanted =
      keys_by_date(*world().truth, world().truth->matches(all), kPd, true);
  for (const auto& index : world().indexes) {
    std::vector<std::string> joined;
    SearchOptions options;
    options.limit = 13;
    for (options.offset = 0; options.offset < kDocuments; options.offset += 13) {
      const auto keys = keys_of(ask(*index, all, options));
      joined.insert(joined.end(), keys.begin(), keys.end());
    }
    EXPECT_EQ(joined, wanted);
  }
}

TEST(Search, LimitsNearTheLargestNumberDoNotOverflow) {
  SearchOptions options;
  options.limit = ~uint64_t{0};
  options.offset = 5;
  const SearchAnswer answer = ask(*world().indexes[0], one_leaf(Node{}), options);
  EXPECT_EQ(answer.hits.size(), world().truth->size() - 5);
}

TEST(Search, CountsAreLeftOutWhenNotAskedFor) {
  SearchOptions options;
  options.count_families = false;
  options.count_documents = false;
  options.limit = 1;
  const SearchAnswer answer = ask(*world().indexes[0], one_leaf(Node{}), options);
  EXPECT_EQ(answer.documents, 0u);
  EXPECT_EQ(answer.families, 0u);
  EXPECT_EQ(answer.hits.size(), 1u);
}

TEST(Search, UnknownSortKeyNamesThoseThatExist) {
  const auto key = parse_sort_key("-xd", index_schema());
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, Code::kInvalidArgument);
  EXPECT_NE(key.error().message.find("-ad"), std::string::npos);
}

TEST(Search, PunctuationAloneIsAnErrorWithItsSpan) {
  Tree tree = text_tree("--");
  tree.nodes[0].span = {3, 5};
  const auto answer = search(world().indexes[0]->snapshot(), tree, {}, nullptr);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::kInvalidArgument);
  EXPECT_EQ(answer.error().place.offset, 3u);
  EXPECT_EQ(answer.error().place.length, 2u);
}

TEST(Search, UnknownFacetIsAnError) {
  SearchOptions options;
  options.facets = {"colour"};
  const auto answer = search(world().indexes[0]->snapshot(), one_leaf(Node{}), options, nullptr);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::kInvalidArgument);
}

TEST(Search, TreeDeeperThanTheLimitIsRefused) {
  Tree tree = text_tree("rotor");
  for (int i = 0; i < 1000; ++i) {
    const Tree other = text_tree(std::to_string(i) + "w");
    tree = join(i % 2 == 0 ? NodeType::kAnd : NodeType::kOr, {other, tree});
  }
  const auto answer = search(world().indexes[0]->snapshot(), tree, {}, nullptr);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::kLimit);
}

TEST(Search, PassedDeadlineGivesAnIncompleteAnswerThatSaysSo) {
  TestIndex& index = *world().indexes[1];
  index.clock().advance_ns(1000);
  SearchOptions options;
  options.deadline_ns = 500;
  const auto answer = search(index.snapshot(), text_tree("rotor"), options, &index.clock());
  ASSERT_TRUE(answer);
  EXPECT_FALSE(answer->complete);
  ASSERT_TRUE(answer->stopped_by);
  EXPECT_EQ(answer->stopped_by->limit, "deadline");
  EXPECT_EQ(answer->stopped_by->value, 500u);
}

TEST(Search, CancelledQueryGivesAnIncompleteAnswer) {
  const std::atomic<bool> cancel{true};
  SearchOptions options;
  options.cancel = &cancel;
  const SearchAnswer answer = ask(*world().indexes[0], text_tree("rotor"), options);
  EXPECT_FALSE(answer.complete);
  EXPECT_EQ(answer.stopped_by->limit, "cancelled");
}

TEST(Search, AnyMemoryBudgetGivesTheTruthOrSaysIncomplete) {
  TreeMaker maker(5);
  bool saw_complete = false;
  bool saw_incomplete = false;
  for (int query = 0; query < 30; ++query) {
    const Tree tree = maker.make(3);
    const size_t wanted = world().truth->matches(tree).size();
    for (uint64_t bytes = 1000; bytes < (64u << 20); bytes *= 4) {
      SearchOptions options;
      options.memory_bytes = bytes;
      options.facets = {"pa", "cpc"};
      const SearchAnswer answer = ask(*world().indexes[1], tree, options);
      saw_complete |= answer.complete;
      saw_incomplete |= !answer.complete;
      if (answer.complete) {
        ASSERT_EQ(answer.documents, wanted);
      } else {
        ASSERT_LE(answer.documents, wanted);
        ASSERT_EQ(answer.stopped_by->limit, "memory");
        ASSERT_EQ(answer.stopped_by->value, bytes);
      }
    }
  }
  EXPECT_TRUE(saw_complete && saw_incomplete);
}

/// A query of many megabytes: analysing and planning it takes far more than it is long.
std::vector<Tree> huge_trees() {
  std::string phrase = "rotor";
  for (int i = 0; i < 60'000; ++i) phrase += "-rotor";
  std::vector<Tree> words, stems;
  for (int i = 0; i < 20'000; ++i) {
    words.push_back(text_tree("w" + std::to_string(i)));
    stems.push_back(words.back());
    stems.back().nodes[0].type = NodeType::kStem;
  }
  return {text_tree(phrase), join(NodeType::kOr, words), join(NodeType::kOr, stems)};
}

TEST(Search, WhatAQueryItselfTakesIsOfItsMemory) {
  for (const Tree& tree : huge_trees()) {
    for (const bool by_score : {false, true}) {
      SearchOptions options;
      options.sort.by_score = by_score;
      options.memory_bytes = 2u << 20;
      const SearchAnswer answer = ask(*world().indexes[0], tree, options);
      EXPECT_FALSE(answer.complete);
      ASSERT_TRUE(answer.stopped_by);
      EXPECT_EQ(answer.stopped_by->limit, "memory");
      options.memory_bytes = 0;
      EXPECT_TRUE(ask(*world().indexes[0], tree, options).complete);
    }
  }
}

TEST(Search, ADeadlineEndsAQueryBeforeItIsPlanned) {
  class Impatient : public Clock {
   public:
    uint64_t monotonic_ns() override { return ++asked_; }
    uint64_t unix_time_ms() override { return 0; }
    uint64_t asked_ = 0;
  };
  for (const Tree& tree : huge_trees()) {
    Impatient clock;
    SearchOptions options;
    options.deadline_ns = 2;
    const auto answer = search(world().indexes[0]->snapshot(), tree, options, &clock);
    ASSERT_TRUE(answer);
    EXPECT_FALSE(answer->complete);
    EXPECT_EQ(answer->documents, 0u);
    // It stops within a few looks at the clock, not at the end of each part of the work.
    EXPECT_LT(clock.asked_, 20u);
  }
}

TEST(Search, AStoppedQueryHasNoMoreFamiliesThanDocuments) {
  TreeMaker maker(6);
  for (int query = 0; query < 40; ++query) {
    const Tree tree = maker.make(3);
    for (uint64_t bytes = 50'000; bytes < (4u << 20); bytes += bytes / 7) {
      SearchOptions options;
      options.memory_bytes = bytes;
      options.sort.by_score = query % 2 == 0;
      const SearchAnswer answer = ask(*world().indexes[0], tree, options);
      ASSERT_LE(answer.families, answer.documents) << bytes;
    }
  }
}

TEST(Search, ExplainNamesNodesWithExpectedAndFoundDocuments) {
  SearchOptions options;
  options.explain = true;
  const Tree tree = join(NodeType::kAnd, {text_tree("rotor", {kTi}), text_tree("paper", {kTi})});
  const SearchAnswer answer = ask(*world().indexes[0], tree, options);
  EXPECT_NE(answer.explain.find("segment 0: 300 documents"), std::string::npos) << answer.explain;
  EXPECT_NE(answer.explain.find("  and: expected"), std::string::npos) << answer.explain;
  EXPECT_NE(answer.explain.find("    term ti 'wrotor': expected"), std::string::npos)
      << answer.explain;
}

TEST(Search, ExplainSaysWhichWayWasCounted) {
  SearchOptions options;
  options.limit = 0;
  options.explain = true;
  options.facets = {"office"};
  const Tree tree = text_tree("rotor", {kTi});
  std::string counting = ask(*world().indexes[0], tree, options).explain;
  EXPECT_NE(counting.find("  documents: page by page"), std::string::npos) << counting;
  EXPECT_NE(counting.find("by the ends of their runs"), std::string::npos) << counting;
  EXPECT_NE(counting.find("  families of facets: with the documents"), std::string::npos);
  options.optimisations.family_runs = false;
  counting = ask(*world().indexes[0], tree, options).explain;
  EXPECT_EQ(counting.find("by the ends of their runs"), std::string::npos) << counting;
  EXPECT_NE(counting.find("  families of facets: in a pass of their own"), std::string::npos);
  options.facets.clear();
  options.count_families = false;
  counting = ask(*world().indexes[0], text_tree("absent", {kTi}), options).explain;
  EXPECT_NE(counting.find("  documents: as the dictionaries say"), std::string::npos) << counting;
}

}  // namespace
}  // namespace patlas
