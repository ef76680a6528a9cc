// The door of the postings: whatever a cursor later relies on without looking is checked here.
#include "engine/base/coding.h"
#include "engine/postings/posting_layout.h"
#include "engine/postings/posting_reader.h"

namespace patlas {
namespace {

const uint8_t* begin_of(Bytes bytes) { return reinterpret_cast<const uint8_t*>(bytes.data()); }

// True when `bytes` begin with documents and, as asked for, frequencies and positions.
bool parse_inline(std::string_view bytes, PostingParts& parts) {
  parts.form = PostingParts::Form::kInline;
  if (parts.count > kInlineDocs) return false;
  ByteReader reader(as_bytes(bytes));
  uint64_t next = 0;
  for (uint32_t i = 0; i < parts.count; ++i) {
    next += reader.varint32();
    if (!reader.ok() || next >= parts.doc_count) return false;
    parts.docs[i] = static_cast<uint32_t>(next++);
  }
  if (parts.detail == Detail::kDocs) return true;
  uint64_t position_count = 0;
  for (uint32_t i = 0; i < parts.count; ++i) {
    const uint32_t repeats = reader.varint32();
    if (!reader.ok() || repeats == 0xffffffffu) return false;
    parts.freqs[i] = repeats + 1;
    position_count += parts.freqs[i];
  }
  if (parts.detail == Detail::kFreqs) return true;
  const uint64_t begin = reader.offset();
  if (position_count > reader.remaining()) return false;
  for (uint64_t i = 0; i < position_count; ++i) reader.varint32();
  parts.inline_positions = as_bytes(bytes).subspan(begin, reader.offset() - begin);
  return reader.ok();
}

bool parse_flat(PostingParts& parts, const uint8_t* at) {
  parts.form = PostingParts::Form::kFlat;
  parts.units = blocks_of(parts.count);
  parts.blocks = at;
  if (parts.units == 1) return true;
  const uint64_t directory_bytes = uint64_t{parts.units} * 8 - 4;
  if (directory_bytes > static_cast<uint64_t>(parts.end - at)) return false;
  parts.maxima = at;
  parts.starts = at + uint64_t{parts.units} * 4;
  parts.blocks = at + directory_bytes;
  const uint64_t blocks_bytes = static_cast<uint64_t>(parts.end - parts.blocks);
  uint64_t next_doc = 0;
  uint64_t next_start = 0;
  for (uint32_t b = 0; b < parts.units; ++b) {
    const auto last = load_le<uint32_t>(parts.maxima + uint64_t{b} * 4);
    if (last < next_doc || last >= parts.doc_count) return false;
    next_doc = uint64_t{last} + 1;
    if (b == 0) continue;
    const auto start = load_le<uint32_t>(parts.starts + uint64_t{b - 1} * 4);
    if (start < next_start || start >= blocks_bytes) return false;
    next_start = start;
  }
  return true;
}

bool container_fits(const PageEntry& entry, const uint8_t* at, uint32_t docs_in_page,
                    uint64_t bytes) {
  switch (entry.container) {
    case Container::kFull:
      return entry.count == docs_in_page;
    case Container::kRuns:
      return bytes >= 2 && bytes - 2 >= load_le<uint16_t>(at) * kRunBytes;
    case Container::kBitmap:
      return bytes >= words_of(docs_in_page) * 8;
    case Container::kPacked:
      return entry.count < bitmap_from(docs_in_page) && bytes > (blocks_of(entry.count) - 1) * 2;
  }
  return false;
}

bool parse_paged(PostingParts& parts, const uint8_t* at) {
  parts.form = PostingParts::Form::kPaged;
  if (parts.end - at < 4) return false;
  parts.units = load_le<uint32_t>(at);
  parts.directory = at + 4;
  const uint32_t pages = (parts.doc_count - 1) / kPageDocs + 1;
  if (parts.units == 0 || parts.units > pages) return false;
  const uint64_t directory_bytes = uint64_t{parts.units} * PageEntry::kBytes;
  if (directory_bytes > static_cast<uint64_t>(parts.end - parts.directory)) return false;
  const uint64_t size = static_cast<uint64_t>(parts.end - parts.list);
  uint64_t rank = 0;
  uint32_t next_page = 0;
  uint64_t next_offset = static_cast<uint64_t>(parts.directory - parts.list) + directory_bytes;
  for (uint32_t i = 0; i < parts.units; ++i) {
    const PageEntry entry = load_page_entry(parts.directory + i * PageEntry::kBytes);
    if (entry.page < next_page || entry.page >= pages || entry.rank != rank) return false;
    if (entry.offset < next_offset || entry.offset > size) return false;
    const uint64_t end = i + 1 < parts.units
                             ? load_page_entry(parts.directory + (i + 1) * PageEntry::kBytes).offset
                             : size;
    const uint32_t docs_in_page = page_docs(entry.page, parts.doc_count);
    if (entry.count > docs_in_page || end < entry.offset) return false;
    if (!container_fits(entry, parts.list + entry.offset, docs_in_page, end - entry.offset))
      return false;
    rank += entry.count;
    next_page = entry.page + 1;
    next_offset = entry.offset;
  }
  return rank == parts.count;
}

bool parse_list(PostingParts& parts) {
  const uint8_t* at = parts.list;
  if (at == parts.end) return false;
  const uint8_t form = *at++;
  if (form == kFlatForm) return parse_flat(parts, at);
  return form == kPagedForm && parse_paged(parts, at);
}

}  // namespace

Result<PostingList> PostingList::open(const TermValue& value, Detail detail,
                                      const Section& postings, const Section& freqs,
                                      const Section& positions, uint32_t doc_count) {
  PostingList list;
  PostingParts& parts = list.parts_;
  parts.detail = detail;
  parts.count = value.doc_count;
  parts.doc_count = doc_count;
  if (value.doc_count == 0) return list;
  if (value.doc_count > doc_count) {
    return postings.corrupt(value.stream_offset[0], "a term has more documents than its segment");
  }
  if (!value.inline_postings.empty()) {
    if (!parse_inline(value.inline_postings, parts)) {
      return postings.corrupt(value.stream_offset[0],
                              "postings inside a dictionary entry contradict themselves");
    }
    return list;
  }
  PATLAS_ASSIGN(const Bytes bytes, postings.bytes(value.stream_offset[0], value.stream_bytes[0]));
  parts.list = begin_of(bytes);
  parts.end = parts.list + bytes.size();
  if (!parse_list(parts)) {
    return postings.corrupt(value.stream_offset[0], "a list of documents contradicts itself");
  }
  if (detail >= Detail::kFreqs) {
    PATLAS_ASSIGN(parts.freq_stream, freqs.bytes(value.stream_offset[1], value.stream_bytes[1]));
    if (parts.freq_stream.empty()) {
      return freqs.corrupt(value.stream_offset[1], "a term without the frequencies asked for");
    }
  }
  if (detail == Detail::kPositions) {
    PATLAS_ASSIGN(parts.position_stream,
                  positions.bytes(value.stream_offset[2], value.stream_bytes[2]));
    if (parts.position_stream.empty()) {
      return positions.corrupt(value.stream_offset[2], "a term without the positions asked for");
    }
  }
  return list;
}

}  // namespace patlas
