#include "engine/index/merge_policy.h"

#include <algorithm>
#include <numeric>

namespace patlas {

std::vector<size_t> choose_merge(std::span<const uint32_t> live, const MergePolicy& policy) {
  if (policy.segments_max == 0 || live.size() <= policy.segments_max) return {};
  const size_t needed = live.size() - policy.segments_max + 1;
  std::vector<size_t> order(live.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&live](size_t a, size_t b) { return live[a] < live[b]; });
  uint64_t documents = 0;
  size_t count = 0;
  for (; count < order.size(); ++count) {
    const uint64_t next = live[order[count]];
    if (documents + next > policy.documents_max) break;
    if (count >= needed && next > documents) break;
    documents += next;
  }
  if (count < 2) return {};
  order.resize(count);
  std::sort(order.begin(), order.end());
  return order;
}

}  // namespace patlas
