// query/classes/class_meets.h
//
// Where two nodes of a tree meet, for millions of neighbours a query: in preorder that is the
// smallest parent of the nodes behind the first one up to the second, so a question of minima, not
// of walking up.
//
//   node    0   1   2   3   4   5      parents  0 0 1 2 1 4
//   meet(3, 5): parents of 4 and 5 are 1 and 4: 1
//
// How      blocks of 32 nodes: of each node the smallest parent up to its block's ends, of blocks
//          the smallest of each 2^k side by side, and for two of one block a bit for each node
//          before with a smaller parent than all between. No loop, and four reads or three.
// Memory   16 bytes a node, and 2 of the table over blocks.
// Threads  shared freely.
// Cost     bench/micro/classes_bench: 2 ns a meeting in vectors (Highway, chosen at run time), and
//          16 by walking up jump pointers.
// Source   Gabow, Bentley & Tarjan 1984; Fischer & Heun 2006.
// Tested   tests/query/classes/class_tree_test.cc, at every level
#ifndef PATLAS_QUERY_CLASSES_CLASS_MEETS_H_
#define PATLAS_QUERY_CLASSES_CLASS_MEETS_H_

#include <cstdint>
#include <span>
#include <vector>

namespace patlas {

class ClassMeets {
 public:
  /// REQUIRES: nodes in preorder, parents[0] == 0, fewer than 2^29 of them.
  void build(std::span<const uint32_t> parents);

  /// The lowest node above or at both. REQUIRES: before <= node.
  uint32_t meet(uint32_t before, uint32_t node) const;

  /// Where neighbours of rows meet, in any order.
  class Found {
   public:
    std::span<const uint32_t> below_root() const { return {room_.data(), below_}; }
    size_t at_root() const { return at_root_; }  ///< how many meet there: most, where any two may

   private:
    friend class ClassMeets;
    std::vector<uint32_t> room_;  ///< grows, never shrinks
    size_t below_ = 0, at_root_ = 0;
  };
  /// `begins` is not 0 where a row begins. False, and `out` is of no use, where a row falls.
  /// REQUIRES: begins[0] != 0, where there is a node.
  bool meet_neighbours(std::span<const uint32_t> nodes, const uint8_t* begins, Found& out) const;

 private:
  std::vector<uint32_t>
      to_ends_;                   ///< of a node: least parent behind it, and up to it, in its block
  std::vector<uint32_t> within_;  ///< of a node: its parent, and who is smaller than all between
  std::vector<uint32_t> blocks_;  ///< rows of row_: nothing, then of 1, 2, 4... blocks from each on
  uint32_t row_ = 0;
};

/// out[i] = nodes[ordinals[i]].
void look_up_nodes(std::span<const uint32_t> nodes, std::span<const uint32_t> ordinals,
                   uint32_t* out);

}  // namespace patlas

#endif  // PATLAS_QUERY_CLASSES_CLASS_MEETS_H_
