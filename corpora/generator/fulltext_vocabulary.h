// corpora/generator/fulltext_vocabulary.h
//
// The hand-made part of descriptions and claims: headings, and the sentences that carry the words.
// Slots are those of vocabulary.h, and:
//   %n a part with its reference sign   %p a part without one   %f the number of a figure
//   %k the claim that a claim refers to (its wording, "claim 3", is the pattern's, between [ and ])
#ifndef PATLAS_CORPORA_GENERATOR_FULLTEXT_VOCABULARY_H_
#define PATLAS_CORPORA_GENERATOR_FULLTEXT_VOCABULARY_H_

#include <span>
#include <string_view>

#include "corpora/generator/made_record.h"

namespace patlas::generator {

std::string_view section_heading(Language language, Section section);
/// Sentences of that part of a description.
std::span<const std::string_view> section_patterns(Language language, Section section);
/// First line of an independent claim, what follows it line by line, its last line.
std::span<const std::string_view> claim_openings(Language language);
std::span<const std::string_view> claim_elements(Language language);
std::string_view claim_closing(Language language);
std::span<const std::string_view> dependent_claims(Language language);

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_FULLTEXT_VOCABULARY_H_
