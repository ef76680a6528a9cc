// query/operators/page_operator.h
//
// What every node of a running plan does: say which pages may have matches, and give the matches
// of a page. One tree of operators belongs to one thread and one segment; what is large and common
// to all threads stands in the plan.
//
// Shape    pages asked for never decrease. next_page() may name one again and again; of each page,
//          load(), or_into() or count() is called once, and one of them: words' positions are read
//          forwards only.
// Result   load() gives a view that stays valid until the next call on the same operator.
// Deleted  documents are in it: the root takes them out.
// Errors   go to the query's Budget, which then says stopped(); what load() gave is then worthless.
// Tested   tests/query/operators_test.cc, over plain lists
#ifndef PATLAS_QUERY_OPERATORS_PAGE_OPERATOR_H_
#define PATLAS_QUERY_OPERATORS_PAGE_OPERATOR_H_

#include <cstdint>

#include "query/operators/page_docs.h"

namespace patlas {

class PageOperator {
 public:
  virtual ~PageOperator() = default;

  /// The first page >= `page` that may have matches; kNoPage when none has. May name a page that
  /// turns out to be empty, never passes over one that is not.
  virtual uint32_t next_page(uint32_t page) = 0;

  /// The page's matches. `within`, when given, is a hint: documents outside it may be left out (or
  /// not), since the caller will intersect with it.
  virtual PageDocs load(uint32_t page, const PageDocs* within) = 0;

  /// Sets the bits of the page's matches.
  virtual void or_into(uint32_t page, uint64_t* words) { or_docs(load(page, nullptr), words); }

  /// load() without `dead` documents (a bitmap of kPageWords words, or nullptr), counted only.
  virtual uint32_t count(uint32_t page, const uint64_t* dead) {
    const PageDocs docs = load(page, nullptr);
    if (dead == nullptr) return docs.count;
    return subtract_count(docs, {PageDocs::Form::kBitmap, 1, nullptr, dead});
  }
};

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_PAGE_OPERATOR_H_
