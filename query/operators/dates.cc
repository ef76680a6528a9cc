#include "query/operators/dates.h"

#include <algorithm>

#include "engine/base/bits.h"

namespace patlas {
namespace {

constexpr uint32_t kPagePacks = kPageDocs / kPackDocs;
constexpr uint32_t kPackWords = kPackDocs / 64;
// Reading a value alone costs some 20 times one of a decoded pack.
constexpr uint32_t kFilterDocsMax = kPageDocs / 32;

}  // namespace

DatesOperator::DatesOperator(const NumberColumn* column, uint32_t low, uint32_t high,
                             bool skip_packs)
    : column_(column),
      low_(std::max(low, 1u)),
      high_(high),
      empty_(high < std::max(low, 1u)),
      skip_packs_(skip_packs) {}

uint32_t DatesOperator::next_page(uint32_t page) {
  const bool exists = uint64_t{page} * kPageDocs < column_->doc_count();
  return exists && !empty_ ? page : kNoPage;
}

PageDocs DatesOperator::load(uint32_t page, const PageDocs* within) {
  if (next_page(page) != page) return {};
  if (within != nullptr && within->form == PageDocs::Form::kList &&
      within->count <= kFilterDocsMax) {
    return filter(page, *within);
  }
  uint64_t* words = buffer_.zeroed_words();
  const uint32_t pack_count = (column_->doc_count() + kPackDocs - 1) / kPackDocs;
  const uint32_t first = page * kPagePacks;
  const uint32_t last = std::min(pack_count, first + kPagePacks);
  for (uint32_t pack = first; pack < last; ++pack) {
    scan_pack(pack, words + (pack - first) * kPackWords);
  }
  return bitmap_docs(words);
}

PageDocs DatesOperator::filter(uint32_t page, const PageDocs& within) {
  uint16_t* list = buffer_.list(within.count);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < within.count; ++i) {
    list[kept] = within.list[i];
    kept += matches(column_->get(page * kPageDocs + within.list[i]));
  }
  return list_docs(list, kept);
}

void DatesOperator::scan_pack(uint32_t pack, uint64_t* words) {
  if (skip_packs_) {
    const uint32_t smallest = column_->pack_min(pack);
    const uint32_t bound = column_->pack_max_bound(pack);
    if (smallest > high_ || bound < low_) return;
    if (smallest >= low_ && bound <= high_) {
      const uint32_t docs = std::min(kPackDocs, column_->doc_count() - pack * kPackDocs);
      std::fill(words, words + docs / 64, ~uint64_t{0});
      if (docs % 64 != 0) words[docs / 64] = (uint64_t{1} << (docs % 64)) - 1;
      return;
    }
  }
  alignas(64) uint32_t values[kPackDocs];
  const uint32_t count = column_->decode_pack(pack, values);
  std::fill(values + count, values + round_up(count, 64), 0u);
  const uint32_t span = high_ - low_;
  for (uint32_t w = 0; w * 64 < count; ++w) {
    uint64_t word = 0;
    for (uint32_t i = 0; i < 64; ++i) {
      word |= uint64_t{values[w * 64 + i] - low_ <= span} << i;
    }
    words[w] = word;
  }
}

}  // namespace patlas
