#include "query/classes/class_tree.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

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
      ASSERT_EQ(tree.links.meet(a, b), lowest) << a << " " << b;
    }
  }
}

/// Documents of random nodes, in whatever order: every node's count is that of the documents with
/// a node below it.
TEST(CountClasses, EveryDocumentCountsOnceAtEachNode) {
  const RandomTree tree(5, 300, 9);
  std::mt19937_64 random(2);
  // Ordinals are not in the order of nodes: a scheme has another order than bytes.
  std::vector<uint32_t> nodes(200);
  for (uint32_t i = 0; i < nodes.size(); ++i) {
    nodes[i] = i % 7 == 3 ? static_cast<uint32_t>(random() % 300) : i + 20;
  }
  std::vector<uint32_t> ordinals, expected(300, 0);
  std::vector<uint8_t> begins;
  for (int doc = 0; doc < 2000; ++doc) {
    std::set<uint32_t> own, above;
    for (uint64_t n = 1 + random() % 8; n > 0; --n)
      own.insert(static_cast<uint32_t>(random() % 200));
    bool is_first = true;
    for (const uint32_t ordinal : own) {
      ordinals.push_back(ordinal);
      begins.push_back(is_first);
      is_first = false;
      above.merge(tree.line(nodes[ordinal]));
    }
    for (const uint32_t node : above) ++expected[node];
  }
  std::vector<uint32_t> deltas(300, 0), scratch;
  count_classes(tree.links, nodes, ordinals, begins, scratch, deltas.data());
  tree.links.sum(deltas);
  EXPECT_EQ(deltas, expected);
}

}  // namespace
}  // namespace patlas
