#include "query/operators/family_size.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <utility>

namespace patlas {
namespace {

const std::array<uint16_t, kPackDocs>& all_offsets() {
  static const auto offsets = [] {
    std::array<uint16_t, kPackDocs> all{};
    std::iota(all.begin(), all.end(), uint16_t{0});
    return all;
  }();
  return offsets;
}

}  // namespace

Result<std::shared_ptr<const FamilySizes>> FamilySizes::of(const Snapshot& snapshot,
                                                           Budget& budget) {
  auto made = std::make_shared<FamilySizes>();
  PATLAS_ASSIGN(made->lookup_, FamilyLookup::open(snapshot));
  const uint64_t bytes = uint64_t{made->lookup_.family_count()} * sizeof(uint32_t);
  if (!budget.charge(bytes)) return std::shared_ptr<const FamilySizes>();
  made->sizes_.resize(made->lookup_.family_count());
  uint32_t families[kPackDocs];
  WorkMeter meter(budget);
  for (uint32_t s = 0; s < snapshot.segments().size(); ++s) {
    const LiveSegment& segment = snapshot.segments()[s];
    const uint32_t doc_count = segment.reader->doc_count();
    for (uint32_t first = 0; first < doc_count; first += kPackDocs) {
      const uint32_t count = std::min(kPackDocs, doc_count - first);
      made->lookup_.get_pack(s, first / kPackDocs, std::span(all_offsets()).first(count), families);
      for (uint32_t i = 0; i < count; ++i) {
        if (!is_deleted(segment.deleted, first + i)) ++made->sizes_[families[i]];
      }
      if (!meter.add(2 * count)) return std::shared_ptr<const FamilySizes>();
    }
  }
  return std::shared_ptr<const FamilySizes>(std::move(made));
}

void FamilySizes::get_pack(uint32_t segment, uint32_t pack, uint32_t count, uint32_t* out) const {
  lookup_.get_pack(segment, pack, std::span(all_offsets()).first(count), out);
  for (uint32_t i = 0; i < count; ++i) out[i] = sizes_[out[i]];
}

FamilySizeOperator::FamilySizeOperator(std::shared_ptr<const FamilySizes> sizes, uint32_t segment,
                                       uint32_t doc_count, uint32_t low, uint32_t high)
    : sizes_(std::move(sizes)), segment_(segment), doc_count_(doc_count), low_(low), high_(high) {}

uint32_t FamilySizeOperator::next_page(uint32_t page) {
  return uint64_t{page} * kPageDocs < doc_count_ ? page : kNoPage;
}

PageDocs FamilySizeOperator::load(uint32_t page, const PageDocs* within) {
  if (next_page(page) != page) return {};
  if (within != nullptr && within->form == PageDocs::Form::kList) {
    uint16_t* list = buffer_.list(within->count);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < within->count; ++i) {
      list[kept] = within->list[i];
      kept += matches(sizes_->get(segment_, page * kPageDocs + within->list[i]));
    }
    return list_docs(list, kept);
  }
  uint64_t* words = buffer_.zeroed_words();
  uint32_t sizes[kPackDocs];
  const uint64_t end = std::min<uint64_t>(doc_count_, (uint64_t{page} + 1) * kPageDocs);
  for (uint64_t first = uint64_t{page} * kPageDocs; first < end; first += kPackDocs) {
    const auto count = static_cast<uint32_t>(std::min<uint64_t>(kPackDocs, end - first));
    sizes_->get_pack(segment_, static_cast<uint32_t>(first / kPackDocs), count, sizes);
    uint64_t* out = words + first % kPageDocs / 64;
    for (uint32_t i = 0; i < count; ++i) {
      out[i / 64] |= uint64_t{matches(sizes[i])} << (i % 64);
    }
  }
  return bitmap_docs(words);
}

}  // namespace patlas
