// query/facets/facet_counter.h
//
// Documents per value of one facet: a list of the codes seen while the result is small, so that a
// facet of 600,000 applicants over 50 matches costs 50; an array of counters from then on.
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
  uint32_t documents = 0;  ///< a snapshot has fewer than 2^32, or is refused
};

/// Counters of one thread.
class CodeCounts {
 public:
  CodeCounts(uint32_t code_count, Budget& budget) : code_count_(code_count), budget_(&budget) {}

  /// Before at most `more` calls of add(); decides list or counters. False when the budget ended.
  bool reserve(size_t more);
  bool is_dense() const { return !counters_.empty(); }
  void add_to_list(uint32_t code) {
    if (code < code_count_) list_.push_back(code);
  }
  /// [code]; one more stands at the end, for what has no code. REQUIRES: is_dense().
  uint32_t* counters() { return counters_.data(); }
  uint32_t code_count() const { return code_count_; }
  void add(const CodeCounts& other);
  /// Codes with a document, increasing. The counts are used up.
  std::vector<CodeCount> finish();

 private:
  bool make_counters();

  uint32_t code_count_;
  Budget* budget_;
  std::vector<uint32_t> list_;
  std::vector<uint32_t> counters_;
};

class FacetCounter final : public Collector {
 public:
  /// `columns`: the facet in each segment; outlives the counter.
  FacetCounter(const FacetCodes& codes, const std::vector<FacetColumn>& columns, Budget& budget)
      : columns_(&columns), counts_(codes.count(), budget) {}
  void begin_segment(uint32_t segment) override { column_ = &(*columns_)[segment]; }
  void collect(uint32_t pack, std::span<const uint16_t> offsets) override;
  CodeCounts& counts() { return counts_; }

 private:
  const std::vector<FacetColumn>* columns_;
  const FacetColumn* column_ = nullptr;
  FacetColumn::Scratch scratch_;
  CodeCounts counts_;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_FACETS_FACET_COUNTER_H_
