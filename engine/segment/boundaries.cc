#include "engine/segment/boundaries.h"

#include <algorithm>

#include "engine/base/check.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

bool all_set(std::span<const uint64_t> bits, uint32_t count) {
  for (uint32_t p = 0; p < count; p += 64) {
    const uint32_t in_word = std::min<uint32_t>(64, count - p);
    const uint64_t mask = in_word == 64 ? ~0ull : (1ull << in_word) - 1;
    if (p / 64 >= bits.size() || (bits[p / 64] & mask) != mask) return false;
  }
  return true;
}

/// Paragraphs before each value start but the first. REQUIRES: as encode_boundaries().
std::vector<uint32_t> paragraphs_before(const BoundaryStarts& starts) {
  std::vector<uint32_t> before;
  size_t paragraph = 0;
  for (size_t v = 0; v < starts.values.size(); ++v) {
    while (paragraph < starts.paragraphs.size() &&
           starts.paragraphs[paragraph] < starts.values[v]) {
      ++paragraph;
    }
    PATLAS_CHECK(paragraph < starts.paragraphs.size() &&
                 starts.paragraphs[paragraph] == starts.values[v] && (v > 0 || paragraph == 0));
    if (v > 0) before.push_back(static_cast<uint32_t>(paragraph));
  }
  return before;
}

/// Each of a full block's lengths is one byte: most blocks of short texts.
bool has_short_lengths(Bytes head) {
  if (head.size() < kBoundaryBlockDocs) return false;
  uint64_t any = 0;
  for (uint32_t i = 0; i < kBoundaryBlockDocs; i += 8) any |= load_le<uint64_t>(head.data() + i);
  return (any & 0x8080808080808080u) == 0;
}

uint32_t sum_bytes(Bytes bytes, uint32_t count) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < count; ++i) sum += static_cast<uint32_t>(bytes[i]);
  return sum;
}

// Bits of a record's first number, below its positions.
constexpr uint64_t kEvery = 1, kSeveral = 2, kPlain = 4;
constexpr int kHeadBits = 3;

bool is_plain(const BoundaryStarts& starts) {
  return !starts.values.empty() && starts.values.front() == 0 &&
         starts.values.size() == starts.sentences.size();
}

void put_plain_starts(std::span<const uint32_t> values, std::string& out) {
  for (size_t v = 1; v < values.size(); ++v) put_varint(out, values[v] - values[v - 1] - 1);
}

void put_starts(const BoundaryStarts& starts, std::span<const uint32_t> before, std::string& out) {
  uint32_t paragraphs = 0;
  for (const uint32_t next : before) {
    put_varint(out, next - paragraphs - 1);
    paragraphs = next;
  }
  put_varint(out, starts.sentences.size());
  uint32_t previous = 0;
  size_t paragraph = 0;
  for (const uint32_t start : starts.sentences) {
    const bool opens_paragraph =
        paragraph < starts.paragraphs.size() && starts.paragraphs[paragraph] == start;
    if (opens_paragraph) ++paragraph;
    put_varint(out, static_cast<uint64_t>(start - previous) << 1 | (opens_paragraph ? 1 : 0));
    previous = start;
  }
}

/// A record's first numbers.
struct Head {
  bool every = false, plain = false;
  uint32_t positions = 0;
  uint64_t later_values = 0;  ///< behind the first; no more than bytes are left
};

bool read_head(ByteReader& in, Head& head) {
  const uint64_t first = in.varint();
  if (first >> kHeadBits > limits::kPositionsPerField) return false;
  head.every = (first & kEvery) != 0;
  head.plain = (first & kPlain) != 0;
  head.positions = static_cast<uint32_t>(first >> kHeadBits);
  if (head.plain && head.positions == 0) return false;
  if ((first & kSeveral) != 0) {
    head.later_values = in.varint() + 1;
    if (head.later_values == 0 || head.later_values > in.remaining()) return false;
  }
  return in.ok();
}

/// Appends where the values start, when each sentence is one.
bool read_plain_starts(ByteReader& in, const Head& head, std::vector<uint32_t>& starts) {
  uint64_t start = 0;
  starts.push_back(0);
  for (uint64_t i = 0; i < head.later_values; ++i) {
    const uint64_t step = in.varint();
    if (!in.ok() || step >= head.positions) return false;
    start += step + 1;
    if (start >= head.positions) return false;
    starts.push_back(static_cast<uint32_t>(start));
  }
  return true;
}

