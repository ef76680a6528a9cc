// query/operators/proximity.h
//
// Documents where clauses stand as near, adj or same want them, in one field. The documents in which
// all the words that must be there are come from ordinary operators; positions are read only for
// those that survive, and boundaries only where positions are near.
//
// A clause of many terms (a truncated word) is read as in phrase.h: with a cursor for each up to
// kCursorTermsMax, beyond it term by term before the pages run.
#ifndef PATLAS_QUERY_OPERATORS_PROXIMITY_H_
#define PATLAS_QUERY_OPERATORS_PROXIMITY_H_

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "query/intervals.h"
#include "query/operators/document_set.h"
#include "query/operators/occurrences.h"

namespace patlas {

struct ProximitySpec {
  ProximitySpec(const Tree& tree, uint32_t root, uint16_t of)
      : field(of), program(tree, root, of) {}

  const SegmentReader* segment = nullptr;
  uint16_t field = 0;
  ProximityProgram program;
  /// Where the program's leaves stand: terms with positions, phrases; no tables.
  std::vector<OccurrenceSpec> leaves;

  bool has_many_terms() const;
};

/// Where one leaf stands, document after document.
class LeafPlaces {
 public:
  LeafPlaces(const OccurrenceSpec& spec, Budget& budget);
  /// As PhraseVerifier::gather().
  bool gather(std::span<const uint32_t> candidates);
  /// Documents never decrease.
  void find(uint32_t doc, Places& out);

 private:
  struct Group {
    const OccurrenceGroup* spec = nullptr;
    std::vector<OccurrenceCursor> terms;
    std::vector<PhraseVerifier> phrases;
  };
  std::vector<Group> groups_;
  std::vector<std::pair<uint32_t, OccurrenceCursor>> languages_;  ///< bit, its documents
};

class ProximityVerifier {
 public:
  ProximityVerifier(const ProximitySpec& spec, Budget& budget);
  ~ProximityVerifier();
  bool gather(std::span<const uint32_t> candidates);
  /// It stands in `doc`. Documents never decrease.
  bool matches(uint32_t doc);
  /// Where. Valid until the next call.
  const Places& find(uint32_t doc);

 private:
  class Bounds;
  void fill(uint32_t doc);

  Charge charge_;
  std::vector<LeafPlaces> leaves_;
  std::vector<size_t> read_;  ///< leaves that stand anywhere
  ProximityEvaluator evaluator_;
  std::unique_ptr<Bounds> bounds_;
};

class ProximityOperator final : public PageOperator {
 public:
  /// `docs`: documents with all that must be there. `batches`: of many documents at once where two
  /// words are at a distance of positions, as most proximities are.
  ProximityOperator(const ProximitySpec& spec, PageOperator* docs, bool batches, Budget& budget)
      : spec_(&spec), docs_(docs), batches_(batches), budget_(&budget), meter_(budget) {}
  uint32_t next_page(uint32_t page) override { return docs_->next_page(page); }
  PageDocs load(uint32_t page, const PageDocs* within) override;

 private:
  const ProximitySpec* spec_;
  PageOperator* docs_;
  bool batches_;
  Budget* budget_;
  WorkMeter meter_;
  std::unique_ptr<PlainWords> plain_;            ///< made when a page has candidates, if at all
  std::unique_ptr<ProximityVerifier> verifier_;  ///< made when a document is looked at closely
  PageBuffer alive_, result_;
};

/// A proximity answered for a whole segment. `docs`: as above, over pages [0, page_count). Worthless
/// if the budget ended.
std::shared_ptr<const DocumentSet> answer_proximity(const ProximitySpec& spec, PageOperator& docs,
                                                    uint32_t doc_count, bool batches,
                                                    Budget& budget);

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_PROXIMITY_H_
