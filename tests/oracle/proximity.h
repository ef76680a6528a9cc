// tests/oracle/proximity.h
//
// SYNTAX.md, "Proximity", sentence by sentence: every place of one clause is held against every
// place of the other. No order of the places is used, no distance is known before it is counted.
#ifndef PATLAS_TESTS_ORACLE_PROXIMITY_H_
#define PATLAS_TESTS_ORACLE_PROXIMITY_H_

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
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

/// A text leaf and where it stands.
using LeafSpan = std::pair<uint32_t, std::pair<size_t, size_t>>;
/// Those by which the node stands anywhere.
std::set<LeafSpan> find_witnesses(const Tree& tree, uint32_t node, uint16_t field,
                                  const FieldText& text, const SpansOf& spans_of);

/// Of a node with children that holds or not, `count` of which hold: whether a child's holding (true)
/// or failing (false) is a reason for it.
std::optional<bool> reason_in_child(const Node& node, bool holds, bool child_holds, uint64_t count);

/// Text leaves below the node.
std::vector<uint32_t> text_leaves_below(const Tree& tree, uint32_t node);

}  // namespace patlas::oracle

#endif  // PATLAS_TESTS_ORACLE_PROXIMITY_H_
