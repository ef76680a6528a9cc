// query/operators/position_visits.h
//
// Where any of many terms stand, term by term: what a word of thousands of expansions is read as.
// Short lists are read whole (engine/postings/position_sweep.h), those with pages of their own page
// by page (engine/postings/position_batch.h), and positions only in the documents wanted. Documents
// of short lists are given some hundred at a time too, those of many terms: what is done with them
// then waits for memory once, not for each.
#ifndef PATLAS_QUERY_OPERATORS_POSITION_VISITS_H_
#define PATLAS_QUERY_OPERATORS_POSITION_VISITS_H_

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/postings/position_batch.h"
#include "engine/postings/position_sweep.h"
#include "query/budget.h"
#include "query/operators/page_docs.h"

namespace patlas {

/// A bit for each document, in whole pages, up to the last one that is wanted.
class WantedDocs {
 public:
  /// Of `docs`, increasing; charged. The budget has ended when it cannot be had.
  WantedDocs(std::span<const uint32_t> docs, Budget& budget);
  bool has(uint32_t doc) const {
    return doc / 64 < words_.size() && (words_[doc / 64] >> (doc % 64) & 1) != 0;
  }
  void drop(uint32_t doc) { words_[doc / 64] &= ~(uint64_t{1} << (doc % 64)); }
  uint32_t page_count() const { return static_cast<uint32_t>(words_.size() / kPageWords); }
  const uint64_t* page(uint32_t page) const { return words_.data() + uint64_t{page} * kPageWords; }
  const std::vector<uint64_t>& words() const { return words_; }

 private:
  Charge charge_;
  std::vector<uint64_t> words_;
};

/// Some documents, and where a term stands in each: positions [starts[i], starts[i + 1]) of docs[i].
/// A document may be there twice, by two terms. Up to kPositionsSpare numbers behind may be read.
struct PositionedDocs {
  std::span<const uint32_t> docs;
  const uint32_t* starts = nullptr;
  const uint32_t* positions = nullptr;

  std::span<const uint32_t> positions_of(size_t i) const {
    return {positions + starts[i], starts[i + 1] - starts[i]};
  }
};

class PositionVisits {
 public:
  PositionVisits(const WantedDocs& wanted, Budget& budget);
  /// Calls visit(some) with all documents wanted that any of the terms stands in, 256 at most at a
  /// time: those of frequent terms first, as visit() may drop documents, so that of rare terms few
  /// are left. visit() says whether to go on. False when it did not, or when the budget ended.
  template <typename Visit>
  bool visit(std::span<const PostingList> terms, Visit&& visit);

 private:
  static constexpr size_t kAhead = 8;  // terms that memory is asked for before they are read
  static constexpr uint64_t kTermUnits = 16;

  template <typename Visit>
  bool visit_pages(const PostingList& term, Visit& visit);
  /// The documents wanted of a short list are kept for later, as are their positions.
  template <typename Visit>
  bool keep_short(const PostingList& term, Visit& visit);
  template <typename Visit>
  bool keep_slowly(const PostingList& term, std::span<const uint32_t> docs,
                   std::span<const uint8_t> places, Visit& visit);
  template <typename Visit>
  bool visit_kept(Visit& visit);
  bool keep(uint32_t doc, std::span<const uint32_t> positions);
  /// Those of a page that are wanted, in chosen_.
  void choose(uint32_t page, const PageDocs& docs);

  const WantedDocs* wanted_;
  WorkMeter meter_;
  Charge charge_;
  PositionSweep sweep_;
  std::vector<uint16_t> wanted_docs_;
  std::span<const uint16_t> chosen_;
  uint32_t count_ = 0;  // kept
  uint32_t docs_[kBatchDocs];
  uint32_t starts_[kBatchDocs + 1] = {};
  std::vector<uint32_t> positions_;  // with room to spare
};

template <typename Visit>
bool PositionVisits::visit(std::span<const PostingList> terms, Visit&& visit) {
  for (const PostingList& term : terms) {
    if (term.has_pages() && !(visit_pages(term, visit) && meter_.add(kTermUnits))) return false;
  }
  for (size_t i = 0; i < terms.size(); ++i) {
    if (i + kAhead < terms.size()) PositionSweep::prefetch(terms[i + kAhead]);
    if (!terms[i].has_pages() && !keep_short(terms[i], visit)) return false;
    if (!meter_.add(kTermUnits)) return false;
  }
  return visit_kept(visit);
}

template <typename Visit>
bool PositionVisits::visit_kept(Visit& visit) {
  if (count_ == 0) return true;
  const uint32_t count = count_;
  count_ = 0;
  return visit(PositionedDocs{{docs_, count}, starts_, positions_.data()}) &&
         meter_.add(count + starts_[count]);
}

template <typename Visit>
bool PositionVisits::keep_short(const PostingList& term, Visit& visit) {
  uint8_t places[kBatchDocs];
  sweep_.open(term);
  for (auto docs = sweep_.next(); !docs.empty(); docs = sweep_.next()) {
    size_t count = 0;
    for (size_t i = 0; i < docs.size(); ++i) {
      places[count] = static_cast<uint8_t>(i);
      count += wanted_->has(docs[i]);
    }
    if (!meter_.add(docs.size())) return false;
    if (count == 0) continue;
    if (count_ + count > kBatchDocs && !visit_kept(visit)) return false;
    if (!sweep_.read({places, count})) {
      if (!keep_slowly(term, docs, {places, count}, visit)) return false;
      continue;
    }
    for (size_t i = 0; i < count; ++i) {
      if (!keep(docs[places[i]], sweep_.positions(places[i]))) return false;
    }
    if (starts_[count_] > kBatchPositions && !visit_kept(visit)) return false;
  }
  return true;
}

template <typename Visit>
bool PositionVisits::keep_slowly(const PostingList& term, std::span<const uint32_t> docs,
                                 std::span<const uint8_t> places, Visit& visit) {
  OccurrenceCursor cursor(term);
  for (const uint8_t place : places) {
    if (!cursor.seek(docs[place])) continue;
    if (!keep(docs[place], cursor.positions())) return false;
    if (starts_[count_] > kBatchPositions && !visit_kept(visit)) return false;
  }
  return true;
}

template <typename Visit>
bool PositionVisits::visit_pages(const PostingList& term, Visit& visit) {
  DocCursor pages(term);
  PositionBatch batch(term);
  for (uint32_t page = pages.seek_page(0); page < wanted_->page_count();
       page = pages.seek_page(page + 1)) {
    const PageDocs docs = pages.load();
    choose(page, docs);
    if (!meter_.add(kTermUnits + docs.count / 8)) return false;
    std::span<const uint16_t> rest = chosen_;
    while (!rest.empty()) {
      const uint32_t read = batch.read(page, rest);
      for (uint32_t i = 0; i < read; ++i) docs_[i] = page * kPageDocs + rest[i];
      if (!charge_.reach(batch.bytes() + positions_.capacity() * sizeof(uint32_t)) ||
          !visit(PositionedDocs{{docs_, read}, batch.starts(), batch.positions()}) ||
          !meter_.add(read + batch.starts()[read])) {
        return false;
      }
      rest = rest.subspan(read);
    }
  }
  return true;
}

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_POSITION_VISITS_H_
