#include "engine/segment/occurrence_sorter.h"

#include <algorithm>
#include <array>

namespace patlas {
namespace {

constexpr size_t kKeptBytes = 16u << 20;
constexpr size_t kRadixFrom = 256;  // below, comparing is cheaper than counting
constexpr uint32_t kRadixBits = 11;

template <typename T>
void clear_for_reuse(std::vector<T>& values) {
  if (values.capacity() * sizeof(T) > kKeptBytes) {
    values = {};
  } else {
    values.clear();
  }
}

}  // namespace

void OccurrenceSorter::clear() {
  clear_for_reuse(entries_);
  clear_for_reuse(scratch_);
  clear_for_reuse(freqs_);
  clear_for_reuse(starts_);
  clear_for_reuse(positions_);
  last_ = 0;
  in_order_ = true;
}

void OccurrenceSorter::add(uint32_t doc, uint32_t freq, std::span<const uint32_t> positions) {
  const uint64_t place = entries_.size();
  in_order_ = in_order_ && (place == 0 || doc > last_);
  last_ = doc;
  if (!positions.empty()) {
    // All of a term's documents have positions, or none has.
    starts_.push_back(positions_.size());
    positions_.insert(positions_.end(), positions.begin(), positions.end());
  }
  if (freq != 1 && freqs_.empty()) freqs_.assign(place, 1);
  if (freq != 1 || !freqs_.empty()) freqs_.push_back(freq);
  entries_.push_back(uint64_t{doc} << 32 | place);
}

void OccurrenceSorter::sort() {
  if (in_order_) return;
  in_order_ = true;
  if (entries_.size() < kRadixFrom) {
    std::sort(entries_.begin(), entries_.end());
    return;
  }
  uint64_t all = 0;
  for (const uint64_t entry : entries_) all |= entry;
  scratch_.resize(entries_.size());
  constexpr uint64_t kMask = (1u << kRadixBits) - 1;
  for (uint32_t shift = 32; shift < 64 && all >> shift != 0; shift += kRadixBits) {
    std::array<size_t, kMask + 1> starts{};
    for (const uint64_t entry : entries_) ++starts[entry >> shift & kMask];
    size_t sum = 0;
    for (size_t& start : starts) {
      const size_t count = start;
      start = sum;
      sum += count;
    }
    for (const uint64_t entry : entries_) scratch_[starts[entry >> shift & kMask]++] = entry;
    entries_.swap(scratch_);
  }
}

}  // namespace patlas
