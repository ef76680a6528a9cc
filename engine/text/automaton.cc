#include "engine/text/automaton.h"

#include <algorithm>
#include <utility>

#include "engine/text/utf8.h"

namespace patlas {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kBeyond = 0x110000;
constexpr uint64_t kIdBytes = 96;  // of a state's entry in the map, beside its members

}  // namespace

Automaton::Set Automaton::all_but(Set set) {
  std::sort(set.begin(), set.end(), [](Range a, Range b) { return a.low < b.low; });
  Set rest;
  char32_t from = 0;
  for (const Range range : set) {
    if (range.low > from) rest.push_back({from, range.low - 1});
    from = std::max<char32_t>(from, range.high + 1);
  }
  if (from < kBeyond) rest.push_back({from, kBeyond - 1});
  return rest;
}

Result<uint32_t> Automaton::add_state(State state) {
  if (states_.size() >= kStatesMax) {
    return Error{Code::kLimit,
                 "the pattern needs more states than the limit of " + std::to_string(kStatesMax) +
                     "; repeat less, or write several patterns",
                 {}};
  }
  states_.push_back(state);
  return static_cast<uint32_t>(states_.size() - 1);
}

uint32_t Automaton::add_set(Set set) {
  const auto same = [&set](const Set& other) {
    return std::equal(set.begin(), set.end(), other.begin(), other.end(),
                      [](Range a, Range b) { return a.low == b.low && a.high == b.high; });
  };
  // The sets of a pattern are few beside its states; the last one often comes again.
  const size_t looked_at = std::min<size_t>(sets_.size(), 8);
  for (size_t i = sets_.size() - looked_at; i < sets_.size(); ++i) {
    if (same(sets_[i])) return static_cast<uint32_t>(i);
  }
  sets_.push_back(std::move(set));
  return static_cast<uint32_t>(sets_.size() - 1);
}

void Automaton::finish(uint32_t start, uint32_t match) {
  start_ = start;
  match_ = match;
}

uint64_t Automaton::memory_bytes() const {
  uint64_t bytes = states_.capacity() * sizeof(State) + sets_.capacity() * sizeof(Set);
  for (const Set& set : sets_) bytes += set.capacity() * sizeof(Range);
  return bytes;
}

Result<Automaton::Part> Automaton::nothing() {
  PATLAS_ASSIGN(const uint32_t only, add_state({}));
  return Part{only, only + 1, only, only};
}

Result<Automaton::Part> Automaton::character(Set set) {
  State takes;
  takes.set = add_set(std::move(set));
  PATLAS_ASSIGN(const uint32_t start, add_state(takes));
  PATLAS_ASSIGN(const uint32_t exit, add_state({}));
  states_[start].next = exit;
  return Part{start, exit + 1, start, exit};
}

Result<Automaton::Part> Automaton::both(Part a, Part b) {
  states_[a.exit].next = b.start;
  return Part{a.first, b.end, a.start, b.exit};
}

Result<Automaton::Part> Automaton::either(Part a, Part b) {
  PATLAS_ASSIGN(const uint32_t exit, add_state({}));
  PATLAS_ASSIGN(const uint32_t start, add_state({kNowhere, a.start, b.start}));
  states_[a.exit].next = exit;
  states_[b.exit].next = exit;
  return Part{a.first, start + 1, start, exit};
}

Result<Automaton::Part> Automaton::copy(Part part) {
  const auto base = static_cast<uint32_t>(states_.size());
  const auto moved = [&](uint32_t id) { return id == kNowhere ? id : id - part.first + base; };
  for (uint32_t id = part.first; id < part.end; ++id) {
    State state = states_[id];
    state.next = moved(state.next);
    state.other = moved(state.other);
    PATLAS_TRY(add_state(state));
  }
  return Part{base, moved(part.end), moved(part.start), moved(part.exit)};
}

Result<Automaton::Part> Automaton::repeat(Part part, uint32_t least, uint32_t most) {
  if (most == 0) {
    PATLAS_ASSIGN(const Part empty, nothing());
    return Part{part.first, empty.end, empty.start, empty.exit};
  }
  const uint32_t copies = most == kAnyNumber ? std::max(least, 1u) : most;
  Part whole;
  Part original = part;  // taken before anything leads out of it
  for (uint32_t i = 0; i < copies; ++i) {
    // The copy is made from a part whose exit goes nowhere yet, so the original is used last.
    Part one = original;
    if (i + 1 < copies) {
      PATLAS_ASSIGN(one, copy(original));
    }
    const bool may_be_absent = i >= least;
    const bool goes_round = most == kAnyNumber && i + 1 == copies;
    if (goes_round) {
      PATLAS_ASSIGN(const uint32_t exit, add_state({}));
      PATLAS_ASSIGN(const uint32_t again, add_state({kNowhere, one.start, exit}));
      states_[one.exit].next = again;
      one = {one.first, again + 1, may_be_absent ? again : one.start, exit};
    } else if (may_be_absent) {
      PATLAS_ASSIGN(const uint32_t exit, add_state({}));
      PATLAS_ASSIGN(const uint32_t start, add_state({kNowhere, one.start, exit}));
      states_[one.exit].next = exit;
      one = {one.first, start + 1, start, exit};
    }
    if (i == 0) {
      whole = one;
    } else {
      PATLAS_ASSIGN(whole, both(whole, one));
    }
  }
  // The original stands before its copies.
  whole.first = part.first;
  whole.end = static_cast<uint32_t>(states_.size());
  return whole;
}

