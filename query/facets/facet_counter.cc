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
  const uint64_t counters = uint64_t{code_count_} + 1;
  if (!budget_->charge(counters * sizeof(uint32_t))) return false;
  counters_.assign(counters, 0);
  for (const uint32_t code : list_) ++counters_[code];
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
      ++counters_[code];
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
    for (uint32_t code = 0; code < code_count_; ++code) {
      if (counters_[code] != 0) found.push_back({code, counters_[code]});
    }
    return found;
  }
  std::sort(list_.begin(), list_.end());
  for (const uint32_t code : list_) {
    if (found.empty() || found.back().code != code) found.push_back({code, 0});
    ++found.back().documents;
  }
  return found;
}

void FacetCounter::collect(uint32_t pack, std::span<const uint16_t> offsets) {
  CodeCounts& counts = counts_;
  if (!counts.reserve(offsets.size() * kExpectedValues)) return;
  if (!counts.is_dense()) {
    column_->visit_pack(pack, offsets, scratch_, [&counts](uint32_t code, bool is_new) {
      if (is_new) counts.add_to_list(code);
    });
    return;
  }
  uint32_t* const counters = counts.counters();
  const uint32_t none = counts.code_count();
  column_->visit_pack(pack, offsets, scratch_, [counters, none](uint32_t code, bool is_new) {
    counters[std::min(code, none)] += is_new;
  });
}

}  // namespace patlas
