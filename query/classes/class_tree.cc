#include "query/classes/class_tree.h"

#include <algorithm>
#include <map>
#include <utility>

#include "ingest/normalize/symbols.h"
#include "query/classes/class_order.h"

namespace patlas {

void TreeLinks::add(uint32_t parent) {
  depths_.push_back(parents_.empty() ? 0 : depths_[parent] + 1);
  parents_.push_back(parent);
}

void TreeLinks::finish() {
  meets_.build(parents_);
  ends_.assign(count(), 0);
  for (uint32_t node = count(); node-- > 0;) {
    ends_[node] = std::max(ends_[node], node + 1);
    if (node != kRoot) ends_[parents_[node]] = std::max(ends_[parents_[node]], ends_[node]);
  }
}

void TreeLinks::sum(std::vector<uint32_t>& deltas) const {
  for (auto node = static_cast<uint32_t>(deltas.size()); node-- > 1;) {
    deltas[parents_[node]] += deltas[node];
  }
}

void TreeLinks::sum(std::vector<uint32_t>& deltas, std::vector<uint32_t>& others) const {
  for (auto node = static_cast<uint32_t>(deltas.size()); node-- > 1;) {
    const uint32_t parent = parents_[node];
    deltas[parent] += deltas[node];
    others[parent] += others[node];
  }
}

uint32_t ClassTree::find(std::string_view key) const {
  const auto at = std::lower_bound(
      by_key_.begin(), by_key_.end(), key,
      [this](uint32_t node, std::string_view wanted) { return keys_[node] < wanted; });
  return at != by_key_.end() && keys_[*at] == key ? *at : TreeLinks::kRoot;
}

class ClassTree::Builder {
 public:
  Builder(const Snapshot& snapshot, uint16_t column, std::shared_ptr<const Scheme> scheme,
          Budget& budget)
      : snapshot_(snapshot),
        column_(column),
        scheme_(std::move(scheme)),
        order_(scheme_.get()),
        charge_(budget),
        meter_(budget) {
    if (scheme_ != nullptr) marked_.resize(scheme_->count());
  }

  Result<ClassTree> run() {
    PATLAS_TRY(for_each_value([this](uint32_t, uint32_t, std::string_view key) {
      note(key);
      return charge_.reach(unknown_.size() * kUnknownBytes);
    }));
    if (!charge_.reach(unknown_.size() * kUnknownBytes +
                       (unknown_.size() + marked_.size()) * kNodeBytes) ||
        !number()) {
      return ended();
    }
    for (const LiveSegment& segment : snapshot_.segments()) {
      PATLAS_ASSIGN(const ValuesColumn* values, segment.reader->values_column(column_));
      if (!charge_.add(values->value_count() * sizeof(uint32_t))) return ended();
      tree_.of_segment_.emplace_back(values->value_count(), TreeLinks::kRoot);
    }
    PATLAS_TRY(for_each_value([this](uint32_t segment, uint32_t ordinal, std::string_view key) {
      tree_.of_segment_[segment][ordinal] = node_of(key);
      return true;
    }));
    return std::move(tree_);
  }

 private:
  static constexpr uint64_t kUnknownBytes = 112, kNodeBytes = 60;
  static constexpr uint64_t kValueUnits = 16;

  static Error ended() { return {Code::kCancelled, "the query has ended", {}}; }
  bool sorts() const { return scheme_ != nullptr && !scheme_->sorted_scheme().empty(); }

  /// visit(segment, ordinal, key) says whether to go on.
  template <typename Visit>
  Status for_each_value(Visit&& visit) {
    for (uint32_t s = 0; s < snapshot_.segments().size(); ++s) {
      PATLAS_ASSIGN(const ValuesColumn* values,
                    snapshot_.segments()[s].reader->values_column(column_));
      next_by_key_ = 0;
      ValuesCursor cursor(*values);
      PATLAS_ASSIGN(bool there, cursor.seek(0));
      while (there) {
        const std::string_view key = cursor.term();
        if (!meter_.add(kValueUnits)) return ended();
        if (is_symbol(key) && !visit(s, cursor.ordinal(), key)) return ended();
        PATLAS_ASSIGN(there, cursor.next());
      }
    }
    return {};
  }

  /// Stored bytes may be anything.
  static bool is_symbol(std::string_view key) {
    return key.size() == 1 || key.size() == 3 || key.size() == 4 || key.size() == 14;
  }

