#include "corpora/generator/weighted.h"

#include <numeric>

#include "engine/base/check.h"

namespace patlas::generator {

Weighted::Weighted(std::span<const uint32_t> weights) : slots_(weights.size()) {
  uint64_t total = std::accumulate(weights.begin(), weights.end(), uint64_t{0});
  PATLAS_CHECK(!weights.empty() && weights.size() <= 1u << 18 && total >= 1 && total <= 1u << 31);
  // Scaled so that the mean is `total`: a slot below it is filled up by one above it.
  std::vector<uint64_t> scaled(weights.size());
  std::vector<uint32_t> small, large;
  for (uint32_t i = 0; i < weights.size(); ++i) {
    scaled[i] = uint64_t{weights[i]} * weights.size();
    (scaled[i] < total ? small : large).push_back(i);
  }
  while (!small.empty() && !large.empty()) {
    uint32_t poor = small.back(), rich = large.back();
    small.pop_back();
    slots_[poor] = {static_cast<uint32_t>((scaled[poor] << 32) / total), rich};
    scaled[rich] -= total - scaled[poor];
    if (scaled[rich] < total) {
      large.pop_back();
      small.push_back(rich);
    }
  }
  for (uint32_t i : large) slots_[i] = {UINT32_MAX, i};
  for (uint32_t i : small) slots_[i] = {UINT32_MAX, i};
}

Weighted Weighted::zipf(uint32_t count, uint32_t shift) {
  std::vector<uint32_t> weights(count);
  for (uint32_t rank = 0; rank < count; ++rank) weights[rank] = (1u << 24) / (rank + shift);
  return Weighted(weights);
}

}  // namespace patlas::generator
