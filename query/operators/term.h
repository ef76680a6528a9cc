// query/operators/term.h
//
// The documents of one term, straight from its postings.
#ifndef PATLAS_QUERY_OPERATORS_TERM_H_
#define PATLAS_QUERY_OPERATORS_TERM_H_

#include "query/operators/page_operator.h"

namespace patlas {

class TermOperator final : public PageOperator {
 public:
  explicit TermOperator(const PostingList& postings) : cursor_(postings) {}

  uint32_t next_page(uint32_t page) override {
    if (at_ == kNoPage ? !started_ : at_ < page) {
      started_ = true;
      at_ = cursor_.seek_page(page);
      loaded_ = false;
    }
    return at_;
  }

  PageDocs load(uint32_t page, const PageDocs*) override {
    if (next_page(page) != page) return {};
    if (!loaded_) docs_ = cursor_.load();
    loaded_ = true;
    return docs_;
  }

  void or_into(uint32_t page, uint64_t* words) override {
    if (next_page(page) != page) return;
    loaded_ = false;
    cursor_.or_into(words);
  }

 private:
  DocCursor cursor_;
  bool started_ = false;
  bool loaded_ = false;
  uint32_t at_ = kNoPage;
  PageDocs docs_;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_TERM_H_
