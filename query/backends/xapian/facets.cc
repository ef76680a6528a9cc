#include "query/backends/xapian/facets.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "ingest/normalize/dates.h"
#include "query/backends/xapian/names.h"
#include "query/backends/xapian/values.h"
#include "query/facets/labels.h"

namespace patlas::xapian {
namespace {

constexpr uint64_t kValueUnits = 16;  // of one value of one document, in the units of budget.h
constexpr uint64_t kRankBytes = sizeof(uint32_t);

}  // namespace

uint32_t Numbering::number(std::string_view text) {
  const auto [at, is_new] = numbers_.try_emplace(std::string(text), count());
  if (is_new) {
    texts_.emplace_back(text);
    // In a table and a vector, each of which doubles.
    charge_.add(2 * (2 * sizeof(std::string) + text.size() + sizeof(uint32_t)));
  }
  return at->second;
}

std::vector<uint32_t> families_of(const Xapian::Database& database, const Docs& docs,
                                  Budget& budget, Charge& charge, uint64_t& families) {
  std::vector<uint32_t> of_documents;
  Numbering numbering(budget);
  WorkMeter meter(budget);
  ValueReader values(database, kFamilySlot);
  if (!charge.add(docs.size() * sizeof(uint32_t))) return of_documents;
  of_documents.reserve(docs.size());
  for (const Xapian::docid document : docs) {
    of_documents.push_back(numbering.number(values.get(document)));
    families = numbering.count();
    if (!meter.add(kValueUnits) || budget.stopped()) break;
  }
  return of_documents;
}

FacetRun::FacetRun(const Xapian::Database& database, const Docs& docs,
                   const std::vector<uint32_t>& families, const FacetSpec& spec, Budget& budget)
    : families_(families),
      spec_(spec),
      budget_(budget),
      meter_(budget),
      values_(budget),
      charge_(budget) {
  ValueReader reader(database, spec.column);
  for (const Xapian::docid document : docs) {
    starts_.push_back(of_documents_.size());
    add_document(reader.get(document));
    const uint64_t bytes = of_documents_.capacity() * 4 + starts_.capacity() * 8;
    if (!meter_.add(kValueUnits) || !charge_.reach(bytes)) return;
  }
  starts_.push_back(of_documents_.size());
  count();
}

/// A document counts once for each of its values, at the facet's level.
void FacetRun::add_document(std::string_view value) {
  if (spec_.form == FacetForm::kYear) {
    const uint32_t date = number_of_value(value);
    if (date != 0) of_documents_.push_back(values_.number(std::to_string(date_year(date))));
    return;
  }
  const size_t bytes = level_bytes(spec_.form);
  const size_t first = of_documents_.size();
  for_each_value(value, [&](std::string_view one) {
    meter_.add(kValueUnits);
    if (one.size() < bytes) return;
    const uint32_t number = values_.number(bytes == 0 ? one : one.substr(0, bytes));
    // Sorted values of one prefix are neighbours.
    if (of_documents_.size() == first || of_documents_.back() != number) {
      of_documents_.push_back(number);
    }
  });
}

void FacetRun::count() {
  if (!charge_.add(values_.count() * 2 * sizeof(uint64_t))) return;
  documents_.assign(values_.count(), 0);
  family_counts_.assign(values_.count(), 0);
  for (const uint32_t number : of_documents_) ++documents_[number];
  Charge charge(budget_);
  if (families_.empty() || !charge.add(of_documents_.size() * sizeof(uint64_t))) return;
  std::vector<uint64_t> pairs;
  pairs.reserve(of_documents_.size());
  for (size_t d = 0; d + 1 < starts_.size(); ++d) {
    for (uint64_t i = starts_[d]; i < starts_[d + 1]; ++i) {
      pairs.push_back(uint64_t{of_documents_[i]} << 32 | families_[d]);
    }
  }
  std::sort(pairs.begin(), pairs.end());
  const auto end = std::unique(pairs.begin(), pairs.end());
  for (auto pair = pairs.begin(); pair != end; ++pair) ++family_counts_[*pair >> 32];
}

FacetValue FacetRun::value(uint32_t number) const {
  FacetValue value;
  value.value = values_.text(number);
  value.label = facet_label(spec_, value.value);
  value.documents = documents_[number];
  value.families = family_counts_[number];
  // In a vector that doubles.
  budget_.charge(2 * sizeof(FacetValue) + value.value.size() + value.label.size());
  return value;
}

/// Numbers of values in the order of values. Needs kRankBytes for each.
std::vector<uint32_t> FacetRun::ranks() const {
  std::vector<uint32_t> order(values_.count());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(),
            [&](uint32_t a, uint32_t b) { return values_.text(a) < values_.text(b); });
  return order;
}

