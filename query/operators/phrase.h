// query/operators/phrase.h
//
// Documents where terms stand at fixed distances: a quoted phrase, a CJK string (its bigrams), or,
// with `whole_words`, a CJK word with a word start at both of its ends. The documents that have all
// terms come from ordinary operators; positions are read only for those that survive.
//
// A unit of a phrase may be many terms (a truncated word, a single character). Beyond
// kCursorTermsMax terms of a unit, a cursor for each would be too much: such a phrase is answered
// for the whole segment before the pages run, one expansion at a time, with work that depends on
// the occurrences in candidate documents only (performance.md 4.8).
#ifndef PATLAS_QUERY_OPERATORS_PHRASE_H_
#define PATLAS_QUERY_OPERATORS_PHRASE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/segment/reader.h"
#include "query/budget.h"
#include "query/operators/page_operator.h"
#include "query/operators/plain_words.h"

namespace patlas {

inline constexpr size_t kCursorTermsMax = 64;

struct PhraseSpec {
  struct Unit {
    uint32_t offset = 0;             ///< from the phrase's first position
    uint64_t docs = 0;               ///< an estimate
    std::vector<PostingList> terms;  ///< with positions; any of them
  };
  explicit PhraseSpec(Budget& budget) : charge(budget) {}

  const SegmentReader* segment = nullptr;
  uint16_t field = 0;
  std::vector<Unit> units;  ///< rarest first: the first gives the places to try
  uint32_t length = 0;      ///< positions
  bool whole_words = false;
  Charge charge;  ///< for the units and their terms

  bool has_many_terms() const;
  /// Each unit is one term, and nothing else is asked.
  bool is_plain() const;
};

/// All documents of an operator, increasing. `charge` is for them. Worthless when the budget ended.
std::vector<uint32_t> all_documents(PageOperator& docs, uint32_t page_count, Budget& budget,
                                    Charge& charge);

/// Sorts doc << 32 | number, documents up to `last_doc`. False when the budget ended.
bool sort_pairs(std::vector<uint64_t>& pairs, uint32_t last_doc, Budget& budget);

/// Where any of many terms stand in the candidates (increasing): doc << 32 | position, sorted, in
/// `out`, which `charge` is for. Positions are decoded of candidates only. False when the budget
/// ended.
bool gather_positions(std::span<const PostingList> terms, std::span<const uint32_t> candidates,
                      Budget& budget, Charge& charge, std::vector<uint64_t>& out);

/// Counts a phrase's occurrences, document after document.
class PhraseVerifier {
 public:
  PhraseVerifier(const PhraseSpec& spec, Budget& budget);
  PhraseVerifier(PhraseVerifier&&) noexcept = default;
  /// Reads the positions of units with many terms in `candidates` (increasing) at once; the
  /// documents asked for afterwards are among them. False when the budget ended.
  bool gather(std::span<const uint32_t> candidates);
  /// Occurrences in `doc`, worthless when the budget ended; 1 stands for any number when `first_only`. Documents never decrease.
  uint32_t count(uint32_t doc, bool first_only);
  /// Calls visit(start) for each of them, increasing, while it says true.
  template <typename Visit>
  void for_each_start(uint32_t doc, Visit&& visit);
  uint32_t length() const { return spec_->length; }  ///< positions of an occurrence

 private:
  struct Unit {
    Unit(uint32_t at_offset, Budget& budget) : offset(at_offset), charge(budget) {}
    uint32_t offset;
    std::vector<OccurrenceCursor> cursors;
    Charge charge;                   ///< of gathered
    std::vector<uint64_t> gathered;  ///< doc << 32 | position, sorted
    size_t at = 0;                   ///< in gathered
    std::vector<uint32_t> merged;
    std::span<const uint32_t> positions;
    size_t next = 0;  ///< in positions
  };
  bool find_positions(Unit& unit, uint32_t doc);
  bool stands_at(uint32_t start);
  bool is_whole(uint32_t doc, uint32_t start);

  const PhraseSpec* spec_;
  Budget* budget_;
  WorkMeter meter_;
  std::vector<Unit> units_;
  bool is_gathered_ = false;
  std::optional<BoundaryCursor> boundaries_;  ///< opened when a word's ends are first looked at
};

template <typename Visit>
void PhraseVerifier::for_each_start(uint32_t doc, Visit&& visit) {
  for (Unit& unit : units_) {
    if (!find_positions(unit, doc)) return;
  }
  uint64_t last_start = ~uint64_t{0};
  for (const uint32_t position : units_[0].positions) {
    if (position < units_[0].offset) continue;
    const uint32_t start = position - units_[0].offset;
    if (start == last_start || !stands_at(start)) continue;
    last_start = start;
    if (spec_->whole_words && !is_whole(doc, start)) continue;
    if (!visit(start)) return;
  }
}

class PhraseOperator final : public PageOperator {
 public:
  /// `docs`: documents with all units. `sure`: documents among them known to match, or nullptr.
  /// `batches`: of many documents at once where the phrase is of plain words.
  PhraseOperator(const PhraseSpec& spec, PageOperator* docs, PageOperator* sure, bool batches,
                 Budget& budget);
  ~PhraseOperator() override;
  uint32_t next_page(uint32_t page) override { return docs_->next_page(page); }
  PageDocs load(uint32_t page, const PageDocs* within) override;

 private:
  const PhraseSpec* spec_;
  PageOperator* docs_;
  PageOperator* sure_;
  Budget* budget_;
  WorkMeter meter_;
  bool batches_;
  std::unique_ptr<PlainWords> plain_;         ///< made when a page has candidates
  std::unique_ptr<PhraseVerifier> verifier_;  ///< the same, where they cannot do
  PageBuffer alive_, result_;
};

/// A phrase answered for a whole segment: its documents, increasing, and occurrences in each.
struct PhraseTable {
  std::vector<uint32_t> docs, counts;

  /// A document behind the others. False when the budget, which `charge` is of, has ended.
  bool add(uint32_t doc, uint32_t count, Charge& charge) {
    if (!make_room(docs, 1, charge, 2 * sizeof(uint32_t))) return false;
    counts.reserve(docs.capacity());
    docs.push_back(doc);
    counts.push_back(count);
    return true;
  }
};

/// `docs`: as above, over pages [0, page_count). `charge` is for the table, which is worthless if the
/// budget ended.
PhraseTable answer_phrase(const PhraseSpec& spec, PageOperator& docs, uint32_t page_count,
                          Budget& budget, Charge& charge);

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_PHRASE_H_
