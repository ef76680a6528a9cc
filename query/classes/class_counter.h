// query/classes/class_counter.h
//
// Documents, and families, of every node of a class tree at once (class_tree.h), while matches
// pass: a pack's symbols as one row of nodes, where neighbours meet as another, and then nothing
// but adding and taking away. A family's matches are neighbours, so their nodes are merged into one
// row of its own; families that are split are left to a pass over the kept matches.
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
  void sort();

  /// Adds one at every node, and takes one away where neighbours of a row meet: what
  /// TreeLinks::sum() takes. Sorts the rows where they are not.
  /// `by`: what one stands for, 1 or its negative.
  void count(const TreeLinks& links, uint32_t* deltas, uint32_t by = 1);

 private:
  ClassMeets::Found meets_;
};

/// The nodes of matches, row by row: a pack at a time where many of it match, else as many documents
/// as make it worth while to wait for their places together.
class ClassValues {
 public:
  /// `nodes`: [ordinal of the column]. `with_docs` false: doc_of_node() is not asked for.
  void open(const ValuesColumn* values, std::span<const uint32_t> nodes, bool with_docs) {
    values_ = values;
    gathered_.with_docs = with_docs;
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
  NodeRows& rows() { return rows_; }
  /// Whose each node is: an index of docs().
  const uint16_t* doc_of_node() const { return gathered_.docs.data(); }
  std::span<const uint32_t> docs() const { return std::span(docs_.data(), doc_count_); }

 private:
  template <typename Count>
  void pass(Count&& count) {
    read_nodes();
    rows_.begins.swap(gathered_.begins);
    count();
    rows_.begins.swap(gathered_.begins);
    doc_count_ = 0;
  }
  void read_nodes();

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
  /// Of every node, [kRoot] of all; empty when the budget ended. The counts are used up.
  std::vector<uint32_t> documents();
  /// Without split families; empty where they are not counted.
  std::vector<uint32_t> families();

 private:
  /// What counts for documents and families alike, for documents only, for families only: the
  /// rows of a batch go into the first where most are alone of their family, else into the second,
  /// and the third mends it.
  enum Part : uint8_t { kBoth, kDocuments, kFamilies, kParts };
  enum class Kind : uint8_t { kAlone, kShared, kSplit };

  bool is_counting() const { return !deltas_[kBoth].empty(); }
  void finish();
  void count_rows();
  size_t find_families();
  void part_rows(bool most_alone);
  void add_to_family(uint32_t run, const uint32_t* begin, const uint32_t* end);
  void end_family();
  void count_families();
  std::vector<uint32_t> sum_of(Part first, Part second);

  const ClassColumns& columns_;
  const bool decode_packs_;
  const GroupIndex* const families_;
  Budget& budget_;
  uint32_t segment_ = 0;
  std::array<std::vector<uint32_t>, kParts> deltas_;  ///< the first alone where no families are
  ClassValues values_;
  NodeRows apart_, family_rows_;
  std::array<Kind, kPackDocs> kinds_;     ///< of the values' documents
  std::array<uint32_t, kPackDocs> runs_;  ///< behind the last of the document's run
  uint32_t last_run_ = 0;
  // The family whose rows come: where it begins, its last document's row, and how many were added.
  uint32_t family_run_ = 0;
  size_t family_begin_ = 0, last_row_ = 0, row_count_ = 0;
};

/// Families of every node. `docs`: kept matches, sorted.
std::vector<uint32_t> count_class_families(const std::vector<uint64_t>& docs,
                                           const SnapshotNumbers& numbers,
                                           const ClassColumns& columns, uint32_t threads,
                                           Budget& budget);

}  // namespace patlas

#endif  // PATLAS_QUERY_CLASSES_CLASS_COUNTER_H_
