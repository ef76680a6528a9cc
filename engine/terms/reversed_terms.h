// engine/terms/reversed_terms.h
//
// Here is how words end: which words are they? The words of a field's dictionary once more, ordered
// by their bytes from the last to the first, as ranks: `*ase` is an interval of them, found by
// comparing with the dictionary itself.
//
// Bytes    FORMAT.md, "Reversed words": ceil(log2(words)) bits a word.
// Errors   ReversedTermsWriter: those of its sorter and spool. open, range: corruption.
// Threads  may be shared.
// Tested   tests/engine/terms/reversed_terms_test.cc
#ifndef PATLAS_ENGINE_TERMS_REVERSED_TERMS_H_
#define PATLAS_ENGINE_TERMS_REVERSED_TERMS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/external_sorter.h"
#include "engine/terms/dictionary.h"

namespace patlas {

/// Orders words as they are added, in dictionary order, side by side.
class ReversedTermsWriter {
 public:
  /// `runs`: where words go that do not fit into `memory_bytes`.
  ReversedTermsWriter(std::unique_ptr<Spool> runs, uint64_t memory_bytes)
      : words_(std::move(runs), memory_bytes) {}
  Status add(TermOrd ordinal, std::string_view term);
  /// Appends the section's bytes. No more words afterwards.
  Status finish(Spool& section);

 private:
  ExternalSorter words_;  ///< their bytes from the last to the first
  std::string reversed_;
  TermOrd first_ = 0;
  uint32_t count_ = 0;
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
