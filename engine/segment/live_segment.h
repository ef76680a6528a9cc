// engine/segment/live_segment.h
//
// A segment together with which of its documents live: what snapshots are made of.
#ifndef PATLAS_ENGINE_SEGMENT_LIVE_SEGMENT_H_
#define PATLAS_ENGINE_SEGMENT_LIVE_SEGMENT_H_

#include <cstdint>
#include <memory>
#include <span>

#include "engine/segment/reader.h"

namespace patlas {

struct LiveSegment {
  std::shared_ptr<const SegmentReader> reader;
  std::span<const uint64_t> deleted;  ///< for is_deleted; ceil(doc_count/64) words, or none
  uint32_t live_count = 0;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_LIVE_SEGMENT_H_
