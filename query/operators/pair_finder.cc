#include "query/operators/pair_finder.h"

namespace patlas {

bool any_in_long_lists(const uint32_t* x, uint32_t x_count, const uint32_t* y, uint32_t y_count,
                       PositionReach reach) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < x_count && at < y_count; ++i) {
    const int64_t low = int64_t{x[i]} + reach.low, high = int64_t{x[i]} + reach.high;
    if (high < 0) continue;
    at = seek_position(y, at, y_count, static_cast<uint64_t>(std::max<int64_t>(low, 0)));
    if (at < y_count && int64_t{y[at]} <= high) return true;
  }
  return false;
}

}  // namespace patlas
