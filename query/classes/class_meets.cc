// This file is compiled once for each instruction set (Highway includes it again and again): the
// meetings of a pack's neighbours are 16 or 8 at a time where vectors can read from many places.
#include "query/classes/class_meets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "query/classes/class_meets.cc"
// Must stand before highway.h, which it sets up.
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include <algorithm>
#include <bit>

#ifndef PATLAS_CLASS_MEETS_TABLES
#define PATLAS_CLASS_MEETS_TABLES

namespace patlas {

inline constexpr uint32_t kMeetBlockBits = 5;
inline constexpr uint32_t kMeetBlock = 1u << kMeetBlockBits;

/// What the loops read; see ClassMeets.
struct MeetTables {
  const uint32_t* to_ends;
  const uint32_t* within;
  const uint32_t* blocks;
  uint32_t row;
};

// Bits of a value: of 0 none.
inline uint32_t bits_of(uint32_t value) {
  return 63u - static_cast<uint32_t>(std::countl_zero(uint64_t{value} << 1 | 1));
}

inline uint32_t meet_of(const MeetTables& t, uint32_t before, uint32_t node) {
  const uint32_t from = before >> kMeetBlockBits, to = node >> kMeetBlockBits;
  if (from == to) {
    const uint32_t behind = (t.within[2 * node + 1] >> (before % kMeetBlock)) & ~1u;
    if (behind == 0) return node;
    return t.within[2 * (before + static_cast<uint32_t>(std::countr_zero(behind)))];
  }
  const uint32_t width = bits_of(to - from - 1);
  const uint32_t* const row = t.blocks + uint64_t{width} * t.row;
  return std::min(std::min(t.to_ends[2 * before], t.to_ends[2 * node + 1]),
                  std::min(row[from + 1], row[to - ((1u << width) >> 1)]));
}

inline uint32_t* add_meeting(uint32_t met, uint32_t* out) {
  *out = met;
  return out + (met != 0);
}

/// `end` is behind the last written, nullptr where nodes fall.
struct Meetings {
  uint32_t* end;
  size_t pair_count;
};

}  // namespace patlas

#endif  // PATLAS_CLASS_MEETS_TABLES

HWY_BEFORE_NAMESPACE();
namespace patlas {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET <= HWY_AVX2  // Highway numbers better targets lower.

constexpr size_t kChunk = 1024;
constexpr size_t kSlack = 64;  // a vector's stores reach so far behind

using Tag = hn::ScalableTag<uint32_t>;

template <class V>
V read(const uint32_t* from, V index) {
  const Tag d;
  const hn::RebindToSigned<Tag> di;
  return hn::BitCast(
      d, hn::GatherIndex(di, reinterpret_cast<const int32_t*>(from), hn::BitCast(di, index)));
}

// One more than the rank of the highest bit, and 126 more: a float's exponent. Exact below 2^24, and
// for powers of two.
template <class V>
V exponent(V value) {
  const Tag d;
  const hn::RebindToSigned<Tag> di;
  const hn::Rebind<float, Tag> df;
  const auto bits = hn::BitCast(d, hn::ConvertTo(df, hn::BitCast(di, value)));
  return hn::And(hn::ShiftRight<23>(bits), hn::Set(d, 0xff));
}
constexpr uint32_t kExponentOfBits = 126;

// Pairs of one kind, those of a chunk side by side: so no lane is read for nothing.
struct Pairs {
  HWY_ALIGN uint32_t before[kChunk + kSlack];
  HWY_ALIGN uint32_t node[kChunk + kSlack];
  size_t count = 0;