FacetAnswer FacetRun::answer(uint64_t limit) const {
  FacetAnswer answer;
  answer.name = spec_.name;
  Charge charge(budget_);
  // Sorting again takes as much.
  if (!charge.add(2 * kRankBytes * values_.count())) return answer;
  answer.value_count = values_.count();
  std::vector<uint32_t> order = ranks();
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return documents_[a] > documents_[b]; });
  for (const uint32_t number : order) {
    if (limit != 0 && answer.values.size() == limit) break;
    answer.values.push_back(value(number));
    if (!meter_.add(kValueUnits) || budget_.stopped()) break;
  }
  return answer;
}

std::vector<FacetValue> FacetRun::by_value() const {
  std::vector<FacetValue> values;
  Charge charge(budget_);
  if (!charge.add(kRankBytes * values_.count())) return values;
  for (const uint32_t number : ranks()) {
    values.push_back(value(number));
    if (!meter_.add(kValueUnits) || budget_.stopped()) break;
  }
  return values;
}

std::vector<CrossCell> FacetRun::cells(const FacetRun& columns) const {
  std::vector<CrossCell> cells;
  Charge charge(budget_);
  const uint64_t rank_count = uint64_t{values_.count()} + columns.values_.count();
  if (!charge.add(2 * kRankBytes * rank_count)) return cells;
  const auto rank_of = [](const std::vector<uint32_t>& order) {
    std::vector<uint32_t> rank(order.size());
    for (uint32_t i = 0; i < order.size(); ++i) rank[order[i]] = i;
    return rank;
  };
  const std::vector<uint32_t> row_rank = rank_of(ranks()), column_rank = rank_of(columns.ranks());
  struct Entry {
    uint32_t row, column, family;
    auto operator<=>(const Entry&) const = default;
  };
  std::vector<Entry> entries;
  Charge of_entries(budget_);
  for (uint32_t d = 0; d + 1 < starts_.size(); ++d) {
    const uint64_t rows = starts_[d + 1] - starts_[d];
    const uint64_t more = rows * (columns.starts_[d + 1] - columns.starts_[d]);
    const uint64_t bytes = 2 * (entries.size() + more) * sizeof(Entry);  // a vector that doubles
    if (!of_entries.reach(bytes) || !meter_.add(more + 1)) return {};
    for (uint64_t r = starts_[d]; r < starts_[d + 1]; ++r) {
      for (uint64_t c = columns.starts_[d]; c < columns.starts_[d + 1]; ++c) {
        entries.push_back({row_rank[of_documents_[r]], column_rank[columns.of_documents_[c]],
                           families_.empty() ? d : families_[d]});
      }
    }
  }
  std::sort(entries.begin(), entries.end());
  for (size_t i = 0; i < entries.size(); ++i) {
    const Entry& entry = entries[i];
    const bool is_first =
        cells.empty() || cells.back().row != entry.row || cells.back().column != entry.column;
    if (is_first) {
      if (!budget_.charge(2 * sizeof(CrossCell))) return {};
      cells.push_back({entry.row, entry.column, 0, 0});
    }
    ++cells.back().documents;
    const bool is_new = is_first || entries[i - 1].family != entry.family;
    if (!families_.empty() && is_new) ++cells.back().families;
  }
  return cells;
}

}  // namespace patlas::xapian
