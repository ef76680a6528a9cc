#include "query/open_phrases.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/text/term_pattern.h"
#include "engine/text/utf8.h"
#include "query/lexer.h"
#include "query/regex.h"

namespace patlas {
namespace {

/// Characters of CJK text that one clause may leave open, all lengths together.
constexpr uint64_t kOpenCharactersMax = 1000;
/// Bytes of a clause's text, times its phrases: what analysing all of them may look at.
constexpr uint64_t kOpenBytesMax = 1 << 20;
/// Of a character and its marks, which the sign of truncation behind them is beside.
constexpr size_t kMarkedBytes = 64;

std::string utf8_of(char32_t c) {
  char bytes[4];
  return std::string(bytes, utf8::encode(c, bytes));
}

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// The first of these characters that the text does not have; empty: it has them all.
std::string absent_from(std::string_view text, char32_t first, char32_t last) {
  for (char32_t c = first; c <= last; ++c) {
    std::string one = utf8_of(c);
    if (!holds(text, one)) return one;
  }
  return {};
}

Error at_span(const Node& node, Error error) {
  return query_error(error.code, node.span, {error.message});
}

class OpenPhrases {
 public:
  OpenPhrases(const Node& node, Analyzer& analyzer, Budget* budget)
      : node_(node),
        analyzer_(analyzer),
        // Letters of no case, accent or language rule; private-use characters.
        letter_(absent_from(node.text, 0x01C0, 0x01C3)),
        han_(absent_from(node.text, 0xE000, 0xE7FF)) {
    if (budget != nullptr) charge_.emplace(*budget);
  }

  Result<std::vector<Phrase>> run() {
    if (letter_.empty() || han_.empty()) {
      return query_error(Code::kInvalidArgument, node_.span,
                         {"signs of truncation do not go with these characters; write several "
                          "clauses"});
    }
    PATLAS_TRY(classify());
    PATLAS_TRY(check_lengths());
    std::vector<Phrase> phrases;
    do {
      const std::string text = text_of_lengths();
      if (!charge(kAnalysisBytes * text.size())) break;
      PATLAS_ASSIGN(Phrase phrase, phrase_of(text));
      phrases.push_back(std::move(phrase));
    } while (next_lengths());
    return phrases;
  }

 private:
  enum class Beside : uint8_t { kEdge, kWord, kCjk };
  struct Place {
    bool is_cjk = false;
    uint32_t least = 0, most = 0;  ///< of a CJK place: characters to be tried
    uint32_t length = 0;           ///< the one at hand
    bool word_before = false, word_after = false;
  };

  Error refuse(std::initializer_list<std::string_view> message) const {
    return query_error(Code::kInvalidArgument, node_.span, message);
  }

  /// What the characters of text[begin, end) on this side of an open place belong to.
  Beside beside(std::string_view text) {
    if (text.empty() || text == " ") return Beside::kEdge;
    const Phrase phrase = analyzer_.phrase(text, false);
    return phrase.has_cjk ? Beside::kCjk : Beside::kWord;
  }

  /// The character before `at`, with its marks.
  std::string_view before(size_t at) const {
    const std::string_view text = node_.text;
    size_t begin = at;
    while (begin > 0 && at - begin < kMarkedBytes) {
      do {
        --begin;
      } while (begin > 0 && utf8::is_tail(text[begin]));
      if (!analyzer_.phrase(text.substr(begin, at - begin), false).units.empty()) break;
      if (text[begin] == ' ') break;
    }
    return text.substr(begin, at - begin);
  }
  std::string_view after(size_t at) const {
    const std::string_view text = node_.text;
    size_t end = at + (at < text.size());
    while (end < text.size() && utf8::is_tail(text[end])) ++end;
    return text.substr(at, end - at);
  }

  Status classify() {
    for (const OpenSign& sign : node_.signs) {
      const Beside left = beside(before(sign.at)), right = beside(after(sign.at));
      Place place;
      place.is_cjk = left == Beside::kCjk || right == Beside::kCjk;
      place.word_before = left == Beside::kWord;
      place.word_after = right == Beside::kWord;
      if (place.is_cjk && (place.word_before || place.word_after)) {
        return refuse(
            {"a sign of truncation between a letter and a CJK character could belong to "
             "either; write a clause for each"});
      }
      if (place.is_cjk) PATLAS_TRY(set_lengths(sign, left, right, place));
      places_.push_back(place);
    }
    return {};
  }

