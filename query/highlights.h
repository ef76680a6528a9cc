// query/highlights.h
//
// Where in a document's texts stands what makes a query true: SYNTAX.md, "Highlights". A word of a
// clause that does not hold there, in a field that is not asked, or too far from the other is none of
// it. Worked out from the texts alone, read again as for the index, so that it is the same in any
// engine, and costs what the document's length does, not the index's.
//
//   ab:(rotor near/3 stator) and not ti:pump     marks in ab: rotor and stator where they are near
//
// Errors   as analyse_leaves(). When the budget ended, what it gives is worthless.
// Threads  belongs to one thread.
// Memory   the document's terms and places, charged to the budget while it is looked at.
// Tested   tests/query/highlights_test.cc; tests/oracle/highlights_test.cc
#ifndef PATLAS_QUERY_HIGHLIGHTS_H_
#define PATLAS_QUERY_HIGHLIGHTS_H_

#include <compare>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/segment/document.h"
#include "query/budget.h"
#include "query/tree.h"

namespace patlas {

/// A place of a text: bytes [begin, end) of a value, whole characters.
struct Mark {
  uint16_t field = 0;
  uint32_t value = 0;  ///< among the document's values of the field, the first being 0
  uint32_t begin = 0, end = 0;
  auto operator<=>(const Mark&) const = default;
};

class Highlighter {
 public:
  /// The tree outlives it. REQUIRES: check_tree() is content.
  static Result<std::unique_ptr<Highlighter>> make(const Tree& tree, Budget& budget);
  ~Highlighter();

  /// Leaves that are not answered from texts (numbers, dates, classes), and whose answer decides what
  /// is marked. Whatever the others say, a document that matches has them.
  const std::vector<uint32_t>& asked() const { return asked_; }

  /// Increasing, distinct; they may overlap. `holds`: by node, for those asked(). REQUIRES: the
  /// document matches the query.
  Result<std::vector<Mark>> find(const Document& document, const std::vector<bool>& holds);

 private:
  class Leaves;
  class Reading;
  Highlighter(const Tree& tree, Budget& budget);

  const Tree& tree_;
  Budget& budget_;
  std::vector<bool> is_inside_;  ///< a node is below a proximity
  std::vector<uint32_t> asked_;
  std::unique_ptr<Leaves> leaves_;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_HIGHLIGHTS_H_
