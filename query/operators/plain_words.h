// query/operators/plain_words.h
//
// Words that are one term each and stand at distances of positions: most phrases, CJK strings, and
// near, adj and windows of two words. Their positions are read 256 documents at a time
// (engine/postings/position_batch.h) and compared four at a time; there is no call, list or branch
// for a document but those that its positions need. Other shapes go document by document
// (phrase.h, proximity.h), and so do these with Optimisations::position_batches off.
//
//   "sugar cane"           y = x + 1
//   sugar near/2..5 cane   x + 2 <= y <= x + 5, or y + 2 <= x <= y + 5
//
// Tested   tests/query/operators_test.cc; the oracle's tests ask with it on and off
// Cost     bench classes "phrase of 2 frequent words", "near/5 of 2 frequent words"
#ifndef PATLAS_QUERY_OPERATORS_PLAIN_WORDS_H_
#define PATLAS_QUERY_OPERATORS_PLAIN_WORDS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/postings/position_batch.h"
#include "engine/segment/reader.h"
#include "query/budget.h"
#include "query/operators/page_docs.h"
#include "query/operators/pair_finder.h"
#include "query/operators/value_reader.h"

namespace patlas {

/// Whether any does. Up to kPositionsSpare numbers behind both lists may be read. Lists that do not
/// increase, which only damage makes, give some answer.
bool any_in_reach(const uint32_t* x, uint32_t x_count, const uint32_t* y, uint32_t y_count,
                  PositionReach reach);

/// Where any of many terms stand, for all candidates of a segment at once.
struct GatheredPositions {
  std::vector<uint32_t> starts;     ///< by candidate, and one more: its first
  std::vector<uint32_t> positions;  ///< and kPositionsSpare numbers
};

/// One side of a pair: a term with positions, or what was gathered. The gathered outlives its use.
struct PlainWord {
  const PostingList* term = nullptr;
  const GatheredPositions* gathered = nullptr;
};

class PlainWords {
 public:
  /// A phrase: each term at its offset. REQUIRES: two terms or more, with positions.
  PlainWords(std::vector<PostingList> terms, std::vector<uint32_t> offsets, Budget& budget);
  /// Two words of one value, in any of one or two reaches.
  PlainWords(const PlainWord& x, const PlainWord& y, std::vector<PositionReach> reaches,
             const SegmentReader& segment, uint16_t field, Budget& budget);
  PlainWords(const PlainWords&) = delete;
  PlainWords& operator=(const PlainWords&) = delete;

  /// Those of the page's candidates in which they stand so, in `out`. Pages increase. Worthless when
  /// the budget ended. `before`: of gathered words, candidates of the pages before.
  PageDocs filter(uint32_t page, const PageDocs& candidates, PageBuffer& out, size_t before = 0);

 private:
  struct Word {
    Word(const PostingList& term, uint32_t at) : offset(at), batch(term) {}
    explicit Word(const PlainWord& word) : gathered(word.gathered) {
      if (gathered == nullptr) batch.emplace(*word.term);
    }
    const uint32_t* starts() const {
      return batch ? batch->starts() : gathered->starts.data() + before;
    }
    const uint32_t* positions() const {
      return batch ? batch->positions() : gathered->positions.data();
    }
    /// How far the gathered make a batch from candidate `done` on: of one at least.
    uint32_t gathered_until(uint32_t done, uint32_t most) const;

    uint32_t offset = 0;
    std::optional<PositionBatch> batch;  ///< unless they are gathered
    const GatheredPositions* gathered = nullptr;
    size_t before = 0;              ///< of the gathered: candidates of the pages before
    uint32_t first = 0, after = 0;  ///< candidates of the page whose positions it has
    uint32_t next = 0;              ///< a phrase's: positions before it are too low
  };
  /// `out` holds candidates [first, after); those that stand so are moved to its front.
  template <size_t kReaches>
  uint32_t filter_pairs(uint32_t first, uint32_t after, uint16_t* out);
  /// The same of those that filter_pairs() left: near within one value.
  uint32_t filter_values(uint32_t page, uint32_t count, uint16_t* out);
  std::span<const uint32_t> positions(size_t word, uint32_t candidate) const;
  /// Of one that filter_pairs() left.
  bool stands_in_values(uint32_t candidate, std::span<const uint32_t> value_starts) const;
  uint32_t filter_phrases(uint32_t first, uint32_t after, uint16_t* out);
  bool charge();

  Charge charge_;
  WorkMeter meter_;
  std::vector<Word> words_;
  std::vector<PositionReach> reaches_;  ///< of two words: one or two; else none
  NeighbourFinder neighbours_{{}};
  std::vector<uint16_t> candidates_;
  uint32_t near_[kBatchDocs];         ///< candidates that filter_pairs() left
  std::optional<DocCursor> several_;  ///< documents with several values
  uint32_t several_page_ = kNoPage;
  PageDocs several_docs_;              ///< of that page
  std::optional<ValueReader> values_;  ///< where values matter
};

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_PLAIN_WORDS_H_
