// query/facets/facet_counter.h
//
// Documents and families per value of one facet. Matches come in document order and a family's are
// neighbours, so a value's counter moves when the run is not the one it saw last (measurements.md 4,
// 2); families that are split are left to a pass of their own (family_pass.h). A list of the codes seen while the result is small, so that a
// facet of 600,000 applicants over 50 matches costs 50; an array of counters from then on.
//
// Exact    every match is seen; nothing stops early.
#ifndef PATLAS_QUERY_FACETS_FACET_COUNTER_H_
#define PATLAS_QUERY_FACETS_FACET_COUNTER_H_

#include <array>
#include <cstdint>
#include <vector>

#include "query/facets/facet_column.h"

namespace patlas {

struct CodeCount {
  uint32_t code = 0;
  uint32_t documents = 0;  ///< a snapshot has fewer than 2^32, or is refused
  uint32_t families = 0;   ///< those that are not split
};

/// Counters of one thread.
class CodeCounts {
 public:
  /// A family that is counted elsewhere.
  static constexpr uint32_t kNoRun = 0xffffffffu;
  struct Counter {
    uint32_t documents = 0, families = 0;
    uint32_t last_run = kNoRun;
    /// `is_new`: not a further value of one document with the same code.
    void add(uint32_t run, bool is_new = true) {
      documents += is_new;
      families += (run != last_run) & (run != kNoRun);
      last_run = run == kNoRun ? last_run : run;
    }
  };

  CodeCounts(uint32_t code_count, bool with_families, Budget& budget)
      : code_count_(code_count), with_families_(with_families), budget_(&budget), charge_(budget) {}

  /// Before at most `more` calls of add(); decides list or counters. False when the budget ended.
  bool reserve(size_t more);
  bool is_dense() const { return is_dense_; }
  bool with_families() const { return with_families_; }
  /// `run`: a number for the document's run of a family (runs come one after the other), or kNoRun.
  void add_to_list(uint32_t code, uint32_t run) {
    if (code < code_count_) list_.push_back(uint64_t{code} << 32 | run);
  }
  /// [code]; one more stands at the end, for what has no code. REQUIRES: is_dense(), and
  /// with_families() as said.
  uint32_t* documents() { return documents_.data(); }
  Counter* counters() { return counters_.data(); }
  uint32_t code_count() const { return code_count_; }
  /// Of pages that this one has not seen.
  void add(const CodeCounts& other);
  /// Codes with a document, increasing, which `charge` is for; worthless when the budget ended. The
  /// counts are used up.
  std::vector<CodeCount> finish(Charge& charge);

 private:
  bool make_counters();
  void add_entry(uint64_t entry);

  uint32_t code_count_;
  bool with_families_;
  Budget* budget_;
  Charge charge_;  ///< for what follows
  bool is_dense_ = false;
  std::vector<uint64_t> list_;  ///< code << 32 | run
  std::vector<uint32_t> documents_;
  std::vector<Counter> counters_;
};

class FacetCounter final : public Collector {
 public:
  /// `columns`: the facet in each segment; outlives the counter. `families`: nullptr when they are
  /// not counted; those that are split are not counted here either way.
  FacetCounter(const FacetCodes& codes, const std::vector<FacetColumn>& columns,
               const GroupIndex* families, Budget& budget)
      : columns_(&columns),
        families_(families),
        charge_(budget),
        counts_(codes.count(), families != nullptr, budget) {}
  void begin_segment(uint32_t segment) override {
    column_ = &(*columns_)[segment];
    segment_ = segment;
  }
  void collect(uint32_t pack, std::span<const uint16_t> offsets) override;
  CodeCounts& counts() { return counts_; }

 private:
  void find_runs(uint32_t pack, std::span<const uint16_t> offsets);

  const std::vector<FacetColumn>* columns_;
  const GroupIndex* families_;
  const FacetColumn* column_ = nullptr;
  uint32_t segment_ = 0;
  Charge charge_;  ///< for scratch_
  FacetColumn::Scratch scratch_;
  std::array<uint32_t, kPackDocs> runs_;  ///< of the pack's documents at its offsets
  CodeCounts counts_;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_FACETS_FACET_COUNTER_H_
