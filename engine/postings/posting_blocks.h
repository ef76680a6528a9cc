// engine/postings/posting_blocks.h
//
// Decoding and bit-setting loops that both cursors share. They take untrusted bytes: a block is
// used only after its last document was found to be where it may be, which, as gaps are never
// negative, bounds all others.
#ifndef PATLAS_ENGINE_POSTINGS_POSTING_BLOCKS_H_
#define PATLAS_ENGINE_POSTINGS_POSTING_BLOCKS_H_

#include <smmintrin.h>

#include <cstdint>

#include "engine/postings/posting_layout.h"

namespace patlas {

inline constexpr uint64_t kAnyLast = ~uint64_t{0};

/// Turns n gaps into documents in place, `next` being the lowest possible first one. False when
/// the last is not below `limit`, or not `last` (kAnyLast: not known).
inline bool sum_gaps(uint32_t* values, uint32_t n, uint64_t next, uint64_t last, uint64_t limit) {
  for (uint32_t i = 0; i < n; ++i) {
    next += values[i];
    values[i] = static_cast<uint32_t>(next++);
  }
  return next <= limit && (last == kAnyLast || next == last + 1);
}

/// Turns n gaps, each below 2^16 and so that all documents are below 2^16 too, into documents of
/// the page, `first` being the lowest possible first one. Eight at a time (SSE4.1, which the
/// baseline has): one after another, each sum waits for the one before.
inline void sum_page_gaps(const uint32_t* gaps, uint32_t n, uint32_t first, uint16_t* docs) {
  const __m128i one = _mm_set1_epi16(1);
  const __m128i last_lane = _mm_set1_epi16(0x0f0e);
  __m128i before = _mm_set1_epi16(static_cast<int16_t>(first - 1));
  uint32_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(gaps + i));
    const __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i*>(gaps + i + 4));
    __m128i sums = _mm_add_epi16(_mm_packus_epi32(low, high), one);
    sums = _mm_add_epi16(sums, _mm_slli_si128(sums, 2));
    sums = _mm_add_epi16(sums, _mm_slli_si128(sums, 4));
    sums = _mm_add_epi16(sums, _mm_slli_si128(sums, 8));
    sums = _mm_add_epi16(sums, before);
    before = _mm_shuffle_epi8(sums, last_lane);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(docs + i), sums);
  }
  uint32_t next = i == 0 ? first : docs[i - 1] + 1u;
  for (; i < n; ++i) {
    next += gaps[i];
    docs[i] = static_cast<uint16_t>(next++);
  }
}

/// Block `block` of a flat list: its documents in `docs`; gives how many, 0 when it is damaged.
inline uint32_t decode_flat_block(const PostingParts& parts, uint32_t block, uint32_t* docs) {
  const bool several = parts.units > 1;
  const uint8_t* at = parts.blocks;
  const uint8_t* end = parts.end;
  uint64_t next = 0;
  uint64_t last = kAnyLast;
  if (several) {
    if (block > 0) {
      at += load_le<uint32_t>(parts.starts + uint64_t{block - 1} * 4);
      next = uint64_t{load_le<uint32_t>(parts.maxima + uint64_t{block - 1} * 4)} + 1;
    }
    last = load_le<uint32_t>(parts.maxima + uint64_t{block} * 4);
  }
  const uint32_t n = std::min(kBlockDocs, parts.count - block * kBlockDocs);
  if (pfor_decode(at, end, n, docs) == nullptr) return 0;
  return sum_gaps(docs, n, next, last, parts.doc_count) ? n : 0;
}

/// The blocks of a packed container, one after another; documents are relative to the page.
class PackedBlocks {
 public:
  PackedBlocks() = default;
  PackedBlocks(const PageEntry& entry, uint32_t docs_in_page, const uint8_t* at, const uint8_t* end)
      : count_(entry.count),
        blocks_(blocks_of(entry.count)),
        docs_in_page_(docs_in_page),
        maxima_(at),
        at_(at + (blocks_ - 1) * 2),
        end_(end) {}

