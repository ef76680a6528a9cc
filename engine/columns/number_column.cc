#include "engine/columns/number_column.h"

#include <algorithm>
#include <limits>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/codec/bitpack.h"

namespace patlas {
namespace {

// FORMAT.md, "Number columns". Head: u32 documents, u32 zero. Entry of a pack: u64 offset,
// u32 minimum, u32 width.
constexpr uint64_t kHeadBytes = 8;
constexpr uint64_t kEntryBytes = 16;

uint32_t pack_count_of(uint32_t docs) { return docs / kPackDocs + (docs % kPackDocs != 0); }

uint32_t docs_in_pack(uint32_t docs, uint32_t pack) {
  return std::min(kPackDocs, docs - pack * kPackDocs);
}

void put_head(std::string& out, uint32_t docs) {
  put_u32(out, docs);
  put_u32(out, 0);
}

/// Appends the entry of a pack that begins at `offset`, and its bits.
void put_pack(std::span<const uint32_t> values, uint64_t offset, std::string& directory,
              std::string& packs) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const uint32_t base = *least, width = bit_width_u32(*most - base);
  put_u64(directory, offset);
  put_u32(directory, base);
  put_u32(directory, width);
  uint32_t rest[kPackDocs];
  for (size_t i = 0; i < values.size(); ++i) rest[i] = values[i] - base;
  const size_t at = packs.size();
  packs.resize(at + bits_bytes(values.size(), width));
  bits_pack(rest, values.size(), width, reinterpret_cast<uint8_t*>(packs.data()) + at);
}

}  // namespace

std::string encode_number_column(std::span<const uint32_t> values) {
  const uint32_t docs = static_cast<uint32_t>(values.size());
  std::string out, packs;
  put_head(out, docs);
  const uint64_t first_pack = kHeadBytes + pack_count_of(docs) * kEntryBytes;
  for (uint32_t pack = 0; pack < pack_count_of(docs); ++pack) {
    put_pack(values.subspan(pack * kPackDocs, docs_in_pack(docs, pack)), first_pack + packs.size(),
             out, packs);
  }
  packs.append(kBitsSlack, '\0');
  return out += packs;
}

NumberColumnWriter::NumberColumnWriter(uint32_t doc_count, std::unique_ptr<Spool> packs)
    : doc_count_(doc_count), packs_(std::move(packs)) {
  put_head(head_, doc_count);
}

Status NumberColumnWriter::add(uint32_t value) {
  pack_.push_back(value);
  ++added_;
  return pack_.size() < kPackDocs ? Status() : end_pack();
}

Status NumberColumnWriter::end_pack() {
  const uint64_t first_pack = kHeadBytes + pack_count_of(doc_count_) * kEntryBytes;
  std::string bits;
  put_pack(pack_, first_pack + packs_->size(), head_, bits);
  pack_.clear();
  return packs_->append(as_bytes(bits));
}

Status NumberColumnWriter::copy_to(SealedFileWriter& file) {
  PATLAS_CHECK(added_ == doc_count_);
  if (!pack_.empty()) PATLAS_TRY(end_pack());
  PATLAS_TRY(file.append(as_bytes(head_)));
  PATLAS_TRY(packs_->copy_to(file));
  return file.append(as_bytes(std::string(kBitsSlack, '\0')));
}

Result<NumberColumn> NumberColumn::open(const Section& section, uint32_t doc_count) {
  PATLAS_ASSIGN(const Bytes bytes, section.all());
  NumberColumn column;
  const uint64_t packs = pack_count_of(doc_count);
  if (bytes.size() < kHeadBytes + packs * kEntryBytes + kBitsSlack ||
      load_le<uint32_t>(bytes.data()) != doc_count || load_le<uint32_t>(bytes.data() + 4) != 0) {
    return section.corrupt(0, "a number column is not of this segment's documents");
  }
  column.bytes_ = reinterpret_cast<const uint8_t*>(bytes.data());
  column.directory_ = column.bytes_ + kHeadBytes;
  column.size_ = bytes.size();
  column.doc_count_ = doc_count;
  for (uint32_t pack = 0; pack < packs; ++pack) {
    const uint8_t* entry = column.directory_ + pack * kEntryBytes;
    const uint64_t offset = load_le<uint64_t>(entry);
    const uint32_t width = load_le<uint32_t>(entry + 12);
    const uint64_t needed =
        width > 32 ? 0 : bits_bytes(docs_in_pack(doc_count, pack), width) + kBitsSlack;
    if (width > 32 || offset > bytes.size() || needed > bytes.size() - offset) {
      return section.corrupt(kHeadBytes + pack * kEntryBytes,
                             "a pack of a number column is not inside its section");
    }
  }
  return column;
}

uint32_t NumberColumn::get(uint32_t doc) const noexcept {
  const uint8_t* entry = directory_ + doc / kPackDocs * kEntryBytes;
  return load_le<uint32_t>(entry + 8) + bits_get(bytes_ + load_le<uint64_t>(entry), doc % kPackDocs,
                                                 load_le<uint32_t>(entry + 12));
}

uint32_t NumberColumn::decode_pack(uint32_t pack, uint32_t* out) const noexcept {
  const uint8_t* entry = directory_ + pack * kEntryBytes;
  const uint32_t docs = docs_in_pack(doc_count_, pack);
  bits_unpack(bytes_ + load_le<uint64_t>(entry), docs, load_le<uint32_t>(entry + 12),
              load_le<uint32_t>(entry + 8), out);
  return docs;
}

uint32_t NumberColumn::pack_min(uint32_t pack) const noexcept {
  return load_le<uint32_t>(directory_ + pack * kEntryBytes + 8);
}

uint32_t NumberColumn::pack_max_bound(uint32_t pack) const noexcept {
  const uint8_t* entry = directory_ + pack * kEntryBytes;
  const uint64_t bound =
      load_le<uint32_t>(entry + 8) + ((uint64_t{1} << load_le<uint32_t>(entry + 12)) - 1);
  return static_cast<uint32_t>(std::min<uint64_t>(bound, std::numeric_limits<uint32_t>::max()));
}

}  // namespace patlas
