// query/backends/xapian/names.h
//
// What things are called in the Xapian database: one name space of terms for all fields, numbered
// slots of values, keys of metadata. Only this file knows.
//
// Terms    one byte of the field's number + 1, then a text field's tag and bytes or a keyword:
//            w c m  words, bigrams and mixed bigrams of engine/text/analyzer.h, with positions
//            b      where words start, as positions; in fields with CJK text
//            l      + code: the field has a value in the language
//            s      + language + stem: in a language of the field, some word of it has the stem
//          and kKeyByte with a document's key. Xapian keeps 245 bytes of a term: a longer name ends
//          in a hash, and metadata holds the whole of it.
// Position that of the analysis + 1: Xapian's exact phrases do not look at position 0.
// Values   numbers as 4 bytes, the highest first, so that they compare as bytes; what has several
//          values as a list of strings, sorted, each once.
//          Boundaries of a field are a record of FORMAT.md, "Boundaries".
// Left out the dictionary's words ('d'): whole words are where words start at both ends.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_NAMES_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_NAMES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/coding.h"

namespace patlas::xapian {

inline constexpr char kWordStartTag = 'b';
inline constexpr char kLanguageTag = 'l';
inline constexpr char kStemTag = 's';

/// A term before it is shortened.
std::string field_term(uint16_t field, std::string_view tagged_or_keyword);
std::string language_term(uint16_t field, uint8_t language);
std::string stem_term(uint16_t field, uint8_t language, std::string_view stem);
std::string key_term(std::string_view key);

/// The name of a term in the database: the term itself when it is short enough.
std::string term_name(const std::string& term);
bool is_shortened(std::string_view name);
/// Every term that starts with `prefix` has a name that starts so.
std::string_view name_prefix(std::string_view prefix);
/// Of the metadata that holds the whole of a shortened term.
std::string whole_term_key(std::string_view name);

// Slots: columns by their number, lengths of text fields by theirs, and one each of:
inline constexpr uint32_t kLengthSlots = 200;
inline constexpr uint32_t kFamilySlot = 400;
inline constexpr uint32_t kKeySlot = 401;
inline constexpr uint32_t kOriginSlot = 402;
/// And where values, paragraphs, sentences and words of text fields start, by the field's number.
inline constexpr uint32_t kBoundarySlots = 500;

std::string number_value(uint32_t number);
/// 0 for what is no number.
uint32_t number_of_value(std::string_view value);
/// Sorts and takes out what is there twice.
std::string list_value(std::vector<std::string> values);

/// Calls `visit(std::string_view)` for each of the list, in byte order.
template <typename Visit>
void for_each_value(std::string_view list, Visit&& visit) {
  ByteReader reader(as_bytes(list));
  while (reader.ok() && !reader.at_end()) {
    const std::string_view value = reader.string();
    if (reader.ok()) visit(value);
  }
}

}  // namespace patlas::xapian

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_NAMES_H_
