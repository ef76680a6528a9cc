// What a query takes from malloc is charged to its budget (charged.h). One test for each part that
// holds much of an index at once.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdio>
#include <string>
#include <vector>

#include "engine/text/term_pattern.h"
#include "query/classes/class_tree.h"
#include "query/expansion.h"
#include "query/facets/facet_counter.h"
#include "query/facets/families.h"
#include "query/leaves.h"
#include "query/operators/document_set.h"
#include "query/search.h"
#include "query/snippets.h"
#include "tests/query/charged.h"
#include "tests/query/test_index.h"

namespace patlas {
namespace {

TEST(QueryMemory, OfSetsOfDocumentsIsCharged) {
  constexpr uint32_t kDocs = 1u << 24;
  const auto add = [](Budget& budget, uint32_t count) {
    DocumentSetBuilder builder(kDocs, budget);
    for (uint32_t i = 0; i < count; ++i) {
      if (!builder.add(i * 7)) return;
    }
    builder.finish();
  };
  expect_given_back("a list", [&](Budget& budget) { add(budget, kDocs / 40); });
  expect_given_back("a bitmap", [&](Budget& budget) { add(budget, kDocs / 20); });
}

TEST(QueryMemory, OfSetsOfFamiliesIsCharged) {
  constexpr uint32_t kBound = 1u << 26;
  const auto add = [](Budget& budget, uint32_t count) {
    NumberSet set(kBound, budget);
    for (uint32_t i = 0; i < count; i += 1000) {
      set.add(std::vector<uint32_t>(1000, i));
    }
    set.count();
  };
  expect_given_back("a list", [&](Budget& budget) { add(budget, kBound / 70); });
  expect_given_back("a bitmap", [&](Budget& budget) { add(budget, kBound / 40); });
}

TEST(QueryMemory, OfCodesOfFacetsIsCharged) {
  constexpr uint32_t kCodes = 4u << 20;
  const auto count_codes = [](Budget& budget, bool with_families, uint32_t documents) {
    CodeCounts counts(kCodes, with_families, budget);
    for (uint32_t i = 0; i < documents; ++i) {
      if (!counts.reserve(1)) return;
      if (!counts.is_dense()) {
        counts.add_to_list(i, i);
      } else if (with_families) {
        counts.counters()[i].add(i);
      } else {
        ++counts.documents()[i];
      }
    }
    Charge charge(budget);
    counts.finish(charge);
  };
  for (const bool with_families : {false, true}) {
    expect_given_back("a list", [&](Budget& b) { count_codes(b, with_families, kCodes / 10); });
    expect_given_back("counters", [&](Budget& b) { count_codes(b, with_families, kCodes); });
  }
}

// Each length of an open place is a phrase of its own.
TEST(QueryMemory, OfOpenPhrasesIsCharged) {
  Tree tree;
  Node& node = tree.nodes.emplace_back();
  node.type = NodeType::kText;
  node.fields = {kTi};
  for (int i = 0; i < 2600; ++i) node.text += "電";
  node.signs.push_back({static_cast<uint32_t>(node.text.size() / 6 * 3), 0, 40});
  ASSERT_TRUE(check_tree(tree, index_schema()));
  expect_charged("a place of 41 lengths", [&](Budget& budget) {
    const auto leaves = analyse_leaves(tree, budget);
    ASSERT_TRUE(leaves) << leaves.error().to_string();
  });
}

// The terms that it stands for are there while their lists are opened.
TEST(QueryMemory, OfExpansionsIsCharged) {
  Document document;
  add_publication(document, "US", "1", "A1");
  TextValue text;
  text.field = kTi;
  for (uint32_t i = 0; i < 20'000; ++i) text.text += "a" + std::to_string(i * 7919) + " ";
  document.texts.push_back(std::move(text));
  std::vector<Document> documents;
  documents.push_back(std::move(document));
  const TestIndex index(std::move(documents), 1);
  const SegmentReader& segment = *index.snapshot().segments()[0].reader;
  PhraseUnit unit;
  unit.term = "w";
  const std::vector<PatternPart> parts = {{"", 0, 9}, {"1", 0, 9}};
  for (const bool is_prefix : {true, false}) {
    unit.is_prefix = is_prefix;
    if (!is_prefix) unit.pattern = *wildcard_pattern(TermTag::kWord, parts);
    for (const Detail detail : {Detail::kDocs, Detail::kPositions}) {
      expect_given_back(is_prefix ? "a prefix" : "a pattern", [&](Budget& budget) {
        ASSERT_TRUE(expand(segment, kTi, unit, detail, true, budget));
      });
    }
  }
}

TEST(QueryMemory, OfSnippetsIsCharged) {
  Document document;
  std::vector<Mark> marks;
  TextValue value;
  value.field = kTi;
  for (uint32_t i = 0; i < 20'000; ++i) {
    const auto begin = static_cast<uint32_t>(value.text.size());
    value.text += "rotor with many words between it and the other ";
    marks.push_back({kTi, 0, begin, begin + 5});
  }
  document.texts.push_back(value);
  expect_given_back("a snippet a mark",
                    [&](Budget& budget) { find_snippets(document, marks, 20, 3, budget); });
}

/// Documents that share nothing: words, applicants, classes; families of two, far apart.
const Snapshot& unlike() {
  static const auto* index = [] {
    constexpr uint32_t kDocs = 40'000;
    std::vector<Document> documents;
    for (uint32_t i = 0; i < kDocs; ++i) {
      Document& document = documents.emplace_back();
      add_publication(document, "US", std::to_string(1'000'000 + i), "A1");
      document.family = "docdb:" + std::to_string(i % (kDocs / 2));
      document.content_hash = i + 1;
      document.values.push_back({kPa, "APPLICANT " + std::to_string(i)});
      char symbol[16];
      std::snprintf(symbol, sizeof(symbol), "H01L%04u%06u", 1 + i / 400, i % 400);
      add_symbol(document, symbol);
      TextValue title;
      title.field = kTi;
      title.text = "rotor w" + std::to_string(i);
      document.texts.push_back(title);
      document.numbers.push_back({kPd, make_date(2010 + i % 9, 1, 1)});
      document.stored = "{}";
    }
    return new TestIndex(documents, 2);
  }();
  return index->snapshot();
}

SearchOptions nothing_counted() {
  SearchOptions options;
  options.limit = 0;
  options.count_families = false;
  options.threads = 2;
  return options;
}

Tree all_documents() {
  Tree tree;
  tree.nodes.emplace_back().type = NodeType::kAll;
  return tree;
}

void expect_search_charged(const std::string& what, const Tree& tree,
                           const SearchOptions& options) {
  expect_charged(what, [&](Budget& budget) {
    const auto answer = search(unlike(), tree, options, budget);
    ASSERT_TRUE(answer) << answer.error().to_string();
    EXPECT_EQ(answer->complete, !budget.stopped());
  });
}

// It was built to its end, whatever the query was allowed.
TEST(QueryMemory, OfAClassTreeIsChargedAndAnUnfinishedOneIsNotKept) {
  const auto build = [](Budget& budget) {
    return ClassTree::build(unlike(), kCpcColumn, nullptr, budget);
  };
  expect_charged("a class tree", [&](Budget& budget) {
    const auto tree = build(budget);
    EXPECT_EQ(tree.has_value(), !budget.stopped());
  });
  SearchOptions options = nothing_counted();
  options.facets = {"cpc@group"};
  for (const uint64_t memory_bytes : {100'000, 0}) {
    Budget budget(memory_bytes, 0, nullptr, nullptr);
    const auto answer = search(unlike(), all_documents(), options, budget);
    ASSERT_TRUE(answer) << answer.error().to_string();
    EXPECT_EQ(answer->complete, memory_bytes == 0);
    EXPECT_EQ(answer->facets[0].values.empty(), memory_bytes != 0);
  }
  std::atomic<bool> cancelled = true;
  Budget given_up(0, 0, &cancelled, nullptr);
  const auto refused = build(given_up);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kCancelled);
}

TEST(QueryMemory, OfFacetsIsCharged) {
  SearchOptions options = nothing_counted();
  options.facets = {"pa"};
  for (const bool with_families : {false, true}) {
    for (const uint64_t limit : {1u, 0u}) {
      options.count_families = with_families;
      options.facet_limit = limit;
      expect_search_charged("limit " + std::to_string(limit), all_documents(), options);
    }
  }
  options.optimisations.family_runs = false;
  expect_search_charged("families in a pass of their own", all_documents(), options);
}

TEST(QueryMemory, OfClassesIsCharged) {
  SearchOptions options = nothing_counted();
  options.optimisations.dictionary_counts = false;
  options.facets = {"cpc@:+5"};
  for (const bool with_families : {false, true}) {
    options.count_families = with_families;
    expect_search_charged("all levels", all_documents(), options);
  }
}

TEST(QueryMemory, OfCrossTabsIsCharged) {
  SearchOptions options = nothing_counted();
  for (const char* columns : {"office", "cpc", "pa"}) {
    options.cross = {"pa", columns};
    for (const bool with_families : {false, true}) {
      options.count_families = with_families;
      expect_search_charged(columns, all_documents(), options);
    }
  }
}

TEST(QueryMemory, OfHitsIsCharged) {
  SearchOptions options = nothing_counted();
  options.limit = 1'000'000;
  expect_search_charged("by date", all_documents(), options);
  options.sort.by_score = true;
  expect_search_charged("by score", all_documents(), options);
}

TEST(QueryMemory, OfFamiliesByNumberIsCharged) {
  SearchOptions options = nothing_counted();
  options.count_families = true;
  options.optimisations.family_runs = false;
  expect_search_charged("families", all_documents(), options);
}

// A class range is looked through symbol by symbol.
TEST(QueryMemory, OfClassRangesIsCharged) {
  Tree tree;
  Node& node = tree.nodes.emplace_back();
  node.type = NodeType::kSymbol;
  node.fields = {kCpc};
  node.reach = ClassReach::kRange;
  node.text = "H01L0001000000";
  node.last = "H01L0900000000";
  expect_search_charged("symbols", tree, nothing_counted());
}

}  // namespace
}  // namespace patlas
