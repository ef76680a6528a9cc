// corpora/generator/characters.h
//
// Steps through UTF-8, and the one place where ICU's macro meets our warnings.
#ifndef PATLAS_CORPORA_GENERATOR_CHARACTERS_H_
#define PATLAS_CORPORA_GENERATOR_CHARACTERS_H_

#include <unicode/utf8.h>

#include <cstdint>
#include <string_view>

namespace patlas::generator {

/// The character at `at`, which moves behind it; negative where the bytes are not UTF-8.
/// REQUIRES: at < text.size() < 2^31.
inline UChar32 next_character(std::string_view text, int32_t& at) {
  UChar32 c;
  auto length = static_cast<int32_t>(text.size());
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
  U8_NEXT(text.data(), at, length, c);
#pragma GCC diagnostic pop
  return c;
}

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_CHARACTERS_H_