  /// A CJK string is found wherever it stands: what may be absent at its ends asks for nothing.
  Status set_lengths(const OpenSign& sign, Beside left, Beside right, Place& place) const {
    const bool inside = left == Beside::kCjk && right == Beside::kCjk;
    const bool at_end = sign.at == 0 || sign.at == node_.text.size();
    if (!inside && !at_end) {
      return refuse(
          {"in quotes a sign of truncation stands between CJK characters or at the end "
           "of the quotes; CJK text is found inside longer text without it"});
    }
    if (inside && sign.most == OpenSign::kAnyNumber) {
      return refuse(
          {"'*' inside a CJK string has no end; write how many characters may stand "
           "there: {0,3}"});
    }
    place.least = sign.least;
    place.most = inside ? sign.most : sign.least;
    place.length = place.least;
    return {};
  }

  Status check_lengths() const {
    uint64_t phrases = 1, characters = 0;
    for (const Place& place : places_) {
      if (!place.is_cjk) continue;
      phrases = std::min(phrases * (place.most - place.least + 1), kOpenPhrasesMax + 1);
      characters += place.most;
    }
    const bool is_long = phrases > 1 && phrases * node_.text.size() > kOpenBytesMax;
    if (phrases > kOpenPhrasesMax || is_long) {
      return query_error(Code::kLimit, node_.span,
                         {"the open places of this CJK string have more lengths than the limit of ",
                          std::to_string(kOpenPhrasesMax),
                          " (kOpenPhrasesMax), or than so long a clause may have; write fewer"});
    }
    if (characters > kOpenCharactersMax) {
      return query_error(Code::kLimit, node_.span,
                         {"this CJK string leaves more characters open than the limit of ",
                          std::to_string(kOpenCharactersMax), "; write fewer"});
    }
    return {};
  }

  bool next_lengths() {
    for (Place& place : places_) {
      if (!place.is_cjk) continue;
      if (++place.length <= place.most) return true;
      place.length = place.least;
    }
    return false;
  }

  std::string text_of_lengths() const {
    std::string text;
    size_t from = 0;
    for (size_t i = 0; i < places_.size(); ++i) {
      text += std::string_view(node_.text).substr(from, node_.signs[i].at - from);
      from = node_.signs[i].at;
      if (!places_[i].is_cjk) text += letter_;
      for (uint32_t n = 0; places_[i].is_cjk && n < places_[i].length; ++n) text += han_;
    }
    text += std::string_view(node_.text).substr(from);
    return text;
  }

  bool charge(uint64_t bytes) { return !charge_ || charge_->add(bytes); }

  Result<Phrase> phrase_of(const std::string& text) {
    Phrase phrase = analyzer_.phrase(text, node_.truncated);
    next_place_ = 0;
    for (PhraseUnit& unit : phrase.units) {
      if (holds(unit.term, letter_)) PATLAS_TRY(make_word_pattern(unit));
      if (holds(unit.term, han_)) PATLAS_TRY(make_cjk_pattern(unit));
    }
    for (; next_place_ < places_.size(); ++next_place_) {
      if (!places_[next_place_].is_cjk) return not_in_a_word();
    }
    return phrase;
  }

  Error not_in_a_word() const {
    return refuse(
        {"a sign of truncation inside text that is parted otherwise than by blanks; write "
         "'*' at the end of a word"});
  }

  /// Units come in text order, and so do the open places in them.
  Status make_word_pattern(PhraseUnit& unit) {
    if (unit.term.front() != static_cast<char>(TermTag::kWord)) return not_in_a_word();
    const std::string_view word = std::string_view(unit.term).substr(1);
    std::vector<PatternPart> parts;
    for (size_t from = 0; from <= word.size();) {
      const size_t at = word.find(letter_, from);
      PatternPart part;
      part.text = word.substr(from, at == std::string_view::npos ? at : at - from);
      if (at != std::string_view::npos) {
        while (next_place_ < places_.size() && places_[next_place_].is_cjk) ++next_place_;
        if (next_place_ == places_.size()) return not_in_a_word();
        const Place& place = places_[next_place_];
        const OpenSign& sign = node_.signs[next_place_++];
        const bool parted = (place.word_before && at == 0) ||
                            (place.word_after && at + letter_.size() == word.size());
        if (parted) return not_in_a_word();
        part.least = sign.least;
        part.most = sign.most;
      }
      parts.push_back(std::move(part));
      if (at == std::string_view::npos) break;
      from = at + letter_.size();
      if (from == word.size()) break;
    }
    if (unit.is_prefix) parts.push_back({"", 0, OpenSign::kAnyNumber});
    return take(unit, TermTag::kWord, parts);
  }

