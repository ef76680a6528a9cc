// corpora/generator/names.h
//
// Made-up applicants and inventors: the same number always gives the same name. Each has the form
// its office prints and the Latin form of DOCDB and the harmonised columns.
#ifndef PATLAS_CORPORA_GENERATOR_NAMES_H_
#define PATLAS_CORPORA_GENERATOR_NAMES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "corpora/generator/numbers.h"

namespace patlas::generator {

struct Party {
  std::string native;  ///< in the script of the home country
  std::string latin;   ///< upper case, as DOCDB has it
  std::string_view country;
  bool is_person = false;  ///< the family name comes first, up to the first blank
};

/// Where an applicant of that first office lives; for EP, WO: one of several.
std::string_view home_country(Office origin, uint64_t hash);

Party make_company(std::string_view country, uint64_t hash);
Party make_person(std::string_view country, uint64_t hash);

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_NAMES_H_
