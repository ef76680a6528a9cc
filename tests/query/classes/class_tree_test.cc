#include "query/classes/class_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "engine/base/cpu.h"
#include "query/classes/class_counter.h"

namespace patlas {
namespace {

/// A tree of random shape, and the line of each node upwards.
struct RandomTree {
  TreeLinks links;
  std::vector<uint32_t> parents = {0};

  RandomTree(uint64_t seed, uint32_t nodes, uint32_t depth_max) {
    std::mt19937_64 random(seed);
    links.add(TreeLinks::kRoot);
    std::vector<uint32_t> path = {0};
    for (uint32_t node = 1; node < nodes; ++node) {
      const size_t depth = 1 + random() % std::min<size_t>(path.size(), depth_max);
      path.resize(depth);
      links.add(path.back());
      parents.push_back(path.back());
      path.push_back(node);
    }
    links.finish();
  }
  std::set<uint32_t> line(uint32_t node) const {
    std::set<uint32_t> found = {0};
    for (; node != 0; node = parents[node]) found.insert(node);
    return found;
  }
};

TEST(TreeLinks, TwoNodesMeetWhereTheirLinesDo) {
  for (const uint32_t depth : {3u, 20u, 400u}) {
    const RandomTree tree(depth, 500, depth);
    std::mt19937_64 random(1);
    for (int i = 0; i < 3000; ++i) {
      auto a = static_cast<uint32_t>(random() % 500), b = static_cast<uint32_t>(random() % 500);
      if (a > b) std::swap(a, b);
      const auto of_a = tree.line(a), of_b = tree.line(b);
      uint32_t lowest = 0;
      for (const uint32_t node : of_a) {
        if (of_b.contains(node)) lowest = std::max(lowest, node);
      }
      ASSERT_EQ(tree.links.meets().meet(a, b), lowest) << a << " " << b;
    }
  }
}

class ClassKernels : public testing::TestWithParam<CpuLevel> {
 protected:
  const ScopedCpuLevel level_{GetParam()};
};

/// Rows of a few near and far nodes, some of them twice, of every length around a vector's.
TEST_P(ClassKernels, NeighboursMeetWhereTwoNodesDo) {
  for (const uint32_t depth : {2u, 9u, 400u}) {
    const RandomTree tree(depth, 5000, depth);
    std::mt19937_64 random(depth);
    ClassMeets::Found found;
    for (size_t size = 0; size < 3000; size = size < 70 ? size + 1 : size * 3) {
      std::vector<uint32_t> nodes, expected;
      std::vector<uint8_t> begins;
      while (nodes.size() < size) {
        uint32_t node = static_cast<uint32_t>(random() % 5000);
        bool is_begin = true;
        for (uint64_t n = random() % 6 + 1; n > 0 && nodes.size() < size; --n) {
          if (!is_begin) expected.push_back(tree.links.meets().meet(nodes.back(), node));
          begins.push_back(is_begin);
          nodes.push_back(node);
          is_begin = false;
          const uint64_t step = random() % 3 == 0 ? random() % 3000 : random() % 3;
          node = std::min<uint32_t>(4999, node + static_cast<uint32_t>(step));
        }
      }
      ASSERT_TRUE(tree.links.meets().meet_neighbours(nodes, begins.data(), found));
      std::vector<uint32_t> met(found.below_root().begin(), found.below_root().end());
      met.insert(met.end(), found.at_root(), TreeLinks::kRoot);
      std::sort(met.begin(), met.end());
      std::sort(expected.begin(), expected.end());
      ASSERT_EQ(met, expected) << size;
    }
  }
}

TEST_P(ClassKernels, ARowThatFallsIsToldWhereverItDoes) {
  const RandomTree tree(4, 300, 9);
  ClassMeets::Found found;
  for (size_t falls = 1; falls < 70; ++falls) {
    std::vector<uint32_t> nodes(70);
    std::vector<uint8_t> begins(70, 0);
    begins[0] = 1;
    for (uint32_t i = 0; i < 70; ++i) nodes[i] = i + 100;
    nodes[falls] = 7;
    EXPECT_FALSE(tree.links.meets().meet_neighbours(nodes, begins.data(), found));
    begins[falls] = 1;
    EXPECT_TRUE(tree.links.meets().meet_neighbours(nodes, begins.data(), found));
  }
}

/// Documents of random nodes, in whatever order: every node's count is that of the documents with
/// a node below it.
TEST_P(ClassKernels, EveryDocumentCountsOnceAtEachNode) {
  const RandomTree tree(5, 300, 9);
  std::mt19937_64 random(2);
  // Ordinals are not in the order of nodes: a scheme has another order than bytes.
  std::vector<uint32_t> of_ordinal(200);
  for (uint32_t i = 0; i < of_ordinal.size(); ++i) {
    of_ordinal[i] = i % 7 == 3 ? static_cast<uint32_t>(random() % 300) : i + 20;
  }
  std::vector<uint32_t> ordinals, expected(300, 0);
  NodeRows rows;
  for (int doc = 0; doc < 2000; ++doc) {
    std::set<uint32_t> own, above;
    // One has more symbols than rows are sorted in place.
    for (uint64_t n = 1 + random() % 8 + (doc == 5) * 100; n > 0; --n)
      own.insert(static_cast<uint32_t>(random() % 200));
    bool is_first = true;
    for (const uint32_t ordinal : own) {
      ordinals.push_back(ordinal);
      rows.begins.push_back(is_first);
      is_first = false;
      above.merge(tree.line(of_ordinal[ordinal]));
    }
    for (const uint32_t node : above) ++expected[node];
  }
  rows.nodes.resize(ordinals.size());
  look_up_nodes(of_ordinal, ordinals, rows.nodes.data());
  std::vector<uint32_t> deltas(300, 0);
  rows.count(tree.links, deltas.data());
  tree.links.sum(deltas);
  EXPECT_EQ(deltas, expected);
}

INSTANTIATE_TEST_SUITE_P(Levels, ClassKernels, testing::ValuesIn(runnable_cpu_levels()),
                         [](const auto& level) {
                           return std::string(cpu_level_name(level.param));
                         });

}  // namespace
}  // namespace patlas
