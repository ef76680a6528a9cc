#include "query/backends/xapian/translate.h"

#include "query/backends/xapian/leaf_queries.h"
#include "query/backends/xapian/matches.h"
#include "query/backends/xapian/proximity.h"
#include "query/proximity.h"

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
      required.empty() ? match_all() : Query(Query::OP_AND, required.begin(), required.end());
  if (excluded.empty()) return all;
  return Query(Query::OP_AND_NOT, all, Query(Query::OP_OR, excluded.begin(), excluded.end()));
}

/// low..high of the children. Xapian has no such operator: each child's documents are counted.
/// REQUIRES: low > 0.
Query counted(const Xapian::Database& database, const Tree& tree, const Node& node, uint32_t low,
              uint32_t high, const std::vector<Query>& made, Budget& budget) {
  const uint64_t size = uint64_t{database.get_lastdocid()} + 1;
  Charge of_counts(budget);
  if (!of_counts.add(size * sizeof(uint32_t))) return Query::MatchNothing;
  std::vector<uint32_t> counts(size);
  for (const uint32_t child : node.children) {
    const ChargedDocs matches = all_matches(database, made[child], tree.nodes.size(), budget);
    for (const Xapian::docid document : matches.docs) ++counts[document];
    if (budget.stopped()) return Query::MatchNothing;
  }
  ChargedDocs found(budget);
  for (Xapian::docid document = 1; document < size; ++document) {
    const bool matches = counts[document] >= low && counts[document] <= high;
    if (matches && !found.add(document)) return Query::MatchNothing;
  }
  return query_of(std::move(found));
}

}  // namespace

Result<Query> translate(const Xapian::Database& database, const Tree& tree,
                        const std::vector<LeafText>& leaves, Budget& budget) {
  LeafQueries leaf_queries(database, budget);
  std::vector<Query> made(tree.nodes.size());
  const std::vector<bool> is_inside = nodes_inside_proximities(tree);
  for (uint32_t i = 0; i < tree.nodes.size(); ++i) {
    if (budget.stopped() || !budget.charge(kNodeBytes)) return Query::MatchNothing;
    const Node& node = tree.nodes[i];
    if (is_inside[i]) continue;
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
      case NodeType::kXor: {
        std::vector<Query> children;
        for (const uint32_t child : node.children) children.push_back(made[child]);
        made[i] = Query(Query::OP_XOR, children.begin(), children.end());
        break;
      }
      case NodeType::kOf:
        if (node.low > 0) {
          made[i] = counted(database, tree, node, node.low, node.high, made, budget);
        } else {
          const auto size = static_cast<uint32_t>(node.children.size());
          made[i] = Query(Query::OP_AND_NOT, match_all(),
                          counted(database, tree, node, node.high + 1, size, made, budget));
        }
        break;
      case NodeType::kNot:
        made[i] = Query(Query::OP_AND_NOT, match_all(), made[node.children[0]]);
        break;
      case NodeType::kAll:
        made[i] = match_all();
        break;
      case NodeType::kNone:
        break;
      case NodeType::kProximity: {
        ProximityQueries proximity(database, tree, leaves, leaf_queries, budget);
        PATLAS_ASSIGN(made[i], proximity.query(i));
        break;
      }
      default:
        PATLAS_ASSIGN(made[i], leaf_queries.query(node, leaves[i]));
    }
  }
  return made.back();
}

}  // namespace patlas::xapian
