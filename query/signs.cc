#include "query/signs.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <optional>

#include "engine/text/utf8.h"
#include "query/lexer.h"

namespace patlas {
namespace {

/// More characters than a term has room for.
constexpr uint32_t kLargestBound = 1000;

struct Char {
  char32_t written = 0;  ///< as the user wrote it
  char32_t code = 0;     ///< in its ASCII form, where it has one
  size_t begin = 0, end = 0;
};

std::vector<Char> characters(std::string_view text) {
  std::vector<Char> found;
  const char* const end = text.data() + text.size();
  for (const char* p = text.data(); p < end;) {
    Char c;
    c.begin = static_cast<size_t>(p - text.data());
    c.written = utf8::decode(p, end);
    c.end = static_cast<size_t>(p - text.data());
    if (c.written == utf8::kInvalid) c.written = 0xFFFD;
    const bool is_wide = c.written >= 0xFF01 && c.written <= 0xFF5E;
    c.code = is_wide ? c.written - 0xFEE0 : c.written;
    found.push_back(c);
  }
  return found;
}

bool has_type(char32_t c, uint32_t types) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & types) != 0;
}
/// Private-use characters are characters of CJK text.
bool is_letter(char32_t c) { return has_type(c, U_GC_L_MASK | U_GC_N_MASK | U_GC_CO_MASK); }
bool is_mark(char32_t c) { return has_type(c, U_GC_M_MASK); }
bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

class SignReader {
 public:
  SignReader(std::string_view written, bool quoted, Span span)
      : written_(written), quoted_(quoted), span_(span), chars_(characters(written)) {}

  Result<SignedText> read() {
    for (size_t i = 0; i < chars_.size();) {
      const size_t end = end_of_run(i);
      if (end == i) {
        look_for_bound(i);
        keep(i++);
        continue;
      }
      PATLAS_ASSIGN(const bool is_sign, is_run_of_signs(i, end));
      if (is_sign) add_run(i, end);
      for (; i < end; ++i) {
        if (!is_sign) keep(i);
      }
    }
    PATLAS_TRY(check_all());
    return std::move(read_);
  }

 private:
  struct Bound {
    uint32_t least = 0, most = 0;
    size_t end = 0;
  };

  char32_t code(size_t i) const { return quoted_ ? chars_[i].written : chars_[i].code; }
  bool is_simple_sign(size_t i) const { return code(i) == '*' || code(i) == '?' || code(i) == '#'; }

