#include "engine/segment/boundaries.h"

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

}  // namespace

void encode_boundaries(std::span<const uint32_t> sentence_starts,
                       std::span<const uint32_t> paragraph_starts,
                       std::span<const uint64_t> word_starts, uint32_t position_count,
                       std::string& out) {
  if (position_count == 0) return;
  const bool every_position = all_set(word_starts, position_count);
  put_varint(out, static_cast<uint64_t>(position_count) << 1 | (every_position ? 1 : 0));
  put_varint(out, sentence_starts.size());
  uint32_t previous = 0;
  size_t paragraph = 0;
  for (const uint32_t start : sentence_starts) {
    const bool opens_paragraph =
        paragraph < paragraph_starts.size() && paragraph_starts[paragraph] == start;
    if (opens_paragraph) ++paragraph;
    put_varint(out, static_cast<uint64_t>(start - previous) << 1 | (opens_paragraph ? 1 : 0));
    previous = start;
  }
  if (every_position) return;
  for (uint32_t p = 0; p < position_count; p += 8) {
    const uint64_t word = p / 64 < word_starts.size() ? word_starts[p / 64] : 0;
    uint8_t byte = static_cast<uint8_t>(word >> (p % 64));
    if (position_count - p < 8) byte &= static_cast<uint8_t>((1u << (position_count - p)) - 1);
    put_u8(out, byte);
  }
}

bool decode_boundaries(Bytes bytes, FieldBoundaries& out) {
  out = {};
  if (bytes.empty()) return true;
  ByteReader in(bytes);
  const uint64_t head = in.varint();
  if (head >> 1 > limits::kPositionsPerField) return false;
  out.position_count = static_cast<uint32_t>(head >> 1);
  const uint64_t sentences = in.varint();
  if (!in.ok() || sentences > in.remaining()) return false;
  uint64_t start = 0;
  for (uint64_t i = 0; i < sentences; ++i) {
    const uint64_t step = in.varint();
    start += step >> 1;
    if (!in.ok() || start >= out.position_count) return false;
    out.sentence_starts.push_back(static_cast<uint32_t>(start));
    if (step & 1) out.paragraph_starts.push_back(static_cast<uint32_t>(start));
  }
  const bool every_position = head & 1;
  if (!every_position && in.remaining() != (out.position_count + 7ull) / 8) return false;
  if (every_position && !in.at_end()) return false;
  out.word_starts.assign((out.position_count + 63ull) / 64, every_position ? ~0ull : 0);
  for (uint32_t p = 0; !every_position && p < out.position_count; p += 8) {
    out.word_starts[p / 64] |= static_cast<uint64_t>(in.u8()) << (p % 64);
  }
  return in.ok();
}

}  // namespace patlas
