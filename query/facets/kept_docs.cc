#include "query/facets/kept_docs.h"

#include <algorithm>
#include <array>

namespace patlas {
namespace {

constexpr size_t kRadixFrom = 4096;  // below, std::sort wins
constexpr uint32_t kDigitBits = 11;
constexpr uint32_t kDigits = 1u << kDigitBits;

// One stable pass over bits [shift, shift + 11); skipped when they are all equal.
void radix_pass(std::vector<uint64_t>& docs, std::vector<uint64_t>& scratch, uint32_t shift) {
  std::array<uint32_t, kDigits> starts{};
  for (const uint64_t doc : docs) ++starts[doc >> shift & (kDigits - 1)];
  if (starts[docs[0] >> shift & (kDigits - 1)] == docs.size()) return;
  uint32_t sum = 0;
  for (uint32_t& start : starts) {
    const uint32_t count = start;
    start = sum;
    sum += count;
  }
  for (const uint64_t doc : docs) scratch[starts[doc >> shift & (kDigits - 1)]++] = doc;
  docs.swap(scratch);
}

}  // namespace

Result<SnapshotNumbers> SnapshotNumbers::of(const Snapshot& snapshot) {
  SnapshotNumbers numbers;
  uint64_t start = 0;
  for (const LiveSegment& segment : snapshot.segments()) {
    numbers.starts_.push_back(static_cast<uint32_t>(start));
    start += segment.reader->doc_count();
    if (start >> 32 != 0) {
      return Error{Code::kLimit, "facets and cross-tabs go up to 4,294,967,295 documents", {}};
    }
  }
  numbers.starts_.push_back(static_cast<uint32_t>(start));
  return numbers;
}

DocAddress SnapshotNumbers::address(uint32_t number) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), number);
  const auto segment = static_cast<uint32_t>(after - starts_.begin() - 1);
  return {segment, number - starts_[segment]};
}

void KeptDocs::collect(uint32_t pack, std::span<const uint16_t> offsets) {
  if (split_only_) {
    if (!lookup_->has_split(segment_)) return;
    split_offsets_.resize(offsets.size());
    size_t kept = 0;
    for (const uint16_t offset : offsets) {
      split_offsets_[kept] = offset;
      kept += lookup_->is_split(segment_, pack * kPackDocs + offset);
    }
    if (kept == 0) return;
    offsets = std::span(split_offsets_).first(kept);
  }
  const size_t first = docs_.size();
  if (!make_room(docs_, offsets.size(), charge_)) return;
  docs_.resize(first + offsets.size());
  uint32_t families[kPackDocs];
  if (lookup_ != nullptr) lookup_->get_pack(segment_, pack, offsets, families);
  for (size_t i = 0; i < offsets.size(); ++i) {
    const uint32_t number = numbers_->number(segment_, pack * kPackDocs + offsets[i]);
    const uint32_t family = lookup_ != nullptr ? families[i] : number;
    docs_[first + i] = uint64_t{family} << 32 | number;
  }
}

void sort_kept(std::vector<uint64_t>& docs) {
  if (std::is_sorted(docs.begin(), docs.end())) return;
  if (docs.size() < kRadixFrom) {
    std::sort(docs.begin(), docs.end());
    return;
  }
  std::vector<uint64_t> scratch(docs.size());
  for (uint32_t shift = 0; shift < 64; shift += kDigitBits) radix_pass(docs, scratch, shift);
}

}  // namespace patlas
