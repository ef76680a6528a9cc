// One document after another. The cursor knows a document's rank in its list, and everything else
// follows from that: rank / 256 is the chunk of frequencies and of positions, and the frequencies
// before it in the chunk say where its positions begin. Ranks inside a bitmap are counted only
// when a frequency is asked for, from where they were last counted.
#include <bit>
#include <cstring>
#include <span>
#include <vector>

#include "engine/base/coding.h"
#include "engine/postings/posting_blocks.h"
#include "engine/postings/posting_reader.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

constexpr uint32_t kNoDoc = 0xffffffffu;
constexpr uint32_t kNone = 0xffffffffu;

const uint8_t* begin_of(Bytes bytes) { return reinterpret_cast<const uint8_t*>(bytes.data()); }

}  // namespace

struct OccurrenceCursor::State {
  explicit State(const PostingParts& of) : parts(of) {}

  const PostingParts parts;
  uint32_t doc = 0;       // where the cursor stands, if it does
  bool standing = false;  // on the first document that is not below those asked for

  // Flat and packed: one decoded block. Whole ids (flat) or relative to the page (packed).
  uint32_t docs[kBlockDocs];
  uint32_t decoded = 0;
  uint32_t place = 0;       // inline: document; flat, packed: in docs
  uint32_t block = kNone;   // flat: the decoded one
  uint32_t next_block = 0;  // flat: none before it is of use any more

  // Paged: the open page.
  uint32_t unit = kNone;
  PageEntry entry;
  uint32_t docs_in_page = 0;
  const uint8_t* container = nullptr;
  PackedBlocks packed;
  Runs runs;
  bool run_open = false;
  uint32_t run_rank = 0;      // documents in the runs before the open one
  uint32_t counted_word = 0;  // bitmap: words before it hold counted_docs documents
  uint32_t counted_docs = 0;

  // Frequencies of one chunk.
  uint32_t freqs[kBlockDocs];
  uint32_t freq_chunk = kNone;

  // Positions of one chunk, as far as they were read.
  uint32_t position_chunk = kNone;
  const uint8_t* position_at = nullptr;
  const uint8_t* position_end = nullptr;
  uint64_t chunk_values = 0;
  uint64_t next_value = 0;                // value at position_at
  uint64_t window_first = 0;              // values[0]
  uint32_t window_values = 0;             // decoded
  uint32_t posting = 0;                   // in the chunk
  uint64_t posting_value = 0;             // where its positions begin
  uint32_t values[kPforMax];              // gaps; where they were asked for, positions
  uint32_t positions_rank = kNone;        // whose positions are `standing_at`
  std::span<const uint32_t> standing_at;  // in values, or in positions
  std::vector<uint32_t> positions;

  uint32_t find(uint32_t sought);
  uint32_t find_inline(uint32_t sought);
  uint32_t find_flat(uint32_t sought);
  uint32_t find_paged(uint32_t sought);
  bool open_page(uint32_t page);
  uint32_t find_in_page(uint32_t low);
  uint32_t find_packed(uint32_t low);
  uint32_t find_run(uint32_t low);
  uint32_t find_bit(uint32_t low) const;
  bool has_bit(uint32_t low) const;
  uint32_t rank();
  uint32_t bitmap_rank(uint32_t low);
  void seek_decoded(uint32_t sought);
  bool load_freqs(uint32_t chunk);
  void load_positions(uint32_t rank_sought, uint32_t freq);
  void open_position_chunk(uint32_t chunk);
  bool append_positions(uint64_t first, uint64_t after);
  void read_inline_positions();
};

uint32_t OccurrenceCursor::State::find_inline(uint32_t sought) {
  while (place < parts.count && parts.docs[place] < sought) ++place;
  return place < parts.count ? parts.docs[place] : kNoDoc;
}

// The first of the decoded documents from `place` on that is not below `sought`: who reads a list
// from its beginning to its end is there with a step.
void OccurrenceCursor::State::seek_decoded(uint32_t sought) {
  for (uint32_t steps = 2; steps > 0 && place < decoded && docs[place] < sought; --steps) ++place;
  if (place >= decoded || docs[place] >= sought) return;
  place = static_cast<uint32_t>(std::lower_bound(docs + place, docs + decoded, sought) - docs);
}

