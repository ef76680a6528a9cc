#include "query/highlights.h"

#include <algorithm>
#include <array>
#include <bit>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "engine/text/stemmer.h"
#include "engine/text/term_pattern.h"
#include "query/intervals.h"
#include "query/leaves.h"
#include "query/proximity.h"

namespace patlas {
namespace {

using Relation = Proximity::Relation;
using Step = ProximityProgram::Step;
using Test = ProximityProgram::Test;
using Unit = Proximity::Unit;

constexpr uint64_t kNodeWork = 16, kTermWork = 4;  // in the units of budget.h

bool is_text(NodeType type) {
  return type == NodeType::kText || type == NodeType::kWord || type == NodeType::kStem;
}

/// What is to be marked of a node: what makes it true, what makes it false, or nothing.
enum class Want : uint8_t { kNothing, kTrue, kFalse };

Want opposite(Want want) {
  return want == Want::kNothing ? want : want == Want::kTrue ? Want::kFalse : Want::kTrue;
}

/// The same of a child that holds or not, of a node for which `want` was found to be so. `too_few`: of
/// a kOf, fewer children hold than it takes.
Want want_of_child(NodeType type, Want want, bool child_holds, bool too_few) {
  const Want if_so = child_holds ? Want::kTrue : Want::kNothing;
  const Want if_not = child_holds ? Want::kNothing : Want::kFalse;
  switch (type) {
    case NodeType::kNot:
      return opposite(want);
    case NodeType::kAnd:
    case NodeType::kOr:
      // All of an `and` make it true, any that fails makes it false; and the other way round.
      return want == Want::kTrue ? if_so : if_not;
    case NodeType::kOf:
      return want == Want::kFalse && too_few ? if_not : if_so;
    case NodeType::kXor:
      return want == Want::kTrue ? if_so : Want::kNothing;
    default:
      return Want::kNothing;
  }
}

/// One field of the document, read as for the index.
struct FieldReading {
  struct Source {
    uint32_t value = 0, begin = 0, end = 0;
  };
  struct Term {
    std::string_view text;  ///< in analysis.bytes
    uint32_t position = 0;
  };

  Analysis analysis;
  std::vector<Term> terms;      ///< by text, then position
  std::vector<Source> sources;  ///< by position
  FieldBoundaries boundaries;
  std::vector<uint8_t> languages;  ///< of its values
};

/// What a proximity's distances are counted from.
class TextBounds final : public PlaceBounds {
 public:
  explicit TextBounds(const FieldBoundaries& boundaries) : boundaries_(&boundaries) {}
  bool has_one_value() override { return boundaries_->value_starts.size() < 2; }
  const FieldBoundaries* boundaries() override { return boundaries_; }

 private:
  const FieldBoundaries* boundaries_;
};

size_t rank_of(const std::vector<uint32_t>& starts, uint32_t position) {
  return static_cast<size_t>(std::upper_bound(starts.begin(), starts.end(), position) -
                             starts.begin());
}

/// Whether two places are as a proximity wants them: SYNTAX.md, "Proximity", 3 to 5, for a pair.
class Pairs {
 public:
  explicit Pairs(const FieldBoundaries& boundaries) : boundaries_(boundaries) {
    word_ranks_.reserve(boundaries.word_starts.size() + 1);
    uint32_t count = 0;
    for (const uint64_t word : boundaries.word_starts) {
      word_ranks_.push_back(count);
      count += static_cast<uint32_t>(std::popcount(word));
    }
  }

  /// The number of the unit that the position is in.
  size_t rank(Unit unit, uint32_t position) const {
    switch (unit) {
      case Unit::kPlaces:
        return position;
      case Unit::kWords: {
        if (position / 64 >= word_ranks_.size()) return 0;
        const uint64_t upto = boundaries_.word_starts[position / 64] << (63 - position % 64);
        return word_ranks_[position / 64] + static_cast<size_t>(std::popcount(upto));
      }
      case Unit::kSentences:
        return rank_of(boundaries_.sentence_starts, position);
      case Unit::kParagraphs:
        return rank_of(boundaries_.paragraph_starts, position);
      case Unit::kClaims:
      case Unit::kEntries:
        break;
    }
    return rank_of(boundaries_.value_starts, position);
  }

