// query/word_lookup.h
//
// Which words of a field may a pattern take, without a look at the others? Those that end as its
// terms do, by the words' order from the end; or those that have its literal characters, by the
// lists of three bytes that stand side by side in words.
//
// Errors   corruption. When the budget ended, what it gives is worthless.
// Cost     by endings: a step a word. By grams: about 5 ns a run of words in the lists asked, a bit
//          for each word of the field.
// Tested   tests/query/word_lookup_test.cc
#ifndef PATLAS_QUERY_WORD_LOOKUP_H_
#define PATLAS_QUERY_WORD_LOOKUP_H_

#include <optional>
#include <utility>
#include <vector>

#include "engine/segment/reader.h"
#include "engine/text/term_pattern.h"
#include "query/budget.h"

namespace patlas {

/// Words, increasing.
struct CandidateWords {
  explicit CandidateWords(Budget& budget) : charge(budget) {}
  std::vector<TermOrd> ordinals;
  bool is_decided = false;  ///< the pattern takes each of them; otherwise some of them
  Charge charge;
};

/// All words of `range` (of words, by the pattern's prefix) that `pattern` takes are among them;
/// nullopt where to look at every word is cheaper.
Result<std::optional<CandidateWords>> candidate_words(const SegmentReader& segment, uint16_t field,
                                                      const TermPattern& pattern,
                                                      std::pair<TermOrd, TermOrd> range,
                                                      Budget& budget);

}  // namespace patlas

#endif  // PATLAS_QUERY_WORD_LOOKUP_H_
