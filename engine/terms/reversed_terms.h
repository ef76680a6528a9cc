// engine/terms/reversed_terms.h
//
// Here is how words end: which words are they? The words of a field's dictionary once more, ordered
// by their bytes from the last to the first, as ranks: `*ase` is an interval of them, found by
// comparing with the dictionary itself.
//
// Bytes    FORMAT.md, "Reversed words": ceil(log2(words)) bits a word.
// Errors   open, range: corruption.
// Threads  may be shared.
// Tested   tests/engine/terms/reversed_terms_test.cc
#ifndef PATLAS_ENGINE_TERMS_REVERSED_TERMS_H_
#define PATLAS_ENGINE_TERMS_REVERSED_TERMS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/terms/dictionary.h"

namespace patlas {

/// Orders words as they are added, in dictionary order, side by side.
class ReversedTermsWriter {
 public:
  void add(TermOrd ordinal, std::string_view term);
  /// The section's bytes. The memory of what was added is given back.
  std::string finish();

 private:
  struct Entry {
    uint64_t head = 0;  ///< the last eight bytes, the last one highest
    uint32_t ordinal = 0;
    uint32_t size = 0;
    uint64_t begin = 0;  ///< in bytes_
  };
  std::vector<Entry> entries_;
  std::string bytes_;
};

class ReversedTerms {
 public:
  ReversedTerms() = default;
  /// `dictionary` outlives it.
  static Result<ReversedTerms> open(const Section& section, const TermDictionary& dictionary);

  uint32_t size() const { return count_; }
  /// Places [first, last) of the words that end in `suffix` behind their tag: `wand` is no ending of
  /// the word `and`, though of its term. REQUIRES: suffix is not empty.
  Result<std::pair<uint32_t, uint32_t>> range(std::string_view suffix) const;
  /// The word at a place. REQUIRES: place < size().
  TermOrd ordinal(uint32_t place) const;

 private:
  template <typename Before>
  Result<uint32_t> first_not(uint32_t from, Before&& before) const;

  const TermDictionary* dictionary_ = nullptr;
  const uint8_t* ranks_ = nullptr;
  uint32_t first_ = 0, count_ = 0, width_ = 0;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_TERMS_REVERSED_TERMS_H_
