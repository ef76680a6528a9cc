// ingest/normalize/countries.h
//
// ST.3 codes, their English names, and the names that offices write instead of codes (TIPO: 美國).
#ifndef PATLAS_INGEST_NORMALIZE_COUNTRIES_H_
#define PATLAS_INGEST_NORMALIZE_COUNTRIES_H_

#include <string>
#include <string_view>

namespace patlas {

bool is_country_code(
    std::string_view code);  ///< exactly two upper-case letters of ST.3, former ones too
std::string_view country_name(
    std::string_view code);  ///< "United States of America"; empty when unknown
/// 美國 -> US, 歐洲專利局 -> EP, "usx" -> US, "JP" -> JP; empty when unknown.
std::string country_from_name(std::string_view name);
/// English name of an ISO 639-1 language: "en" -> "English"; empty when unknown.
std::string_view language_name(std::string_view code);

}  // namespace patlas

#endif  // PATLAS_INGEST_NORMALIZE_COUNTRIES_H_
