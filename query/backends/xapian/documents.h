// query/backends/xapian/documents.h
//
// From a Document of the loading side to one of Xapian: the terms, positions and values of names.h.
//
// Threads  a DocumentMaker belongs to one thread.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_DOCUMENTS_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_DOCUMENTS_H_

#include <xapian.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/segment/document.h"
#include "engine/segment/schema.h"
#include "engine/text/analyzer.h"
#include "engine/text/stemmer.h"
#include "patlas/result.h"

namespace patlas::xapian {

/// Whose a record is: what decides whether the next of its key takes its place.
struct Origin {
  std::string source;
  uint8_t source_rank = 0;
  uint64_t content_hash = 0;
  bool operator==(const Origin&) const = default;
};
std::string origin_value(const Origin& origin);
Result<Origin> origin_of_value(std::string_view value, const std::string& directory);

class DocumentMaker {
 public:
  explicit DocumentMaker(const Schema& schema) : schema_(schema) {}

  /// `shortened` gets the whole of each term whose name is not the whole of it.
  Xapian::Document make(const Document& document,
                        std::vector<std::pair<std::string, std::string>>& shortened);

 private:
  void add_field(uint16_t field, const Document& document);
  void add_terms(uint16_t field, uint32_t languages);
  void add_stems(uint16_t field, std::string_view word, uint32_t languages);
  void add_word_starts(uint16_t field);
  std::string name(const std::string& term);

  const Schema& schema_;
  Analyzer analyzer_;
  Analysis analysis_;
  std::array<std::unique_ptr<Stemmer>, kLanguageCount> stemmers_;
  std::vector<std::pair<std::string_view, uint32_t>> occurrences_;
  Xapian::Document out_;
  std::vector<std::pair<std::string, std::string>>* shortened_ = nullptr;
};

}  // namespace patlas::xapian

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_DOCUMENTS_H_
