#include "query/intervals.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <utility>

namespace patlas {
namespace {

using Order = Proximity::Relation;
using Step = ProximityProgram::Step;
using Test = ProximityProgram::Test;
using Unit = Proximity::Unit;

constexpr uint32_t kNone = 0xffffffffu;
constexpr uint64_t kPairsAtOnce = 4096;

bool is_text(NodeType type) {
  return type == NodeType::kText || type == NodeType::kWord || type == NodeType::kStem;
}

bool holds(const std::vector<uint16_t>& fields, uint16_t field) {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

uint32_t rank_of(const std::vector<uint32_t>& starts, uint32_t position) {
  return static_cast<uint32_t>(std::upper_bound(starts.begin(), starts.end(), position) -
                               starts.begin());
}

const std::vector<uint32_t>& starts_of(const FieldBoundaries& boundaries, Unit unit) {
  if (unit == Unit::kSentences) return boundaries.sentence_starts;
  return unit == Unit::kParagraphs ? boundaries.paragraph_starts : boundaries.value_starts;
}

}  // namespace

void settle_places(Places& places) {
  if (places.empty()) return;
  if (!std::is_sorted(places.begin(), places.end())) std::sort(places.begin(), places.end());
  size_t kept = 0;
  for (size_t i = 1; i < places.size(); ++i) {
    if (places[i] == places[kept]) {
      places[kept].is_open = places[kept].is_open || places[i].is_open;
    } else {
      places[++kept] = places[i];
    }
  }
  places.resize(kept + 1);
}

// The program ------------------------------------------------------------------------------------

ProximityProgram::ProximityProgram(const Tree& tree, uint32_t root, uint16_t field) {
  std::vector<uint32_t> below = {root};
  for (size_t i = 0; i < below.size(); ++i) {
    const auto& children = tree.nodes[below[i]].children;
    below.insert(below.end(), children.begin(), children.end());
  }
  std::sort(below.begin(), below.end());
  const auto place_of = [&](uint32_t node) {
    return static_cast<size_t>(std::lower_bound(below.begin(), below.end(), node) - below.begin());
  };
  // What each node is: a step, if it has places; else a condition, its tests numbered from 0.
  std::vector<uint32_t> steps(below.size(), kNone);
  std::vector<std::vector<Test>> conditions(below.size());
  const auto condition_of = [&](uint32_t node) {
    std::vector<Test>& tests = conditions[place_of(node)];
    if (tests.empty()) {
      Test stands;
      stands.step = steps[place_of(node)];
      tests.push_back(std::move(stands));
    }
    return std::move(tests);
  };
  for (size_t i = 0; i < below.size(); ++i) {
    const Node& node = tree.nodes[below[i]];
    const bool children_have_places =
        std::all_of(node.children.begin(), node.children.end(),
                    [&](uint32_t child) { return steps[place_of(child)] != kNone; });
    Step step;
    step.proximity = node.proximity;
    if (is_text(node.type)) {
      if (holds(node.fields, field)) {
        step.type = Step::Type::kLeaf;
        step.leaf = static_cast<uint32_t>(leaves_.size());
        leaves_.push_back(below[i]);
      }
      steps[i] = add(std::move(step));
    } else if (node.type == NodeType::kOr && children_have_places) {
      step.type = Step::Type::kUnion;
      for (const uint32_t child : node.children) step.operands.push_back(steps[place_of(child)]);
      steps[i] = add(std::move(step));
    } else if (node.type != NodeType::kProximity) {
      // The tests of all children in one list, then the one that joins them.
      Test joined;
      joined.type = node.type == NodeType::kNot   ? Test::Type::kNone
                    : node.type == NodeType::kXor ? Test::Type::kOdd
                                                  : Test::Type::kCount;
      const auto size = static_cast<uint32_t>(node.children.size());
      joined.low = node.type == NodeType::kOf ? node.low : node.type == NodeType::kAnd ? size : 1;
      joined.high = node.type == NodeType::kOf ? node.high : size;
      std::vector<Test> tests;
      for (const uint32_t child : node.children) {
        const auto offset = static_cast<uint32_t>(tests.size());
        std::vector<Test> own = condition_of(child);
        if (tests.empty()) {
          tests = std::move(own);
        } else {
          for (Test& test : own) {
            for (uint32_t& of : test.children) of += offset;
            tests.push_back(std::move(test));
          }
        }
        joined.children.push_back(static_cast<uint32_t>(tests.size() - 1));
      }
      tests.push_back(std::move(joined));
      conditions[i] = std::move(tests);
    } else if (!holds(node.fields, field)) {
      steps[i] = add(std::move(step));
    } else {
      const uint32_t left = steps[place_of(node.children[0])];
      const uint32_t right = steps[place_of(node.children[1])];
      if (left != kNone && right != kNone) {
        step.type =
            node.proximity.relation == Order::kSame ? Step::Type::kBoth : Step::Type::kStretches;
        step.operands = {left, right};
      } else if (left != kNone || right != kNone) {
        step.type = Step::Type::kKept;
        step.mirrored = left == kNone;
        step.operands = {step.mirrored ? right : left};
        step.condition = condition_of(node.children[step.mirrored ? 0 : 1]);
      } else {
        step.type = Step::Type::kUnits;
        step.condition = condition_of(node.children[0]);
        const auto offset = static_cast<uint32_t>(step.condition.size());
        for (Test& test : condition_of(node.children[1])) {
          for (uint32_t& of : test.children) of += offset;
          step.condition.push_back(std::move(test));
        }
        Test both;
        both.type = Test::Type::kCount;
        both.low = both.high = 2;
        both.children = {offset - 1, static_cast<uint32_t>(step.condition.size() - 1)};
        step.condition.push_back(std::move(both));
      }
      steps[i] = add(std::move(step));
    }
  }
}

uint32_t ProximityProgram::add(Step step) {
  bytes_ += sizeof(Step) + step.operands.size() * sizeof(uint32_t) + sizeof(Places);
  for (const Test& test : step.condition) {
    bytes_ += sizeof(Test) + test.children.size() * sizeof(uint32_t);
  }
  steps_.push_back(std::move(step));
  return static_cast<uint32_t>(steps_.size() - 1);
}

// Distances --------------------------------------------------------------------------------------

/// Which distances count: of a second place behind the first, and before it; `inside`: one of them
/// is strictly within the other.
struct ProximityEvaluator::Reach {
  struct Range {
    uint32_t low = 1, high = 0;
    bool is_empty() const { return low > high; }
  };
  Range behind, before;
  bool inside = false;
  Unit unit = Unit::kPlaces;

