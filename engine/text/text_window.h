// engine/text/text_window.h
//
// A stretch of a text around a place in it, as wide as a line allows, for people to read: it begins
// and ends between what they take for characters (a letter with its marks, a flag, a family of
// emoji), and where it can, between words.
//
// Picture  the ro|tor of the sta|tor is    ->  [rotor of the stator]
// Widths   in columns: East Asian wide and full-width characters take two, marks none.
// Errors   none: bytes that are not UTF-8 count as U+FFFD.
// Threads  belongs to one thread (ICU iterators).
// Cost     what is looked at is the stretch and a little more, not the text.
// Tested   tests/engine/text/text_window_test.cc
#ifndef PATLAS_ENGINE_TEXT_TEXT_WINDOW_H_
#define PATLAS_ENGINE_TEXT_TEXT_WINDOW_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace patlas {

class TextWindow {
 public:
  /// The text outlives it.
  explicit TextWindow(std::string_view utf8);
  ~TextWindow();
  TextWindow(const TextWindow&) = delete;
  TextWindow& operator=(const TextWindow&) = delete;

  /// Columns of bytes [begin, end); beyond `most`, any number above it.
  uint32_t columns(uint32_t begin, uint32_t end, uint32_t most) const;
  /// The stretch around [begin, end) of at most `columns`, and 64 bytes for each of them: all of it
  /// with as much on both sides as there is room for, or its beginning. A character is never cut, so
  /// that one that is wider than `columns` is given alone.
  std::pair<uint32_t, uint32_t> around(uint32_t begin, uint32_t end, uint32_t columns);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_TEXT_TEXT_WINDOW_H_
