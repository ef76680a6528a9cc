// The kernels. Lists against lists use SSE4.2's string comparison, which the baseline (x86-64-v2)
// has: 8 values against 8 in one instruction, 0.7 ns a value where a merge takes 2.7 (Schlegel,
// Willhalm, Lehner 2011; measurements.md 3.1). Whole bitmaps are bitmap_kernels.h's.

#include "query/operators/page_docs.h"

#include <nmmintrin.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "query/operators/bitmap_kernels.h"

namespace patlas {
namespace {

constexpr uint32_t kGallopRatio = 32;  // beyond it, searching beats merging

struct alignas(16) ShuffleRow {
  std::array<uint8_t, 16> bytes;
};

// Row m moves the 16-bit lanes whose bit is set in m to the front.
constexpr std::array<ShuffleRow, 256> make_shuffles() {
  std::array<ShuffleRow, 256> rows{};
  for (uint32_t mask = 0; mask < 256; ++mask) {
    uint32_t at = 0;
    for (uint32_t lane = 0; lane < 8; ++lane) {
      if ((mask >> lane & 1) == 0) continue;
      rows[mask].bytes[at++] = static_cast<uint8_t>(2 * lane);
      rows[mask].bytes[at++] = static_cast<uint8_t>(2 * lane + 1);
    }
    while (at < 16) rows[mask].bytes[at++] = 0x80;
  }
  return rows;
}
constexpr std::array<ShuffleRow, 256> kShuffles = make_shuffles();

inline bool bit(const uint64_t* words, uint32_t doc) { return words[doc >> 6] >> (doc & 63) & 1; }

// Where `value` or the first larger one stands in list[from, count).
uint32_t gallop(const uint16_t* list, uint32_t from, uint32_t count, uint16_t value) {
  uint32_t step = 1;
  uint32_t low = from;
  while (low + step < count && list[low + step] < value) {
    low += step;
    step *= 2;
  }
  const uint32_t high = std::min(count, low + step + 1);
  return static_cast<uint32_t>(std::lower_bound(list + low, list + high, value) - list);
}

template <bool kStore>
uint32_t gallop_lists(const uint16_t* small, uint32_t small_count, const uint16_t* large,
                      uint32_t large_count, uint16_t* out) {
  uint32_t at = 0;
  uint32_t found = 0;
  for (uint32_t i = 0; i < small_count; ++i) {
    at = gallop(large, at, large_count, small[i]);
    if (at == large_count) break;
    if (large[at] != small[i]) continue;
    if constexpr (kStore) out[found] = small[i];
    ++found;
  }
  return found;
}

template <bool kStore>
uint32_t merge_lists(const uint16_t* a, uint32_t a_count, const uint16_t* b, uint32_t b_count,
                     uint16_t* out) {
  uint32_t i = 0;
  uint32_t j = 0;
  uint32_t found = 0;
  while (i + 8 <= a_count && j + 8 <= b_count) {
    const __m128i va = _mm_loadu_si128(reinterpret_cast<const __m128i*>(a + i));
    const __m128i vb = _mm_loadu_si128(reinterpret_cast<const __m128i*>(b + j));
    // Explicit lengths: 0 is a document like any other, not the end of a string.
    const __m128i hits =
        _mm_cmpestrm(vb, 8, va, 8, _SIDD_UWORD_OPS | _SIDD_CMP_EQUAL_ANY | _SIDD_BIT_MASK);
    const uint32_t mask = static_cast<uint32_t>(_mm_cvtsi128_si32(hits)) & 0xff;
    if constexpr (kStore) {
      const __m128i shuffle =
          _mm_load_si128(reinterpret_cast<const __m128i*>(kShuffles[mask].bytes.data()));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(out + found), _mm_shuffle_epi8(va, shuffle));
    }
    found += static_cast<uint32_t>(std::popcount(mask));
    const uint16_t a_last = a[i + 7];
    const uint16_t b_last = b[j + 7];
    if (a_last <= b_last) i += 8;
    if (b_last <= a_last) j += 8;
  }
  while (i < a_count && j < b_count) {
    if (a[i] < b[j]) {
      ++i;
    } else if (b[j] < a[i]) {
      ++j;
    } else {
      if constexpr (kStore) out[found] = a[i];
      ++found;
      ++i;
      ++j;
    }
  }
  return found;
}

template <bool kStore>
uint32_t intersect_lists(const PageDocs& a, const PageDocs& b, uint16_t* out) {
  const PageDocs& small = a.count <= b.count ? a : b;
  const PageDocs& large = a.count <= b.count ? b : a;
  if (large.count / kGallopRatio > small.count) {
    return gallop_lists<kStore>(small.list, small.count, large.list, large.count, out);
  }
  return merge_lists<kStore>(small.list, small.count, large.list, large.count, out);
}

// Branch-free: a page's matches are close to random against another term's bitmap.
uint32_t filter_list(const PageDocs& list, const uint64_t* words, uint64_t keep_set,
                     uint16_t* out) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < list.count; ++i) {
    const uint16_t doc = list.list[i];
    out[kept] = doc;
    kept += static_cast<uint32_t>((words[doc >> 6] >> (doc & 63) & 1) == keep_set);
  }
  return kept;
}

