// engine/text/automaton.h
//
// Which words does a pattern stand for? A nondeterministic automaton over characters, made from
// wildcards, edits or a regular expression, and the deterministic one that grows from it as terms
// are read: each character of a term is one look-up once its kind was met in that state, so work is
// linear in the text whatever the pattern says.
//
// Shape    a state takes one character of a set, or goes on to one or two states without one.
// Errors   limit: more than kStatesMax states.
// Memory   Automaton: 12 bytes a state and its sets. AutomatonRun: kCacheBytes and two states more;
//          what does not fit is forgotten and found again.
// Threads  an Automaton may be shared; an AutomatonRun belongs to one thread.
// Source   Thompson 1968; states made as they are met, as RE2 does. Ours goes by characters, not
//          bytes, so that "one character" is one step and edits stay (n + 1) * (edits + 1) states.
// Tested   tests/engine/text/automaton_test.cc, tests/fuzz (patterns)
#ifndef PATLAS_ENGINE_TEXT_AUTOMATON_H_
#define PATLAS_ENGINE_TEXT_AUTOMATON_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "patlas/result.h"

namespace patlas {

class Automaton {
 public:
  static constexpr uint32_t kStatesMax = 10'000;
  static constexpr uint32_t kNowhere = 0xffffffffu;

  /// Characters from low to high, both included.
  struct Range {
    char32_t low = 0, high = 0;
  };
  using Set = std::vector<Range>;

  struct State {
    uint32_t set = kNowhere;  ///< takes a character of this set; kNowhere: takes none
    uint32_t next = kNowhere;
    uint32_t other = kNowhere;  ///< of a state that takes none
  };

  /// A part of an automaton under construction: states [first, end), entered at `start`, left from
  /// `exit`, which goes nowhere yet. Parts are put together in the order in which they were made.
  struct Part {
    uint32_t first = 0, end = 0, start = 0, exit = 0;
  };

  static Set any_character() { return {{0, 0x10FFFF}}; }
  static Set all_but(Set set);

  Result<Part> nothing();  ///< the empty text
  Result<Part> character(Set set);
  Result<Part> both(Part a, Part b);  ///< a, then b
  Result<Part> either(Part a, Part b);
  /// REQUIRES: `part` is the last that was made.
  Result<Part> repeat(Part part, uint32_t least, uint32_t most);
  static constexpr uint32_t kAnyNumber = 0xffffffffu;
  /// States of one's own, for what parts cannot say.
  Result<uint32_t> add_state(State state);
  uint32_t add_set(Set set);
  State& state(uint32_t id) { return states_[id]; }
  void finish(uint32_t start, uint32_t match);
  void finish(Part whole) { finish(whole.start, whole.exit); }

  const std::vector<State>& states() const { return states_; }
  const std::vector<Set>& sets() const { return sets_; }
  uint32_t start() const { return start_; }
  uint32_t match() const { return match_; }
  uint64_t memory_bytes() const;

 private:
  Result<Part> copy(Part part);

  std::vector<State> states_;
  std::vector<Set> sets_;
  uint32_t start_ = 0, match_ = 0;
};

class AutomatonRun {
 public:
  static constexpr uint64_t kCacheBytes = 4 << 20;

  /// The automaton outlives it.
  explicit AutomatonRun(const Automaton& automaton);

  /// Of the text that is the first `shared` bytes of the one before, and `rest`; bytes that are not
  /// UTF-8 are U+FFFD each. REQUIRES: the text before had so many.
  bool takes(size_t shared, std::string_view rest) {
    if (shared >= known_ && path_[known_] == kDead) return false;
    const size_t size = shared + rest.size();
    if (size >= text_.size()) grow(size);
    char* to = text_.data() + shared;
    for (const char c : rest) *to++ = c;  // mostly a few
    return run(std::min(shared, known_), size);
  }
  bool matches(std::string_view text) { return takes(0, text); }
  /// A beginning of the last text with which no text is taken; empty: none is known.
  std::string_view refused() const {
    return path_[known_] == kDead ? std::string_view(text_).substr(0, known_) : std::string_view();
  }
  /// States looked at while new ones were made: what `takes` costs beyond its text.
  uint64_t work() const { return work_; }
  uint64_t memory_bytes() const { return bytes_ + fixed_bytes_; }

 private:
  using Members = std::vector<uint32_t>;  ///< states of the automaton, increasing
  static constexpr uint32_t kDead = 0, kUnknown = 0xffffffffu;

  uint32_t stride() const { return static_cast<uint32_t>(bounds_.size()) + 1; }
  bool run(size_t at, size_t size);
  void grow(size_t size);
  uint32_t kind_of(char32_t c) const;
  uint32_t step(uint32_t from, uint32_t kind);
  uint32_t intern(Members members);
  void close(Members& members);
  void forget();

  const Automaton* automaton_;
  std::vector<char32_t> bounds_;  ///< kind k: characters [bounds_[k], bounds_[k + 1])
  std::array<uint16_t, 128> ascii_kinds_{};
  std::map<Members, uint32_t> ids_;      ///< to rows
  std::vector<const Members*> members_;  ///< by id, keys of ids_
  /// Rows: by kind the row of the state that follows; last whether the row's own state matches.
  std::vector<uint32_t> next_;
  std::string text_;            ///< the last text; what stands behind it means nothing
  std::vector<uint32_t> path_;  ///< by byte of it, where a character begins: the row there
  size_t known_ = 0;            ///< bytes of it up to which path_ holds; dead: no more are needed
  uint32_t start_ = 0;
  std::vector<uint32_t> mark_, pending_;
  uint32_t marked_ = 0;
  uint64_t work_ = 0, bytes_ = 0, fixed_bytes_ = 0;
  uint64_t forgotten_ = 0;  ///< times that all rows were
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_TEXT_AUTOMATON_H_
