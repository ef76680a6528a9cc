// corpora/generator/word_lists.h
//
// Words of six written languages, from word lists that the distribution ships as packages.
//
// A concept is a number that has a word in every language, so that a title can be said in another:
// the first ones are a hand-made table of patent words (vocabulary.h); above it, concept k is the
// k-th word of each list, in an order fixed by a hash in which words of usual length come first.
// That makes translations of rare words meaningless, and their statistics right.
#ifndef PATLAS_CORPORA_GENERATOR_WORD_LISTS_H_
#define PATLAS_CORPORA_GENERATOR_WORD_LISTS_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/fs.h"
#include "patlas/result.h"

namespace patlas::generator {

enum class Language : uint8_t {
  kEnglish,
  kGerman,
  kChineseSimplified,
  kChineseTraditional,
  kJapanese,
  kKorean
};
constexpr uint32_t kLanguageCount = 6;

/// Words hold no quote, backslash or control character, so that JSON needs no escapes.
class WordLists {
 public:
  /// not_found names the Debian package that is missing; corruption a list in another form.
  static Result<WordLists> load(Fs& fs);

  std::string_view word(Language language, uint32_t rank) const {
    const auto& list = lists_[static_cast<uint32_t>(language)];
    return list[rank % list.size()];
  }
  size_t size(Language language) const { return lists_[static_cast<uint32_t>(language)].size(); }

 private:
  std::array<std::vector<std::string>, kLanguageCount> lists_;
};

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_WORD_LISTS_H_
