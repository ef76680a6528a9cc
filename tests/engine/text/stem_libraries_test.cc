// A build with Xapian takes its stems, one without takes libstemmer's: of words as the index holds
// them, in a language's own script, they are the same. Not in others (Finnish drops the last of
// doubled Cyrillic letters in one of them), so the two are never one analysis.
#include <gtest/gtest.h>
#include <libstemmer.h>

#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/text/analyzer.h"
#include "engine/text/stemmer.h"

namespace patlas {
namespace {

const std::map<std::string, const char*>& snowball_names() {
  static const std::map<std::string, const char*> names = {
      {"en", "english"},    {"de", "german"},     {"fr", "french"},  {"es", "spanish"},
      {"it", "italian"},    {"pt", "portuguese"}, {"nl", "dutch"},   {"sv", "swedish"},
      {"no", "norwegian"},  {"da", "danish"},     {"fi", "finnish"}, {"hu", "hungarian"},
      {"ro", "romanian"},   {"ru", "russian"},    {"tr", "turkish"}, {"ar", "arabic"},
      {"id", "indonesian"}, {"lt", "lithuanian"}};
  return names;
}

// Every so many words of the word lists, and strings of the letters of other scripts, folded.
const std::set<std::string>& vocabulary() {
  static const auto* words = [] {
    auto* found = new std::set<std::string>;
    Analyzer analyzer;
    for (const char* list : {"american-english-huge", "ngerman"}) {
      std::ifstream file(std::string("/usr/share/dict/") + list);
      EXPECT_TRUE(file) << list;
      uint64_t line = 0;
      for (std::string word; std::getline(file, word); ++line) {
        if (line % 8 == 0) found->insert(analyzer.fold(word));
      }
    }
    uint64_t state = 1;
    const auto below = [&state](size_t bound) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      return static_cast<size_t>(state >> 33) % bound;
    };
    for (const std::u32string_view letters :
         {U"абвгдежзийклмнопрстуфхцчшщъыьэюяё", U"ابتثجحخدذرزسشصضطظعغفقكلمنهويةىئءأإآؤ",
          U"abcdefghijklmnopqrstuvwxyzçğışöüåäéèñáíóõăâîșț"}) {
      for (int i = 0; i < 20000; ++i) {
        std::string word;
        for (size_t n = 2 + below(10); n > 0; --n) {
          const char32_t c = letters[below(letters.size())];
          word += c < 0x80 ? std::string(1, static_cast<char>(c))
                           : std::string{static_cast<char>(0xC0 | (c >> 6)),
                                         static_cast<char>(0x80 | (c & 0x3F))};
        }
        found->insert(analyzer.fold(word));
      }
    }
    return found;
  }();
  return *words;
}

bool is_of_script(const std::string& word, const std::string& language) {
  const auto lead = static_cast<unsigned char>(word.empty() ? 0 : word[0]);
  const bool is_cyrillic = lead >= 0xD0 && lead < 0xD4, is_arabic = lead >= 0xD8 && lead < 0xDC;
  if (language == "ru") return is_cyrillic;
  return language == "ar" ? is_arabic : !is_cyrillic && !is_arabic;
}

TEST(StemLibraries, MakeTheSameStemsOfFoldedWords) {
  ASSERT_GT(vocabulary().size(), 100000u);
  for (const auto& [code, name] : snowball_names()) {
    const uint8_t language = language_number(code);
    ASSERT_TRUE(language_has_stemmer(language)) << code;
    const Stemmer stemmer(language);
    const std::unique_ptr<sb_stemmer, void (*)(sb_stemmer*)> other(sb_stemmer_new(name, "UTF_8"),
                                                                   sb_stemmer_delete);
    ASSERT_NE(other, nullptr) << name;
    uint64_t differing = 0;
    uint64_t compared = 0;
    for (const std::string& word : vocabulary()) {
      if (!is_of_script(word, code)) continue;
      ++compared;
      const sb_symbol* stem =
          sb_stemmer_stem(other.get(), reinterpret_cast<const sb_symbol*>(word.data()),
                          static_cast<int>(word.size()));
      const std::string theirs(reinterpret_cast<const char*>(stem),
                               static_cast<size_t>(sb_stemmer_length(other.get())));
      const std::string ours = stemmer.stem(word);
      if (ours == theirs) continue;
      ++differing;
      ADD_FAILURE() << name << ": " << word << " is " << ours << " and " << theirs;
      ASSERT_LT(differing, 5u);
    }
    EXPECT_GT(compared, 10000u) << name;
  }
}

TEST(StemLibraries, AreNamedByTheAnalysis) {
  EXPECT_NE(analysis_version().find(stemmer_version()), std::string::npos);
  EXPECT_EQ(stemmer_version(), stemmer_version());
}

}  // namespace
}  // namespace patlas