  /// `{2}` `{0,3}` `{1,}` `{,3}`.
  std::optional<Bound> bound_at(size_t i) const {
    if (code(i) != '{') return std::nullopt;
    Bound bound;
    uint32_t* number = &bound.least;
    bool has_digit = false, has_comma = false, has_most = false;
    for (++i; i < chars_.size(); ++i) {
      const char32_t c = code(i);
      if (is_digit(c)) {
        has_digit = true;
        has_most = has_comma;
        *number =
            std::min<uint32_t>(*number * 10 + static_cast<uint32_t>(c - '0'), kLargestBound + 1);
      } else if (c == ',' && !has_comma) {
        has_comma = true;
        number = &bound.most;
      } else if (c == '}' && has_digit) {
        if (!has_comma) bound.most = bound.least;
        if (has_comma && !has_most) bound.most = OpenSign::kAnyNumber;
        bound.end = i + 1;
        return bound;
      } else {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  size_t end_of_run(size_t i) const {
    while (i < chars_.size()) {
      if (is_simple_sign(i)) {
        ++i;
      } else if (const auto bound = bound_at(i)) {
        i = bound->end;
      } else {
        break;
      }
    }
    return i;
  }

  bool letter_before(size_t i) const {
    return i > 0 && (is_letter(chars_[i - 1].written) || is_mark(chars_[i - 1].written));
  }
  bool letter_at(size_t i) const { return i < chars_.size() && is_letter(chars_[i].written); }

  std::string shown_run(size_t first, size_t end) const {
    return std::string(
        written_.substr(chars_[first].begin, chars_[end - 1].end - chars_[first].begin));
  }

  Result<bool> is_run_of_signs(size_t first, size_t end) const {
    bool has_star = false, has_bound = false, has_simple = false;
    for (size_t i = first; i < end; ++i) {
      has_simple = has_simple || is_simple_sign(i);
      has_star = has_star || code(i) == '*';
      has_bound = has_bound || code(i) == '{';
    }
    const bool before = letter_before(first), after = letter_at(end);
    if (before || after) {
      return !quoted_ || has_star || has_bound || (before && after);
    }
    const bool blank_before = first == 0 || chars_[first - 1].code == ' ';
    const bool blank_after = end == chars_.size() || chars_[end].code == ' ';
    if (quoted_ && has_star && (!blank_before || !blank_after)) return true;  // `"IL-*"`
    if (quoted_ && has_star) {
      return query_error(Code::kInvalidArgument, span_,
                         {"inside quotes '*' stands directly before, in or after a word; remove it "
                          "elsewhere"});
    }
    // Signs alone: `##` is any word of two characters.
    return !quoted_ && (has_simple || first == 0);
  }

  /// `coat{3`; of `coat{x}` another sign says that it is meant, as in `*coat{x}`.
  void look_for_bound(size_t i) {
    if (quoted_ || code(i) != '{' || !letter_before(i)) return;
    has_brace_ = true;
    is_bound_meant_ =
        is_bound_meant_ || (i + 1 < chars_.size() && (is_digit(code(i + 1)) || code(i + 1) == ','));
  }

  void keep(size_t i) {
    read_.text += written_.substr(chars_[i].begin, chars_[i].end - chars_[i].begin);
  }

  void add_run(size_t first, size_t end) {
    OpenSign sign;
    sign.at = static_cast<uint32_t>(read_.text.size());
    for (size_t i = first; i < end;) {
      uint32_t least = 0, most = OpenSign::kAnyNumber;
      if (const auto bound = bound_at(i)) {
        least = bound->least;
        most = bound->most;
        i = bound->end;
      } else {
        if (code(i) == '?' || code(i) == '#') most = 1;
        if (code(i) == '#') least = 1;
        ++i;
      }
      if (least > most || least > kLargestBound ||
          (most != OpenSign::kAnyNumber && most > kLargestBound)) {
        bad_bound_ = true;
      }
      const bool endless = most == OpenSign::kAnyNumber || sign.most == OpenSign::kAnyNumber;
      sign.least = std::min(sign.least + least, kLargestBound + 1);
      sign.most = endless ? OpenSign::kAnyNumber : std::min(sign.most + most, kLargestBound + 1);
    }
    if (sign.most == 0) return;  // {0}
    bad_bound_ = bad_bound_ || sign.least > kLargestBound ||
                 (sign.most != OpenSign::kAnyNumber && sign.most > kLargestBound);
    const bool is_last = end == chars_.size();
    const bool is_truncation =
        is_last && read_.signs.empty() && sign.least == 0 && sign.most == OpenSign::kAnyNumber;
    // Of a sole `*` at the end the parser says more.
    if (!is_truncation && lost_sign_.empty()) {
      const bool ok_before =
          first == 0 || letter_before(first) || (quoted_ && chars_[first - 1].code == ' ');
      const bool ok_after = is_last || letter_at(end) || (quoted_ && chars_[end].code == ' ');
      if (!ok_before || !ok_after) lost_sign_ = shown_run(first, end);
    }
    read_.signs.push_back(sign);
  }

  Status check_all() const {
    if (bad_bound_) {
      return query_error(
          Code::kInvalidArgument, span_,
          {"from how many to how many characters? write {0,3}, the smaller first, at most ",
           std::to_string(kLargestBound)});
    }
    if (is_bound_meant_ || (has_brace_ && !read_.signs.empty())) {
      return query_error(
          Code::kInvalidArgument, span_,
          {"a number of characters is written {2}, {0,3} or {1,}; quote it to search it as text"});
    }
    if (!lost_sign_.empty()) {
      return query_error(Code::kInvalidArgument, span_,
                         {"'", lost_sign_,
                          "' stands between letters and digits, or at the beginning or end of a "
                          "word; the sign beside it is no part of a word"});
    }
    const bool asks_for_one = std::any_of(read_.signs.begin(), read_.signs.end(),
                                          [](const OpenSign& sign) { return sign.least > 0; });
    if (read_.signs.empty() || asks_for_one || !read_.text.empty()) return {};
    return query_error(Code::kInvalidArgument, span_,
                       {"'", shown(written_),
                        "' needs a letter, a digit or '#' beside it; every document is *:*"});
  }

  const std::string_view written_;
  const bool quoted_;
  const Span span_;
  const std::vector<Char> chars_;
  SignedText read_;
  bool bad_bound_ = false;
  bool has_brace_ = false, is_bound_meant_ = false;  ///< behind a letter, and no bound
  std::string lost_sign_;
};

std::string spelled(const OpenSign& sign, bool as_bound) {
  if (sign.most == OpenSign::kAnyNumber && sign.least == 0) return "*";
  if (!as_bound && sign.least == 0 && sign.most == 1) return "?";
  if (!as_bound && sign.least == sign.most && sign.most <= 3) return std::string(sign.most, '#');
  std::string text = "{" + std::to_string(sign.least);
  if (sign.least != sign.most) text += ",";
  if (sign.least != sign.most && sign.most != OpenSign::kAnyNumber) {
    text += std::to_string(sign.most);
  }
  return text + "}";
}

/// A letter that words of spaced scripts are made of.
bool is_spaced_letter(char32_t c) {
  if (!has_type(c, U_GC_L_MASK)) return false;
  UErrorCode error = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(static_cast<UChar32>(c), &error);
  return script != USCRIPT_HAN && script != USCRIPT_HIRAGANA && script != USCRIPT_KATAKANA &&
         script != USCRIPT_HANGUL && script != USCRIPT_BOPOMOFO && script != USCRIPT_COMMON;
}

}  // namespace

Result<SignedText> read_signs(std::string_view written, bool quoted, Span span) {
  return SignReader(written, quoted, span).read();
}

std::string write_signs(const Node& node, bool quoted) {
  std::string out;
  size_t from = 0;
  for (const OpenSign& sign : node.signs) {
    out += std::string_view(node.text).substr(from, sign.at - from);
    from = sign.at;
    // In quotes `?` and `#` are signs between letters only.
    const bool at_edge = sign.at == 0 || sign.at == node.text.size() ||
                         node.text[sign.at - 1] == ' ' || node.text[sign.at] == ' ';
    out += spelled(sign, quoted && at_edge);
  }
  out += std::string_view(node.text).substr(from);
  if (node.truncated) out += "*";
  return out;
}

Result<Edits> read_edits(std::string_view word, Span span) {
  const std::vector<Char> chars = characters(word);
  size_t at = 1;  // of the mark
  for (; at < chars.size(); ++at) {
    const bool is_last = at + 1 == chars.size();
    const bool is_mark = (chars[at].code == '~' || chars[at].code == 0x301C) &&
                         is_spaced_letter(chars[at - 1].written);
    if (is_mark && (is_last || is_digit(chars[at + 1].code))) break;
    // A wave dash is part of CJK text.
    const bool is_meant = chars[at].written == '~' && is_letter(chars[at - 1].written) &&
                          !is_digit(chars[at - 1].code);
    if (is_meant && !is_last && is_digit(chars[at + 1].code)) break;
  }
  if (at >= chars.size()) return Edits();
  const Char& mark = chars[at];
  const bool is_known = at + 2 == chars.size() && is_spaced_letter(chars[at - 1].written) &&
                        (chars.back().code == '1' || chars.back().code == '2');
  if (!is_known) {
    const std::string start(shown(word.substr(0, mark.begin)));
    if (!is_spaced_letter(chars[at - 1].written)) {
      return query_error(Code::kInvalidArgument, span,
                         {"'~' with a number changes letters of words of spaced scripts; quote '",
                          shown(word), "' to search it as text"});
    }
    return query_error(Code::kInvalidArgument, span,
                       {"'~' behind a word asks for words with one or two characters changed; "
                        "write ",
                        start, "~1 or ", start, "~2, or ~", start, " for words of the same stem"});
  }
  return Edits{static_cast<uint8_t>(chars.back().code - '0'), mark.begin};
}

}  // namespace patlas
