#include "engine/text/stemmer.h"

#include <unicode/uchar.h>

#include <array>
#include <new>

#ifdef PATLAS_WITH_XAPIAN
#include <xapian.h>
#else
#include <libstemmer.h>
#include <xxhash.h>
#endif

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

#ifdef PATLAS_WITH_XAPIAN

std::string stemmer_version() { return std::string("xapian-") + Xapian::version_string(); }

struct Stemmer::State {
  explicit State(const char* name) : stem(name) {}
  std::string operator()(const std::string& word) const { return stem(word); }
  Xapian::Stem stem;
};

#else

struct Stemmer::State {
  explicit State(const char* name) : stemmer(sb_stemmer_new(name, "UTF_8")) {
    PATLAS_CHECK(stemmer != nullptr);
  }
  ~State() { sb_stemmer_delete(stemmer); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  std::string operator()(const std::string& word) const {
    const sb_symbol* stem = sb_stemmer_stem(
        stemmer, reinterpret_cast<const sb_symbol*>(word.data()), static_cast<int>(word.size()));
    if (stem == nullptr) throw std::bad_alloc();
    return {reinterpret_cast<const char*>(stem), static_cast<size_t>(sb_stemmer_length(stemmer))};
  }
  sb_stemmer* stemmer;
};

namespace {

// libstemmer says no version: what it makes of these words, in each language, names it.
constexpr std::string_view kProbes[] = {
    "generalizations", "happily",      "dying",          "beschichtungen", "verfahrens",
    "revetements",     "chevaux",      "recubrimientos", "rivestimenti",   "revestimentos",
    "bekledingen",     "belaggningar", "belegninger",    "paallysteiden",  "bevonatokkal",
    "acoperirilor",    "покрытиями",   "способностью",   "kaplamalarinda", "الطلاءات",
    "pelapisannya",    "dangomis"};

}  // namespace

std::string stemmer_version() {
  std::string stems;
  for (uint8_t language = 0; language < kLanguageCount; ++language) {
    if (!language_has_stemmer(language)) continue;
    const Stemmer stemmer(language);
    for (const std::string_view word : kProbes) stems += stemmer.stem(word) + ' ';
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string version = "libstemmer-";
  const uint64_t hash = XXH3_64bits(stems.data(), stems.size());
  for (int shift = 60; shift >= 0; shift -= 4) version += kDigits[hash >> shift & 15];
  return version;
}

#endif

Stemmer::Stemmer(uint8_t language) {
  PATLAS_CHECK(language_has_stemmer(language));
  state_ = std::make_unique<State>(kLanguages[language].stemmer);
}

Stemmer::~Stemmer() = default;
Stemmer::Stemmer(Stemmer&&) noexcept = default;

std::string Stemmer::stem(std::string_view folded_word) const {
  std::string word(folded_word);
  return is_stemmable(word) ? (*state_)(word) : word;
}

}  // namespace patlas
