// ingest/json_text.h
//
// JSON strings, written by one rule everywhere so that equal values are equal bytes: only what JSON
// must escape is escaped, \b \f \n \r \t " \ by their short forms, other controls as \u00xx; all
// else is UTF-8 as it is. Bytes that are not UTF-8 (a file name may have them) become U+FFFD.
#ifndef PATLAS_INGEST_JSON_TEXT_H_
#define PATLAS_INGEST_JSON_TEXT_H_

#include <string>
#include <string_view>

namespace patlas {

void append_json_string(std::string& out, std::string_view text);

}  // namespace patlas

#endif  // PATLAS_INGEST_JSON_TEXT_H_
