#include "tests/oracle/proximity.h"

#include <algorithm>
#include <optional>

namespace patlas::oracle {
namespace {

using Unit = Proximity::Unit;
using Interval = std::pair<const std::pair<size_t, size_t>, bool>;

bool is_text(const Node& node) {
  return node.type == NodeType::kText || node.type == NodeType::kWord ||
         node.type == NodeType::kStem;
}

bool has_places(const Tree& tree, uint32_t index) {
  const Node& node = tree.nodes[index];
  if (node.type == NodeType::kOr) {
    return std::all_of(node.children.begin(), node.children.end(),
                       [&](uint32_t child) { return has_places(tree, child); });
  }
  return is_text(node) || node.type == NodeType::kProximity;
}

size_t first(const Interval& interval) { return interval.first.first; }
size_t last(const Interval& interval) { return interval.first.second; }

class Finder {
 public:
  Finder(const Tree& tree, uint16_t field, const FieldText& text, const SpansOf& spans_of)
      : tree_(tree), field_(field), text_(text), spans_of_(spans_of) {}

  Intervals find(uint32_t index) const {
    const Node& node = tree_.nodes[index];
    Intervals found;
    if (is_text(node)) {
      for (const auto& span : spans_of_(index)) found.emplace(span, false);
    } else if (node.type == NodeType::kOr) {
      for (const uint32_t child : node.children) {
        for (const Interval& one : find(child)) add(found, one.first, one.second);
      }
    } else if (stands_in_field(node)) {
      return find_proximity(node);
    }
    return found;
  }

  std::set<LeafSpan> witnesses(uint32_t index) const {
    std::set<LeafSpan> leaves, seen;
    for (const Interval& one : find(index)) witness(index, one, seen, leaves);
    return leaves;
  }

 private:
  // What makes the node stand at the interval.
  void witness(uint32_t index, const Interval& at, std::set<LeafSpan>& seen,
               std::set<LeafSpan>& leaves) const {
    if (!seen.emplace(index, at.first).second) return;
    const Node& node = tree_.nodes[index];
    if (is_text(node)) {
      leaves.emplace(index, at.first);
      return;
    }
    if (node.type == NodeType::kOr) {
      for (const uint32_t child : node.children) {
        const Intervals of = find(child);
        const auto same = of.find(at.first);
        if (same != of.end()) witness(child, *same, seen, leaves);
      }
      return;
    }
    const uint32_t left = node.children[0], right = node.children[1];
    const bool is_same = node.proximity.relation == Proximity::Relation::kSame;
    if (has_places(tree_, left) && has_places(tree_, right)) {
      const Intervals ones = find(left), others = find(right);
      for (const Interval& one : ones) {
        for (const Interval& other : others) {
          if (!related(one, other, node.proximity)) continue;
          const std::pair<size_t, size_t> hull(std::min(first(one), first(other)),
                                               std::max(last(one), last(other)));
          if (is_same ? at.first != one.first && at.first != other.first : at.first != hull) {
            continue;
          }
          witness(left, one, seen, leaves);
          witness(right, other, seen, leaves);
        }
      }
      return;
    }
    for (const uint32_t side : {left, right}) {
      if (!has_places(tree_, side)) {
        reasons(side, at, node.proximity, side == left, true, seen, leaves);
        continue;
      }
      const Intervals of = find(side);
      const auto same = of.find(at.first);
      if (same != of.end()) witness(side, *same, seen, leaves);
    }
  }

