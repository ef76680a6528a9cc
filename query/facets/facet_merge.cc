#include "query/facets/facet_merge.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "query/facets/labels.h"

namespace patlas {
namespace {

struct Found {
  std::string value;
  uint32_t segment = 0;
  uint32_t code = 0;
  uint32_t documents = 0;
};

Result<std::vector<Found>> read_values(const std::vector<FacetColumn>& columns,
                                       const std::vector<std::vector<CodeCount>>& counts,
                                       Budget& budget) {
  std::vector<Found> found;
  WorkMeter meter(budget);
  for (uint32_t segment = 0; segment < counts.size(); ++segment) {
    for (const CodeCount& count : counts[segment]) {
      PATLAS_ASSIGN(std::string value, columns[segment].value(count.code));
      if (!budget.charge(sizeof(Found) + value.size()) || !meter.add(16)) return found;
      found.push_back({std::move(value), segment, count.code, count.documents});
    }
  }
  return found;
}

}  // namespace

Result<MergedFacet> merge_facet(const std::vector<FacetColumn>& columns,
                                const std::vector<std::vector<CodeCount>>& counts, bool with_maps,
                                Budget& budget) {
  PATLAS_ASSIGN(std::vector<Found> found, read_values(columns, counts, budget));
  // Codes of one segment come sorted by value already, but years as text need it too ("999").
  const auto by_value = [](const Found& a, const Found& b) { return a.value < b.value; };
  if (!std::is_sorted(found.begin(), found.end(), by_value)) {
    std::sort(found.begin(), found.end(), by_value);
  }
  MergedFacet merged;
  if (with_maps) {
    merged.of_segment.resize(columns.size());
    for (size_t segment = 0; segment < columns.size(); ++segment) {
      if (counts[segment].empty()) continue;
      const uint32_t codes = columns[segment].code_count();
      if (!budget.charge(uint64_t{codes} * sizeof(uint32_t))) return merged;
      merged.of_segment[segment].assign(codes, FacetColumn::kNoCode);
    }
  }
  for (Found& value : found) {
    if (merged.values.empty() || merged.values.back() != value.value) {
      merged.values.push_back(std::move(value.value));
      merged.documents.push_back(0);
    }
    merged.documents.back() += value.documents;
    if (with_maps) {
      merged.of_segment[value.segment][value.code] =
          static_cast<uint32_t>(merged.values.size() - 1);
    }
  }
  merged.families.assign(merged.values.size(), 0);
  return merged;
}

FacetAnswer order_facet(const FacetSpec& spec, const MergedFacet& merged, uint64_t limit) {
  FacetAnswer answer;
  answer.name = spec.name;
  answer.value_count = merged.values.size();
  std::vector<uint32_t> order(merged.values.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto more_first = [&merged](uint32_t a, uint32_t b) {
    if (merged.documents[a] != merged.documents[b]) {
      return merged.documents[a] > merged.documents[b];
    }
    return a < b;  // values are sorted
  };
  const size_t wanted =
      limit == 0 ? order.size() : static_cast<size_t>(std::min<uint64_t>(limit, order.size()));
  std::partial_sort(order.begin(), order.begin() + static_cast<int64_t>(wanted), order.end(),
                    more_first);
  for (size_t i = 0; i < wanted; ++i) {
    const uint32_t at = order[i];
    answer.values.push_back({merged.values[at], facet_label(spec, merged.values[at]),
                             merged.documents[at], merged.families[at]});
  }
  return answer;
}

}  // namespace patlas
