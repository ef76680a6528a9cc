// Documents are kept until the term is complete, because the form depends on how many there are
// and where; frequencies and positions go out as they come, in chunks of 256 postings, but for the
// first four documents, which are held back while the term may still become inline.
#include "engine/postings/posting_writer.h"

#include <string>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/postings/posting_layout.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

constexpr size_t kStageBytes = 65536;

void put_block(std::string& out, const uint32_t* values, size_t n) {
  uint8_t block[kPforMaxBytes];
  const size_t bytes = pfor_encode(values, n, block);
  out.append(reinterpret_cast<const char*>(block), bytes);
}

// Gaps, less one, of documents that follow `before` (-1 for none).
void put_gaps(std::string& out, int64_t before, std::span<const uint32_t> docs) {
  uint32_t gaps[kBlockDocs];
  for (size_t i = 0; i < docs.size(); ++i) {
    gaps[i] = static_cast<uint32_t>(docs[i] - before - 1);
    before = docs[i];
  }
  put_block(out, gaps, docs.size());
}

/// One stream's bytes of the open term: chunks, then their directory.
class ChunkStream {
 public:
  explicit ChunkStream(Spool* spool) : spool_(spool) {}

  bool present() const { return spool_ != nullptr; }
  void begin() {
    PATLAS_CHECK(staged_.empty());
    starts_.clear();
    bytes_ = 0;
    filled_ = 0;
  }
  void add(uint32_t value) {
    values_[filled_++] = value;
    if (filled_ == kPforMax) pack();
  }
  /// Ends the chunk of 256 postings (or fewer, the last one).
  Status end_chunk() {
    if (filled_ > 0) pack();
    starts_.push_back(bytes_ + staged_.size());
    return staged_.size() < kStageBytes ? Status() : flush();
  }
  Status finish() {
    starts_.pop_back();  // the end of the last chunk is where the directory begins
    const uint64_t chunk_bytes = bytes_ + staged_.size();
    uint32_t width = 2;
    while (chunk_offset_bytes(chunk_bytes + starts_.size() * width) != width) width *= 2;
    for (const uint64_t start : starts_) {
      for (uint32_t i = 0; i < width; ++i) put_u8(staged_, static_cast<uint8_t>(start >> 8 * i));
    }
    return flush();
  }
  uint64_t offset() const { return spool_ == nullptr ? 0 : spool_->size(); }

 private:
  void pack() {
    put_block(staged_, values_, filled_);
    filled_ = 0;
  }
  Status flush() {
    bytes_ += staged_.size();
    const Status status = spool_->append(as_bytes(staged_));
    staged_.clear();
    return status;
  }

  Spool* spool_;
  std::string staged_;
  std::vector<uint64_t> starts_;  // of chunk 1, 2, ... from the term's first byte
  uint64_t bytes_ = 0;            // of this term, already in the spool
  uint32_t values_[kPforMax];
  size_t filled_ = 0;
};

std::string encode_flat(std::span<const uint32_t> docs) {
  std::string blocks;
  std::string starts;
  std::string out(1, static_cast<char>(kFlatForm));
  int64_t before = -1;
  for (size_t i = 0; i < docs.size(); i += kBlockDocs) {
    const auto block = docs.subspan(i, std::min<size_t>(kBlockDocs, docs.size() - i));
    if (i > 0) put_u32(starts, static_cast<uint32_t>(blocks.size()));
    if (docs.size() > kBlockDocs) put_u32(out, block.back());
    put_gaps(blocks, before, block);
    before = block.back();
  }
  return out + starts + blocks;
}

std::string encode_packed(std::span<const uint32_t> docs) {
  std::string maxima;
  std::string blocks;
  int64_t before = -1;
  for (size_t i = 0; i < docs.size(); i += kBlockDocs) {
    const auto block = docs.subspan(i, std::min<size_t>(kBlockDocs, docs.size() - i));
    if (i + kBlockDocs < docs.size()) put_u16(maxima, static_cast<uint16_t>(block.back()));
    put_gaps(blocks, before, block);
    before = block.back();
  }
  return maxima + blocks;
}

std::string encode_bitmap(std::span<const uint32_t> docs, uint32_t docs_in_page) {
  std::string out(words_of(docs_in_page) * 8, '\0');
  for (const uint32_t doc : docs) {
    out[doc / 8] = static_cast<char>(static_cast<uint8_t>(out[doc / 8]) | 1u << (doc % 8));
  }
  return out;
}

