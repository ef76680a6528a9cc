// ingest/normalize/fold.h
//
// The one folding that every normaliser of this folder starts from: NFKC, upper case, ASCII
// punctuation. Folding here makes keys; analysis of running text is engine/text's and is versioned
// there.
//
// Bytes    any: what is not UTF-8 becomes U+FFFD, so the result is UTF-8 again.
// Threads  pure functions over ICU's shared, immutable data.
#ifndef PATLAS_INGEST_NORMALIZE_FOLD_H_
#define PATLAS_INGEST_NORMALIZE_FOLD_H_

#include <string>
#include <string_view>

namespace patlas {

bool is_ascii(std::string_view text);

/// NFKC; ASCII comes back as it is. Full-width forms, half-width kana, ㈱ and U+3000 are gone.
std::string fold_nfkc(std::string_view text);

/// NFKC and upper case by the root locale (ß becomes SS).
std::string fold_upper(std::string_view text);

/// fold_upper, then what a number needs: every dash is '-', every CJK or typographic bracket a
/// blank, a long vowel mark between digits a dash, and Cyrillic and Greek letters that look like
/// Latin ones are those (RU 2 353 337 С2 is often typed with a Cyrillic С).
std::string fold_number_text(std::string_view text);

std::u32string decode_utf8(std::string_view text);  ///< what is not UTF-8 gives U+FFFD
void append_utf8(std::string& out, char32_t c);
std::string encode_utf8(std::u32string_view text);

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_alnum(char c) { return is_digit(c) || is_upper(c); }

/// Whether every byte is a digit; false for an empty text.
bool all_digits(std::string_view text);

/// Without leading and trailing ASCII blanks (blank, tab, line breaks).
std::string_view trim(std::string_view text);

/// Value of at most nine digits. REQUIRES: all_digits(digits), at most nine of them.
unsigned small_number(std::string_view digits);

}  // namespace patlas

#endif  // PATLAS_INGEST_NORMALIZE_FOLD_H_
