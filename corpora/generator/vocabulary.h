// corpora/generator/vocabulary.h
//
// The hand-made part of the words: what patents are about, in every language of the corpus, and
// the sentences that carry it. With the word lists alone no query would read like a question.
#ifndef PATLAS_CORPORA_GENERATOR_VOCABULARY_H_
#define PATLAS_CORPORA_GENERATOR_VOCABULARY_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "corpora/generator/word_lists.h"

namespace patlas::generator {

/// A noun that patents use, in the order of Language; `sections` are the IPC sections it belongs
/// to, "*" for all.
struct PatentNoun {
  std::string_view sections;
  std::string_view words[kLanguageCount];
};
std::span<const PatentNoun> patent_nouns();

/// Sentence patterns of titles and abstracts. A pattern is text with slots:
///   %n a noun phrase of the family    %t a word of its topic     %g any word
///   %v a verb (a noun that makes one) %m a measure               %x a word made up once
///   ~1 to ~5, Korean only: the particle 은, 이, 을, 와, 으로 in the form that the syllable before
///   asks for
std::span<const std::string_view> title_patterns(Language language);
std::span<const std::string_view> sentence_patterns(Language language);
std::span<const std::string_view> verbs(Language language);

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_VOCABULARY_H_
