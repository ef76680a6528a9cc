// engine/text/frequent_words.h
//
// The words that stand in most texts, of which an index with frequent bigrams holds each two
// neighbours as a term of their own: the documents of "of the" are then one list, where by the
// positions of its words it takes those of nearly every document.
//
// Words    the most frequent words of English, German, French, Spanish, Italian, Portuguese, Dutch
//          and Russian texts, and of patents in the first three, folded as the analysis folds them
//          (engine/text/fold.h). One list for all languages: a text need not say which it is in.
// Format   the list belongs to it: an index holds its number, and one of another list is refused.
// Bytes    FORMAT.md, "Segment files" and "Manifests"
// Tested   tests/engine/text/frequent_words_test.cc
#ifndef PATLAS_ENGINE_TEXT_FREQUENT_WORDS_H_
#define PATLAS_ENGINE_TEXT_FREQUENT_WORDS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace patlas {

/// The number of the list; 0 stands for none.
inline constexpr uint8_t kFrequentWordsList = 1;

/// The tag of a pair's term.
inline constexpr char kPairTag = 'p';
/// Between the words of a pair's term: no word has it.
inline constexpr char kPairMark = ' ';

/// All of them, sorted by bytes.
std::span<const std::string_view> frequent_words();

/// `word`: folded, without a tag.
bool is_frequent_word(std::string_view word);

/// Appends the term of two words that follow one another: tag, first, mark, second.
void append_pair_term(std::string_view first, std::string_view second, std::string& out);

}  // namespace patlas

#endif  // PATLAS_ENGINE_TEXT_FREQUENT_WORDS_H_
