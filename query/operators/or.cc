#include "query/operators/or.h"

#include <algorithm>
#include <utility>

namespace patlas {
namespace {

constexpr size_t kMergedListsMax = 8;  // with more, setting bits beats merging again and again

}  // namespace

OrOperator::OrOperator(std::vector<PageOperator*> children, uint64_t docs_per_page, bool skip_pages,
                       uint32_t page_count)
    : children_(std::move(children)),
      expects_lists_(docs_per_page <= kListDocsMax && children_.size() <= kMergedListsMax),
      skip_pages_(skip_pages),
      page_count_(page_count) {}

uint32_t OrOperator::next_page(uint32_t page) {
  if (page >= page_count_) return kNoPage;
  if (!skip_pages_) return page;
  uint32_t first = kNoPage;
  for (PageOperator* child : children_) {
    first = std::min(first, child->next_page(page));
    if (first == page) break;
  }
  return first;
}

PageDocs OrOperator::load(uint32_t page, const PageDocs* within) {
  present_.clear();
  for (PageOperator* child : children_) {
    if (child->next_page(page) == page) present_.push_back(child);
  }
  if (present_.empty()) return {};
  if (present_.size() == 1) return present_[0]->load(page, within);
  if (expects_lists_) return merge_lists(page, within);
  uint64_t* words = buffers_[0].zeroed_words();
  for (PageOperator* child : present_) {
    // A dear child may use the restriction; or_into has none.
    if (within != nullptr && within->form == PageDocs::Form::kList) {
      or_docs(child->load(page, within), words);
    } else {
      child->or_into(page, words);
    }
  }
  return bitmap_docs(words);
}

PageDocs OrOperator::merge_lists(uint32_t page, const PageDocs* within) {
  loaded_.clear();
  uint32_t total = 0;
  bool all_lists = true;
  for (PageOperator* child : present_) {
    loaded_.push_back(child->load(page, within));
    total += loaded_.back().count;
    all_lists &= loaded_.back().form != PageDocs::Form::kBitmap;
  }
  if (!all_lists || total > 4 * kListDocsMax) {
    uint64_t* words = buffers_[0].zeroed_words();
    for (const PageDocs& docs : loaded_) or_docs(docs, words);
    return bitmap_docs(words);
  }
  PageDocs merged = loaded_[0];
  for (size_t i = 1; i < loaded_.size(); ++i) {
    uint16_t* out = buffers_[i % 2].list(total);
    merged = list_docs(out, unite_lists(merged, loaded_[i], out));
  }
  return merged;
}

void OrOperator::or_into(uint32_t page, uint64_t* words) {
  for (PageOperator* child : children_) {
    if (child->next_page(page) == page) child->or_into(page, words);
  }
}

}  // namespace patlas
