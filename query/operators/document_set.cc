#include "query/operators/document_set.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace patlas {
namespace {

constexpr uint32_t kBitmapShare = 32;  // documents of the segment per document of a list, at most
constexpr uint64_t kListUnits = 16;    // work of a list, beside its documents
// A window of the set: 8,388,608 documents, 1 MB of bits.
constexpr uint32_t kWindowBits = 23;
constexpr uint32_t kWindowDocs = uint32_t{1} << kWindowBits;
// Documents of short lists that wait: many for each cache line of a window.
constexpr size_t kPendingDocs = size_t{1} << 20;
// Below so many documents a comparison sort is as fast.
constexpr size_t kRadixDocsMin = 256;

/// `from` into `to`, stable by the value above its low `shift` bits, of which there are `count`.
void sort_by_digit(const std::vector<uint32_t>& from, std::vector<uint32_t>& to, uint32_t shift,
                   uint32_t count) {
  std::vector<uint32_t> starts(size_t{count} + 1);
  const uint32_t mask = std::bit_ceil(count) - 1;
  for (const uint32_t doc : from) ++starts[std::min(doc >> shift & mask, count - 1) + 1];
  for (uint32_t i = 1; i < count; ++i) starts[i + 1] += starts[i];
  for (const uint32_t doc : from) to[starts[std::min(doc >> shift & mask, count - 1)]++] = doc;
}

}  // namespace

DocumentSetBuilder::DocumentSetBuilder(uint32_t doc_count, Budget& budget)
    : doc_count_(doc_count),
      budget_(&budget),
      meter_(budget),
      charge_(budget),
      set_(std::make_shared<DocumentSet>(budget)) {
  set_->page_count_ = (doc_count + kPageDocs - 1) / kPageDocs;
}

bool DocumentSetBuilder::add(const PostingList& postings) {
  if (append_docs(postings, pending_)) return take_pending();
  DocCursor cursor(postings);
  const uint64_t list_max = doc_count_ / kBitmapShare;
  if (!set_->is_bitmap()) {
    const bool is_list = set_->list_.size() + postings.count() <= list_max;
    if (!(is_list ? make_room(set_->list_, postings.count(), set_->charge_) : make_bitmap()))
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
  return meter_.add(postings.count() + kListUnits);
}

bool DocumentSetBuilder::add(const SegmentReader& segment, uint16_t field, const TermValue& value) {
  if (!value.inline_postings.empty() && append_docs(value, doc_count_, pending_)) {
    return take_pending();
  }
  auto list = segment.postings(field, value, Detail::kDocs);
  if (list) return add(*list);
  budget_->fail(std::move(list).error());
  return false;
}

// Room for the documents of a short list and of those before it.
bool DocumentSetBuilder::take_pending() {
  const uint64_t bytes = 2 * pending_.capacity() * sizeof(uint32_t);  // and as many in scratch_
  if (!meter_.add(kListUnits) || !charge_.reach(bytes)) return false;
  if (pending_.size() < kPendingDocs) return true;
  if (!set_->is_bitmap() && set_->list_.size() + pending_.size() > doc_count_ / kBitmapShare &&
      !make_bitmap()) {
    return false;
  }
  const uint64_t count = pending_.size();
  return set_pending() && meter_.add(count);
}

bool DocumentSetBuilder::set_pending() {
  if (!set_->is_bitmap()) {
    if (!make_room(set_->list_, pending_.size(), set_->charge_)) return false;
    set_->list_.insert(set_->list_.end(), pending_.begin(), pending_.end());
  } else if (doc_count_ <= kWindowDocs) {
    for (const uint32_t doc : pending_) set_->words_[doc >> 6] |= uint64_t{1} << (doc & 63);
  } else {
    scratch_.resize(pending_.size());
    sort_by_digit(pending_, scratch_, kWindowBits, doc_count_ / kWindowDocs + 1);
    for (const uint32_t doc : scratch_) set_->words_[doc >> 6] |= uint64_t{1} << (doc & 63);
  }
  pending_.clear();
  return true;
}

bool DocumentSetBuilder::add(uint32_t doc) {
  if (set_->is_bitmap()) {
    set_->words_[doc >> 6] |= uint64_t{1} << (doc & 63);
  } else {
    if (!make_room(set_->list_, 1, set_->charge_)) return false;
    set_->list_.push_back(doc);
    if (set_->list_.size() > doc_count_ / kBitmapShare && !make_bitmap()) return false;
  }
  return meter_.add(1);
}

bool DocumentSetBuilder::make_bitmap() {
  const uint64_t word_count = uint64_t{set_->page_count_} * kPageWords;
  Charge charge(*budget_);
  if (!charge.add(word_count * sizeof(uint64_t))) return false;
  set_->words_.assign(word_count, 0);
  for (const uint32_t doc : set_->list_) {
    set_->words_[doc >> 6] |= uint64_t{1} << (doc & 63);
  }
  set_->list_ = {};
  set_->charge_ = std::move(charge);
  return true;
}

// Two or three passes over digits of about eleven bits: lists are sorted, their union is not.
void DocumentSetBuilder::sort_list() {
  std::vector<uint32_t>& list = set_->list_;
  if (list.size() < kRadixDocsMin) {
    std::sort(list.begin(), list.end());
    return;
  }
  const uint32_t bits = static_cast<uint32_t>(std::bit_width(doc_count_));
  const uint32_t passes = bits <= 22 ? 2 : 3;
  const uint32_t digit = (bits + passes - 1) / passes;
  Charge charge(*budget_);
  if (!charge.add(list.size() * sizeof(uint32_t))) return;
  scratch_.resize(list.size());
  for (uint32_t pass = 0; pass < passes; ++pass) {
    sort_by_digit(list, scratch_, pass * digit, uint32_t{1} << digit);
    list.swap(scratch_);
  }
  scratch_ = {};
}

std::shared_ptr<const DocumentSet> DocumentSetBuilder::finish() {
  const bool fits = set_->list_.size() + pending_.size() <= doc_count_ / kBitmapShare;
  if ((!set_->is_bitmap() && !fits && !make_bitmap()) || !set_pending()) {
    return std::make_shared<DocumentSet>(*budget_);
  }
  pending_ = {};
  scratch_ = {};
  charge_.release();
  if (set_->is_bitmap()) {
    uint64_t count = 0;
    for (const uint64_t word : set_->words_) count += static_cast<uint64_t>(std::popcount(word));
    set_->count_ = count;
  } else {
    sort_list();
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
  if (last - first > 4 * int64_t{kListDocsMax}) {
    uint64_t* words = buffer_.zeroed_words();
    std::for_each(first, last, [words](uint32_t doc) {
      words[doc % kPageDocs / 64] |= uint64_t{1} << (doc % 64);
    });
    return bitmap_docs(words, static_cast<uint32_t>(last - first));
  }
  uint16_t* out = buffer_.list(static_cast<uint32_t>(last - first));
  std::transform(first, last, out, [](uint32_t doc) { return static_cast<uint16_t>(doc); });
  return list_docs(out, static_cast<uint32_t>(last - first));
}

}  // namespace patlas
