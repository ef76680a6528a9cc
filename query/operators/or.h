// query/operators/or.h
//
// Documents that any child has. Sparse children are merged as lists; otherwise each sets its bits
// in one bitmap.
#ifndef PATLAS_QUERY_OPERATORS_OR_H_
#define PATLAS_QUERY_OPERATORS_OR_H_

#include <cstdint>
#include <vector>

#include "query/operators/page_operator.h"

namespace patlas {

class OrOperator final : public PageOperator {
 public:
  /// Children outlive it. `docs_per_page`: an estimate of the sum of their documents in a page.
  OrOperator(std::vector<PageOperator*> children, uint64_t docs_per_page, bool skip_pages,
             uint32_t page_count);
  uint32_t next_page(uint32_t page) override;
  PageDocs load(uint32_t page, const PageDocs* within) override;
  void or_into(uint32_t page, uint64_t* words) override;

 private:
  PageDocs merge_lists(uint32_t page, const PageDocs* within);

  std::vector<PageOperator*> children_;
  std::vector<PageOperator*> present_;  ///< those with the page at hand
  std::vector<PageDocs> loaded_;
  bool expects_lists_;
  bool skip_pages_;
  uint32_t page_count_;
  PageBuffer buffers_[2];
};

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_OR_H_
