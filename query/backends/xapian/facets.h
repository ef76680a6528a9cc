// query/backends/xapian/facets.h
//
// Facets and cross-tabs of a list of documents, counted from Xapian's values: each document's
// values are numbered as they are met, and families are told apart by number too.
//
// Memory   what is kept for each document and value is charged; when the budget ends, what is given
//          is worthless.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_FACETS_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_FACETS_H_

#include <xapian.h>

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/segment/schema.h"
#include "query/backends/xapian/matches.h"
#include "query/budget.h"
#include "query/search.h"

namespace patlas::xapian {

/// Numbers strings in the order in which they are met.
class Numbering {
 public:
  explicit Numbering(Budget& budget) : charge_(budget) {}
  uint32_t number(std::string_view text);
  const std::string& text(uint32_t number) const { return texts_[number]; }
  uint32_t count() const { return static_cast<uint32_t>(texts_.size()); }

 private:
  Charge charge_;  ///< for both:
  boost::unordered_flat_map<std::string, uint32_t> numbers_;
  std::vector<std::string> texts_;
};

/// Of each document, the number of its family, which `charge` is for; `families`: how many.
std::vector<uint32_t> families_of(const Xapian::Database& database, const Docs& docs,
                                  Budget& budget, Charge& charge, uint64_t& families);

/// A facet of a list of documents.
class FacetRun {
 public:
  /// `families`: by document; empty when families are not counted. REQUIRES: the facet's form fits
  /// its column.
  FacetRun(const Xapian::Database& database, const Docs& docs,
           const std::vector<uint32_t>& families, const FacetSpec& spec, Budget& budget);

  /// Most documents first, then by value; at most `limit` (0: all).
  FacetAnswer answer(uint64_t limit) const;
  /// The same, by value.
  std::vector<FacetValue> by_value() const;
  /// Cells with `columns`, as indexes into both sides' by_value().
  std::vector<CrossCell> cells(const FacetRun& columns) const;

 private:
  void add_document(std::string_view value);
  void count();
  std::vector<uint32_t> ranks() const;
  FacetValue value(uint32_t number) const;

  const std::vector<uint32_t>& families_;
  const FacetSpec& spec_;
  Budget& budget_;
  mutable WorkMeter meter_;
  Numbering values_;
  Charge charge_;                                    ///< for what follows
  std::vector<uint32_t> of_documents_;               ///< numbers of values, document after document
  std::vector<uint64_t> starts_;                     ///< where each document's begin, and the end
  std::vector<uint64_t> documents_, family_counts_;  ///< by number
};

}  // namespace patlas::xapian

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_FACETS_H_
