// ingest/normalize/legal_forms.h
//
// The company words that names.h strips, as tables (domain/legal_forms.csv).
#ifndef PATLAS_INGEST_NORMALIZE_LEGAL_FORMS_H_
#define PATLAS_INGEST_NORMALIZE_LEGAL_FORMS_H_

#include <span>
#include <string_view>

namespace patlas {

/// Words at the end, in the spelling that names.cc gives text: upper case without marks, points
/// gone, other punctuation a blank ("A S" for A/S).
std::span<const std::string_view> trailing_word_forms();
/// The same in front, where Russian, Vietnamese and Japanese names have them.
std::span<const std::string_view> leading_word_forms();
/// East Asian forms, which need no blank beside them; brackets included: "(株)".
std::span<const std::string_view> trailing_cjk_forms();
std::span<const std::string_view> leading_cjk_forms();
/// What TIPO puts before a foreign company's name: 美商.
std::span<const std::string_view> nationality_prefixes();

}  // namespace patlas

#endif  // PATLAS_INGEST_NORMALIZE_LEGAL_FORMS_H_
