// The way from a document to its positions, for 256 of them at a time: ranks in the list, then in
// each chunk of 256 ranks the sums of frequencies, then the blocks of gaps that hold those asked for.
#include "engine/postings/position_batch.h"

#include <bit>
#include <optional>
#include <vector>

#include "engine/postings/posting_blocks.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

constexpr uint32_t kNone = 0xffffffffu;
// Fewer documents of a packed page than this are not worth decoding all of it.
constexpr size_t kWorthLoading = 8;

const uint8_t* begin_of(Bytes bytes) { return reinterpret_cast<const uint8_t*>(bytes.data()); }

/// Sums of four numbers: a, a + b, a + b + c, a + b + c + d.
inline __m128i sums_of(__m128i values) {
  values = _mm_add_epi32(values, _mm_slli_si128(values, 4));
  return _mm_add_epi32(values, _mm_slli_si128(values, 8));
}
inline __m128i load4(const uint32_t* at) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}
inline void store4(uint32_t* at, __m128i values) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(at), values);
}
inline __m128i last_of(__m128i values) { return _mm_shuffle_epi32(values, 0xff); }

}  // namespace

struct PositionBatch::State {
  explicit State(const PostingList& of) : list(of), parts(list.parts()), pages(list) {}

  const PostingList list;
  const PostingParts& parts;

  // The open page.
  DocCursor pages;
  uint32_t page = kNone;
  bool has_page = false;   // the list has documents in it
  bool is_loaded = false;  // they are in `docs`; else `slow` is asked for each
  PageDocs docs;
  uint32_t first_rank = 0;
  uint32_t at = 0;             // in a list: none before it is asked for any more
  uint32_t counted_words = 0;  // in a bitmap: those of which word_ranks is known
  uint32_t counted_docs = 0;   // in them
  uint32_t word_ranks[kPageWords];
  std::optional<OccurrenceCursor> slow;

  // A chunk of 256 documents: where the positions of each begin in the chunk's.
  uint32_t chunk = kNone;
  bool is_summed = false;  // else it is too much for 32 bits
  uint32_t value_starts[kBlockDocs + 1];
  // Its gaps, a block at a time.
  const uint8_t* block_at = nullptr;  // the block after the one in `gaps`; nullptr: damaged
  const uint8_t* block_end = nullptr;
  uint32_t block_first = 0, block_after = 0;  // values in `gaps`
  uint32_t gaps[kPforMax + kPositionsSpare] = {};

  uint32_t ranks[kBatchDocs];
  uint32_t starts[kBatchDocs + 1];
  std::vector<uint32_t> positions = std::vector<uint32_t>(kBatchDocs * 2 + kPositionsSpare);
  uint64_t room = positions.size();

  void open_page(uint32_t sought, size_t doc_count);
  void find_ranks(std::span<const uint16_t> sought);
  void rank_in_list(std::span<const uint16_t> sought);
  void rank_in_bitmap(std::span<const uint16_t> sought);
  void open_chunk(uint32_t number);
  bool open_block(uint32_t value);
  void make_room(uint32_t used, uint32_t more);
  uint32_t append_near(uint32_t used, uint32_t size, uint32_t& read);
  uint32_t append(uint32_t used, uint32_t first, uint32_t after);
  uint32_t append_slowly(uint32_t used, uint32_t doc);
};

void PositionBatch::State::open_page(uint32_t sought, size_t doc_count) {
  page = sought;
  has_page = is_loaded = false;
  if (parts.form != PostingParts::Form::kPaged) {
    has_page = parts.form != PostingParts::Form::kEmpty;
    return;
  }
  if (pages.seek_page(page) != page) return;
  has_page = true;
  // The directory was checked to increase, and the cursor stands on the page's entry.
  const uint32_t unit =
      gallop(0, parts.units, [&](uint32_t u) { return page_entry(parts, u).page >= page; });
  const PageEntry entry = page_entry(parts, unit);
  if (entry.container == Container::kPacked && doc_count < kWorthLoading) return;
  is_loaded = true;
  docs = pages.load();
  first_rank = entry.rank;
  at = counted_words = counted_docs = 0;
}

// A page's list and the documents sought are walked together, eight of the list at a time.
void PositionBatch::State::rank_in_list(std::span<const uint16_t> sought) {
  const uint16_t* const have = docs.list;
  const uint32_t count = docs.count;
  for (size_t i = 0; i < sought.size(); ++i) {
    const uint16_t doc = sought[i];
    while (at + 8 <= count && have[at + 7] < doc) at += 8;
    if (at + 8 <= count) {
      // Lanes below doc: those that min(lane, doc) leaves as they are, without those equal to it.
      const __m128i some = _mm_loadu_si128(reinterpret_cast<const __m128i*>(have + at));
      const __m128i all = _mm_set1_epi16(static_cast<int16_t>(doc));
      const __m128i below = _mm_andnot_si128(_mm_cmpeq_epi16(some, all),
                                             _mm_cmpeq_epi16(_mm_min_epu16(some, all), some));
      at +=
          static_cast<uint32_t>(std::popcount(static_cast<uint32_t>(_mm_movemask_epi8(below)))) / 2;
    } else {
      while (at < count && have[at] < doc) ++at;
    }
    ranks[i] = at < count && have[at] == doc ? first_rank + at : kNone;
  }
}

