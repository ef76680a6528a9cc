// 5,000 generated queries against the oracle, over 1, 7 and 40 segments of the same history, with
// any optimisation on or off. PATLAS_BUDGET multiplies the number.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "ingest/patent_schema.h"
#include "tests/oracle/differential.h"

namespace patlas::oracle {
namespace {

constexpr uint64_t kSeed = 20261121;
constexpr uint64_t kQueries = 8000;
constexpr uint64_t kQueriesPerCorpus = 800;
constexpr uint64_t kEachAtLeast = 50;

uint64_t budgeted_queries() {
  const char* factor = std::getenv("PATLAS_BUDGET");
  return static_cast<uint64_t>(static_cast<double>(kQueries) *
                               (factor == nullptr ? 1.0 : std::max(0.05, std::atof(factor))));
}

// Everything that a run has to ask for often.
std::vector<std::string> things() {
  std::vector<std::string> all = {"operator and",
                                  "operator blank",
                                  "operator or",
                                  "operator not",
                                  "operator xor",
                                  "operator m of ( , )",
                                  "operator m..n of ( , )",
                                  "operator any(field,field):",
                                  "operator all(field,field):",
                                  "operator one(field,field):",
                                  "operator ( )",
                                  "operator *",
                                  "operator ~",
                                  "operator word:",
                                  "operator *:*",
                                  "operator >=",
                                  "operator >",
                                  "operator <=",
                                  "operator <",
                                  "operator ..",
                                  "operator field:",
                                  "operator field,field:",
                                  "operator field=",
                                  "operator class(...):",
                                  "operator class>=",
                                  "operator class..",
                                  "operator \"...\"",
                                  "facet of a class tree",
                                  "cross",
                                  "sort score",
                                  "sort pd",
                                  "sort -pd",
                                  "sort ad",
                                  "sort -ad",
                                  "sort prd",
                                  "sort -prd",
                                  "operator ?",
                                  "operator #",
                                  "operator {0,3}",
                                  "operator ~1 ~2",
                                  "operator regex:"};
  for (const FieldSpec& field : patent_schema().fields) all.push_back("field " + field.code);
  for (const FacetSpec& facet : patent_schema().facets) all.push_back("facet " + facet.name);
  return all;
}

History make_history(uint64_t seed) {
  Dice dice(seed);
  const uint64_t count = 200 + dice.below(500);
  std::vector<Record> records = odd_records(seed, count);
  if (!dice.one_in(3)) {
    const auto generated = generated_records(seed, dice.below(1000000), 100 + dice.below(400));
    records.resize(dice.below(150));
    records.insert(records.end(), generated.begin(), generated.end());
  }
  History history;
  for (const Record& record : records) {
    if (dice.one_in(20)) history.removed.push_back(record_key(record));
  }
  history.records = with_changes(std::move(records), seed);
  return history;
}

struct Totals {
  uint64_t asked = 0, found = 0, refused = 0;
  Histogram histogram;
};

// A tree that no text gives: two queries under any node.
Tree joined(const Tree& a, const Tree& b, Dice& dice) {
  Tree tree = a;
  const uint32_t left = tree.root_index();
  for (Node node : b.nodes) {
    for (uint32_t& child : node.children) child += left + 1;
    tree.nodes.push_back(std::move(node));
  }
  const uint32_t right = tree.root_index();
  Node constant, complement, root;
  constant.type = dice.one_in(2) ? NodeType::kAll : NodeType::kNone;
  complement.type = NodeType::kNot;
  complement.children = {right};
  tree.nodes.push_back(complement);
  tree.nodes.push_back(constant);
  root.type = dice.one_in(2) ? NodeType::kAnd : NodeType::kOr;
  root.children = {left, right + 1, right + 2};
  tree.nodes.push_back(root);
  return tree;
}

void ask_about(const History& history, const Differential& asked, uint64_t seed, uint64_t queries,
               Totals& totals) {
  ASSERT_EQ(asked.error(), "") << "seed " << seed;
  QueryGenerator generator(asked.oracle(), seed);
  Dice dice(seed);
  Tree last;
  for (uint64_t i = 0; i < queries;) {
    const Question question = generator.next();
    const Result<Tree> parsed = parse_query(question.query, patent_schema());
    if (!parsed) {
      ++totals.refused;
      ASSERT_LT(totals.refused, totals.asked / 10 + 100) << question.query << "\n"
                                                         << parsed.error().to_string();
      continue;
    }
    Tree tree = *parsed;
    if (dice.one_in(10) && !last.nodes.empty()) {
      tree = joined(last, tree, dice);
      ++totals.histogram["tree of no text"];
    } else if (dice.one_in(10)) {
      const std::string normal = print_query(tree, patent_schema());
      const Result<Tree> again = parse_query(normal, patent_schema());
      ASSERT_TRUE(again) << normal << "\n" << again.error().to_string();
      tree = *again;
      ++totals.histogram["tree of the normal form"];
    }
    last = *parsed;
    uint64_t documents = 0;
    const std::string difference = asked.ask(tree, question.options, documents);
    ASSERT_EQ(difference, "") << "seed " << seed << ", query " << i << ": " << question.query
                              << "\n"
                              << shrunk(history, tree, question.options);
    generator.count(totals.histogram);
    ++totals.asked;
    totals.found += documents != 0;
    ++i;
  }
}

// More than one page of 65,536 documents, where the pages of a term, their bitmaps and the packs of
// columns begin to matter.
TEST(Differential, AnswersAcrossPagesAreTheOracles) {
  Totals totals;
  const uint64_t queries = std::max<uint64_t>(50, budgeted_queries() / 100);
  History history;
  history.records = odd_records(kSeed, 70000);
  for (size_t i = 0; i < history.records.size(); i += 97) {
    history.removed.push_back(record_key(history.records[i]));
  }
  ask_about(history, Differential(history, {1, 3}, false), kSeed, queries, totals);
  EXPECT_GE(totals.found * 10, totals.asked * 7);
}

TEST(Differential, EveryAnswerIsTheOracles) {
  Totals totals;
  const uint64_t queries = budgeted_queries();
  for (uint64_t seed = kSeed; totals.asked < queries && !HasFatalFailure(); ++seed) {
    const History history = make_history(seed);
    ask_about(history, Differential(history), seed,
              std::min(kQueriesPerCorpus, queries - totals.asked), totals);
  }
  std::printf("%llu queries, %llu with hits, %llu refused\n",
              static_cast<unsigned long long>(totals.asked),
              static_cast<unsigned long long>(totals.found),
              static_cast<unsigned long long>(totals.refused));
  for (const auto& [what, count] : totals.histogram) {
    std::printf("%8llu  %s\n", static_cast<unsigned long long>(count), what.c_str());
  }
  if (HasFatalFailure()) return;
  EXPECT_GE(totals.found * 10, totals.asked * 7);
  for (const std::string& thing : things()) {
    EXPECT_GE(totals.histogram[thing] * kQueries, kEachAtLeast * totals.asked) << thing;
  }
}

}  // namespace
}  // namespace patlas::oracle
