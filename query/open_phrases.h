// query/open_phrases.h
//
// What a clause with open places, edits or a regular expression asks of the index: phrases of which
// some units are patterns. In words of spaced scripts a pattern is held against whole terms; in CJK
// text an open place is so many characters of the run, and what may be of several lengths is several
// phrases.
//
//   col*r       w pattern col*r
//   鋰#電池     c pattern 鋰#, c pattern #電, c電池
//   鋰?電池     鋰電池, or 鋰#電池
//
// How      the clause is analysed with a letter, or a private-use character for each open CJK
//          character, in the open places, so that it falls into units as text does; units that hold
//          one are patterns.
// Errors   invalid_argument, limit, with the clause's span.
// Tested   tests/query/open_phrases_test.cc
#ifndef PATLAS_QUERY_OPEN_PHRASES_H_
#define PATLAS_QUERY_OPEN_PHRASES_H_

#include <vector>

#include "engine/text/analyzer.h"
#include "query/budget.h"
#include "query/tree.h"

namespace patlas {

/// Lengths of open places in CJK text, multiplied: more phrases are refused.
inline constexpr uint64_t kOpenPhrasesMax = 256;

/// Of a byte of a clause's text, while it is analysed.
inline constexpr uint64_t kAnalysisBytes = 80;

/// The clause has open places, edits or is a regular expression.
inline bool is_open(const Node& node) {
  return node.type == NodeType::kText && (!node.signs.empty() || node.edits != 0 || node.regex);
}

/// Any of the phrases. `budget`: nullptr when there is none; once it ends, the phrases are worthless.
/// REQUIRES: is_open(node).
Result<std::vector<Phrase>> open_phrases(const Node& node, Analyzer& analyzer, Budget* budget);

}  // namespace patlas

#endif  // PATLAS_QUERY_OPEN_PHRASES_H_
