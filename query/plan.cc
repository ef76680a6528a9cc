#include "query/plan.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstring>
#include <utility>

#include "query/operators/all.h"
#include "query/operators/and.h"
#include "query/operators/dates.h"
#include "query/operators/not.h"
#include "query/operators/or.h"
#include "query/operators/phrase.h"
#include "query/operators/term.h"
#include "query/plan_builder.h"
#include "query/proximity.h"

namespace patlas {
namespace {

constexpr uint64_t kCursorBytes = 3'500;  // and what else an operator is
constexpr uint64_t kResultBytes =
    uint64_t{kPageWords} * sizeof(uint64_t) + uint64_t{4 * kListDocsMax + 8} * sizeof(uint16_t);
constexpr uint64_t kNodeWork = 256;  // of planning a node, in the units of budget.h

Result<uint32_t> plan_node(PlanBuilder& builder, uint32_t index,
                           const std::vector<uint32_t>& planned) {
  const Node& node = builder.context().tree->nodes[index];
  std::vector<uint32_t> children;
  for (const uint32_t child : node.children) children.push_back(planned[child]);
  switch (node.type) {
    case NodeType::kAnd:
      return builder.all_of(std::move(children));
    case NodeType::kOr:
      return builder.any_of(std::move(children));
    case NodeType::kXor:
      return builder.odd_of(std::move(children));
    case NodeType::kOf:
      return builder.count_of(std::move(children), node.low, node.high);
    case NodeType::kNot:
      return builder.none_of(children[0]);
    case NodeType::kAll:
      return kPlanAll;
    case NodeType::kNone:
      return kPlanNone;
    case NodeType::kProximity:
      return plan_proximity(builder, index);
    default:
      return plan_leaf(builder, node, (*builder.context().leaves)[index]);
  }
}

Status plan_scores(PlanBuilder& builder) {
  const PlanContext& context = builder.context();
  const std::vector<bool> scoring = scoring_leaves(*context.scored_tree);
  WorkMeter meter(*context.budget);
  for (size_t i = 0; i < scoring.size() && !context.budget->stopped(); ++i) {
    if (!scoring[i]) continue;
    PATLAS_TRY(
        plan_scored_leaf(builder, context.scored_tree->nodes[i], (*context.scored_leaves)[i]));
    meter.add(kNodeWork);
  }
  return {};
}

// With the results of a page that an operator holds at once.
uint64_t operator_bytes(PlanType type) {
  const bool two =
      type == PlanType::kOr || type == PlanType::kPhrase || type == PlanType::kProximity;
  return kCursorBytes + (type == PlanType::kAnd ? 3 : two ? 2 : 1) * kResultBytes;
}

// The node and all below it, in increasing order, so children before their parents. Work is that of
// this part of the plan: a plan of many leaves makes an operator tree for each of them.
std::vector<uint32_t> reachable_nodes(const SegmentPlan& plan, uint32_t root) {
  boost::unordered_flat_set<uint32_t> found = {root};
  std::vector<uint32_t> pending = {root};
  const auto add = [&](const std::vector<uint32_t>& children) {
    for (const uint32_t child : children) {
      if (found.insert(child).second) pending.push_back(child);
    }
  };
  while (!pending.empty()) {
    const PlanNode& node = plan.nodes[pending.back()];
    pending.pop_back();
    add(node.children);
    add(node.excluded);
  }
  std::vector<uint32_t> nodes(found.begin(), found.end());
  std::sort(nodes.begin(), nodes.end());
  return nodes;
}

}  // namespace

const char* plan_type_name(PlanType type) {
  switch (type) {
    case PlanType::kNone:
      return "none";
    case PlanType::kAll:
      return "all";
    case PlanType::kTerm:
      return "term";
    case PlanType::kSet:
      return "set";
    case PlanType::kAnd:
      return "and";
    case PlanType::kOr:
      return "or";
    case PlanType::kXor:
      return "xor";
    case PlanType::kOf:
      return "of";
    case PlanType::kNot:
      return "not";
    case PlanType::kPhrase:
      return "phrase";
    case PlanType::kDates:
      return "dates";
    case PlanType::kFamilySize:
      return "family_size";
    case PlanType::kProximity:
      return "near";
  }
  return "?";
}

Result<SegmentPlan> plan_segment(const LiveSegment& segment, const PlanContext& context) {
  PlanBuilder builder(segment, context);
  std::vector<uint32_t> planned(context.tree->nodes.size(), kPlanNone);
  // What is below a proximity is its own.
  const std::vector<bool> is_inside = nodes_inside_proximities(*context.tree);
  WorkMeter meter(*context.budget);
  for (uint32_t i = 0; i < planned.size(); ++i) {
    if (is_inside[i]) continue;
    PATLAS_ASSIGN(planned[i], plan_node(builder, i, planned));
    if (!meter.add(kNodeWork) || context.budget->stopped()) break;
  }
  builder.plan().root = planned.back();
  if (context.scored_tree != nullptr) PATLAS_TRY(plan_scores(builder));
  return std::move(builder.plan());
}

OperatorTree::OperatorTree(const SegmentPlan& plan, uint32_t root,
                           const Optimisations& optimisations, Budget& budget)
    : nodes_(reachable_nodes(plan, root)), charge_(budget) {
  operators_.reserve(nodes_.size());
  for (const uint32_t node : nodes_) {
    if (!charge_.add(operator_bytes(plan.nodes[node].type))) break;
    operators_.push_back(make(plan, plan.nodes[node], optimisations, budget));
  }
  // Children come first, so the root is the last: without it nothing below is asked.
  if (operators_.size() < nodes_.size()) operators_.push_back(std::make_unique<NoneOperator>());
}

PageOperator* OperatorTree::at(uint32_t node) const {
  const auto place = std::lower_bound(nodes_.begin(), nodes_.end(), node) - nodes_.begin();
  return operators_[static_cast<size_t>(place)].get();
}

std::vector<PageOperator*> OperatorTree::at(const std::vector<uint32_t>& nodes) const {
  std::vector<PageOperator*> found;
  for (const uint32_t node : nodes) found.push_back(at(node));
  return found;
}

std::unique_ptr<PageOperator> OperatorTree::make(const SegmentPlan& plan, const PlanNode& node,
                                                 const Optimisations& optimisations,
                                                 Budget& budget) {
  switch (node.type) {
    case PlanType::kNone:
      return std::make_unique<NoneOperator>();
    case PlanType::kAll:
      return std::make_unique<AllOperator>(plan.doc_count);
    case PlanType::kTerm:
      return std::make_unique<TermOperator>(node.postings);
    case PlanType::kSet:
      return std::make_unique<DocumentSetOperator>(node.set);
    case PlanType::kAnd:
      return std::make_unique<AndOperator>(
          at(node.children), at(node.excluded), plan.doc_count,
          AndOptions{optimisations.page_skipping, optimisations.fused_counts,
                     optimisations.late_restriction});
    case PlanType::kOr:
      return std::make_unique<OrOperator>(at(node.children), node.estimate / plan.page_count,
                                          optimisations.page_skipping, plan.page_count);
    case PlanType::kXor:
    case PlanType::kOf:
      return std::make_unique<CountOperator>(
          at(node.children), node.counts, node.low, node.high,
          node.type == PlanType::kXor ? kParityPlanes : kCountPlanes, plan.page_count,
          optimisations.page_skipping, budget);
    case PlanType::kNot:
      return std::make_unique<NotOperator>(at(node.children[0]), plan.doc_count);
    case PlanType::kPhrase:
      return std::make_unique<PhraseOperator>(
          *node.phrase, at(node.children[0]),
          node.children.size() > 1 ? at(node.children[1]) : nullptr, optimisations.position_batches,
          budget);
    case PlanType::kFamilySize:
      return std::make_unique<FamilySizeOperator>(node.families, node.segment, plan.doc_count,
                                                  node.low, node.high);
    case PlanType::kDates:
      return std::make_unique<DatesOperator>(node.column, node.low, node.high,
                                             optimisations.pack_skipping);
    case PlanType::kProximity:
      return std::make_unique<ProximityOperator>(*node.proximity, at(node.children[0]),
                                                 optimisations.position_batches, budget);
  }
  return std::make_unique<NoneOperator>();
}

const uint64_t* dead_words(const LiveSegment& segment, uint32_t page, PageBuffer& buffer) {
  const uint64_t first = uint64_t{page} * kPageWords;
  if (segment.deleted.size() <= first) return nullptr;
  const auto rest = segment.deleted.subspan(first);
  if (rest.size() >= kPageWords) return rest.data();
  uint64_t* words = buffer.zeroed_words();
  std::memcpy(words, rest.data(), rest.size_bytes());
  return words;
}

uint64_t count_node(const SegmentPlan& plan, uint32_t node, bool live_only,
                    const Optimisations& optimisations, Budget& budget) {
  const bool takes_out = live_only && !plan.segment->deleted.empty();
  const PlanNode& of = plan.nodes[node];
  if (!takes_out && optimisations.dictionary_counts &&
      (of.type == PlanType::kNone || of.type == PlanType::kAll || of.type == PlanType::kTerm ||
       of.type == PlanType::kSet)) {
    return of.estimate;
  }
  OperatorTree tree(plan, node, optimisations, budget);
  PageBuffer buffer;
  uint64_t count = 0;
  for (uint32_t page = tree.root().next_page(0); page < plan.page_count;
       page = tree.root().next_page(page + 1)) {
    if (!budget.keep_going()) return count;
    const uint64_t* dead = takes_out ? dead_words(*plan.segment, page, buffer) : nullptr;
    count += tree.root().count(page, dead);
  }
  return count;
}

}  // namespace patlas
