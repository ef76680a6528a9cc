// ingest/normalize/numbers.h
//
// Document numbers of every written form, to the DOCDB form and back to the forms users type
// (domain.md 1). Publication and application numbers are separate spaces: a number without its
// space is not an identity.
#ifndef PATLAS_INGEST_NORMALIZE_NUMBERS_H_
#define PATLAS_INGEST_NORMALIZE_NUMBERS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/normalize/dates.h"

namespace patlas {

enum class NumberSpace : uint8_t { kPublication, kApplication };

struct DocdbNumber {
  std::string country, number, kind;  ///< kind empty when not given
  bool operator==(const DocdbNumber&) const = default;
  auto operator<=>(const DocdbNumber&) const = default;
};

/// What an office's own record says: country known, number in the office's spelling, kind and date
/// as hints (US applications need the filing year, JP ones the era; without them a number that
/// needs one keeps its digits). A kind that the number itself tells is filled in. Always gives a
/// number when `number` has one: forms that no rule knows are upper-cased and stripped of blanks
/// and separators.
DocdbNumber normalize_office_number(NumberSpace space, std::string_view country,
                                    std::string_view number, std::string_view kind, DateCode date);

/// A number that its source already writes in DOCDB form (DOCDB, OPS `docdb`, Google's rows): kept
/// but for case, blanks, the kind's spelling and the year of WO numbers, which always has four
/// digits here. A number in DOCDB form can look like an office's (US 12345605 is 12/345,605 or the
/// serial 123,456 of 2005): only its source knows.
DocdbNumber docdb_number(NumberSpace space, std::string_view country, std::string_view number,
                         std::string_view kind);

/// What a user typed, in any written form: "US 7,650,331 B2", "TWI452476B", "特開平10-123456",
/// "PCT/US2008/086599", "10-2587872", "EP1000000". Several candidates where the form is ambiguous,
/// best first, never a guess of one; empty when it is not a number.
std::vector<DocdbNumber> parse_number(NumberSpace space, std::string_view text);

/// Between the parts of a number's key: country, number and, where it has one, kind
/// ("US.7650331.B2"). An index holds the longest key of a number only; one without a kind also
/// finds those that begin with it and a mark.
inline constexpr char kNumberPartMark = '.';
inline bool is_key_of_every_kind(std::string_view key) {
  const size_t first = key.find(kNumberPartMark);
  return first != key.npos && key.find(kNumberPartMark, first + 1) == key.npos;
}

/// "US 7650331 B2" for people; the office's customary form where it has one.
std::string display_number(const DocdbNumber& number);

}  // namespace patlas

#endif  // PATLAS_INGEST_NORMALIZE_NUMBERS_H_