  // Whole vectors are stored: storing chosen lanes takes some processors as long as all the rest.
  template <class V, class M>
  void add(V befores, V nodes, M chosen) {
    const Tag d;
    hn::StoreU(hn::Compress(befores, chosen), d, before + count);
    hn::StoreU(hn::Compress(nodes, chosen), d, node + count);
    count += hn::CountTrue(d, chosen);
  }
};

template <class V>
V meet_across(const MeetTables& t, V before, V node) {
  const Tag d;
  const auto one = hn::Set(d, 1);
  const auto from_next = hn::Add(hn::ShiftRight<kMeetBlockBits>(before), one);
  const auto to = hn::ShiftRight<kMeetBlockBits>(node);
  const auto least = hn::Set(d, kExponentOfBits);  // of no block at all
  const auto width = hn::Sub(hn::Max(exponent(hn::Sub(to, from_next)), least), least);
  const auto row = hn::Mul(width, hn::Set(d, t.row));
  const auto half = hn::ShiftRight<1>(hn::Shl(one, width));
  const auto in_blocks = hn::Min(read(t.blocks, hn::Add(row, from_next)),
                                 read(t.blocks, hn::Sub(hn::Add(row, to), half)));
  return hn::Min(in_blocks, hn::Min(read(t.to_ends, hn::Add(before, before)),
                                    read(t.to_ends, hn::Add(hn::Add(node, node), one))));
}

template <class V>
V meet_within(const MeetTables& t, V before, V node) {
  const Tag d;
  const auto one = hn::Set(d, 1), zero = hn::Zero(d);
  const auto shift = hn::And(before, hn::Set(d, kMeetBlock - 1));
  const auto smaller = read(t.within, hn::Add(hn::Add(node, node), one));
  const auto behind = hn::AndNot(one, hn::Shr(smaller, shift));
  const auto is_same = hn::Eq(behind, zero);
  const auto lowest = hn::IfThenElse(is_same, one, hn::And(behind, hn::Sub(zero, behind)));
  const auto at = hn::Add(before, hn::Sub(exponent(lowest), hn::Set(d, kExponentOfBits + 1)));
  return hn::IfThenElse(is_same, node, read(t.within, hn::Add(at, at)));
}

template <typename Meet>
uint32_t* meet_pairs(const MeetTables& t, const Pairs& pairs, uint32_t* out, Meet&& meet) {
  const Tag d;
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + lanes <= pairs.count; i += lanes) {
    const auto met = meet(hn::Load(d, pairs.before + i), hn::Load(d, pairs.node + i));
    const auto below = hn::Ne(met, hn::Zero(d));
    hn::StoreU(hn::Compress(met, below), d, out);
    out += hn::CountTrue(d, below);
  }
  for (; i < pairs.count; ++i) out = add_meeting(meet_of(t, pairs.before[i], pairs.node[i]), out);
  return out;
}

// Sorts the pairs of nodes [begin, end), a whole number of vectors, into those of one block and the
// others. False where nodes fall.
bool sort_pairs(const uint32_t* nodes, const uint8_t* begins, size_t begin, size_t end,
                Pairs& within, Pairs& across) {
  const Tag d;
  const hn::Rebind<uint8_t, Tag> d8;
  const auto zero = hn::Zero(d);
  auto wrong = zero;
  within.count = across.count = 0;
  for (size_t i = begin; i < end; i += hn::Lanes(d)) {
    const auto node = hn::LoadU(d, nodes + i), before = hn::LoadU(d, nodes + i - 1);
    const auto is_pair = hn::Eq(hn::PromoteTo(d, hn::LoadU(d8, begins + i)), zero);
    wrong = hn::Or(wrong, hn::VecFromMask(d, hn::And(is_pair, hn::Lt(node, before))));
    const auto near =
        hn::Eq(hn::ShiftRight<kMeetBlockBits>(node), hn::ShiftRight<kMeetBlockBits>(before));
    const auto far_pair = hn::AndNot(near, is_pair), near_pair = hn::And(near, is_pair);
    across.add(before, node, far_pair);
    within.add(before, node, near_pair);
  }
  return hn::AllTrue(d, hn::Eq(wrong, zero));
}

#endif

Meetings MeetNeighbours(const MeetTables& t, const uint32_t* nodes, size_t n, const uint8_t* begins,
                        uint32_t* out) {
  size_t i = 1, pair_count = 0;
#if HWY_TARGET <= HWY_AVX2
  const Tag d;
  Pairs within, across;
  while (i + hn::Lanes(d) <= n) {
    const size_t end = i + std::min(kChunk, (n - i) / hn::Lanes(d) * hn::Lanes(d));
    if (!sort_pairs(nodes, begins, i, end, within, across)) return {nullptr, 0};
    out = meet_pairs(t, across, out,
                     [&t](auto before, auto node) { return meet_across(t, before, node); });
    out = meet_pairs(t, within, out,
                     [&t](auto before, auto node) { return meet_within(t, before, node); });
    pair_count += across.count + within.count;
    i = end;
  }
#endif
  for (; i < n; ++i) {
    if (begins[i] != 0) continue;
    if (nodes[i] < nodes[i - 1]) return {nullptr, 0};
    out = add_meeting(meet_of(t, nodes[i - 1], nodes[i]), out);
    ++pair_count;
  }
  return {out, pair_count};
}

