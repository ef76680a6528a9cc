// engine/segment/document_order.h
//
// In which order the documents of a segment stand: extended family by extended family, those of one
// main class side by side, and within a family application by application. So the documents of a
// class subtree are few ranges, families are counted by their ends, and columns have runs.
//
// Order    main class of the extended family (the one that most of its documents have, the smaller
//          of equals; families without one last), its earliest priority, the first of its simple
//          families; then simple family, application, publication date, key. A function of the
//          documents alone: whatever way they came into the segment, it is the same.
// Cost     O(n log n) with n documents; 60 bytes a document while it runs.
// Source   performance.md 4.4, measurements.md 4 (3, 5).
#ifndef PATLAS_ENGINE_SEGMENT_DOCUMENT_ORDER_H_
#define PATLAS_ENGINE_SEGMENT_DOCUMENT_ORDER_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/segment/schema.h"

namespace patlas {

/// What documents are counted by beside themselves: groups of them, each level's made of the ones
/// before. Values are on disk.
enum class GroupLevel : uint8_t { kApplication = 0, kFamily = 1, kExtended = 2 };
inline constexpr size_t kGroupLevels = 3;

/// Disjoint sets of the numbers below a bound.
class DisjointSets {
 public:
  DisjointSets() = default;
  explicit DisjointSets(uint32_t count);
  uint32_t count() const { return static_cast<uint32_t>(parents_.size()); }
  /// The least member of the set.
  uint32_t find(uint32_t member);
  void join(uint32_t a, uint32_t b);

 private:
  std::vector<uint32_t> parents_;
};

/// What the order is made of, by candidate: any numbering of the documents. Ranks compare as what
/// they stand for does.
struct OrderFacts {
  explicit OrderFacts(uint32_t count)
      : main_class(count),
        first_date(count),
        last_date(count),
        family(count),
        application(count),
        key(count),
        extended(count) {}
  std::vector<uint32_t> main_class;   ///< rank + 1; 0: none
  std::vector<uint32_t> first_date;   ///< earliest priority; 0: none
  std::vector<uint32_t> last_date;    ///< publication
  std::vector<uint32_t> family;       ///< rank; equal ones are joined by document_order()
  std::vector<uint32_t> application;  ///< rank + 1; 0: none, an application of its own
  std::vector<uint32_t> key;          ///< rank
  DisjointSets extended;              ///< joined by shared links
};

struct DocumentOrder {
  std::vector<uint32_t> candidates;  ///< [place in the segment]
  /// By level: bit d mod 64 of word d div 64 is set when the next document is of another group.
  std::array<std::vector<uint64_t>, kGroupLevels> run_ends;
};
DocumentOrder document_order(OrderFacts& facts);

/// What of a keyword term links documents: "US.7650331.A" and "US.7650331" are one link, and so is
/// neither with "JP.2005001234.U" when 'U' is among `kinds`: the last of three parts belongs to the
/// link when it starts with one of them.
std::string_view link_of_term(std::string_view term, std::string_view kinds);

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_DOCUMENT_ORDER_H_
