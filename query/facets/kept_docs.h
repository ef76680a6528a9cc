// query/facets/kept_docs.h
//
// The matches themselves, kept for what cannot be counted while they pass: cross-tabs, and the
// families of facets that are split, need all documents of a family together, wherever they lie.
//
// Shape    family << 32 | document number in the snapshot (segments end to end).
#ifndef PATLAS_QUERY_FACETS_KEPT_DOCS_H_
#define PATLAS_QUERY_FACETS_KEPT_DOCS_H_

#include <cstdint>
#include <vector>

#include "query/facets/families.h"

namespace patlas {

/// Numbers of a snapshot's documents, segments end to end.
class SnapshotNumbers {
 public:
  /// limit when there are 2^32 documents or more.
  static Result<SnapshotNumbers> of(const Snapshot& snapshot);
  uint32_t number(uint32_t segment, uint32_t doc) const { return starts_[segment] + doc; }
  DocAddress address(uint32_t number) const;

 private:
  std::vector<uint32_t> starts_;  ///< one more than segments
};

class KeptDocs final : public Collector {
 public:
  /// Without a lookup each document is a family of its own. `split_only`: those of families that
  /// are not split are not kept.
  KeptDocs(const SnapshotNumbers& numbers, const FamilyLookup* lookup, bool split_only,
           Budget& budget)
      : numbers_(&numbers), lookup_(lookup), split_only_(split_only), charge_(budget) {}
  void begin_segment(uint32_t segment) override { segment_ = segment; }
  void collect(uint32_t pack, std::span<const uint16_t> offsets) override;
  std::vector<uint64_t>& docs() { return docs_; }

 private:
  const SnapshotNumbers* numbers_;
  const FamilyLookup* lookup_;
  bool split_only_;
  uint32_t segment_ = 0;
  Charge charge_;  ///< for docs_
  std::vector<uint64_t> docs_;
  std::vector<uint16_t> split_offsets_;
};

/// Sorts by the whole 64 bits, 11 bits at a time. Takes as much memory again.
void sort_kept(std::vector<uint64_t>& docs);

}  // namespace patlas

#endif  // PATLAS_QUERY_FACETS_KEPT_DOCS_H_