uint32_t OccurrenceCursor::State::find_flat(uint32_t sought) {
  const auto reached = [&](uint32_t b) {
    return parts.units == 1 || load_le<uint32_t>(parts.maxima + uint64_t{b} * 4) >= sought;
  };
  for (uint32_t b = gallop(next_block, parts.units, reached); b < parts.units; ++b) {
    if (b != block) {
      block = b;
      place = 0;
      decoded = decode_flat_block(parts, b, docs);
    }
    next_block = b;
    seek_decoded(sought);
    if (place < decoded) return docs[place];
  }
  next_block = parts.units;
  return kNoDoc;
}

// Opens the first page not before `page`; false when there is none.
bool OccurrenceCursor::State::open_page(uint32_t page) {
  // Mostly the page that is open.
  if (unit < parts.units && entry.page == page) return true;
  const uint32_t from = unit == kNone ? 0 : unit;
  const uint32_t found =
      gallop(from, parts.units, [&](uint32_t u) { return page_entry(parts, u).page >= page; });
  if (found == unit) return found < parts.units;
  unit = found;
  if (found == parts.units) return false;
  entry = page_entry(parts, unit);
  docs_in_page = page_docs(entry.page, parts.doc_count);
  container = parts.list + entry.offset;
  decoded = place = 0;
  counted_word = counted_docs = run_rank = 0;
  run_open = false;
  if (entry.container == Container::kPacked) {
    packed = PackedBlocks(entry, docs_in_page, container, container_end(parts, unit));
  } else if (entry.container == Container::kRuns) {
    runs = Runs(docs_in_page, container);
    run_open = runs.next();
  }
  return true;
}

uint32_t OccurrenceCursor::State::find_packed(uint32_t low) {
  for (;;) {
    seek_decoded(low);
    if (place < decoded) return docs[place];
    decoded = place = 0;
    while (packed.next_is_below(low)) {
      if (!packed.skip()) return kPageDocs;
    }
    uint32_t next = 0;
    decoded = packed.gaps(docs, &next);
    if (decoded == 0) return kPageDocs;
    sum_gaps(docs, decoded, next, kAnyLast, kPageDocs);
  }
}

uint32_t OccurrenceCursor::State::find_run(uint32_t low) {
  while (run_open && runs.last() < low) {
    run_rank += runs.last() - runs.first() + 1;
    run_open = runs.next();
  }
  return run_open ? std::max(low, runs.first()) : kPageDocs;
}

bool OccurrenceCursor::State::has_bit(uint32_t low) const {
  return low < docs_in_page && (container[low / 8] >> (low % 8) & 1) != 0;
}

uint32_t OccurrenceCursor::State::find_bit(uint32_t low) const {
  const uint32_t words = words_of(docs_in_page);
  uint32_t word = low / 64;
  if (word >= words) return kPageDocs;
  uint64_t bits = bitmap_word(container, word, docs_in_page) & ~uint64_t{0} << (low % 64);
  while (bits == 0) {
    if (++word == words) return kPageDocs;
    bits = bitmap_word(container, word, docs_in_page);
  }
  return word * 64 + static_cast<uint32_t>(std::countr_zero(bits));
}

// The first document of the open page that is not below `low`; kPageDocs when there is none.
uint32_t OccurrenceCursor::State::find_in_page(uint32_t low) {
  switch (entry.container) {
    case Container::kFull:
      return low < docs_in_page ? low : kPageDocs;
    case Container::kRuns:
      return find_run(low);
    case Container::kBitmap:
      return find_bit(low);
    case Container::kPacked:
      break;
  }
  return find_packed(low);
}

uint32_t OccurrenceCursor::State::find_paged(uint32_t sought) {
  uint32_t page = sought / kPageDocs;
  uint32_t low = sought % kPageDocs;
  while (open_page(page)) {
    if (entry.page != page) low = 0;
    page = entry.page;
    const uint32_t found = find_in_page(low);
    if (found < kPageDocs) return page * kPageDocs + found;
    ++page;
    low = 0;
  }
  return kNoDoc;
}

