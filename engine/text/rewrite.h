// engine/text/rewrite.h
//
// Replaces, before positions are given, the characters whose compatibility form changes how a text
// falls into units, and remembers where each byte came from.
//
//   ㍿日立 -> 株式会社日立       ﾎﾟﾘｲﾐﾄﾞ -> ポリイミド      １０－３ -> 10-3       25℃ -> 25°C
//   10⁻³ -> 10^-3 (m² -> m2)     2½ -> 2 1/2              , between full-width digits -> ,
//
// Most texts hold none of them and are scanned as they are.
#ifndef PATLAS_ENGINE_TEXT_REWRITE_H_
#define PATLAS_ENGINE_TEXT_REWRITE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/fold.h"

namespace patlas {

/// Offset of the first character that needs rewriting; npos when the text can be scanned as it is.
size_t first_to_rewrite(std::string_view text, FoldTable& fold);

/// A rewritten text and the way back.
class Rewriting {
 public:
  /// Replaces what was there. REQUIRES: first == first_to_rewrite(original, fold), not npos.
  void rewrite(std::string_view original, size_t first, FoldTable& fold);

  std::string_view text() const { return text_; }

  /// The bytes of the original that [begin, end) of text() stands for. REQUIRES: begin < end, and
  /// begin not below that of the call before (since rewrite()).
  void map_back(uint32_t& begin, uint32_t& end);

 private:
  // From `to` on, text() stands for the original from `from` on: byte for byte, or, `whole`, as
  // one.
  struct Piece {
    uint32_t to = 0, from = 0, from_end = 0;
    bool whole = false;
  };

  class Writer;
  size_t piece_of(uint32_t offset) const;

  std::string text_;
  std::vector<Piece> pieces_;
  size_t current_ = 0;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_TEXT_REWRITE_H_
