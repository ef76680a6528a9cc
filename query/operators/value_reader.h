// query/operators/value_reader.h
//
// Where the values of documents with several begin: what decides whether words are near within one.
#ifndef PATLAS_QUERY_OPERATORS_VALUE_READER_H_
#define PATLAS_QUERY_OPERATORS_VALUE_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/segment/reader.h"
#include "query/budget.h"

namespace patlas {

class ValueReader {
 public:
  static constexpr size_t kDocsMax = 256;

  ValueReader(const SegmentReader& segment, uint16_t field, Budget& budget)
      : segment_(&segment), field_(field), budget_(&budget), meter_(budget) {}

  /// Calls visit(i, starts) for each of kDocsMax documents at most; near ones, as those increasing
  /// are, are cheapest. False when the budget ended.
  template <typename Visit>
  bool read(std::span<const uint32_t> docs, Visit&& visit);

 private:
  const SegmentReader* segment_;
  uint16_t field_;
  Budget* budget_;
  WorkMeter meter_;
  std::optional<BoundaryCursor> boundaries_;  ///< opened when a document is asked for
  std::vector<uint32_t> starts_;
};

template <typename Visit>
bool ValueReader::read(std::span<const uint32_t> docs, Visit&& visit) {
  const auto fail = [this](Error error) {
    budget_->fail(std::move(error));
    return false;
  };
  if (docs.empty()) return true;
  if (!boundaries_) {
    auto cursor = segment_->boundary_cursor(field_);
    if (!cursor) return fail(std::move(cursor).error());
    boundaries_.emplace(std::move(cursor).value());
  }
  // All records are found before the first is read, so that memory fetches them side by side. Their
  // places are kept number by number: pairs would be written and read at different widths, which is
  // waited for.
  const std::byte* records[kDocsMax];
  size_t record_bytes[kDocsMax];
  for (size_t i = 0; i < docs.size(); ++i) {
    auto record = boundaries_->record(docs[i]);
    if (!record) return fail(std::move(record).error());
    records[i] = record->data();
    record_bytes[i] = record->size();
    __builtin_prefetch(records[i]);
  }
  for (size_t i = 0; i < docs.size(); ++i) {
    if (!decode_value_starts({records[i], record_bytes[i]}, starts_)) {
      return fail({Code::kCorruption, "the boundaries of a document contradict themselves", {}});
    }
    if (!meter_.add(2 + starts_.size())) return false;
    visit(i, std::span<const uint32_t>(starts_));
  }
  return true;
}

/// Positions first to last are of one value.
inline bool is_in_one_value(std::span<const uint32_t> value_starts, uint32_t first, uint32_t last) {
  bool in_several = false;
  for (const uint32_t start : value_starts) in_several |= first < start && start <= last;
  return !in_several;
}

}  // namespace patlas

#endif  // PATLAS_QUERY_OPERATORS_VALUE_READER_H_