  bool are_related(const Stretch& x, const Stretch& y, const Proximity& of) const {
    if (of.relation == Relation::kSame) {
      const size_t unit = rank(of.unit, x.first);
      return rank(of.unit, x.last) == unit && rank(of.unit, y.first) == unit &&
             rank(of.unit, y.last) == unit;
    }
    if (rank(Unit::kEntries, x.first) != rank(Unit::kEntries, y.first)) return false;
    if (x.last < y.first) return is_in(of, distance(x, y, of.unit));
    if (y.last < x.first) {
      const int64_t before = distance(y, x, of.unit);
      return of.relation == Relation::kNear     ? is_in(of, before)
             : of.relation == Relation::kWindow ? is_in(of, -before)
                                                : false;
    }
    return of.relation != Relation::kAdj && (is_inside(x, y) || is_inside(y, x)) && is_in(of, 0);
  }

 private:
  static bool is_in(const Proximity& of, int64_t distance) {
    return of.low <= distance && distance <= of.high;
  }
  static bool is_inside(const Stretch& inner, const Stretch& outer) {
    return outer.is_open && outer.first < inner.first && inner.last < outer.last;
  }
  int64_t distance(const Stretch& before, const Stretch& behind, Unit unit) const {
    const auto steps = static_cast<int64_t>(rank(unit, behind.first)) -
                       static_cast<int64_t>(rank(unit, before.last));
    return unit == Unit::kWords ? std::max<int64_t>(steps, 1) : steps;
  }
  const FieldBoundaries& boundaries_;
  std::vector<uint32_t> word_ranks_;  ///< word starts before each 64 positions
};

/// Places of a list that may be as a proximity wants them to another: no more are looked at than are
/// in its reach, or reach into that.
class NearPlaces {
 public:
  NearPlaces(const Places& places, const Pairs& pairs, const Proximity& of)
      : places_(places), pairs_(pairs), unit_(of.unit) {
    if (of.relation != Relation::kSame) {
      reach_ = std::max(std::abs(int64_t{of.low}), std::abs(int64_t{of.high}));
      nearest_ = of.low > 0 ? of.low : of.high < 0 ? -int64_t{of.high} : 0;
    }
    int64_t latest = -1;
    for (const Stretch& place : places) {
      firsts_.push_back(rank(place.first));
      latest = std::max(latest, rank(place.last));
      latest_.push_back(latest);
    }
  }

  /// Visits them while it says true; says how many it looked at.
  template <typename Visit>
  uint64_t visit(const Stretch& of, Visit&& visit) const {
    const int64_t begin = rank(of.first), end = rank(of.last);
    uint64_t looked = 1;
    size_t i = lower_bound(latest_, begin - reach_);
    for (; i < firsts_.size() && firsts_[i] <= end + reach_; ++i, ++looked) {
      // Side by side is 1 apart in whatever unit; farther, those between are too near.
      if (nearest_ > 1 && firsts_[i] > begin - nearest_ && firsts_[i] < end + nearest_) {
        i = lower_bound(firsts_, end + nearest_) - 1;
      } else if (!visit(places_[i])) {
        break;
      }
    }
    return looked;
  }

 private:
  int64_t rank(uint32_t position) const {
    return static_cast<int64_t>(pairs_.rank(unit_, position));
  }
  static size_t lower_bound(const std::vector<int64_t>& ranks, int64_t rank) {
    return static_cast<size_t>(std::lower_bound(ranks.begin(), ranks.end(), rank) - ranks.begin());
  }

