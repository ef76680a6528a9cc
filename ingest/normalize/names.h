// ingest/normalize/names.h
//
// Names of companies and persons as facet values: one spelling for the variants that rules can join
// (domain.md 5): NFKC, case, blanks, punctuation, legal forms at either end, DOCDB's country in
// brackets.
#ifndef PATLAS_INGEST_NORMALIZE_NAMES_H_
#define PATLAS_INGEST_NORMALIZE_NAMES_H_

#include <string>
#include <string_view>

namespace patlas {

/// "Hon Hai Precision Ind. Co., Ltd. [TW]" -> "HON HAI PRECISION IND". Never strips to nothing or
/// to one token of at most two letters. Idempotent. Of a longer name the first 1,024 bytes count.
std::string facet_company_name(std::string_view name);
/// "FANG, Howard L." -> "FANG HOWARD L". Idempotent.
std::string facet_person_name(std::string_view name);

}  // namespace patlas

#endif  // PATLAS_INGEST_NORMALIZE_NAMES_H_