uint32_t count_list_in(const PageDocs& list, const uint64_t* words) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < list.count; ++i) count += bit(words, list.list[i]);
  return count;
}

uint32_t subtract_lists(const PageDocs& a, const PageDocs& b, uint16_t* out) {
  uint32_t j = 0;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < a.count; ++i) {
    if (b.count / kGallopRatio > a.count) {
      j = gallop(b.list, j, b.count, a.list[i]);
    } else {
      while (j < b.count && b.list[j] < a.list[i]) ++j;
    }
    out[kept] = a.list[i];
    kept += j == b.count || b.list[j] != a.list[i];
  }
  return kept;
}

}  // namespace

uint64_t* PageBuffer::words() {
  if (words_.empty()) words_.resize(kPageWords);
  return words_.data();
}

uint64_t* PageBuffer::zeroed_words() {
  uint64_t* zeroed = words();
  std::memset(zeroed, 0, kPageWords * sizeof(uint64_t));
  return zeroed;
}

uint16_t* PageBuffer::list(uint32_t count) {
  if (list_.size() < count + 8) list_.resize(count + 8);
  return list_.data();
}

PageDocs bitmap_docs(const uint64_t* words) { return bitmap_docs(words, count_bitmap(words)); }

PageDocs intersect(const PageDocs& a, const PageDocs& b, PageBuffer& out) {
  if (a.count == 0 || b.count == 0) return {};
  const bool a_is_list = a.form == PageDocs::Form::kList;
  const bool b_is_list = b.form == PageDocs::Form::kList;
  if (a_is_list && b_is_list) {
    uint16_t* list = out.list(std::min(a.count, b.count));
    return list_docs(list, intersect_lists<true>(a, b, list));
  }
  if (a_is_list || b_is_list) {
    const PageDocs& sparse = a_is_list ? a : b;
    uint16_t* list = out.list(sparse.count);
    return list_docs(list, filter_list(sparse, (a_is_list ? b : a).words, 1, list));
  }
  uint64_t* words = out.words();
  return bitmap_docs(words, write_both(a.words, b.words, words));
}

uint32_t intersect_count(const PageDocs& a, const PageDocs& b) {
  if (a.count == 0 || b.count == 0) return 0;
  const bool a_is_list = a.form == PageDocs::Form::kList;
  const bool b_is_list = b.form == PageDocs::Form::kList;
  if (a_is_list && b_is_list) return intersect_lists<false>(a, b, nullptr);
  if (a_is_list) return count_list_in(a, b.words);
  if (b_is_list) return count_list_in(b, a.words);
  return count_both(a.words, b.words);
}

PageDocs subtract(const PageDocs& a, const PageDocs& b, PageBuffer& out) {
  if (a.count == 0 || b.count == 0) return a;
  const bool b_is_list = b.form == PageDocs::Form::kList;
  if (a.form == PageDocs::Form::kList) {
    uint16_t* list = out.list(a.count);
    return list_docs(list,
                     b_is_list ? subtract_lists(a, b, list) : filter_list(a, b.words, 0, list));
  }
  uint64_t* words = out.words();
  if (b_is_list) {
    std::memcpy(words, a.words, kPageWords * sizeof(uint64_t));
    uint32_t count = a.count;
    for (uint32_t i = 0; i < b.count; ++i) {
      const uint16_t doc = b.list[i];
      count -= bit(words, doc);
      words[doc >> 6] &= ~(uint64_t{1} << (doc & 63));
    }
    return bitmap_docs(words, count);
  }
  return bitmap_docs(words, write_difference(a.words, b.words, words));
}

uint32_t subtract_count(const PageDocs& a, const PageDocs& b) {
  return a.count - intersect_count(a, b);
}

void or_docs(const PageDocs& docs, uint64_t* words) {
  if (docs.form == PageDocs::Form::kList) {
    for (uint32_t i = 0; i < docs.count; ++i) {
      words[docs.list[i] >> 6] |= uint64_t{1} << (docs.list[i] & 63);
    }
  } else if (docs.form == PageDocs::Form::kBitmap) {
    for (uint32_t w = 0; w < kPageWords; ++w) words[w] |= docs.words[w];
  }
}

uint32_t unite_lists(const PageDocs& a, const PageDocs& b, uint16_t* out) {
  return static_cast<uint32_t>(
      std::set_union(a.list, a.list + a.count, b.list, b.list + b.count, out) - out);
}

bool contains(const PageDocs& docs, uint16_t doc) {
  if (docs.form == PageDocs::Form::kBitmap) return bit(docs.words, doc);
  return std::binary_search(docs.list, docs.list + docs.count, doc);
}

}  // namespace patlas
