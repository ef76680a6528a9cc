// query/backends/xapian/phrases.h
//
// Where the units of a phrase stand in one document, by Xapian's lists of positions. For what its
// own phrases cannot say: units at other than neighbouring positions, units that are any of many
// terms, word starts at both ends; and for how often a phrase occurs.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_PHRASES_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_PHRASES_H_

#include <xapian.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/text/analyzer.h"
#include "engine/text/term_pattern.h"
#include "patlas/result.h"
#include "query/budget.h"

namespace patlas::xapian {

class PhraseReader {
 public:
  /// REQUIRES: phrase.units is not empty, and outlives the reader.
  PhraseReader(const Xapian::Database& database, uint16_t field, const Phrase& phrase,
               bool whole_words, Budget& budget)
      : database_(database),
        field_(field),
        phrase_(phrase),
        whole_words_(whole_words),
        charge_(budget) {}

  /// Where it starts in the document: how many places. Worthless when the budget ended.
  Result<uint64_t> count(Xapian::docid document, WorkMeter& meter);
  /// The places that were counted last: Xapian's positions, from 1.
  const std::vector<uint32_t>& starts() const { return starts_; }

 private:
  Status read_unit(const PhraseUnit& unit, Xapian::docid document);
  bool charge() {
    return charge_.reach(run_bytes_ +
                         (starts_.capacity() + positions_.capacity()) * sizeof(uint32_t));
  }
  AutomatonRun& run_of(const PhraseUnit& unit);
  void append(Xapian::PositionIterator from, const Xapian::PositionIterator& end);

  const Xapian::Database& database_;
  uint16_t field_;
  const Phrase& phrase_;
  bool whole_words_;
  Charge charge_;  ///< for what follows
  uint64_t run_bytes_ = 0;
  std::vector<uint32_t> starts_, positions_;
  std::map<const PhraseUnit*, AutomatonRun> runs_;  ///< of units that are patterns
};

}  // namespace patlas::xapian

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_PHRASES_H_