  // What makes a condition hold around the interval, or fail.
  void reasons(uint32_t condition, const Interval& one, const Proximity& proximity, bool before,
               bool holds, std::set<LeafSpan>& seen, std::set<LeafSpan>& leaves) const {
    const Node& node = tree_.nodes[condition];
    if (holds_around(condition, one, proximity, before) != holds) return;
    if (has_places(tree_, condition)) {
      if (!holds) return;
      for (const Interval& other : find(condition)) {
        if (before ? related(other, one, proximity) : related(one, other, proximity)) {
          witness(condition, other, seen, leaves);
        }
      }
      return;
    }
    const auto child_holds = [&](uint32_t child) {
      return holds_around(child, one, proximity, before);
    };
    const auto count = std::count_if(node.children.begin(), node.children.end(), child_holds);
    for (const uint32_t child : node.children) {
      const auto wanted =
          reason_in_child(node, holds, child_holds(child), static_cast<uint64_t>(count));
      if (wanted) reasons(child, one, proximity, before, *wanted, seen, leaves);
    }
  }

  static void add(Intervals& to, std::pair<size_t, size_t> span, bool is_open) {
    bool& open = to.emplace(span, false).first->second;
    open = open || is_open;
  }

  bool stands_in_field(const Node& node) const {
    return std::find(node.fields.begin(), node.fields.end(), field_) != node.fields.end();
  }

  Intervals find_proximity(const Node& node) const {
    const uint32_t left = node.children[0], right = node.children[1];
    const bool is_same = node.proximity.relation == Proximity::Relation::kSame;
    Intervals found;
    if (has_places(tree_, left) && has_places(tree_, right)) {
      const Intervals ones = find(left), others = find(right);
      for (const Interval& one : ones) {
        for (const Interval& other : others) {
          if (!related(one, other, node.proximity)) continue;
          if (is_same) {
            add(found, one.first, one.second);
            add(found, other.first, other.second);
          } else {
            add(found, {std::min(first(one), first(other)), std::max(last(one), last(other))},
                true);
          }
        }
      }
    } else if (has_places(tree_, left)) {
      for (const Interval& one : find(left)) {
        if (holds_around(right, one, node.proximity, false)) add(found, one.first, one.second);
      }
    } else if (has_places(tree_, right)) {
      for (const Interval& one : find(right)) {
        if (holds_around(left, one, node.proximity, true)) add(found, one.first, one.second);
      }
    } else {
      for (const Interval& unit : units(node.proximity.unit)) {
        if (holds_around(left, unit, node.proximity, true) &&
            holds_around(right, unit, node.proximity, false)) {
          add(found, unit.first, true);
        }
      }
    }
    return found;
  }

  // The condition, for the place `one`; `before`: the condition is written before it.
  bool holds_around(uint32_t condition, const Interval& one, const Proximity& proximity,
                    bool before) const {
    const Node& node = tree_.nodes[condition];
    if (has_places(tree_, condition)) {
      for (const Interval& other : find(condition)) {
        if (before ? related(other, one, proximity) : related(one, other, proximity)) return true;
      }
      return false;
    }
    const auto holds = [&](uint32_t child) { return holds_around(child, one, proximity, before); };
    if (node.type == NodeType::kNot) return !holds(node.children[0]);
    if (node.type == NodeType::kXor || node.type == NodeType::kOf) {
      const auto count = std::count_if(node.children.begin(), node.children.end(), holds);
      return node.type == NodeType::kXor ? count % 2 == 1 : node.low <= count && count <= node.high;
    }
    return node.type == NodeType::kAnd
               ? std::all_of(node.children.begin(), node.children.end(), holds)
               : std::any_of(node.children.begin(), node.children.end(), holds);
  }