uint32_t OccurrenceCursor::State::find(uint32_t sought) {
  switch (parts.form) {
    case PostingParts::Form::kEmpty:
      return kNoDoc;
    case PostingParts::Form::kInline:
      return find_inline(sought);
    case PostingParts::Form::kFlat:
      return find_flat(sought);
    case PostingParts::Form::kPaged:
      break;
  }
  return find_paged(sought);
}

uint32_t OccurrenceCursor::State::bitmap_rank(uint32_t low) {
  for (; counted_word < low / 64; ++counted_word) {
    counted_docs += static_cast<uint32_t>(
        std::popcount(load_le<uint64_t>(container + uint64_t{counted_word} * 8)));
  }
  const uint64_t below =
      load_le<uint64_t>(container + low / 64 * 8) & ((uint64_t{1} << (low % 64)) - 1);
  return counted_docs + static_cast<uint32_t>(std::popcount(below));
}

// REQUIRES: standing. At or beyond count() when the list contradicts itself.
uint32_t OccurrenceCursor::State::rank() {
  switch (parts.form) {
    case PostingParts::Form::kEmpty:
      return kNone;
    case PostingParts::Form::kInline:
      return place;
    case PostingParts::Form::kFlat:
      return block * kBlockDocs + place;
    case PostingParts::Form::kPaged:
      break;
  }
  const uint32_t low = doc % kPageDocs;
  switch (entry.container) {
    case Container::kFull:
      return entry.rank + low;
    case Container::kRuns:
      return entry.rank + run_rank + (low - runs.first());
    case Container::kBitmap:
      return entry.rank + bitmap_rank(low);
    case Container::kPacked:
      break;
  }
  return entry.rank + packed.block() * kBlockDocs + place;
}

// Reads the chunk's frequencies; impossible ones count as 0.
bool OccurrenceCursor::State::load_freqs(uint32_t chunk) {
  if (chunk == freq_chunk) return true;
  freq_chunk = chunk;
  const uint32_t n = std::min(kBlockDocs, parts.count - chunk * kBlockDocs);
  const Bytes bytes = stream_chunk(parts.freq_stream, chunk, blocks_of(parts.count));
  if (pfor_decode(begin_of(bytes), begin_of(bytes) + bytes.size(), n, freqs) == nullptr) {
    std::fill_n(freqs, n, 0u);
    return false;
  }
  for (uint32_t i = 0; i < n; ++i) freqs[i] = freqs[i] < limits::kRecordBytes ? freqs[i] + 1 : 0;
  return true;
}

void OccurrenceCursor::State::open_position_chunk(uint32_t chunk) {
  position_chunk = chunk;
  const Bytes bytes = stream_chunk(parts.position_stream, chunk, blocks_of(parts.count));
  position_at = begin_of(bytes);
  position_end = position_at + bytes.size();
  const uint32_t n = std::min(kBlockDocs, parts.count - chunk * kBlockDocs);
  chunk_values = 0;
  for (uint32_t i = 0; i < n; ++i) chunk_values += freqs[i];
  next_value = window_first = posting_value = 0;
  window_values = posting = 0;
}

// Appends values [first, after) of the open chunk, as they stand; false when they are not there.
bool OccurrenceCursor::State::append_positions(uint64_t first, uint64_t after) {
  while (first < after) {
    if (first < window_first + window_values) {
      const uint64_t n = std::min(after, window_first + window_values) - first;
      const uint32_t* from = values + (first - window_first);
      positions.insert(positions.end(), from, from + n);
      first += n;
      continue;
    }
    if (position_at == nullptr) return false;
    const auto n = static_cast<uint32_t>(std::min<uint64_t>(kPforMax, chunk_values - next_value));
    const bool wanted = first < next_value + n;
    position_at = wanted ? pfor_decode(position_at, position_end, n, values)
                         : pfor_skip(position_at, position_end, n);
    window_first = next_value;
    window_values = wanted && position_at != nullptr ? n : 0;
    next_value += n;
  }
  return true;
}