  uint32_t block() const { return next_ - 1; }  ///< the block last decoded
  /// The last document of the next block if that is known and so below `low` that the block need
  /// not be decoded.
  bool next_is_below(uint32_t low) const {
    return next_ + 1 < blocks_ && load_le<uint16_t>(maxima_ + next_ * 2) < low;
  }
  /// Steps over the next block. False at the end, or where it is damaged, and ever after.
  bool skip() {
    if (next_ == blocks_) return false;
    return moved(pfor_skip(at_, end_, size_of_next()));
  }
  /// Gaps of the next block, checked; `next_doc` is what sum_gaps takes. Gives how many, 0 as
  /// above.
  uint32_t gaps(uint32_t* values, uint32_t* next_doc) {
    if (next_ == blocks_) return 0;
    const uint32_t n = size_of_next();
    const bool is_last = next_ + 1 == blocks_;
    const uint32_t first = next_ == 0 ? 0 : load_le<uint16_t>(maxima_ + (next_ - 1) * 2) + 1u;
    const uint64_t known_last = is_last ? 0 : load_le<uint16_t>(maxima_ + next_ * 2);
    if (!moved(pfor_decode(at_, end_, n, values))) return 0;
    // Sums of 256 gaps below 2^16 stay below 2^32, so both loops below run in vectors.
    uint32_t any = 0;
    uint32_t total = n - 1;
    for (uint32_t i = 0; i < n; ++i) any |= values[i];
    for (uint32_t i = 0; i < n; ++i) total += values[i];
    const uint64_t last = uint64_t{first} + total;
    if (any >= kPageDocs || last >= docs_in_page_ || (!is_last && last != known_last)) {
      next_ = blocks_;
      return 0;
    }
    *next_doc = first;
    return n;
  }

 private:
  uint32_t size_of_next() const { return std::min(kBlockDocs, count_ - next_ * kBlockDocs); }
  bool moved(const uint8_t* after) {
    next_ = after == nullptr ? blocks_ : next_ + 1;
    at_ = after;
    return after != nullptr;
  }

  uint32_t count_ = 0;
  uint32_t blocks_ = 0;
  uint32_t docs_in_page_ = 0;
  uint32_t next_ = 0;
  const uint8_t* maxima_ = nullptr;
  const uint8_t* at_ = nullptr;
  const uint8_t* end_ = nullptr;
};

/// The runs of a container: [first, last], increasing, inside the page.
class Runs {
 public:
  Runs() = default;
  Runs(uint32_t docs_in_page, const uint8_t* at)
      : docs_in_page_(docs_in_page), left_(load_le<uint16_t>(at)), at_(at + 2) {}

  /// The next run; false at the end or where the runs contradict themselves.
  bool next() {
    if (left_ == 0) return false;
    const uint32_t first = load_le<uint16_t>(at_);
    const uint32_t last = load_le<uint16_t>(at_ + 2);
    if (first < lowest_ || last < first || last >= docs_in_page_) {
      left_ = 0;
      return false;
    }
    first_ = first;
    last_ = last;
    lowest_ = last + 1;
    --left_;
    at_ += kRunBytes;
    return true;
  }
  uint32_t first() const { return first_; }
  uint32_t last() const { return last_; }

 private:
  uint32_t docs_in_page_ = 0;
  uint32_t left_ = 0;
  uint32_t lowest_ = 0;
  uint32_t first_ = 0, last_ = 0;
  const uint8_t* at_ = nullptr;
};

inline void set_bit(uint64_t* words, uint32_t bit) { words[bit / 64] |= uint64_t{1} << (bit % 64); }

/// Sets bits first..last.
inline void set_run(uint64_t* words, uint32_t first, uint32_t last) {
  const uint64_t head = ~uint64_t{0} << (first % 64);
  const uint64_t tail = ~uint64_t{0} >> (63 - last % 64);
  if (first / 64 == last / 64) {
    words[first / 64] |= head & tail;
    return;
  }
  words[first / 64] |= head;
  for (uint32_t word = first / 64 + 1; word < last / 64; ++word) words[word] = ~uint64_t{0};
  words[last / 64] |= tail;
}

/// Word `word` of a page's bitmap, without bits beyond the page's documents.
inline uint64_t bitmap_word(const uint8_t* words, uint32_t word, uint32_t docs_in_page) {
  const uint64_t bits = load_le<uint64_t>(words + uint64_t{word} * 8);
  const uint32_t left = docs_in_page - word * 64;
  return left >= 64 ? bits : bits & ((uint64_t{1} << left) - 1);
}

}  // namespace patlas

#endif  // PATLAS_ENGINE_POSTINGS_POSTING_BLOCKS_H_