  const Places& places_;
  const Pairs& pairs_;
  Unit unit_;
  int64_t reach_ = 0, nearest_ = 0;
  std::vector<int64_t> firsts_, latest_;  ///< units they begin in, and that any up to one ends in
};

/// From the places where a proximity stands down to the words that it stands by.
class Witnesses {
 public:
  Witnesses(const ProximityProgram& program, const ProximityEvaluator& evaluator,
            const FieldBoundaries& boundaries, Budget& budget)
      : program_(program),
        evaluator_(evaluator),
        pairs_(boundaries),
        budget_(budget),
        meter_(budget) {}

  /// The places of each of the program's leaves that are of use. False when the budget ended.
  bool find(std::vector<Places>& by_leaf) {
    const auto& steps = program_.steps();
    used_.assign(steps.size(), {});
    for (size_t i = 0; i < steps.size(); ++i) used_[i].resize(evaluator_.places(i).size());
    used_.back().assign(used_.back().size(), true);
    by_leaf.assign(program_.leaves().size(), {});
    // Operands come before their operators.
    for (size_t i = steps.size(); i-- > 0;) {
      if (!go_down(i)) return false;
      if (steps[i].type != Step::Type::kLeaf) continue;
      const Places& places = evaluator_.places(i);
      for (size_t p = 0; p < places.size(); ++p) {
        if (used_[i][p]) by_leaf[steps[i].leaf].push_back(places[p]);
      }
    }
    return true;
  }

 private:
  bool go_down(size_t number) {
    const Step& step = program_.steps()[number];
    switch (step.type) {
      case Step::Type::kNowhere:
      case Step::Type::kLeaf:
        return true;
      case Step::Type::kUnion:
        return for_each_used(number, [&](const Stretch& place) {
          for (const uint32_t operand : step.operands) use(operand, place);
          return true;
        });
      case Step::Type::kStretches:
      case Step::Type::kBoth:
        return use_pairs(number, step);
      case Step::Type::kKept:
      case Step::Type::kUnits:
        make_near(step);
        return for_each_used(number, [&](const Stretch& place) {
          if (step.type == Step::Type::kKept) use(step.operands[0], place);
          return use_tests(step, place);
        });
    }
    return true;
  }

  void make_near(const Step& step) {
    near_.assign(step.condition.size(), nullptr);
    marked_units_.assign(step.condition.size(), ~size_t{0});
    for (size_t t = 0; t < step.condition.size(); ++t) {
      const Test& test = step.condition[t];
      if (test.type != Test::Type::kStands) continue;
      const Places& places = evaluator_.places(test.step);
      near_[t] = std::make_shared<const NearPlaces>(places, pairs_, step.proximity);
      meter_.add(places.size());
    }
  }

  template <typename Visit>
  bool for_each_used(size_t number, Visit&& visit) {
    const Places& places = evaluator_.places(number);
    for (size_t p = 0; p < places.size(); ++p) {
      if (used_[number][p] && !visit(places[p])) return false;
    }
    return meter_.add(places.size());
  }

  size_t find_place(size_t step, const Stretch& place) const {
    const Places& places = evaluator_.places(step);
    const auto at = std::lower_bound(places.begin(), places.end(), place);
    return at != places.end() && *at == place ? static_cast<size_t>(at - places.begin())
                                              : places.size();
  }
  bool is_used(size_t step, const Stretch& place) const {
    const size_t at = find_place(step, place);
    return at < used_[step].size() && used_[step][at];
  }
  void use(size_t step, const Stretch& place) {
    const size_t at = find_place(step, place);
    if (at < used_[step].size()) used_[step][at] = true;
  }

  bool use_pairs(size_t number, const Step& step) {
    if (step.type == Step::Type::kBoth) return use_units(number, step);
    const NearPlaces ys(evaluator_.places(step.operands[1]), pairs_, step.proximity);
    for (const Stretch& x : evaluator_.places(step.operands[0])) {
      const uint64_t looked = ys.visit(x, [&](const Stretch& y) {
        const Stretch whole{std::min(x.first, y.first), std::max(x.last, y.last)};
        if (pairs_.are_related(x, y, step.proximity) && is_used(number, whole)) {
          use(step.operands[0], x);
          use(step.operands[1], y);
        }
        return true;
      });
      if (!meter_.add(looked)) return false;
    }
    return true;
  }

