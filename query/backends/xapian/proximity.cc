#include "query/backends/xapian/proximity.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "query/backends/xapian/matches.h"
#include "query/backends/xapian/names.h"
#include "query/intervals.h"

namespace patlas::xapian {
namespace {

using Query = Xapian::Query;

constexpr uint64_t kDocumentUnits = 256;  // of reading one, beside its positions

bool stands_in(const Node& node, uint16_t field) {
  return std::find(node.fields.begin(), node.fields.end(), field) != node.fields.end();
}

/// Boundaries of one document, as it was loaded.
class StoredBounds final : public PlaceBounds {
 public:
  StoredBounds(const Xapian::Database& database, uint16_t field, Budget& budget)
      : database_(database), field_(field), budget_(budget), charge_(budget) {}
  void move_to(Xapian::docid document) {
    document_ = document;
    is_read_ = is_sound_ = false;
  }

  bool has_one_value() override { return !read() || boundaries_.value_starts.size() < 2; }
  const FieldBoundaries* boundaries() override { return read() ? &boundaries_ : nullptr; }

 private:
  bool read() {
    if (is_read_) return is_sound_;
    is_read_ = true;
    const std::string bytes = database_.get_document(document_).get_value(kBoundarySlots + field_);
    is_sound_ = decode_boundaries(as_bytes(bytes), boundaries_);
    const FieldBoundaries& b = boundaries_;
    charge_.reach(
        bytes.size() + b.word_starts.capacity() * sizeof(b.word_starts[0]) +
        (b.sentence_starts.capacity() + b.paragraph_starts.capacity() + b.value_starts.capacity()) *
            sizeof(uint32_t));
    if (!is_sound_) {
      budget_.fail(Error{Code::kCorruption, "boundaries of a document contradict themselves", {}});
    }
    return is_sound_;
  }

  const Xapian::Database& database_;
  uint16_t field_;
  Budget& budget_;
  Xapian::docid document_ = 0;
  bool is_read_ = false, is_sound_ = false;
  Charge charge_;  ///< for boundaries_
  FieldBoundaries boundaries_;
};

}  // namespace

/// Documents in which the proximity may stand.
Result<Query> ProximityQueries::candidates(uint32_t root, uint16_t field) {
  std::vector<uint32_t> below = {root};
  for (size_t i = 0; i < below.size(); ++i) {
    const auto& children = tree_.nodes[below[i]].children;
    below.insert(below.end(), children.begin(), children.end());
  }
  std::sort(below.begin(), below.end());
  std::vector<Query> made(below.size());
  for (size_t i = 0; i < below.size() && !budget_.stopped(); ++i) {
    const Node& node = tree_.nodes[below[i]];
    std::vector<Query> children;
    for (const uint32_t child : node.children) {
      children.push_back(made[static_cast<size_t>(
          std::lower_bound(below.begin(), below.end(), child) - below.begin())]);
    }
    switch (node.type) {
      case NodeType::kNot:
        made[i] = match_all();
        break;
      case NodeType::kOr:
      case NodeType::kXor:
        made[i] = Query(Query::OP_OR, children.begin(), children.end());
        break;
      case NodeType::kOf:
        made[i] =
            node.low == 0 ? match_all() : Query(Query::OP_OR, children.begin(), children.end());
        break;
      case NodeType::kProximity:
        if (!stands_in(node, field)) break;
        [[fallthrough]];
      case NodeType::kAnd:
        made[i] = Query(Query::OP_AND, children.begin(), children.end());
        break;
      default:
        if (!stands_in(node, field)) break;
        PATLAS_ASSIGN(made[i], leaf_queries_.text_in_field(field, leaves_[below[i]]));
    }
  }
  return made.back();
}

Status ProximityQueries::find_in_field(uint32_t root, uint16_t field, ChargedDocs& found) {
  const ProximityProgram program(tree_, root, field);
  Charge charge(budget_);
  if (!charge.add(program.bytes())) return {};
  PATLAS_ASSIGN(const Query query, candidates(root, field));
  if (budget_.stopped()) return {};
  ProximityEvaluator evaluator(program, budget_);
  StoredBounds bounds(database_, field, budget_);
  WorkMeter meter(budget_);
  const ChargedDocs matches = all_matches(database_, query, program.steps().size(), budget_);
  for (const Xapian::docid document : matches.docs) {
    for (size_t leaf = 0; leaf < program.leaves().size(); ++leaf) {
      PATLAS_TRY(leaf_queries_.find_places(field, leaves_[program.leaves()[leaf]], document,
                                           evaluator.leaf(leaf)));
    }
    bounds.move_to(document);
    if (evaluator.matches(bounds) && !found.add(document)) return {};
    if (!meter.add(kDocumentUnits) || budget_.stopped()) return {};
  }
  return {};
}

Result<Query> ProximityQueries::query(uint32_t root) {
  ChargedDocs found(budget_);
  for (const uint16_t field : tree_.nodes[root].fields) {
    PATLAS_TRY(find_in_field(root, field, found));
    if (budget_.stopped()) return Query::MatchNothing;
  }
  Docs& docs = found.docs;
  std::sort(docs.begin(), docs.end());
  docs.erase(std::unique(docs.begin(), docs.end()), docs.end());
  return query_of(std::move(found));
}

}  // namespace patlas::xapian
