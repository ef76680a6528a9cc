// engine/text/rewrite.h
//
// Replaces, before positions are given, the characters whose compatibility form changes how a text
// falls into units, and remembers where each byte came from.
//
//   ㍿日立 -> 株式会社日立       ﾎﾟﾘｲﾐﾄﾞ -> ポリイミド      １０－３ -> 10-3       25℃ -> 25°C
//   10⁻³ -> 10^-3 (m² -> m2)     2½ -> 2 1/2              , between full-width digits -> ,
//
// Characters that are as if absent (soft hyphens, joiners, variation selectors) go before, so that
// they hide no neighbours from each other: a voicing mark finds its kana, a sign its digits.
//
// Most texts hold none of all these and are scanned as they are.
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

/// A text made from another by leaving parts as they are and replacing the others, and the way
/// back.
class Replacement {
 public:
  /// Starts anew. The way back is kept for who `maps_back`: it may take more memory than the text.
  void begin(std::string_view original, bool maps_back);
  /// The next bytes of the original, up to `end`, are taken as they are.
  void keep_up_to(const char* end);
  /// The same up to `at`; [at, end) becomes `text`.
  void replace(const char* at, const char* end, std::string_view text);

  const std::string& text() const { return text_; }

  /// The bytes of the original that [begin, end) of text() stands for. REQUIRES: maps_back, begin <
  /// end, and begin not below that of the call before (since begin()).
  void map_back(uint32_t& begin, uint32_t& end);

 private:
  // From `to` on, text() stands for the original from `from` on: byte for byte, or, `whole`, as
  // one.
  struct Piece {
    uint32_t to = 0, from = 0, from_end = 0;
    bool whole = false;
  };

  uint32_t offset(const char* p) const { return static_cast<uint32_t>(p - begin_); }
  uint32_t size32() const { return static_cast<uint32_t>(text_.size()); }
  size_t piece_of(uint32_t offset) const;
  void add_piece(const char* end, bool whole) {
    if (maps_back_) pieces_.push_back({size32(), offset(next_), offset(end), whole});
  }

  std::string text_;
  std::vector<Piece> pieces_;
  const char* begin_ = nullptr;
  const char* next_ = nullptr;  ///< the first byte of the original that is not in yet
  size_t current_ = 0;
  bool maps_back_ = false;
};

/// A rewritten text and the way back.
class Rewriting {
 public:
  /// Replaces what was there. REQUIRES: first == first_to_rewrite(original, fold), not npos.
  void rewrite(std::string_view original, size_t first, FoldTable& fold, bool maps_back);

  std::string_view text() const { return rewritten_.text(); }

  /// As Replacement's, since rewrite().
  void map_back(uint32_t& begin, uint32_t& end);

 private:
  class Writer;

  Replacement visible_;    ///< the original without what is as if absent, when it had any
  Replacement rewritten_;  ///< made from that
  bool has_absent_ = false;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_TEXT_REWRITE_H_
