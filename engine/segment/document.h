// engine/segment/document.h
//
// What the loader hands to the index writer for one record: already normalised, field by field.
#ifndef PATLAS_ENGINE_SEGMENT_DOCUMENT_H_
#define PATLAS_ENGINE_SEGMENT_DOCUMENT_H_

#include <cstdint>
#include <string>
#include <vector>

namespace patlas {

struct TextValue {
  uint16_t field = 0;    ///< a kText field
  uint8_t language = 0;  ///< engine/text/stemmer.h
  std::string text;      ///< UTF-8, original spelling
};

struct KeywordValue {
  uint16_t field = 0;  ///< a kKeyword field
  std::string term;
};

struct NumberValue {
  uint16_t column = 0;
  uint32_t value = 0;
};

struct ColumnValue {
  uint16_t column = 0;
  std::string value;
};

struct Document {
  /// Update key, unique among live documents; the order of ties. "US.7650331.B2".
  std::string key;
  /// Simple family: documents with equal strings are one family. Never empty.
  std::string family;
  /// Who gave the record ("uspto", "docdb", ...), and how it ranks against others of the same key.
  std::string source;
  uint8_t source_rank = 0;    ///< 3 office, 2 regional or DOCDB, 1 aggregator
  uint64_t content_hash = 0;  ///< of everything but provenance: equal means unchanged

  std::vector<TextValue> texts;
  std::vector<KeywordValue> keywords;
  std::vector<NumberValue> numbers;
  std::vector<ColumnValue> values;
  std::string stored;  ///< what `show` gives back, any bytes
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_DOCUMENT_H_
