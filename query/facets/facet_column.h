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

inline uint64_t bytes_of(const ValuesColumn::Pack& pack) {
  return pack.ordinals.capacity() * sizeof(uint32_t);
}
inline uint64_t bytes_of(const ValuesColumn::Gathered& gathered) {
  return (gathered.ordinals.capacity() + gathered.starts.capacity()) * sizeof(uint32_t) +
         gathered.docs.capacity() * sizeof(uint16_t) + gathered.begins.capacity();
}

class FacetColumn {
 public:
  /// Memory of one thread for decoding.
  struct Scratch {
    ValuesColumn::Pack pack;
    ValuesColumn::Gathered gathered;
    std::vector<uint32_t> numbers = std::vector<uint32_t>(kPackDocs);
    std::vector<uint32_t> ordinals;

    /// Of a pack's documents; there is no bound on their values.
    uint64_t bytes() const { return patlas::bytes_of(pack) + patlas::bytes_of(gathered); }
  };

  static Result<FacetColumn> open(const FacetCodes& codes, uint32_t segment, bool decode_packs);

  /// Calls `visit(code, is_new, i)` for the values of the pack's documents at `offsets`, which
  /// increase; it is the document at offsets[i]. Of values of one document with the same code, the
  /// first is new: branches on which is which would cost more than counting does. Code kNone: the
  /// value is too short for the level.
  template <typename Visit>
  void visit_pack(uint32_t pack, std::span<const uint16_t> offsets, Scratch& scratch,
                  Visit&& visit) const;
  /// Calls `visit(code)` for every value of a document, increasing, each once.
  template <typename Visit>
  void visit_doc(uint32_t doc, Scratch& scratch, Visit&& visit) const;

 private:
  const ValuesColumn* values_ = nullptr;
  const NumberColumn* numbers_ = nullptr;
  bool decode_packs_ = true;
  std::span<const uint32_t> codes_;  ///< by ordinal, one for each; empty: the same number
};

/// ingest/normalize/dates.h: year << 9 | month << 5 | day.
inline constexpr uint32_t kYearShift = 9;
/// As kDecodePackFrom, for values: a pack has several of them a document.
inline constexpr size_t kDecodeValuesFrom = 128;

template <typename Visit>
void FacetColumn::visit_doc(uint32_t doc, Scratch& scratch, Visit&& visit) const {
  if (numbers_ != nullptr) {
    const uint32_t date = numbers_->get(doc);
    if (date != 0) visit(date >> kYearShift);
    return;
  }
  values_->get(doc, scratch.ordinals);
  uint32_t last = ValueCodes::kNone;
  for (const uint32_t ordinal : scratch.ordinals) {
    const uint32_t code = codes_.empty() ? ordinal : codes_[ordinal];
    if (code != last && code != ValueCodes::kNone) visit(code);
    last = code;
  }
}

template <typename Visit>
void FacetColumn::visit_pack(uint32_t pack, std::span<const uint16_t> offsets, Scratch& scratch,
                             Visit&& visit) const {
  if (numbers_ != nullptr) {
    const bool by_pack = decode_packs_ && offsets.size() >= kDecodePackFrom;
    if (by_pack) numbers_->decode_pack(pack, scratch.numbers.data());
    for (uint32_t i = 0; i < offsets.size(); ++i) {
      const uint32_t date =
          by_pack ? scratch.numbers[offsets[i]] : numbers_->get(pack * kPackDocs + offsets[i]);
      visit(date == 0 ? ValueCodes::kNone : date >> kYearShift, true, i);
    }
    return;
  }
  const bool by_pack = decode_packs_ && offsets.size() >= kDecodeValuesFrom;
  if (by_pack && values_->single_valued() && codes_.empty()) {
    values_->decode_pack(pack, scratch.pack);
    for (uint32_t i = 0; i < offsets.size(); ++i) {
      visit(scratch.pack.ordinals[offsets[i]], true, i);
    }
    return;
  }
  values_->gather(pack, offsets, by_pack, scratch.pack, scratch.gathered);
  const uint32_t* const ordinals = scratch.gathered.ordinals.data();
  const uint16_t* const docs = scratch.gathered.docs.data();
  const uint32_t count = scratch.gathered.value_count;
  if (codes_.empty()) {
    for (uint32_t i = 0; i < count; ++i) visit(ordinals[i], true, docs[i]);
    return;
  }
  uint32_t last = ValueCodes::kNone, last_doc = kPackDocs;
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t code = codes_[ordinals[i]];
    visit(code, (docs[i] != last_doc) | (code != last), docs[i]);
    last = code;
    last_doc = docs[i];
  }
}

}  // namespace patlas

#endif  // PATLAS_QUERY_FACETS_FACET_COLUMN_H_
