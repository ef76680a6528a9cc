#include "engine/index/group_index.h"

#include <algorithm>
#include <bit>

namespace patlas {

Result<GroupIndex> GroupIndex::open(std::span<const LiveSegment> segments, GroupLevel level,
                                    const SplitGroups& split) {
  GroupIndex index;
  uint64_t start = 0;
  size_t row = 0;
  for (const LiveSegment& segment : segments) {
    SegmentGroups groups;
    PATLAS_ASSIGN(groups.run_ends_, segment.reader->run_ends(level));
    index.starts_.push_back(static_cast<uint32_t>(start));
    const uint64_t end = start + segment.reader->doc_count();
    if (row < split.docs.size() && split.docs[row] < end) {
      groups.split_.resize(groups.run_ends_.size());
    }
    for (; row < split.docs.size() && split.docs[row] < end; ++row) {
      const uint32_t doc = static_cast<uint32_t>(split.docs[row] - start);
      groups.split_[doc / 64] |= uint64_t{1} << (doc % 64);
      groups.groups_.push_back(split.groups[row]);
      if (split.groups[row] == index.first_docs_.size()) {
        index.first_docs_.push_back(split.docs[row]);
      }
    }
    uint32_t rank = 0;
    constexpr uint32_t kWords = SegmentGroups::kRankDocs / 64;
    for (size_t word = 0; word < groups.split_.size(); ++word) {
      if (word % kWords == 0) groups.ranks_.push_back(rank);
      rank += static_cast<uint32_t>(std::popcount(groups.split_[word]));
    }
    index.segments_.push_back(std::move(groups));
    start = end;
  }
  index.starts_.push_back(static_cast<uint32_t>(start));
  return index;
}

uint64_t GroupIndex::live_count(std::span<const LiveSegment> segments) const {
  uint64_t count = first_docs_.size();
  for (uint32_t s = 0; s < segments.size(); ++s) {
    const SegmentGroups& groups = segments_[s];
    bool is_hit = false;
    for (DocId doc = 0; doc < segments[s].reader->doc_count(); ++doc) {
      is_hit = is_hit || (!groups.is_split(doc) && !is_deleted(segments[s].deleted, doc));
      if ((groups.run_ends()[doc / 64] >> (doc % 64) & 1) == 0) continue;
      count += is_hit;
      is_hit = false;
    }
  }
  return count;
}

}  // namespace patlas
