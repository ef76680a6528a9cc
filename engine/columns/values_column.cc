#include "engine/columns/values_column.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/codec/bitpack.h"

namespace patlas {
namespace {

// FORMAT.md, "Values columns". Head: u32 documents, u32 flags. Entry of a pack: u64 offset,
// u32 values, u32 least ordinal, u8 width of ordinals, u8 width of ends, 6 zero.
constexpr uint64_t kHeadBytes = 8;
constexpr uint64_t kEntryBytes = 24;
constexpr uint32_t kSingleValued = 1;

// Dictionary: u32 values, u32 zero; u64 offset of each block and of the end; blocks.
constexpr uint64_t kDictionaryHeadBytes = 8;

uint32_t pack_count_of(uint32_t docs) { return docs / kPackDocs + (docs % kPackDocs != 0); }

uint32_t docs_in_pack(uint32_t docs, uint32_t pack) {
  return std::min(kPackDocs, docs - pack * kPackDocs);
}

struct PackEntry {
  uint64_t offset;
  uint32_t values, least;
  uint8_t width, starts_width;
  bool reserved_zero;

  explicit PackEntry(const uint8_t* at)
      : offset(load_le<uint64_t>(at)),
        values(load_le<uint32_t>(at + 8)),
        least(load_le<uint32_t>(at + 12)),
        width(at[16]),
        starts_width(at[17]),
        reserved_zero((load_le<uint16_t>(at + 18) | load_le<uint32_t>(at + 20)) == 0) {}
};

void append_stream(std::string& out, std::span<const uint32_t> values, uint32_t width) {
  const size_t at = out.size();
  out.resize(at + bits_bytes(values.size(), width));
  bits_pack(values.data(), values.size(), width, reinterpret_cast<uint8_t*>(out.data()) + at);
}

// The loops of decode_pack, apart, because a member that might alias keeps them out of vectors.
void count_up(uint32_t n, uint32_t* __restrict out) {
  for (uint32_t i = 0; i < n; ++i) out[i] = i + 1;
}

// Bytes that pass their checksum may still lie: ends never go back, nor beyond the values. They
// are looked at first, which vectors do; mending, one after the other, takes ten times as long.
void keep_in_order(uint32_t n, uint32_t values, uint32_t* __restrict ends) {
  uint32_t wrong = ends[n - 1] > values;
  for (uint32_t i = 1; i < n; ++i) wrong |= ends[i - 1] > ends[i];
  if (wrong == 0) return;
  uint32_t before = 0;
  for (uint32_t i = 0; i < n; ++i) {
    before = std::clamp(ends[i], before, values);
    ends[i] = before;
  }
}

void cap(uint32_t n, uint32_t most, uint32_t* __restrict values) {
  for (uint32_t i = 0; i < n; ++i) values[i] = std::min(values[i], most);
}

// Most documents have few values: so many are copied in one go, without asking how many there are.
constexpr uint32_t kCopied = ValuesColumn::kSpare;
// So many documents are looked for at a time: enough to keep the memory busy.
constexpr size_t kRead = 256;

void make_room(ValuesColumn::Gathered& out, uint64_t values) {
  const uint64_t room = values + kCopied;
  if (out.ordinals.size() < room) out.ordinals.resize(room);
  if (out.begins.size() >= room) return;
  out.begins.resize(room);
  out.docs.resize(room);
}

// All of a pack: nothing to copy.
void gather_all(ValuesColumn::Pack& pack, ValuesColumn::Gathered& out) {
  out.ordinals.swap(pack.ordinals);
  std::memset(out.begins.data(), 0, pack.value_count);
  out.value_count = pack.starts[pack.doc_count];
  for (uint32_t i = 0; i < pack.doc_count; ++i) out.begins[pack.starts[i]] = 1;
  std::copy_n(pack.starts, pack.doc_count + 1, out.starts.begin());
  if (!out.with_docs) return;
  uint16_t* const docs = out.docs.data();
  for (uint32_t i = 0; i < pack.doc_count; ++i) {
    const uint32_t start = pack.starts[i], end = pack.starts[i + 1];
    std::fill_n(docs + start, kCopied, static_cast<uint16_t>(i));
    if (end - start > kCopied) [[unlikely]] {
      std::fill(docs + start + kCopied, docs + end, static_cast<uint16_t>(i));
    }
  }
}

// The documents' values out of a decoded pack. What a copy brings beyond a document's values is
// overwritten by the next one.
void gather_decoded(const ValuesColumn::Pack& pack, std::span<const uint16_t> offsets,
                    ValuesColumn::Gathered& out) {
  const uint32_t* const from = pack.ordinals.data();
  uint32_t* const to = out.ordinals.data();
  uint8_t* const begins = out.begins.data();
  uint16_t* const docs = out.docs.data();
  uint32_t count = 0;
  for (size_t i = 0; i < offsets.size(); ++i) {
    const uint32_t start = pack.starts[offsets[i]];
    const uint32_t n = pack.starts[offsets[i] + 1u] - start;
    std::memcpy(to + count, from + start, kCopied * sizeof(uint32_t));
    std::memset(begins + count, 0, kCopied);
    std::fill_n(docs + count, kCopied, static_cast<uint16_t>(i));
    if (n > kCopied) [[unlikely]] {
      std::memcpy(to + count + kCopied, from + start + kCopied, (n - kCopied) * sizeof(uint32_t));
      std::memset(begins + count + kCopied, 0, n - kCopied);
      std::fill_n(docs + count + kCopied, n - kCopied, static_cast<uint16_t>(i));
    }
    begins[count] = 1;
    out.starts[i] = count;
    count += n;
  }
  out.starts[offsets.size()] = count;
  out.value_count = count;
}

}  // namespace

ValuesColumnWriter::ValuesColumnWriter(uint32_t doc_count, bool single_valued,
                                       std::unique_ptr<Spool> packs)
    : doc_count_(doc_count), single_valued_(single_valued), packs_(std::move(packs)) {
  put_u32(head_, doc_count);
  put_u32(head_, single_valued ? kSingleValued : 0);
}

Status ValuesColumnWriter::add(std::span<const uint32_t> ordinals) {
  PATLAS_CHECK(!single_valued_ || ordinals.size() == 1);
  ordinals_.insert(ordinals_.end(), ordinals.begin(), ordinals.end());
  ends_.push_back(static_cast<uint32_t>(ordinals_.size()));
  ++added_;
  return ends_.size() < kPackDocs ? Status() : end_pack();
}

Status ValuesColumnWriter::end_pack() {
  const auto count = static_cast<uint32_t>(ordinals_.size());
  uint32_t least = 0, most = 0;
  if (count > 0) {
    least = *std::min_element(ordinals_.begin(), ordinals_.end());
    most = *std::max_element(ordinals_.begin(), ordinals_.end());
  }
  for (uint32_t& ordinal : ordinals_) ordinal -= least;
  const uint32_t width = bit_width_u32(most - least);
  const uint32_t ends_width = single_valued_ ? 0 : bit_width_u32(count);
  const uint64_t first_pack = kHeadBytes + pack_count_of(doc_count_) * kEntryBytes;
  put_u64(head_, first_pack + packs_->size());
  put_u32(head_, count);
  put_u32(head_, least);
  put_u8(head_, static_cast<uint8_t>(width));
  put_u8(head_, static_cast<uint8_t>(ends_width));
  head_.append(6, '\0');
  std::string pack;
  if (!single_valued_) append_stream(pack, ends_, ends_width);
  append_stream(pack, ordinals_, width);
  ends_.clear();
  ordinals_.clear();
  return packs_->append(as_bytes(pack));
}

Status ValuesColumnWriter::copy_to(SealedFileWriter& file) {
  PATLAS_CHECK(added_ == doc_count_);
  if (!ends_.empty()) PATLAS_TRY(end_pack());
  PATLAS_TRY(file.append(as_bytes(head_)));
  PATLAS_TRY(packs_->copy_to(file));
  return file.append(as_bytes(std::string(kBitsSlack, '\0')));
}

Status ValuesDictionaryWriter::add(std::string_view value) {
  size_t shared = 0;
  if (count_ > 0 && value <= previous_) {
    return Error{Code::kInvalidArgument, "values must be strictly increasing", {}};
  }
  if (count_ % ValuesColumn::kDictionaryBlock == 0) {
    block_starts_.push_back(blocks_->size());
  } else {
    const size_t most = std::min(previous_.size(), value.size());
    while (shared < most && previous_[shared] == value[shared]) ++shared;
  }
  ++count_;
  std::string entry;
  put_varint(entry, shared);
  put_string(entry, value.substr(shared));
  previous_ = value;
  return blocks_->append(as_bytes(entry));
}

Status ValuesDictionaryWriter::copy_to(SealedFileWriter& file) {
  std::string head;
  put_u32(head, count_);
  put_u32(head, 0);
  const uint64_t first_block = kDictionaryHeadBytes + (block_starts_.size() + 1) * 8;
  for (const uint64_t start : block_starts_) put_u64(head, first_block + start);
  put_u64(head, first_block + blocks_->size());
  PATLAS_TRY(file.append(as_bytes(head)));
  return blocks_->copy_to(file);
}

Result<bool> ValuesCursor::seek(uint32_t ordinal) {
  if (ordinal >= column_->value_count()) return false;
  const uint32_t block = ordinal / ValuesColumn::kDictionaryBlock;
  if (block != block_number_) PATLAS_TRY(column_->decode_dictionary_block(block, block_));
  block_number_ = block;
  ordinal_ = ordinal;
  return true;
}

Result<ValuesColumn> ValuesColumn::open(const Section& packs, const Section& dictionary,
                                        uint32_t doc_count) {
  ValuesColumn column;
  PATLAS_ASSIGN(const Bytes names, dictionary.all());
  column.dictionary_ = dictionary;
  column.dictionary_bytes_ = reinterpret_cast<const uint8_t*>(names.data());
  if (names.size() < kDictionaryHeadBytes + 8 || load_le<uint32_t>(names.data() + 4) != 0) {
    return dictionary.corrupt(0, "a values dictionary is cut short or not one");
  }
  column.value_count_ = load_le<uint32_t>(column.dictionary_bytes_);
  const uint64_t blocks = (column.value_count_ + uint64_t{kDictionaryBlock} - 1) / kDictionaryBlock;
  if (names.size() < kDictionaryHeadBytes + (blocks + 1) * 8) {
    return dictionary.corrupt(0, "a values dictionary is cut short");
  }
  uint64_t previous = kDictionaryHeadBytes + (blocks + 1) * 8;
  for (uint64_t b = 0; b <= blocks; ++b) {
    const uint64_t offset =
        load_le<uint64_t>(column.dictionary_bytes_ + kDictionaryHeadBytes + b * 8);
    if (offset < previous || offset > names.size()) {
      return dictionary.corrupt(kDictionaryHeadBytes + b * 8,
                                "blocks of a values dictionary are out of order");
    }
    previous = offset;
  }

  PATLAS_ASSIGN(const Bytes bytes, packs.all());
  const uint64_t pack_count = pack_count_of(doc_count);
  if (bytes.size() < kHeadBytes + pack_count * kEntryBytes + kBitsSlack ||
      load_le<uint32_t>(bytes.data()) != doc_count ||
      load_le<uint32_t>(bytes.data() + 4) > kSingleValued) {
    return packs.corrupt(0, "a values column is not of this segment's documents");
  }
  column.packs_ = reinterpret_cast<const uint8_t*>(bytes.data());
  column.packs_bytes_ = bytes.size();
  column.directory_ = column.packs_ + kHeadBytes;
  column.doc_count_ = doc_count;
  column.single_valued_ = load_le<uint32_t>(column.packs_ + 4) == kSingleValued;
  for (uint32_t pack = 0; pack < pack_count; ++pack) {
    const PackEntry entry(column.directory_ + pack * kEntryBytes);
    const uint32_t docs = docs_in_pack(doc_count, pack);
    bool sound = entry.reserved_zero && entry.width <= 32 && entry.starts_width <= 32 &&
                 entry.offset <= bytes.size() &&
                 (!column.single_valued_ || (entry.values == docs && entry.starts_width == 0)) &&
                 (entry.values == 0 || entry.least < column.value_count_) &&
                 // Ordinals of no bits are all equal, so a document has one at most; else a pack
                 // of a few bytes could claim billions of values.
                 (entry.width > 0 || entry.values <= docs);
    if (sound) {
      const uint64_t needed =
          bits_bytes(docs, entry.starts_width) + bits_bytes(entry.values, entry.width) + kBitsSlack;
      sound = needed <= bytes.size() - entry.offset;
    }
    if (!sound) {
      return packs.corrupt(kHeadBytes + pack * kEntryBytes,
                           "a pack of a values column contradicts its section");
    }
  }
  return column;
}

void ValuesColumn::decode_pack(uint32_t pack, Pack& out) const {
  const PackEntry entry(directory_ + pack * kEntryBytes);
  const uint32_t docs = docs_in_pack(doc_count_, pack);
  const uint8_t* stream = packs_ + entry.offset;
  out.doc_count = docs;
  out.value_count = entry.values;
  if (out.ordinals.size() < uint64_t{entry.values} + kCopied) {
    out.ordinals.resize(uint64_t{entry.values} + kCopied);
  }
  out.starts[0] = 0;
  if (single_valued_) {
    count_up(docs, out.starts + 1);
  } else {
    bits_unpack(stream, docs, entry.starts_width, 0, out.starts + 1);
    keep_in_order(docs, entry.values, out.starts + 1);
    stream += bits_bytes(docs, entry.starts_width);
  }
  bits_unpack(stream, entry.values, entry.width, entry.least, out.ordinals.data());
  if (entry.least + ((uint64_t{1} << entry.width) - 1) >= value_count_) {
    cap(entry.values, value_count_ - 1, out.ordinals.data());
  }
}

void ValuesColumn::gather(uint32_t pack, std::span<const uint16_t> offsets, bool by_pack,
                          Pack& scratch, Gathered& out) const {
  if (by_pack) {
    if (out.starts.size() <= offsets.size()) out.starts.resize(offsets.size() + 1);
    const PackEntry entry(directory_ + pack * kEntryBytes);
    make_room(out, entry.values);
    decode_pack(pack, scratch);
    if (offsets.size() == scratch.doc_count) {
      gather_all(scratch, out);
    } else {
      gather_decoded(scratch, offsets, out);
    }
    return;
  }
  std::array<uint32_t, kPackDocs> docs;
  for (size_t i = 0; i < offsets.size(); ++i) docs[i] = pack * kPackDocs + offsets[i];
  gather(std::span(docs.data(), offsets.size()), out);
}

void ValuesColumn::prefetch(uint32_t doc) const {
  const PackEntry entry(directory_ + doc / kPackDocs * kEntryBytes);
  const uint64_t bit = uint64_t{doc % kPackDocs} * entry.starts_width;
  __builtin_prefetch(packs_ + entry.offset + bit / 8);
}

void ValuesColumn::gather(std::span<const uint32_t> docs, Gathered& out) const {
  struct Values {
    const uint8_t* ordinals;  // of the pack
    uint32_t begin, end, count, least, width;
  };
  // Places far apart are waited for together: first where the values are, then what they are.
  Values found[kRead];
  if (out.starts.size() <= docs.size()) out.starts.resize(docs.size() + 1);
  uint32_t count = 0;
  for (size_t done = 0; done < docs.size(); done += kRead) {
    const auto some = docs.subspan(done, std::min(kRead, docs.size() - done));
    uint64_t values = count;
    for (size_t i = 0; i < some.size(); ++i) {
      const uint32_t pack = some[i] / kPackDocs, in_pack = some[i] % kPackDocs;
      const PackEntry entry(directory_ + pack * kEntryBytes);
      const uint8_t* const starts = packs_ + entry.offset;
      Values& of = found[i];
      of = {starts, in_pack, in_pack + 1, entry.values, entry.least, entry.width};
      if (!single_valued_) {
        of.ordinals += bits_bytes(docs_in_pack(doc_count_, pack), entry.starts_width);
        of.begin = in_pack == 0 ? 0 : bits_get(starts, in_pack - 1, entry.starts_width);
        of.end = std::min(bits_get(starts, in_pack, entry.starts_width), entry.values);
        of.begin = std::min(of.begin, of.end);
      }
      __builtin_prefetch(of.ordinals + uint64_t{of.begin} * of.width / 8);
      __builtin_prefetch(of.ordinals + uint64_t{of.end} * of.width / 8);
      values += of.end - of.begin;
    }
    make_room(out, values);
    for (size_t i = 0; i < some.size(); ++i) {
      const Values& of = found[i];
      const uint32_t n = of.end - of.begin;
      out.starts[done + i] = count;
      if (n == 0) continue;
      const auto read = [this, &of](uint32_t v) {
        return std::min(of.least + bits_get(of.ordinals, v, of.width), value_count_ - 1);
      };
      uint32_t* const to = out.ordinals.data() + count;
      const auto index = static_cast<uint16_t>(done + i);
      uint32_t known = 0;
      if (of.begin + kCopied <= of.count) {
        for (; known < kCopied; ++known) to[known] = read(of.begin + known);
        std::memset(out.begins.data() + count, 0, kCopied);
        std::fill_n(out.docs.data() + count, kCopied, index);
      }
      for (; known < n; ++known) {
        to[known] = read(of.begin + known);
        out.begins[count + known] = 0;
        out.docs[count + known] = index;
      }
      out.begins[count] = 1;
      count += n;
    }
  }
  out.starts[docs.size()] = count;
  out.value_count = count;
}

void ValuesColumn::get(uint32_t doc, std::vector<uint32_t>& out) const {
  const uint32_t pack = doc / kPackDocs, in_pack = doc % kPackDocs;
  const PackEntry entry(directory_ + pack * kEntryBytes);
  const uint8_t* ordinals = packs_ + entry.offset;
  uint32_t begin = in_pack, end = in_pack + 1;
  if (!single_valued_) {
    begin = in_pack == 0 ? 0 : bits_get(ordinals, in_pack - 1, entry.starts_width);
    end = std::min(bits_get(ordinals, in_pack, entry.starts_width), entry.values);
    ordinals += bits_bytes(docs_in_pack(doc_count_, pack), entry.starts_width);
  }
  out.clear();
  for (uint32_t v = begin; v < end; ++v) {
    out.push_back(std::min(entry.least + bits_get(ordinals, v, entry.width), value_count_ - 1));
  }
}

Status ValuesColumn::decode_dictionary_block(uint32_t block, std::vector<std::string>& out) const {
  const uint8_t* offsets = dictionary_bytes_ + kDictionaryHeadBytes + uint64_t{block} * 8;
  const uint64_t begin = load_le<uint64_t>(offsets), end = load_le<uint64_t>(offsets + 8);
  ByteReader in({reinterpret_cast<const std::byte*>(dictionary_bytes_) + begin, end - begin});
  const uint32_t count = std::min(kDictionaryBlock, value_count_ - block * kDictionaryBlock);
  out.clear();
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t shared = in.varint();
    const std::string_view suffix = in.string();
    if (!in.ok() || shared > (i == 0 ? 0 : out.back().size())) {
      return dictionary_.corrupt(begin, "a block of a values dictionary contradicts itself");
    }
    std::string value = i == 0 ? std::string() : out.back().substr(0, shared);
    value += suffix;
    out.push_back(std::move(value));
  }
  return {};
}

Result<std::string> ValuesColumn::value(uint32_t ordinal) const {
  std::vector<std::string> values;
  PATLAS_TRY(decode_dictionary_block(ordinal / kDictionaryBlock, values));
  return std::move(values[ordinal % kDictionaryBlock]);
}

Result<uint32_t> ValuesColumn::lower_bound(std::string_view value) const {
  // The last block whose first value is not above `value`.
  std::vector<std::string> values;
  uint32_t low = 0, high = (value_count_ + kDictionaryBlock - 1) / kDictionaryBlock;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    PATLAS_TRY(decode_dictionary_block(middle, values));
    if (values.front() <= value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == 0) return 0u;
  PATLAS_TRY(decode_dictionary_block(low - 1, values));
  const auto at = std::lower_bound(values.begin(), values.end(), value);
  return (low - 1) * kDictionaryBlock + static_cast<uint32_t>(at - values.begin());
}

}  // namespace patlas
