// The second judge: at least 10,000 pairs of a small generated index and a generated query, asked of
// the native engine in several segments, of Xapian and of the oracle, to the last document.
// PATLAS_BUDGET multiplies the number.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "ingest/patent_schema.h"
#include "tests/oracle/differential.h"

namespace patlas::oracle {
namespace {

constexpr uint64_t kSeed = 31121;
constexpr uint64_t kPairs = 12000;
constexpr uint64_t kQueriesPerIndex = 40;

uint64_t budgeted_pairs() {
  const char* factor = std::getenv("PATLAS_BUDGET");
  return static_cast<uint64_t>(static_cast<double>(kPairs) *
                               (factor == nullptr ? 1.0 : std::max(0.05, std::atof(factor))));
}

History make_history(Dice& dice) {
  const uint64_t count = 5 + dice.below(120), seed = dice.next();
  std::vector<Record> records = odd_records(seed, count);
  if (dice.one_in(3)) {
    const auto generated = generated_records(seed, dice.below(1000000), 5 + dice.below(40));
    records.insert(records.end(), generated.begin(), generated.end());
  }
  History history;
  for (const Record& record : records) {
    if (dice.one_in(20)) history.removed.push_back(record_key(record));
  }
  history.records = with_changes(std::move(records), seed);
  return history;
}

struct Judged {
  uint64_t indexes = 0, pairs = 0, found = 0;
  Histogram histogram;
};

void judge_one(Dice& dice, Judged& judged) {
  const uint64_t seed = dice.next();
  const History history = make_history(dice);
  const size_t segments = 1 + dice.below(std::min<size_t>(9, history.records.size()));
  const Differential asked(history, {segments});
  ASSERT_EQ(asked.error(), "") << "seed " << seed;
  ++judged.indexes;
  QueryGenerator generator(asked.oracle(), seed);
  for (uint64_t pairs = 0; pairs < kQueriesPerIndex;) {
    Question question = generator.next();
    const Result<Tree> tree = parse_query(question.query, patent_schema());
    if (!tree) continue;
    question.options.limit = 1000000;
    question.options.offset = 0;
    question.options.count_documents = true;
    uint64_t documents = 0;
    const std::string difference = asked.ask(*tree, question.options, documents);
    ASSERT_EQ(difference, "") << "seed " << seed << ": " << question.query << "\n"
                              << shrunk(history, *tree, question.options);
    generator.count(judged.histogram);
    judged.found += documents != 0;
    ++judged.pairs;
    ++pairs;
  }
}

TEST(XapianJudge, EveryPairAgrees) {
  Judged judged;
  Dice dice(kSeed);
  while (judged.pairs < budgeted_pairs() && !HasFatalFailure()) judge_one(dice, judged);
  if (HasFatalFailure()) return;
  std::printf("%llu queries, %llu with hits, over %llu indexes: native, Xapian and oracle agree\n",
              static_cast<unsigned long long>(judged.pairs),
              static_cast<unsigned long long>(judged.found),
              static_cast<unsigned long long>(judged.indexes));
  for (const auto& [what, count] : judged.histogram) {
    std::printf("%8llu  %s\n", static_cast<unsigned long long>(count), what.c_str());
  }
  EXPECT_GE(judged.found * 10, judged.pairs * 7);
  for (const FieldSpec& field : patent_schema().fields) {
    EXPECT_GE(judged.histogram["field " + field.code] * 500, judged.pairs) << field.code;
  }
  for (const FacetSpec& facet : patent_schema().facets) {
    EXPECT_GE(judged.histogram["facet " + facet.name] * 500, judged.pairs) << facet.name;
  }
}

// The judge above lets nothing pass, so a class on the page would never occur.
TEST(XapianJudge, NoDifferenceIsIntended) {
  std::ifstream page(std::string(PATLAS_SOURCE_DIR) + "/tests/oracle/intended.md");
  ASSERT_TRUE(page);
  uint64_t lines = 0;
  for (std::string line; std::getline(page, line); ++lines) {
    EXPECT_FALSE(line.starts_with("## ")) << line << ": occurs in no pair";
  }
  EXPECT_GT(lines, 10u);
}

}  // namespace
}  // namespace patlas::oracle
