// Near, adj and same in a segment's plan: for each field in which they may hold, the documents that
// have all the words that must be there, and what their positions are asked.

#include <algorithm>
#include <memory>
#include <utility>

#include "query/plan_builder.h"
#include "query/proximity.h"

namespace patlas {
namespace {

/// A word, or any of many: what stands at one position.
bool is_one_position(const OccurrenceSpec& leaf) {
  if (leaf.groups.size() != 1 || !leaf.groups[0].terms.empty() || leaf.groups[0].phrases.empty()) {
    return false;
  }
  const auto& phrases = leaf.groups[0].phrases;
  return std::all_of(phrases.begin(), phrases.end(), [](const auto& phrase) {
    return phrase->units.size() == 1 && phrase->units[0].offset == 0 && phrase->length == 1 &&
           !phrase->whole_words;
  });
}

/// The words of an `or` are read as the terms of one truncated word are: a list of two hundred
/// synonyms is not asked for each in every document.
void merge_words(ProximitySpec& spec, Budget& budget) {
  using Step = ProximityProgram::Step;
  const std::vector<Step>& steps = spec.program.steps();
  for (const Step& step : steps) {
    if (step.type != Step::Type::kUnion) continue;
    auto merged = std::make_shared<PhraseSpec>(budget);
    OccurrenceSpec* first = nullptr;
    for (const uint32_t operand : step.operands) {
      if (steps[operand].type != Step::Type::kLeaf) continue;
      OccurrenceSpec& leaf = spec.leaves[steps[operand].leaf];
      if (!is_one_position(leaf)) continue;
      if (first == nullptr) {
        const PhraseSpec& word = *leaf.groups[0].phrases[0];
        merged->segment = word.segment;
        merged->field = word.field;
        merged->length = word.length;
        merged->units.push_back({word.units[0].offset, 0, {}});
        first = &leaf;
      }
      for (const auto& phrase : leaf.groups[0].phrases) {
        const PhraseSpec::Unit& unit = phrase->units[0];
        if (!merged->charge.add(sizeof(unit) + unit.terms.size() * sizeof(PostingList))) return;
        merged->units[0].docs += unit.docs;
        merged->units[0].terms.insert(merged->units[0].terms.end(), unit.terms.begin(),
                                      unit.terms.end());
      }
      if (first != &leaf) leaf.groups.clear();
    }
    if (first != nullptr) first->groups[0].phrases = {std::move(merged)};
  }
}

class ProximityPlanner {
 public:
  ProximityPlanner(PlanBuilder& builder, uint32_t root)
      : builder_(builder), tree_(*builder.context().tree), root_(root) {
    below_ = {root};
    for (size_t i = 0; i < below_.size(); ++i) {
      const auto& children = tree_.nodes[below_[i]].children;
      below_.insert(below_.end(), children.begin(), children.end());
    }
    std::sort(below_.begin(), below_.end());
  }

  Result<uint32_t> plan() {
    std::vector<uint32_t> fields;
    for (const uint16_t field : tree_.nodes[root_].fields) {
      PATLAS_ASSIGN(const uint32_t plan, plan_field(field));
      if (builder_.budget().stopped()) return kPlanNone;
      fields.push_back(plan);
    }
    return builder_.any_of(std::move(fields));
  }

 private:
  Result<uint32_t> plan_field(uint16_t field) {
    auto spec = std::make_shared<ProximitySpec>(tree_, root_, field);
    spec->segment = &builder_.reader();
    Charge charge(builder_.budget());
    if (!charge.add(spec->program.bytes())) return kPlanNone;
    spec->leaves.resize(spec->program.leaves().size());
    // Documents of a node: those in which it may stand, or for a condition, hold.
    std::vector<uint32_t> plans(below_.size(), kPlanNone);
    size_t leaf = 0;
    for (size_t i = 0; i < below_.size() && !builder_.budget().stopped(); ++i) {
      const Node& node = tree_.nodes[below_[i]];
      std::vector<uint32_t> children;
      for (const uint32_t child : node.children) children.push_back(plans[place_of(child)]);
      const bool is_in_field =
          std::find(node.fields.begin(), node.fields.end(), field) != node.fields.end();
      switch (node.type) {
        case NodeType::kAnd:
          plans[i] = builder_.all_of(std::move(children));
          break;
        case NodeType::kOf:
          if (node.low == 0) {
            plans[i] = kPlanAll;
            break;
          }
          [[fallthrough]];
        case NodeType::kXor:
        case NodeType::kOr:
          plans[i] = builder_.any_of(std::move(children));
          break;
        case NodeType::kNot:
          plans[i] = kPlanAll;
          break;
        case NodeType::kProximity:
          if (is_in_field) plans[i] = builder_.all_of(std::move(children));
          break;
        default:
          if (!is_in_field) break;
          PATLAS_ASSIGN(plans[i],
                        plan_places(builder_, node, (*builder_.context().leaves)[below_[i]], field,
                                    spec->leaves[leaf++]));
      }
    }
    const uint32_t docs = plans.back();
    if (docs == kPlanNone || builder_.budget().stopped()) return kPlanNone;
    merge_words(*spec, builder_.budget());
    if (builder_.budget().stopped()) return kPlanNone;
    std::string label;
    if (builder_.wants_labels()) {
      label = builder_.context().schema->fields[field].code + " " +
              write_proximity(tree_.nodes[root_].proximity);
    }
    if (spec->has_many_terms() && builder_.context().optimisations.early_phrases) {
      OperatorTree operators(builder_.plan(), docs, builder_.context().optimisations,
                             builder_.budget());
      return builder_.set(
          answer_proximity(*spec, operators.root(), builder_.plan().doc_count,
                           builder_.context().optimisations.position_batches, builder_.budget()),
          std::move(label));
    }
    charge.keep();
    return builder_.proximity(std::move(spec), docs, std::move(label));
  }

  size_t place_of(uint32_t node) const {
    return static_cast<size_t>(std::lower_bound(below_.begin(), below_.end(), node) -
                               below_.begin());
  }

  PlanBuilder& builder_;
  const Tree& tree_;
  const uint32_t root_;
  std::vector<uint32_t> below_;  ///< the root and all below it, each after its children
};

}  // namespace

Result<uint32_t> plan_proximity(PlanBuilder& builder, uint32_t index) {
  return ProximityPlanner(builder, index).plan();
}

}  // namespace patlas
