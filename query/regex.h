// query/regex.h
//
// A regular expression over the characters of one folded word, made into an automaton: no
// backtracking, so work is linear in the words read. It is held against whole words.
//
// Takes    letters and digits, `.`, [abc] [a-z] [^a-z], \d, ( ), |, * + ? {2} {0,3} {1,}, and a
//          backslash before a sign. Letters are folded as text is.
// Refuses  what would need more than that (\1, (?=, ^ and $: the whole word is meant), by name.
// Depth    parentheses are kept on a list, not on the stack.
// Tested   tests/query/regex_test.cc, tests/fuzz
#ifndef PATLAS_QUERY_REGEX_H_
#define PATLAS_QUERY_REGEX_H_

#include <memory>
#include <string_view>

#include "engine/text/analyzer.h"
#include "engine/text/term_pattern.h"
#include "query/tree.h"

namespace patlas {

/// Errors: invalid_argument; limit: Automaton::kStatesMax, or more text than a word may have.
Result<std::shared_ptr<const TermPattern>> regex_pattern(std::string_view text, TermTag tag,
                                                         Analyzer& analyzer, Span span);

}  // namespace patlas

#endif  // PATLAS_QUERY_REGEX_H_
