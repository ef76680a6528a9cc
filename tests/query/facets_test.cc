// Facets and cross-tabs against counting by hand, in every layout.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "query/facets/kept_docs.h"
#include "query/facets/labels.h"
#include "query/search.h"
#include "tests/query/layouts.h"
#include "tests/query/random_tree.h"

namespace patlas {
namespace {

Layouts& world() {
  static Layouts shared(99, 260, 6);
  return shared;
}

const std::vector<std::string> kFacets = {"office", "pa",   "year", "cpc1",
                                          "cpc3",   "cpc4", "cpcg", "cpc"};

struct Counted {
  std::set<size_t> documents;
  std::set<std::string> families;
};

// Most documents first, then by value, with documents and families.
std::vector<std::tuple<std::string, uint64_t, uint64_t>> count_by_hand(
    const BruteForce& truth, const std::string& facet, const std::vector<size_t>& docs) {
  std::map<std::string, Counted> counts;
  for (const size_t doc : docs) {
    for (const std::string& value : truth.facet_values(facet, doc)) {
      counts[value].documents.insert(doc);
      counts[value].families.insert(truth.document(doc).family);
    }
  }
  std::vector<std::tuple<std::string, uint64_t, uint64_t>> rows;
  for (const auto& [value, counted] : counts) {
    rows.emplace_back(value, counted.documents.size(), counted.families.size());
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return std::get<1>(a) > std::get<1>(b); });
  return rows;
}

std::vector<std::tuple<std::string, uint64_t, uint64_t>> rows_of(const FacetAnswer& facet) {
  std::vector<std::tuple<std::string, uint64_t, uint64_t>> rows;
  for (const FacetValue& value : facet.values) {
    rows.emplace_back(value.value, value.documents, value.families);
  }
  return rows;
}

SearchAnswer ask(const TestIndex& index, const Tree& tree, const SearchOptions& options) {
  auto answer = search(index.snapshot(), tree, options, nullptr);
  EXPECT_TRUE(answer) << (answer ? "" : answer.error().to_string());
  return answer ? *answer : SearchAnswer{};
}

TEST(Facets, CountDocumentsAndFamiliesOfEveryValueInEveryLayout) {
  TreeMaker maker(11);
  for (int query = 0; query < 60; ++query) {
    const Tree tree = query == 0 ? one_leaf(Node{}) : maker.make(2);
    const std::vector<size_t> docs = world().truth->matches(tree);
    for (const auto& index : world().indexes) {
      SearchOptions options;
      options.limit = 0;
      options.facets = kFacets;
      const SearchAnswer answer = ask(*index, tree, options);
      ASSERT_EQ(answer.facets.size(), kFacets.size());
      for (size_t f = 0; f < kFacets.size(); ++f) {
        ASSERT_EQ(rows_of(answer.facets[f]), count_by_hand(*world().truth, kFacets[f], docs))
            << kFacets[f] << " of query " << query;
        ASSERT_EQ(answer.facets[f].value_count, answer.facets[f].values.size());
      }
    }
  }
}

TEST(Facets, WithoutFamiliesOnlyDocumentsAreCounted) {
  SearchOptions options;
  options.facets = {"cpc4"};
  options.count_families = false;
  const Tree all = one_leaf(Node{});
  const auto wanted = count_by_hand(*world().truth, "cpc4", world().truth->matches(all));
  for (const auto& index : world().indexes) {
    const SearchAnswer answer = ask(*index, all, options);
    ASSERT_EQ(answer.facets[0].values.size(), wanted.size());
    for (size_t i = 0; i < wanted.size(); ++i) {
      EXPECT_EQ(answer.facets[0].values[i].documents, std::get<1>(wanted[i]));
      EXPECT_EQ(answer.facets[0].values[i].families, 0u);
    }
  }
}

TEST(Facets, ALimitGivesTheFirstValuesAndSaysHowManyThereAre) {
  SearchOptions options;
  options.facets = {"pa"};
  options.facet_limit = 5;
  const Tree all = one_leaf(Node{});
  auto wanted = count_by_hand(*world().truth, "pa", world().truth->matches(all));
  const size_t value_count = wanted.size();
  wanted.resize(5);
  for (const auto& index : world().indexes) {
    const SearchAnswer answer = ask(*index, all, options);
    EXPECT_EQ(rows_of(answer.facets[0]), wanted);
    EXPECT_EQ(answer.facets[0].value_count, value_count);
  }
}

TEST(Facets, ASymbolShorterThanTheLevelHasNoValueThere) {
  Document document;
  add_publication(document, "US", "1", "A1");
  document.family = "f";
  add_symbol(document, "H01L");
  TestIndex index({document}, 1);
  SearchOptions options;
  options.facets = {"cpc4", "cpcg"};
  const SearchAnswer answer = ask(index, one_leaf(Node{}), options);
  ASSERT_EQ(answer.facets[0].values.size(), 1u);
  EXPECT_EQ(answer.facets[0].values[0].value, "H01L");
  EXPECT_TRUE(answer.facets[1].values.empty());
}

TEST(CrossTab, CellsAreCountedExactlyInEveryLayout) {
  const std::vector<std::pair<std::string, std::string>> pairs = {
      {"year", "office"}, {"pa", "cpcg"}, {"cpc4", "cpc4"}};
  TreeMaker maker(12);
  for (int query = 0; query < 20; ++query) {
    const Tree tree = query == 0 ? one_leaf(Node{}) : maker.make(2);
    const std::vector<size_t> docs = world().truth->matches(tree);
    for (const auto& pair : pairs) {
      std::map<std::pair<std::string, std::string>, Counted> wanted;
      for (const size_t doc : docs) {
        for (const std::string& row : world().truth->facet_values(pair.first, doc)) {
          for (const std::string& column : world().truth->facet_values(pair.second, doc)) {
            wanted[{row, column}].documents.insert(doc);
            wanted[{row, column}].families.insert(world().truth->document(doc).family);
          }
        }
      }
      for (const auto& index : world().indexes) {
        for (const bool with_families : {true, false}) {
          SearchOptions options;
          options.limit = 0;
          options.cross = pair;
          options.count_families = with_families;
          const SearchAnswer answer = ask(*index, tree, options);
          ASSERT_TRUE(answer.cross);
          ASSERT_EQ(answer.cross->cells.size(), wanted.size());
          auto at = wanted.begin();
          for (const CrossCell& cell : answer.cross->cells) {
            ASSERT_EQ(answer.cross->rows[cell.row].value, at->first.first);
            ASSERT_EQ(answer.cross->columns[cell.column].value, at->first.second);
            ASSERT_EQ(cell.documents, at->second.documents.size());
            ASSERT_EQ(cell.families, with_families ? at->second.families.size() : 0u);
            ++at;
          }
        }
      }
    }
  }
}

TEST(Labels, CountriesLanguagesAndSymbolsAreNamedOthersStandForThemselves) {
  const FacetSpec office{"office", 0, FacetForm::kValue, ValueForm::kCode, ""};
  const FacetSpec language{"lang", 0, FacetForm::kValue, ValueForm::kCode, ""};
  const FacetSpec group{"cpcg", 0, FacetForm::kMainGroup, ValueForm::kSymbol, ""};
  const FacetSpec applicant{"pa", 0, FacetForm::kValue, ValueForm::kText, ""};
  EXPECT_EQ(facet_label(office, "US"), "United States of America");
  EXPECT_EQ(facet_label(office, "??"), "??");
  EXPECT_EQ(facet_label(language, "en"), "English");
  EXPECT_EQ(facet_label(group, "H04L0029"), "H04L 29/00");
  EXPECT_EQ(facet_label(applicant, "HON HAI"), "HON HAI");
}

TEST(KeptDocs, RadixSortAgreesWithTheStandardOne) {
  std::mt19937_64 random(5);
  for (const size_t count : {0u, 1u, 100u, 5000u, 70000u}) {
    for (const uint64_t mask : {~uint64_t{0}, uint64_t{0xffff0000ffff}, uint64_t{0xff}}) {
      std::vector<uint64_t> docs(count);
      for (uint64_t& doc : docs) doc = random() & mask;
      std::vector<uint64_t> wanted = docs;
      std::sort(wanted.begin(), wanted.end());
      sort_kept(docs);
      ASSERT_EQ(docs, wanted);
    }
  }
}

}  // namespace
}  // namespace patlas