/// Appends for each later value how many paragraphs are before it.
bool read_paragraphs_before(ByteReader& in, const Head& head, std::vector<uint32_t>& before) {
  uint64_t paragraphs = 0;
  for (uint64_t i = 0; i < head.later_values; ++i) {
    const uint64_t step = in.varint() + 1;
    if (!in.ok() || step == 0 || step > limits::kPositionsPerField) return false;
    paragraphs += step;
    if (paragraphs > limits::kPositionsPerField) return false;
    before.push_back(static_cast<uint32_t>(paragraphs));
  }
  return true;
}

bool read_starts(ByteReader& in, const Head& head, FieldBoundaries& out) {
  if (!read_paragraphs_before(in, head, out.value_starts)) return false;
  const uint64_t sentences = in.varint();
  if (!in.ok() || sentences > in.remaining()) return false;
  uint64_t start = 0;
  for (uint64_t i = 0; i < sentences; ++i) {
    const uint64_t step = in.varint();
    start += step >> 1;
    if (!in.ok() || start >= head.positions) return false;
    out.sentence_starts.push_back(static_cast<uint32_t>(start));
    if (step & 1) out.paragraph_starts.push_back(static_cast<uint32_t>(start));
  }
  if (!out.value_starts.empty() && out.value_starts.back() >= out.paragraph_starts.size()) {
    return false;
  }
  for (uint32_t& value : out.value_starts) value = out.paragraph_starts[value];
  if (!out.paragraph_starts.empty()) {
    out.value_starts.insert(out.value_starts.begin(), out.paragraph_starts.front());
  }
  return true;
}

}  // namespace

void encode_boundaries(const BoundaryStarts& starts, uint32_t position_count, std::string& out) {
  if (position_count == 0) return;
  const bool every_position = all_set(starts.words, position_count);
  const std::vector<uint32_t> before = paragraphs_before(starts);
  const bool plain = is_plain(starts);
  put_varint(out, uint64_t{position_count} << kHeadBits | (plain ? kPlain : 0) |
                      (before.empty() ? 0 : kSeveral) | (every_position ? kEvery : 0));
  if (!before.empty()) put_varint(out, before.size() - 1);
  if (plain) {
    put_plain_starts(starts.values, out);
  } else {
    put_starts(starts, before, out);
  }
  if (every_position) return;
  for (uint32_t p = 0; p < position_count; p += 8) {
    const uint64_t word = p / 64 < starts.words.size() ? starts.words[p / 64] : 0;
    uint8_t byte = static_cast<uint8_t>(word >> (p % 64));
    if (position_count - p < 8) byte &= static_cast<uint8_t>((1u << (position_count - p)) - 1);
    put_u8(out, byte);
  }
}

bool decode_boundaries(Bytes bytes, FieldBoundaries& out) {
  out.sentence_starts.clear();
  out.paragraph_starts.clear();
  out.value_starts.clear();
  out.word_starts.clear();
  out.position_count = 0;
  if (bytes.empty()) return true;
  ByteReader in(bytes);
  Head head;
  if (!read_head(in, head)) return false;
  out.position_count = head.positions;
  if (head.plain) {
    if (!read_plain_starts(in, head, out.value_starts)) return false;
    out.sentence_starts = out.paragraph_starts = out.value_starts;
  } else if (!read_starts(in, head, out)) {
    return false;
  }
  const bool every_position = head.every;
  if (!every_position && in.remaining() != (out.position_count + 7ull) / 8) return false;
  if (every_position && !in.at_end()) return false;
  out.word_starts.assign((out.position_count + 63ull) / 64, every_position ? ~0ull : 0);
  for (uint32_t p = 0; !every_position && p < out.position_count; p += 8) {
    out.word_starts[p / 64] |= static_cast<uint64_t>(in.u8()) << (p % 64);
  }
  return in.ok();
}

bool decode_value_starts(Bytes bytes, std::vector<uint32_t>& starts) {
  starts.clear();
  if (bytes.empty()) return true;
  ByteReader in(bytes);
  Head head;
  if (!read_head(in, head)) return false;
  if (head.plain) return read_plain_starts(in, head, starts);
  if (!read_paragraphs_before(in, head, starts)) return false;
  const uint64_t sentences = in.varint();
  if (!in.ok() || sentences > in.remaining()) return false;
  uint64_t start = 0, first = 0, paragraphs = 0;
  size_t found = 0;
  for (uint64_t i = 0; i < sentences && (found < starts.size() || paragraphs == 0); ++i) {
    const uint64_t step = in.varint();
    start += step >> 1;
    if (!in.ok() || start >= head.positions) return false;
    if ((step & 1) == 0) continue;
    if (paragraphs == 0) first = start;
    if (found < starts.size() && starts[found] == paragraphs) {
      starts[found++] = static_cast<uint32_t>(start);
    }
    ++paragraphs;
  }
  if (found < starts.size()) return false;
  if (paragraphs > 0) starts.insert(starts.begin(), static_cast<uint32_t>(first));
  return true;
}

