// engine/terms/term_block.h
//
// The entries of one dictionary block as they lie in memory: what look-ups, cursors and scans step
// over. FORMAT.md, "Term dictionaries". For engine/terms alone.
//
// Errors   false: the bytes end early or say what cannot be.
#ifndef PATLAS_ENGINE_TERMS_TERM_BLOCK_H_
#define PATLAS_ENGINE_TERMS_TERM_BLOCK_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "engine/base/coding.h"
#include "engine/terms/dictionary.h"

namespace patlas {

inline constexpr uint64_t kMaxStreamBytes = uint64_t{1}
                                            << 48;  ///< keeps sums of lengths far from overflow
inline constexpr uint32_t kNibbleMax = 15;

/// One front-coded key.
struct Key {
  uint32_t shared = 0;
  std::string_view suffix;
};

inline bool get_length(const uint8_t** at, const uint8_t* end, uint32_t nibble, uint32_t* length) {
  *length = nibble;
  if (nibble < kNibbleMax) return true;
  uint64_t more = 0;
  if (!get_varint(at, end, &more) || more > kMaxTermBytes) return false;
  *length = nibble + static_cast<uint32_t>(more);
  return true;
}

inline bool get_key(const uint8_t** at, const uint8_t* end, Key* key) {
  if (*at == end) return false;
  const uint8_t head = *(*at)++;
  uint32_t suffix_bytes = 0;
  if (!get_length(at, end, head >> 4, &key->shared)) return false;
  if (!get_length(at, end, head & 15, &suffix_bytes)) return false;
  if (suffix_bytes == 0 || suffix_bytes > static_cast<uint64_t>(end - *at)) return false;
  key->suffix = {reinterpret_cast<const char*>(*at), suffix_bytes};
  *at += suffix_bytes;
  return true;
}

/// Reads one value, or steps over it (nullptr); `offset` is where its streams begin, and is moved
/// past them.
inline bool get_value(const uint8_t** at, const uint8_t* end, uint32_t stream_count,
                      std::array<uint64_t, 3>& offset, TermValue* value) {
  uint64_t number = 0;
  if (!get_varint(at, end, &number) || number > 0xffffffffu) return false;
  const auto doc_count = static_cast<uint32_t>(number);
  if (value != nullptr) {
    *value = {};
    value->doc_count = doc_count;
    value->stream_offset = offset;
  }
  if (doc_count == 0) return true;
  if (doc_count <= kInlineDocs) {
    if (!get_varint(at, end, &number) || number > static_cast<uint64_t>(end - *at)) return false;
    if (value != nullptr) value->inline_postings = {reinterpret_cast<const char*>(*at), number};
    *at += number;
    if (number > 0) return true;
  }
  for (uint32_t s = 0; s < stream_count; ++s) {
    if (!get_varint(at, end, &number) || number > kMaxStreamBytes) return false;
    if (value != nullptr) value->stream_bytes[s] = number;
    offset[s] += number;
    if (offset[s] > kMaxStreamBytes) return false;
  }
  return true;
}

/// One block's parts, all inside verified bytes.
struct TermDictionary::Block {
  uint32_t entries = 0;
  uint64_t start = 0;  // in the section, for messages
  std::array<uint64_t, 3> streams{};
  const uint8_t* keys = nullptr;
  const uint8_t* values = nullptr;
  const uint8_t* end = nullptr;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_TERMS_TERM_BLOCK_H_