// Sums gaps to positions; empty when they leave 32 bits.
std::span<const uint32_t> sum_positions(std::span<uint32_t> values) {
  uint64_t position = 0;
  for (uint32_t& value : values) {
    position += value;
    value = static_cast<uint32_t>(position);
  }
  if (position > 0xffffffffu) return {};
  return values;
}

void OccurrenceCursor::State::load_positions(uint32_t rank_sought, uint32_t freq) {
  const uint32_t chunk = rank_sought / kBlockDocs;
  const uint32_t in_chunk = rank_sought % kBlockDocs;
  if (chunk != position_chunk || in_chunk < posting) open_position_chunk(chunk);
  for (; posting < in_chunk; ++posting) posting_value += freqs[posting];
  // Mostly they are all in one block. They are asked for once, so that the gaps need not stay.
  const uint64_t first = posting_value;
  if (first >= window_first && first + freq <= window_first + window_values) {
    standing_at = sum_positions(std::span(values + (first - window_first), freq));
    return;
  }
  positions.clear();
  if (!append_positions(first, first + freq)) positions.clear();
  standing_at = sum_positions(positions);
}

void OccurrenceCursor::State::read_inline_positions() {
  ByteReader reader(parts.inline_positions);
  for (uint32_t i = 0; i < place; ++i) {
    for (uint32_t k = 0; k < parts.freqs[i]; ++k) reader.varint32();
  }
  for (uint32_t k = 0; k < parts.freqs[place]; ++k) positions.push_back(reader.varint32());
  standing_at = sum_positions(positions);
}

OccurrenceCursor::OccurrenceCursor(const PostingList& list)
    : state_(std::make_unique<State>(list.parts())) {}
OccurrenceCursor::~OccurrenceCursor() = default;
OccurrenceCursor::OccurrenceCursor(OccurrenceCursor&&) noexcept = default;

uint32_t OccurrenceCursor::seek_at_least(uint32_t doc) noexcept {
  State& state = *state_;
  if (state.standing && state.doc >= doc) return state.doc;
  state.doc = state.find(doc);
  state.standing = true;
  return state.doc;
}

bool OccurrenceCursor::seek(uint32_t doc) noexcept {
  State& state = *state_;
  if (state.parts.form == PostingParts::Form::kPaged) {
    // In a bitmap, whether a document is there is one bit: no need to find the next one.
    const uint32_t page = doc / kPageDocs;
    if (!state.open_page(page)) {
      state.doc = kNoDoc;
      state.standing = true;
      return false;
    }
    if (state.entry.page != page) {
      state.standing = false;
      return false;
    }
    if (state.entry.container == Container::kBitmap) {
      state.doc = doc;
      state.standing = state.has_bit(doc % kPageDocs);
      return state.standing;
    }
  }
  return seek_at_least(doc) == doc && doc != kNoDoc;
}

uint32_t OccurrenceCursor::freq() noexcept {
  State& state = *state_;
  if (state.parts.form == PostingParts::Form::kInline) {
    return state.place < state.parts.count ? state.parts.freqs[state.place] : 0;
  }
  const uint32_t rank = state.rank();
  if (rank >= state.parts.count) return 0;
  state.load_freqs(rank / kBlockDocs);
  return state.freqs[rank % kBlockDocs];
}

std::span<const uint32_t> OccurrenceCursor::positions() {
  State& state = *state_;
  const uint32_t rank = state.rank();
  if (rank >= state.parts.count) return {};
  if (rank == state.positions_rank) return state.standing_at;
  state.positions_rank = kNone;
  state.standing_at = {};
  if (state.parts.form == PostingParts::Form::kInline) {
    state.positions.clear();
    state.read_inline_positions();
  } else {
    state.load_freqs(rank / kBlockDocs);
    const uint32_t freq_here = state.freqs[rank % kBlockDocs];
    if (freq_here > 0) state.load_positions(rank, freq_here);
  }
  state.positions_rank = rank;
  return state.standing_at;
}

}  // namespace patlas
