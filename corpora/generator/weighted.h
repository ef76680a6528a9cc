// corpora/generator/weighted.h
//
// Draws an index with given weights in constant time (Walker's alias method, Vose's construction),
// in integers only: floating point would let two machines disagree on a byte.
#ifndef PATLAS_CORPORA_GENERATOR_WEIGHTED_H_
#define PATLAS_CORPORA_GENERATOR_WEIGHTED_H_

#include <cstdint>
#include <span>
#include <vector>

#include "corpora/generator/random.h"

namespace patlas::generator {

class Weighted {
 public:
  /// REQUIRES: 1 to 2^18 weights, each at most 2^24, their sum at least 1 and at most 2^31.
  explicit Weighted(std::span<const uint32_t> weights);

  /// Ranks 0 .. count-1 with weight 1 / (rank + shift): Zipf's law in Mandelbrot's form. A larger
  /// shift flattens the head.
  static Weighted zipf(uint32_t count, uint32_t shift);

  uint32_t draw(Random& random) const {
    uint64_t bits = random.next();
    auto slot = static_cast<uint32_t>((bits >> 32) * slots_.size() >> 32);
    return static_cast<uint32_t>(bits) < slots_[slot].threshold ? slot : slots_[slot].alias;
  }

 private:
  struct Slot {
    uint32_t threshold, alias;
  };
  std::vector<Slot> slots_;
};

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_WEIGHTED_H_
