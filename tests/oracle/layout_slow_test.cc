// One history, many ways to lay it down: in any number of segments, merged at any time, through
// several workers in any order of arrival. Every answer must be the same bits, and the oracle's.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "engine/base/cpu.h"
#include "ingest/patent_schema.h"
#include "tests/oracle/differential.h"

namespace patlas::oracle {
namespace {

// Loads and deletes in turns.
struct Step {
  std::vector<Record> records;
  std::vector<std::string> removed;
};

std::vector<Step> make_steps(uint64_t seed) {
  Dice dice(seed);
  const std::vector<Record> records = with_changes(odd_records(seed, 400), seed);
  std::vector<Step> steps;
  for (size_t first = 0; first < records.size();) {
    const size_t count = std::min<size_t>(1 + dice.below(200), records.size() - first);
    Step& step = steps.emplace_back();
    step.records.assign(records.begin() + static_cast<ptrdiff_t>(first),
                        records.begin() + static_cast<ptrdiff_t>(first + count));
    first += count;
    for (uint32_t n = dice.below(12); n > 0; --n) {
      step.removed.push_back(record_key(records[dice.below(first)]));
    }
  }
  return steps;
}

/// How one world is laid down; everything drawn from its own seed.
std::unique_ptr<World> lay_down(const std::vector<Step>& steps, uint64_t seed) {
  Dice dice(seed);
  auto world = std::make_unique<World>(seed);
  for (const Step& step : steps) {
    world->load_out_of_order(dice.one_in(2) ? 0 : 1 + dice.below(40));
    world->load_in(step.records, 1 + dice.below(8));
    if (dice.one_in(3)) world->merge(1 + dice.below(4));
    if (!step.removed.empty()) world->remove(step.removed);
    if (dice.one_in(4)) world->merge(1 + dice.below(3));
  }
  return world;
}

TEST(Layout, AnyWayToStoreAHistoryGivesTheSameAnswersAtAnyDispatchLevel) {
  const std::vector<CpuLevel> levels = runnable_cpu_levels();
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    const std::vector<Step> steps = make_steps(seed);
    std::vector<std::shared_ptr<const Snapshot>> snapshots;
    std::vector<std::unique_ptr<World>> worlds;
    for (uint64_t way = 0; way < 5; ++way) {
      World& world = *worlds.emplace_back(lay_down(steps, 100 * seed + way));
      ASSERT_TRUE(world.status()) << world.status().error().to_string();
      const auto snapshot = world.open();
      ASSERT_TRUE(snapshot) << snapshot.error().to_string();
      snapshots.push_back(*snapshot);
    }
    const Oracle oracle(patent_schema(), worlds[0]->live());
    QueryGenerator generator(oracle, seed);
    for (int i = 0; i < 300; ++i) {
      const Question question = generator.next();
      const auto tree = parse_query(question.query, patent_schema());
      if (!tree) continue;
      SearchOptions options = question.options;
      const auto first = search(*snapshots[0], *tree, options, nullptr);
      ASSERT_TRUE(first) << first.error().to_string();
      ASSERT_EQ(difference(oracle, *tree, options, *first), "") << question.query;
      for (size_t way = 1; way < snapshots.size(); ++way) {
        options.threads = 1 + static_cast<uint32_t>(way) % 3;
        const ScopedCpuLevel level(levels[way % levels.size()]);
        options.optimisations = {};
        const auto answer = search(*snapshots[way], *tree, options, nullptr);
        ASSERT_TRUE(answer) << answer.error().to_string();
        ASSERT_TRUE(same_answer(*first, *answer))
            << "seed " << seed << ", way " << way << ": " << question.query << "\n"
            << difference(oracle, *tree, options, *answer);
      }
    }
  }
}

}  // namespace
}  // namespace patlas::oracle