  // Of one sentence, paragraph or value each is related to each of the other side.
  bool use_units(size_t number, const Step& step) {
    const Unit unit = step.proximity.unit;
    std::array<size_t, 2> next = {};
    const Places& xs = evaluator_.places(step.operands[0]);
    while (next[0] < xs.size()) {
      const size_t here = pairs_.rank(unit, xs[next[0]].first);
      std::array<Places, 2> inside;
      std::array<bool, 2> any_used = {};
      for (size_t side = 0; side < 2; ++side) {
        const Places& all = evaluator_.places(step.operands[side]);
        const size_t before = next[side];
        for (; next[side] < all.size(); ++next[side]) {
          const Stretch& place = all[next[side]];
          const size_t of = pairs_.rank(unit, place.first);
          if (of > here) break;
          if (of < here || pairs_.rank(unit, place.last) != here) continue;
          inside[side].push_back(place);
          any_used[side] = any_used[side] || is_used(number, place);
        }
        if (!meter_.add(1 + next[side] - before)) return false;
      }
      if (inside[0].empty() || inside[1].empty()) continue;
      for (size_t side = 0; side < 2; ++side) {
        for (const Stretch& place : inside[side]) {
          if (any_used[1 - side] || is_used(number, place)) use(step.operands[side], place);
        }
      }
    }
    return true;
  }

  // What of the condition makes it hold around `place`.
  bool use_tests(const Step& step, const Stretch& place) {
    const std::vector<Test>& tests = step.condition;
    holds_.assign(tests.size(), false);
    for (size_t t = 0; t < tests.size(); ++t) {
      const Test& test = tests[t];
      if (test.type == Test::Type::kStands) {
        holds_[t] = for_related(step, place, t, [](const Stretch&) { return false; });
        if (budget_.stopped()) return false;
        continue;
      }
      const auto count = static_cast<uint32_t>(std::count_if(
          test.children.begin(), test.children.end(), [&](uint32_t c) { return holds_[c]; }));
      holds_[t] = test.type == Test::Type::kNone  ? count == 0
                  : test.type == Test::Type::kOdd ? count % 2 == 1
                                                  : test.low <= count && count <= test.high;
    }
    wants_.assign(tests.size(), Want::kNothing);
    wants_.back() = Want::kTrue;
    for (size_t t = tests.size(); t-- > 0;) {
      const Test& test = tests[t];
      if (wants_[t] == Want::kNothing || holds_[t] != (wants_[t] == Want::kTrue)) continue;
      if (test.type == Test::Type::kStands) {
        if (wants_[t] != Want::kTrue) continue;
        if (step.proximity.relation == Relation::kSame) {
          // All of the unit are marked by the first place in it.
          const size_t unit = pairs_.rank(step.proximity.unit, place.first);
          if (std::exchange(marked_units_[t], unit) == unit) continue;
        }
        for_related(step, place, t, [&](const Stretch& y) {
          use(test.step, y);
          return true;
        });
        continue;
      }
      const NodeType type = test.type == Test::Type::kNone  ? NodeType::kNot
                            : test.type == Test::Type::kOdd ? NodeType::kXor
                                                            : NodeType::kOf;
      const auto count = static_cast<uint32_t>(std::count_if(
          test.children.begin(), test.children.end(), [&](uint32_t c) { return holds_[c]; }));
      for (const uint32_t c : test.children) {
        wants_[c] = want_of_child(type, wants_[t], holds_[c], count < test.low);
      }
    }
    return true;
  }

