// corpora/generator/patterns.h
//
// Sentence patterns, cut into their pieces once: a text takes thousands of them.
#ifndef PATLAS_CORPORA_GENERATOR_PATTERNS_H_
#define PATLAS_CORPORA_GENERATOR_PATTERNS_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "corpora/generator/random.h"

namespace patlas::generator {

/// Plain text and the slot behind it.
struct Piece {
  std::string_view plain;
  char mark = 0;  ///< '%' a slot, '~' a Korean particle, '[' and ']' themselves; 0: none
  char slot = 0;  ///< which slot or particle
};

class Patterns {
 public:
  Patterns() = default;
  /// REQUIRES: the texts stay.
  explicit Patterns(std::span<const std::string_view> texts);
  explicit Patterns(std::string_view text) : Patterns(std::span(&text, 1)) {}

  /// REQUIRES: there is one.
  std::span<const Piece> pick(Random& random) const {
    uint32_t at = random.below(static_cast<uint32_t>(ends_.size()));
    uint32_t begin = at == 0 ? 0 : ends_[at - 1];
    return std::span(pieces_).subspan(begin, ends_[at] - begin);
  }

 private:
  void add(std::string_view text);

  std::vector<Piece> pieces_;
  std::vector<uint32_t> ends_;
};

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_PATTERNS_H_
