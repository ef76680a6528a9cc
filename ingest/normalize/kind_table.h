// ingest/normalize/kind_table.h
//
// The table behind kinds.h.
#ifndef PATLAS_INGEST_NORMALIZE_KIND_TABLE_H_
#define PATLAS_INGEST_NORMALIZE_KIND_TABLE_H_

#include <span>
#include <string_view>

#include "ingest/normalize/dates.h"

namespace patlas {

struct KindRow {
  std::string_view country, kind;
  DateCode first, last;  ///< dates of publication, both included
  std::string_view stage;
};

std::span<const KindRow> kind_table();

}  // namespace patlas

#endif  // PATLAS_INGEST_NORMALIZE_KIND_TABLE_H_
