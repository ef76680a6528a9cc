// query/collector.h
//
// What looks at the matches: counts their families or facets, picks the first in an order, keeps
// them. Each thread has its own collectors; what they found is merged in a way that does not depend
// on which thread saw which page.
//
// Shape    segments in increasing order, a segment's packs in increasing order; a pack's matches
//          are given once, as increasing offsets in the pack (1,024 documents).
// Errors   go to the query's Budget.
#ifndef PATLAS_QUERY_COLLECTOR_H_
#define PATLAS_QUERY_COLLECTOR_H_

#include <cstdint>
#include <span>

#include "engine/postings/posting_reader.h"

namespace patlas {

class Collector {
 public:
  virtual ~Collector() = default;
  virtual void begin_segment(uint32_t segment) = 0;
  virtual void collect(uint32_t pack, std::span<const uint16_t> offsets) = 0;
  /// True: it is given whole pages by collect_page() instead, once each.
  virtual bool takes_pages() const { return false; }
  virtual void collect_page(uint32_t /*page*/, const PageDocs& /*docs*/) {}
};

/// Matches in a pack from which on decoding the whole pack beats reading value by value.
inline constexpr size_t kDecodePackFrom = 64;

}  // namespace patlas

#endif  // PATLAS_QUERY_COLLECTOR_H_
