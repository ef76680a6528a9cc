#include "query/operators/counts.h"

#include <algorithm>

namespace patlas {
namespace {

constexpr uint64_t kPlaneBytes = uint64_t{kPageWords} * sizeof(uint64_t);

// The counter's bits from the lowest: whether what was read of it is at least as large.
uint64_t at_least(const uint64_t* word, uint32_t planes, uint64_t number) {
  uint64_t result = ~uint64_t{0};
  for (uint32_t p = 0; p < planes; ++p) {
    const uint64_t bits = word[uint64_t{p} * kPageWords];
    result = (number >> p & 1) != 0 ? bits & result : bits | result;
  }
  return result;
}

}  // namespace

bool PageCounts::grow() {
  const uint64_t planes = uint64_t{planes_} + 1;
  if (!charge_.reach(planes * kPlaneBytes)) return false;
  words_.reserve(planes * kPageWords);  // as much, and not twice as much
  words_.resize(planes * kPageWords);
  std::fill(words_.end() - kPageWords, words_.end(), 0);
  ++planes_;
  return true;
}

void PageCounts::reset(const PageCounts* base) {
  planes_ = 0;
  words_.clear();
  if (base == nullptr) return;
  while (planes_ < base->planes_) {
    if (!grow()) return;
  }
  std::copy(base->words_.begin(), base->words_.end(), words_.begin());
}

void PageCounts::add(const PageDocs& docs) {
  if (docs.form == PageDocs::Form::kBitmap) {
    add_bitmap(docs.words);
  } else {
    for_each_doc(docs, [this](uint32_t doc) { add_one(doc); });
  }
}

void PageCounts::add_bitmap(const uint64_t* words) {
  uint64_t carry[kPageWords];
  std::copy(words, words + kPageWords, carry);
  for (uint32_t p = 0; p < planes_max_; ++p) {
    if (p == planes_ && !grow()) return;
    uint64_t* plane = words_.data() + uint64_t{p} * kPageWords;
    uint64_t any = 0;
    for (uint32_t w = 0; w < kPageWords; ++w) {
      const uint64_t sum = plane[w] ^ carry[w];
      carry[w] &= plane[w];
      plane[w] = sum;
      any |= carry[w];
    }
    if (any == 0) return;
  }
}

void PageCounts::add_one(uint32_t doc) {
  const uint64_t bit = uint64_t{1} << (doc % 64);
  for (uint32_t p = 0; p < planes_max_; ++p) {
    if (p == planes_ && !grow()) return;
    uint64_t& word = words_[uint64_t{p} * kPageWords + doc / 64];
    word ^= bit;
    if ((word & bit) != 0) return;
  }
}

PageDocs PageCounts::between(uint64_t low, uint64_t high, PageBuffer& out) const {
  if (low > bound()) return {};
  const bool has_bound = high < bound();
  uint64_t* words = out.words();
  for (uint32_t w = 0; w < kPageWords; ++w) {
    words[w] = at_least(words_.data() + w, planes_, low);
    if (has_bound) words[w] &= ~at_least(words_.data() + w, planes_, high + 1);
  }
  return bitmap_docs(words);
}

SegmentCounts::SegmentCounts(uint32_t page_count, uint32_t planes_max, Budget& budget)
    : meter_(budget), budget_(&budget) {
  pages_.reserve(page_count);
  for (uint32_t page = 0; page < page_count; ++page) pages_.emplace_back(planes_max, budget);
}

bool SegmentCounts::add(const PostingList& postings) {
  DocCursor cursor(postings);
  const auto page_count = static_cast<uint32_t>(pages_.size());
  for (uint32_t page = cursor.seek_page(0); page < page_count; page = cursor.seek_page(page + 1)) {
    pages_[page].add(cursor.load());
  }
  return meter_.add(2 * postings.count() + 16) && !budget_->stopped();
}

CountOperator::CountOperator(std::vector<PageOperator*> children,
                             std::shared_ptr<const SegmentCounts> base, uint64_t low, uint64_t high,
                             uint32_t planes_max, uint32_t page_count, bool skip_pages,
                             Budget& budget)
    : children_(std::move(children)),
      base_(std::move(base)),
      low_(low),
      high_(high),
      page_count_(page_count),
      skip_pages_(skip_pages),
      counts_(planes_max, budget) {}

uint32_t CountOperator::next_page(uint32_t page) {
  while (page < page_count_) {
    if (!skip_pages_) return page;
    uint64_t present = base_ == nullptr ? 0 : base_->page(page).bound();
    for (size_t i = 0; i < children_.size() && present < low_; ++i) {
      present += children_[i]->next_page(page) == page;
    }
    if (present >= low_) return page;
    ++page;
  }
  return kNoPage;
}

PageDocs CountOperator::load(uint32_t page, const PageDocs* within) {
  counts_.reset(base_ == nullptr ? nullptr : &base_->page(page));
  for (PageOperator* child : children_) {
    if (child->next_page(page) == page) counts_.add(child->load(page, within));
  }
  return counts_.between(low_, high_, buffer_);
}

}  // namespace patlas
