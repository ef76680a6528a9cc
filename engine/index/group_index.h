// engine/index/group_index.h
//
// Which documents of a snapshot are of one group (application, simple or extended family): the ends
// of runs that stand in the segments, and the split groups of the generation (split_groups.h).
//
// Shape    a document that is not split is of the group of its run, and that run lies in one page;
//          a split one has its group by number. So the groups of any set of documents are the runs
//          that it hits without the split documents, and the distinct numbers of the split ones.
// Memory   where a segment has split documents: a bit a document and 4 bytes for each 512; 4 bytes
//          a split document.
// Threads  shared freely.
#ifndef PATLAS_ENGINE_INDEX_GROUP_INDEX_H_
#define PATLAS_ENGINE_INDEX_GROUP_INDEX_H_

#include <cstdint>
#include <span>
#include <vector>

#include "engine/index/split_groups.h"

namespace patlas {

/// The groups of one level in one segment.
class SegmentGroups {
 public:
  /// Bit d: document d is the last of its run. A word for 64 documents.
  std::span<const uint64_t> run_ends() const { return run_ends_; }
  /// Bit d: document d is of a split group. Empty where the segment has none.
  std::span<const uint64_t> split_docs() const { return split_; }
  bool is_split(DocId doc) const {
    return !split_.empty() && (split_[doc / 64] >> (doc % 64) & 1) != 0;
  }
  /// Number of the split group. REQUIRES: is_split(doc).
  uint32_t split_group(DocId doc) const {
    const uint32_t block = doc / kRankDocs;
    uint32_t rank = ranks_[block];
    for (uint32_t word = block * (kRankDocs / 64); word < doc / 64; ++word) {
      rank += static_cast<uint32_t>(__builtin_popcountll(split_[word]));
    }
    const uint64_t before = (uint64_t{1} << (doc % 64)) - 1;
    return groups_[rank + static_cast<uint32_t>(__builtin_popcountll(split_[doc / 64] & before))];
  }
  /// The last document of the document's run.
  DocId run_end(DocId doc) const {
    uint32_t word = doc / 64;
    uint64_t bits = run_ends_[word] & ~uint64_t{0} << (doc % 64);
    while (bits == 0) bits = run_ends_[++word];  // the last document ends a run
    return word * 64 + static_cast<uint32_t>(__builtin_ctzll(bits));
  }

 private:
  friend class GroupIndex;
  static constexpr uint32_t kRankDocs = 512;

  std::span<const uint64_t> run_ends_;
  std::vector<uint64_t> split_;
  std::vector<uint32_t> ranks_;  ///< split documents of the segment before each 512
  std::vector<uint32_t> groups_;
};

class GroupIndex {
 public:
  /// `split`: as read; a level without split groups is empty.
  static Result<GroupIndex> open(std::span<const LiveSegment> segments, GroupLevel level,
                                 const SplitGroups& split);

  const SegmentGroups& segment(uint32_t segment) const { return segments_[segment]; }
  uint32_t split_count() const { return static_cast<uint32_t>(first_docs_.size()); }

  /// A number for the document's group, below number_count(): the same for documents of one group,
  /// different for others.
  uint32_t number(uint32_t segment, DocId doc) const {
    const SegmentGroups& groups = segments_[segment];
    if (groups.is_split(doc)) return first_docs_[groups.split_group(doc)];
    return starts_[segment] + groups.run_end(doc);
  }
  /// Of a split group: the number of its first document, which no run that is not split ends with.
  uint32_t split_number(uint32_t group) const { return first_docs_[group]; }
  uint32_t start(uint32_t segment) const { return starts_[segment]; }
  uint32_t number_count() const { return starts_.back(); }

  /// Groups with a live document.
  uint64_t live_count(std::span<const LiveSegment> segments) const;

 private:
  std::vector<SegmentGroups> segments_;
  std::vector<uint32_t> starts_;      ///< of each segment's documents in the snapshot, and the end
  std::vector<uint32_t> first_docs_;  ///< of each split group, in the snapshot
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_INDEX_GROUP_INDEX_H_
