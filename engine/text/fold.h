// engine/text/fold.h
//
// What one character is to the analysis (letter, CJK character, blank, ...) and what it folds to,
// as a table look-up, so that no text needs to pass through a normaliser.
//
// Fold     NFKC_Casefold of the character; on Latin, Greek and Cyrillic bases without diacritics
//          (but й, a letter of its own, stays) and with stroked letters and ligatures spelled out
//          (ø o, æ ae); decimal digits of any script become ASCII; Han goes through han_fold.
// Rewrite  characters whose fold changes how the text falls into units (㍿ is four characters,
//          １ is a digit next to others, ﾊﾟ is one character) are marked; rewrite.h replaces them
//          first.
// Memory   pages of 256 characters, each computed from ICU when its first character is met, then
//          kept for the life of the process: 1 KB and a few strings.
// Threads  any.
#ifndef PATLAS_ENGINE_TEXT_FOLD_H_
#define PATLAS_ENGINE_TEXT_FOLD_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace patlas {

enum class CharType : uint8_t {
  kPunctuation,  ///< ends tokens and runs
  kBlank,        ///< ends tokens, not runs
  kNewline,      ///< a blank that starts a paragraph
  kSentenceMark,
  kMiddleDot,  ///< inside a run: a blank before which a word ends; elsewhere punctuation
  kDegree,     ///< starts a token before C or F, else punctuation
  kIgnorable,  ///< soft hyphens, joiners, variation selectors: rewrite.h leaves them out
  kMark,       ///< combining mark of a spaced script
  kLetter,
  kDigit,
  kComplex,  ///< Thai, Lao, Khmer, Burmese: words without blanks, cut by ICU
  kHan,      ///< Han, kana, bopomofo, private use: the characters of a CJK run
  kHangul,   ///< the same, but blanks separate words
};

class FoldEntry {
 public:
  static constexpr uint32_t kValueBits = 21;

  FoldEntry() = default;
  FoldEntry(CharType type, uint32_t value) : bits_(value | static_cast<uint32_t>(type) << 24) {}
  FoldEntry with_expansion() const { return FoldEntry(bits_ | kExpansion); }
  FoldEntry with_rewrite() const { return FoldEntry(bits_ | kRewrite); }
  FoldEntry with_dropped_marks() const { return FoldEntry(bits_ | kDropsMarks); }

  CharType type() const { return static_cast<CharType>(bits_ >> 24); }
  bool is_expansion() const { return (bits_ & kExpansion) != 0; }
  bool needs_rewrite() const { return (bits_ & kRewrite) != 0; }
  /// Combining marks that follow are diacritics: Latin, Greek, Cyrillic, digits.
  bool drops_marks() const { return (bits_ & kDropsMarks) != 0; }
  /// The folded character; for an expansion, its place in the page.
  uint32_t value() const { return bits_ & ((1u << kValueBits) - 1); }

 private:
  static constexpr uint32_t kExpansion = 1u << 21, kRewrite = 1u << 22, kDropsMarks = 1u << 23;
  explicit FoldEntry(uint32_t bits) : bits_(bits) {}
  uint32_t bits_ = 0;
};

// Ranges of characters that are marked for rewriting and that rewrite.h treats together.
bool is_superscript(char32_t c);
bool is_conjoining_jamo(char32_t c);

class FoldTable {
 public:
  static FoldTable& instance();

  /// REQUIRES: c <= U+10FFFF.
  FoldEntry at(char32_t c) {
    const Page* page = pages_[c >> 8].load(std::memory_order_acquire);
    if (page == nullptr) page = build(c >> 8);
    return page->entries[c & 0xFF];
  }

  /// What `c` becomes: a folded string, or with needs_rewrite() the text that stands for it (still
  /// unfolded). REQUIRES: entry == at(c), entry.is_expansion().
  std::string_view expansion(char32_t c, FoldEntry entry) const;

 private:
  struct Page {
    std::array<FoldEntry, 256> entries;
    std::string expansions;
  };

  FoldTable() = default;
  const Page* build(uint32_t number);

  std::mutex building_;
  std::array<std::atomic<const Page*>, 0x110000 / 256> pages_{};
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_TEXT_FOLD_H_
