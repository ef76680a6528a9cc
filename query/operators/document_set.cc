#include "query/operators/document_set.h"

#include <algorithm>
#include <utility>

namespace patlas {
namespace {

constexpr uint32_t kBitmapShare = 32;  // documents of the segment per document of a list, at most

}  // namespace

DocumentSetBuilder::DocumentSetBuilder(uint32_t doc_count, Budget& budget)
    : doc_count_(doc_count),
      budget_(&budget),
      meter_(budget),
      set_(std::make_shared<DocumentSet>()) {
  set_->page_count_ = (doc_count + kPageDocs - 1) / kPageDocs;
}

bool DocumentSetBuilder::add(const PostingList& postings) {
  DocCursor cursor(postings);
  const uint64_t list_max = doc_count_ / kBitmapShare;
  if (!set_->is_bitmap() && set_->list_.size() + postings.count() > list_max && !make_bitmap()) {
    return false;
  }
  for (uint32_t page = cursor.seek_page(0); page < set_->page_count_;
       page = cursor.seek_page(page + 1)) {
    if (set_->is_bitmap()) {
      cursor.or_into(set_->words_.data() + uint64_t{page} * kPageWords);
    } else {
      for_each_doc(cursor.load(),
                   [&](uint32_t doc) { set_->list_.push_back(page * kPageDocs + doc); });
    }
  }
  return meter_.add(postings.count() + 16) && after_growth();
}

bool DocumentSetBuilder::add(uint32_t doc) {
  if (set_->is_bitmap()) {
    set_->words_[doc >> 6] |= uint64_t{1} << (doc & 63);
  } else {
    set_->list_.push_back(doc);
    if (set_->list_.size() > doc_count_ / kBitmapShare && !make_bitmap()) return false;
  }
  return meter_.add(1) && after_growth();
}

bool DocumentSetBuilder::after_growth() {
  const uint64_t bytes = set_->list_.capacity() * sizeof(uint32_t);
  if (bytes <= charged_list_) return true;
  const uint64_t more = bytes - charged_list_;
  charged_list_ = bytes;
  return budget_->charge(more);
}

bool DocumentSetBuilder::make_bitmap() {
  const uint64_t word_count = uint64_t{set_->page_count_} * kPageWords;
  if (!budget_->charge(word_count * sizeof(uint64_t))) return false;
  set_->words_.assign(word_count, 0);
  for (const uint32_t doc : set_->list_) {
    set_->words_[doc >> 6] |= uint64_t{1} << (doc & 63);
  }
  set_->list_ = {};
  budget_->release(charged_list_);
  charged_list_ = 0;
  return true;
}

std::shared_ptr<const DocumentSet> DocumentSetBuilder::finish() {
  if (set_->is_bitmap()) {
    uint64_t count = 0;
    for (const uint64_t word : set_->words_) count += static_cast<uint64_t>(std::popcount(word));
    set_->count_ = count;
  } else {
    std::sort(set_->list_.begin(), set_->list_.end());
    set_->list_.erase(std::unique(set_->list_.begin(), set_->list_.end()), set_->list_.end());
    set_->count_ = set_->list_.size();
  }
  return std::move(set_);
}

uint32_t DocumentSetOperator::next_page(uint32_t page) {
  if (page >= set_->page_count()) return kNoPage;
  if (set_->is_bitmap()) return page;
  const auto& list = set_->list();
  while (at_ < list.size() && list[at_] < page * kPageDocs) ++at_;
  return at_ == list.size() ? kNoPage : list[at_] / kPageDocs;
}

PageDocs DocumentSetOperator::load(uint32_t page, const PageDocs*) {
  if (next_page(page) != page) return {};
  if (set_->is_bitmap()) return bitmap_docs(set_->words().data() + uint64_t{page} * kPageWords);
  const auto& list = set_->list();
  const auto first = list.begin() + static_cast<int64_t>(at_);
  const uint64_t page_end = (uint64_t{page} + 1) * kPageDocs;
  const auto last = std::lower_bound(first, list.end(), page_end);
  uint16_t* out = buffer_.list(static_cast<uint32_t>(last - first));
  std::transform(first, last, out, [](uint32_t doc) { return static_cast<uint16_t>(doc); });
  return list_docs(out, static_cast<uint32_t>(last - first));
}

}  // namespace patlas
