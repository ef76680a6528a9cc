#include "tests/oracle/differential.h"

#include <algorithm>

#include "ingest/patent_schema.h"

namespace patlas::oracle {
namespace {

std::string difference_in(const History& history, const Tree& tree, const SearchOptions& options) {
  const Differential asked(history);
  if (!asked.error().empty()) return asked.error();
  uint64_t documents = 0;
  return asked.ask(tree, options, documents);
}

// Drops pieces of half the records, then of a quarter, and so on.
void drop_records(History& history, const Tree& tree, const SearchOptions& options) {
  for (size_t piece = history.records.size() / 2; piece > 0; piece /= 2) {
    for (size_t first = 0; first < history.records.size();) {
      History less = history;
      const auto from = less.records.begin() + static_cast<ptrdiff_t>(first);
      less.records.erase(
          from, from + static_cast<ptrdiff_t>(std::min(piece, less.records.size() - first)));
      if (less.records.empty() || difference_in(less, tree, options).empty()) {
        first += piece;
      } else {
        history = std::move(less);
      }
    }
  }
}

void drop_removals(History& history, const Tree& tree, const SearchOptions& options) {
  for (size_t i = history.removed.size(); i-- > 0;) {
    History less = history;
    less.removed.erase(less.removed.begin() + static_cast<ptrdiff_t>(i));
    if (!difference_in(less, tree, options).empty()) history = std::move(less);
  }
}

// The nodes below `root`, in order, as a tree of their own.
Tree subtree(const Tree& tree, uint32_t root) {
  std::vector<bool> is_used(tree.nodes.size());
  is_used[root] = true;
  for (size_t i = root + 1; i-- > 0;) {
    if (!is_used[i]) continue;
    for (const uint32_t child : tree.nodes[i].children) is_used[child] = true;
  }
  Tree result;
  std::vector<uint32_t> places(tree.nodes.size());
  for (size_t i = 0; i <= root; ++i) {
    if (!is_used[i]) continue;
    Node node = tree.nodes[i];
    for (uint32_t& child : node.children) child = places[child];
    places[i] = static_cast<uint32_t>(result.nodes.size());
    result.nodes.push_back(std::move(node));
  }
  return result;
}

std::vector<Tree> smaller_trees(const Tree& tree) {
  std::vector<Tree> result;
  for (const uint32_t child : tree.root().children) result.push_back(subtree(tree, child));
  for (size_t i = 0; i < tree.nodes.size(); ++i) {
    const bool is_list = tree.nodes[i].children.size() > 2;
    for (size_t k = 0; is_list && k < tree.nodes[i].children.size(); ++k) {
      Tree less = tree;
      less.nodes[i].children.erase(less.nodes[i].children.begin() + static_cast<ptrdiff_t>(k));
      result.push_back(subtree(less, less.root_index()));
    }
  }
  return result;
}

}  // namespace

Differential::Differential(const History& history, std::vector<size_t> layouts, bool asks_xapian)
    : layouts_(std::move(layouts)) {
  Status loaded = load_native(history);
  if (loaded && asks_xapian) loaded = load_xapian(history);
  if (!loaded) {
    error_ = loaded.error().to_string();
    return;
  }
  oracle_ = std::make_unique<Oracle>(patent_schema(), worlds_[0]->live(),
                                     made_up_schemes(history.records));
  for (const auto& snapshot : snapshots_) {
    if (snapshot->live_count() != oracle_->size()) {
      error_ = "live documents: engine " + std::to_string(snapshot->live_count()) + ", oracle " +
               std::to_string(oracle_->size());
    }
  }
}

Status Differential::load_native(const History& history) {
  for (const size_t segments : layouts_) {
    World& world = *worlds_.emplace_back(std::make_unique<World>());
    if (worlds_.size() % 2 == 0) world.keep_frequent_bigrams();
    world.load_in(history.records, segments);
    if (!history.removed.empty()) world.remove(history.removed);
    world.classify(made_up_schemes(history.records));
    PATLAS_TRY(world.status());
    PATLAS_ASSIGN(auto snapshot, world.open());
    snapshots_.push_back(std::move(snapshot));
  }
  return {};
}

Status Differential::load_xapian(const History& history) {
  xapian_world_ = std::make_unique<XapianWorld>();
  xapian_world_->load_in(history.records, 2);
  if (!history.removed.empty()) xapian_world_->remove(history.removed);
  xapian_world_->classify(made_up_schemes(history.records));
  PATLAS_TRY(xapian_world_->status());
  PATLAS_ASSIGN(xapian_, xapian_world_->open());
  return {};
}

std::string Differential::ask(const Tree& tree, const SearchOptions& options,
                              uint64_t& documents) const {
  std::vector<SearchAnswer> answers;
  for (const auto& snapshot : snapshots_) {
    Result<SearchAnswer> answer = search(*snapshot, tree, options, nullptr);
    if (!answer) return answer.error().to_string();
    answers.push_back(std::move(*answer));
  }
  documents = std::max<uint64_t>(answers[0].documents, answers[0].hits.size());
  std::string found = difference(*oracle_, tree, options, answers[0]);
  for (size_t i = 1; i < answers.size() && found.empty(); ++i) {
    if (same_answer(answers[0], answers[i])) continue;
    found = difference(*oracle_, tree, options, answers[i]);
    if (found.empty()) found = "bits of a score";
    found = std::to_string(layouts_[i]) + " segments: " + found;
  }
  if (xapian_ == nullptr || !found.empty()) return found;
  Budget budget(options.memory_bytes, 0, nullptr, nullptr);
  const Result<SearchAnswer> answer = xapian_->search(tree, options, budget);
  if (!answer) return "xapian: " + answer.error().to_string();
  if (same_answer(answers[0], *answer)) return found;
  found = difference(*oracle_, tree, options, *answer);
  return "xapian: " + (found.empty() ? "bits of a score" : found);
}

bool same_answer(const SearchAnswer& a, const SearchAnswer& b) {
  const auto same_hit = [](const Hit& x, const Hit& y) {
    return x.key == y.key && x.date == y.date && x.score == y.score;
  };
  const auto same_facet = [](const FacetAnswer& x, const FacetAnswer& y) {
    return x.name == y.name && x.value_count == y.value_count && x.values == y.values;
  };
  const auto same_cross = [](const CrossAnswer& x, const CrossAnswer& y) {
    return x.rows == y.rows && x.columns == y.columns && x.cells == y.cells;
  };
  return a.documents == b.documents && a.families == b.families && a.complete == b.complete &&
         std::equal(a.hits.begin(), a.hits.end(), b.hits.begin(), b.hits.end(), same_hit) &&
         std::equal(a.facets.begin(), a.facets.end(), b.facets.begin(), b.facets.end(),
                    same_facet) &&
         a.cross.has_value() == b.cross.has_value() && (!a.cross || same_cross(*a.cross, *b.cross));
}

std::string shrunk(History history, Tree tree, const SearchOptions& options) {
  drop_records(history, tree, options);
  for (bool is_smaller = true; is_smaller;) {
    is_smaller = false;
    for (Tree& less : smaller_trees(tree)) {
      if (difference_in(history, less, options).empty()) continue;
      tree = std::move(less);
      is_smaller = true;
      break;
    }
  }
  drop_removals(history, tree, options);
  drop_records(history, tree, options);
  std::string text = "smallest query: " + print_query(tree, patent_schema()) + "\n" +
                     difference_in(history, tree, options) + "\nrecords:\n";
  for (const Record& record : history.records) text += record_to_json(record, false) + "\n";
  for (const std::string& key : history.removed) text += "removed: " + key + "\n";
  return text;
}

}  // namespace patlas::oracle
