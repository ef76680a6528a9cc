// Segments of several pages: what lies beyond document 65,535 is found, deleted, counted, ordered
// and faceted like the rest. Documents follow a rule, so the truth needs no index.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "query/search.h"
#include "tests/query/random_tree.h"
#include "tests/query/test_index.h"

namespace patlas {
namespace {

constexpr uint32_t kCount = 140'000;  // two full pages and a part

bool has_common(uint32_t d) { return d % 3 != 0; }
bool has_packed(uint32_t d) { return d * 2654435761u >> 16 & 1 ? d % 50 == 0 : d % 51 == 0; }
bool has_rare(uint32_t d) { return d % 9001 == 17; }
bool is_deleted(uint32_t d) { return d % 40'000 == 7; }
uint32_t year_of(uint32_t d) { return 2000 + d / 10'000; }
std::string office_of(uint32_t d) { return d % 2 == 0 ? "US" : "EP"; }

Document rule_document(uint32_t d) {
  Document document;
  add_publication(document, office_of(d), std::to_string(1'000'000 + d), "A1");
  document.family = std::to_string(d / 4);
  document.content_hash = d + 1;
  TextValue title;
  title.field = kTi;
  if (has_packed(d)) title.text += "packed ";
  if (has_common(d)) title.text += "common ";
  if (has_rare(d)) title.text += "rare";
  if (!title.text.empty()) document.texts.push_back(title);
  document.numbers.push_back({kPd, make_date(year_of(d), 1, 1)});
  return document;
}

TestIndex& index() {
  static TestIndex* shared = [] {
    std::vector<Document> documents;
    std::vector<std::string> deleted;
    for (uint32_t d = 0; d < kCount; ++d) {
      documents.push_back(rule_document(d));
      if (is_deleted(d)) deleted.push_back(documents.back().key);
    }
    return new TestIndex(documents, 1, deleted);
  }();
  return *shared;
}

template <typename Rule>
void expect_answer(const Tree& tree, Rule&& rule) {
  std::map<std::string, uint64_t> offices;
  std::vector<uint32_t> families;
  uint64_t documents = 0;
  std::string first_key;
  uint32_t first_year = 0;
  for (uint32_t d = 0; d < kCount; ++d) {
    if (is_deleted(d) || !rule(d)) continue;
    ++documents;
    ++offices[office_of(d)];
    families.push_back(d / 4);
    const std::string key = office_of(d) + "." + std::to_string(1'000'000 + d) + ".A1";
    if (year_of(d) > first_year || (year_of(d) == first_year && key < first_key)) {
      first_year = year_of(d);
      first_key = key;
    }
  }
  families.erase(std::unique(families.begin(), families.end()), families.end());
  for (const uint32_t threads : {1u, 3u}) {
    SearchOptions options;
    options.limit = 1;
    options.threads = threads;
    options.facets = {"office"};
    const auto answer = search(index().snapshot(), tree, options, nullptr);
    ASSERT_TRUE(answer) << answer.error().to_string();
    EXPECT_EQ(answer->documents, documents);
    EXPECT_EQ(answer->families, families.size());
    ASSERT_EQ(answer->facets[0].values.size(), offices.size());
    for (const FacetValue& value : answer->facets[0].values) {
      EXPECT_EQ(value.documents, offices[value.value]);
    }
    ASSERT_EQ(answer->hits.size(), documents == 0 ? 0u : 1u);
    if (documents != 0) {
      EXPECT_EQ(answer->hits[0].key, first_key);
    }
    options = {};
    options.limit = 0;
    options.threads = threads;
    options.count_families = false;
    const auto count = search(index().snapshot(), tree, options, nullptr);
    ASSERT_TRUE(count);
    EXPECT_EQ(count->documents, documents);
  }
}

Tree dates(uint32_t first, uint32_t last) {
  Node node;
  node.type = NodeType::kDates;
  node.column = kPd;
  node.low = make_date(first, 0, 0);
  node.high = make_date(last, 15, 31);
  return one_leaf(std::move(node));
}

TEST(Pages, TermsOfEveryDensity) {
  expect_answer(text_tree("common", {kTi}), has_common);
  expect_answer(text_tree("packed", {kTi}), has_packed);
  expect_answer(text_tree("rare", {kTi}), has_rare);
  expect_answer(one_leaf(Node{}), [](uint32_t) { return true; });
}

TEST(Pages, AndOrNotAcrossPages) {
  const Tree common = text_tree("common", {kTi});
  const Tree packed = text_tree("packed", {kTi});
  const Tree rare = text_tree("rare", {kTi});
  expect_answer(join(NodeType::kAnd, {common, packed}),
                [](uint32_t d) { return has_common(d) && has_packed(d); });
  expect_answer(join(NodeType::kAnd, {packed, rare}),
                [](uint32_t d) { return has_packed(d) && has_rare(d); });
  expect_answer(join(NodeType::kOr, {packed, rare}),
                [](uint32_t d) { return has_packed(d) || has_rare(d); });
  expect_answer(join(NodeType::kNot, {common}), [](uint32_t d) { return !has_common(d); });
  expect_answer(join(NodeType::kAnd, {packed, join(NodeType::kNot, {common})}),
                [](uint32_t d) { return has_packed(d) && !has_common(d); });
}

TEST(Pages, DatesPhrasesAndTruncationAcrossPages) {
  expect_answer(dates(2005, 2007), [](uint32_t d) { return year_of(d) - 2005 <= 2; });
  expect_answer(join(NodeType::kAnd, {text_tree("packed", {kTi}), dates(2006, 2006)}),
                [](uint32_t d) { return has_packed(d) && year_of(d) == 2006; });
  expect_answer(text_tree("packed common", {kTi}),
                [](uint32_t d) { return has_packed(d) && has_common(d); });
  Tree truncated = text_tree("r", {kTi});
  truncated.nodes[0].truncated = true;
  expect_answer(truncated, has_rare);
}

}  // namespace
}  // namespace patlas
