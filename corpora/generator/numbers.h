// corpora/generator/numbers.h
//
// Offices, and a filing's numbers in the form each office used on that day, as DOCDB and the public
// publications table write them.
//
// A filing has one serial, unique among all filings of its series (window.h); each form below is
// injective in the serial, and two forms of one office never meet, so that numbers are unique over
// the whole corpus without anyone counting. The price: numbers of one year are not consecutive.
// A serial too large for the office's width gives year + 9 digits, which no office uses.
#ifndef PATLAS_CORPORA_GENERATOR_NUMBERS_H_
#define PATLAS_CORPORA_GENERATOR_NUMBERS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "corpora/generator/calendar.h"

namespace patlas::generator {

enum class Office : uint8_t { kUS, kEP, kWO, kJP, kCN, kKR, kTW, kDE, kGB, kFR, kCA, kAU };
constexpr uint32_t kOfficeCount = 12;

constexpr std::string_view office_code(Office office) {
  constexpr std::string_view kCodes[kOfficeCount] = {"US", "EP", "WO", "JP", "CN", "KR",
                                                     "TW", "DE", "GB", "FR", "CA", "AU"};
  return kCodes[static_cast<uint32_t>(office)];
}

/// Offices whose old and new forms leave little room have two series; their serials are apart.
constexpr uint32_t kSeriesCount = kOfficeCount + 2;
uint32_t series_of(Office office, Day filed);

struct Filing {
  Office office = Office::kUS;
  bool utility_model = false;
  bool provisional = false;  ///< US only; never published
  Day filed = 0;
  uint32_t serial = 0;
};

/// "201213547826", and what it is an application for: A, U, P or W.
void append_application_digits(const Filing& filing, std::string& out);
std::string_view application_type(const Filing& filing);
/// "US-201213547826-A".
void append_application_number(const Filing& filing, std::string_view receiving_office,
                               std::string& out);

/// Kind codes that the filing's office gives: the first publication, and the grant after it.
/// Empty: the office had no such step on that day.
std::string_view application_kind(const Filing& filing, Day published);
std::string_view grant_kind(const Filing& filing, Day published, bool was_published);

/// Whether a Korean publication's number has the type of right in it, as all have today: laid open
/// since 1998, registered since July 1999.
bool is_typed_kr(bool is_grant, Day published);

/// "7650331".
void append_publication_digits(const Filing& filing, bool is_grant, Day published,
                               std::string& out);
/// "US-7650331-B2".
void append_publication_number(const Filing& filing, std::string_view kind, bool is_grant,
                               Day published, std::string& out);

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_NUMBERS_H_
