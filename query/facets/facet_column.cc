#include "query/facets/facet_column.h"

#include <algorithm>

#include "ingest/normalize/dates.h"

namespace patlas {
namespace {

static_assert(date_year(make_date(2015, 3, 1)) == make_date(2015, 3, 1) >> kYearShift);

size_t prefix_bytes_of(FacetForm form) {
  switch (form) {
    case FacetForm::kSection:
      return 1;
    case FacetForm::kClass:
      return 3;
    case FacetForm::kSubclass:
      return 4;
    case FacetForm::kMainGroup:
      return 8;
    default:
      return 0;
  }
}

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

Result<FacetColumn> FacetColumn::open(const SegmentReader& segment, const FacetSpec& spec,
                                      bool decode_packs, Budget& budget) {
  FacetColumn column;
  column.decode_packs_ = decode_packs;
  const auto& columns = segment.schema().columns;
  const ColumnType wanted =
      spec.form == FacetForm::kYear ? ColumnType::kNumber : ColumnType::kValues;
  if (spec.column >= columns.size() || columns[spec.column].type != wanted) {
    return Error{Code::kInvalidArgument, "facet '" + spec.name + "' does not fit its column", {}};
  }
  if (spec.form == FacetForm::kYear) {
    PATLAS_ASSIGN(column.numbers_, segment.number_column(spec.column));
    column.code_count_ = year_bound(*column.numbers_);
    return column;
  }
  PATLAS_ASSIGN(column.values_, segment.values_column(spec.column));
  column.code_count_ = column.values_->value_count();
  const size_t prefix_bytes = prefix_bytes_of(spec.form);
  if (prefix_bytes != 0) PATLAS_TRY(column.read_levels(prefix_bytes, budget));
  return column;
}

Status FacetColumn::read_levels(size_t prefix_bytes, Budget& budget) {
  prefix_bytes_ = prefix_bytes;
  if (!budget.charge(uint64_t{values_->value_count()} * sizeof(uint32_t))) return {};
  // One entry more, so that a column without values still counts as one with levels.
  levels_.assign(values_->value_count() + 1, kNoCode);
  std::string current;
  PATLAS_TRY(values_->for_each_value([&](uint32_t ordinal, std::string_view value) {
    if (value.size() < prefix_bytes || ordinal >= values_->value_count()) return;
    const std::string_view prefix = value.substr(0, prefix_bytes);
    if (first_ordinals_.empty() || prefix != current) {
      current = prefix;
      first_ordinals_.push_back(ordinal);
    }
    levels_[ordinal] = static_cast<uint32_t>(first_ordinals_.size() - 1);
  }));
  code_count_ = static_cast<uint32_t>(first_ordinals_.size());
  return {};
}

Result<std::string> FacetColumn::value(uint32_t code) const {
  if (numbers_ != nullptr) return std::to_string(code);
  if (prefix_bytes_ == 0) return values_->value(code);
  PATLAS_ASSIGN(std::string value, values_->value(first_ordinals_[code]));
  value.resize(prefix_bytes_);
  return value;
}

}  // namespace patlas