  /// The scheme's node of a symbol. Values come in byte order, and so do the scheme's keys: side by
  /// side.
  uint32_t scheme_node(std::string_view key) {
    if (scheme_ == nullptr) return Scheme::kNone;
    if (sorts()) return scheme_->sorted_into(key);
    const auto& by_key = scheme_->by_key();
    while (next_by_key_ < by_key.size() && scheme_->key(by_key[next_by_key_]) < key) {
      ++next_by_key_;
    }
    const bool found = next_by_key_ < by_key.size() && scheme_->key(by_key[next_by_key_]) == key;
    return found ? by_key[next_by_key_] : Scheme::kNone;
  }

  void mark(uint32_t node) {
    for (; node != Scheme::kNone && !marked_[node]; node = scheme_->parent(node)) {
      marked_[node] = true;
    }
  }

  void note(std::string_view key) {
    const uint32_t known = scheme_node(key);
    if (known != Scheme::kNone) return mark(known);
    if (sorts()) return;
    std::string unknown(key);
    while (!unknown.empty()) {
      const uint32_t node = order_.node(unknown);
      if (node != Scheme::kNone) return mark(node);
      if (!unknown_.try_emplace(unknown, TreeLinks::kRoot).second) return;
      unknown = above_by_shape(unknown);
    }
  }

  /// Merges the scheme's nodes and the others, each in order. False when the budget ended.
  bool number() {
    std::vector<std::pair<ClassOrder::Place, const std::string*>> others;
    for (const auto& [key, node] : unknown_) {
      if (!meter_.add(kValueUnits)) return false;
      others.emplace_back(order_.place(key), &key);
    }
    std::sort(others.begin(), others.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    number_of_.assign(marked_.size(), TreeLinks::kRoot);
    tree_.links_.add(TreeLinks::kRoot);
    tree_.keys_.emplace_back();
    size_t other = 0;
    for (uint32_t node = 0; node <= marked_.size(); ++node) {
      if (!meter_.add(1)) return false;
      for (; other < others.size() && others[other].first.before <= node; ++other) {
        if (!meter_.add(kValueUnits)) return false;
        add_unknown(*others[other].second);
      }
      if (node == marked_.size() || !marked_[node]) continue;
      const uint32_t parent = scheme_->parent(node);
      number_of_[node] = tree_.count();
      tree_.links_.add(parent == Scheme::kNone ? TreeLinks::kRoot : number_of_[parent]);
      tree_.keys_.emplace_back(scheme_->key(node));
    }
    tree_.links_.finish();
    tree_.by_key_.resize(tree_.count() - 1);
    for (uint32_t i = 0; i < tree_.by_key_.size(); ++i) tree_.by_key_[i] = i + 1;
    std::sort(tree_.by_key_.begin(), tree_.by_key_.end(),
              [this](uint32_t a, uint32_t b) { return tree_.keys_[a] < tree_.keys_[b]; });
    return true;
  }

  void add_unknown(const std::string& key) {
    const std::string above = above_by_shape(key);
    uint32_t parent = TreeLinks::kRoot;
    if (!above.empty()) {
      const uint32_t known = order_.node(above);
      parent = known != Scheme::kNone ? number_of_[known] : unknown_.at(above);
    }
    unknown_[key] = tree_.count();
    tree_.links_.add(parent);
    tree_.keys_.push_back(key);
  }

  uint32_t node_of(std::string_view key) {
    const uint32_t known = scheme_node(key);
    if (known != Scheme::kNone) return number_of_[known];
    const auto found = unknown_.find(key);
    return found == unknown_.end() ? TreeLinks::kRoot : found->second;
  }

  const Snapshot& snapshot_;
  const uint16_t column_;
  const std::shared_ptr<const Scheme> scheme_;
  const ClassOrder order_;
  std::vector<bool> marked_;         ///< by node of the scheme: a document is in or below it
  std::vector<uint32_t> number_of_;  ///< by node of the scheme
  std::map<std::string, uint32_t, std::less<>> unknown_;  ///< numbers of what the scheme lacks
  size_t next_by_key_ = 0;
  Charge charge_;
  WorkMeter meter_;
  ClassTree tree_;
};

Result<ClassTree> ClassTree::build(const Snapshot& snapshot, uint16_t column,
                                   std::shared_ptr<const Scheme> scheme, Budget& budget) {
  return Builder(snapshot, column, std::move(scheme), budget).run();
}

}  // namespace patlas