  /// A bigram of which one or both characters are open.
  Status make_cjk_pattern(PhraseUnit& unit) {
    if (unit.term.front() != static_cast<char>(TermTag::kBigram)) return not_in_a_word();
    std::string_view rest = std::string_view(unit.term).substr(1);
    std::vector<PatternPart> parts;
    while (!rest.empty()) {
      const size_t at = std::min(rest.find(han_), rest.size());
      const bool is_open = at < rest.size();
      parts.push_back({std::string(rest.substr(0, at)), is_open, is_open});
      rest.remove_prefix(is_open ? at + han_.size() : at);
    }
    if (unit.is_prefix) parts.push_back({"", 0, 1});
    return take(unit, TermTag::kBigram, parts);
  }

  Status take(PhraseUnit& unit, TermTag tag, const std::vector<PatternPart>& parts) {
    auto pattern = wildcard_pattern(tag, parts);
    if (!pattern) return at_span(node_, pattern.error());
    charge((*pattern)->automaton.memory_bytes());
    states_ += (*pattern)->automaton.states().size();
    if (states_ > Automaton::kStatesMax) {
      return query_error(Code::kLimit, node_.span,
                         {"the patterns of this clause need more states than the limit of ",
                          std::to_string(Automaton::kStatesMax), "; write less of it"});
    }
    unit.term = (*pattern)->prefix;
    unit.is_prefix = false;
    unit.pattern = std::move(*pattern);
    return {};
  }

  const Node& node_;
  Analyzer& analyzer_;
  const std::string letter_, han_;
  std::vector<Place> places_;  ///< by sign
  size_t next_place_ = 0;
  uint64_t states_ = 0;
  std::optional<Charge> charge_;  ///< for what is made, until it is somebody else's
};

Result<Phrase> fuzzy_phrase(const Node& node, Analyzer& analyzer) {
  Phrase phrase = analyzer.phrase(node.text, false);
  const bool is_word = phrase.units.size() == 1 && !phrase.has_cjk &&
                       phrase.units[0].term.front() == static_cast<char>(TermTag::kWord);
  if (!is_word) {
    return query_error(Code::kInvalidArgument, node.span,
                       {"'~", std::to_string(node.edits),
                        "' takes one word of letters; write each word with its own"});
  }
  PhraseUnit& unit = phrase.units[0];
  auto pattern = fuzzy_pattern(TermTag::kWord, std::string_view(unit.term).substr(1), node.edits);
  if (!pattern) return at_span(node, pattern.error());
  unit.pattern = std::move(*pattern);
  unit.term = unit.pattern->prefix;
  return phrase;
}

Result<Phrase> regex_phrase(const Node& node, Analyzer& analyzer) {
  PATLAS_ASSIGN(auto pattern, regex_pattern(node.text, TermTag::kWord, analyzer, node.span));
  Phrase phrase;
  phrase.length = 1;
  PhraseUnit& unit = phrase.units.emplace_back();
  unit.term = pattern->prefix;
  unit.pattern = std::move(pattern);
  return phrase;
}

}  // namespace

Result<std::vector<Phrase>> open_phrases(const Node& node, Analyzer& analyzer, Budget* budget) {
  if (node.edits == 0 && !node.regex) return OpenPhrases(node, analyzer, budget).run();
  std::vector<Phrase> phrases;
  PATLAS_ASSIGN(Phrase phrase,
                node.regex ? regex_phrase(node, analyzer) : fuzzy_phrase(node, analyzer));
  phrases.push_back(std::move(phrase));
  return phrases;
}

}  // namespace patlas
