// query/operators/pair_finder.h
//
// Whether any of some positions stands in reach of any of others: four at a time where they are few,
// with a walk along both where they are many.
//
// Tested   tests/query/operators_test.cc
#ifndef PATLAS_QUERY_OPERATORS_PAIR_FINDER_H_
#define PATLAS_QUERY_OPERATORS_PAIR_FINDER_H_

#include <smmintrin.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace patlas {

/// One of `y` is to stand low to high behind one of `x`; low <= high.
struct PositionReach {
  int64_t low = 0, high = 0;
};

/// The same, of `x` and `y` turned about.
inline PositionReach turn(const PositionReach& reach) { return {-reach.high, -reach.low}; }

/// The first of [from, count) that is not below `low`; four at a time, then ever farther.
inline uint32_t seek_position(const uint32_t* positions, uint32_t from, uint32_t count,
                              uint64_t low) {
  uint32_t step = 4;
  while (count - from > step && positions[from + step] < low) {
    from += step;
    step *= 2;
  }
  const uint32_t* const end = positions + std::min(count, from + step + 1);
  return static_cast<uint32_t>(std::lower_bound(positions + from, end, low) - positions);
}

/// Of increasing positions.
bool any_in_long_lists(const uint32_t* x, uint32_t x_count, const uint32_t* y, uint32_t y_count,
                       PositionReach reach);

/// Looks for pairs in any of the reaches. Up to kPositionsSpare numbers (position_batch.h) behind both
/// lists may be read. Lists that do not increase, which only damage makes, give some answer.
template <size_t kReaches>
class PairFinder {
 public:
  explicit PairFinder(const PositionReach* reaches) {
    for (size_t r = 0; r < kReaches; ++r) {
      reaches_[r] = reaches[r];
      turned_[r] = turn(reaches[r]);
      low_[r] = _mm_set1_epi32(static_cast<int32_t>(reaches[r].low));
      turned_low_[r] = _mm_set1_epi32(static_cast<int32_t>(turned_[r].low));
      span_[r] = _mm_set1_epi32(static_cast<int32_t>(reaches[r].high - reaches[r].low));
    }
  }

  bool any(const uint32_t* x, uint32_t x_count, const uint32_t* y, uint32_t y_count) const {
    if (x_count == 1 && y_count <= 4) return any_of_four(x[0], y, y_count);
    if (uint64_t{x_count} * y_count > kPairsAtOnce) return any_in_long(x, x_count, y, y_count);
    // The shorter list is gone through one by one.
    return x_count <= y_count ? any_in_short(x, x_count, y, y_count, low_)
                              : any_in_short(y, y_count, x, x_count, turned_low_);
  }

 private:
  // Each of few positions beside all others: 64 pairs take less than a walk's branches do.
  static constexpr uint32_t kPairsAtOnce = 64;

  static __m128i load4(const uint32_t* at) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  }
  /// A bit for each of the four at `at` that is base to base + span, beyond 32 bits from 0 again.
  static uint32_t within(const uint32_t* at, __m128i base, __m128i span) {
    const __m128i behind = _mm_sub_epi32(load4(at), base);
    const __m128i is_within = _mm_cmpeq_epi32(_mm_min_epu32(behind, span), behind);
    return static_cast<uint32_t>(_mm_movemask_ps(_mm_castsi128_ps(is_within)));
  }
  static uint32_t first_lanes(uint32_t count) { return count >= 4 ? 15u : (1u << count) - 1; }

  /// Mostly they are so few.
  bool any_of_four(uint32_t x, const uint32_t* y, uint32_t y_count) const {
    const __m128i from = _mm_set1_epi32(static_cast<int32_t>(x));
    uint32_t lanes = 0;
    for (size_t r = 0; r < kReaches; ++r) {
      lanes |= within(y, _mm_add_epi32(from, low_[r]), span_[r]);
    }
    return (lanes & first_lanes(y_count)) != 0;
  }

  bool any_in_short(const uint32_t* x, uint32_t x_count, const uint32_t* y, uint32_t y_count,
                    const __m128i* low) const {
    uint32_t found = 0;
    for (uint32_t i = 0; i < x_count; ++i) {
      const __m128i from = _mm_set1_epi32(static_cast<int32_t>(x[i]));
      for (uint32_t k = 0; k < y_count; k += 4) {
        uint32_t lanes = 0;
        for (size_t r = 0; r < kReaches; ++r) {
          lanes |= within(y + k, _mm_add_epi32(from, low[r]), span_[r]);
        }
        found |= lanes & first_lanes(y_count - k);
      }
    }
    return found != 0;
  }

  bool any_in_long(const uint32_t* x, uint32_t x_count, const uint32_t* y, uint32_t y_count) const {
    bool found = false;
    for (size_t r = 0; r < kReaches && !found; ++r) {
      found = x_count <= y_count ? any_in_long_lists(x, x_count, y, y_count, reaches_[r])
                                 : any_in_long_lists(y, y_count, x, x_count, turned_[r]);
    }
    return found;
  }

  PositionReach reaches_[kReaches], turned_[kReaches];
  __m128i low_[kReaches], turned_low_[kReaches], span_[kReaches];
};

/// Looks for pairs side by side, where the reaches have such. Only words of one value are side by
/// side: a free position follows each value.
class NeighbourFinder {
 public:
  explicit NeighbourFinder(std::span<const PositionReach> reaches) {
    for (const int64_t side : {-1, 1}) {
      for (const PositionReach& reach : reaches) {
        if (reach.low > side || side > reach.high) continue;
        sides_.emplace_back(std::array{PositionReach{side, side}}.data());
        break;
      }
    }
  }
  bool any(std::span<const uint32_t> x, std::span<const uint32_t> y) const {
    for (const PairFinder<1>& side : sides_) {
      if (side.any(x.data(), static_cast<uint32_t>(x.size()), y.data(),
                   static_cast<uint32_t>(y.size()))) {
        return true;
      }
    }
    return false;
  }

 private:
  std::vector<PairFinder<1>> sides_;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_PAIR_FINDER_H_
