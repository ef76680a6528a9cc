// What a query of the Xapian backend takes from malloc is charged to its budget (charged.h).

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ingest/normalize/dates.h"
#include "ingest/patent_schema.h"
#include "query/backends/xapian/index.h"
#include "query/parser.h"
#include "query/search.h"
#include "tests/oracle/xapian_world.h"
#include "tests/query/charged.h"

namespace patlas::oracle {
namespace {

class XapianMemory : public testing::Test {
 protected:
  // Records that share one word and nothing else.
  static void SetUpTestSuite() {
    std::vector<Record> records;
    for (uint64_t i = 0; i < 20'000; ++i) {
      Record& record = records.emplace_back();
      record.source = "docdb";
      record.publication.country = "EP";
      record.publication.number = std::to_string(1'000'000 + i);
      record.publication.kind = "A1";
      record.publication.date = make_date(2010, 1, 1);
      Symbol& symbol = record.symbols.emplace_back();
      symbol.scheme = "cpc";
      symbol.symbol = symbol.original =
          "H01L" + std::to_string(1 + i / 400) + "/" + std::to_string(100 + i % 400);
      record.titles.push_back({"en", "rotor w" + std::to_string(i)});
      record.applicants.emplace_back().name = "APPLICANT " + std::to_string(i);
    }
    world_ = new XapianWorld;
    world_->load(records);
    ASSERT_TRUE(world_->status()) << world_->status().error().to_string();
    auto index = world_->open();
    ASSERT_TRUE(index) << index.error().to_string();
    index_ = *index;
  }
  static void TearDownTestSuite() {
    index_.reset();
    delete world_;
  }

  static SearchOptions nothing_counted() {
    SearchOptions options;
    options.limit = 0;
    options.count_families = false;
    return options;
  }

  static void expect(const std::string& query, const SearchOptions& options) {
    const auto tree = parse_query(query, patent_schema());
    ASSERT_TRUE(tree) << tree.error().to_string();
    expect_charged(query, [&](Budget& budget) {
      const auto answer = index_->search(*tree, options, budget);
      ASSERT_TRUE(answer) << answer.error().to_string();
      EXPECT_EQ(answer->complete, !budget.stopped());
    });
  }

  static XapianWorld* world_;
  static std::shared_ptr<const XapianIndex> index_;
};
XapianWorld* XapianMemory::world_ = nullptr;
std::shared_ptr<const XapianIndex> XapianMemory::index_;

TEST_F(XapianMemory, OfFacetsIsCharged) {
  SearchOptions options = nothing_counted();
  options.facets = {"pa"};
  for (const bool with_families : {false, true}) {
    for (const uint64_t limit : {1u, 0u}) {
      options.count_families = with_families;
      options.facet_limit = limit;
      expect("*:*", options);
    }
  }
}

TEST_F(XapianMemory, OfClassesIsCharged) {
  SearchOptions options = nothing_counted();
  options.facets = {"cpc@:+5"};
  for (const bool with_families : {false, true}) {
    options.count_families = with_families;
    expect("*:*", options);
  }
}

TEST_F(XapianMemory, OfListsOfNumbersIsCharged) {
  SearchOptions options = nothing_counted();
  std::string list;
  for (uint64_t i = 0; i < 20'000; ++i) list += "EP " + std::to_string(1'000'000 + i) + "\n";
  options.lists.push_back({"w", list});
  expect("pn:@w", options);
}

TEST_F(XapianMemory, OfCrossTabsIsCharged) {
  SearchOptions options = nothing_counted();
  options.cross = {"pa", "year"};
  expect("*:*", options);
}

TEST_F(XapianMemory, OfHitsIsCharged) {
  SearchOptions options = nothing_counted();
  options.limit = 1'000'000;
  expect("*:*", options);
  options.sort.by_score = true;
  expect("rotor", options);
  expect("w*", options);
  expect("\"rotor w*\"", options);
}

TEST_F(XapianMemory, OfGroupsIsCharged) {
  SearchOptions options = nothing_counted();
  options.count_extended_families = true;
  expect("*:*", options);
  options = nothing_counted();
  options.count_families = true;
  expect("*:*", options);
}

TEST_F(XapianMemory, OfWhatClausesMatchIsCharged) {
  for (const char* query : {"w*", "ti:(rotor near/2 w*)", "\"rotor w*\"", "family_size<9",
                            "2 of (rotor, w*, family_size<9)", "cpc:A01B1/00..H01L9000/00"}) {
    expect(query, nothing_counted());
  }
}

}  // namespace
}  // namespace patlas::oracle
