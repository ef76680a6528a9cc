#include "query/explain.h"

#include <utility>

namespace patlas {
namespace {

struct Line {
  uint32_t node = 0;
  uint32_t depth = 0;
  const char* role = "";
};

std::string explain_line(const SegmentPlan& plan, const Line& line,
                         const Optimisations& optimisations, Budget& budget) {
  const PlanNode& node = plan.nodes[line.node];
  std::string text(2 + 2 * size_t{line.depth}, ' ');
  text += line.role;
  text += plan_type_name(node.type);
  if (!node.label.empty()) text += " " + node.label;
  text += ": expected " + std::to_string(node.estimate) + ", found " +
          std::to_string(count_node(plan, line.node, false, optimisations, budget));
  return text + "\n";
}

// Children last to first: a stack gives them back in order.
void push_children(const PlanNode& node, uint32_t depth, std::vector<Line>& stack) {
  for (size_t i = node.excluded.size(); i-- > 0;) {
    stack.push_back({node.excluded[i], depth, "without "});
  }
  for (size_t i = node.children.size(); i-- > 0;) {
    const bool sure = node.type == PlanType::kPhrase && i == 1;
    stack.push_back({node.children[i], depth, sure ? "surely " : ""});
  }
}

}  // namespace

std::string explain_plans(const std::vector<SegmentPlan>& plans, const Optimisations& optimisations,
                          Budget& budget) {
  std::string text;
  Charge charge(budget);
  for (size_t segment = 0; segment < plans.size(); ++segment) {
    const SegmentPlan& plan = plans[segment];
    text += "segment " + std::to_string(segment) + ": " + std::to_string(plan.doc_count) +
            " documents, " + std::to_string(plan.segment->live_count) + " live, " +
            std::to_string(plan.page_count) + " pages\n";
    std::vector<Line> stack{{plan.root, 0, ""}};
    while (!stack.empty() && budget.keep_going()) {
      const Line line = stack.back();
      stack.pop_back();
      text += explain_line(plan, line, optimisations, budget);
      if (!charge.reach(text.capacity())) return text;
      push_children(plan.nodes[line.node], line.depth + 1, stack);
    }
  }
  charge.keep();
  return text;
}

}  // namespace patlas
