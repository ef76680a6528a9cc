// engine/segment/boundaries.h
//
// The written form of one document's sentence, paragraph and word starts in one field.
// FORMAT.md, "Boundaries".
#ifndef PATLAS_ENGINE_SEGMENT_BOUNDARIES_H_
#define PATLAS_ENGINE_SEGMENT_BOUNDARIES_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/base/coding.h"

namespace patlas {

struct FieldBoundaries {
  std::vector<uint32_t> sentence_starts, paragraph_starts;
  std::vector<uint64_t> word_starts;  ///< bit p: a word starts at position p
  uint32_t position_count = 0;

  bool word_starts_at(uint32_t position) const {
    return position / 64 < word_starts.size() &&
           (word_starts[position / 64] >> (position % 64) & 1) != 0;
  }
};

/// Appends the record's bytes; nothing when position_count is 0. Words whose every position starts
/// one (spaced scripts) take no bits.
void encode_boundaries(std::span<const uint32_t> sentence_starts,
                       std::span<const uint32_t> paragraph_starts,
                       std::span<const uint64_t> word_starts, uint32_t position_count,
                       std::string& out);
/// False when the bytes contradict themselves.
bool decode_boundaries(Bytes bytes, FieldBoundaries& out);

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_BOUNDARIES_H_
