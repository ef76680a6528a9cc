// tests/engine/encoded_columns.h
//
// Whole columns as the bytes of their sections, for tests and benchmarks that have them in memory.
#ifndef PATLAS_TESTS_ENGINE_ENCODED_COLUMNS_H_
#define PATLAS_TESTS_ENGINE_ENCODED_COLUMNS_H_

#include <span>
#include <string>

#include "engine/base/check.h"
#include "engine/columns/values_column.h"
#include "tests/engine/sealed_sections.h"

namespace patlas {

/// starts[d]..starts[d+1] are document d's ordinals in `ordinals`, strictly increasing.
inline std::string encode_values_column(std::span<const uint32_t> starts,
                                        std::span<const uint32_t> ordinals) {
  const auto docs = static_cast<uint32_t>(starts.size() - 1);
  const auto of_doc = [&](uint32_t doc) {
    return ordinals.subspan(starts[doc], starts[doc + 1] - starts[doc]);
  };
  bool single_valued = true;
  for (uint32_t doc = 0; doc < docs; ++doc) single_valued &= of_doc(doc).size() == 1;
  ValuesColumnWriter writer(docs, single_valued, test_spool());
  for (uint32_t doc = 0; doc < docs; ++doc) PATLAS_CHECK(writer.add(of_doc(doc)).has_value());
  return copied_bytes(writer);
}

/// `values`: distinct, sorted by bytes.
inline std::string encode_values_dictionary(std::span<const std::string> values) {
  ValuesDictionaryWriter writer(test_spool());
  for (const std::string& value : values) PATLAS_CHECK(writer.add(value).has_value());
  return copied_bytes(writer);
}

}  // namespace patlas

#endif  // PATLAS_TESTS_ENGINE_ENCODED_COLUMNS_H_
