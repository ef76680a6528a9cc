// query/facets/families.h
//
// How many simple families the matches belong to, over all segments.
#ifndef PATLAS_QUERY_FACETS_FAMILIES_H_
#define PATLAS_QUERY_FACETS_FAMILIES_H_

#include <cstdint>
#include <memory>
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
  /// Families of the pack's documents at `offsets`, increasing, into out[0 .. offsets.size()).
  void get_pack(uint32_t segment, uint32_t pack, std::span<const uint16_t> offsets,
                uint32_t* out) const;

 private:
  const GroupIndex* groups_ = nullptr;
};

/// A set of family ordinals: a list while small, then a bitmap.
class FamilySet {
 public:
  FamilySet(uint32_t family_count, Budget& budget);
  void add(std::span<const uint32_t> families);
  void add(const FamilySet& other);
  uint64_t count();

 private:
  void make_bitmap();

  uint32_t family_count_;
  Budget* budget_;
  std::vector<uint32_t> list_;
  std::vector<uint64_t> words_;
};

class FamilyCollector final : public Collector {
 public:
  FamilyCollector(const FamilyLookup& lookup, Budget& budget);
  void begin_segment(uint32_t segment) override { segment_ = segment; }
  void collect(uint32_t pack, std::span<const uint16_t> offsets) override;
  FamilySet& families() { return set_; }

 private:
  const FamilyLookup* lookup_;
  uint32_t segment_ = 0;
  FamilySet set_;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_FACETS_FAMILIES_H_
