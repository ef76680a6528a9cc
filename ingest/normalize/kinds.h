// ingest/normalize/kinds.h
//
// Kind codes: the DOCDB kind of an office's kind, and what a kind means at an office and a date
// (domain.md 2).
#ifndef PATLAS_INGEST_NORMALIZE_KINDS_H_
#define PATLAS_INGEST_NORMALIZE_KINDS_H_

#include <string>
#include <string_view>

#include "ingest/normalize/dates.h"

namespace patlas {

/// Upper case, look-alikes folded, CJK kind texts read: "公開特許公報(A)" -> "A".
std::string normalize_kind(std::string_view country, std::string_view kind);

/// "application", "grant", "utility model", "design", "correction", ...; empty when unknown. Kind
/// codes change meaning with date: US B1 before 2001 is a reexamination certificate.
std::string_view kind_stage(std::string_view country, std::string_view kind, DateCode date);

}  // namespace patlas

#endif  // PATLAS_INGEST_NORMALIZE_KINDS_H_
