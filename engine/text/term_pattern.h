// engine/text/term_pattern.h
//
// What a word with open places stands for, as a question to a dictionary: the automaton that decides,
// and what every term that it takes begins and ends with, by which a reader finds where to look.
//
// Shape    terms have their tag (analyzer.h), so `prefix` is never empty. Characters are those of
//          the folded term; the end mark of a CJK run is none.
// Errors   limit (automaton.h).
// Tested   tests/engine/text/automaton_test.cc
#ifndef PATLAS_ENGINE_TEXT_TERM_PATTERN_H_
#define PATLAS_ENGINE_TEXT_TERM_PATTERN_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/text/analyzer.h"
#include "engine/text/automaton.h"

namespace patlas {

struct TermPattern {
  std::string prefix;           ///< tag and literal characters
  std::string suffix;           ///< literal characters; empty: not known
  bool suffix_decides = false;  ///< every term of the tag that ends in `suffix` is taken
  std::string needle;           ///< literal characters behind the first part; empty: not known
  bool needle_decides = false;  ///< every term of the tag with `needle` behind it is taken
  std::string shown;            ///< for explain
  Automaton automaton;
};

/// Folded characters, and how many of any kind may follow them.
struct PatternPart {
  std::string text;
  uint32_t least = 0, most = 0;  ///< Automaton::kAnyNumber
};

/// What parts side by side stand for.
Result<std::shared_ptr<const TermPattern>> wildcard_pattern(TermTag tag,
                                                            std::span<const PatternPart> parts);

/// Every term that `edits` or fewer characters added, left out or replaced make of `word` (folded).
Result<std::shared_ptr<const TermPattern>> fuzzy_pattern(TermTag tag, std::string_view word,
                                                         uint32_t edits);

/// Any character of a term.
Automaton::Set term_character();

}  // namespace patlas

#endif  // PATLAS_ENGINE_TEXT_TERM_PATTERN_H_
