// engine/index/merge_policy.h
//
// Which segments to merge, so that a query asks few of them and no record is written often: a pure
// function of their sizes, so that it can be tested on tables.
//
// Policy   nothing while there are at most `segments_max`. Then the smallest ones, as many as must
//          go, and of the next larger ones each that is at most as large as those before it
//          together: what is written doubles in size each time, so a record is written about log2
//          (documents / a commit's documents) times, however long commits go on.
#ifndef PATLAS_ENGINE_INDEX_MERGE_POLICY_H_
#define PATLAS_ENGINE_INDEX_MERGE_POLICY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace patlas {

struct MergePolicy {
  uint32_t segments_max = 8;              ///< 0: never merge
  uint64_t documents_max = ~uint64_t{0};  ///< of one segment made by a merge
};

/// Indexes of the segments to merge into one, increasing; none, or two and more. `live`: their live
/// documents.
std::vector<size_t> choose_merge(std::span<const uint32_t> live, const MergePolicy& policy);

}  // namespace patlas

#endif  // PATLAS_ENGINE_INDEX_MERGE_POLICY_H_
