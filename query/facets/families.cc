#include "query/facets/families.h"

#include <algorithm>
#include <bit>

namespace patlas {
namespace {

constexpr uint32_t kBitmapShare = 64;  // families of the snapshot per entry of a list, at most
constexpr size_t kListMin = 4096;

}  // namespace

Result<FamilyLookup> FamilyLookup::open(const Snapshot& snapshot) {
  FamilyLookup lookup;
  PATLAS_ASSIGN(lookup.map_, snapshot.families());
  for (const LiveSegment& segment : snapshot.segments()) {
    PATLAS_ASSIGN(const NumberColumn* column, segment.reader->family_ordinals());
    lookup.columns_.push_back(column);
  }
  return lookup;
}

void FamilyLookup::get_pack(uint32_t segment, uint32_t pack, std::span<const uint16_t> offsets,
                            bool decode_packs, uint32_t* out) const {
  const NumberColumn& column = *columns_[segment];
  if (!decode_packs || offsets.size() < kDecodePackFrom) {
    for (size_t i = 0; i < offsets.size(); ++i)
      out[i] = get(segment, pack * kPackDocs + offsets[i]);
    return;
  }
  uint32_t values[kPackDocs];
  column.decode_pack(pack, values);
  for (size_t i = 0; i < offsets.size(); ++i) out[i] = to_snapshot(segment, values[offsets[i]]);
}

FamilySet::FamilySet(uint32_t family_count, Budget& budget)
    : family_count_(family_count), budget_(&budget) {}

void FamilySet::make_bitmap() {
  const uint64_t word_count = uint64_t{family_count_} / 64 + 1;
  if (!budget_->charge(word_count * sizeof(uint64_t))) return;
  words_.assign(word_count, 0);
  for (const uint32_t family : list_) words_[family / 64] |= uint64_t{1} << (family % 64);
  list_ = {};
}

void FamilySet::add(std::span<const uint32_t> families) {
  if (words_.empty() &&
      list_.size() + families.size() > std::max<size_t>(kListMin, family_count_ / kBitmapShare)) {
    make_bitmap();
    if (words_.empty()) return;
  }
  if (words_.empty()) {
    list_.insert(list_.end(), families.begin(), families.end());
  } else {
    for (const uint32_t family : families) words_[family / 64] |= uint64_t{1} << (family % 64);
  }
}

void FamilySet::add(const FamilySet& other) {
  if (other.words_.empty()) {
    add(std::span(other.list_));
    return;
  }
  if (words_.empty()) make_bitmap();
  if (words_.empty()) return;
  for (size_t w = 0; w < words_.size(); ++w) words_[w] |= other.words_[w];
}

uint64_t FamilySet::count() {
  if (words_.empty()) {
    std::sort(list_.begin(), list_.end());
    list_.erase(std::unique(list_.begin(), list_.end()), list_.end());
    return list_.size();
  }
  uint64_t count = 0;
  for (const uint64_t word : words_) count += static_cast<uint64_t>(std::popcount(word));
  return count;
}

FamilyCollector::FamilyCollector(const FamilyLookup& lookup, bool decode_packs, Budget& budget)
    : lookup_(&lookup), decode_packs_(decode_packs), set_(lookup.family_count(), budget) {}

void FamilyCollector::collect(uint32_t pack, std::span<const uint16_t> offsets) {
  uint32_t families[kPackDocs];
  lookup_->get_pack(segment_, pack, offsets, decode_packs_, families);
  set_.add(std::span(families, offsets.size()));
}

}  // namespace patlas
