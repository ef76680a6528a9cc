// query/facets/families.h
//
// How many simple families the matches belong to, over all segments: distinct ordinals of the
// snapshot's family map.
#ifndef PATLAS_QUERY_FACETS_FAMILIES_H_
#define PATLAS_QUERY_FACETS_FAMILIES_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/index/snapshot.h"
#include "query/budget.h"
#include "query/collector.h"

namespace patlas {

/// Families of documents, as snapshot ordinals. Shared by threads.
class FamilyLookup {
 public:
  static Result<FamilyLookup> open(const Snapshot& snapshot);
  uint32_t family_count() const { return map_->family_count; }
  uint32_t get(uint32_t segment, uint32_t doc) const {
    return to_snapshot(segment, columns_[segment]->get(doc));
  }
  /// Families of the pack's documents at `offsets`, into out[0 .. offsets.size()).
  void get_pack(uint32_t segment, uint32_t pack, std::span<const uint16_t> offsets,
                bool decode_packs, uint32_t* out) const;

 private:
  uint32_t to_snapshot(uint32_t segment, uint32_t ordinal) const {
    const auto& of = map_->of_segment[segment];
    if (!of.empty()) ordinal = ordinal < of.size() ? of[ordinal] : 0;
    return ordinal < map_->family_count ? ordinal : 0;
  }

  const FamilyMap* map_ = nullptr;
  std::vector<const NumberColumn*> columns_;
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
  FamilyCollector(const FamilyLookup& lookup, bool decode_packs, Budget& budget);
  void begin_segment(uint32_t segment) override { segment_ = segment; }
  void collect(uint32_t pack, std::span<const uint16_t> offsets) override;
  FamilySet& families() { return set_; }

 private:
  const FamilyLookup* lookup_;
  bool decode_packs_;
  uint32_t segment_ = 0;
  FamilySet set_;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_FACETS_FAMILIES_H_
