// query/classes/class_counter.h
//
// Documents, and families, of every node of a class tree at once (class_tree.h), while matches
// pass: a pack's symbols as one row of nodes, where neighbours meet as another, and then nothing
// but adding and taking away. A family's matches are neighbours, and mostly of the same classes: one
// of its rows counts for it, or, where they differ, all of them merged. Families that are split are
// left to a pass over the kept matches.
//
// Exact    every match is seen; a document or family counts once at a node, however many of its
//          symbols are below.
// Threads  a counter each; their counts add up.
// Cost     bench/micro/classes_bench
// Tested   tests/query/classes/class_tree_test.cc, tests/oracle
#ifndef PATLAS_QUERY_CLASSES_CLASS_COUNTER_H_
#define PATLAS_QUERY_CLASSES_CLASS_COUNTER_H_

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "query/budget.h"
#include "query/classes/class_totals.h"
#include "query/classes/class_tree.h"
#include "query/collector.h"
#include "query/facets/facet_column.h"
#include "query/facets/kept_docs.h"

namespace patlas {

/// The column of a tree in each segment.
struct ClassColumns {
  std::shared_ptr<const ClassTree> tree;
  std::vector<const ValuesColumn*> of_segment;

  static Result<ClassColumns> open(const Snapshot& snapshot, uint16_t column,
                                   std::shared_ptr<const ClassTree> tree);
};

/// Nodes of one document. So many numbers behind them may be read, and mean nothing.
inline constexpr size_t kNodesSpare = ValuesColumn::kSpare;
struct NodeRow {
  const uint32_t* nodes = nullptr;
  size_t count = 0;
};

/// Nodes of documents, or of families, one after the other, and where each begins.
class NodeRows {
 public:
  std::vector<uint32_t> nodes;
  std::vector<uint8_t> begins;  ///< as long, or longer

  bool empty() const { return nodes.empty(); }
  void clear() {
    nodes.clear();
    begins.clear();
  }
  /// With what they meet at.
  uint64_t bytes() const { return 2 * nodes.capacity() * sizeof(uint32_t) + begins.capacity(); }
  /// Before add()s of so many nodes at most; end_adding() behind them.
  void begin_adding(size_t nodes_max) {
    at_ = nodes.size();
    nodes.resize(at_ + nodes_max + kNodesSpare);
    begins.resize(nodes.size(), 0);
  }
  /// REQUIRES: `row` is not empty.
  void add(const NodeRow& row) {
    begins[at_] = 1;
    // Most are so short, of which no branch needs to know.
    uint32_t* const to = nodes.data() + at_;
    for (size_t i = 0; i < kNodesSpare; ++i) to[i] = row.nodes[i];
    for (size_t i = kNodesSpare; i < row.count; ++i) to[i] = row.nodes[i];
    at_ += row.count;
  }
  void end_adding() {
    nodes.resize(at_);
    begins.resize(at_);
  }
  void sort();

  /// Adds one at every node, and takes one away where neighbours of a row meet: what
  /// TreeLinks::sum() takes. Sorts the rows where they are not.
  void count(const TreeLinks& links, uint32_t* deltas);

