// ingest/normalize/country_table.h
//
// The tables behind countries.h, apart from the code that looks things up in them.
#ifndef PATLAS_INGEST_NORMALIZE_COUNTRY_TABLE_H_
#define PATLAS_INGEST_NORMALIZE_COUNTRY_TABLE_H_

#include <span>
#include <string_view>

namespace patlas {

struct CountryRow {
  std::string_view code, name;
};

std::span<const CountryRow> country_table();   ///< ST.3, sorted by code
std::span<const CountryRow> country_names();   ///< names as offices write them, any order
std::span<const CountryRow> language_table();  ///< ISO 639-1, sorted by code

}  // namespace patlas

#endif  // PATLAS_INGEST_NORMALIZE_COUNTRY_TABLE_H_
