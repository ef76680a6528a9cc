#include "query/operators/position_visits.h"

#include <algorithm>

namespace patlas {

WantedDocs::WantedDocs(std::span<const uint32_t> docs, Budget& budget) : charge_(budget) {
  if (docs.empty()) return;
  const uint64_t word_count = (uint64_t{docs.back()} / kPageDocs + 1) * kPageWords;
  if (!charge_.add(word_count * sizeof(uint64_t))) return;
  words_.resize(word_count);
  WorkMeter meter(budget);
  for (const uint32_t doc : docs) {
    words_[doc / 64] |= uint64_t{1} << (doc % 64);
    if (!meter.add(1)) return;
  }
}

PositionVisits::PositionVisits(const WantedDocs& wanted, Budget& budget)
    : wanted_(&wanted), meter_(budget), charge_(budget), positions_(kBatchPositions) {}

bool PositionVisits::keep(uint32_t doc, std::span<const uint32_t> positions) {
  const uint32_t first = starts_[count_];
  const uint64_t after = first + uint64_t{positions.size()};
  if (after + kPositionsSpare > positions_.size()) {
    const uint64_t room = 2 * after + kPositionsSpare;
    if (!charge_.reach(room * sizeof(uint32_t))) return false;
    positions_.resize(room);
  }
  std::copy(positions.begin(), positions.end(), positions_.begin() + first);
  docs_[count_++] = doc;
  starts_[count_] = static_cast<uint32_t>(after);
  return true;
}

void PositionVisits::choose(uint32_t page, const PageDocs& docs) {
  const uint64_t* const wanted = wanted_->page(page);
  wanted_docs_.resize(kPageDocs);
  uint16_t* out = wanted_docs_.data();
  if (docs.form == PageDocs::Form::kBitmap) {
    for (uint32_t w = 0; w < kPageWords; ++w) {
      for (uint64_t bits = docs.words[w] & wanted[w]; bits != 0; bits &= bits - 1) {
        *out++ = static_cast<uint16_t>(w * 64 + static_cast<uint32_t>(std::countr_zero(bits)));
      }
    }
  } else if (docs.form == PageDocs::Form::kList) {
    for (uint32_t i = 0; i < docs.count; ++i) {
      const uint16_t doc = docs.list[i];
      *out = doc;
      out += wanted[doc / 64] >> (doc % 64) & 1;
    }
  }
  chosen_ = {wanted_docs_.data(), out};
}

}  // namespace patlas
