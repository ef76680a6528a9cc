// query/operators/dates.h
//
// Documents whose number lies in a range. Class order destroys the locality of dates, load order
// keeps it: packs wholly outside or inside the range are settled by their bounds alone.
#ifndef PATLAS_QUERY_OPERATORS_DATES_H_
#define PATLAS_QUERY_OPERATORS_DATES_H_

#include "engine/columns/number_column.h"
#include "query/operators/page_operator.h"

namespace patlas {

class DatesOperator final : public PageOperator {
 public:
  /// low <= value <= high; 0 (missing) never matches.
  DatesOperator(const NumberColumn* column, uint32_t low, uint32_t high, bool skip_packs);
  uint32_t next_page(uint32_t page) override;
  PageDocs load(uint32_t page, const PageDocs* within) override;

 private:
  bool matches(uint32_t value) const { return value - low_ <= high_ - low_; }
  PageDocs filter(uint32_t page, const PageDocs& within);
  void scan_pack(uint32_t pack, uint64_t* words);

  const NumberColumn* column_;
  uint32_t low_, high_;
  bool empty_;
  bool skip_packs_;
  PageBuffer buffer_;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_DATES_H_
