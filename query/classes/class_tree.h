// query/classes/class_tree.h
//
// The classes that a snapshot's documents are in, as one tree: those of the scheme that is loaded
// and those it lacks, each where class_order.h says. In it all levels are counted in one pass
// (performance.md 4.7): a document adds one at each of its symbols and takes one away where two
// neighbours meet, and the sums of subtrees are then the documents of every node, each once.
//
//   document with 21/02 and 21/04:   +1 at 21/02, +1 at 21/04, -1 at 21/00
//   sums: 21/02 1, 21/04 1, 21/00 1 + 1 - 1 = 1, H01L 1, H01 1, H 1
//
// Shape    nodes in preorder; node 0 is above all and no class. Only nodes that a document of the
//          snapshot, live or not, is in or below.
// Memory   about 60 bytes a node; kept with the snapshot.
// Cost     building: the column's distinct values, once a snapshot. bench/micro/classes_bench
// Source   Hui 1992, "color set size".
// Tested   tests/query/classes/class_tree_test.cc, tests/oracle
#ifndef PATLAS_QUERY_CLASSES_CLASS_TREE_H_
#define PATLAS_QUERY_CLASSES_CLASS_TREE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/index/snapshot.h"
#include "engine/scheme/scheme.h"
#include "query/budget.h"
#include "query/classes/class_meets.h"

namespace patlas {

/// The part that counting reads, on its own so that it can be tested and timed alone.
class TreeLinks {
 public:
  static constexpr uint32_t kRoot = 0;

  /// REQUIRES: parent < the node's number, in preorder.
  void add(uint32_t parent);
  /// After the last add(), before anything is counted.
  void finish();

  uint32_t count() const { return static_cast<uint32_t>(parents_.size()); }
  uint32_t depth(uint32_t node) const { return depths_[node]; }
  uint32_t end(uint32_t node) const { return ends_[node]; }  ///< behind the last below
  const ClassMeets& meets() const { return meets_; }

  /// From what NodeRows::count() left to the counts of every node.
  void sum(std::vector<uint32_t>& deltas) const;
  /// Of two that are as long: each waits while the other adds.
  void sum(std::vector<uint32_t>& deltas, std::vector<uint32_t>& others) const;

 private:
  std::vector<uint32_t> parents_, depths_, ends_;
  ClassMeets meets_;
};

class ClassTree {
 public:
  /// Of a values column of symbols of IPC's shape, by `scheme`, which may be nullptr; where that
  /// has rules, of its nodes that they sort the symbols into.
  /// Charged to the budget while it is built; cancelled when that ended.
  static Result<ClassTree> build(const Snapshot& snapshot, uint16_t column,
                                 std::shared_ptr<const Scheme> scheme, Budget& budget);

  const TreeLinks& links() const { return links_; }
  uint32_t count() const { return links_.count(); }
  const std::string& key(uint32_t node) const { return keys_[node]; }
  /// TreeLinks::kRoot where the tree does not have it.
  uint32_t find(std::string_view key) const;
  /// [segment][ordinal of the column]; kRoot: in no node.
  std::span<const uint32_t> of_segment(uint32_t segment) const { return of_segment_[segment]; }

 private:
  class Builder;

  TreeLinks links_;
  std::vector<std::string> keys_;
  std::vector<uint32_t> by_key_;
  std::vector<std::vector<uint32_t>> of_segment_;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_CLASSES_CLASS_TREE_H_
