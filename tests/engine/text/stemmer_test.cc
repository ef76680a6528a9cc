#include "engine/text/stemmer.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace patlas {
namespace {

TEST(Language, NumbersAreFixedForEver) {
  // On disk: a row may be appended in place of nothing, never moved.
  const char* codes[] = {"und", "en", "zh", "ja", "ko", "de", "fr", "es", "it", "pt", "nl",
                         "sv",  "no", "da", "fi", "hu", "ro", "ru", "tr", "ar", "pl", "cs",
                         "sk",  "bg", "uk", "el", "he", "th", "vi", "id", "hr", "lt"};
  static_assert(std::size(codes) == kLanguageCount);
  for (uint8_t number = 0; number < kLanguageCount; ++number) {
    EXPECT_EQ(language_code(number), codes[number]);
    EXPECT_EQ(language_number(codes[number]), number);
  }
}

TEST(Language, AnyCaseRegionAndOlderCodes) {
  EXPECT_EQ(language_code(language_number("EN")), "en");
  EXPECT_EQ(language_code(language_number("zh-Hant")), "zh");
  EXPECT_EQ(language_code(language_number("pt_BR")), "pt");
  EXPECT_EQ(language_code(language_number("nb")), "no");
  EXPECT_EQ(language_code(language_number("iw")), "he");
}

TEST(Language, UnknownIsZero) {
  for (const char* code : {"", "xx", "english", "-", "e", "zzzz-en"}) {
    EXPECT_EQ(language_number(code), 0) << code;
  }
  EXPECT_EQ(language_code(200), "und");
  EXPECT_FALSE(language_has_stemmer(200));
}

TEST(Stemmer, EveryLanguageThatSaysSoHasOne) {
  std::set<std::string> with;
  for (uint8_t number = 0; number < kLanguageCount; ++number) {
    if (!language_has_stemmer(number)) continue;
    with.emplace(language_code(number));
    EXPECT_FALSE(Stemmer(number).stem("information").empty());
  }
  EXPECT_EQ(with, (std::set<std::string>{"en", "de", "fr", "es", "it", "pt", "nl", "sv", "no", "da",
                                         "fi", "hu", "ro", "ru", "tr", "ar", "id", "lt"}));
}

TEST(Stemmer, JoinsFormsOfOneWord) {
  const Stemmer english(language_number("en"));
  EXPECT_EQ(english.stem("coating"), "coat");
  EXPECT_EQ(english.stem("coatings"), english.stem("coated"));
  const Stemmer german(language_number("de"));
  EXPECT_EQ(german.stem("beschichtungen"), german.stem("beschichtung"));
  const Stemmer russian(language_number("ru"));
  EXPECT_EQ(russian.stem("новый"), russian.stem("новая"));
}

TEST(Stemmer, LeavesWhatIsNoWord) {
  const Stemmer english(language_number("en"));
  for (const char* word : {"il-6s", "3.5ing", "x86_64s", "", "a\xFFing", "100%"}) {
    EXPECT_EQ(english.stem(word), word);
  }
}

TEST(Stemmer, MovesWithItsState) {
  Stemmer first(language_number("en"));
  const Stemmer second(std::move(first));
  EXPECT_EQ(second.stem("coating"), "coat");
}

}  // namespace
}  // namespace patlas