  /// Visits places of the test that are related to `place` while it says true; whether there is any.
  template <typename Visit>
  bool for_related(const Step& step, const Stretch& place, size_t test, Visit&& visit) {
    bool found = false;
    meter_.add(near_[test]->visit(place, [&](const Stretch& y) {
      const bool is = step.mirrored ? pairs_.are_related(y, place, step.proximity)
                                    : pairs_.are_related(place, y, step.proximity);
      if (!is) return true;
      found = true;
      return visit(y);
    }));
    return found;
  }

  const ProximityProgram& program_;
  const ProximityEvaluator& evaluator_;
  Pairs pairs_;
  Budget& budget_;
  WorkMeter meter_;
  std::vector<std::shared_ptr<const NearPlaces>> near_;  ///< by test, of its places
  std::vector<size_t> marked_units_;                     ///< by test
  std::vector<std::vector<bool>> used_;                  ///< by step, by place
  std::vector<bool> holds_;                              ///< by test, around a place
  std::vector<Want> wants_;
};

}  // namespace

/// The text leaves, and what reads texts and terms.
class Highlighter::Leaves {
 public:
  Leaves(std::vector<LeafText> leaves, Budget& budget)
      : leaves_(std::move(leaves)), charge_(budget) {}

  const LeafText& text(uint32_t node) const { return leaves_[node]; }
  Analyzer& analyzer() { return analyzer_; }

  const Stemmer& stemmer(uint8_t language) {
    auto& stemmer = stemmers_[language];
    if (!stemmer) stemmer.emplace(language);
    return *stemmer;
  }

  /// Kept between documents: its states are made as they are met. nullptr when the budget ended.
  AutomatonRun* run_of(const TermPattern& pattern) {
    for (auto& [known, run] : runs_) {
      if (known == &pattern) return run.get();
    }
    if (!charge_.add(AutomatonRun::kCacheBytes)) return nullptr;
    runs_.emplace_back(&pattern, std::make_unique<AutomatonRun>(pattern.automaton));
    return runs_.back().second.get();
  }

 private:
  std::vector<LeafText> leaves_;
  Charge charge_;
  Analyzer analyzer_;
  std::array<std::optional<Stemmer>, kLanguageCount> stemmers_;
  std::vector<std::pair<const TermPattern*, std::unique_ptr<AutomatonRun>>> runs_;
};

/// One document.
class Highlighter::Reading {
 public:
  Reading(const Tree& tree, const std::vector<bool>& is_inside, Leaves& leaves,
          const Document& document, Budget& budget)
      : tree_(tree),
        is_inside_(is_inside),
        leaves_(leaves),
        document_(document),
        budget_(budget),
        meter_(budget),
        charge_(budget) {}

  std::vector<Mark> find(const std::vector<bool>& known) {
    std::vector<bool> holds = known;
    holds.resize(tree_.nodes.size());
    for (uint32_t i = 0; i < tree_.nodes.size() && !budget_.stopped(); ++i) {
      if (is_inside_[i]) continue;
      if (const auto found = holds_by_texts(i, holds)) holds[i] = *found;
      if (!meter_.add(kNodeWork)) return {};
    }
    std::vector<Want> wants(tree_.nodes.size(), Want::kNothing);
    wants.back() = Want::kTrue;
    for (uint32_t i = tree_.root_index() + 1; i-- > 0 && !budget_.stopped();) {
      if (is_inside_[i] || wants[i] == Want::kNothing) continue;
      if (holds[i] != (wants[i] == Want::kTrue)) continue;
      const Node& node = tree_.nodes[i];
      if (is_text(node.type)) {
        if (wants[i] == Want::kTrue) mark_leaf(i);
      } else if (node.type == NodeType::kProximity) {
        if (wants[i] == Want::kTrue) mark_proximity(i);
      } else {
        const auto count =
            static_cast<uint32_t>(std::count_if(node.children.begin(), node.children.end(),
                                                [&](uint32_t child) { return holds[child]; }));
        for (const uint32_t child : node.children) {
          wants[child] = want_of_child(node.type, wants[i], holds[child], count < node.low);
        }
      }
    }
    std::sort(marks_.begin(), marks_.end());
    marks_.erase(std::unique(marks_.begin(), marks_.end()), marks_.end());
    return std::move(marks_);
  }

