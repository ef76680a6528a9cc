#include "engine/text/stemmer.h"

#include <unicode/uchar.h>
#include <xapian.h>

#include <array>

#include "engine/base/check.h"
#include "engine/text/utf8.h"

namespace patlas {
namespace {

struct Language {
  std::string_view code;
  const char* stemmer;  ///< Snowball's name; null where there is none
};

// The index is the number on disk: rows may be filled, never moved.
constexpr std::array<Language, kLanguageCount> kLanguages = {{
    {"und", nullptr},    {"en", "english"},    {"zh", nullptr},   {"ja", nullptr},
    {"ko", nullptr},     {"de", "german"},     {"fr", "french"},  {"es", "spanish"},
    {"it", "italian"},   {"pt", "portuguese"}, {"nl", "dutch"},   {"sv", "swedish"},
    {"no", "norwegian"}, {"da", "danish"},     {"fi", "finnish"}, {"hu", "hungarian"},
    {"ro", "romanian"},  {"ru", "russian"},    {"tr", "turkish"}, {"ar", "arabic"},
    {"pl", nullptr},     {"cs", nullptr},      {"sk", nullptr},   {"bg", nullptr},
    {"uk", nullptr},     {"el", nullptr},      {"he", nullptr},   {"th", nullptr},
    {"vi", nullptr},     {"id", "indonesian"}, {"hr", nullptr},   {"lt", "lithuanian"},
}};

// Codes that offices still write for a language above.
struct Alias {
  std::string_view code, means;
};
constexpr std::array<Alias, 4> kAliases = {
    {{"nb", "no"}, {"nn", "no"}, {"iw", "he"}, {"in", "id"}}};

uint8_t number_of(std::string_view lower) {
  for (const Alias& alias : kAliases) {
    if (alias.code == lower) lower = alias.means;
  }
  for (size_t i = 0; i < kLanguages.size(); ++i) {
    if (kLanguages[i].code == lower) return static_cast<uint8_t>(i);
  }
  return 0;
}

bool is_stemmable(std::string_view word) {
  const char* const end = word.data() + word.size();
  for (const char* p = word.data(); p < end;) {
    const char32_t c = utf8::decode(p, end);
    if (c == utf8::kInvalid || (c != '\'' && !u_isalpha(static_cast<UChar32>(c)))) return false;
  }
  return true;
}

}  // namespace

uint8_t language_number(std::string_view iso639_1) {
  const std::string_view primary = iso639_1.substr(0, iso639_1.find_first_of("-_"));
  if (primary.size() > 3) return 0;
  std::string lower(primary);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return number_of(lower);
}

std::string_view language_code(uint8_t number) {
  return number < kLanguages.size() ? kLanguages[number].code : kLanguages[0].code;
}

bool language_has_stemmer(uint8_t number) {
  return number < kLanguages.size() && kLanguages[number].stemmer != nullptr;
}

std::string stemmer_version() { return std::string("xapian-") + Xapian::version_string(); }

struct Stemmer::State {
  explicit State(const char* name) : stem(name) {}
  Xapian::Stem stem;
};

Stemmer::Stemmer(uint8_t language) {
  PATLAS_CHECK(language_has_stemmer(language));
  state_ = std::make_unique<State>(kLanguages[language].stemmer);
}

Stemmer::~Stemmer() = default;
Stemmer::Stemmer(Stemmer&&) noexcept = default;

std::string Stemmer::stem(std::string_view folded_word) const {
  std::string word(folded_word);
  return is_stemmable(word) ? state_->stem(word) : word;
}

}  // namespace patlas
