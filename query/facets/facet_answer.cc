#include "query/facets/facet_answer.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "query/facets/labels.h"

namespace patlas {

uint32_t FacetCounts::index(uint32_t code) const {
  const auto at = std::lower_bound(values.begin(), values.end(), code,
                                   [](const CodeCount& a, uint32_t b) { return a.code < b; });
  return static_cast<uint32_t>(at - values.begin());
}

Result<FacetValue> facet_value(const FacetSpec& spec, const FacetCodes& codes,
                               const FacetCounts& counts, uint32_t index) {
  FacetValue value;
  PATLAS_ASSIGN(value.value, codes.value(counts.values[index].code));
  value.label = facet_label(spec, value.value);
  value.documents = counts.values[index].documents;
  value.families = counts.families.empty() ? 0 : counts.families[index];
  return value;
}

Result<FacetAnswer> answer_facet(const FacetSpec& spec, const FacetCodes& codes,
                                 const FacetCounts& counts, uint64_t limit, Budget& budget) {
  FacetAnswer answer;
  answer.name = spec.name;
  answer.value_count = counts.values.size();
  Charge charge(budget);
  if (!charge.add(counts.values.size() * sizeof(uint32_t))) return answer;
  std::vector<uint32_t> order(counts.values.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto more_first = [&counts](uint32_t a, uint32_t b) {
    const uint32_t of_a = counts.values[a].documents;
    const uint32_t of_b = counts.values[b].documents;
    return of_a != of_b ? of_a > of_b : a < b;  // codes are in the order of values
  };
  const size_t wanted =
      limit == 0 ? order.size() : static_cast<size_t>(std::min<uint64_t>(limit, order.size()));
  std::partial_sort(order.begin(), order.begin() + static_cast<int64_t>(wanted), order.end(),
                    more_first);
  WorkMeter meter(budget);
  for (size_t i = 0; i < wanted; ++i) {
    PATLAS_ASSIGN(FacetValue value, facet_value(spec, codes, counts, order[i]));
    // In a vector that doubles.
    const uint64_t bytes = 2 * sizeof(FacetValue) + value.value.size() + value.label.size();
    answer.values.push_back(std::move(value));
    if (!budget.charge(bytes) || !meter.add(16)) break;
  }
  return answer;
}

}  // namespace patlas
