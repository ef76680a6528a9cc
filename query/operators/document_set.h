// query/operators/document_set.h
//
// Documents of one segment worked out before the pages run: the union of a prefix's many terms, or
// the documents that hold a phrase of many expansions. Made term by term, so that twenty thousand
// expansions need one cursor at a time; shared by all threads.
//
// How      documents of short lists are gathered before they are set as bits, a window of the set that
//          fits the L2 cache at a time (performance.md 4.3, measurements.md 22); lists with pages of
//          their own go page by page, which are smaller still.
// Shape    a sorted list while below 1/32 of the segment's documents, else a bitmap of whole pages.
// Memory   charged to the query's budget, which outlives the set; given back with the set.
#ifndef PATLAS_QUERY_OPERATORS_DOCUMENT_SET_H_
#define PATLAS_QUERY_OPERATORS_DOCUMENT_SET_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/postings/posting_reader.h"
#include "engine/segment/reader.h"
#include "query/budget.h"
#include "query/operators/page_operator.h"

namespace patlas {

class DocumentSet {
 public:
  explicit DocumentSet(Budget& budget) : charge_(budget) {}
  uint64_t count() const { return count_; }
  const std::vector<uint32_t>& list() const { return list_; }    ///< empty when a bitmap
  const std::vector<uint64_t>& words() const { return words_; }  ///< empty when a list
  bool is_bitmap() const { return !words_.empty(); }
  uint32_t page_count() const { return page_count_; }

 private:
  friend class DocumentSetBuilder;
  uint64_t count_ = 0;
  uint32_t page_count_ = 0;
  Charge charge_;  ///< for both:
  std::vector<uint32_t> list_;
  std::vector<uint64_t> words_;
};

class DocumentSetBuilder {
 public:
  DocumentSetBuilder(uint32_t doc_count, Budget& budget);
  /// False when the budget ended.
  bool add(const PostingList& postings);
  /// A term's documents, which its dictionary entry holds or `segment` opens. Errors go to the budget.
  bool add(const SegmentReader& segment, uint16_t field, const TermValue& value);
  bool add(uint32_t doc);
  std::shared_ptr<const DocumentSet> finish();

 private:
  bool make_bitmap();
  bool take_pending();
  bool set_pending();
  void sort_list();

  uint32_t doc_count_;
  Budget* budget_;
  WorkMeter meter_;
  Charge charge_;                  ///< for what follows
  std::vector<uint32_t> pending_;  ///< of short lists, not yet in the set
  std::vector<uint32_t> scratch_;
  std::shared_ptr<DocumentSet> set_;
};

/// Pages of a set that outlives the operator.
class DocumentSetOperator final : public PageOperator {
 public:
  explicit DocumentSetOperator(std::shared_ptr<const DocumentSet> set) : set_(std::move(set)) {}
  uint32_t next_page(uint32_t page) override;
  PageDocs load(uint32_t page, const PageDocs* within) override;

 private:
  std::shared_ptr<const DocumentSet> set_;
  uint64_t at_ = 0;  ///< in the list: the first document not before the last page asked for
  PageBuffer buffer_;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_DOCUMENT_SET_H_
