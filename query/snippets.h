// query/snippets.h
//
// The stretches of a document's texts that show best what was found: where most marks stand close
// together, in the order of the fields.
//
// Cost     passes over the marks; of the texts, the stretches and what is between close marks.
// Tested   tests/query/highlights_test.cc
#ifndef PATLAS_QUERY_SNIPPETS_H_
#define PATLAS_QUERY_SNIPPETS_H_

#include <string_view>
#include <utility>
#include <vector>

#include "query/highlights.h"

namespace patlas {

struct SnippetPlace {
  uint16_t field = 0;
  uint32_t value = 0;                                ///< as in Mark
  uint32_t begin = 0, end = 0;                       ///< bytes of the value
  std::vector<std::pair<uint32_t, uint32_t>> marks;  ///< in it; increasing, apart from each other
};

/// The text of the document's value.
std::string_view text_of(const Document& document, uint16_t field, uint32_t value);

/// At most `count` of them, each of at most `columns` (engine/text/text_window.h): those with the most
/// marks, as they stand in the document. `marks`: increasing.
std::vector<SnippetPlace> find_snippets(const Document& document, const std::vector<Mark>& marks,
                                        uint32_t columns, uint32_t count, Budget& budget);

}  // namespace patlas

#endif  // PATLAS_QUERY_SNIPPETS_H_
