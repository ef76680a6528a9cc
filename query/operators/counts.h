// query/operators/counts.h
//
// In how many of many sets each document lies: `m of (a, b, c)` and `xor`. Counters stand upright,
// one bit of all the counters of a page in one bitmap: a set is added to 65,536 counters by a few
// passes over words, a bit of carry is rarer by half from plane to plane, and a comparison with a
// number is a pass too. Ten thousand sets need 14 planes, 112 KB for a page.
//
// Shape    plane p holds bit p of each document's counter; only planes that some document needs
//          are there, up to `planes_max`; one plane is parity.
// Memory   charged to the query's budget; released with the object.
// Tested   tests/query/counts_test.cc
#ifndef PATLAS_QUERY_OPERATORS_COUNTS_H_
#define PATLAS_QUERY_OPERATORS_COUNTS_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "query/budget.h"
#include "query/operators/page_operator.h"

namespace patlas {

/// Planes of a counter of clauses, of which a query has at most 1,000,000; and of their parity.
inline constexpr uint32_t kCountPlanes = 32, kParityPlanes = 1;

/// The counters of one page.
class PageCounts {
 public:
  PageCounts(uint32_t planes_max, Budget& budget) : planes_max_(planes_max), charge_(budget) {}
  PageCounts(PageCounts&& other) noexcept
      : planes_max_(other.planes_max_),
        charge_(std::move(other.charge_)),
        planes_(std::exchange(other.planes_, 0)),
        words_(std::move(other.words_)) {}
  PageCounts(const PageCounts&) = delete;
  PageCounts& operator=(const PageCounts&) = delete;
  PageCounts& operator=(PageCounts&&) = delete;

  /// All zero, or what `base` has.
  void reset(const PageCounts* base);
  /// One more for each document. Nothing is added once the budget ends.
  void add(const PageDocs& docs);
  /// Documents with low..high. REQUIRES: low > 0.
  PageDocs between(uint64_t low, uint64_t high, PageBuffer& out) const;
  /// No counter is larger.
  uint64_t bound() const { return (uint64_t{1} << planes_) - 1; }

 private:
  bool grow();
  void add_bitmap(const uint64_t* words);
  void add_one(uint32_t doc);

  uint32_t planes_max_;
  Charge charge_;
  uint32_t planes_ = 0;
  std::vector<uint64_t> words_;
};

/// Counters of a whole segment, made list by list before the pages run, so that many terms need
/// one cursor at a time.
class SegmentCounts {
 public:
  SegmentCounts(uint32_t page_count, uint32_t planes_max, Budget& budget);
  /// False when the budget ended.
  bool add(const PostingList& postings);
  const PageCounts& page(uint32_t page) const { return pages_[page]; }

 private:
  WorkMeter meter_;
  Budget* budget_;
  std::vector<PageCounts> pages_;
};

class CountOperator final : public PageOperator {
 public:
  /// Children outlive it. `base` may be null. REQUIRES: low > 0.
  CountOperator(std::vector<PageOperator*> children, std::shared_ptr<const SegmentCounts> base,
                uint64_t low, uint64_t high, uint32_t planes_max, uint32_t page_count,
                bool skip_pages, Budget& budget);
  uint32_t next_page(uint32_t page) override;
  PageDocs load(uint32_t page, const PageDocs* within) override;

 private:
  std::vector<PageOperator*> children_;
  std::shared_ptr<const SegmentCounts> base_;
  uint64_t low_, high_;
  uint32_t page_count_;
  bool skip_pages_;
  PageCounts counts_;
  PageBuffer buffer_;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_COUNTS_H_
