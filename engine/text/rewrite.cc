#include "engine/text/rewrite.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <utility>

#include "engine/text/icu_status.h"
#include "engine/text/utf8.h"

namespace patlas {
namespace {

constexpr size_t kKeptBytes = 16u << 20;

bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

bool is_fullwidth_digit(char32_t c) { return c >= 0xFF10 && c <= 0xFF19; }

// The combining mark that any form of a voicing mark stands for; 0 for another character.
char32_t voicing_mark(char32_t c) {
  if (c == 0x3099 || c == 0x309B || c == 0xFF9E) return 0x3099;
  if (c == 0x309A || c == 0x309C || c == 0xFF9F) return 0x309A;
  return 0;
}

bool is_kana(char32_t c) {
  if (voicing_mark(c) != 0) return false;
  return (c >= 0x3041 && c <= 0x30FF) || (c >= 0xFF66 && c <= 0xFF9D);
}

bool is_absent(char32_t c, FoldTable& fold) {
  return c != utf8::kInvalid && fold.at(c).type() == CharType::kIgnorable;
}

/// Offset of the first character beyond ASCII that is wanted; npos when there is none.
template <typename IsWanted>
size_t first_where(std::string_view text, IsWanted is_wanted) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  for (const char* p = begin; p < end;) {
    if (static_cast<uint8_t>(*p) < 0x80) {
      uint64_t eight = 0;
      if (end - p >= 8) std::memcpy(&eight, p, 8);
      p += end - p >= 8 && (eight & 0x8080808080808080u) == 0 ? 8 : 1;
      continue;
    }
    const char* const at = p;
    const char32_t c = utf8::decode(p, end);
    if (c != utf8::kInvalid && is_wanted(c)) return static_cast<size_t>(at - begin);
  }
  return std::string_view::npos;
}

bool holds_absent(std::string_view text, FoldTable& fold) {
  return first_where(text, [&](char32_t c) { return is_absent(c, fold); }) != text.npos;
}

void leave_out_absent(std::string_view text, FoldTable& fold, Replacement& visible) {
  const char* const end = text.data() + text.size();
  for (const char* p = text.data(); p < end;) {
    const char* const at = p;
    const char32_t c = utf8::decode(p, end);
    if (is_absent(c, fold)) {
      visible.replace(at, p, "");
    } else if (c == utf8::kInvalid) {
      // Else what stands behind an absent character might complete it.
      visible.replace(at, p, "\uFFFD");
    }
  }
  visible.keep_up_to(end);
}

const icu::Normalizer2& nfkc() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* found = icu::Normalizer2::getNFKCInstance(status);
  check_icu(status);
  return *found;
}

}  // namespace

size_t first_to_rewrite(std::string_view text, FoldTable& fold) {
  return first_where(text, [&](char32_t c) { return fold.at(c).needs_rewrite(); });
}

void Replacement::begin(std::string_view original, bool maps_back) {
  // One giant text must not hold its room for good.
  if (text_.capacity() > kKeptBytes) std::string().swap(text_);
  text_.clear();
  pieces_ = {};
  maps_back_ = maps_back;
  begin_ = next_ = original.data();
  current_ = 0;
}

void Replacement::keep_up_to(const char* end) {
  if (next_ >= end) return;
  add_piece(end, false);
  text_.append(next_, end);
  next_ = end;
}

void Replacement::replace(const char* at, const char* end, std::string_view text) {
  keep_up_to(at);
  add_piece(end, true);
  text_ += text;
  next_ = end;
}

size_t Replacement::piece_of(uint32_t offset) const {
  size_t at = current_;
  while (at + 1 < pieces_.size() && pieces_[at + 1].to <= offset) ++at;
  return at;
}

void Replacement::map_back(uint32_t& begin, uint32_t& end) {
  current_ = piece_of(begin);
  const Piece& first = pieces_[current_];
  const Piece& last = pieces_[piece_of(end - 1)];
  begin = first.whole ? first.from : first.from + (begin - first.to);
  end = last.whole ? last.from_end : last.from + (end - last.to);
}

// One pass over the text. Runs of untouched bytes are one piece.
class Rewriting::Writer {
 public:
  Writer(Replacement& to, std::string_view text, FoldTable& fold)
      : to_(to), fold_(fold), begin_(text.data()), end_(begin_ + text.size()) {}

