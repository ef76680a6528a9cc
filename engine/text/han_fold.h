// engine/text/han_fold.h
//
// The one representative of each set of Han characters that search holds equal: Traditional,
// Simplified, Japanese new and old forms (氣気气, 檢検检, 緒緖绪). One character folds to one
// character, so positions do not move. It is many to one (乾幹干 are one), hence a match is exact
// up to this fold; `script:exact` verifies on the stored original.
#ifndef PATLAS_ENGINE_TEXT_HAN_FOLD_H_
#define PATLAS_ENGINE_TEXT_HAN_FOLD_H_

#include <string_view>

namespace patlas {

/// Character, representative, character, representative, ...; sorted by character.
std::u32string_view han_fold_pairs();

/// The representative of `c`; `c` itself when it stands alone.
char32_t han_fold(char32_t c);

}  // namespace patlas

#endif  // PATLAS_ENGINE_TEXT_HAN_FOLD_H_
