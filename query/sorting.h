// query/sorting.h
//
// The first matches in an order: by a date column either way, or by score, ties in key order.
// Nothing but the wanted first (offset + limit) is ever kept: candidates gather until there are
// twice as many, then the better half stays (nth_element), and what cannot be in it any more is
// passed over by its date alone.
//
// Shape    an order is one number, smallest first (`primary`), then the rank of the key in
//          its segment; across segments keys are compared as strings.
#ifndef PATLAS_QUERY_SORTING_H_
#define PATLAS_QUERY_SORTING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/index/snapshot.h"
#include "query/budget.h"
#include "query/collector.h"
#include "query/search.h"

namespace patlas {

struct Candidate {
  uint64_t primary = 0;
  uint32_t key_rank = 0;
  uint32_t doc = 0;
  auto operator<=>(const Candidate&) const = default;
};

/// The first `wanted` candidates of one segment.
class TopCandidates {
 public:
  TopCandidates() = default;
  TopCandidates(uint64_t wanted, const NumberColumn* key_ranks, Budget& budget)
      : wanted_(wanted), key_ranks_(key_ranks), budget_(&budget), charge_(budget) {}

  /// Whether a document with this order could still be among the first.
  bool may_enter(uint64_t primary) const { return primary <= threshold_; }
  void add(uint64_t primary, uint32_t doc);
  void add(const TopCandidates& other);
  uint64_t threshold() const { return threshold_; }
  /// In order, at most `wanted`; charged as long as this is.
  std::vector<Candidate> finish();

 private:
  void push(const Candidate& candidate);
  void prune();

  uint64_t wanted_ = 0;
  const NumberColumn* key_ranks_ = nullptr;
  Budget* budget_ = nullptr;
  uint64_t threshold_ = ~uint64_t{0};
  std::optional<Charge> charge_;  ///< for candidates_, and for what finish() gives
  std::vector<Candidate> candidates_;
};

/// How a date orders: smallest first; missing ones (0) after all others, either way.
inline uint64_t date_order(uint32_t date, bool descending) {
  if (date == 0) return uint64_t{1} << 32;
  return descending ? 0xffffffffu - date : date;
}
/// How a score orders, highest first, and back. REQUIRES: score >= 0.
uint64_t score_order(double score);
double score_of_order(uint64_t primary);

/// Picks the first matches by a number column.
class DateSorter final : public Collector {
 public:
  struct SegmentColumns {
    const NumberColumn* dates = nullptr;
    const NumberColumn* key_ranks = nullptr;
  };
  DateSorter(const std::vector<SegmentColumns>& columns, bool descending, uint64_t wanted,
             const Optimisations& optimisations, Budget& budget);
  void begin_segment(uint32_t segment) override;
  void collect(uint32_t pack, std::span<const uint16_t> offsets) override;
  std::vector<TopCandidates>& tops() { return tops_; }

 private:
  bool may_hold_better(uint32_t pack) const;

  const std::vector<SegmentColumns>* columns_;
  bool descending_;
  uint64_t wanted_;
  const Optimisations* optimisations_;
  Budget* budget_;
  uint32_t segment_ = 0;
  std::vector<TopCandidates> tops_;
};

struct RankedDoc {
  DocAddress address;
  uint64_t primary = 0;
  std::string key;
};

/// Merges the segments' candidates, each in order, and gives positions [offset, offset + limit).
Result<std::vector<RankedDoc>> merge_candidates(const Snapshot& snapshot,
                                                const std::vector<std::vector<Candidate>>& tops,
                                                uint64_t offset, uint64_t limit, Budget& budget);

}  // namespace patlas

#endif  // PATLAS_QUERY_SORTING_H_
