// This file is compiled once for each instruction set: Highway includes it again and again with
// other options. AVX-512 as Ice Lake has it counts the bits of a vector and moves chosen lanes to
// its front in one instruction each; below, words are as fast as vectors that must make do without
// (bench/micro/bitmap_bench).
#include "query/operators/bitmap_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "query/operators/bitmap_kernels.cc"
// Must stand before highway.h, which it sets up.
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include <bit>
#include <cstring>

HWY_BEFORE_NAMESPACE();
namespace patlas {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr uint32_t kPackWords = 16;

// Offsets of the set bits of one word, from `base` on, one by one.
inline uint16_t* list_bits(uint64_t word, uint32_t base, uint16_t* out) {
  for (; word != 0; word &= word - 1) {
    *out++ = static_cast<uint16_t>(base + static_cast<uint32_t>(std::countr_zero(word)));
  }
  return out;
}

#if HWY_TARGET <= HWY_AVX3_DL  // Highway numbers better targets lower.

struct Both {
  template <class V>
  V operator()(V a, V b) const {
    return hn::And(a, b);
  }
};
struct Difference {
  template <class V>
  V operator()(V a, V b) const {
    return hn::AndNot(b, a);
  }
};

// Two sums, since each addition waits for the one before.
template <typename Join>
uint32_t join_words(const uint64_t* a, const uint64_t* b, uint64_t* out, Join&& join) {
  const hn::ScalableTag<uint64_t> d;
  const uint32_t lanes = static_cast<uint32_t>(hn::Lanes(d));
  auto even = hn::Zero(d);
  auto odd = hn::Zero(d);
  for (uint32_t w = 0; w < kPageWords; w += 2 * lanes) {
    const auto first = join(hn::LoadU(d, a + w), hn::LoadU(d, b + w));
    const auto second = join(hn::LoadU(d, a + w + lanes), hn::LoadU(d, b + w + lanes));
    if (out != nullptr) {
      hn::StoreU(first, d, out + w);
      hn::StoreU(second, d, out + w + lanes);
    }
    even = hn::Add(even, hn::PopulationCount(first));
    odd = hn::Add(odd, hn::PopulationCount(second));
  }
  return static_cast<uint32_t>(hn::GetLane(hn::SumOfLanes(d, hn::Add(even, odd))));
}

// A vector of offsets for as many bits as it has lanes, those of set bits moved to the front. A
// whole vector is stored each time; it ends where the offsets would end if all bits so far were
// set, so never beyond the pack.
uint16_t* write_offsets(uint64_t word, uint32_t base, uint16_t* out) {
  constexpr int kFewBits = 4;
  if (std::popcount(word) <= kFewBits) return list_bits(word, base, out);
  const hn::ScalableTag<uint16_t> d;
  const uint32_t lanes = static_cast<uint32_t>(hn::Lanes(d));
  uint8_t bits[sizeof(word)];
  std::memcpy(bits, &word, sizeof(word));
  for (uint32_t bit = 0; bit < 64; bit += lanes) {
    const auto mask = hn::LoadMaskBits(d, bits + bit / 8);
    const auto offsets = hn::Iota(d, static_cast<uint16_t>(base + bit));
    hn::StoreU(hn::Compress(offsets, mask), d, out);
    out += hn::CountTrue(d, mask);
  }
  return out;
}

#else

struct Both {
  uint64_t operator()(uint64_t a, uint64_t b) const { return a & b; }
};
struct Difference {
  uint64_t operator()(uint64_t a, uint64_t b) const { return a & ~b; }
};

template <typename Join>
uint32_t join_words(const uint64_t* a, const uint64_t* b, uint64_t* out, Join&& join) {
  uint32_t count = 0;
  for (uint32_t w = 0; w < kPageWords; ++w) {
    const uint64_t word = join(a[w], b[w]);
    if (out != nullptr) out[w] = word;
    count += static_cast<uint32_t>(std::popcount(word));
  }
  return count;
}

uint16_t* write_offsets(uint64_t word, uint32_t base, uint16_t* out) {
  return list_bits(word, base, out);
}

#endif

uint32_t CountBoth(const uint64_t* a, const uint64_t* b) {
  return join_words(a, b, nullptr, Both());
}

uint32_t WriteBoth(const uint64_t* a, const uint64_t* b, uint64_t* out) {
  return join_words(a, b, out, Both());
}

uint32_t WriteDifference(const uint64_t* a, const uint64_t* b, uint64_t* out) {
  return join_words(a, b, out, Difference());
}

uint32_t PackOffsets(const uint64_t* words, uint16_t* out) {
  uint16_t* to = out;
  for (uint32_t w = 0; w < kPackWords; ++w) to = write_offsets(words[w], w * 64, to);
  return static_cast<uint32_t>(to - out);
}

}  // namespace HWY_NAMESPACE
}  // namespace patlas
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace patlas {

HWY_EXPORT(CountBoth);
HWY_EXPORT(WriteBoth);
HWY_EXPORT(WriteDifference);
HWY_EXPORT(PackOffsets);

uint32_t count_bitmap(const uint64_t* words) {
  return HWY_DYNAMIC_DISPATCH(CountBoth)(words, words);
}

uint32_t count_both(const uint64_t* a, const uint64_t* b) {
  return HWY_DYNAMIC_DISPATCH(CountBoth)(a, b);
}

uint32_t write_both(const uint64_t* a, const uint64_t* b, uint64_t* out) {
  return HWY_DYNAMIC_DISPATCH(WriteBoth)(a, b, out);
}

uint32_t write_difference(const uint64_t* a, const uint64_t* b, uint64_t* out) {
  return HWY_DYNAMIC_DISPATCH(WriteDifference)(a, b, out);
}

uint32_t pack_offsets(const uint64_t* words, uint16_t* out) {
  return HWY_DYNAMIC_DISPATCH(PackOffsets)(words, out);
}

namespace {

template <bool kExcept>
uint32_t count_runs_of(const uint64_t* docs, const uint64_t* except, const uint64_t* ends,
                       uint32_t word_count) {
  uint64_t carry = 0;
  uint32_t count = 0;
  for (uint32_t w = 0; w < word_count; ++w) {
    const uint64_t hits = kExcept ? docs[w] & ~except[w] : docs[w];
    const uint64_t within = ~ends[w];
    unsigned long long sum = 0;
    bool over = __builtin_uaddll_overflow(hits & within, within, &sum);
    over |= __builtin_uaddll_overflow(sum, carry, &sum);
    carry = over;
    count += static_cast<uint32_t>(__builtin_popcountll((sum | hits) & ends[w]));
  }
  return count;
}

}  // namespace

uint32_t count_runs(const uint64_t* docs, const uint64_t* except, const uint64_t* ends,
                    uint32_t word_count) {
  return except == nullptr ? count_runs_of<false>(docs, except, ends, word_count)
                           : count_runs_of<true>(docs, except, ends, word_count);
}

}  // namespace patlas

#endif  // HWY_ONCE
