#include "query/facets/families.h"

#include <algorithm>
#include <bit>

#include "query/operators/bitmap_kernels.h"
#include "query/operators/page_docs.h"

namespace patlas {
namespace {

constexpr uint32_t kBitmapShare = 64;  // numbers below the bound per entry of a list, at most
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

NumberSet::NumberSet(uint32_t bound, Budget& budget)
    : bound_(bound), budget_(&budget), charge_(budget) {}

bool NumberSet::make_bitmap() {
  const uint64_t word_count = uint64_t{bound_} / 64 + 1;
  Charge charge(*budget_);
  if (!charge.add(word_count * sizeof(uint64_t))) return false;
  words_.assign(word_count, 0);
  for (const uint32_t family : list_) words_[family / 64] |= uint64_t{1} << (family % 64);
  list_ = {};
  charge_ = std::move(charge);
  return true;
}

void NumberSet::add(std::span<const uint32_t> families) {
  const size_t list_max = std::max<size_t>(kListMin, bound_ / kBitmapShare);
  if (words_.empty() && list_.size() + families.size() > list_max && !make_bitmap()) return;
  if (words_.empty()) {
    if (!make_room(list_, families.size(), charge_)) return;
    list_.insert(list_.end(), families.begin(), families.end());
  } else {
    for (const uint32_t family : families) words_[family / 64] |= uint64_t{1} << (family % 64);
  }
}

void NumberSet::add(const NumberSet& other) {
  if (other.words_.empty()) {
    add(std::span(other.list_));
    return;
  }
  if (words_.empty() && !make_bitmap()) return;
  for (size_t w = 0; w < words_.size(); ++w) words_[w] |= other.words_[w];
}

uint64_t NumberSet::count() {
  if (words_.empty()) {
    std::sort(list_.begin(), list_.end());
    list_.erase(std::unique(list_.begin(), list_.end()), list_.end());
    return list_.size();
  }
  uint64_t count = 0;
  for (const uint64_t word : words_) count += static_cast<uint64_t>(std::popcount(word));
  return count;
}

void GroupCollector::collect_page(uint32_t page, const PageDocs& docs) {
  const uint32_t first = page * kPageDocs;
  if (!by_runs_) {
    collect_numbers(first, docs);
  } else if (docs.form == PageDocs::Form::kList) {
    collect_list(first, docs);
  } else if (docs.form == PageDocs::Form::kBitmap) {
    collect_bitmap(first, docs);
  }
  if (!found_.empty()) found_groups_.add(found_);
  found_.clear();
}

void GroupCollector::collect_numbers(uint32_t first, const PageDocs& docs) {
  if (!make_room(found_, count_docs(docs), charge_)) return;
  for_each_doc(docs,
               [&](uint32_t doc) { found_.push_back(groups_->number(segment_, first + doc)); });
}

void GroupCollector::collect_list(uint32_t first, const PageDocs& docs) {
  const SegmentGroups& groups = groups_->segment(segment_);
  if (!make_room(found_, docs.count, charge_)) return;
  uint32_t end = 0;  // behind the run last seen
  for (uint32_t i = 0; i < docs.count; ++i) {
    const DocId doc = first + docs.list[i];
    if (groups.is_split(doc)) {
      found_.push_back(groups.split_group(doc));
    } else if (doc >= end) {
      ++runs_;
      end = groups.run_end(doc) + 1;
    }
  }
}

void GroupCollector::collect_bitmap(uint32_t first, const PageDocs& docs) {
  const SegmentGroups& groups = groups_->segment(segment_);
  const auto part = [first](std::span<const uint64_t> words) {
    const size_t begin = std::min<size_t>(first / 64, words.size());
    return words.subspan(begin, std::min<size_t>(kPageWords, words.size() - begin));
  };
  const std::span<const uint64_t> ends = part(groups.run_ends());
  const std::span<const uint64_t> split = part(groups.split_docs());
  if (split.empty()) {
    runs_ += count_runs(docs.words, nullptr, ends.data(), static_cast<uint32_t>(ends.size()));
    return;
  }
  runs_ += count_runs(docs.words, split.data(), ends.data(), static_cast<uint32_t>(ends.size()));
  uint32_t count = 0;
  for (uint32_t w = 0; w < split.size(); ++w) {
    count += static_cast<uint32_t>(std::popcount(docs.words[w] & split[w]));
  }
  if (!make_room(found_, count, charge_)) return;
  for (uint32_t w = 0; w < split.size(); ++w) {
    for (uint64_t word = docs.words[w] & split[w]; word != 0; word &= word - 1) {
      const auto bit = static_cast<uint32_t>(std::countr_zero(word));
      found_.push_back(groups.split_group(first + w * 64 + bit));
    }
  }
}

std::string GroupCollector::how() {
  const std::string numbered = std::to_string(found_groups_.count());
  if (!by_runs_) return numbered + " by number";
  return std::to_string(runs_) + " by the ends of their runs, " + numbered +
         " that are split by number";
}

void GroupCollector::add(const GroupCollector& other) {
  runs_ += other.runs_;
  found_groups_.add(other.found_groups_);
}

}  // namespace patlas