void PositionBatch::State::rank_in_bitmap(std::span<const uint16_t> sought) {
  const uint64_t* const words = docs.words;
  uint32_t count = counted_docs;
  const uint32_t last_word = sought.back() / 64u;
  for (; counted_words <= last_word; ++counted_words) {
    word_ranks[counted_words] = first_rank + count;
    count += static_cast<uint32_t>(std::popcount(words[counted_words]));
  }
  counted_docs = count;
  for (size_t i = 0; i < sought.size(); ++i) {
    const uint32_t doc = sought[i];
    const uint64_t word = words[doc / 64], bit = uint64_t{1} << (doc % 64);
    const auto below = static_cast<uint32_t>(std::popcount(word & (bit - 1)));
    ranks[i] = (word & bit) != 0 ? word_ranks[doc / 64] + below : kNone;
  }
}

void PositionBatch::State::find_ranks(std::span<const uint16_t> sought) {
  switch (docs.form) {
    case PageDocs::Form::kEmpty:
      std::fill_n(ranks, sought.size(), kNone);
      return;
    case PageDocs::Form::kList:
      rank_in_list(sought);
      return;
    case PageDocs::Form::kBitmap:
      rank_in_bitmap(sought);
      return;
  }
}

void PositionBatch::State::open_chunk(uint32_t number) {
  chunk = number;
  is_summed = false;
  block_first = block_after = 0;
  block_at = nullptr;
  const uint32_t chunks = blocks_of(parts.count);
  const uint32_t n = std::min(kBlockDocs, parts.count - chunk * kBlockDocs);
  uint32_t* const freqs = value_starts + 1;
  const Bytes bytes = stream_chunk(parts.freq_stream, chunk, chunks);
  if (pfor_decode(begin_of(bytes), begin_of(bytes) + bytes.size(), n, freqs) == nullptr) return;
  uint32_t any = 0;
  for (uint32_t i = 0; i < n; ++i) any |= freqs[i];
  // The sum of 256 such numbers is one of 32 bits.
  if (any >= 1u << 23) return;
  __m128i total = _mm_setzero_si128();
  const __m128i one = _mm_set1_epi32(1);
  uint32_t i = 0;
  for (; i + 4 <= n; i += 4) {
    total = _mm_add_epi32(sums_of(_mm_add_epi32(load4(freqs + i), one)), last_of(total));
    store4(freqs + i, total);
  }
  value_starts[0] = 0;
  for (; i < n; ++i) freqs[i] += value_starts[i] + 1;
  for (i = n; i < kBlockDocs; ++i) freqs[i] = value_starts[i];
  const Bytes gap_bytes = stream_chunk(parts.position_stream, chunk, chunks);
  block_at = begin_of(gap_bytes);
  block_end = block_at + gap_bytes.size();
  is_summed = true;
}

// Decodes the block of the chunk that holds the value, at or after the one that is decoded.
bool PositionBatch::State::open_block(uint32_t value) {
  const uint32_t all = value_starts[kBlockDocs];
  while (block_at != nullptr && block_after < all) {
    const auto n = static_cast<uint32_t>(std::min<uint64_t>(kPforMax, all - block_after));
    const bool is_wanted = value < block_after + n;
    block_at =
        is_wanted ? pfor_decode(block_at, block_end, n, gaps) : pfor_skip(block_at, block_end, n);
    block_first = block_after;
    block_after += n;
    if (is_wanted && block_at != nullptr) return true;
  }
  block_first = block_after;
  return false;
}

inline void PositionBatch::State::make_room(uint32_t used, uint32_t more) {
  const uint64_t wanted = uint64_t{used} + more + kPositionsSpare;
  if (wanted <= room) return;
  positions.resize(std::max<uint64_t>(wanted, used * uint64_t{2}));
  room = positions.size();
}

