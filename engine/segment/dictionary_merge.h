// engine/segment/dictionary_merge.h
//
// Walks dictionaries of several inputs side by side in byte order: what merges and commits read
// fields, keys, families and columns through.
//
// Cost     a heap of one cursor an input; each term decoded once.
// Errors   those of the cursors and of visit.
// Threads  one.
#ifndef PATLAS_ENGINE_SEGMENT_DICTIONARY_MERGE_H_
#define PATLAS_ENGINE_SEGMENT_DICTIONARY_MERGE_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/columns/values_column.h"
#include "engine/terms/dictionary.h"

namespace patlas {

/// Cursor: made of a Dictionary; seek(ordinal), next(), term() as a TermCursor's.
template <typename Dictionary, typename Cursor>
class SortedMerge {
 public:
  struct Owner {
    uint32_t input;
    Cursor* cursor;
  };

  /// REQUIRES: the dictionary outlives this; inputs are added in increasing order.
  Status add(uint32_t input, const Dictionary* dictionary) {
    auto cursor = std::make_unique<Cursor>(*dictionary);
    PATLAS_ASSIGN(const bool there, cursor->seek(0));
    if (there) live_.push_back({input, cursor.get()});
    cursors_.push_back(std::move(cursor));
    return {};
  }

  /// visit(term, owners) -> Status for every term, its owners in the order in which they were
  /// added.
  template <typename Visit>
  Status run(Visit&& visit) {
    const auto later = [](const Owner& a, const Owner& b) {
      if (const int order = a.cursor->term().compare(b.cursor->term()); order != 0)
        return order > 0;
      return a.input > b.input;
    };
    std::make_heap(live_.begin(), live_.end(), later);
    std::vector<Owner> owners;
    std::string term;
    while (!live_.empty()) {
      owners.clear();
      term = live_.front().cursor->term();
      while (!live_.empty() && live_.front().cursor->term() == term) {
        std::pop_heap(live_.begin(), live_.end(), later);
        owners.push_back(live_.back());
        live_.pop_back();
      }
      PATLAS_TRY(visit(std::string_view(term), owners));
      for (const Owner& owner : owners) {
        PATLAS_ASSIGN(const bool there, owner.cursor->next());
        if (!there) continue;
        live_.push_back(owner);
        std::push_heap(live_.begin(), live_.end(), later);
      }
    }
    return {};
  }

 private:
  std::vector<std::unique_ptr<Cursor>> cursors_;
  std::vector<Owner> live_;  ///< a heap, smallest term first
};

using DictionaryMerge = SortedMerge<TermDictionary, TermCursor>;
using ValuesMerge = SortedMerge<ValuesColumn, ValuesCursor>;

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_DICTIONARY_MERGE_H_
