// query/backends/xapian/proximity.h
//
// Near, adj and same over Xapian, whose own operators join single words only: the documents in which
// all that must be there is come from a query, and each of them is asked for its positions, which
// query/intervals.h holds against each other.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_PROXIMITY_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_PROXIMITY_H_

#include <xapian.h>

#include <vector>

#include "query/backends/xapian/leaf_queries.h"
#include "query/leaves.h"
#include "query/tree.h"

namespace patlas::xapian {

class ProximityQueries {
 public:
  ProximityQueries(const Xapian::Database& database, const Tree& tree,
                   const std::vector<LeafText>& leaves, LeafQueries& leaf_queries, Budget& budget)
      : database_(database),
        tree_(tree),
        leaves_(leaves),
        leaf_queries_(leaf_queries),
        budget_(budget) {}

  /// Of a kProximity. Worthless when the budget ended.
  Result<Xapian::Query> query(uint32_t root);

 private:
  Result<Xapian::Query> candidates(uint32_t root, uint16_t field);
  Status find_in_field(uint32_t root, uint16_t field, ChargedDocs& found);

  const Xapian::Database& database_;
  const Tree& tree_;
  const std::vector<LeafText>& leaves_;
  LeafQueries& leaf_queries_;
  Budget& budget_;
};

}  // namespace patlas::xapian

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_PROXIMITY_H_
