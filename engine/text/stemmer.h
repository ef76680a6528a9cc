// engine/text/stemmer.h
//
// Snowball stems of folded words, for query-time stemming: the index keeps surface words and, per
// language, a table stem -> surfaces; a query that asks for ~coating looks up the stem.
//
// Threads  a Stemmer belongs to one thread.
#ifndef PATLAS_ENGINE_TEXT_STEMMER_H_
#define PATLAS_ENGINE_TEXT_STEMMER_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace patlas {

/// Languages of text values, by ISO 639-1 code; the number is on disk and in term language masks.
/// 0 is "und": unknown or without a code here.
inline constexpr uint8_t kLanguageCount = 32;
uint8_t language_number(std::string_view iso639_1);  ///< 0 when unknown; any case; "zh-Hant" -> zh
std::string_view language_code(uint8_t number);      ///< "und", "en", "de", ...
bool language_has_stemmer(uint8_t number);

/// Whose stems these are: an index holds them, so another library's would find nothing in it.
/// "xapian-1.4.22"; in a build without Xapian "libstemmer-" and a hash of what it makes of some
/// words.
std::string stemmer_version();

class Stemmer {
 public:
  /// REQUIRES: language_has_stemmer(language).
  explicit Stemmer(uint8_t language);
  ~Stemmer();
  Stemmer(Stemmer&&) noexcept;
  /// The stem of a folded word (no tag). Words with a character outside letters and ' come back as
  /// they are.
  std::string stem(std::string_view folded_word) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_TEXT_STEMMER_H_