void LookUpNodes(const uint32_t* nodes, const uint32_t* ordinals, size_t n, uint32_t* out) {
  size_t i = 0;
#if HWY_TARGET <= HWY_AVX2
  const hn::ScalableTag<int32_t> d;
  const size_t lanes = hn::Lanes(d);
  for (; i + lanes <= n; i += lanes) {
    const auto at = hn::LoadU(d, reinterpret_cast<const int32_t*>(ordinals) + i);
    hn::StoreU(hn::GatherIndex(d, reinterpret_cast<const int32_t*>(nodes), at), d,
               reinterpret_cast<int32_t*>(out) + i);
  }
#endif
  for (; i < n; ++i) out[i] = nodes[ordinals[i]];
}

}  // namespace HWY_NAMESPACE
}  // namespace patlas
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include "engine/base/check.h"

namespace patlas {

HWY_EXPORT(MeetNeighbours);
HWY_EXPORT(LookUpNodes);

namespace {

constexpr uint32_t kNothing = 0xffffffffu;
constexpr size_t kSlackNodes = 64;        // a vector's stores reach so far behind
constexpr uint32_t kNodesMax = 1u << 29;  // twice that is still a signed index

}  // namespace

void ClassMeets::build(std::span<const uint32_t> parents) {
  PATLAS_CHECK(parents.size() < kNodesMax);
  const auto count = static_cast<uint32_t>(parents.size());
  const uint32_t block_count = (count + kMeetBlock - 1) / kMeetBlock;
  to_ends_.assign(uint64_t{count} * 2, kNothing);
  within_.assign(uint64_t{count} * 2, 0);
  row_ = block_count + 1;
  const uint32_t rows = bits_of(block_count) + 1;
  blocks_.assign(uint64_t{rows} * row_, kNothing);
  for (uint32_t begin = 0; begin < count; begin += kMeetBlock) {
    const uint32_t end = std::min(count, begin + kMeetBlock);
    uint32_t least = kNothing, smaller = 0;
    for (uint32_t node = begin; node < end; ++node) {
      least = std::min(least, parents[node]);
      to_ends_[2 * node + 1] = least;
      while (smaller != 0) {
        const uint32_t last = bits_of(smaller) - 1;
        if (parents[begin + last] < parents[node]) break;
        smaller &= ~(1u << last);
      }
      smaller |= 1u << (node - begin);
      within_[2 * node] = parents[node];
      within_[2 * node + 1] = smaller;
    }
    blocks_[row_ + begin / kMeetBlock] = least;
    least = kNothing;
    for (uint32_t node = end; node-- > begin;) {
      to_ends_[2 * node] = least;
      least = std::min(least, parents[node]);
    }
  }
  for (uint32_t width = 2; width < rows; ++width) {
    const uint32_t half = 1u << (width - 2);
    const uint32_t* const from = blocks_.data() + uint64_t{width - 1} * row_;
    uint32_t* const to = blocks_.data() + uint64_t{width} * row_;
    for (uint32_t b = 0; b + 2 * half <= block_count; ++b)
      to[b] = std::min(from[b], from[b + half]);
  }
}

uint32_t ClassMeets::meet(uint32_t before, uint32_t node) const {
  return meet_of({to_ends_.data(), within_.data(), blocks_.data(), row_}, before, node);
}

bool ClassMeets::meet_neighbours(std::span<const uint32_t> nodes, const uint8_t* begins,
                                 Found& out) const {
  if (out.room_.size() < nodes.size() + kSlackNodes) out.room_.resize(nodes.size() + kSlackNodes);
  const MeetTables tables = {to_ends_.data(), within_.data(), blocks_.data(), row_};
  const Meetings met = HWY_DYNAMIC_DISPATCH(MeetNeighbours)(tables, nodes.data(), nodes.size(),
                                                            begins, out.room_.data());
  if (met.end == nullptr) return false;
  out.below_ = static_cast<size_t>(met.end - out.room_.data());
  out.at_root_ = met.pair_count - out.below_;
  return true;
}

void look_up_nodes(std::span<const uint32_t> nodes, std::span<const uint32_t> ordinals,
                   uint32_t* out) {
  HWY_DYNAMIC_DISPATCH(LookUpNodes)(nodes.data(), ordinals.data(), ordinals.size(), out);
}

}  // namespace patlas

#endif  // HWY_ONCE
