// query/classes/class_counter.h
//
// Documents, and families, of every node of a class tree at once (class_tree.h): while matches
// pass, and over the kept matches, whose families stand side by side.
//
// Exact    every match is seen; a document or family counts once at a node, however many of its
//          symbols are below.
// Threads  a counter each; their counts add up.
#ifndef PATLAS_QUERY_CLASSES_CLASS_COUNTER_H_
#define PATLAS_QUERY_CLASSES_CLASS_COUNTER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "query/budget.h"
#include "query/classes/class_tree.h"
#include "query/collector.h"
#include "query/facets/kept_docs.h"

namespace patlas {

/// The column of a tree in each segment.
struct ClassColumns {
  std::shared_ptr<const ClassTree> tree;
  std::vector<const ValuesColumn*> of_segment;

  static Result<ClassColumns> open(const Snapshot& snapshot, uint16_t column,
                                   std::shared_ptr<const ClassTree> tree);
};

class ClassCounter final : public Collector {
 public:
  ClassCounter(const ClassColumns& columns, bool decode_packs, Budget& budget);
  void begin_segment(uint32_t segment) override;
  void collect(uint32_t pack, std::span<const uint16_t> offsets) override;
  /// What TreeLinks::sum() takes; adds up over threads.
  std::vector<uint32_t>& deltas() { return deltas_; }

 private:
  const ClassColumns& columns_;
  const bool decode_packs_;
  Budget& budget_;
  const ValuesColumn* values_ = nullptr;
  std::span<const uint32_t> nodes_;
  std::vector<uint32_t> deltas_, of_doc_;
  ValuesColumn::Pack pack_;
  ValuesColumn::Gathered gathered_;
};

/// One pack's documents: `ordinals` with `begins` set at the first of each document.
void count_classes(const TreeLinks& links, std::span<const uint32_t> nodes,
                   std::span<const uint32_t> ordinals, std::span<const uint8_t> begins,
                   std::vector<uint32_t>& of_doc, uint32_t* deltas);

/// Families of every node. `docs`: kept matches, sorted.
std::vector<uint32_t> count_class_families(const std::vector<uint64_t>& docs,
                                           const SnapshotNumbers& numbers,
                                           const ClassColumns& columns, uint32_t threads,
                                           Budget& budget);

}  // namespace patlas

#endif  // PATLAS_QUERY_CLASSES_CLASS_COUNTER_H_
