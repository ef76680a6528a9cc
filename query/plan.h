// query/plan.h
//
// How one segment answers a query: the tree with its leaves looked up in the segment's
// dictionaries, terms that it lacks gone, unions of many terms worked out, and the children of
// each AND in the order in which they cost least. Read-only while the pages run, so that
// threads share it; each makes its own operators from it.
//
// Shape    flat, children before parents, as the tree. Nodes 0 and 1 are kNone and kAll.
// Memory   charged to the query's budget.
// Tested   tests/query/plan_test.cc
#ifndef PATLAS_QUERY_PLAN_H_
#define PATLAS_QUERY_PLAN_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/index/snapshot.h"
#include "query/leaves.h"
#include "query/operators/counts.h"
#include "query/operators/document_set.h"
#include "query/operators/family_size.h"
#include "query/operators/occurrences.h"
#include "query/operators/proximity.h"
#include "query/search.h"

namespace patlas {

enum class PlanType : uint8_t {
  kNone,
  kAll,
  kTerm,
  kSet,
  kAnd,
  kOr,
  kXor,
  kOf,
  kNot,
  kPhrase,
  kDates,
  kFamilySize,
  kProximity
};

const char* plan_type_name(PlanType type);

struct PlanNode {
  PlanType type = PlanType::kNone;
  uint8_t cost = 0;            ///< 0 lists and bitmaps, 1 columns, 2 positions
  uint32_t low = 0, high = 0;  ///< kDates: values; kXor, kOf: how many
  uint64_t estimate = 0;       ///< documents, deleted ones included
  std::string label;           ///< what it stands for; kept only for explain
  /// kAnd: required; kPhrase: docs with all units, then sure ones; kProximity: docs.
  std::vector<uint32_t> children;
  std::vector<uint32_t> excluded;  ///< kAnd
  PostingList postings;
  std::shared_ptr<const DocumentSet> set;
  std::shared_ptr<const PhraseSpec> phrase;
  std::shared_ptr<const SegmentCounts> counts;  ///< kXor, kOf: of terms that are no children
  std::shared_ptr<const ProximitySpec> proximity;
  const NumberColumn* column = nullptr;
  std::shared_ptr<const FamilySizes> families;  ///< kFamilySize
  uint32_t segment = 0;                         ///< kFamilySize
};

/// One leaf in one of its fields, for ranking. All segments have the same parts in the same order.
struct ScoredPart {
  uint16_t field = 0;
  uint32_t plan = 0;  ///< node that gives its documents
  std::shared_ptr<const OccurrenceSpec> occurrences;
};

struct SegmentPlan {
  const LiveSegment* segment = nullptr;
  uint32_t doc_count = 0;
  uint32_t page_count = 0;
  std::vector<PlanNode> nodes;
  uint32_t root = 0;
  std::vector<ScoredPart> parts;  ///< empty unless the order is by score

  const PlanNode& root_node() const { return nodes[root]; }
};

/// What planning needs to know of the query, for all segments.
struct PlanContext {
  const Schema* schema = nullptr;
  const Tree* tree = nullptr;  ///< decides what matches
  const std::vector<LeafText>* leaves = nullptr;
  /// Decides what is scored: the tree as it was asked, since simplifying may turn a clause into
  /// the complement of a complement. nullptr when nothing is.
  const Tree* scored_tree = nullptr;
  const std::vector<LeafText>* scored_leaves = nullptr;
  bool with_labels = false;
  Optimisations optimisations;
  Budget* budget = nullptr;
  /// When the tree asks for it.
  std::shared_ptr<const FamilySizes> families;
  uint32_t segment = 0;  ///< the segment's place in the snapshot
  uint32_t segment_count = 0;
};

/// Errors: corruption. When the budget ended, the plan is worthless.
Result<SegmentPlan> plan_segment(const LiveSegment& segment, const PlanContext& context);

/// The operators of one thread for one plan, from any of its nodes.
class OperatorTree {
 public:
  OperatorTree(const SegmentPlan& plan, uint32_t root, const Optimisations& optimisations,
               Budget& budget);
  OperatorTree(const OperatorTree&) = delete;
  OperatorTree& operator=(const OperatorTree&) = delete;
  PageOperator& root() { return *operators_.back(); }

 private:
  std::unique_ptr<PageOperator> make(const SegmentPlan& plan, const PlanNode& node,
                                     const Optimisations& optimisations, Budget& budget);
  PageOperator* at(uint32_t node) const;
  std::vector<PageOperator*> at(const std::vector<uint32_t>& nodes) const;

  std::vector<uint32_t> nodes_;  ///< reachable ones of the plan; the root is the last
  std::vector<std::unique_ptr<PageOperator>> operators_;  ///< of nodes_
  Charge charge_;
};

/// Documents of the segment that the node matches; with `live_only` without deleted ones.
uint64_t count_node(const SegmentPlan& plan, uint32_t node, bool live_only,
                    const Optimisations& optimisations, Budget& budget);

/// The page's part of a deleted bitmap as kPageWords words, in `buffer`; nullptr when none is.
const uint64_t* dead_words(const LiveSegment& segment, uint32_t page, PageBuffer& buffer);

}  // namespace patlas

#endif  // PATLAS_QUERY_PLAN_H_
