// engine/segment/merge.h
//
// Several segments into one: the live documents of the inputs in final order (document_order.h),
// without re-analysing any text. Records stay in their store files; only their locators are copied.
//
// Order    an extended family whose documents lie in several inputs gets one place, so a document
//          may stand elsewhere among its input's documents than before. Most do not, and then each
//          term is a merge of sorted lists.
// Cost     linear in the inputs: one walk over every dictionary, each posting decoded and encoded
//          once.
// Memory   SpoolSpace::memory_bytes for all that grows with words and postings, which goes to disk
//          beyond it; and what grows with documents: 60 bytes a document while the order is made,
//          12 then, 8 more for each thread, at most 16 for columns, which are written one after the
//          other. Of a values column 4 bytes a value and input that has it. Each input's readers
//          and cursors come on top.
#ifndef PATLAS_ENGINE_SEGMENT_MERGE_H_
#define PATLAS_ENGINE_SEGMENT_MERGE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/env.h"
#include "engine/segment/reader.h"
#include "engine/segment/segment_writer.h"

namespace patlas {

struct MergeInput {
  std::shared_ptr<const SegmentReader> reader;
  std::span<const uint64_t> deleted;  ///< as LiveSegment::deleted
  uint32_t live_count = 0;
};

struct MergedSegment {
  SealedFileInfo file;
  std::vector<uint64_t> stores;  ///< file ids that the new segment reads from
};

/// `cancel`: may be nullptr; becomes true: end soon, with Code::kCancelled. REQUIRES: at least one
/// live document in all.
Result<MergedSegment> merge_segments(const Env& env, const Schema& schema,
                                     std::span<const MergeInput> inputs, const std::string& path,
                                     uint64_t file_id, const SpoolSpace& space, unsigned threads,
                                     const std::atomic<bool>* cancel = nullptr);

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_MERGE_H_