  Reach(const Proximity& of, bool mirrored) : inside(of.low <= 0), unit(of.unit) {
    const auto range = [](int32_t low, int32_t high) {
      if (high < 0) return Range();
      return Range{static_cast<uint32_t>(std::max(low, 0)), static_cast<uint32_t>(high)};
    };
    behind = range(of.low, of.high);
    if (of.relation == Order::kNear) before = behind;
    if (of.relation == Order::kWindow) before = range(-of.high, -of.low);
    if (of.relation == Order::kWindow) inside = of.low <= 0 && of.high >= 0;
    if (of.relation == Order::kAdj) inside = false;
    if (mirrored) std::swap(behind, before);
  }
};

/// A list of places as distances see it.
struct ProximityEvaluator::Side {
  const Stretch* places = nullptr;
  uint32_t count = 0;
  Unit unit = Unit::kPlaces;
  bool has_values = false;
  bool is_by_last = false;              ///< increasing by last, too
  std::vector<uint32_t> order;          ///< by last, unless is_by_last
  std::vector<uint32_t> firsts, lasts;  ///< ranks in the unit; empty for positions
  std::vector<uint32_t> values;         ///< empty unless has_values

  uint32_t by_last(uint32_t i) const { return is_by_last ? i : order[i]; }
  bool same_value(uint32_t i, const Side& other, uint32_t k) const {
    return !has_values || values[i] == other.values[k];
  }
  /// From place i to place k of `behind`, which is wholly behind it.
  uint32_t distance(uint32_t i, const Side& behind, uint32_t k) const {
    if (unit == Unit::kPlaces) return behind.places[k].first - places[i].last;
    const uint32_t ranks = behind.firsts[k] - lasts[i];
    return unit == Unit::kWords ? std::max(ranks, 1u) : ranks;
  }
};

ProximityEvaluator::ProximityEvaluator(const ProximityProgram& program, Budget& budget)
    : program_(&program),
      budget_(&budget),
      meter_(budget),
      x_(std::make_unique<Side>()),
      y_(std::make_unique<Side>()),
      leaf_steps_(program.leaves().size()),
      places_(program.steps().size()),
      charge_(budget),
      charged_(program.steps().size()) {
  size_t tests = 0;
  for (uint32_t i = 0; i < program.steps().size(); ++i) {
    const Step& step = program.steps()[i];
    if (step.type == Step::Type::kLeaf) leaf_steps_[step.leaf] = i;
    tests = std::max(tests, step.condition.size());
  }
  masks_.resize(tests);
  charge_.add(program.bytes() + tests * sizeof(Mask));
}

ProximityEvaluator::~ProximityEvaluator() = default;

const FieldBoundaries* ProximityEvaluator::boundaries() {
  if (boundaries_ == nullptr) {
    boundaries_ = bounds_->boundaries();
    word_ranks_.clear();
  }
  return boundaries_;
}

/// What a step's list takes now.
bool ProximityEvaluator::charge(size_t step) {
  const uint64_t bytes = places_[step].capacity() * sizeof(Stretch);
  if (bytes <= charged_[step]) return true;
  return charge_.add(bytes - std::exchange(charged_[step], bytes));
}

bool ProximityEvaluator::make_side(const Places& places, Unit unit, bool in_values, Side& side) {
  side.places = places.data();
  side.count = static_cast<uint32_t>(places.size());
  side.unit = unit;
  side.has_values = in_values;
  side.is_by_last =
      std::is_sorted(places.begin(), places.end(),
                     [](const Stretch& a, const Stretch& b) { return a.last < b.last; });
  if (!side.is_by_last) {
    side.order.resize(places.size());
    for (uint32_t i = 0; i < side.count; ++i) side.order[i] = i;
    std::sort(side.order.begin(), side.order.end(), [&](uint32_t a, uint32_t b) {
      return std::pair(places[a].last, a) < std::pair(places[b].last, b);
    });
  }
  side.firsts.clear();
  side.lasts.clear();
  side.values.clear();
  if (unit == Unit::kPlaces && !in_values) return true;
  const FieldBoundaries* known = boundaries();
  if (known == nullptr) return false;
  if (in_values) {
    for (const Stretch& place : places) {
      side.values.push_back(rank_of(known->value_starts, place.first));
    }
  }
  if (unit == Unit::kPlaces) return true;
  if (unit == Unit::kWords) {
    if (word_ranks_.empty()) {
      uint32_t words = 0;
      for (const uint64_t bits : known->word_starts) {
        word_ranks_.push_back(words);
        words += static_cast<uint32_t>(std::popcount(bits));
      }
      word_ranks_.push_back(words);
    }
    // Words that start up to here, the position included.
    const auto rank = [&](uint32_t position) {
      const size_t word = position / 64;
      if (word >= known->word_starts.size()) return word_ranks_.back();
      const uint64_t upto = ~uint64_t{0} >> (63 - position % 64);
      return word_ranks_[word] +
             static_cast<uint32_t>(std::popcount(known->word_starts[word] & upto));
    };
    for (const Stretch& place : places) {
      side.firsts.push_back(rank(place.first));
      side.lasts.push_back(rank(place.last));
    }
    return true;
  }
  const std::vector<uint32_t>& starts = starts_of(*known, unit);
  for (const Stretch& place : places) {
    side.firsts.push_back(rank_of(starts, place.first));
    side.lasts.push_back(rank_of(starts, place.last));
  }
  return true;
}

// The steps --------------------------------------------------------------------------------------

bool ProximityEvaluator::matches(PlaceBounds& bounds) {
  return run(bounds, true) && !places_.back().empty();
}

const Places& ProximityEvaluator::find(PlaceBounds& bounds) {
  if (!run(bounds, false)) places_.back().clear();
  return places_.back();
}

bool ProximityEvaluator::run(PlaceBounds& bounds, bool first_only) {
  bounds_ = &bounds;
  boundaries_ = nullptr;
  for (size_t i = 0; i < places_.size(); ++i) {
    const bool is_last = i + 1 == places_.size();
    if (!run_step(i, first_only && is_last)) return false;
    if (!meter_.add(places_[i].size() + 1) || !charge(i)) return false;
  }
  return !budget_->stopped();
}

bool ProximityEvaluator::run_step(size_t number, bool first_only) {
  const Step& step = program_->steps()[number];
  Places& out = places_[number];
  if (step.type == Step::Type::kLeaf) return true;
  out.clear();
  switch (step.type) {
    case Step::Type::kNowhere:
    case Step::Type::kLeaf:
      return true;
    case Step::Type::kUnion:
      unite(step, out);
      return true;
    case Step::Type::kStretches:
      return find_stretches(number, first_only);
    case Step::Type::kBoth:
      return find_both(step, out);
    case Step::Type::kKept:
      return keep(step, out);
    case Step::Type::kUnits:
      return find_units(step, out);
  }
  return true;
}

void ProximityEvaluator::unite(const Step& step, Places& out) {
  for (const uint32_t operand : step.operands) {
    out.insert(out.end(), places_[operand].begin(), places_[operand].end());
  }
  settle_places(out);
}

/// Which of x_ have one of y_ in reach, without those that `mask` has.
void ProximityEvaluator::mark_near(const Reach& reach, Mask& mask) const {
  const Side& x = *x_;
  const Side& y = *y_;
  // Of those far enough behind, the first is nearest.
  uint32_t at = 0;
  for (uint32_t i = 0; i < x.count && !reach.behind.is_empty(); ++i) {
    const uint32_t here = x.by_last(i);
    while (at < y.count && (y.places[at].first <= x.places[here].last ||
                            x.distance(here, y, at) < reach.behind.low)) {
      ++at;
    }
    if (at == y.count) break;
    if (x.same_value(here, y, at) && x.distance(here, y, at) <= reach.behind.high) mask[here] = 1;
  }
  at = 0;
  for (uint32_t here = 0; here < x.count && !reach.before.is_empty(); ++here) {
    const auto is_before = [&](uint32_t k) {
      return y.places[k].last < x.places[here].first && y.distance(k, x, here) >= reach.before.low;
    };
    while (at < y.count && is_before(y.by_last(at))) ++at;
    if (at == 0) continue;
    const uint32_t nearest = y.by_last(at - 1);
    if (x.same_value(here, y, nearest) && y.distance(nearest, x, here) <= reach.before.high) {
      mask[here] = 1;
    }
  }
  if (!reach.inside) return;
  // A stretch that holds another lies in one value with it.
  uint32_t longest = 0;
  at = 0;
  for (uint32_t here = 0; here < x.count; ++here) {
    for (; at < y.count && y.places[at].first < x.places[here].first; ++at) {
      if (y.places[at].is_open) longest = std::max(longest, y.places[at].last);
    }
    if (longest > x.places[here].last) mask[here] = 1;
  }
  uint32_t shortest = kNone;
  at = y.count;
  for (uint32_t here = x.count; here-- > 0;) {
    for (; at > 0 && y.places[at - 1].first > x.places[here].first; --at) {
      shortest = std::min(shortest, y.places[at - 1].last);
    }
    if (x.places[here].is_open && shortest < x.places[here].last) mask[here] = 1;
  }
}

/// Which of `x` have a place of `y` as the relation says; of a distance, values are looked at only
/// where there is something near.
bool ProximityEvaluator::stands(const Places& x, const Places& y, const Proximity& proximity,
                                bool mirrored, Mask& mask) {
  mask.assign(x.size(), 0);
  if (x.empty() || y.empty()) return true;
  if (!meter_.add(x.size() + y.size())) return false;
  if (proximity.relation == Order::kSame) return mark_same(x, y, proximity.unit, mask);
  const Reach reach(proximity, mirrored);
  if (!make_side(x, reach.unit, false, *x_) || !make_side(y, reach.unit, false, *y_)) return false;
  mark_near(reach, mask);
  const bool is_any = std::any_of(mask.begin(), mask.end(), [](uint8_t one) { return one != 0; });
  if (!is_any || bounds_->has_one_value()) return true;
  if (!make_side(x, reach.unit, true, *x_) || !make_side(y, reach.unit, true, *y_)) return false;
  std::fill(mask.begin(), mask.end(), uint8_t{0});
  mark_near(reach, mask);
  return true;
}

bool ProximityEvaluator::mark_same(const Places& x, const Places& y, Unit unit, Mask& mask) {
  if (!make_side(x, unit, false, *x_) || !make_side(y, unit, false, *y_)) return false;
  // Places that lie in one unit: their units increase.
  uint32_t at = 0;
  for (uint32_t here = 0; here < x_->count; ++here) {
    const uint32_t of = x_->firsts[here];
    if (x_->lasts[here] != of) continue;
    while (at < y_->count && (y_->firsts[at] < of || y_->firsts[at] != y_->lasts[at])) ++at;
    if (at < y_->count && y_->firsts[at] == of) mask[here] = 1;
  }
  return true;
}

/// Appends the stretches from each of x to those of y that are in reach behind it.
bool ProximityEvaluator::append_behind(const Side& x, const Side& y, uint32_t low, uint32_t high,
                                       size_t step) {
  Places& out = places_[step];
  uint32_t first = 0;
  uint64_t unseen = 0;
  for (uint32_t i = 0; i < x.count; ++i) {
    const uint32_t here = x.by_last(i);
    while (first < y.count &&
           (y.places[first].first <= x.places[here].last || x.distance(here, y, first) < low)) {
      ++first;
    }
    for (uint32_t k = first;
         k < y.count && x.same_value(here, y, k) && x.distance(here, y, k) <= high; ++k) {
      out.push_back({x.places[here].first, y.places[k].last, true});
      if (++unseen < kPairsAtOnce) continue;
      unseen = 0;
      if (!meter_.add(kPairsAtOnce) || !charge(step)) return false;
    }
  }
  return true;
}

bool ProximityEvaluator::find_stretches(size_t number, bool first_only) {
  const Step& step = program_->steps()[number];
  const Places& x = places_[step.operands[0]];
  const Places& y = places_[step.operands[1]];
  Places& out = places_[number];
  Mask& mask = masks_.empty() ? masks_.emplace_back() : masks_.front();
  if (!stands(x, y, step.proximity, false, mask)) return false;
  const auto found = std::find(mask.begin(), mask.end(), 1);
  if (found == mask.end()) return true;
  if (first_only) {
    out.push_back(x[static_cast<size_t>(found - mask.begin())]);
    return true;
  }
  // The sides are as they were made last: with values where there are several.
  const Reach reach(step.proximity, false);
  if (!reach.behind.is_empty() &&
      !append_behind(*x_, *y_, reach.behind.low, reach.behind.high, number)) {
    return false;
  }
  if (!reach.before.is_empty() &&
      !append_behind(*y_, *x_, reach.before.low, reach.before.high, number)) {
    return false;
  }
  if (reach.inside) {
    // The outer one is the stretch.
    const auto append_outer = [&](const Places& outer, const Places& inner) {
      uint32_t shortest = kNone;
      for (size_t i = outer.size(), at = inner.size(); i-- > 0;) {
        for (; at > 0 && inner[at - 1].first > outer[i].first; --at) {
          shortest = std::min(shortest, inner[at - 1].last);
        }
        if (outer[i].is_open && shortest < outer[i].last) out.push_back(outer[i]);
      }
    };
    append_outer(x, y);
    append_outer(y, x);
  }
  settle_places(out);
  return true;
}

bool ProximityEvaluator::find_both(const Step& step, Places& out) {
  const Places& x = places_[step.operands[0]];
  const Places& y = places_[step.operands[1]];
  Mask& mask = masks_.empty() ? masks_.emplace_back() : masks_.front();
  if (!stands(x, y, step.proximity, false, mask)) return false;
  for (size_t i = 0; i < x.size(); ++i) {
    if (mask[i]) out.push_back(x[i]);
  }
  if (out.empty()) return true;
  if (!stands(y, x, step.proximity, true, mask)) return false;
  for (size_t i = 0; i < y.size(); ++i) {
    if (mask[i]) out.push_back(y[i]);
  }
  settle_places(out);
  return true;
}

const ProximityEvaluator::Mask* ProximityEvaluator::test(const Step& step, const Places& x) {
  for (size_t t = 0; t < step.condition.size(); ++t) {
    const Test& test = step.condition[t];
    Mask& mask = masks_[t];
    if (test.type == Test::Type::kStands) {
      if (!stands(x, places_[test.step], step.proximity, step.mirrored, mask)) return nullptr;
      continue;
    }
    mask.resize(x.size());
    for (size_t i = 0; i < x.size(); ++i) {
      uint32_t count = 0;
      for (const uint32_t child : test.children) count += masks_[child][i];
      mask[i] = test.type == Test::Type::kNone  ? count == 0
                : test.type == Test::Type::kOdd ? count % 2 == 1
                                                : test.low <= count && count <= test.high;
    }
    if (!meter_.add(x.size() * test.children.size())) return nullptr;
  }
  return &masks_[step.condition.size() - 1];
}

bool ProximityEvaluator::keep(const Step& step, Places& out) {
  const Places& x = places_[step.operands[0]];
  if (x.empty()) return true;
  const Mask* mask = test(step, x);
  if (mask == nullptr) return false;
  for (size_t i = 0; i < x.size(); ++i) {
    if ((*mask)[i]) out.push_back(x[i]);
  }
  return true;
}

/// Sentences, paragraphs or values that both conditions hold in.
bool ProximityEvaluator::find_units(const Step& step, Places& out) {
  const FieldBoundaries* known = boundaries();
  if (known == nullptr) return false;
  const std::vector<uint32_t>& starts = starts_of(*known, step.proximity.unit);
  Places units;
  for (size_t i = 0; i < starts.size(); ++i) {
    const uint32_t end = i + 1 < starts.size() ? starts[i + 1] : known->position_count;
    if (end > starts[i]) units.push_back({starts[i], end - 1, true});
  }
  const Mask* mask = test(step, units);
  if (mask == nullptr) return false;
  for (size_t i = 0; i < units.size(); ++i) {
    if ((*mask)[i]) out.push_back(units[i]);
  }
  return true;
}

}  // namespace patlas
