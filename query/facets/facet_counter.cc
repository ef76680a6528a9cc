#include "query/facets/facet_counter.h"

#include <algorithm>

namespace patlas {
namespace {

constexpr uint32_t kCountersShare = 8;  // codes of the facet per entry of a list, at most
constexpr size_t kListMin = 1024;
// Room asked for per match: where a pack turns out to have more values, the list just grows.
constexpr size_t kExpectedValues = 4;

}  // namespace

bool CodeCounts::make_counters() {
  if (!budget_->charge(uint64_t{code_count_} * sizeof(uint32_t))) return false;
  counters_.assign(std::max(code_count_, 1u), 0);
  for (const uint32_t code : list_) add_to_counters(code);
  list_ = {};
  return true;
}

bool CodeCounts::reserve(size_t more) {
  if (is_dense()) return true;
  const size_t list_max = std::max<size_t>(kListMin, code_count_ / kCountersShare);
  return list_.size() + more <= list_max || make_counters();
}

void CodeCounts::add(const CodeCounts& other) {
  const bool fits = other.is_dense() ? is_dense() || make_counters() : reserve(other.list_.size());
  if (!fits) return;
  for (const uint32_t code : other.list_) {
    if (is_dense()) {
      add_to_counters(code);
    } else {
      add_to_list(code);
    }
  }
  for (size_t code = 0; code < other.counters_.size(); ++code) {
    counters_[code] += other.counters_[code];
  }
}

std::vector<CodeCount> CodeCounts::finish() {
  std::vector<CodeCount> found;
  if (is_dense()) {
    for (uint32_t code = 0; code < counters_.size(); ++code) {
      if (counters_[code] != 0) found.push_back({code, counters_[code]});
    }
    return found;
  }
  std::sort(list_.begin(), list_.end());
  for (const uint32_t code : list_) {
    if (code >= code_count_) break;
    if (found.empty() || found.back().code != code) found.push_back({code, 0});
    ++found.back().documents;
  }
  return found;
}

void FacetCounter::collect(uint32_t pack, std::span<const uint16_t> offsets) {
  CodeCounts& counts = counts_;
  if (!counts.reserve(offsets.size() * kExpectedValues)) return;
  if (counts.is_dense()) {
    column_->visit_pack(pack, offsets, scratch_,
                        [&counts](uint32_t code) { counts.add_to_counters(code); });
  } else {
    column_->visit_pack(pack, offsets, scratch_,
                        [&counts](uint32_t code) { counts.add_to_list(code); });
  }
}

}  // namespace patlas
