// query/operators/not.h
//
// Documents that the child does not have (deleted ones too: the root takes those out).
#ifndef PATLAS_QUERY_OPERATORS_NOT_H_
#define PATLAS_QUERY_OPERATORS_NOT_H_

#include "query/operators/all.h"

namespace patlas {

class NotOperator final : public PageOperator {
 public:
  NotOperator(PageOperator* child, uint32_t doc_count) : child_(child), doc_count_(doc_count) {}
  uint32_t next_page(uint32_t page) override {
    return uint64_t{page} * kPageDocs < doc_count_ ? page : kNoPage;
  }
  PageDocs load(uint32_t page, const PageDocs* within) override {
    const PageDocs all = within != nullptr ? *within : all_docs(page, doc_count_, buffers_[0]);
    if (child_->next_page(page) != page) return all;
    return subtract(all, child_->load(page, within), buffers_[1]);
  }

 private:
  PageOperator* child_;
  uint32_t doc_count_;
  PageBuffer buffers_[2];
};

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_NOT_H_
