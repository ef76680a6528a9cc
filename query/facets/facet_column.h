// query/facets/facet_column.h
//
// A facet of one segment: which of its values a document has, as small numbers (codes) that mean
// the same in every segment of the snapshot. Codes are in the values' byte order, so that equal
// prefixes of a document's sorted values are neighbours, and each level of the classification is
// seen once.
//
// Shape    codes < FacetCodes::count(). A year is its own code. A symbol shorter than the level has
//          no value there.
// Errors   open: invalid_argument for a facet whose form does not fit its column; corruption.
// Threads  shared freely.
#ifndef PATLAS_QUERY_FACETS_FACET_COLUMN_H_
#define PATLAS_QUERY_FACETS_FACET_COLUMN_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/index/snapshot.h"
#include "query/budget.h"
#include "query/collector.h"

namespace patlas {

/// The values of a facet over the snapshot.
class FacetCodes {
 public:
  static Result<FacetCodes> open(const Snapshot& snapshot, const FacetSpec& spec);
  uint32_t count() const { return count_; }
  Result<std::string> value(uint32_t code) const;

 private:
  friend class FacetColumn;
  const Snapshot* snapshot_ = nullptr;
  uint16_t column_ = 0;
  uint32_t count_ = 0;
  const ValueCodes* codes_ = nullptr;  ///< nullptr: years
};

class FacetColumn {
 public:
  /// Memory of one thread for decoding.
  struct Scratch {
    ValuesColumn::Pack pack;
    std::vector<uint32_t> numbers = std::vector<uint32_t>(kPackDocs);
    std::vector<uint32_t> ordinals;
  };

  static Result<FacetColumn> open(const FacetCodes& codes, uint32_t segment, bool decode_packs);

  /// Calls `visit(code)` for every value of the pack's documents at `offsets`, each value of a
  /// document once.
  template <typename Visit>
  void visit_pack(uint32_t pack, std::span<const uint16_t> offsets, Scratch& scratch,
                  Visit&& visit) const;
  /// Calls `visit(code)` for every value of a document, increasing.
  template <typename Visit>
  void visit_doc(uint32_t doc, Scratch& scratch, Visit&& visit) const;

 private:
  template <typename Visit>
  void visit_ordinals(const uint32_t* from, const uint32_t* to, Visit&& visit) const {
    if (codes_.empty()) {
      for (; from != to; ++from) visit(*from);
      return;
    }
    uint32_t last = ValueCodes::kNone;
    for (; from != to; ++from) {
      const uint32_t code = *from < codes_.size() ? codes_[*from] : ValueCodes::kNone;
      if (code != last && code != ValueCodes::kNone) visit(code);
      last = code;
    }
  }

  const ValuesColumn* values_ = nullptr;
  const NumberColumn* numbers_ = nullptr;
  bool decode_packs_ = true;
  std::span<const uint32_t> codes_;  ///< by ordinal; empty: the same number
};

inline constexpr uint32_t kYearShift =
    9;  ///< ingest/normalize/dates.h: year << 9 | month << 5 | day

template <typename Visit>
void FacetColumn::visit_doc(uint32_t doc, Scratch& scratch, Visit&& visit) const {
  if (numbers_ != nullptr) {
    const uint32_t date = numbers_->get(doc);
    if (date != 0) visit(date >> kYearShift);
    return;
  }
  values_->get(doc, scratch.ordinals);
  visit_ordinals(scratch.ordinals.data(), scratch.ordinals.data() + scratch.ordinals.size(), visit);
}

template <typename Visit>
void FacetColumn::visit_pack(uint32_t pack, std::span<const uint16_t> offsets, Scratch& scratch,
                             Visit&& visit) const {
  if (!decode_packs_ || offsets.size() < kDecodePackFrom) {
    for (const uint16_t offset : offsets) visit_doc(pack * kPackDocs + offset, scratch, visit);
    return;
  }
  if (numbers_ != nullptr) {
    numbers_->decode_pack(pack, scratch.numbers.data());
    for (const uint16_t offset : offsets) {
      const uint32_t date = scratch.numbers[offset];
      if (date != 0) visit(date >> kYearShift);
    }
    return;
  }
  values_->decode_pack(pack, scratch.pack);
  const uint32_t* ordinals = scratch.pack.ordinals.data();
  const uint32_t* starts = scratch.pack.starts;
  if (values_->single_valued() && codes_.empty()) {
    for (const uint16_t offset : offsets) visit(ordinals[offset]);
    return;
  }
  for (const uint16_t offset : offsets) {
    visit_ordinals(ordinals + starts[offset], ordinals + starts[offset + 1], visit);
  }
}

}  // namespace patlas

#endif  // PATLAS_QUERY_FACETS_FACET_COLUMN_H_
