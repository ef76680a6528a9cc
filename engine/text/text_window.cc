#include "engine/text/text_window.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

#include <algorithm>

#include "engine/text/icu_status.h"
#include "engine/text/utf8.h"

namespace patlas {
namespace {

// A character that people see may be many code points; a thousand are an attack on the window.
constexpr int32_t kCharacterBytesMax = 1024;
// Marks and characters of no width cost no column: beyond so many bytes for each there are enough.
constexpr uint32_t kColumnBytesMax = 64;
// Room that may be given up so that a window begins and ends between words.
constexpr uint32_t kWordShare = 4;

uint32_t width_of(char32_t character) {
  if (character == utf8::kInvalid) return 1;  // U+FFFD
  const auto c = static_cast<UChar32>(character);
  const int8_t type = u_charType(c);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
  const int32_t width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

struct CloseBreaks {
  void operator()(UBreakIterator* opened) const { ubrk_close(opened); }
};
using Breaks = std::unique_ptr<UBreakIterator, CloseBreaks>;

Breaks open_breaks() {
  UErrorCode status = U_ZERO_ERROR;
  Breaks breaks(ubrk_open(UBRK_CHARACTER, "", nullptr, 0, &status));
  check_icu(status);
  return breaks;
}

bool is_ascii_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

struct TextWindow::State {
  explicit State(std::string_view utf8) : text(utf8), breaks(open_breaks()) {
    UErrorCode status = U_ZERO_ERROR;
    utext_openUTF8(&handle, text.data(), static_cast<int64_t>(text.size()), &status);
    ubrk_setUText(breaks.get(), &handle, &status);
    check_icu(status);
  }
  ~State() {
    breaks.reset();  // it looks at the text
    utext_close(&handle);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  /// Where the character that holds byte `at` begins, or the one behind it.
  uint32_t next(uint32_t at) {
    const int32_t found = ubrk_following(breaks.get(), static_cast<int32_t>(at));
    const auto end = found == UBRK_DONE ? static_cast<int32_t>(text.size()) : found;
    return static_cast<uint32_t>(end);
  }
  uint32_t previous(uint32_t at) {
    const int32_t found = ubrk_preceding(breaks.get(), static_cast<int32_t>(at));
    return found == UBRK_DONE ? 0u : static_cast<uint32_t>(found);
  }
  bool is_break(uint32_t at) {
    return at == text.size() || ubrk_isBoundary(breaks.get(), static_cast<int32_t>(at)) != 0;
  }

  /// No letters or digits of one word on both sides: spaced scripts, which CJK is not.
  bool is_between_words(uint32_t at) const {
    return at == 0 || at == text.size() || !is_word(at - 1) || !is_word(at);
  }
  bool is_word(uint32_t at) const {
    if (is_ascii_word(text[at])) return true;
    if (static_cast<uint8_t>(text[at]) < 0x80) return false;
    while (at > 0 && utf8::is_tail(text[at])) --at;
    const char* from = text.data() + at;
    const char32_t c = utf8::decode(from, text.data() + text.size());
    return c != utf8::kInvalid && u_isalnum(static_cast<UChar32>(c)) != 0 && width_of(c) == 1;
  }

  std::string_view text;
  UText handle = UTEXT_INITIALIZER;
  Breaks breaks;
};

TextWindow::TextWindow(std::string_view utf8) : state_(std::make_unique<State>(utf8)) {}
TextWindow::~TextWindow() = default;

uint32_t TextWindow::columns(uint32_t begin, uint32_t end, uint32_t most) const {
  const std::string_view text = state_->text;
  end = std::min<uint32_t>(end, static_cast<uint32_t>(text.size()));
  uint32_t count = 0;
  const char* at = text.data() + std::min(begin, end);
  while (at < text.data() + end && count <= most) {
    count += width_of(utf8::decode(at, text.data() + end));
  }
  return count;
}

std::pair<uint32_t, uint32_t> TextWindow::around(uint32_t begin, uint32_t end, uint32_t most) {
  State& state = *state_;
  const auto size = static_cast<uint32_t>(state.text.size());
  begin = std::min(begin, size);
  end = std::clamp(end, begin, size);
  if (!state.is_break(begin)) begin = state.previous(begin);
  if (!state.is_break(end)) end = state.next(end);
  const uint64_t bytes_most = uint64_t{std::max(most, 1u)} * kColumnBytesMax;
  uint32_t used = columns(begin, end, most);
  if (used > most || end - begin > bytes_most) {
    // Too wide: its beginning, a character at least.
    uint32_t to = begin;
    used = 0;
    while (to < end) {
      const uint32_t next = std::max(state.next(to), to + 1);
      const uint32_t more = columns(to, next, most);
      if (to > begin && (used + more > most || next - begin > bytes_most)) break;
      used += more;
      to = next;
    }
    return {begin, to};
  }
  // A character on the left and one on the right in turn, while there is room.
  uint32_t from = begin, to = end;
  bool grows_left = from > 0, grows_right = to < size;
  while (grows_left || grows_right) {
    if (grows_left) {
      const uint32_t next = state.previous(from);
      const uint32_t more = columns(next, from, most);
      grows_left =
          used + more <= most && from - next <= kCharacterBytesMax && to - next <= bytes_most;
      if (grows_left) {
        from = next;
        used += more;
        grows_left = from > 0;
      }
    }
    if (grows_right) {
      const uint32_t next = state.next(to);
      const uint32_t more = columns(to, next, most);
      grows_right = used + more <= most && next - to <= kCharacterBytesMax && next > to &&
                    next - from <= bytes_most;
      if (grows_right) {
        to = next;
        used += more;
        grows_right = to < size;
      }
    }
  }
  // Back to where a word begins or ends, if that is near.
  const uint32_t spare = most / kWordShare;
  uint32_t whole_from = from, whole_to = to;
  for (uint32_t given = 0; given <= spare && whole_from < begin;) {
    if (state.is_between_words(whole_from)) break;
    const uint32_t next = state.next(whole_from);
    given += columns(whole_from, next, most);
    whole_from = std::min(next, begin);
  }
  for (uint32_t given = 0; given <= spare && whole_to > end;) {
    if (state.is_between_words(whole_to)) break;
    const uint32_t next = state.previous(whole_to);
    given += columns(next, whole_to, most);
    whole_to = std::max(next, end);
  }
  if (state.is_between_words(whole_from)) from = whole_from;
  if (state.is_between_words(whole_to)) to = whole_to;
  const auto is_blank = [&](uint32_t at) {
    const char c = state.text[at];
    return (c == ' ' || c == '\n') && state.is_break(at) && state.is_break(at + 1);
  };
  while (from < begin && is_blank(from)) ++from;
  while (to > end && is_blank(to - 1)) --to;
  return {from, to};
}

}  // namespace patlas
