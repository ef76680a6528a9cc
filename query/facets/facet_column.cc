#include "query/facets/facet_column.h"

#include <algorithm>

#include "engine/base/check.h"
#include "ingest/normalize/dates.h"
#include "query/facets/labels.h"

namespace patlas {
namespace {

static_assert(date_year(make_date(2015, 3, 1)) == make_date(2015, 3, 1) >> kYearShift);

// Years of a column end where its packs' largest bound ends.
uint32_t year_bound(const NumberColumn& column) {
  const uint32_t pack_count = (column.doc_count() + kPackDocs - 1) / kPackDocs;
  uint32_t bound = 0;
  for (uint32_t pack = 0; pack < pack_count; ++pack) {
    bound = std::max(bound, column.pack_max_bound(pack));
  }
  return (bound >> kYearShift) + 1;
}

}  // namespace

Result<FacetCodes> FacetCodes::open(const Snapshot& snapshot, const FacetSpec& spec) {
  const auto& columns = snapshot.schema().columns;
  const ColumnType wanted =
      spec.form == FacetForm::kYear ? ColumnType::kNumber : ColumnType::kValues;
  if (spec.column >= columns.size() || columns[spec.column].type != wanted) {
    return Error{Code::kInvalidArgument, "facet '" + spec.name + "' does not fit its column", {}};
  }
  FacetCodes codes;
  codes.snapshot_ = &snapshot;
  codes.column_ = spec.column;
  if (spec.form != FacetForm::kYear) {
    PATLAS_ASSIGN(codes.codes_, snapshot.value_codes(spec.column, level_bytes(spec.form)));
    codes.count_ = codes.codes_->count();
    return codes;
  }
  for (const LiveSegment& segment : snapshot.segments()) {
    PATLAS_ASSIGN(const NumberColumn* column, segment.reader->number_column(spec.column));
    codes.count_ = std::max(codes.count_, year_bound(*column));
  }
  return codes;
}

Result<std::string> FacetCodes::value(uint32_t code) const {
  if (codes_ == nullptr) return std::to_string(code);
  return snapshot_->value_of(column_, *codes_, code);
}

Result<FacetColumn> FacetColumn::open(const FacetCodes& codes, uint32_t segment,
                                      bool decode_packs) {
  FacetColumn column;
  column.decode_packs_ = decode_packs;
  const SegmentReader& reader = *codes.snapshot_->segments()[segment].reader;
  if (codes.codes_ == nullptr) {
    PATLAS_ASSIGN(column.numbers_, reader.number_column(codes.column_));
    return column;
  }
  PATLAS_ASSIGN(column.values_, reader.values_column(codes.column_));
  column.codes_ = codes.codes_->of_segment[segment];
  PATLAS_CHECK(column.codes_.empty() || column.codes_.size() == column.values_->value_count());
  return column;
}

}  // namespace patlas