  bool related(const Interval& one, const Interval& other, const Proximity& proximity) const {
    if (proximity.relation == Proximity::Relation::kSame) {
      const size_t unit = rank(proximity.unit, first(one));
      return rank(proximity.unit, last(one)) == unit &&
             rank(proximity.unit, first(other)) == unit &&
             rank(proximity.unit, last(other)) == unit;
    }
    if (text_.values(first(one)) != text_.values(first(other))) return false;
    int64_t distance = 0;
    if (last(one) < first(other)) {
      distance = distance_between(one, other, proximity.unit);
      if (proximity.relation == Proximity::Relation::kAdj ||
          proximity.relation == Proximity::Relation::kNear) {
        return proximity.low <= distance && distance <= proximity.high;
      }
    } else if (last(other) < first(one)) {
      distance = distance_between(other, one, proximity.unit);
      if (proximity.relation == Proximity::Relation::kAdj) return false;
      if (proximity.relation == Proximity::Relation::kNear) {
        return proximity.low <= distance && distance <= proximity.high;
      }
      distance = -distance;
    } else {
      if (!is_inside(one, other) && !is_inside(other, one)) return false;
      if (proximity.relation == Proximity::Relation::kAdj) return false;
    }
    return proximity.low <= distance && distance <= proximity.high;
  }

  static bool is_inside(const Interval& inner, const Interval& outer) {
    return outer.second && first(outer) < first(inner) && last(inner) < last(outer);
  }

  int64_t distance_between(const Interval& before, const Interval& behind, Unit unit) const {
    int64_t count = 0;
    for (size_t p = last(before) + 1; p <= first(behind); ++p) {
      count += unit == Unit::kPlaces ? 1 : static_cast<int64_t>(rank(unit, p) - rank(unit, p - 1));
    }
    return unit == Unit::kWords ? std::max<int64_t>(count, 1) : count;
  }

  size_t rank(Unit unit, size_t position) const {
    switch (unit) {
      case Unit::kPlaces:
        return position;
      case Unit::kWords:
        return text_.words(position);
      case Unit::kSentences:
        return text_.sentences(position);
      case Unit::kParagraphs:
        return text_.paragraphs(position);
      case Unit::kClaims:
      case Unit::kEntries:
        break;
    }
    return text_.values(position);
  }

  Intervals units(Unit unit) const {
    Intervals found;
    for (size_t begin = 0, end = 0; begin < text_.size(); begin = end) {
      while (end < text_.size() && rank(unit, end) == rank(unit, begin)) ++end;
      found.emplace(std::pair(begin, end - 1), true);
    }
    return found;
  }

  const Tree& tree_;
  uint16_t field_;
  const FieldText& text_;
  const SpansOf& spans_of_;
};

}  // namespace

std::optional<bool> reason_in_child(const Node& node, bool holds, bool child_holds,
                                    uint64_t count) {
  if (node.type == NodeType::kNot) return !holds;
  bool asks_for = holds;  // children that hold make it hold, others make it fail
  if (node.type == NodeType::kXor && !holds) return std::nullopt;
  if (node.type == NodeType::kOf && !holds && count > node.high) asks_for = true;
  if (child_holds != asks_for) return std::nullopt;
  return asks_for;
}

void FieldText::add(bool word, bool sentence, bool paragraph, bool value) {
  const auto next = [](std::vector<size_t>& counts, bool starts) {
    counts.push_back((counts.empty() ? 0 : counts.back()) + starts);
  };
  next(words_, word);
  next(sentences_, sentence);
  next(paragraphs_, paragraph);
  next(values_, value);
}

Intervals find_intervals(const Tree& tree, uint32_t node, uint16_t field, const FieldText& text,
                         const SpansOf& spans_of) {
  return Finder(tree, field, text, spans_of).find(node);
}

std::set<LeafSpan> find_witnesses(const Tree& tree, uint32_t node, uint16_t field,
                                  const FieldText& text, const SpansOf& spans_of) {
  return Finder(tree, field, text, spans_of).witnesses(node);
}

std::vector<uint32_t> text_leaves_below(const Tree& tree, uint32_t node) {
  std::vector<uint32_t> leaves, below = {node};
  while (!below.empty()) {
    const Node& of = tree.nodes[below.back()];
    if (is_text(of)) leaves.push_back(below.back());
    below.pop_back();
    below.insert(below.end(), of.children.begin(), of.children.end());
  }
  return leaves;
}

}  // namespace patlas::oracle
