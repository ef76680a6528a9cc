// query/operators/page_docs.h
//
// Sets of documents within one page (65,536 documents), as sorted lists or bitmaps, and the algebra
// over them: what all operators compute with. Whichever form is smaller is kept: a list below 1/64
// of a page, since scanning an emptier bitmap costs more than the list (measurements.md 3.1).
//
// Shape    PageDocs is a view (engine/postings/posting_reader.h); PageBuffer owns the memory of a
//          result. A bitmap always has kPageWords words; words beyond the segment's end are zero.
// Threads  a buffer belongs to one thread.
// Cost     bench/micro/query_bench
#ifndef PATLAS_QUERY_OPERATORS_PAGE_DOCS_H_
#define PATLAS_QUERY_OPERATORS_PAGE_DOCS_H_

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/postings/posting_reader.h"

namespace patlas {

/// The longest list that an operator prefers to a bitmap.
inline constexpr uint32_t kListDocsMax = kPageDocs / 64;

/// Room for one result; grows on demand and is kept between pages.
class PageBuffer {
 public:
  /// kPageWords words of any content.
  uint64_t* words();
  /// The same, all zero.
  uint64_t* zeroed_words();
  /// Room for `count` documents, and 8 more that a vector store may overwrite.
  uint16_t* list(uint32_t count);

 private:
  std::vector<uint64_t> words_;
  std::vector<uint16_t> list_;
};

inline PageDocs list_docs(const uint16_t* list, uint32_t count) {
  return {count == 0 ? PageDocs::Form::kEmpty : PageDocs::Form::kList, count, list, nullptr};
}
/// Counts the bits.
PageDocs bitmap_docs(const uint64_t* words);
inline PageDocs bitmap_docs(const uint64_t* words, uint32_t count) {
  return {count == 0 ? PageDocs::Form::kEmpty : PageDocs::Form::kBitmap, count, nullptr, words};
}

/// How many there are, whatever a page directory says: what memory may be sized by.
inline uint32_t count_docs(const PageDocs& docs) {
  return docs.form == PageDocs::Form::kBitmap ? bitmap_docs(docs.words).count : docs.count;
}

/// a AND b. The result may be `a` or `b` itself or stand in `out`, which neither may stand in.
PageDocs intersect(const PageDocs& a, const PageDocs& b, PageBuffer& out);
uint32_t intersect_count(const PageDocs& a, const PageDocs& b);
/// a AND NOT b, under the same rule.
PageDocs subtract(const PageDocs& a, const PageDocs& b, PageBuffer& out);
uint32_t subtract_count(const PageDocs& a, const PageDocs& b);
/// Sets the documents' bits.
void or_docs(const PageDocs& docs, uint64_t* words);
/// a OR b of two lists, into `out`; returns the count. `out` has room for both and overlaps
/// neither.
uint32_t unite_lists(const PageDocs& a, const PageDocs& b, uint16_t* out);

bool contains(const PageDocs& docs, uint16_t doc);

/// Calls `visit(doc)` in increasing order.
template <typename Visit>
void for_each_doc(const PageDocs& docs, Visit&& visit) {
  if (docs.form == PageDocs::Form::kList) {
    for (uint32_t i = 0; i < docs.count; ++i) visit(static_cast<uint32_t>(docs.list[i]));
  } else if (docs.form == PageDocs::Form::kBitmap) {
    for (uint32_t w = 0; w < kPageWords; ++w) {
      for (uint64_t word = docs.words[w]; word != 0; word &= word - 1) {
        visit(w * 64 + static_cast<uint32_t>(std::countr_zero(word)));
      }
    }
  }
}

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_PAGE_DOCS_H_
