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
#include <string>
#include <string_view>

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

 private:
  void append_pattern(std::string_view pattern, const Subject& subject, Language language,
                      Random& random, std::string& out) const;
  void append_slot(char slot, const Subject& subject, Language language, Random& random,
                   std::string& out) const;
  void append_topic_word(const Subject& subject, Language language, Random& random,
                         std::string& out) const;
  void append_phrase(const Phrase& phrase, Language language, std::string& out) const;
  Concept topic_concept(uint64_t topic, Random& random) const;
  std::string_view word(Concept concept_number, Language language) const;

  const WordLists& lists_;
  Weighted any_word_, topic_word_, phrase_;
};

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_TEXT_H_
