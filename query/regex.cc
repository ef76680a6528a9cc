#include "query/regex.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "engine/text/utf8.h"
#include "patlas/limits.h"
#include "query/lexer.h"

namespace patlas {
namespace {

/// Signs that words keep between digits, letters or at their end (FORMAT.md, "Tokens").
constexpr std::string_view kWordSigns = ".,/^_-%°";

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
bool is_ascii_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

class RegexReader {
 public:
  RegexReader(std::string_view text, TermTag tag, Analyzer& analyzer, Span span)
      : text_(text), tag_(tag), analyzer_(analyzer), span_(span), pattern_(new TermPattern) {
    const char* const end = text.data() + text.size();
    for (const char* p = text.data(); p < end;) chars_.push_back(utf8::decode(p, end));
  }

  Result<std::shared_ptr<const TermPattern>> read() {
    if (text_.size() > limits::kQueryWordBytes) {
      return query_error(Code::kLimit, span_,
                         {"a regular expression is longer than the limit of ",
                          std::to_string(limits::kQueryWordBytes), " bytes (kQueryWordBytes)"});
    }
    const auto tag = static_cast<char32_t>(tag_);
    auto head = automaton().character({{tag, tag}});
    if (!head) return failed(head.error());
    groups_.emplace_back();
    while (at_ < chars_.size()) PATLAS_TRY(read_one());
    if (groups_.size() > 1) return wrong("'(' is opened and not closed");
    PATLAS_ASSIGN(const Part word, close_group());
    auto whole = automaton().both(*head, word);
    if (!whole) return failed(whole.error());
    automaton().finish(*whole);
    pattern_->prefix = static_cast<char>(tag_);
    pattern_->prefix += prefix_;
    pattern_->shown = concat({"/", text_, "/"});
    return std::shared_ptr<const TermPattern>(std::move(pattern_));
  }

 private:
  using Part = Automaton::Part;
  struct Group {
    std::optional<Part> either, both;  ///< what stands before the last `|`; what stands behind it
    std::optional<Part> last;          ///< the last part, which a repeat would take
  };

  Automaton& automaton() { return pattern_->automaton; }
  Error wrong(std::string_view message) const {
    return query_error(Code::kInvalidArgument, span_,
                       {"the regular expression '", shown(text_), "': ", message});
  }
  Error failed(const Error& error) const { return query_error(error.code, span_, {error.message}); }
  Result<Part> checked(Result<Part> part) const {
    if (!part) return failed(part.error());
    return part;
  }

  Status read_one() {
    const char32_t c = chars_[at_];
    switch (c) {
      case '(':
        ++at_;
        only_letters_ = false;
        if (at_ < chars_.size() && chars_[at_] == '?') {
          return wrong("'(?' is not there; parentheses only group");
        }
        groups_.emplace_back();
        return {};
      case ')': {
        if (groups_.size() == 1) return wrong("')' closes nothing; write \\) for the sign");
        ++at_;
        PATLAS_ASSIGN(const Part part, close_group());
        groups_.pop_back();
        return add(part);
      }
      case '|':
        ++at_;
        return begin_alternative();
      case '*':
        ++at_;
        return repeat(0, Automaton::kAnyNumber);
      case '+':
        ++at_;
        return repeat(1, Automaton::kAnyNumber);
      case '?':
        ++at_;
        return repeat(0, 1);
      case '{':
        return read_bound();
      case '[':
        ++at_;
        return read_set();
      case '.':
        ++at_;
        only_letters_ = false;
        return add_set(term_character());
      case '\\':
        ++at_;
        return read_escaped();
      case '^':
      case '$':
        return wrong("a word is matched as a whole, so '^' and '$' are not needed; leave them out");
      case ']':
      case '}':
        return wrong("']' or '}' closes nothing; write a backslash before the sign");
      default:
        ++at_;
        return add_letter(c);
    }
  }