// Adds the positions of documents `read` and after while they are in the block that is open: most
// are, so that nothing of the state changes here but what is written.
uint32_t PositionBatch::State::append_near(uint32_t used, uint32_t size, uint32_t& read) {
  uint32_t* const to = positions.data();

  const uint32_t first_value = block_first, values = is_summed ? block_after - block_first : 0;
  const uint32_t first_of_chunk = chunk * kBlockDocs, list_count = parts.count;
  const auto last = static_cast<uint32_t>(std::min<uint64_t>(room, kBatchPositions));
  uint32_t place = read;
  for (; place < size; ++place) {
    starts[place] = used;
    const uint32_t rank = ranks[place], in_chunk = rank - first_of_chunk;
    if (rank >= list_count) continue;
    if (in_chunk >= kBlockDocs) break;
    const uint32_t first = value_starts[in_chunk], count = value_starts[in_chunk + 1] - first;
    const uint32_t in_block = first - first_value;
    if (in_block >= values || count > values - in_block) break;
    if (used + count + kPositionsSpare > last) break;
    __m128i before = sums_of(load4(gaps + in_block));
    store4(to + used, before);
    for (uint32_t i = 4; i < count; i += 4) {
      before = _mm_add_epi32(sums_of(load4(gaps + in_block + i)), last_of(before));
      store4(to + used + i, before);
    }
    used += count;
  }
  read = place;
  return used;
}

// Adds values [first, after) of the chunk as positions; gives how many there are then.
inline uint32_t PositionBatch::State::append(uint32_t used, uint32_t first, uint32_t after) {
  make_room(used, after - first);
  const uint32_t begin = used;
  __m128i before = _mm_setzero_si128();
  while (first < after) {
    if (first >= block_after && !open_block(first)) return begin;
    // What was passed over is not asked for again.
    if (first < block_first) return begin;
    const uint32_t n = std::min(after, block_after) - first;
    const uint32_t* const from = gaps + (first - block_first);
    uint32_t* const to = positions.data() + used;
    if (n <= 4) {
      // Mostly there are few, and lanes too many do no harm.
      const __m128i found = _mm_add_epi32(sums_of(load4(from)), before);
      store4(to, found);
      before = _mm_set1_epi32(static_cast<int32_t>(to[n - 1]));
    } else {
      uint32_t i = 0;
      for (; i + 4 <= n; i += 4) {
        const __m128i found = _mm_add_epi32(sums_of(load4(from + i)), before);
        store4(to + i, found);
        before = last_of(found);
      }
      auto last = static_cast<uint32_t>(_mm_cvtsi128_si32(before));
      for (; i < n; ++i) to[i] = last += from[i];
      before = _mm_set1_epi32(static_cast<int32_t>(last));
    }
    used += n;
    first += n;
  }
  return used;
}

uint32_t PositionBatch::State::append_slowly(uint32_t used, uint32_t doc) {
  if (!slow) slow.emplace(list);
  if (!slow->seek(doc)) return used;
  const std::span<const uint32_t> found = slow->positions();
  make_room(used, static_cast<uint32_t>(found.size()));
  std::copy(found.begin(), found.end(), positions.begin() + used);
  return used + static_cast<uint32_t>(found.size());
}

PositionBatch::PositionBatch(const PostingList& list) : state_(std::make_unique<State>(list)) {}
PositionBatch::~PositionBatch() = default;
PositionBatch::PositionBatch(PositionBatch&&) noexcept = default;

uint32_t PositionBatch::read(uint32_t page, std::span<const uint16_t> docs) {
  State& state = *state_;
  if (page != state.page) state.open_page(page, docs.size());
  docs = docs.first(std::min<size_t>(docs.size(), kBatchDocs));
  const auto size = static_cast<uint32_t>(docs.size());
  uint32_t used = 0, read = 0;
  if (!state.has_page) {
    std::fill_n(state.starts, size + 1, 0u);
    return size;
  }
  if (!state.is_loaded) {
    for (; read < size && used < kBatchPositions; ++read) {
      state.starts[read] = used;
      used = state.append_slowly(used, page * kPageDocs + docs[read]);
    }
    state.starts[read] = used;
    return read;
  }
  const uint32_t at = state.at;
  state.find_ranks(docs);
  while (read < size && used < kBatchPositions) {
    used = state.append_near(used, size, read);
    if (read == size || used >= kBatchPositions) break;
    // The next one needs another chunk or block, or more room.
    state.starts[read] = used;
    const uint32_t rank = state.ranks[read];
    if (rank / kBlockDocs != state.chunk) state.open_chunk(rank / kBlockDocs);
    const uint32_t* const values = state.value_starts + rank % kBlockDocs;
    used = state.is_summed ? state.append(used, values[0], values[1])
                           : state.append_slowly(used, page * kPageDocs + docs[read]);
    ++read;
  }
  state.starts[read] = used;
  if (read < size) state.at = at;  // the rest is looked for again
  return read;
}

const uint32_t* PositionBatch::starts() const { return state_->starts; }
const uint32_t* PositionBatch::positions() const { return state_->positions.data(); }
uint64_t PositionBatch::bytes() const {
  return sizeof(State) + state_->positions.capacity() * sizeof(uint32_t) + 17 * 1024;
}

}  // namespace patlas
