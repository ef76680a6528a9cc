#include "engine/segment/document_order.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace patlas {

DisjointSets::DisjointSets(uint32_t count) : parents_(count) {
  std::iota(parents_.begin(), parents_.end(), 0u);
}

uint32_t DisjointSets::find(uint32_t member) {
  while (parents_[member] != member) {
    parents_[member] = parents_[parents_[member]];
    member = parents_[member];
  }
  return member;
}

void DisjointSets::join(uint32_t a, uint32_t b) {
  a = find(a);
  b = find(b);
  if (a != b) parents_[std::max(a, b)] = std::min(a, b);
}

namespace {

constexpr uint32_t kLast = 0xffffffffu;

/// A set of candidates, and where it stands among the others.
struct ExtendedFamily {
  uint32_t main_class = kLast, first_date = kLast, family = kLast;
  uint32_t begin = 0, end = 0;  ///< in the candidates sorted by set

  auto place() const { return std::tie(main_class, first_date, family); }
};

/// The value that most have; of equals the smaller. REQUIRES: `values` is not empty.
uint32_t most_frequent(std::vector<uint32_t>& values) {
  std::sort(values.begin(), values.end());
  uint32_t best = values[0];
  size_t best_count = 0;
  for (size_t begin = 0; begin < values.size();) {
    const auto end = std::upper_bound(values.begin() + static_cast<ptrdiff_t>(begin), values.end(),
                                      values[begin]);
    const size_t count = static_cast<size_t>(end - values.begin()) - begin;
    if (count > best_count) {
      best = values[begin];
      best_count = count;
    }
    begin += count;
  }
  return best;
}

ExtendedFamily describe(const OrderFacts& facts, const std::vector<uint32_t>& candidates,
                        uint32_t begin, uint32_t end, std::vector<uint32_t>& classes) {
  ExtendedFamily family;
  family.begin = begin;
  family.end = end;
  classes.clear();
  for (uint32_t i = begin; i < end; ++i) {
    const uint32_t candidate = candidates[i];
    if (facts.main_class[candidate] != 0) classes.push_back(facts.main_class[candidate]);
    const uint32_t date = facts.first_date[candidate];
    family.first_date = std::min(family.first_date, date == 0 ? kLast : date);
    family.family = std::min(family.family, facts.family[candidate]);
  }
  if (!classes.empty()) family.main_class = most_frequent(classes);
  return family;
}

/// Candidates set by set; `starts` gets where each set begins, and the end.
std::vector<uint32_t> sort_by_set(OrderFacts& facts, std::vector<uint32_t>& starts) {
  const uint32_t count = facts.extended.count();
  std::vector<uint32_t> fill(count + 1);
  for (uint32_t i = 0; i < count; ++i) ++fill[facts.extended.find(i) + 1];
  for (uint32_t i = 0; i < count; ++i) {
    if (fill[i + 1] != 0) starts.push_back(fill[i]);
    fill[i + 1] += fill[i];
  }
  starts.push_back(count);
  std::vector<uint32_t> sorted(count);
  for (uint32_t i = 0; i < count; ++i) sorted[fill[facts.extended.find(i)]++] = i;
  return sorted;
}

void join_families(OrderFacts& facts) {
  const uint32_t count = facts.extended.count();
  std::vector<uint32_t> first;
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t family = facts.family[i];
    if (family >= first.size()) first.resize(family + 1, kLast);
    if (first[family] == kLast) {
      first[family] = i;
    } else {
      facts.extended.join(first[family], i);
    }
  }
}

void find_run_ends(OrderFacts& facts, DocumentOrder& order) {
  const size_t count = order.candidates.size();
  for (auto& words : order.run_ends) words.assign((count + 63) / 64, 0);
  for (size_t doc = 0; doc < count; ++doc) {
    const uint32_t a = order.candidates[doc];
    const bool is_last = doc + 1 == count;
    const uint32_t b = is_last ? a : order.candidates[doc + 1];
    const uint64_t bit = uint64_t{1} << (doc % 64);
    const auto mark = [&](GroupLevel level, bool ends) {
      if (ends || is_last) order.run_ends[static_cast<size_t>(level)][doc / 64] |= bit;
    };
    mark(GroupLevel::kApplication,
         facts.application[a] == 0 || facts.application[a] != facts.application[b]);
    mark(GroupLevel::kFamily, facts.family[a] != facts.family[b]);
    mark(GroupLevel::kExtended, facts.extended.find(a) != facts.extended.find(b));
  }
}

}  // namespace

DocumentOrder document_order(OrderFacts& facts) {
  join_families(facts);
  std::vector<uint32_t> starts;
  std::vector<uint32_t> candidates = sort_by_set(facts, starts);
  std::vector<ExtendedFamily> families;
  families.reserve(starts.size());
  std::vector<uint32_t> classes;
  for (size_t s = 0; s + 1 < starts.size(); ++s) {
    families.push_back(describe(facts, candidates, starts[s], starts[s + 1], classes));
  }
  std::sort(families.begin(), families.end(), [](const auto& a, const auto& b) {
    return a.place() < b.place();  // no two have the same simple family
  });
  const auto place = [&facts](uint32_t i) {
    return std::tie(facts.family[i], facts.application[i], facts.last_date[i], facts.key[i]);
  };
  DocumentOrder order;
  order.candidates.reserve(candidates.size());
  for (const ExtendedFamily& family : families) {
    const auto begin = candidates.begin() + family.begin, end = candidates.begin() + family.end;
    std::sort(begin, end, [&](uint32_t a, uint32_t b) { return place(a) < place(b); });
    order.candidates.insert(order.candidates.end(), begin, end);
  }
  find_run_ends(facts, order);
  return order;
}

std::string_view link_of_term(std::string_view term, std::string_view kinds) {
  const size_t first = term.find('.');
  const size_t second = first == term.npos ? term.npos : term.find('.', first + 1);
  if (second == term.npos || second + 1 == term.size()) return term;
  return kinds.find(term[second + 1]) != kinds.npos ? term : term.substr(0, second);
}

}  // namespace patlas
