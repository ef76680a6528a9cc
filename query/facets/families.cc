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
  PATLAS_ASSIGN(lookup.groups_, snapshot.groups(GroupLevel::kFamily));
  return lookup;
}

void FamilyLookup::get_pack(uint32_t segment, uint32_t pack, std::span<const uint16_t> offsets,
                            uint32_t* out) const {
  const SegmentGroups& groups = groups_->segment(segment);
  const uint32_t start = groups_->start(segment);
  const uint32_t first = pack * kPackDocs;
  uint32_t end = 0;  // of the run last seen, and one more
  for (size_t i = 0; i < offsets.size(); ++i) {
    const uint32_t doc = first + offsets[i];
    if (groups.is_split(doc)) {
      out[i] = groups_->split_number(groups.split_group(doc));
      continue;
    }
    if (doc >= end) end = groups.run_end(doc) + 1;
    out[i] = start + end - 1;
  }
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

FamilyCollector::FamilyCollector(const FamilyLookup& lookup, Budget& budget)
    : lookup_(&lookup), set_(lookup.family_count(), budget) {}

void FamilyCollector::collect(uint32_t pack, std::span<const uint16_t> offsets) {
  uint32_t families[kPackDocs];
  lookup_->get_pack(segment_, pack, offsets, families);
  set_.add(std::span(families, offsets.size()));
}

}  // namespace patlas