  void run(size_t first) {
    p_ = begin_ + first;
    // A kana before a voicing mark is rewritten with it.
    while (p_ > begin_ && utf8::is_tail(p_[-1])) --p_;
    if (p_ > begin_) --p_;
    while (p_ < end_) step();
    to_.keep_up_to(end_);
  }

 private:
  void step() {
    const char* const at = p_;
    const char32_t c = utf8::decode(p_, end_);
    const bool after_superscript = std::exchange(after_superscript_, false);
    if (c == utf8::kInvalid) return;
    const FoldEntry entry = fold_.at(c);
    if (is_kana(c) && voicing_mark(peek()) != 0) return voiced_kana(at, c);
    if (voicing_mark(c) != 0) return replace(at, "");  // of no kana
    if (c == 0xFF0C || c == 0xFF0E) return fullwidth_separator(at, c);
    if (!entry.needs_rewrite()) return;
    if (is_conjoining_jamo(c)) return jamo(at);
    if (is_superscript(c)) return superscript(at, c, entry, after_superscript);
    if (entry.is_expansion()) replace(at, fold_.expansion(c, entry));
  }

  char32_t peek() const {
    const char* next = p_;
    return next < end_ ? utf8::decode(next, end_) : utf8::kInvalid;
  }

  void voiced_kana(const char* at, char32_t c) {
    const char32_t mark = voicing_mark(peek());
    utf8::decode(p_, end_);
    icu::UnicodeString pair(static_cast<UChar32>(c));
    pair.append(static_cast<UChar32>(mark));
    std::string voiced = normalized(pair);
    // A kana that has no voiced form (あ゛) stays what it is.
    std::string mark_alone;
    utf8::append(mark, mark_alone);
    if (voiced.ends_with(mark_alone)) voiced.resize(voiced.size() - mark_alone.size());
    replace(at, voiced);
  }

  // In Chinese text ， separates clauses, even between ASCII digits; between full-width digits it
  // is the comma of １，２－ジクロロエタン.
  void fullwidth_separator(const char* at, char32_t c) {
    if (at == begin_) return;
    const char* before = at - 1;
    while (before > begin_ && utf8::is_tail(*before)) --before;
    if (is_fullwidth_digit(utf8::decode(before, end_)) && is_fullwidth_digit(peek())) {
      replace(at, c == 0xFF0C ? "," : ".");
    }
  }

  void jamo(const char* at) {
    icu::UnicodeString all;
    p_ = at;
    while (p_ < end_ && is_conjoining_jamo(peek())) {
      all.append(static_cast<UChar32>(utf8::decode(p_, end_)));
    }
    replace(at, normalized(all));
  }

  void superscript(const char* at, char32_t c, FoldEntry entry, bool after_superscript) {
    to_.keep_up_to(at);
    const bool is_exponent =
        !after_superscript && !to_.text().empty() && is_ascii_digit(to_.text().back());
    std::string text = is_exponent ? "^" : "";
    text += c == 0x207B ? std::string_view("-") : fold_.expansion(c, entry);
    replace(at, text);
    after_superscript_ = true;
  }

  static std::string normalized(const icu::UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    std::string result;
    nfkc().normalize(text, status).toUTF8String(result);
    check_icu(status);
    return result;
  }

  // [at, p_) becomes `text`.
  void replace(const char* at, std::string_view text) { to_.replace(at, p_, text); }

  Replacement& to_;
  FoldTable& fold_;
  const char* const begin_;
  const char* const end_;
  const char* p_ = nullptr;
  bool after_superscript_ = false;
};

void Rewriting::rewrite(std::string_view original, size_t first, FoldTable& fold, bool maps_back) {
  std::string_view visible = original;
  has_absent_ = holds_absent(original.substr(first), fold);
  if (has_absent_) {
    visible_.begin(original, maps_back);
    leave_out_absent(original, fold, visible_);
    visible = visible_.text();
    first = first_to_rewrite(visible, fold);
  }
  rewritten_.begin(visible, maps_back);
  Writer(rewritten_, visible, fold).run(std::min(first, visible.size()));
}

void Rewriting::map_back(uint32_t& begin, uint32_t& end) {
  rewritten_.map_back(begin, end);
  if (has_absent_) visible_.map_back(begin, end);
}

}  // namespace patlas
