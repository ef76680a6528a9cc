// query/operators/all.h
//
// Every document of a page, and none of any.
#ifndef PATLAS_QUERY_OPERATORS_ALL_H_
#define PATLAS_QUERY_OPERATORS_ALL_H_

#include "query/operators/page_operator.h"

namespace patlas {

/// All documents of `page` in a segment of `doc_count`, as a bitmap in `buffer`.
PageDocs all_docs(uint32_t page, uint32_t doc_count, PageBuffer& buffer);

class AllOperator final : public PageOperator {
 public:
  explicit AllOperator(uint32_t doc_count) : doc_count_(doc_count) {}
  uint32_t next_page(uint32_t page) override {
    return uint64_t{page} * kPageDocs < doc_count_ ? page : kNoPage;
  }
  PageDocs load(uint32_t page, const PageDocs*) override {
    return all_docs(page, doc_count_, buffer_);
  }

 private:
  uint32_t doc_count_;
  PageBuffer buffer_;
};

class NoneOperator final : public PageOperator {
 public:
  uint32_t next_page(uint32_t) override { return kNoPage; }
  PageDocs load(uint32_t, const PageDocs*) override { return {}; }
};

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_ALL_H_