 private:
  size_t at_ = 0;  ///< where the next row goes
  ClassMeets::Found meets_;
};

/// The nodes of matches, row by row: a pack at a time where many of it match, else as many documents
/// as make it worth while to wait for their places together.
class ClassValues {
 public:
  ClassValues() { gathered_.with_docs = false; }
  /// `nodes`: [ordinal of the column].
  void open(const ValuesColumn* values, std::span<const uint32_t> nodes) {
    values_ = values;
    nodes_ = nodes;
  }
  /// Calls `count()` once rows() are of docs().
  template <typename Count>
  void add(uint32_t pack, std::span<const uint16_t> offsets, bool decode_packs, Count&& count) {
    const bool is_many = offsets.size() >= kDecodeValuesFrom;
    if (is_many || doc_count_ + offsets.size() > docs_.size()) flush(count);
    for (const uint16_t offset : offsets) {
      docs_[doc_count_] = pack * kPackDocs + offset;
      if (!is_many) values_->prefetch(docs_[doc_count_]);
      ++doc_count_;
    }
    if (!is_many) return;
    if (decode_packs) {
      values_->gather(pack, offsets, true, pack_, gathered_);
    } else {
      values_->gather(docs(), gathered_);
    }
    pass(count);
  }
  template <typename Count>
  void flush(Count&& count) {
    if (doc_count_ == 0) return;
    values_->gather(docs(), gathered_);
    pass(count);
  }
  /// To be used once: sorting them is allowed.
  NodeRows& rows() {
    rows_.nodes.resize(gathered_.value_count);
    look_up(gathered_.ordinals.data(), rows_.nodes);
    return rows_;
  }
  /// What of the column the nodes are of.
  const uint32_t* ordinals() const { return gathered_.ordinals.data(); }
  size_t ordinal_count() const { return gathered_.value_count; }
  uint64_t bytes() const { return bytes_of(pack_) + bytes_of(gathered_) + rows_.bytes(); }
  void look_up(const uint32_t* ordinals, std::vector<uint32_t>& nodes) const {
    look_up_nodes(nodes_, std::span(ordinals, nodes.size()), nodes.data());
  }
  /// Where the nodes of each of docs() begin, and the last's end.
  const uint32_t* starts() const { return gathered_.starts.data(); }
  std::span<const uint32_t> docs() const { return std::span(docs_.data(), doc_count_); }

 private:
  template <typename Count>
  void pass(Count&& count) {
    rows_.begins.swap(gathered_.begins);
    count();
    rows_.begins.swap(gathered_.begins);
    doc_count_ = 0;
  }
  const ValuesColumn* values_ = nullptr;
  std::span<const uint32_t> nodes_;
  ValuesColumn::Pack pack_;
  ValuesColumn::Gathered gathered_;
  NodeRows rows_;
  std::array<uint32_t, kPackDocs> docs_;
  size_t doc_count_ = 0;
};

class ClassCounter final : public Collector {
 public:
  /// `families`: nullptr when they are not counted; those that are split are not counted here
  /// either way.
  ClassCounter(const ClassColumns& columns, bool decode_packs, const GroupIndex* families,
               Budget& budget);
  void begin_segment(uint32_t segment) override;
  void collect(uint32_t pack, std::span<const uint16_t> offsets) override;
  /// Of packs that this one has not seen.
  void add(ClassCounter& other);
  /// Of every node, [kRoot] of all, families without those that are split; empty when the budget
  /// ended. What was counted is used up.
  ClassCounts counts();

 private:
  /// What counts for documents and families alike, for documents only, for families only.
  enum Part : uint8_t { kBoth, kDocuments, kFamilies, kParts };

  bool is_counting() const { return !deltas_[kBoth].empty(); }
  bool charge();
  void finish();
  void count_rows();
  void part_rows();
  void add_to_family(const NodeRow& row);
  void end_family();
  void count_parts(size_t nodes_min);

  const ClassColumns& columns_;
  const bool decode_packs_;
  const GroupIndex* const families_;
  Charge charge_;  ///< for what follows
  uint32_t segment_ = 0;
  std::array<std::vector<uint32_t>, kParts> deltas_;  ///< the first alone where no families are
  ClassValues values_;
  // Where families are counted, each document's row goes into a part: as ordinals of the segment's
  // column, until they are counted.
  std::array<NodeRows, kParts> parts_;
  // The family whose documents come: behind its last one, its first row while it is in no part, and
  // the nodes of all where their rows differ.
  uint32_t family_end_ = 0;
  NodeRow first_row_;
  std::vector<uint32_t> kept_row_, family_nodes_;
};

/// Families of every node; empty where there are none. `docs`: kept matches, sorted.
std::vector<uint32_t> count_class_families(const std::vector<uint64_t>& docs,
                                           const SnapshotNumbers& numbers,
                                           const ClassColumns& columns, uint32_t threads,
                                           Budget& budget);

}  // namespace patlas

#endif  // PATLAS_QUERY_CLASSES_CLASS_COUNTER_H_
