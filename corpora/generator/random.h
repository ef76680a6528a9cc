// corpora/generator/random.h
//
// The generator's randomness: hashes, not streams, so that any record can be made alone.
//
// A stream is seeded by mix() over what it is for (seed, window, family, purpose). A seed that is
// a linear function of the record's place would make neighbours share words: splitmix64 walks a
// line, and two starts on that line meet. Integers only, so that the bytes are the same everywhere.
#ifndef PATLAS_CORPORA_GENERATOR_RANDOM_H_
#define PATLAS_CORPORA_GENERATOR_RANDOM_H_

#include <cstdint>
#include <span>

namespace patlas::generator {

/// The finaliser of splitmix64: a bijection in which each input bit moves half of the output bits.
constexpr uint64_t mix(uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9;
  x ^= x >> 27;
  x *= 0x94d049bb133111eb;
  return x ^ x >> 31;
}

/// A hash of an ordered pair: mix(a, b) tells nothing about mix(a, b + 1) or mix(b, a).
constexpr uint64_t mix(uint64_t a, uint64_t b) {
  return mix(mix(a + 0x9e3779b97f4a7c15) ^ (b * 0xd1342543de82ef95 + 0x632be59bd9b4e019));
}

class Random {
 public:
  explicit constexpr Random(uint64_t seed) : state_(mix(seed)) {}

  constexpr uint64_t next() { return mix(state_ += 0x9e3779b97f4a7c15); }
  /// Uniform in [0, bound). REQUIRES: bound > 0.
  constexpr uint32_t below(uint32_t bound) {
    return static_cast<uint32_t>((next() >> 32) * bound >> 32);
  }
  /// Uniform in [low, high], both included.
  constexpr uint32_t between(uint32_t low, uint32_t high) { return low + below(high - low + 1); }
  constexpr bool chance(uint32_t percent) { return below(100) < percent; }
  /// 0 with probability 1 - percent/100, 1 with that times percent/100, ..., at most `most`.
  constexpr uint32_t geometric(uint32_t percent, uint32_t most) {
    uint32_t count = 0;
    while (count < most && chance(percent)) ++count;
    return count;
  }
  template <typename T>
  constexpr const T& pick(std::span<const T> values) {
    return values[below(static_cast<uint32_t>(values.size()))];
  }
  template <typename T, size_t N>
  constexpr const T& pick(const T (&values)[N]) {
    return values[below(static_cast<uint32_t>(N))];
  }

 private:
  uint64_t state_;
};

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_RANDOM_H_