 private:
  std::optional<bool> holds_by_texts(uint32_t index, const std::vector<bool>& holds) {
    const Node& node = tree_.nodes[index];
    const auto count = static_cast<uint32_t>(std::count_if(
        node.children.begin(), node.children.end(), [&](uint32_t child) { return holds[child]; }));
    switch (node.type) {
      case NodeType::kAnd:
        return count == node.children.size();
      case NodeType::kOr:
        return count > 0;
      case NodeType::kXor:
        return count % 2 == 1;
      case NodeType::kOf:
        return node.low <= count && count <= node.high;
      case NodeType::kNot:
        return count == 0;
      case NodeType::kAll:
        return true;
      case NodeType::kNone:
        return false;
      case NodeType::kText:
      case NodeType::kWord:
      case NodeType::kStem:
        return std::any_of(node.fields.begin(), node.fields.end(),
                           [&](uint16_t field) { return !places_of(index, field).empty(); });
      case NodeType::kProximity:
        return std::any_of(node.fields.begin(), node.fields.end(),
                           [&](uint16_t field) { return evaluate(index, field, nullptr); });
      default:
        return std::nullopt;
    }
  }

  const FieldReading& reading(uint16_t field) {
    if (field >= readings_.size()) readings_.resize(size_t{field} + 1);
    if (!readings_[field]) {
      readings_[field] = std::make_unique<FieldReading>();
      read(field, *readings_[field]);
    }
    return *readings_[field];
  }

  void read(uint16_t field, FieldReading& out) {
    std::vector<SourceSpan> spans;
    uint32_t value = 0;
    for (const TextValue& text : document_.texts) {
      if (text.field != field) continue;
      // A term of 16 bytes, its occurrence, place and source for each three bytes or so.
      if (!charge_.add(text.text.size() * 24) || !meter_.add(text.text.size())) return;
      const uint32_t start = out.analysis.position_count;
      spans.clear();
      leaves_.analyzer().analyze_with_spans(text.text, out.analysis, spans);
      out.sources.resize(out.analysis.position_count);
      for (const SourceSpan& span : spans) {
        if (span.position < out.sources.size()) {
          out.sources[span.position] = {value, span.begin, span.end};
        }
      }
      out.boundaries.value_starts.push_back(start);
      out.languages.push_back(text.language);
      ++value;
    }
    std::sort(out.languages.begin(), out.languages.end());
    out.languages.erase(std::unique(out.languages.begin(), out.languages.end()),
                        out.languages.end());
    out.boundaries.sentence_starts = out.analysis.sentence_starts;
    out.boundaries.paragraph_starts = out.analysis.paragraph_starts;
    out.boundaries.word_starts = out.analysis.word_starts;
    out.boundaries.word_starts.resize((size_t{out.analysis.position_count} + 63) / 64);
    out.boundaries.position_count = out.analysis.position_count;
    out.terms.reserve(out.analysis.occurrences.size());
    for (const Occurrence& o : out.analysis.occurrences) {
      out.terms.push_back({out.analysis.term(o), o.position});
    }
    std::sort(out.terms.begin(), out.terms.end(), [](const auto& a, const auto& b) {
      return a.text != b.text ? a.text < b.text : a.position < b.position;
    });
    meter_.add(out.terms.size() * kTermWork);
  }

  // Where a text leaf stands in a field.
  const Places& places_of(uint32_t leaf, uint16_t field) {
    std::unique_ptr<Places>& places = places_[uint64_t{leaf} << 16 | field];
    if (places != nullptr) return *places;
    auto found = std::make_unique<Places>();
    find_leaf(leaves_.text(leaf), reading(field), *found);
    constexpr uint64_t kEntryBytes = 2 * (sizeof(uint64_t) + sizeof(places)) + sizeof(Places);
    charge_.add(found->capacity() * sizeof(Stretch) + kEntryBytes);
    places = std::move(found);
    return *places;
  }

