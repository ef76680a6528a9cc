// tests/oracle/proximity.h
//
// SYNTAX.md, "Proximity", sentence by sentence: every place of one clause is held against every
// place of the other. No order of the places is used, no distance is known before it is counted.
#ifndef PATLAS_TESTS_ORACLE_PROXIMITY_H_
#define PATLAS_TESTS_ORACLE_PROXIMITY_H_

#include <cstddef>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "query/tree.h"

namespace patlas::oracle {

/// Where a document's text in a field starts anew, unit by unit.
class FieldText {
 public:
  void add(bool word, bool sentence, bool paragraph, bool value);
  size_t size() const { return values_.size(); }
  /// Starts up to here, this position included.
  size_t words(size_t position) const { return words_[position]; }
  size_t sentences(size_t position) const { return sentences_[position]; }
  size_t paragraphs(size_t position) const { return paragraphs_[position]; }
  size_t values(size_t position) const { return values_[position]; }

 private:
  std::vector<size_t> words_, sentences_, paragraphs_, values_;
};

/// First and last position -> open.
using Intervals = std::map<std::pair<size_t, size_t>, bool>;
using SpansOf = std::function<std::vector<std::pair<size_t, size_t>>(uint32_t leaf)>;

/// The places of a node that has places. Recursive: for the trees of tests.
Intervals find_intervals(const Tree& tree, uint32_t node, uint16_t field, const FieldText& text,
                         const SpansOf& spans_of);

/// Text leaves below the node.
std::vector<uint32_t> text_leaves_below(const Tree& tree, uint32_t node);

}  // namespace patlas::oracle

#endif  // PATLAS_TESTS_ORACLE_PROXIMITY_H_
