// corpora/generator/fulltext.h
//
// Descriptions and claims: tens of kilobytes that talk about the same few things, as real ones do.
//
// A filing has a lexicon of its own, drawn once: parts with their reference signs, words of its
// topic, any words. Sentences draw from it by Zipf's law and now and then a word from outside, so
// that a text of 9,000 words has some 900 different ones (performance.md 3.4). Both publications of
// a filing have the same description, and claims of their own.
#ifndef PATLAS_CORPORA_GENERATOR_FULLTEXT_H_
#define PATLAS_CORPORA_GENERATOR_FULLTEXT_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "corpora/generator/made_record.h"
#include "corpora/generator/patterns.h"
#include "corpora/generator/text.h"
#include "corpora/generator/weighted.h"

namespace patlas::generator {

class FullTextMaker {
 public:
  explicit FullTextMaker(const TextMaker& text);

  /// Appends to out.description and out.claims, in out.full_text_language. `filing_hash` decides
  /// the description, `claims_hash` the claims.
  void make(const Subject& subject, uint64_t filing_hash, uint64_t claims_hash,
            uint32_t description_bytes, MadeRecord& out);

 private:
  static constexpr uint32_t kParts = 24, kTopicWords = 160, kAnyWords = 320, kCodes = 12;

  struct LanguagePatterns {
    std::array<Patterns, kSectionCount> sections;
    Patterns openings, elements, closing, dependent;
  };

  void make_lexicon(const Subject& subject, Random& random);
  void make_section(Section section, uint32_t bytes, Random& random, MadeRecord& out);
  void make_drawings(Random& random, MadeRecord& out);
  void make_claim(uint32_t number, Random& random, MadeRecord& out);
  void append_sentence(const Patterns& patterns, Random& random, std::string& out);
  void append_elements(const LanguagePatterns& patterns, uint32_t count, Random& random,
                       std::string& out);
  void append_pieces(std::span<const Piece> pieces, Random& random, std::string& out);
  void append_slot(char slot, Random& random, std::string& out);
  void append_any_word(Random& random, std::string& out);
  static Range begin_text(const MadeRecord& out);

  const TextMaker& text_;
  std::array<LanguagePatterns, kLanguageCount> patterns_;
  Weighted part_, topic_word_, any_word_;

  // The lexicon of the filing at hand.
  Subject subject_;
  Language language_ = Language::kEnglish;
  std::array<std::string, kParts> parts_;
  std::array<std::string_view, kTopicWords> topic_words_;
  std::array<std::string_view, kAnyWords> any_words_;
  std::array<std::string, kCodes> codes_;
  uint32_t first_sign_ = 100, figures_ = 1;
  uint32_t figure_ = 0;  ///< the next one to name; 0: any
  uint32_t claim_ = 0;   ///< the one to refer to
};

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_FULLTEXT_H_
