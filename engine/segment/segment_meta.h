// engine/segment/segment_meta.h
//
// What a segment says of itself as a whole: its first section, which the writer ends with and the
// reader begins with.
//
// Bytes    FORMAT.md, "Segment files", meta.
#ifndef PATLAS_ENGINE_SEGMENT_SEGMENT_META_H_
#define PATLAS_ENGINE_SEGMENT_SEGMENT_META_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "patlas/result.h"

namespace patlas {

struct SourceName {
  std::string name;
  uint8_t rank = 0;
  bool operator==(const SourceName&) const = default;
};

struct SegmentMeta {
  uint32_t doc_count = 0;
  std::vector<uint64_t> stores;  ///< file ids, by the store number of a document
  std::vector<SourceName> sources;

  std::string encode() const;
  static Result<SegmentMeta> decode(std::string_view bytes);
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_SEGMENT_META_H_