AutomatonRun::AutomatonRun(const Automaton& automaton) : automaton_(&automaton) {
  bounds_ = {0, kBeyond};
  for (const auto& set : automaton.sets()) {
    for (const auto range : set) {
      bounds_.push_back(range.low);
      bounds_.push_back(range.high + 1);
    }
  }
  std::sort(bounds_.begin(), bounds_.end());
  bounds_.erase(std::unique(bounds_.begin(), bounds_.end()), bounds_.end());
  bounds_.pop_back();  // kBeyond
  for (char32_t c = 0; c < 128; ++c) {
    ascii_kinds_[c] = static_cast<uint16_t>(std::upper_bound(bounds_.begin(), bounds_.end(), c) -
                                            bounds_.begin() - 1);
  }
  mark_.resize(automaton.states().size());
  fixed_bytes_ = automaton.memory_bytes() + bounds_.capacity() * sizeof(char32_t) +
                 2 * mark_.capacity() * sizeof(uint32_t) + sizeof(*this);
  forget();
  grow(0);
  path_[0] = start_;
}

void AutomatonRun::forget() {
  ids_.clear();
  members_.clear();
  next_.clear();
  bytes_ = 0;
  ++forgotten_;
  intern({});  // kDead
  Members members = {automaton_->start()};
  close(members);
  start_ = intern(std::move(members));
}

uint32_t AutomatonRun::kind_of(char32_t c) const {
  if (c < 128) return ascii_kinds_[c];
  return static_cast<uint32_t>(std::upper_bound(bounds_.begin(), bounds_.end(), c) -
                               bounds_.begin() - 1);
}

/// Adds what can be reached without a character. Of states that only lead on none is kept.
void AutomatonRun::close(Members& members) {
  ++marked_;
  pending_.assign(members.begin(), members.end());
  members.clear();
  while (!pending_.empty()) {
    const uint32_t id = pending_.back();
    pending_.pop_back();
    if (id == Automaton::kNowhere || mark_[id] == marked_) continue;
    mark_[id] = marked_;
    ++work_;
    const Automaton::State& state = automaton_->states()[id];
    if (state.set != Automaton::kNowhere || id == automaton_->match()) members.push_back(id);
    if (state.set != Automaton::kNowhere) continue;
    pending_.push_back(state.next);
    pending_.push_back(state.other);
  }
  std::sort(members.begin(), members.end());
}

uint32_t AutomatonRun::intern(Members members) {
  const uint32_t id = static_cast<uint32_t>(members_.size()) * stride();
  const auto [found, is_new] = ids_.try_emplace(std::move(members), id);
  if (!is_new) return found->second;
  members_.push_back(&found->first);
  next_.resize(next_.size() + stride(), kUnknown);
  next_.back() = std::binary_search(found->first.begin(), found->first.end(), automaton_->match());
  bytes_ += kIdBytes + (found->first.capacity() + bounds_.size()) * sizeof(uint32_t);
  return id;
}

uint32_t AutomatonRun::step(uint32_t from, uint32_t kind) {
  const char32_t c = bounds_[kind];  // stands for all of its kind
  Members members;
  for (const uint32_t id : *members_[from / stride()]) {
    ++work_;
    const Automaton::State& state = automaton_->states()[id];
    if (state.set == Automaton::kNowhere) continue;
    const Automaton::Set& set = automaton_->sets()[state.set];
    const bool takes = std::any_of(set.begin(), set.end(), [&](Automaton::Range range) {
      return range.low <= c && c <= range.high;
    });
    if (takes) members.push_back(state.next);
  }
  close(members);
  if (bytes_ > kCacheBytes) {
    forget();
    return intern(std::move(members));
  }
  const uint32_t to = intern(std::move(members));
  next_[from + kind] = to;
  return to;
}

void AutomatonRun::grow(size_t size) {
  text_.resize(2 * size + 64);
  path_.resize(text_.size() + 1);
}

/// Reads text_ from `at`, where path_ holds, to `size`.
bool AutomatonRun::run(size_t at, size_t size) {
  const char* const text = text_.data();
  while (at > 0 && utf8::is_tail(text[at])) --at;
  const uint32_t* next = next_.data();
  uint32_t* const path = path_.data();
  uint32_t state = path[at];
  const uint64_t forgotten = forgotten_;
  while (at < size) {
    const char32_t c = static_cast<uint8_t>(text[at]);
    uint32_t kind = 0;
    if (c < 128) {
      ++at;
      kind = ascii_kinds_[c];
    } else {
      const char* p = text + at;
      const char32_t whole = utf8::decode(p, text + size);
      at = static_cast<size_t>(p - text);
      kind = kind_of(whole == utf8::kInvalid ? kReplacement : whole);
    }
    uint32_t to = next[state + kind];
    if (to == kUnknown) {
      to = step(state, kind);
      next = next_.data();
    }
    state = to;
    path[at] = state;
    if (state == kDead) break;
  }
  known_ = at;
  if (forgotten != forgotten_) {  // the rows of the path before are others now
    known_ = 0;
    path[0] = start_;
  }
  return next[state + stride() - 1] != 0;
}

}  // namespace patlas
