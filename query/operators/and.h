// query/operators/and.h
//
// Documents that all of `required` have and none of `excluded` has. The plan gives the children
// cheapest first: the first rules out most documents, the dear ones (phrases, dates) look only at
// what is left.
#ifndef PATLAS_QUERY_OPERATORS_AND_H_
#define PATLAS_QUERY_OPERATORS_AND_H_

#include <vector>

#include "query/operators/page_operator.h"

namespace patlas {

struct AndOptions {
  bool skip_pages = true;     ///< leapfrog over pages that a child does not have
  bool fuse_count = true;     ///< count the last step without storing it
  bool restrict_late = true;  ///< tell children what is still alive
};

class AndOperator final : public PageOperator {
 public:
  /// Children outlive it. With nothing required, all documents of the segment are.
  AndOperator(std::vector<PageOperator*> required, std::vector<PageOperator*> excluded,
              uint32_t doc_count, AndOptions options);
  uint32_t next_page(uint32_t page) override;
  PageDocs load(uint32_t page, const PageDocs* within) override;
  uint32_t count(uint32_t page, const uint64_t* dead) override;

 private:
  /// All steps but the last `left_out` (0 or 1).
  PageDocs run(uint32_t page, const PageDocs* within, size_t left_out);

  std::vector<PageOperator*> required_, excluded_;
  uint32_t doc_count_;
  AndOptions options_;
  PageBuffer buffers_[3];
};

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_AND_H_
