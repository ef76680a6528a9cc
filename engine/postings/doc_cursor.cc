// Page by page through one list. A frequent page is given as the mapped bitmap itself; a list of
// up to 4,096 is decoded; and or_into sets bits straight from the gaps, because in a union of many
// rare terms that is all the work there is.
#include <array>
#include <cstring>

#include "engine/base/coding.h"
#include "engine/postings/posting_blocks.h"
#include "engine/postings/posting_reader.h"

namespace patlas {
namespace {

constexpr uint32_t kNoBlock = 0xffffffffu;

constexpr std::array<uint64_t, kPageWords> all_ones() {
  std::array<uint64_t, kPageWords> words{};
  for (uint64_t& word : words) word = ~uint64_t{0};
  return words;
}
alignas(64) constexpr std::array<uint64_t, kPageWords> kAllOnes = all_ones();

// Where load() puts what it cannot give in place.
struct Buffers {
  alignas(64) uint64_t words[kPageWords];
  uint16_t list[kListMax];
};

uint32_t lower_bound_doc(const uint32_t* docs, uint32_t from, uint32_t n, uint64_t doc) {
  return static_cast<uint32_t>(std::lower_bound(docs + from, docs + n, doc) - docs);
}

}  // namespace

bool append_docs(const PostingList& list, std::vector<uint32_t>& docs) {
  const PostingParts& parts = list.parts();
  if (parts.form == PostingParts::Form::kPaged) return false;
  if (parts.form == PostingParts::Form::kInline) {
    docs.insert(docs.end(), parts.docs, parts.docs + parts.count);
  } else if (parts.form == PostingParts::Form::kFlat) {
    uint32_t block[kBlockDocs];
    for (uint32_t b = 0; b < parts.units; ++b) {
      docs.insert(docs.end(), block, block + decode_flat_block(parts, b, block));
    }
  }
  return true;
}

bool append_docs(const TermValue& value, uint32_t doc_count, std::vector<uint32_t>& docs) {
  ByteReader reader(as_bytes(value.inline_postings));
  uint64_t next = 0;
  const size_t before = docs.size();
  for (uint32_t i = 0; i < value.doc_count; ++i) {
    next += reader.varint32();
    if (!reader.ok() || next >= doc_count) {
      docs.resize(before);
      return false;
    }
    docs.push_back(static_cast<uint32_t>(next++));
  }
  return true;
}

struct DocCursor::State {
  explicit State(const PostingParts& of) : parts(of) {}

  const PostingParts parts;
  uint32_t page = kNoPage;  // as last answered
  uint32_t unit = 0;        // where it begins: inline: document; flat: block; paged: entry
  uint32_t first = 0;       // flat: place in that block
  uint32_t decoded_block = kNoBlock;
  uint32_t decoded = 0;
  uint32_t docs[kBlockDocs];
  std::unique_ptr<Buffers> buffers;

