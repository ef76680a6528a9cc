// corpora/generator/text.h
//
// Titles and abstracts. A family's subject is a list of concepts; each language says them in its
// own words, in sentence patterns of its own, so that the members of a family tell the same thing.
//
// Words are drawn by Zipf's law: the family's own noun phrases, the words of its topic (each
// subclass has 4,096 words of its own), any word, and words made up once. In real collections about
// half of all terms occur once (performance.md); compounds and made-up words see to that here,
// whatever the number of records.
#ifndef PATLAS_CORPORA_GENERATOR_TEXT_H_
#define PATLAS_CORPORA_GENERATOR_TEXT_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "corpora/generator/patterns.h"
#include "corpora/generator/random.h"
#include "corpora/generator/vocabulary.h"
#include "corpora/generator/weighted.h"
#include "corpora/generator/word_lists.h"

namespace patlas::generator {

using Concept = uint32_t;

struct Phrase {
  Concept noun = 0;
  Concept before = 0;
  bool compound = false;  ///< `before` counts
};

struct Subject {
  uint64_t hash = 0;
  uint64_t topic = 0;  ///< of the subclass
  std::array<Phrase, 8> phrases{};
};

class TextMaker {
 public:
  explicit TextMaker(const WordLists& lists);

  Subject make_subject(uint64_t hash, std::string_view subclass) const;
  /// The title a family has in a language: always the same.
  void append_title(const Subject& subject, Language language, std::string& out) const;
  void append_abstract(const Subject& subject, Language language, uint64_t hash,
                       std::string& out) const;

  // What full text is made of, too (fulltext.h).

  /// A word that the family's topic uses.
  Concept topic_concept(uint64_t topic, Random& random) const;
  /// Any word, the frequent ones most; a third without regard to rank: the tail of a real
  /// vocabulary is longer than Zipf's law over a finite list.
  std::string_view any_word(Language language, Random& random) const;
  std::string_view word(Concept concept_number, Language language) const;
  void append_phrase(const Phrase& phrase, Language language, std::string& out) const;

 private:
  void append_pieces(std::span<const Piece> pieces, const Subject& subject, Language language,
                     Random& random, std::string& out) const;
  void append_slot(char slot, const Subject& subject, Language language, Random& random,
                   std::string& out) const;
  void append_topic_word(const Subject& subject, Language language, Random& random,
                         std::string& out) const;

  const WordLists& lists_;
  std::array<Patterns, kLanguageCount> titles_, sentences_;
  Weighted any_word_, topic_word_, phrase_;
};

/// Whether words stand apart.
constexpr bool has_spaces(Language language) {
  return language == Language::kEnglish || language == Language::kGerman ||
         language == Language::kKorean;
}

/// "3.5 μm", "12%".
void append_measure(Random& random, std::string& out);
/// A word that hardly any other text has: a code, a chemical name.
void append_made_up(Language language, Random& random, std::string& out);
/// A Korean particle, '1' to '5' (vocabulary.h), in the form that the text before it asks for.
std::string_view particle_behind(std::string_view text, char which);
/// A sentence or title begins with a capital.
void capitalize(std::string& text, size_t at);

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_TEXT_H_