  void find_leaf(const LeafText& leaf, const FieldReading& field, Places& out) {
    for (const Phrase& phrase : leaf.phrases) {
      const size_t before = out.size();
      find_phrase(phrase, leaf.whole_words, field, out);
      if (out.size() == before && !leaf.any_phrase) return out.clear();
    }
    for (const StemWord& word : leaf.stems) {
      const size_t before = out.size();
      find_stem(word, field, out);
      if (out.size() == before) return out.clear();
    }
    settle_places(out);
  }

  using Terms = std::vector<FieldReading::Term>;
  /// The terms that begin so.
  static std::span<const FieldReading::Term> terms_from(const Terms& terms,
                                                        std::string_view prefix) {
    const auto begin = std::lower_bound(
        terms.begin(), terms.end(), prefix,
        [](const FieldReading::Term& term, std::string_view key) { return term.text < key; });
    auto end = begin;
    while (end != terms.end() && end->text.starts_with(prefix)) ++end;
    return {begin, end};
  }

  std::vector<uint32_t> unit_positions(const PhraseUnit& unit, const FieldReading& field) {
    std::vector<uint32_t> positions;
    const std::string_view prefix =
        unit.pattern != nullptr ? std::string_view(unit.pattern->prefix) : unit.term;
    const auto terms = terms_from(field.terms, prefix);
    AutomatonRun* const run = unit.pattern == nullptr ? nullptr : leaves_.run_of(*unit.pattern);
    bool takes = false;
    for (size_t i = 0; i < terms.size() && !budget_.stopped(); ++i) {
      if (i == 0 || terms[i].text != terms[i - 1].text) {
        takes = run != nullptr ? run->matches(terms[i].text)
                               : unit.is_prefix || terms[i].text == prefix;
        if (!meter_.add(kTermWork + terms[i].text.size())) break;
      }
      if (takes) positions.push_back(terms[i].position);
    }
    std::sort(positions.begin(), positions.end());
    return positions;
  }

  void find_phrase(const Phrase& phrase, bool whole_words, const FieldReading& field, Places& out) {
    if (phrase.units.empty() || field.terms.empty()) return;
    std::vector<std::vector<uint32_t>> units;
    for (const PhraseUnit& unit : phrase.units) {
      units.push_back(unit_positions(unit, field));
      if (units.back().empty() || budget_.stopped()) return;
    }
    uint64_t last = ~uint64_t{0};
    for (const uint32_t position : units[0]) {
      if (!meter_.add(units.size())) return;
      if (position < phrase.units[0].offset) continue;
      const uint32_t start = position - phrase.units[0].offset;
      if (start == last) continue;
      last = start;
      bool stands = !whole_words || (field.boundaries.word_starts_at(start) &&
                                     field.boundaries.word_starts_at(start + phrase.length));
      for (size_t u = 1; u < units.size() && stands; ++u) {
        stands =
            std::binary_search(units[u].begin(), units[u].end(), start + phrase.units[u].offset);
      }
      if (stands) out.push_back({start, start + phrase.length - 1});
    }
  }

  void find_stem(const StemWord& word, const FieldReading& field, Places& out) {
    const std::string tag(1, static_cast<char>(TermTag::kWord));
    const auto terms = terms_from(field.terms, tag);
    bool takes = false;
    for (size_t i = 0; i < terms.size(); ++i) {
      if (i == 0 || terms[i].text != terms[i - 1].text) {
        const std::string_view surface = terms[i].text.substr(1);
        takes = surface == word.surface;
        for (const uint8_t language : field.languages) {
          if (takes || !language_has_stemmer(language)) continue;
          takes = leaves_.stemmer(language).stem(surface) == word.stems[language];
        }
        if (!meter_.add(kTermWork * surface.size())) return;
      }
      if (takes) out.push_back({terms[i].position, terms[i].position});
    }
  }