std::string encode_runs(std::span<const uint32_t> docs, uint32_t runs) {
  std::string out;
  put_u16(out, static_cast<uint16_t>(runs));
  for (size_t i = 0; i < docs.size();) {
    size_t last = i;
    while (last + 1 < docs.size() && docs[last + 1] == docs[last] + 1) ++last;
    put_u16(out, static_cast<uint16_t>(docs[i]));
    put_u16(out, static_cast<uint16_t>(docs[last]));
    i = last + 1;
  }
  return out;
}

uint32_t count_runs(std::span<const uint32_t> docs) {
  uint32_t runs = 1;
  for (size_t i = 1; i < docs.size(); ++i) runs += docs[i] != docs[i - 1] + 1;
  return runs;
}

// `docs` are relative to the page.
std::pair<Container, std::string> encode_container(std::span<const uint32_t> docs,
                                                   uint32_t docs_in_page) {
  if (docs.size() == docs_in_page) return {Container::kFull, ""};
  const bool dense = docs.size() >= bitmap_from(docs_in_page);
  std::string other = dense ? encode_bitmap(docs, docs_in_page) : encode_packed(docs);
  const uint32_t runs = count_runs(docs);
  if ((2 + runs * kRunBytes) * kRunsGain <= other.size()) {
    return {Container::kRuns, encode_runs(docs, runs)};
  }
  return {dense ? Container::kBitmap : Container::kPacked, std::move(other)};
}

// Bitmaps are padded to multiples of 8 from the section's start, of which the list begins at
// `section_offset`, so that they are read in place.
std::string encode_paged(std::span<const uint32_t> docs, uint32_t pages, uint32_t doc_count,
                         uint64_t section_offset) {
  std::string directory(1, static_cast<char>(kPagedForm));
  put_u32(directory, pages);
  const uint64_t containers_at = directory.size() + pages * PageEntry::kBytes;
  std::string containers;
  std::vector<uint32_t> in_page;
  for (size_t first = 0; first < docs.size();) {
    const uint32_t page = docs[first] / kPageDocs;
    in_page.clear();
    size_t after = first;
    while (after < docs.size() && docs[after] / kPageDocs == page) {
      in_page.push_back(docs[after++] % kPageDocs);
    }
    auto [container, bytes] = encode_container(in_page, page_docs(page, doc_count));
    if (container == Container::kBitmap) {
      const uint64_t at = section_offset + containers_at + containers.size();
      containers.append(round_up(at, 8) - at, '\0');
    }
    const uint64_t offset = containers_at + containers.size();
    PATLAS_CHECK(offset < uint64_t{1} << PageEntry::kOffsetBits);
    put_u16(directory, static_cast<uint16_t>(page));
    put_u16(directory, static_cast<uint16_t>(in_page.size() - 1));
    put_u32(directory, static_cast<uint32_t>(first));
    put_u32(directory, static_cast<uint32_t>(offset) | static_cast<uint32_t>(container)
                                                           << PageEntry::kOffsetBits);
    containers += bytes;
    first = after;
  }
  return directory + containers;
}

}  // namespace

struct PostingWriter::State {
  State(uint32_t count, Spool* postings_spool, Spool* freqs_spool, Spool* positions_spool)
      : doc_count(count),
        postings(postings_spool),
        freqs(freqs_spool),
        positions(positions_spool) {}

  const uint32_t doc_count;
  std::array<uint64_t, 3> begun_at{};  // sizes of the streams when the term began
  Spool* const postings;
  ChunkStream freqs, positions;

  Detail detail = Detail::kDocs;
  std::vector<uint32_t> docs;
  uint32_t streamed = 0;  // documents whose frequencies and positions are in the streams
  bool held = true;       // the first documents are in held_*
  std::vector<uint32_t> held_freqs, held_positions;
  std::string inline_bytes;

  Status stream(uint32_t freq, std::span<const uint32_t> of_doc);
  Status release_held();
  bool encode_inline();
  Status finish_streams();
  Status append_documents();
};

// Sends one document's frequency and positions on their way.
Status PostingWriter::State::stream(uint32_t freq, std::span<const uint32_t> of_doc) {
  ++streamed;
  if (detail == Detail::kDocs) return {};
  freqs.add(freq - 1);
  uint32_t before = 0;
  for (const uint32_t position : of_doc) {
    PATLAS_DCHECK(position >= before);
    positions.add(position - before);
    before = position;
  }
  if (streamed % kBlockDocs != 0) return {};
  PATLAS_TRY(freqs.end_chunk());
  return detail == Detail::kPositions ? positions.end_chunk() : Status();
}

Status PostingWriter::State::release_held() {
  held = false;
  std::span<const uint32_t> rest(held_positions);
  for (const uint32_t freq : held_freqs) {
    const size_t n = detail == Detail::kPositions ? freq : 0;
    PATLAS_TRY(stream(freq, rest.first(n)));
    rest = rest.subspan(n);
  }
  return {};
}

