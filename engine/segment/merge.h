// engine/segment/merge.h
//
// Several segments into one: the live documents of the inputs, in their order, without re-analysing
// any text. Records stay in their store files; only their locators are copied.
//
// Cost     linear in the inputs: one walk over every dictionary, each posting decoded and encoded
//          once.
// Memory   per input one cursor of each stream; for the output 4 bytes a document and column, one
//          column at a time; spools beyond SpoolSpace go to disk.
#ifndef PATLAS_ENGINE_SEGMENT_MERGE_H_
#define PATLAS_ENGINE_SEGMENT_MERGE_H_

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

/// REQUIRES: at least one live document in all.
Result<MergedSegment> merge_segments(const Env& env, const Schema& schema,
                                     std::span<const MergeInput> inputs, const std::string& path,
                                     uint64_t file_id, const SpoolSpace& space, unsigned threads);

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_MERGE_H_
