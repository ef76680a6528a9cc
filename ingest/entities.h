// ingest/entities.h
//
// Character references of XML text by a built-in table, because no file's DTD is ever read: DOCDB
// records cut out of their bulk file have lost theirs, and an external one is never fetched.
//
// Rule     numeric references; the five of XML; the names of the ISO, HTML and MathML sets; a name
//          in capitals as DOCDB writes it (SACUTE) is the capital letter (Sacute). Any other name
//          stays as it is written, "&foo;", and is counted.
// Tested   tests/ingest/xml_test.cc
#ifndef PATLAS_INGEST_ENTITIES_H_
#define PATLAS_INGEST_ENTITIES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patlas {

/// What `&name;` stands for, in UTF-8; empty when the table has no such name.
std::string_view named_entity(std::string_view name);

/// A reference at the start of `text`.
struct EntityReference {
  size_t bytes = 0;        ///< from '&' to ';'
  std::string_view name;   ///< empty for a numeric one
  uint32_t character = 0;  ///< of a numeric one
};
/// nullopt: this '&' begins no reference, or one to a character that XML does not have.
std::optional<EntityReference> read_reference(std::string_view text);

/// Appends `text` with its references decoded. REQUIRES: check_xml accepted it (others stay text).
void append_decoded(std::string& out, std::string_view text);

void append_code_point(std::string& out, uint32_t code_point);

}  // namespace patlas

#endif  // PATLAS_INGEST_ENTITIES_H_
