// engine/text/special_tokens.h
//
// Which signs stay inside a token. FORMAT.md, "Text analysis", has the rules with examples.
//
// A rule may look at the token so far and at what follows, never at what stood before the token:
// so a string cut out of a text at token borders falls into the same tokens as in the text, and
// a phrase finds it. Scans of one thread only read these tables.
#ifndef PATLAS_ENGINE_TEXT_SPECIAL_TOKENS_H_
#define PATLAS_ENGINE_TEXT_SPECIAL_TOKENS_H_

#include <cstddef>
#include <string_view>

namespace patlas::special {

/// Length in bytes of the ASCII signs at the start of `rest` that stay inside the token (1, or 2
/// for
/// "^-"), 0 when the token ends there. `token` is what it consists of so far, folded.
/// REQUIRES: neither is empty; after the signs follows an ASCII letter or digit.
size_t joined_signs(std::string_view token, std::string_view rest);

/// Bytes of blank and percent sign that belong to a token ending in a digit: "%", " %"; 0 if none.
size_t percent_sign(std::string_view rest);

/// For a number with a unit of measurement ("10um", "3.5kg"), the length of the number; else 0. So
/// 10um, 10 um and 10 μm are the same two tokens.
size_t number_before_unit(std::string_view token);

/// The token is a unit that starts with μ (folded): it is indexed with u.
bool is_micro_unit(std::string_view token);

/// A full stop behind this token ends no sentence: "fig", "no", single letters.
bool is_abbreviation(std::string_view token);

}  // namespace patlas::special

#endif  // PATLAS_ENGINE_TEXT_SPECIAL_TOKENS_H_
