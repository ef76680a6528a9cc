// engine/text/analyzer.h
//
// Turns text into index terms with positions: the one analysis used for indexing and for queries.
// ARCHITECTURE 4 is its definition; tests/script/cjk.t has a row for every edge.
//
// Terms    a term is a tag byte and folded UTF-8. The tag keeps the views apart in one
//          dictionary, and makes each view a contiguous range of it:
//            'w' word     a Latin, Greek, Cyrillic, Thai, ... word, number or special token
//            'c' bigram   two neighbouring characters of a CJK run; the run's last character
//                         stands alone followed by kEndMark, so that one character is the range
//                         of bigrams it starts
//            'm' mixed    where a word and a CJK run touch: the word's border character and the
//                         run's, in text order (5G通信 -> 'm' g通)
//            'd' dictionary word   an ICU word of a CJK run (the second view; folded); its
//                         positions are given here, the index keeps documents and frequencies
//          FORMAT.md, "Text analysis", has every rule with examples.
// Position tokens for spaced scripts, characters of the folded text for CJK; every position of a
//          value from its first to the one before its free last is taken by exactly one unit. A
//          mixed bigram stands at the position of its first unit. Punctuation and blanks take none.
// Threads  an Analyzer belongs to one thread (it holds ICU iterators); make one per worker.
// Errors   none: bytes that are not UTF-8 become U+FFFD and end a token.
// Cost     bench/micro/analyzer_bench; ICU is called once per CJK run, never for ASCII.
#ifndef PATLAS_ENGINE_TEXT_ANALYZER_H_
#define PATLAS_ENGINE_TEXT_ANALYZER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace patlas {

enum class TermTag : char { kWord = 'w', kBigram = 'c', kMixed = 'm', kDictionaryWord = 'd' };

/// Follows a run's last character in its bigram term: sorts below every character.
inline constexpr char kEndMark = '\x01';

/// Names the analysis: rules and folding tables, ICU (whose dictionaries cut words), stemmers.
/// Stored in every index; another one is refused by name. E.g. "patlas-text-3 icu-72.1
/// unicode-15.0 xapian-1.4.22".
const std::string& analysis_version();

/// One occurrence: `term` is [term_offset, term_offset + term_bytes) of Analysis::bytes, tag
/// included.
struct Occurrence {
  uint32_t term_offset = 0;
  uint32_t term_bytes = 0;
  uint32_t position = 0;
};

/// What one or several values of one field of one document become. Reused between documents:
/// clear() keeps the memory.
struct Analysis {
  std::string bytes;                    ///< term bytes, back to back
  std::vector<Occurrence> occurrences;  ///< in text order; positions never decrease per tag
  std::vector<uint64_t>
      word_starts;  ///< bit p: a word starts at position p (all values, one stream)
  std::vector<uint32_t> sentence_starts;   ///< positions, increasing; a paragraph start is one too
  std::vector<uint32_t> paragraph_starts;  ///< positions, increasing; each value starts a paragraph
  uint32_t position_count = 0;  ///< positions used so far, the gap after each value included

  std::string_view term(const Occurrence& o) const {
    return std::string_view(bytes).substr(o.term_offset, o.term_bytes);
  }
  void clear();
};

/// Where a position came from, for highlights and `patlas tokens`: bytes of the original text.
struct SourceSpan {
  uint32_t position = 0;
  uint32_t begin = 0, end = 0;  ///< byte offsets in the value
};

struct TermPattern;  // term_pattern.h

/// One element of a query phrase: a term (or all terms that start with it) at a distance from the
/// phrase's start.
struct PhraseUnit {
  std::string term;        ///< tag and bytes
  bool is_prefix = false;  ///< every term with this prefix (single CJK character, right truncation)
  uint32_t offset = 0;     ///< position relative to the phrase's first position
  /// Then every term that it takes; `term` is how they begin. phrase() makes none.
  std::shared_ptr<const TermPattern> pattern = nullptr;
};

/// What a query string means: a phrase to be found at consecutive positions.
struct Phrase {
  std::vector<PhraseUnit>
      units;            ///< enough units to decide the match exactly; empty: nothing searchable
  uint32_t length = 0;  ///< positions that the phrase spans
  bool has_cjk = false;
};

class Analyzer {
 public:
  Analyzer();
  ~Analyzer();
  Analyzer(const Analyzer&) = delete;
  Analyzer& operator=(const Analyzer&) = delete;

  /// Appends one value of a field. Positions go on from out.position_count; after the value one
  /// position is left free (its word_starts bit is set), so that no phrase crosses values and a
  /// word that ends the value ends at a word start.
  void analyze(std::string_view utf8, Analysis& out);

  /// As analyze, and appends where each position came from.
  void analyze_with_spans(std::string_view utf8, Analysis& out, std::vector<SourceSpan>& spans);

  /// The phrase that `utf8` (a term or the inside of quotes) asks for. `truncated`: it ended in
  /// '*'. A CJK string matches wherever it is a substring; blanks between CJK characters are
  /// transparent; a border word of exactly one character next to CJK matches by the mixed bigram, a
  /// longer one as a whole word.
  Phrase phrase(std::string_view utf8, bool truncated);

  /// The natural split of a CJK string (ARCHITECTURE 4, `~鋰離子電池正極材料`): its ICU words,
  /// original spelling, in order. Latin words in it are given as they are.
  std::vector<std::string> split_words(std::string_view utf8);

  /// The folded surface of one token, as it stands in the dictionary without its tag.
  std::string fold(std::string_view utf8);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_TEXT_ANALYZER_H_
