// query/classes/class_totals.h
//
// Counts of every class over all live documents of a snapshot, kept once a query has asked for
// them: to browse a classification without a query is then to look them up, a microsecond instead
// of a pass over every document.
//
// Exact    a snapshot never changes; what was counted to the end once is true for good. A query
//          that a limit ended keeps nothing.
// Memory   8 bytes a node of each tree, kept with the snapshot.
// Threads  shared; two that find nothing count both, and keep the same.
#ifndef PATLAS_QUERY_CLASSES_CLASS_TOTALS_H_
#define PATLAS_QUERY_CLASSES_CLASS_TOTALS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace patlas {

/// By node of a ClassTree; families empty: not counted.
struct ClassCounts {
  std::vector<uint32_t> documents, families;
};

class ClassTotals {
 public:
  ClassTotals() : state_(std::make_unique<State>()) {}

  /// nullptr: not counted yet, or without the families that are wanted. Those that are not wanted
  /// may be there.
  std::shared_ptr<const ClassCounts> find(const std::string& scheme, bool with_families) const {
    const std::lock_guard hold(state_->mutex);
    const auto found = state_->of_scheme.find(scheme);
    if (found == state_->of_scheme.end()) return nullptr;
    return with_families && found->second->families.empty() ? nullptr : found->second;
  }
  void keep(const std::string& scheme, std::shared_ptr<const ClassCounts> counts) const {
    const std::lock_guard hold(state_->mutex);
    auto& kept = state_->of_scheme[scheme];
    if (kept == nullptr || kept->families.empty()) kept = std::move(counts);
  }

  /// Groups that all documents are of: "families", "applications".
  std::optional<uint64_t> groups(const std::string& level) const {
    const std::lock_guard hold(state_->mutex);
    const auto found = state_->groups.find(level);
    return found == state_->groups.end() ? std::nullopt : std::optional(found->second);
  }
  void keep_groups(const std::string& level, uint64_t count) const {
    const std::lock_guard hold(state_->mutex);
    state_->groups.try_emplace(level, count);
  }

 private:
  struct State {
    std::mutex mutex;
    std::map<std::string, std::shared_ptr<const ClassCounts>> of_scheme;
    std::map<std::string, uint64_t> groups;
  };
  std::unique_ptr<State> state_;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_CLASSES_CLASS_TOTALS_H_