  uint32_t seek_inline(uint32_t page_sought);
  uint32_t seek_flat(uint32_t page_sought);
  uint32_t seek_paged(uint32_t page_sought);
  void decode_block(uint32_t block);
  template <typename Visit>
  void visit_short(Visit&& visit);
  Buffers& space() {
    if (!buffers) buffers = std::make_unique<Buffers>();
    return *buffers;
  }
  PageDocs load_short();
  PageDocs load_container();
  PageDocs load_packed(PackedBlocks blocks);
  PageDocs load_runs(const PageEntry& entry, Runs runs);
  PageDocs load_bitmap(const PageEntry& entry, uint32_t docs_in_page, const uint8_t* at);
  void or_container(uint64_t* words);
};

uint32_t DocCursor::State::seek_inline(uint32_t page_sought) {
  while (unit < parts.count && parts.docs[unit] / kPageDocs < page_sought) ++unit;
  return unit < parts.count ? parts.docs[unit] / kPageDocs : kNoPage;
}

void DocCursor::State::decode_block(uint32_t block) {
  if (block == decoded_block) return;
  decoded_block = block;
  decoded = decode_flat_block(parts, block, docs);
}

uint32_t DocCursor::State::seek_flat(uint32_t page_sought) {
  const uint64_t lowest = uint64_t{page_sought} * kPageDocs;
  if (lowest >= parts.doc_count) return kNoPage;
  const auto reached = [&](uint32_t block) {
    return parts.units == 1 || load_le<uint32_t>(parts.maxima + uint64_t{block} * 4) >= lowest;
  };
  uint32_t from = first;
  for (uint32_t block = gallop(unit, parts.units, reached); block < parts.units; ++block) {
    if (block != unit) from = 0;
    decode_block(block);
    const uint32_t place = lower_bound_doc(docs, std::min(from, decoded), decoded, lowest);
    if (place < decoded) {
      unit = block;
      first = place;
      return docs[place] / kPageDocs;
    }
  }
  return kNoPage;
}

uint32_t DocCursor::State::seek_paged(uint32_t page_sought) {
  unit = gallop(unit, parts.units,
                [&](uint32_t u) { return page_entry(parts, u).page >= page_sought; });
  return unit < parts.units ? page_entry(parts, unit).page : kNoPage;
}

// Gives the page's documents (whole ids) of an inline or flat list in one or more pieces.
template <typename Visit>
void DocCursor::State::visit_short(Visit&& visit) {
  const uint64_t beyond = (uint64_t{page} + 1) * kPageDocs;
  if (parts.form == PostingParts::Form::kInline) {
    visit(parts.docs + unit, lower_bound_doc(parts.docs, unit, parts.count, beyond) - unit);
    return;
  }
  uint32_t from = first;
  for (uint32_t block = unit; block < parts.units; ++block, from = 0) {
    decode_block(block);
    const uint32_t after = lower_bound_doc(docs, std::min(from, decoded), decoded, beyond);
    if (after > from) visit(docs + from, after - from);
    if (after < decoded) return;
  }
}

PageDocs DocCursor::State::load_short() {
  Buffers& out = space();
  PageDocs result;
  visit_short([&](const uint32_t* some, uint32_t n) {
    if (result.form != PageDocs::Form::kBitmap && result.count + n > kListMax) {
      // More than a list holds: a skewed flat list. What was listed goes into a bitmap.
      std::memset(out.words, 0, sizeof(out.words));
      for (uint32_t i = 0; i < result.count; ++i) set_bit(out.words, out.list[i]);
      result.form = PageDocs::Form::kBitmap;
    }
    for (uint32_t i = 0; i < n; ++i) {
      const uint32_t low = some[i] % kPageDocs;
      if (result.form == PageDocs::Form::kBitmap) {
        set_bit(out.words, low);
      } else {
        out.list[result.count + i] = static_cast<uint16_t>(low);
      }
    }
    result.count += n;
  });
  if (result.form == PageDocs::Form::kBitmap) {
    result.words = out.words;
  } else if (result.count > 0) {
    result.form = PageDocs::Form::kList;
    result.list = out.list;
  }
  return result;
}

PageDocs DocCursor::State::load_packed(PackedBlocks blocks) {
  Buffers& out = space();
  PageDocs result{PageDocs::Form::kList, 0, out.list, nullptr};
  uint32_t gaps[kBlockDocs];
  uint32_t lowest = 0;
  while (const uint32_t n = blocks.gaps(gaps, &lowest)) {
    sum_page_gaps(gaps, n, lowest, out.list + result.count);
    result.count += n;
  }
  if (result.count == 0) result = {};
  return result;
}

PageDocs DocCursor::State::load_runs(const PageEntry& entry, Runs runs) {
  Buffers& out = space();
  if (entry.count > kListMax) {
    std::memset(out.words, 0, sizeof(out.words));
    while (runs.next()) set_run(out.words, runs.first(), runs.last());
    return {PageDocs::Form::kBitmap, entry.count, nullptr, out.words};
  }
  PageDocs result{PageDocs::Form::kList, 0, out.list, nullptr};
  while (runs.next() && runs.last() - runs.first() < kListMax - result.count) {
    for (uint32_t doc = runs.first(); doc <= runs.last(); ++doc) {
      out.list[result.count++] = static_cast<uint16_t>(doc);
    }
  }
  if (result.count == 0) result = {};
  return result;
}

PageDocs DocCursor::State::load_bitmap(const PageEntry& entry, uint32_t docs_in_page,
                                       const uint8_t* at) {
  PageDocs result{PageDocs::Form::kBitmap, entry.count, nullptr, nullptr};
  if (docs_in_page == kPageDocs && reinterpret_cast<uintptr_t>(at) % 8 == 0) {
    result.words = reinterpret_cast<const uint64_t*>(at);
    return result;
  }
  Buffers& out = space();
  const uint32_t words = words_of(docs_in_page);
  for (uint32_t w = 0; w < words; ++w) out.words[w] = bitmap_word(at, w, docs_in_page);
  std::fill(out.words + words, out.words + kPageWords, uint64_t{0});
  result.words = out.words;
  return result;
}

PageDocs DocCursor::State::load_container() {
  const PageEntry entry = page_entry(parts, unit);
  const uint32_t docs_in_page = page_docs(entry.page, parts.doc_count);
  const uint8_t* at = parts.list + entry.offset;
  switch (entry.container) {
    case Container::kPacked:
      return load_packed({entry, docs_in_page, at, container_end(parts, unit)});
    case Container::kRuns:
      return load_runs(entry, {docs_in_page, at});
    case Container::kBitmap:
      return load_bitmap(entry, docs_in_page, at);
    case Container::kFull:
      break;
  }
  if (docs_in_page == kPageDocs) {
    return {PageDocs::Form::kBitmap, kPageDocs, nullptr, kAllOnes.data()};
  }
  Buffers& out = space();
  std::memset(out.words, 0, sizeof(out.words));
  set_run(out.words, 0, docs_in_page - 1);
  return {PageDocs::Form::kBitmap, docs_in_page, nullptr, out.words};
}

void DocCursor::State::or_container(uint64_t* words) {
  const PageEntry entry = page_entry(parts, unit);
  const uint32_t docs_in_page = page_docs(entry.page, parts.doc_count);
  const uint8_t* at = parts.list + entry.offset;
  switch (entry.container) {
    case Container::kFull:
      set_run(words, 0, docs_in_page - 1);
      return;
    case Container::kRuns:
      for (Runs runs(docs_in_page, at); runs.next();) {
        set_run(words, runs.first(), runs.last());
      }
      return;
    case Container::kBitmap:
      if (docs_in_page == kPageDocs) {
        for (uint32_t w = 0; w < kPageWords; ++w) words[w] |= load_le<uint64_t>(at + w * 8);
      } else {
        const uint32_t n = words_of(docs_in_page);
        for (uint32_t w = 0; w < n; ++w) words[w] |= bitmap_word(at, w, docs_in_page);
      }
      return;
    case Container::kPacked:
      break;
  }
  PackedBlocks blocks(entry, docs_in_page, at, container_end(parts, unit));
  uint32_t gaps[kBlockDocs];
  uint32_t doc = 0;
  while (const uint32_t n = blocks.gaps(gaps, &doc)) {
    for (uint32_t i = 0; i < n; ++i) {
      doc += gaps[i];
      set_bit(words, doc++);
    }
  }
}

DocCursor::DocCursor(const PostingList& list) : state_(std::make_unique<State>(list.parts())) {}
DocCursor::~DocCursor() = default;
DocCursor::DocCursor(DocCursor&&) noexcept = default;

uint32_t DocCursor::seek_page(uint32_t page) noexcept {
  State& state = *state_;
  switch (state.parts.form) {
    case PostingParts::Form::kEmpty:
      state.page = kNoPage;
      break;
    case PostingParts::Form::kInline:
      state.page = state.seek_inline(page);
      break;
    case PostingParts::Form::kFlat:
      state.page = state.seek_flat(page);
      break;
    case PostingParts::Form::kPaged:
      state.page = state.seek_paged(page);
      break;
  }
  return state.page;
}

PageDocs DocCursor::load() {
  if (state_->page == kNoPage) return {};
  if (state_->parts.form == PostingParts::Form::kPaged) return state_->load_container();
  return state_->load_short();
}

void DocCursor::or_into(uint64_t* words) noexcept {
  if (state_->page == kNoPage) return;
  if (state_->parts.form == PostingParts::Form::kPaged) {
    state_->or_container(words);
    return;
  }
  state_->visit_short([&](const uint32_t* some, uint32_t n) {
    for (uint32_t i = 0; i < n; ++i) set_bit(words, some[i] % kPageDocs);
  });
}

}  // namespace patlas
