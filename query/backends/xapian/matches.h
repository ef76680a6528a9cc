// query/backends/xapian/matches.h
//
// Runs a Xapian query to its end: every document that matches, in the order of their numbers. No
// estimate, no early stop; the budget is looked at while Xapian matches.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_MATCHES_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_MATCHES_H_

#include <xapian.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "query/budget.h"

namespace patlas::xapian {

using Docs = std::vector<Xapian::docid>;

/// Documents, increasing, and the charge for them.
struct ChargedDocs {
  explicit ChargedDocs(Budget& budget) : charge(budget) {}
  /// False, and the query ends, when there is no room for it.
  bool add(Xapian::docid document);
  Docs docs;
  Charge charge;
};

/// When the budget ended: those found before. `units`: about how many parts of the query Xapian asks
/// for one document.
ChargedDocs all_matches(const Xapian::Database& database, const Xapian::Query& query,
                        uint64_t units, Budget& budget);

/// A query for every document, its own: the users of Xapian::Query::MatchAll are counted by one
/// number, which threads must not share.
Xapian::Query match_all();

/// A query for exactly these documents.
Xapian::Query query_of(std::shared_ptr<const ChargedDocs> docs);
Xapian::Query query_of(ChargedDocs docs);

}  // namespace patlas::xapian

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_MATCHES_H_
