// query/leaves.h
//
// What the text leaves of a query (kText, kWord, kStem) mean as index terms, worked out once for
// all segments with the same analysis that built the index.
//
// Errors   invalid_argument with the leaf's span: nothing in it can be searched.
// Memory   up to a hundred times the query's text (a term for each character); charged to its
//          budget.
#ifndef PATLAS_QUERY_LEAVES_H_
#define PATLAS_QUERY_LEAVES_H_

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "engine/text/analyzer.h"
#include "engine/text/stemmer.h"
#include "query/budget.h"
#include "query/tree.h"

namespace patlas {

/// A word of a spaced script under `~`: itself and its stem in every language that has a stemmer.
struct StemWord {
  std::string surface;                            ///< folded, without tag
  std::array<std::string, kLanguageCount> stems;  ///< by language; empty where there is no stemmer
};

/// One text leaf. A field matches when it holds all of `phrases` and all of `stems`.
struct ClassLookup;

struct LeafText {
  std::vector<Phrase> phrases;
  bool any_phrase = false;   ///< one of `phrases` is enough; what occurs of each is added up
  bool whole_words = false;  ///< kWord of a CJK string: a word start at both ends
  std::string
      dictionary_term;  ///< then, unless it is too long: the tagged term whose documents surely match
  std::vector<StemWord> stems;  ///< kStem, spaced scripts
  /// kSymbol, once query/classes/class_lookup.h has worked it out.
  std::shared_ptr<const ClassLookup> classes;
};

/// What every other part relies on: children before parents, nesting within limits.h, fields and
/// columns of the right type. Errors: invalid_argument, limit, internal.
Status check_tree(const Tree& tree, const Schema& schema);

/// By tree node; empty for nodes that are not text leaves. When the budget ended, what it gives is
/// worthless. REQUIRES: check_tree() is content.
Result<std::vector<LeafText>> analyse_leaves(const Tree& tree, Budget& budget);

/// Which nodes score: text leaves with no kNot above them.
std::vector<bool> scoring_leaves(const Tree& tree);

}  // namespace patlas

#endif  // PATLAS_QUERY_LEAVES_H_
