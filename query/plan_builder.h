// query/plan_builder.h
//
// The nodes of one segment's plan as they are made: plan.cc puts trees together with it,
// leaf_planner.cc the leaves. It drops what cannot matter, merges the many terms of an OR into one
// set, and orders an AND.
#ifndef PATLAS_QUERY_PLAN_BUILDER_H_
#define PATLAS_QUERY_PLAN_BUILDER_H_

#include <string>
#include <utility>
#include <vector>

#include "query/plan.h"

namespace patlas {

inline constexpr uint32_t kPlanNone = 0, kPlanAll = 1;

class PlanBuilder {
 public:
  PlanBuilder(const LiveSegment& segment, const PlanContext& context);

  const SegmentReader& reader() const { return *plan_.segment->reader; }
  const PlanContext& context() const { return *context_; }
  Budget& budget() { return *context_->budget; }
  bool wants_labels() const { return context_->with_labels; }
  PlanNode& node(uint32_t index) { return plan_.nodes[index]; }
  SegmentPlan& plan() { return plan_; }

  uint32_t term(PostingList postings, std::string label);
  uint32_t set(std::shared_ptr<const DocumentSet> set, std::string label);
  uint32_t all_of(std::vector<uint32_t> children);
  uint32_t any_of(std::vector<uint32_t> children);
  uint32_t none_of(uint32_t child);
  /// An odd number of the children.
  uint32_t odd_of(std::vector<uint32_t> children);
  /// low..high of the children.
  uint32_t count_of(std::vector<uint32_t> children, uint32_t low, uint32_t high);
  uint32_t dates(const NumberColumn* column, uint32_t low, uint32_t high, std::string label);
  uint32_t family_size(uint32_t low, uint32_t high, std::string label);
  /// `docs`: documents with all units; `sure`: kPlanNone when unknown.
  uint32_t phrase(std::shared_ptr<const PhraseSpec> spec, uint32_t docs, uint32_t sure,
                  std::string label);
  /// `docs`: documents with all that must be there.
  uint32_t proximity(std::shared_ptr<const ProximitySpec> spec, uint32_t docs, std::string label);

 private:
  uint32_t add(PlanNode node);
  void order(std::vector<uint32_t>& children) const;
  std::vector<uint32_t> merge_terms(std::vector<uint32_t> children);
  bool has_many_terms(const std::vector<uint32_t>& children) const;
  uint32_t counted(PlanNode node, std::vector<uint32_t> children);

  const PlanContext* context_;
  SegmentPlan plan_;
};

/// Plans a leaf.
Result<uint32_t> plan_leaf(PlanBuilder& builder, const Node& leaf, const LeafText& text);
/// A text leaf as the operand of a proximity in one field: in `places` its terms and phrases with
/// positions. Gives the documents that have all of them, in which it need not stand.
Result<uint32_t> plan_places(PlanBuilder& builder, const Node& leaf, const LeafText& text,
                             uint16_t field, OccurrenceSpec& places);
/// Plans a kProximity of the context's tree with all below it.
Result<uint32_t> plan_proximity(PlanBuilder& builder, uint32_t index);
/// Adds the parts of a text leaf that scores to the plan.
Status plan_scored_leaf(PlanBuilder& builder, const Node& leaf, const LeafText& text);

}  // namespace patlas

#endif  // PATLAS_QUERY_PLAN_BUILDER_H_
