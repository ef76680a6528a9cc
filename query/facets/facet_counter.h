// query/facets/facet_counter.h
//
// Documents per value of one facet. Counts in the segment's own codes: a list of the codes seen
// while the result is small, so that a facet of 600,000 applicants over 50 matches costs 50; an
// array of counters from then on.
//
// Exact    every match is seen; nothing stops early.
#ifndef PATLAS_QUERY_FACETS_FACET_COUNTER_H_
#define PATLAS_QUERY_FACETS_FACET_COUNTER_H_

#include <cstdint>
#include <vector>

#include "query/facets/facet_column.h"

namespace patlas {

struct CodeCount {
  uint32_t code = 0;
  uint32_t documents = 0;
};

/// Counters of one segment, filled by one thread or merged from several.
class CodeCounts {
 public:
  CodeCounts() = default;
  CodeCounts(uint32_t code_count, Budget& budget) : code_count_(code_count), budget_(&budget) {}

  /// Before at most `more` calls of add(); decides list or counters. False when the budget ended.
  bool reserve(size_t more);
  bool is_dense() const { return !counters_.empty(); }
  void add_to_list(uint32_t code) { list_.push_back(code); }
  void add_to_counters(uint32_t code) {
    if (code < code_count_) ++counters_[code];
  }
  void add(const CodeCounts& other);
  /// Codes with a document, increasing. The counts are used up.
  std::vector<CodeCount> finish();

 private:
  bool make_counters();

  uint32_t code_count_ = 0;
  Budget* budget_ = nullptr;
  std::vector<uint32_t> list_;
  std::vector<uint32_t> counters_;
};

class FacetCounter final : public Collector {
 public:
  /// `columns`: the facet in each segment; outlives the counter.
  FacetCounter(const std::vector<FacetColumn>& columns, Budget& budget)
      : columns_(&columns), budget_(&budget), counts_(columns.size()) {}
  void begin_segment(uint32_t segment) override;
  void collect(uint32_t pack, std::span<const uint16_t> offsets) override;
  /// By segment; those never begun are empty.
  std::vector<CodeCounts>& counts() { return counts_; }

 private:
  const std::vector<FacetColumn>* columns_;
  Budget* budget_;
  uint32_t segment_ = 0;
  FacetColumn::Scratch scratch_;
  std::vector<CodeCounts> counts_;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_FACETS_FACET_COUNTER_H_