  Status add(Part part) {
    Group& group = groups_.back();
    if (group.last) {
      if (group.both) {
        PATLAS_ASSIGN(group.both, checked(automaton().both(*group.both, *group.last)));
      } else {
        group.both = group.last;
      }
    }
    group.last = part;
    return {};
  }

  Status add_set(Automaton::Set set) {
    PATLAS_ASSIGN(const Part part, checked(automaton().character(std::move(set))));
    return add(part);
  }

  /// What the group's clauses have become, without a `|` open.
  Result<Part> finish_alternative() {
    Group& group = groups_.back();
    if (!group.last) {
      if (!group.both) return checked(automaton().nothing());
      return *group.both;
    }
    if (!group.both) return *group.last;
    return checked(automaton().both(*group.both, *group.last));
  }

  Result<Part> close_group() {
    PATLAS_ASSIGN(Part part, finish_alternative());
    const Group& group = groups_.back();
    if (!group.either) return part;
    return checked(automaton().either(*group.either, part));
  }

  Status begin_alternative() {
    // What stood before is one of several, not the beginning of every word.
    prefix_.clear();
    only_letters_ = false;
    PATLAS_ASSIGN(const Part part, close_group());
    Group fresh;
    fresh.either = part;
    groups_.back() = fresh;
    return {};
  }

  Status repeat(uint32_t least, uint32_t most) {
    Group& group = groups_.back();
    if (!group.last) return wrong("there is nothing before '*', '+', '?' or '{' to repeat");
    // The letter repeated may be absent.
    if (only_letters_) prefix_.resize(prefix_.size() - last_letter_bytes_);
    only_letters_ = false;
    PATLAS_ASSIGN(group.last, checked(automaton().repeat(*group.last, least, most)));
    return {};
  }

  Status read_bound() {
    uint32_t number[2] = {0, 0};
    bool has_number[2] = {false, false};
    size_t which = 0;
    for (++at_; at_ < chars_.size(); ++at_) {
      const char32_t c = chars_[at_];
      if (is_digit(c)) {
        has_number[which] = true;
        number[which] = std::min<uint32_t>(number[which] * 10 + static_cast<uint32_t>(c - '0'),
                                           Automaton::kStatesMax + 1);
      } else if (c == ',' && which == 0) {
        which = 1;
      } else {
        break;
      }
    }
    const bool closed = at_ < chars_.size() && chars_[at_] == '}';
    if (!closed || !(has_number[0] || has_number[1])) {
      return wrong("a number of times is written {2}, {0,3} or {1,}; write \\{ for the sign");
    }
    ++at_;
    const uint32_t most = which == 0      ? number[0]
                          : has_number[1] ? number[1]
                                          : Automaton::kAnyNumber;
    if (number[0] > most) return wrong("{3,1} asks for more than it allows; the smaller first");
    return repeat(number[0], most);
  }

  /// What a letter is in a word: one character, or several (ß is ss).
  Result<std::vector<char32_t>> folded(char32_t c) {
    if (c == utf8::kInvalid) return wrong("it is not UTF-8");
    char bytes[4];
    const std::string_view one(bytes, utf8::encode(c, bytes));
    if (kWordSigns.find(one) != std::string_view::npos) return std::vector<char32_t>{c};
    const Phrase phrase = analyzer_.phrase(one, false);
    if (phrase.has_cjk) {
      return wrong(
          "CJK text is found inside longer text without a regular expression; write it as "
          "it is");
    }
    if (phrase.units.size() != 1 || phrase.units[0].pattern != nullptr) {
      return wrong(concat({"'", one, "' stands in no word"}));
    }
    std::vector<char32_t> letters;
    const std::string& term = phrase.units[0].term;
    const char* const end = term.data() + term.size();
    for (const char* p = term.data() + 1; p < end;) letters.push_back(utf8::decode(p, end));
    return letters;
  }

