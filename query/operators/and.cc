#include "query/operators/and.h"

#include <utility>

#include "query/operators/all.h"

namespace patlas {

AndOperator::AndOperator(std::vector<PageOperator*> required, std::vector<PageOperator*> excluded,
                         uint32_t doc_count, AndOptions options)
    : required_(std::move(required)),
      excluded_(std::move(excluded)),
      doc_count_(doc_count),
      options_(options) {}

uint32_t AndOperator::next_page(uint32_t page) {
  if (uint64_t{page} * kPageDocs >= doc_count_) return kNoPage;
  if (!options_.skip_pages) return page;
  for (size_t i = 0; i < required_.size();) {
    const uint32_t next = required_[i]->next_page(page);
    if (next == kNoPage) return kNoPage;
    if (next == page) {
      ++i;
    } else {
      page = next;
      i = 0;
    }
  }
  return page;
}

PageDocs AndOperator::run(uint32_t page, const PageDocs* within, size_t left_out) {
  const size_t steps = required_.size() + excluded_.size() - left_out;
  PageDocs docs;
  size_t step = 0;
  if (required_.empty()) {
    docs = all_docs(page, doc_count_, buffers_[2]);
  } else {
    docs = required_[0]->load(page, within);
    step = 1;
  }
  // Two buffers in turn: a result never stands where its operand does. A step that took nothing
  // away may give its operand back, and then the turn stays.
  size_t turn = 0;
  for (; step < steps && docs.count != 0; ++step) {
    const PageDocs* alive = options_.restrict_late ? &docs : nullptr;
    const PageDocs next =
        step < required_.size()
            ? intersect(docs, required_[step]->load(page, alive), buffers_[turn])
            : subtract(docs, excluded_[step - required_.size()]->load(page, alive), buffers_[turn]);
    if (next.list != docs.list || next.words != docs.words) turn = 1 - turn;
    docs = next;
  }
  return docs;
}

PageDocs AndOperator::load(uint32_t page, const PageDocs* within) { return run(page, within, 0); }

uint32_t AndOperator::count(uint32_t page, const uint64_t* dead) {
  const bool has_last_step = required_.size() + excluded_.size() >= (required_.empty() ? 1 : 2);
  if (!options_.fuse_count || dead != nullptr || !has_last_step) {
    return PageOperator::count(page, dead);
  }
  const PageDocs docs = run(page, nullptr, 1);
  if (docs.count == 0) return 0;
  const PageDocs* alive = options_.restrict_late ? &docs : nullptr;
  if (!excluded_.empty()) return subtract_count(docs, excluded_.back()->load(page, alive));
  return intersect_count(docs, required_.back()->load(page, alive));
}

}  // namespace patlas
