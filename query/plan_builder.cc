#include "query/plan_builder.h"

#include <algorithm>

namespace patlas {
namespace {

// An operator keeps about 20 KB: more terms than this under one OR are merged beforehand.
constexpr size_t kOrTermsMax = 32;

}  // namespace

PlanBuilder::PlanBuilder(const LiveSegment& segment, const PlanContext& context)
    : context_(&context) {
  plan_.segment = &segment;
  plan_.doc_count = segment.reader->doc_count();
  plan_.page_count = segment.reader->page_count();
  PlanNode none;
  PlanNode all;
  all.type = PlanType::kAll;
  all.estimate = plan_.doc_count;
  plan_.nodes.push_back(std::move(none));
  plan_.nodes.push_back(std::move(all));
}

uint32_t PlanBuilder::add(PlanNode node) {
  // In a vector that doubles.
  budget().charge(2 * sizeof(PlanNode) + node.label.size() +
                  (node.children.size() + node.excluded.size()) * sizeof(uint32_t));
  plan_.nodes.push_back(std::move(node));
  return static_cast<uint32_t>(plan_.nodes.size() - 1);
}

uint32_t PlanBuilder::term(PostingList postings, std::string label) {
  if (postings.count() == 0) return kPlanNone;
  PlanNode node;
  node.type = PlanType::kTerm;
  node.estimate = postings.count();
  node.label = std::move(label);
  node.postings = std::move(postings);
  return add(std::move(node));
}

uint32_t PlanBuilder::set(std::shared_ptr<const DocumentSet> set, std::string label) {
  if (set->count() == 0) return kPlanNone;
  PlanNode node;
  node.type = PlanType::kSet;
  node.estimate = set->count();
  node.label = std::move(label);
  node.set = std::move(set);
  return add(std::move(node));
}

void PlanBuilder::order(std::vector<uint32_t>& children) const {
  if (!context_->optimisations.cost_order) return;
  const auto& nodes = plan_.nodes;
  std::stable_sort(children.begin(), children.end(), [&nodes](uint32_t a, uint32_t b) {
    return std::pair(nodes[a].cost, nodes[a].estimate) <
           std::pair(nodes[b].cost, nodes[b].estimate);
  });
}

uint32_t PlanBuilder::all_of(std::vector<uint32_t> children) {
  PlanNode node;
  node.type = PlanType::kAnd;
  for (const uint32_t child : children) {
    const PlanNode& of = plan_.nodes[child];
    if (child == kPlanNone) return kPlanNone;
    if (child == kPlanAll) continue;
    (of.type == PlanType::kNot ? node.excluded : node.children)
        .push_back(of.type == PlanType::kNot ? of.children[0] : child);
  }
  if (node.excluded.empty()) {
    if (node.children.empty()) return kPlanAll;
    if (node.children.size() == 1) return node.children[0];
  } else if (node.children.empty() && node.excluded.size() == 1) {
    return none_of(node.excluded[0]);
  }
  order(node.children);
  order(node.excluded);
  node.estimate = plan_.doc_count;
  for (const uint32_t child : node.children) {
    node.estimate = std::min(node.estimate, plan_.nodes[child].estimate);
    node.cost = std::max(node.cost, plan_.nodes[child].cost);
  }
  return add(std::move(node));
}

bool PlanBuilder::has_many_terms(const std::vector<uint32_t>& children) const {
  const auto terms = std::count_if(children.begin(), children.end(), [this](uint32_t child) {
    return plan_.nodes[child].type == PlanType::kTerm;
  });
  return static_cast<size_t>(terms) > kOrTermsMax;
}

std::vector<uint32_t> PlanBuilder::merge_terms(std::vector<uint32_t> children) {
  const auto is_term = [this](uint32_t child) {
    return plan_.nodes[child].type == PlanType::kTerm;
  };
  if (!has_many_terms(children)) return children;
  const auto terms = std::count_if(children.begin(), children.end(), is_term);
  DocumentSetBuilder builder(plan_.doc_count, budget());
  std::vector<uint32_t> rest;
  for (const uint32_t child : children) {
    if (!is_term(child)) {
      rest.push_back(child);
    } else if (!builder.add(plan_.nodes[child].postings)) {
      return {};
    }
  }
  const std::string label = wants_labels() ? std::to_string(terms) + " terms" : "";
  rest.push_back(set(builder.finish(), label));
  return rest;
}

uint32_t PlanBuilder::any_of(std::vector<uint32_t> children) {
  std::erase(children, kPlanNone);
  if (std::find(children.begin(), children.end(), kPlanAll) != children.end()) return kPlanAll;
  children = merge_terms(std::move(children));
  if (children.empty()) return kPlanNone;
  if (children.size() == 1) return children[0];
  PlanNode node;
  node.type = PlanType::kOr;
  for (const uint32_t child : children) {
    node.estimate += plan_.nodes[child].estimate;
    node.cost = std::max(node.cost, plan_.nodes[child].cost);
  }
  node.estimate = std::min<uint64_t>(node.estimate, plan_.doc_count);
  node.children = std::move(children);
  return add(std::move(node));
}

uint32_t PlanBuilder::none_of(uint32_t child) {
  if (child == kPlanNone) return kPlanAll;
  if (child == kPlanAll) return kPlanNone;
  const PlanNode& of = plan_.nodes[child];
  if (of.type == PlanType::kNot) return of.children[0];
  PlanNode node;
  node.type = PlanType::kNot;
  node.estimate = plan_.doc_count - std::min<uint64_t>(of.estimate, plan_.doc_count);
  node.cost = of.cost;
  node.children.push_back(child);
  return add(std::move(node));
}

uint32_t PlanBuilder::odd_of(std::vector<uint32_t> children) {
  std::erase(children, kPlanNone);
  const bool inverted = std::count(children.begin(), children.end(), uint32_t{kPlanAll}) % 2 != 0;
  std::erase(children, kPlanAll);
  uint32_t found = kPlanNone;
  if (children.size() == 1) {
    found = children[0];
  } else if (!children.empty()) {
    PlanNode node;
    node.type = PlanType::kXor;
    node.low = node.high = 1;
    found = counted(std::move(node), std::move(children));
  }
  return inverted ? none_of(found) : found;
}

uint32_t PlanBuilder::count_of(std::vector<uint32_t> children, uint32_t low, uint32_t high) {
  std::erase(children, kPlanNone);
  const auto sure =
      static_cast<uint32_t>(std::count(children.begin(), children.end(), uint32_t{kPlanAll}));
  std::erase(children, kPlanAll);
  if (sure > high) return kPlanNone;
  const auto size = static_cast<uint32_t>(children.size());
  low -= std::min(low, sure);
  high = std::min(high - sure, size);
  if (low > high) return kPlanNone;
  if (low == 0 && high == size) return kPlanAll;
  const bool inverted = low == 0;  // none of them would do: the others are looked for
  if (inverted) {
    low = high + 1;
    high = size;
  }
  uint32_t found = kPlanNone;
  if (low == size) {
    found = all_of(std::move(children));
  } else if (low == 1 && high == size) {
    found = any_of(std::move(children));
  } else {
    PlanNode node;
    node.type = PlanType::kOf;
    node.low = low;
    node.high = high;
    found = counted(std::move(node), std::move(children));
  }
  return inverted ? none_of(found) : found;
}

uint32_t PlanBuilder::counted(PlanNode node, std::vector<uint32_t> children) {
  uint64_t documents = 0;
  for (const uint32_t child : children) {
    documents += plan_.nodes[child].estimate;
    node.cost = std::max(node.cost, plan_.nodes[child].cost);
  }
  node.estimate = std::min<uint64_t>(documents / node.low + 1, plan_.doc_count);
  if (has_many_terms(children)) {
    const uint32_t planes = node.type == PlanType::kXor ? kParityPlanes : kCountPlanes;
    auto counts = std::make_shared<SegmentCounts>(plan_.page_count, planes, budget());
    std::vector<uint32_t> rest;
    for (const uint32_t child : children) {
      const PlanNode& of = plan_.nodes[child];
      if (of.type != PlanType::kTerm) {
        rest.push_back(child);
      } else if (!counts->add(of.postings)) {
        return kPlanNone;
      }
    }
    if (wants_labels()) node.label = std::to_string(children.size() - rest.size()) + " terms";
    node.counts = std::move(counts);
    children = std::move(rest);
  }
  node.children = std::move(children);
  return add(std::move(node));
}

uint32_t PlanBuilder::dates(const NumberColumn* column, uint32_t low, uint32_t high,
                            std::string label) {
  if (low > high) return kPlanNone;
  PlanNode node;
  node.type = PlanType::kDates;
  node.cost = 1;
  node.low = low;
  node.high = high;
  node.column = column;
  node.estimate = plan_.doc_count / 4 + 1;
  node.label = std::move(label);
  return add(std::move(node));
}

uint32_t PlanBuilder::family_size(uint32_t low, uint32_t high, std::string label) {
  if (context_->families == nullptr) return kPlanNone;  // the budget ended
  PlanNode node;
  node.type = PlanType::kFamilySize;
  node.cost = 1;
  node.low = low;
  node.high = high;
  node.families = context_->families;
  node.segment = context_->segment;
  node.estimate = plan_.doc_count / 4 + 1;
  node.label = std::move(label);
  return add(std::move(node));
}

uint32_t PlanBuilder::phrase(std::shared_ptr<const PhraseSpec> spec, uint32_t docs, uint32_t sure,
                             std::string label) {
  if (docs == kPlanNone) return kPlanNone;
  PlanNode node;
  node.type = PlanType::kPhrase;
  node.cost = 2;
  node.estimate = plan_.nodes[docs].estimate;
  node.children.push_back(docs);
  if (sure != kPlanNone) node.children.push_back(sure);
  node.label = std::move(label);
  node.phrase = std::move(spec);
  return add(std::move(node));
}

uint32_t PlanBuilder::proximity(std::shared_ptr<const ProximitySpec> spec, uint32_t docs,
                                std::string label) {
  if (docs == kPlanNone) return kPlanNone;
  PlanNode node;
  node.type = PlanType::kProximity;
  node.cost = 2;
  node.estimate = plan_.nodes[docs].estimate;
  node.children.push_back(docs);
  node.label = std::move(label);
  node.proximity = std::move(spec);
  return add(std::move(node));
}

}  // namespace patlas
