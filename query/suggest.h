// query/suggest.h
//
// The nearest valid spelling of what a query got wrong: no error of the parser ends without one
// where one exists.
#ifndef PATLAS_QUERY_SUGGEST_H_
#define PATLAS_QUERY_SUGGEST_H_

#include <span>
#include <string>
#include <string_view>

namespace patlas {

/// The candidate with the fewest edits (insert, delete, replace, swap neighbours) from `word`, the
/// earlier one of equals; empty when none is within about a third of the word's length. Bytes are
/// compared as they are.
std::string_view nearest_spelling(std::string_view word,
                                  std::span<const std::string_view> candidates);

/// The code of the field that other systems call `name`: "assignee" -> "pa"; empty when unknown.
std::string_view field_of_habit(std::string_view name);

/// A date that `text` probably means: "2015-02-30" -> "2015-02-28", "01.02.2000" -> "2000-02-01".
/// Empty when none is near.
std::string nearest_date(std::string_view text);

/// A country code that `code` probably means: "UK" -> "GB", "USA" -> "US". Empty when none is near.
std::string nearest_country(std::string_view code);

/// Two dates that `text` probably joins: "2015-2018" and "2015~2018" -> "2015..2018". Empty when it
/// is not two.
std::string nearest_date_range(std::string_view text);

/// The ISO 639-1 code that `text` (lower case) is or probably means: "en" -> "en", "zh-hant" ->
/// "zh", "jp" -> "ja", "eng" and "english" -> "en". Empty when none is near.
std::string nearest_language(std::string_view text);

/// Digits where a symbol or number wants digits: O for 0, I and l for 1, S for 5. Letters at the
/// front that `keep_letters` counts stay as they are.
std::string digits_for_lookalikes(std::string_view text, size_t keep_letters);

}  // namespace patlas

#endif  // PATLAS_QUERY_SUGGEST_H_