  /// Whether a proximity stands in the field; the words by which, if they are wanted.
  bool evaluate(uint32_t index, uint16_t field, std::vector<Places>* by_leaf) {
    const ProximityProgram program(tree_, index, field);
    Charge charge(budget_);
    if (!charge.add(program.bytes())) return false;
    ProximityEvaluator evaluator(program, budget_);
    for (size_t i = 0; i < program.leaves().size(); ++i) {
      evaluator.leaf(i) = places_of(program.leaves()[i], field);
    }
    TextBounds bounds(reading(field).boundaries);
    const bool stands = !evaluator.find(bounds).empty() && !budget_.stopped();
    if (!stands || by_leaf == nullptr) return stands;
    return Witnesses(program, evaluator, reading(field).boundaries, budget_).find(*by_leaf);
  }

  void mark_leaf(uint32_t index) {
    for (const uint16_t field : tree_.nodes[index].fields) {
      mark(field, places_of(index, field));
    }
  }

  void mark_proximity(uint32_t index) {
    for (const uint16_t field : tree_.nodes[index].fields) {
      std::vector<Places> by_leaf;
      if (!evaluate(index, field, &by_leaf)) continue;
      for (const Places& places : by_leaf) mark(field, places);
    }
  }

  void mark(uint16_t field, const Places& places) {
    const FieldReading& of = reading(field);
    if (!charge_.add(places.size() * sizeof(Mark))) return;
    for (const Stretch& place : places) {
      if (place.last >= of.sources.size()) continue;
      const FieldReading::Source& first = of.sources[place.first];
      marks_.push_back({field, first.value, first.begin, of.sources[place.last].end});
    }
  }

  const Tree& tree_;
  const std::vector<bool>& is_inside_;
  Leaves& leaves_;
  const Document& document_;
  Budget& budget_;
  WorkMeter meter_;
  Charge charge_;
  std::vector<std::unique_ptr<FieldReading>> readings_;                  ///< by field
  boost::unordered_flat_map<uint64_t, std::unique_ptr<Places>> places_;  ///< by leaf and field
  std::vector<Mark> marks_;
};

Highlighter::Highlighter(const Tree& tree, Budget& budget)
    : tree_(tree), budget_(budget), is_inside_(nodes_inside_proximities(tree)) {
  // What all documents that match have, nobody needs to ask: the clauses of an `and` at the top.
  std::vector<bool> is_sure(tree.nodes.size(), false);
  is_sure.back() = true;
  for (uint32_t i = tree.root_index() + 1; i-- > 0;) {
    const Node& node = tree.nodes[i];
    if (is_sure[i] && node.type == NodeType::kAnd) {
      for (const uint32_t child : node.children) is_sure[child] = true;
    }
    const bool is_leaf = node.children.empty() && node.type != NodeType::kAll &&
                         node.type != NodeType::kNone && !is_text(node.type);
    if (is_leaf && !is_sure[i]) asked_.push_back(i);
  }
}

Highlighter::~Highlighter() = default;

Result<std::unique_ptr<Highlighter>> Highlighter::make(const Tree& tree, Budget& budget) {
  std::unique_ptr<Highlighter> made(new Highlighter(tree, budget));
  PATLAS_ASSIGN(auto leaves, analyse_leaves(tree, budget));
  made->leaves_ = std::make_unique<Leaves>(std::move(leaves), budget);
  return made;
}

Result<std::vector<Mark>> Highlighter::find(const Document& document,
                                            const std::vector<bool>& holds) {
  std::vector<bool> known = holds;
  known.resize(tree_.nodes.size());
  std::vector<bool> is_asked(tree_.nodes.size(), false);
  for (const uint32_t leaf : asked_) is_asked[leaf] = true;
  // The rest a document that matches has.
  for (size_t i = 0; i < known.size(); ++i) known[i] = !is_asked[i] || known[i];
  return Reading(tree_, is_inside_, *leaves_, document, budget_).find(known);
}

}  // namespace patlas
