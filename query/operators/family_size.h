// query/operators/family_size.h
//
// Documents whose simple family has so many live documents in the snapshot, wherever they lie: all
// members count, not only those that a query finds. The sizes change with every commit, so they
// stand in no file; they are counted once for a query that asks, in one pass over the documents.
//
// Memory   4 bytes a family, charged to the query's budget.
// Tested   tests/script/counts.t, tests/oracle
#ifndef PATLAS_QUERY_OPERATORS_FAMILY_SIZE_H_
#define PATLAS_QUERY_OPERATORS_FAMILY_SIZE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "query/budget.h"
#include "query/facets/families.h"
#include "query/operators/page_operator.h"

namespace patlas {

/// Shared by segments and threads.
class FamilySizes {
 public:
  /// nullptr when the budget ended.
  static Result<std::shared_ptr<const FamilySizes>> of(const Snapshot& snapshot, Budget& budget);
  uint32_t get(uint32_t segment, uint32_t doc) const { return sizes_[lookup_.get(segment, doc)]; }
  /// Of all the pack's `count` documents.
  void get_pack(uint32_t segment, uint32_t pack, uint32_t count, uint32_t* out) const;

 private:
  FamilyLookup lookup_;
  std::vector<uint32_t> sizes_;  ///< by the snapshot's ordinal
};

class FamilySizeOperator final : public PageOperator {
 public:
  FamilySizeOperator(std::shared_ptr<const FamilySizes> sizes, uint32_t segment, uint32_t doc_count,
                     uint32_t low, uint32_t high);
  uint32_t next_page(uint32_t page) override;
  PageDocs load(uint32_t page, const PageDocs* within) override;

 private:
  bool matches(uint32_t size) const { return low_ <= size && size <= high_; }

  std::shared_ptr<const FamilySizes> sizes_;
  uint32_t segment_, doc_count_, low_, high_;
  PageBuffer buffer_;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_FAMILY_SIZE_H_
