// A look-up never builds a term: stepping through front-coded keys, it is enough to know how many
// bytes the target shares with the key before. A key that shares more with its predecessor is
// still below the target, one that shares less is above it, and only a key that shares exactly as
// much is compared.
#include "engine/terms/dictionary.h"

#include <algorithm>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/terms/term_block.h"

namespace patlas {
namespace {

constexpr uint64_t kIndexHeaderBytes = 8;
constexpr uint32_t kMaxStreams = 3;

size_t common_prefix(std::string_view a, std::string_view b) {
  const size_t n = std::min(a.size(), b.size());
  size_t i = 0;
  while (i + 8 <= n) {
    const uint64_t difference = load_le<uint64_t>(a.data() + i) ^ load_le<uint64_t>(b.data() + i);
    if (difference != 0) return i + static_cast<size_t>(std::countr_zero(difference)) / 8;
    i += 8;
  }
  while (i < n && a[i] == b[i]) ++i;
  return i;
}

// A key is one byte for most terms' lengths: 4 bits of shared bytes, 4 of suffix bytes; a full
// nibble means that the rest of the length follows as a varint.
void put_key(std::string& out, size_t shared, std::string_view suffix) {
  const auto low = std::min<size_t>(suffix.size(), kNibbleMax);
  const auto high = std::min<size_t>(shared, kNibbleMax);
  put_u8(out, static_cast<uint8_t>(high << 4 | low));
  if (high == kNibbleMax) put_varint(out, shared - kNibbleMax);
  if (low == kNibbleMax) put_varint(out, suffix.size() - kNibbleMax);
  out.append(suffix);
}

void put_value(std::string& out, const TermValue& value, uint32_t stream_count) {
  put_varint(out, value.doc_count);
  if (value.doc_count == 0) return;
  if (value.doc_count <= kInlineDocs) {
    put_string(out, value.inline_postings);
    if (!value.inline_postings.empty()) return;
  }
  for (uint32_t s = 0; s < stream_count; ++s) put_varint(out, value.stream_bytes[s]);
}

}  // namespace

DictionaryWriter::DictionaryWriter(uint32_t stream_count, Spool* blocks, Spool* index)
    : stream_count_(stream_count), blocks_(blocks), index_(index) {
  PATLAS_CHECK(stream_count <= kMaxStreams);
}

Status DictionaryWriter::add(std::string_view term, const TermValue& value) {
  if (term.size() > kMaxTermBytes) {
    return Error{Code::kLimit, "a term is longer than 1024 bytes", {}};
  }
  if (term_count_ > 0 && term <= previous_) {
    return Error{Code::kInvalidArgument, "terms must be strictly increasing", {}};
  }
  if (term_count_ == 0xffffffffu) {
    return Error{Code::kLimit, "a field has more than 4294967295 terms in one segment", {}};
  }
  PATLAS_CHECK(value.inline_postings.empty() ||
               (value.doc_count > 0 && value.doc_count <= kInlineDocs));
  const bool in_streams = value.doc_count > 0 && value.inline_postings.empty();
  if (in_streams) {
    if (!stream_begun_) {
      stream_begun_ = true;
      stream_end_ = block_streams_ = value.stream_offset;
    }
    for (uint32_t s = 0; s < stream_count_; ++s) {
      if (value.stream_offset[s] != stream_end_[s]) {
        return Error{Code::kInternal, "postings of a term do not follow those before it", {}};
      }
      stream_end_[s] += value.stream_bytes[s];
    }
  }
  if (term_count_ % kTermBlock == 0) {
    PATLAS_TRY(flush_block());
    if (first_terms_.size() + term.size() > 0xffffffffu) {
      return Error{Code::kLimit, "a term index is larger than 4 GiB", {}};
    }
    first_terms_.append(term);
    first_term_ends_.push_back(static_cast<uint32_t>(first_terms_.size()));
    block_starts_.push_back(blocks_->size());
    if (in_streams) {
      block_streams_ = value.stream_offset;
    } else {
      block_streams_ = stream_end_;
    }
  } else {
    const size_t shared = common_prefix(previous_, term);
    put_key(keys_, shared, term.substr(shared));
  }
  put_value(values_, value, stream_count_);
  previous_.assign(term);
  ++term_count_;
  return {};
}

Status DictionaryWriter::flush_block() {
  if (values_.empty()) return {};
  std::string block;
  for (uint32_t s = 0; s < stream_count_; ++s) put_varint(block, block_streams_[s]);
  put_string(block, keys_);
  block += values_;
  keys_.clear();
  values_.clear();
  return blocks_->append(as_bytes(block));
}

Status DictionaryWriter::finish() {
  PATLAS_TRY(flush_block());
  std::string head;
  put_u32(head, term_count_);
  put_u32(head, stream_count_);
  for (const uint64_t start : block_starts_) put_u64(head, start);
  for (const uint32_t end : first_term_ends_) put_u32(head, end);
  PATLAS_TRY(index_->append(as_bytes(head)));
  return index_->append(as_bytes(first_terms_));
}

/// The place of a term: the first entry not below it.
struct TermDictionary::Found {
  TermOrd ordinal = 0;
  bool exact = false;
  uint32_t entry = 0;  // in `block`, when exact
  Block block;
};

Result<TermDictionary> TermDictionary::open(const Section& blocks, const Section& index) {
  PATLAS_ASSIGN(const Bytes bytes, index.all());
  ByteReader reader(bytes);
  TermDictionary dictionary;
  dictionary.blocks_ = blocks;
  dictionary.term_count_ = reader.u32();
  dictionary.stream_count_ = reader.u32();
  const uint64_t block_count = (uint64_t{dictionary.term_count_} + kTermBlock - 1) / kTermBlock;
  dictionary.block_count_ = static_cast<uint32_t>(block_count);
  const std::string_view starts = reader.bytes(block_count * 8);
  const std::string_view ends = reader.bytes(block_count * 4);
  if (!reader.ok() || dictionary.stream_count_ > kMaxStreams) {
    return index.corrupt(0, "a term index is shorter than its directory");
  }
  const uint64_t text_bytes = reader.remaining();
  dictionary.block_starts_ = reinterpret_cast<const uint8_t*>(starts.data());
  dictionary.first_term_ends_ = reinterpret_cast<const uint8_t*>(ends.data());
  dictionary.first_terms_ = reader.bytes(text_bytes).data();

  uint64_t text_end = 0;
  for (uint32_t b = 0; b < block_count; ++b) {
    const uint64_t start = dictionary.block_start(b);
    const uint64_t next = dictionary.block_start(b + 1);
    if (start >= next || (b == 0 && start != 0)) {
      return index.corrupt(kIndexHeaderBytes + b * 8, "term blocks out of order");
    }
    const uint32_t end = load_le<uint32_t>(dictionary.first_term_ends_ + b * 4);
    if (end < text_end || end - text_end > kMaxTermBytes || end > text_bytes) {
      return index.corrupt(kIndexHeaderBytes + block_count * 8 + b * 4,
                           "first terms of blocks out of order");
    }
    text_end = end;
  }
  if (text_end != text_bytes || (block_count == 0 && blocks.size() != 0)) {
    return index.corrupt(bytes.size() - text_bytes, "a term index does not end with its last term");
  }
  return dictionary;
}

// The start of block `block`; the section's size for the block after the last one.
uint64_t TermDictionary::block_start(uint32_t block) const {
  if (block >= block_count_) return blocks_.size();
  return load_le<uint64_t>(block_starts_ + uint64_t{block} * 8);
}

std::string_view TermDictionary::first_term(uint32_t block) const {
  const uint8_t* at = first_term_ends_ + uint64_t{block} * 4;
  const uint32_t begin = block == 0 ? 0 : load_le<uint32_t>(at - 4);
  return {first_terms_ + begin, load_le<uint32_t>(at) - begin};
}

// How many blocks have a first term that is not above `term`.
uint32_t TermDictionary::blocks_not_above(std::string_view term) const {
  uint32_t low = 0;
  uint32_t high = block_count_;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (first_term(middle) <= term) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

Result<TermDictionary::Block> TermDictionary::load(uint32_t block) const {
  Block result;
  result.start = block_start(block);
  PATLAS_ASSIGN(const Bytes bytes,
                blocks_.bytes(result.start, block_start(block + 1) - result.start));
  ByteReader reader(bytes);
  for (uint32_t s = 0; s < stream_count_; ++s) {
    result.streams[s] = reader.varint();
    if (result.streams[s] > kMaxStreamBytes) reader.fail();
  }
  const std::string_view keys = reader.string();
  if (!reader.ok()) return blocks_.corrupt(result.start, "a term block is cut short");
  result.entries = std::min(kTermBlock, term_count_ - block * kTermBlock);
  result.keys = reinterpret_cast<const uint8_t*>(keys.data());
  result.values = result.keys + keys.size();
  result.end = reinterpret_cast<const uint8_t*>(bytes.data()) + bytes.size();
  return result;
}

Result<TermDictionary::Found> TermDictionary::locate(std::string_view term) const {
  Found found;
  const uint32_t not_above = blocks_not_above(term);
  if (not_above == 0) return found;
  const uint32_t number = not_above - 1;
  PATLAS_ASSIGN(found.block, load(number));
  found.ordinal = number * kTermBlock;
  const std::string_view first = first_term(number);
  size_t matched = common_prefix(first, term);
  found.exact = first.size() == term.size() && matched == term.size();
  if (found.exact) return found;

  const uint8_t* at = found.block.keys;
  for (uint32_t entry = 1; entry < found.block.entries; ++entry) {
    Key key;
    if (!get_key(&at, found.block.values, &key)) {
      return blocks_.corrupt(found.block.start, "a term block's keys are cut short");
    }
    found.ordinal = number * kTermBlock + entry;
    found.entry = entry;
    if (key.shared > matched) continue;
    if (key.shared < matched) return found;
    const std::string_view rest = term.substr(matched);
    const size_t more = common_prefix(key.suffix, rest);
    if (more == rest.size()) {
      found.exact = more == key.suffix.size();
      return found;
    }
    if (more < key.suffix.size() &&
        static_cast<uint8_t>(key.suffix[more]) > static_cast<uint8_t>(rest[more])) {
      return found;
    }
    matched += more;
  }
  found.ordinal = number * kTermBlock + found.block.entries;
  return found;
}

Result<std::optional<std::pair<TermOrd, TermValue>>> TermDictionary::find(
    std::string_view term) const {
  using Answer = std::optional<std::pair<TermOrd, TermValue>>;
  PATLAS_ASSIGN(Found found, locate(term));
  if (!found.exact) return Answer();
  TermValue value;
  const uint8_t* at = found.block.values;
  for (uint32_t entry = 0; entry <= found.entry; ++entry) {
    if (!get_value(&at, found.block.end, stream_count_, found.block.streams, &value)) {
      return blocks_.corrupt(found.block.start, "a term block's values are cut short");
    }
  }
  return Answer(std::in_place, found.ordinal, value);
}

Result<TermOrd> TermDictionary::lower_bound(std::string_view term) const {
  PATLAS_ASSIGN(const Found found, locate(term));
  return found.ordinal;
}

Result<std::pair<TermOrd, TermOrd>> TermDictionary::prefix_range(std::string_view prefix) const {
  PATLAS_ASSIGN(const TermOrd first, lower_bound(prefix));
  // The next string that does not start with the prefix: its last byte below 0xff, plus one.
  std::string after(prefix);
  while (!after.empty() && static_cast<uint8_t>(after.back()) == 0xff) after.pop_back();
  if (after.empty()) return std::pair(first, term_count_);
  after.back() = static_cast<char>(static_cast<uint8_t>(after.back()) + 1);
  PATLAS_ASSIGN(const TermOrd last, lower_bound(after));
  return std::pair(first, std::max(first, last));
}

uint64_t TermDictionary::block_bytes(TermOrd first, TermOrd last) const {
  uint64_t bytes = 0;
  for (uint32_t block = first / kTermBlock; block < block_count_; ++block) {
    const TermOrd begin = block * kTermBlock;
    if (begin >= last) break;
    const TermOrd end = std::min(begin + kTermBlock, term_count_);
    const uint64_t of_range = std::min(end, last) - std::max(begin, first);
    bytes += (block_start(block + 1) - block_start(block)) * of_range / (end - begin);
  }
  return bytes;
}

Status TermCursor::load_block(uint32_t block) {
  block_ = kNoBlock;
  PATLAS_ASSIGN(const auto loaded, dictionary_->load(block));
  block_ = block;
  decoded_ = 0;
  entries_ = loaded.entries;
  key_ = loaded.keys;
  keys_end_ = loaded.values;
  at_ = loaded.values;
  end_ = loaded.end;
  next_offset_ = loaded.streams;
  return {};
}

Status TermCursor::decode_next() {
  Key key;
  if (decoded_ == 0) {
    term_.assign(dictionary_->first_term(block_));
  } else if (get_key(&key_, keys_end_, &key) && key.shared <= term_.size() &&
             key.shared + key.suffix.size() <= kMaxTermBytes) {
    term_.resize(key.shared);
    term_.append(key.suffix);
  } else {
    return dictionary_->blocks_.corrupt(dictionary_->block_start(block_),
                                        "a term block's keys contradict themselves");
  }
  if (!get_value(&at_, end_, dictionary_->stream_count_, next_offset_, &value_)) {
    return dictionary_->blocks_.corrupt(dictionary_->block_start(block_),
                                        "a term block's values are cut short");
  }
  ++decoded_;
  return {};
}

Result<bool> TermCursor::seek(TermOrd ordinal) {
  ordinal_ = std::min(ordinal, dictionary_->size());
  if (ordinal >= dictionary_->size()) return false;
  const uint32_t block = ordinal / kTermBlock;
  const uint32_t entry = ordinal % kTermBlock;
  if (block != block_ || decoded_ > entry + 1) PATLAS_TRY(load_block(block));
  while (decoded_ <= entry) {
    if (const Status status = decode_next(); !status) {
      block_ = kNoBlock;
      return status.error();
    }
  }
  return true;
}

Result<bool> TermCursor::next() {
  if (ordinal_ >= dictionary_->size()) return false;
  return seek(ordinal_ + 1);
}

}  // namespace patlas
