#include "query/plan.h"

#include <algorithm>
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

namespace patlas {
namespace {

constexpr uint64_t kOperatorBytes = 20'000;  // cursor state and a result of a page
constexpr uint64_t kNodeWork = 256;          // of planning a node, in the units of budget.h

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
    case NodeType::kNot:
      return builder.none_of(children[0]);
    case NodeType::kAll:
      return kPlanAll;
    case NodeType::kNone:
      return kPlanNone;
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
    case PlanType::kNot:
      return "not";
    case PlanType::kPhrase:
      return "phrase";
    case PlanType::kDates:
      return "dates";
  }
  return "?";
}

Result<SegmentPlan> plan_segment(const LiveSegment& segment, const PlanContext& context) {
  PlanBuilder builder(segment, context);
  std::vector<uint32_t> planned(context.tree->nodes.size(), kPlanNone);
  WorkMeter meter(*context.budget);
  for (uint32_t i = 0; i < planned.size(); ++i) {
    PATLAS_ASSIGN(planned[i], plan_node(builder, i, planned));
    if (!meter.add(kNodeWork) || context.budget->stopped()) break;
  }
  builder.plan().root = planned.back();
  if (context.scored_tree != nullptr) PATLAS_TRY(plan_scores(builder));
  return std::move(builder.plan());
}

OperatorTree::OperatorTree(const SegmentPlan& plan, uint32_t root,
                           const Optimisations& optimisations, Budget& budget)
    : root_(root), budget_(&budget) {
  operators_.resize(plan.nodes.size());
  std::vector<bool> reachable(root + 1, false);
  reachable[root] = true;
  for (uint32_t i = root + 1; i-- > 0;) {
    if (!reachable[i]) continue;
    for (const uint32_t child : plan.nodes[i].children) reachable[child] = true;
    for (const uint32_t child : plan.nodes[i].excluded) reachable[child] = true;
  }
  for (uint32_t i = 0; i <= root; ++i) {
    if (!reachable[i]) continue;
    charged_ += kOperatorBytes;
    if (!budget.charge(kOperatorBytes)) break;
    operators_[i] = make(plan, plan.nodes[i], optimisations, budget);
  }
  if (operators_[root] == nullptr) operators_[root] = std::make_unique<NoneOperator>();
}

OperatorTree::~OperatorTree() { budget_->release(charged_); }

std::vector<PageOperator*> OperatorTree::at(const std::vector<uint32_t>& nodes) const {
  std::vector<PageOperator*> found;
  for (const uint32_t node : nodes) found.push_back(operators_[node].get());
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
    case PlanType::kNot:
      return std::make_unique<NotOperator>(operators_[node.children[0]].get(), plan.doc_count);
    case PlanType::kPhrase:
      return std::make_unique<PhraseOperator>(
          *node.phrase, operators_[node.children[0]].get(),
          node.children.size() > 1 ? operators_[node.children[1]].get() : nullptr, budget);
    case PlanType::kDates:
      return std::make_unique<DatesOperator>(node.column, node.low, node.high,
                                             optimisations.pack_skipping);
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