// False when the postings are too long to stand in the dictionary.
bool PostingWriter::State::encode_inline() {
  inline_bytes.clear();
  if (held_positions.size() > kInlineBytesMax) return false;
  int64_t before = -1;
  for (const uint32_t doc : docs) {
    put_varint(inline_bytes, static_cast<uint64_t>(doc - before - 1));
    before = doc;
  }
  if (detail == Detail::kDocs) return true;
  for (const uint32_t freq : held_freqs) put_varint(inline_bytes, freq - 1);
  if (detail == Detail::kPositions) {
    const uint32_t* position = held_positions.data();
    for (const uint32_t freq : held_freqs) {
      uint32_t last = 0;
      for (uint32_t i = 0; i < freq; ++i, ++position) {
        put_varint(inline_bytes, *position - last);
        last = *position;
      }
    }
  }
  return inline_bytes.size() <= kInlineBytesMax;
}

Status PostingWriter::State::finish_streams() {
  const bool open_chunk = streamed % kBlockDocs != 0;
  if (detail != Detail::kDocs) {
    if (open_chunk) PATLAS_TRY(freqs.end_chunk());
    PATLAS_TRY(freqs.finish());
  }
  if (detail == Detail::kPositions) {
    if (open_chunk) PATLAS_TRY(positions.end_chunk());
    PATLAS_TRY(positions.finish());
  }
  return {};
}

Status PostingWriter::State::append_documents() {
  uint32_t pages = 0;
  uint32_t last_page = kNoPage;
  for (const uint32_t doc : docs) {
    pages += doc / kPageDocs != last_page;
    last_page = doc / kPageDocs;
  }
  const bool paged = docs.size() >= kPagedFrom * pages;
  const std::string list =
      paged ? encode_paged(docs, pages, doc_count, postings->size()) : encode_flat(docs);
  return postings->append(as_bytes(list));
}

PostingWriter::PostingWriter(uint32_t doc_count, Spool* postings, Spool* freqs, Spool* positions)
    : state_(std::make_unique<State>(doc_count, postings, freqs, positions)) {}
PostingWriter::~PostingWriter() = default;

void PostingWriter::begin(Detail detail) {
  State& state = *state_;
  PATLAS_CHECK(detail == Detail::kDocs || state.freqs.present());
  PATLAS_CHECK(detail != Detail::kPositions || state.positions.present());
  state.detail = detail;
  state.docs.clear();
  state.streamed = 0;
  state.held = true;
  state.held_freqs.clear();
  state.held_positions.clear();
  // Long terms reach the spools before they are finished.
  state.begun_at = {state.postings->size(), state.freqs.offset(), state.positions.offset()};
  if (detail != Detail::kDocs) state.freqs.begin();
  if (detail == Detail::kPositions) state.positions.begin();
}

Status PostingWriter::add(uint32_t doc, uint32_t freq, std::span<const uint32_t> positions) {
  State& state = *state_;
  PATLAS_CHECK(doc < state.doc_count && (state.docs.empty() || state.docs.back() < doc));
  PATLAS_CHECK(state.detail == Detail::kDocs || freq > 0);
  PATLAS_CHECK(positions.size() == (state.detail == Detail::kPositions ? freq : 0));
  if (state.detail != Detail::kDocs && freq > limits::kRecordBytes) {
    return Error{Code::kLimit,
                 "a term stands more often in a document than records have bytes "
                 "(67108864)",
                 {}};
  }
  state.docs.push_back(doc);
  if (state.held && state.docs.size() <= kInlineDocs) {
    state.held_freqs.push_back(freq);
    state.held_positions.insert(state.held_positions.end(), positions.begin(), positions.end());
    return {};
  }
  if (state.held) PATLAS_TRY(state.release_held());
  return state.stream(freq, positions);
}

Result<TermValue> PostingWriter::finish() {
  State& state = *state_;
  TermValue value;
  value.doc_count = static_cast<uint32_t>(state.docs.size());
  value.stream_offset = state.begun_at;
  if (value.doc_count == 0) return value;
  if (state.held && state.encode_inline()) {
    value.inline_postings = state.inline_bytes;
    return value;
  }
  if (state.held) PATLAS_TRY(state.release_held());
  PATLAS_TRY(state.finish_streams());
  PATLAS_TRY(state.append_documents());
  value.stream_bytes = {state.postings->size() - value.stream_offset[0],
                        state.freqs.offset() - value.stream_offset[1],
                        state.positions.offset() - value.stream_offset[2]};
  return value;
}

}  // namespace patlas