  Status add_letter(char32_t c) {
    PATLAS_ASSIGN(const auto letters, folded(c));
    std::optional<Part> part;
    last_letter_bytes_ = 0;
    for (const char32_t letter : letters) {
      PATLAS_ASSIGN(const Part one, checked(automaton().character({{letter, letter}})));
      if (part) {
        PATLAS_ASSIGN(part, checked(automaton().both(*part, one)));
      } else {
        part = one;
      }
      if (!only_letters_) continue;
      char bytes[4];
      const uint32_t size = utf8::encode(letter, bytes);
      prefix_.append(bytes, size);
      last_letter_bytes_ += size;
    }
    return add(*part);
  }

  Status read_escaped() {
    if (at_ == chars_.size()) return wrong("it ends in a backslash");
    const char32_t c = chars_[at_++];
    if (c == 'd') {
      only_letters_ = false;
      return add_set({{'0', '9'}});
    }
    if (is_digit(c) || is_ascii_letter(c)) {
      return wrong("behind a backslash stands a sign or d (a digit); nothing else is there");
    }
    return add_letter(c);
  }

  /// One end of a range, or a character of a set: what folds to one character.
  Result<char32_t> set_character() {
    char32_t c = chars_[at_++];
    if (c == '\\') {
      if (at_ == chars_.size()) return wrong("it ends in a backslash");
      c = chars_[at_++];
      if (is_digit(c) || is_ascii_letter(c)) {
        return wrong("inside [ ] a backslash stands before a sign");
      }
    }
    PATLAS_ASSIGN(const auto letters, folded(c));
    if (letters.size() != 1) return wrong("a character of [ ] is written as several in words");
    is_folded_ = letters[0] == c;
    return letters[0];
  }

  Status read_set() {
    only_letters_ = false;
    const bool negated = at_ < chars_.size() && chars_[at_] == '^';
    if (negated) ++at_;
    Automaton::Set set;
    for (;;) {
      if (at_ >= chars_.size()) return wrong("'[' is opened and not closed");
      if (chars_[at_] == ']') break;
      if (chars_[at_] == '[') return wrong("'[' inside [ ]; write \\[ for the sign");
      PATLAS_ASSIGN(const char32_t low, set_character());
      const bool is_range = at_ + 1 < chars_.size() && chars_[at_] == '-' && chars_[at_ + 1] != ']';
      if (!is_range) {
        set.push_back({low, low});
        continue;
      }
      bool both_folded = is_folded_;
      ++at_;
      PATLAS_ASSIGN(const char32_t high, set_character());
      both_folded = both_folded && is_folded_;
      if (!both_folded) {
        return wrong("words are in small letters without accents, so a range is too: [a-z]");
      }
      if (high < low) return wrong("a range runs from the lower character to the higher: [a-z]");
      set.push_back({low, high});
    }
    ++at_;
    if (set.empty()) return wrong("'[]' stands for no character");
    if (negated) {
      const auto mark = static_cast<char32_t>(kEndMark);
      set.push_back({mark, mark});
      set = Automaton::all_but(std::move(set));
    }
    return add_set(std::move(set));
  }

  const std::string_view text_;
  const TermTag tag_;
  Analyzer& analyzer_;
  const Span span_;
  std::shared_ptr<TermPattern> pattern_;
  std::vector<char32_t> chars_;
  size_t at_ = 0;
  std::vector<Group> groups_;
  std::string prefix_;        ///< letters that every word begins with
  bool only_letters_ = true;  ///< nothing but letters was read so far
  size_t last_letter_bytes_ = 0;
  bool is_folded_ = false;  ///< the set's last character was written as words have it
};

}  // namespace

Result<std::shared_ptr<const TermPattern>> regex_pattern(std::string_view text, TermTag tag,
                                                         Analyzer& analyzer, Span span) {
  return RegexReader(text, tag, analyzer, span).read();
}

}  // namespace patlas
