// query/operators/word_pairs.h
//
// Two words at a distance of positions, one or both of them any of many terms: a truncated word near
// another. Whether a document has such a pair is seen posting by posting: the positions of one word
// in all candidates are held in memory, and those of each term of the other are compared with them
// as they are read. Nothing is sorted but the held side, where it is of several terms, and a document
// is done with at its first pair.
//
// Where a document has several values, a pair counts within one. Such documents are few, and where a
// value begins is read forwards only: their pairs are put aside, and looked at last.
//
// Tested   tests/query/expansions_test.cc, beside documents looked at one by one
// Cost     bench/README.md, "the same inside near/5"
#ifndef PATLAS_QUERY_OPERATORS_WORD_PAIRS_H_
#define PATLAS_QUERY_OPERATORS_WORD_PAIRS_H_

#include <span>
#include <vector>

#include "query/operators/document_set.h"
#include "query/operators/pair_finder.h"

namespace patlas {

struct WordPair {
  const SegmentReader* segment = nullptr;
  uint16_t field = 0;
  std::span<const PostingList> words[2];  ///< any of the terms, with positions
  std::vector<PositionReach> reaches;     ///< one or two: of words[1] behind words[0]
};

/// Adds those of the candidates (increasing) in which they stand so. Worthless when the budget ended.
void find_word_pairs(const WordPair& pair, std::span<const uint32_t> candidates, Budget& budget,
                     DocumentSetBuilder& found);

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_WORD_PAIRS_H_