bool has_one_value(Bytes record) {
  return record.empty() || (static_cast<uint64_t>(record.front()) & kSeveral) == 0;
}

void BoundaryBlockWriter::add(Bytes record, uint64_t written, std::string& bytes,
                              std::string& index) {
  put_varint(lengths_, record.size());
  records_.append(reinterpret_cast<const char*>(record.data()), record.size());
  if (++count_ == kBoundaryBlockDocs) finish(written, bytes, index);
}

void BoundaryBlockWriter::finish(uint64_t written, std::string& bytes, std::string& index) {
  if (count_ == 0) return;
  put_u64(index, written);
  if (!records_.empty()) {
    bytes += lengths_;
    bytes += records_;
  }
  count_ = 0;
  lengths_.clear();
  records_.clear();
}

Status BoundaryCursor::open_block(uint32_t block) {
  block_ = kNone;
  short_lengths_ = nullptr;
  const bool is_last = (uint64_t{block} + 1) * kBoundaryBlockDocs >= doc_count_;
  PATLAS_ASSIGN(const Bytes anchors, index_.bytes(uint64_t{block} * 8, is_last ? 8 : 16));
  const uint64_t offset = load_le<uint64_t>(anchors.data());
  const uint64_t end_offset = is_last ? records_.size() : load_le<uint64_t>(anchors.data() + 8);
  if (offset > end_offset || end_offset > records_.size()) {
    return records_.corrupt(records_.size(), "a block of boundaries is missing");
  }
  const uint32_t count = std::min(kBoundaryBlockDocs, doc_count_ - block * kBoundaryBlockDocs);
  const uint64_t left = end_offset - offset;
  if (left == 0) {  // no document has positions
    starts_.fill(0);
    block_bytes_ = {};
    block_ = block;
    return {};
  }
  // Most blocks are read with one look.
  PATLAS_ASSIGN(const Bytes head, records_.bytes(offset, std::min<uint64_t>(left, 10 * count)));
  if (count == kBoundaryBlockDocs && has_short_lengths(head)) {
    const uint32_t sum = sum_bytes(head, kBoundaryBlockDocs);
    if (sum > left - kBoundaryBlockDocs) {
      return records_.corrupt(offset, "a block of boundaries is cut short");
    }
    PATLAS_ASSIGN(block_bytes_, records_.bytes(offset + kBoundaryBlockDocs, sum));
    short_lengths_ = head.data();
    block_ = block;
    return {};
  }
  ByteReader in(head);
  uint64_t end = 0;
  for (uint32_t i = 0; i < count; ++i) {
    starts_[i] = static_cast<uint32_t>(end);
    end += in.varint();
    if (!in.ok() || end > left || end > 0xffffffffu) {
      return records_.corrupt(offset, "a block of boundaries is cut short");
    }
  }
  for (uint32_t i = count; i <= kBoundaryBlockDocs; ++i) starts_[i] = static_cast<uint32_t>(end);
  if (end > left - in.offset()) {
    return records_.corrupt(offset, "a block of boundaries is cut short");
  }
  PATLAS_ASSIGN(block_bytes_, records_.bytes(offset + in.offset(), end));
  block_ = block;
  return {};
}

Result<Bytes> BoundaryCursor::record(uint32_t doc) {
  const uint32_t block = doc / kBoundaryBlockDocs;
  if (block != block_) PATLAS_TRY(open_block(block));
  const uint32_t place = doc % kBoundaryBlockDocs;
  if (short_lengths_ != nullptr) {
    const Bytes lengths(short_lengths_, kBoundaryBlockDocs);
    return block_bytes_.subspan(sum_bytes(lengths, place), static_cast<uint32_t>(lengths[place]));
  }
  return block_bytes_.subspan(starts_[place], starts_[place + 1] - starts_[place]);
}

Result<const FieldBoundaries*> BoundaryCursor::boundaries(uint32_t doc) {
  if (doc == decoded_doc_) return static_cast<const FieldBoundaries*>(&decoded_);
  PATLAS_ASSIGN(const Bytes bytes, record(doc));
  decoded_doc_ = kNone;
  if (!decode_boundaries(bytes, decoded_)) {
    return records_.corrupt(
        0, "the boundary record of document " + std::to_string(doc) + " contradicts itself");
  }
  decoded_doc_ = doc;
  return static_cast<const FieldBoundaries*>(&decoded_);
}

}  // namespace patlas
