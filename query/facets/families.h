// query/facets/families.h
//
// How many applications and families the matches belong to, over all segments.
#ifndef PATLAS_QUERY_FACETS_FAMILIES_H_
#define PATLAS_QUERY_FACETS_FAMILIES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/index/snapshot.h"
#include "query/budget.h"
#include "query/collector.h"

namespace patlas {

/// Families of documents, by number. Shared by threads.
class FamilyLookup {
 public:
  static Result<FamilyLookup> open(const Snapshot& snapshot);
  /// Above every number.
  uint32_t family_count() const { return groups_->number_count(); }
  uint32_t get(uint32_t segment, uint32_t doc) const { return groups_->number(segment, doc); }
  bool has_split(uint32_t segment) const { return !groups_->segment(segment).split_docs().empty(); }
  bool is_split(uint32_t segment, uint32_t doc) const {
    return groups_->segment(segment).is_split(doc);
  }
  const GroupIndex& groups() const { return *groups_; }
  /// Families of the pack's documents at `offsets`, increasing, into out[0 .. offsets.size()).
  void get_pack(uint32_t segment, uint32_t pack, std::span<const uint16_t> offsets,
                uint32_t* out) const;

 private:
  const GroupIndex* groups_ = nullptr;
};

/// A set of numbers below a bound: a list while small, then a bitmap.
class NumberSet {
 public:
  NumberSet(uint32_t bound, Budget& budget);
  void add(std::span<const uint32_t> numbers);
  void add(const NumberSet& other);
  uint64_t count();

 private:
  bool make_bitmap();

  uint32_t bound_;
  Budget* budget_;
  Charge charge_;  ///< for both:
  std::vector<uint32_t> list_;
  std::vector<uint64_t> words_;
};

/// Counts the groups of one level that the matches are of: runs by their ends, page by page, and
/// split groups by number.
class GroupCollector final : public Collector {
 public:
  /// `by_runs` false: by the number of each document's group.
  GroupCollector(const GroupIndex& groups, bool by_runs, Budget& budget)
      : groups_(&groups),
        by_runs_(by_runs),
        charge_(budget),
        found_groups_(by_runs ? groups.split_count() : groups.number_count(), budget) {}
  void begin_segment(uint32_t segment) override { segment_ = segment; }
  void collect(uint32_t, std::span<const uint16_t>) override {}
  bool takes_pages() const override { return true; }
  void collect_page(uint32_t page, const PageDocs& docs) override;
  void add(const GroupCollector& other);
  uint64_t count() { return runs_ + found_groups_.count(); }
  /// Which way the groups were counted, for people.
  std::string how();

 private:
  void collect_numbers(uint32_t first, const PageDocs& docs);
  void collect_list(uint32_t first, const PageDocs& docs);
  void collect_bitmap(uint32_t first, const PageDocs& docs);

  const GroupIndex* groups_;
  bool by_runs_;
  uint32_t segment_ = 0;
  uint64_t runs_ = 0;
  Charge charge_;                ///< for found_
  NumberSet found_groups_;       ///< split ones; all where runs are not counted
  std::vector<uint32_t> found_;  ///< of them, those of a page
};

}  // namespace patlas

#endif  // PATLAS_QUERY_FACETS_FAMILIES_H_
