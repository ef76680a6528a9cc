#include "query/backends/xapian/translate.h"

#include "query/backends/xapian/leaf_queries.h"

namespace patlas::xapian {
namespace {

using Query = Xapian::Query;

constexpr uint64_t kNodeBytes = 512;  // a node of Xapian's tree, and what matching it holds

/// What stands beside others in an AND only takes away from them: Xapian then need not look at
/// every document that there is.
Query conjunction(const Tree& tree, const Node& node, const std::vector<Query>& made) {
  std::vector<Query> required, excluded;
  for (const uint32_t child : node.children) {
    const Node& of = tree.nodes[child];
    if (of.type == NodeType::kNot) {
      excluded.push_back(made[of.children[0]]);
    } else {
      required.push_back(made[child]);
    }
  }
  const Query all =
      required.empty() ? Query::MatchAll : Query(Query::OP_AND, required.begin(), required.end());
  if (excluded.empty()) return all;
  return Query(Query::OP_AND_NOT, all, Query(Query::OP_OR, excluded.begin(), excluded.end()));
}

}  // namespace

Result<Query> translate(const Xapian::Database& database, const Tree& tree,
                        const std::vector<LeafText>& leaves, Budget& budget) {
  LeafQueries leaf_queries(database, budget);
  std::vector<Query> made(tree.nodes.size());
  for (uint32_t i = 0; i < tree.nodes.size(); ++i) {
    if (budget.stopped() || !budget.charge(kNodeBytes)) return Query::MatchNothing;
    const Node& node = tree.nodes[i];
    switch (node.type) {
      case NodeType::kAnd:
        made[i] = conjunction(tree, node, made);
        break;
      case NodeType::kOr: {
        std::vector<Query> children;
        for (const uint32_t child : node.children) children.push_back(made[child]);
        made[i] = Query(Query::OP_OR, children.begin(), children.end());
        break;
      }
      case NodeType::kNot:
        made[i] = Query(Query::OP_AND_NOT, Query::MatchAll, made[node.children[0]]);
        break;
      case NodeType::kAll:
        made[i] = Query::MatchAll;
        break;
      case NodeType::kNone:
        break;
      default:
        PATLAS_ASSIGN(made[i], leaf_queries.query(node, leaves[i]));
    }
  }
  return made.back();
}

}  // namespace patlas::xapian
