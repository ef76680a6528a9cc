// engine/postings/posting_layout.h
//
// What writer and reader of postings must agree on: forms, sizes and thresholds of FORMAT.md,
// "Postings".
#ifndef PATLAS_ENGINE_POSTINGS_POSTING_LAYOUT_H_
#define PATLAS_ENGINE_POSTINGS_POSTING_LAYOUT_H_

#include <algorithm>
#include <cstdint>

#include "engine/base/bits.h"
#include "engine/codec/pfor.h"
#include "engine/postings/posting_reader.h"

namespace patlas {

inline constexpr uint8_t kFlatForm = 0;
inline constexpr uint8_t kPagedForm = 1;

/// Longer inline postings would make a dictionary block slow to step through.
inline constexpr size_t kInlineBytesMax = 256;
/// Below, a page entry costs more bits a posting than pages save (measurements.md 2).
inline constexpr uint64_t kPagedFrom = 64;
/// A page is a bitmap from one document in so many: worth 7 bytes a document (measurements.md 4).
inline constexpr uint32_t kBitmapFrom = 16;
/// Runs must save so much, as they are slower to look into.
inline constexpr uint64_t kRunsGain = 2;

inline constexpr uint32_t kBlockDocs = static_cast<uint32_t>(kPforMax);
inline constexpr uint64_t kRunBytes = 4;

enum class Container : uint8_t { kFull = 0, kRuns = 1, kBitmap = 2, kPacked = 3 };

/// One non-empty page of a paged list.
struct PageEntry {
  static constexpr uint64_t kBytes = 12;
  static constexpr uint32_t kOffsetBits = 30;

  uint32_t page = 0;
  uint32_t count = 0;   ///< documents, 1..65536
  uint32_t rank = 0;    ///< documents in the pages before
  uint32_t offset = 0;  ///< of the container, from the list's first byte
  Container container = Container::kFull;
};

inline PageEntry load_page_entry(const uint8_t* at) {
  PageEntry entry;
  entry.page = load_le<uint16_t>(at);
  entry.count = uint32_t{load_le<uint16_t>(at + 2)} + 1;
  entry.rank = load_le<uint32_t>(at + 4);
  const auto place = load_le<uint32_t>(at + 8);
  entry.offset = place & ((1u << PageEntry::kOffsetBits) - 1);
  entry.container = static_cast<Container>(place >> PageEntry::kOffsetBits);
  return entry;
}

inline uint32_t blocks_of(uint64_t count) {
  return static_cast<uint32_t>((count + kBlockDocs - 1) / kBlockDocs);
}

/// The page entries of an opened list, and where a container's bytes end.
inline PageEntry page_entry(const PostingParts& parts, uint32_t unit) {
  return load_page_entry(parts.directory + unit * PageEntry::kBytes);
}
inline const uint8_t* container_end(const PostingParts& parts, uint32_t unit) {
  return unit + 1 < parts.units ? parts.list + page_entry(parts, unit + 1).offset : parts.end;
}

/// The first unit in [from, count) for which `reached(unit)` holds, looking near `from` first;
/// `count` when none does. `reached` turns from false to true at most once.
template <typename Reached>
uint32_t gallop(uint32_t from, uint32_t count, Reached&& reached) {
  uint32_t step = 1;
  uint32_t low = from;
  while (low < count && !reached(low)) {
    from = low + 1;
    low = step < count - low ? low + step : count;
    step *= 2;
  }
  uint32_t high = low;
  low = from;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (reached(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/// Documents that page `page` of a segment has. REQUIRES: it has some.
inline uint32_t page_docs(uint32_t page, uint32_t doc_count) {
  return static_cast<uint32_t>(
      std::min<uint64_t>(kPageDocs, doc_count - uint64_t{page} * kPageDocs));
}

inline uint32_t words_of(uint32_t docs) { return (docs + 63) / 64; }

/// The fewest documents that make a page of `docs_in_page` a bitmap; fewer are packed.
inline uint32_t bitmap_from(uint32_t docs_in_page) {
  return (docs_in_page + kBitmapFrom - 1) / kBitmapFrom;
}
inline constexpr uint32_t kListMax = kPageDocs / kBitmapFrom;  ///< longest list that load() gives

/// Bytes of one offset in the directory of a stream that is `stream_bytes` long, directory and all.
inline uint32_t chunk_offset_bytes(uint64_t stream_bytes) {
  if (stream_bytes <= 0xffff) return 2;
  return stream_bytes <= 0xffffffffu ? 4 : 8;
}

/// Chunk `chunk` of a frequency or position stream: `chunks` chunks end to end, then the offsets
/// of all but the first. Empty when the directory contradicts the stream.
inline Bytes stream_chunk(Bytes stream, uint32_t chunk, uint32_t chunks) {
  const uint32_t width = chunk_offset_bytes(stream.size());
  const uint64_t directory_bytes = uint64_t{chunks - 1} * width;
  if (directory_bytes > stream.size()) return {};
  const uint64_t directory = stream.size() - directory_bytes;
  const auto offset = [&](uint32_t of) -> uint64_t {
    if (of == 0) return 0;
    if (of == chunks) return directory;
    const std::byte* at = stream.data() + directory + uint64_t{of - 1} * width;
    if (width == 2) return load_le<uint16_t>(at);
    return width == 4 ? load_le<uint32_t>(at) : load_le<uint64_t>(at);
  };
  const uint64_t begin = offset(chunk);
  const uint64_t end = offset(chunk + 1);
  if (begin > end || end > directory) return {};
  return stream.subspan(begin, end - begin);
}

}  // namespace patlas

#endif  // PATLAS_ENGINE_POSTINGS_POSTING_LAYOUT_H_
