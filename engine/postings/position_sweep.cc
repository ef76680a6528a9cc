// A flat block of 256 documents is the chunk of its frequencies and positions, so that the three are
// decoded side by side.
#include "engine/postings/position_sweep.h"

#include "engine/base/coding.h"
#include "engine/postings/posting_blocks.h"

namespace patlas {
namespace {

const uint8_t* begin_of(Bytes bytes) { return reinterpret_cast<const uint8_t*>(bytes.data()); }

}  // namespace

struct PositionSweep::State {
  const PostingParts* parts = nullptr;
  uint32_t block = 0;  // the next one
  uint32_t count = 0;  // documents of the one before it
  uint32_t docs[kBlockDocs];
  uint32_t starts[kBlockDocs + 1];                          // of each document's values
  uint32_t values[kSweepPositions + kPositionsSpare] = {};  // gaps; where asked for, positions

  bool set_starts(const uint32_t* freqs, uint32_t more);
  bool read_inline();
  bool read_flat(uint8_t last);
};

// Each frequency is so much more than its number. False when they are too many.
inline bool PositionSweep::State::set_starts(const uint32_t* freqs, uint32_t more) {
  uint64_t total = 0;
  for (uint32_t i = 0; i < count; ++i) {
    starts[i] = static_cast<uint32_t>(total);
    total += uint64_t{freqs[i]} + more;
    if (total > kSweepPositions) return false;
  }
  starts[count] = static_cast<uint32_t>(total);
  return true;
}

bool PositionSweep::State::read_inline() {
  if (!set_starts(parts->freqs, 0)) return false;
  const uint8_t* at = begin_of(parts->inline_positions);
  const uint8_t* const end = at + parts->inline_positions.size();
  for (uint32_t i = 0; i < starts[count]; ++i) {
    // Most gaps are below 128: one byte.
    if (at != end && *at < 0x80) {
      values[i] = *at++;
      continue;
    }
    uint64_t value = 0;
    if (!get_varint(&at, end, &value)) value = 0;
    values[i] = static_cast<uint32_t>(value);
  }
  return true;
}

bool PositionSweep::State::read_flat(uint8_t last) {
  const uint32_t chunk = block - 1, chunks = blocks_of(parts->count);
  const Bytes freq_bytes = stream_chunk(parts->freq_stream, chunk, chunks);
  const uint8_t* at = begin_of(freq_bytes);
  uint32_t freqs[kBlockDocs];
  if (pfor_decode(at, at + freq_bytes.size(), count, freqs) == nullptr) return false;
  if (!set_starts(freqs, 1)) return false;
  const Bytes gap_bytes = stream_chunk(parts->position_stream, chunk, chunks);
  at = begin_of(gap_bytes);
  const uint8_t* const end = at + gap_bytes.size();
  const uint32_t all = starts[count], wanted = starts[last + 1];
  for (uint32_t first = 0; first < wanted; first += kPforMax) {
    at = pfor_decode(at, end, std::min<uint32_t>(kPforMax, all - first), values + first);
    if (at == nullptr) return false;
  }
  return true;
}

PositionSweep::PositionSweep() : state_(std::make_unique<State>()) {}
PositionSweep::~PositionSweep() = default;
PositionSweep::PositionSweep(PositionSweep&&) noexcept = default;

void PositionSweep::prefetch(const PostingList& list) {
  const PostingParts& parts = list.parts();
  if (parts.form == PostingParts::Form::kInline) {
    __builtin_prefetch(parts.inline_positions.data());
  } else if (parts.form == PostingParts::Form::kFlat) {
    __builtin_prefetch(parts.blocks);
    __builtin_prefetch(parts.freq_stream.data());
    __builtin_prefetch(parts.position_stream.data());
  }
}

void PositionSweep::open(const PostingList& list) {
  State& state = *state_;
  state.parts = &list.parts();
  state.block = state.count = 0;
}

std::span<const uint32_t> PositionSweep::next() {
  State& state = *state_;
  const PostingParts& parts = *state.parts;
  if (parts.form == PostingParts::Form::kInline) {
    state.count = state.block++ == 0 ? parts.count : 0;
    return {parts.docs, state.count};
  }
  if (parts.form != PostingParts::Form::kFlat) return {};
  // A damaged block has no documents, and the others have theirs.
  while (state.block < parts.units) {
    state.count = decode_flat_block(parts, state.block++, state.docs);
    if (state.count != 0) return {state.docs, state.count};
  }
  return {};
}

bool PositionSweep::read(std::span<const uint8_t> places) {
  State& state = *state_;
  if (places.empty()) return true;
  const bool is_inline = state.parts->form == PostingParts::Form::kInline;
  if (!(is_inline ? state.read_inline() : state.read_flat(places.back()))) return false;
  for (const uint8_t place : places) {
    uint32_t position = 0;
    for (uint32_t i = state.starts[place]; i < state.starts[place + 1]; ++i) {
      state.values[i] = position += state.values[i];
    }
  }
  return true;
}

std::span<const uint32_t> PositionSweep::positions(uint8_t place) const {
  const uint32_t first = state_->starts[place];
  return {state_->values + first, state_->starts[place + 1] - first};
}

}  // namespace patlas
