#include "engine/segment/document_limits.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/check.h"
#include "engine/store/record_store.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

Error too_long(std::string_view what, std::string_view key, uint64_t limit) {
  return Error{Code::kLimit,
               std::string(what) + " of record " + std::string(key) +
                   " is longer than the limit of " + std::to_string(limit) + " bytes",
               {}};
}

}  // namespace

Status check_document(const Schema& schema, const Document& document) {
  for (const KeywordValue& keyword : document.keywords) {
    if (keyword.term.size() > limits::kTermBytes - 1) {
      return too_long("a keyword", document.key, limits::kTermBytes - 1);
    }
  }
  for (const ColumnValue& value : document.values) {
    if (value.value.size() > limits::kTermBytes) {
      return too_long("a column value", document.key, limits::kTermBytes);
    }
  }
  if (document.key.size() > limits::kTermBytes) return too_long("the key", "", limits::kTermBytes);
  if (document.family.size() > limits::kTermBytes) {
    return too_long("the family", document.key, limits::kTermBytes);
  }
  if (document.stored.size() > kStoredBytesMax) {
    return too_long("the stored form", document.key, kStoredBytesMax);
  }
  // A byte of text makes two positions at most and no term more often than once, so that this
  // bounds both, and what postings and boundaries can hold is never passed.
  static_assert(2 * limits::kRecordBytes <= limits::kPositionsPerField);
  std::vector<uint64_t> text_bytes(schema.fields.size());
  uint64_t wide_bytes = 0;
  for (const TextValue& text : document.texts) {
    wide_bytes += static_cast<uint64_t>(
        std::count_if(text.text.begin(), text.text.end(), [](char c) { return (c & 0x80) != 0; }));
    if (wide_bytes > limits::kRecordWideBytes) {
      return too_long("text beyond ASCII", document.key, limits::kRecordWideBytes);
    }
    PATLAS_CHECK(text.field < text_bytes.size());
    text_bytes[text.field] += text.text.size() + 1;
    if (text_bytes[text.field] > limits::kRecordBytes) {
      return too_long("the field " + schema.fields[text.field].code, document.key,
                      limits::kRecordBytes);
    }
  }
  return {};
}

}  // namespace patlas
