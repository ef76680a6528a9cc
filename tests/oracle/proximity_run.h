// tests/oracle/proximity_run.h
//
// Generated forms of near, adj and same, nested and negated, against the algebra worked out pair by
// pair, natively and in Xapian: a few in every build, 20,000 in proximity_slow_test.cc.
#ifndef PATLAS_TESTS_ORACLE_PROXIMITY_RUN_H_
#define PATLAS_TESTS_ORACLE_PROXIMITY_RUN_H_

#include <gtest/gtest.h>

#include <algorithm>

#include "ingest/patent_schema.h"
#include "tests/oracle/differential.h"

namespace patlas::oracle {

struct ProximityTotals {
  uint64_t asked = 0, found = 0, refused = 0;
  Histogram histogram;
};

inline History proximity_history(uint64_t seed) {
  Dice dice(seed);
  History history;
  history.records = odd_records(seed, 60 + dice.below(200));
  const auto generated = generated_records(seed, dice.below(1000000), 20 + dice.below(60));
  history.records.insert(history.records.end(), generated.begin(), generated.end());
  return history;
}

inline void ask_proximities(uint64_t seed, uint64_t queries, ProximityTotals& totals) {
  const History history = proximity_history(seed);
  const Differential asked(history);
  ASSERT_EQ(asked.error(), "") << "seed " << seed;
  QueryGenerator generator(asked.oracle(), seed);
  for (uint64_t i = 0; i < queries;) {
    const std::string query = generator.proximity_query();
    SearchOptions options = generator.options();
    options.facets.clear();
    options.cross.reset();
    options.count_documents = true;
    const Result<Tree> tree = parse_query(query, patent_schema());
    if (!tree) {
      ASSERT_LT(++totals.refused, totals.asked / 10 + 100) << query << "\n"
                                                           << tree.error().to_string();
      continue;
    }
    const std::string normal = print_query(*tree, patent_schema());
    const Result<Tree> again = parse_query(normal, patent_schema());
    ASSERT_TRUE(again) << normal << "\n" << again.error().to_string();
    ASSERT_EQ(print_query(*again, patent_schema()), normal);
    uint64_t documents = 0;
    const std::string difference = asked.ask(*again, options, documents);
    ASSERT_EQ(difference, "") << "seed " << seed << ", query " << i << ": " << query << "\n"
                              << shrunk(history, *again, options);
    generator.count(totals.histogram);
    ++totals.asked;
    totals.found += documents != 0;
    ++i;
  }
}

}  // namespace patlas::oracle

#endif  // PATLAS_TESTS_ORACLE_PROXIMITY_RUN_H_
