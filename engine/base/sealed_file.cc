// engine/base/sealed_file.cc
//
// Twin of itself: the writer makes what the reader checks, and the byte offsets of both are the one
// list of constants below. FORMAT.md, "Sealed files", defines the bytes.
//
// Every byte has its check: the header's and the trailer's own CRC, the tail's CRC for checksum
// table and footer, and block CRCs for all between, which the footer's sections must fill without
// a gap. Tested by sealed_file_test.cc, which flips every bit.
#include "engine/base/sealed_file.h"

#include <xxhash.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <new>
#include <set>
#include <utility>

#include "engine/base/bits.h"
#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/base/crc32c.h"

namespace patlas {

namespace {

constexpr std::string_view kMagic("PATLAS\r\n", 8);  // damaged by any text-mode transfer
constexpr std::string_view kEndMagic("\r\nSALTAP", 8);
constexpr uint32_t kFormatVersion = 2;
constexpr uint32_t kKnownIncompatible = 0;
constexpr uint64_t kAlignment = 64;

constexpr uint64_t kHeaderBytes = 64;
constexpr uint64_t kHeaderVersionAt = 8;
constexpr uint64_t kHeaderTypeAt = 20;
constexpr uint64_t kHeaderFileIdAt = 24;
constexpr uint64_t kHeaderZeroAt = 32;
constexpr uint64_t kHeaderCrcAt = 60;

constexpr uint64_t kFooterHeadBytes = 16;
constexpr uint64_t kFooterEntryBytes = 24;

constexpr uint64_t kTrailerBytes = 64;
constexpr uint64_t kTrailerCrcAt = 52;
constexpr uint64_t kTrailerEndMagicAt = 56;

/// Writes leave in pieces of about this size: large enough that the system call does not count.
constexpr uint64_t kWriteBytes = 256 * 1024;

/// So that a block found in another file, section or place does not pass.
uint32_t block_seed(uint64_t file_id, SectionName name, uint64_t block) {
  char key[20];
  store_le(key, file_id);
  store_le(key + 8, name.type);
  store_le(key + 10, name.part);
  store_le(key + 12, block);
  return crc32c(0, as_bytes({key, sizeof(key)}));
}

uint32_t tail_crc(uint64_t file_id, Bytes tail) {
  char key[8];
  store_le(key, file_id);
  return crc32c(crc32c(0, as_bytes({key, sizeof(key)})), tail);
}

std::string encode_header(FileType type, uint64_t file_id) {
  std::string out(kMagic);
  put_u32(out, kFormatVersion);
  put_u32(out, 0);  // incompatible features
  put_u32(out, 0);  // compatible features
  put_u16(out, static_cast<uint16_t>(type));
  put_u16(out, 0);
  put_u64(out, file_id);
  out.resize(kHeaderCrcAt, '\0');
  put_u32(out, crc32c(0, as_bytes(out)));
  return out;
}

std::string name_text(SectionName name) {
  return "section " + std::to_string(name.type) + "." + std::to_string(name.part);
}

/// What the footer says of one section.
struct SectionEntry {
  SectionName name;
  uint64_t offset = 0;
  uint64_t size = 0;
};

class Hash128 {
 public:
  Hash128() : state_(XXH3_createState(), &XXH3_freeState) {
    if (state_ == nullptr) throw std::bad_alloc();
    PATLAS_CHECK(XXH3_128bits_reset(state_.get()) == XXH_OK);
  }
  void add(Bytes bytes) { XXH3_128bits_update(state_.get(), bytes.data(), bytes.size()); }
  XXH128_hash_t digest() const { return XXH3_128bits_digest(state_.get()); }

 private:
  std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state_;
};

class Writer final : public SealedFileWriter {
 public:
  Writer(std::unique_ptr<WritableFile> file, FileType type, uint64_t file_id)
      : file_(std::move(file)), file_id_(file_id) {
    add_raw(as_bytes(encode_header(type, file_id)));
    block_start_ = pending_.size();
  }

  Status begin_section(SectionName name) override {
    if (!state_) return state_;
    PATLAS_CHECK(!open_ && !finished_);
    PATLAS_CHECK(names_.insert(name).second);
    open_ = true;
    sections_.push_back({name, offset_, 0});
    section_block_ = 0;
    return {};
  }

  Status append(Bytes bytes) override {
    if (!state_) return state_;
    PATLAS_CHECK(open_);
    sections_.back().size += bytes.size();
    return add_blocks(bytes);
  }

  Status end_section() override {
    if (!state_) return state_;
    PATLAS_CHECK(open_);
    constexpr std::byte kZeros[kAlignment] = {};
    PATLAS_TRY(add_blocks(Bytes(kZeros).first(round_up(offset_, kAlignment) - offset_)));
    if (pending_.size() > block_start_) seal_block();
    open_ = false;
    return {};
  }

  Result<SealedFileInfo> finish() override {
    if (!state_) return state_.error();
    PATLAS_CHECK(!open_ && !finished_);
    finished_ = true;
    const Tail tail = add_tail();
    PATLAS_TRY(flush());
    const XXH128_hash_t hash = hash_.digest();  // of all but the trailer, which holds it
    const SealedFileInfo info{offset_ + kTrailerBytes, hash.low64, hash.high64};
    PATLAS_TRY(file_->append(as_bytes(encode_trailer(tail, info))));
    PATLAS_TRY(file_->sync());
    PATLAS_TRY(file_->close());
    return info;
  }

 private:
  void add_raw(Bytes bytes) {
    pending_.append(as_text(bytes));
    offset_ += bytes.size();
  }

  /// Cuts what comes into blocks of the open section.
  Status add_blocks(Bytes bytes) {
    while (!bytes.empty()) {
      const uint64_t room = kBlockBytes - (pending_.size() - block_start_);
      const Bytes part = bytes.first(std::min<uint64_t>(room, bytes.size()));
      add_raw(part);
      bytes = bytes.subspan(part.size());
      if (part.size() < room) break;
      seal_block();
      if (pending_.size() >= kWriteBytes) PATLAS_TRY(flush());
    }
    return {};
  }

  void seal_block() {
    const Bytes block = as_bytes(pending_).subspan(block_start_);
    checksums_.push_back(
        crc32c(block_seed(file_id_, sections_.back().name, section_block_), block));
    ++section_block_;
    block_start_ = pending_.size();
  }

  Status flush() {
    hash_.add(as_bytes(pending_));
    state_ = file_->append(as_bytes(pending_));
    pending_.clear();
    block_start_ = 0;
    return state_;
  }

  struct Tail {
    uint64_t checksums_offset = 0;
    uint64_t footer_offset = 0;
    uint32_t crc = 0;
  };

  Tail add_tail() {
    std::string bytes;
    for (const uint32_t checksum : checksums_) put_u32(bytes, checksum);
    Tail tail{offset_, offset_ + bytes.size(), 0};
    put_u64(bytes, sections_.size());
    put_u64(bytes, checksums_.size());
    for (const SectionEntry& section : sections_) {
      put_u16(bytes, section.name.type);
      put_u16(bytes, section.name.part);
      put_u32(bytes, 0);
      put_u64(bytes, section.offset);
      put_u64(bytes, section.size);
    }
    tail.crc = tail_crc(file_id_, as_bytes(bytes));
    add_raw(as_bytes(bytes));
    return tail;
  }

  std::string encode_trailer(const Tail& tail, const SealedFileInfo& info) const {
    std::string out;
    put_u64(out, tail.checksums_offset);
    put_u64(out, tail.footer_offset);
    put_u64(out, info.size_bytes);
    put_u64(out, file_id_);
    put_u64(out, info.hash_low);
    put_u64(out, info.hash_high);
    put_u32(out, tail.crc);
    put_u32(out, crc32c(0, as_bytes(out)));
    return out.append(kEndMagic);
  }

  std::unique_ptr<WritableFile> file_;
  uint64_t file_id_;
  std::vector<SectionEntry> sections_;
  std::set<SectionName> names_;
  std::vector<uint32_t> checksums_;
  std::string pending_;         ///< not yet given to the file
  uint64_t block_start_ = 0;    ///< in pending_, of the block being filled
  uint64_t section_block_ = 0;  ///< its number in the open section
  uint64_t offset_ = 0;         ///< bytes from the file's start to the end of pending_
  Hash128 hash_;
  bool open_ = false, finished_ = false;
  Status state_;  ///< the first refusal stays: the file is useless from there on
};

}  // namespace

Result<std::unique_ptr<SealedFileWriter>> SealedFileWriter::create(Fs& fs, const std::string& path,
                                                                   FileType type,
                                                                   uint64_t file_id) {
  PATLAS_ASSIGN(std::unique_ptr<WritableFile> file, fs.create(path));
  return std::unique_ptr<SealedFileWriter>(new Writer(std::move(file), type, file_id));
}

struct SealedFile::State {
  std::string path;
  std::unique_ptr<ReadableFile> file;
  Bytes bytes;  ///< the whole file
  FileType type{};
  uint64_t file_id = 0;
  uint64_t trailer_offset = 0;
  uint64_t checksums_offset = 0;
  uint64_t footer_offset = 0;
  uint64_t block_count = 0;
  std::vector<Section> sections;                      ///< in file order
  std::vector<std::pair<SectionName, size_t>> ranks;  ///< into sections, sorted by name
  std::unique_ptr<std::atomic<uint64_t>[]> verified;  ///< one bit a block

  Error corrupt(uint64_t offset, std::string message) const {
    return Error{Code::kCorruption, std::move(message),
                 Place{path, "", offset, Place::kNone, Place::kNone}};
  }
  const std::byte* at(uint64_t offset) const { return bytes.data() + offset; }
  XXH128_hash_t stored_hash() const {
    return {load_le<uint64_t>(at(trailer_offset + 32)), load_le<uint64_t>(at(trailer_offset + 40))};
  }

  Status intact() const {
    if (!file->lost()) return {};
    return Error{Code::kIo,
                 "the file was cut short, or cannot be read any more, since it was opened",
                 Place{path, "", Place::kNone, Place::kNone, Place::kNone}};
  }

  Status check_header(const uint64_t* expected_id);
  Status check_trailer(const SealedFileInfo* info);
  Status read_footer();
  Result<uint64_t> add_section(ByteReader& footer, uint64_t offset);
  Status rank_sections();
  Status check_block(const Section& section, uint64_t block) const;
  Status check_blocks(const Section& section, uint64_t first, uint64_t last) const;
};

Status SealedFile::State::check_header(const uint64_t* expected_id) {
  if (bytes.size() < kHeaderBytes + kTrailerBytes) {
    return corrupt(bytes.size(), "the file is cut short: no room for header and trailer");
  }
  if (as_text(bytes.first(kMagic.size())) != kMagic) return corrupt(0, "not a Patlas file");
  if (load_le<uint32_t>(at(kHeaderCrcAt)) != crc32c(0, bytes.first(kHeaderCrcAt))) {
    return corrupt(kHeaderCrcAt, "the header's checksum differs");
  }
  ByteReader header(bytes.subspan(kHeaderVersionAt, kHeaderTypeAt - kHeaderVersionAt));
  const uint32_t version = header.u32();
  const uint32_t incompatible = header.u32();
  if (version != kFormatVersion || (incompatible & ~kKnownIncompatible) != 0) {
    return Error{Code::kUnsupportedVersion,
                 "format version " + std::to_string(version) + " with incompatible features " +
                     std::to_string(incompatible) + "; this build reads version " +
                     std::to_string(kFormatVersion) + " with features " +
                     std::to_string(kKnownIncompatible),
                 Place{path, "", kHeaderVersionAt, Place::kNone, Place::kNone}};
  }
  const uint16_t found_type = load_le<uint16_t>(at(kHeaderTypeAt));
  if (found_type != static_cast<uint16_t>(type)) {
    return corrupt(kHeaderTypeAt, "the file is of type " + std::to_string(found_type) + ", not " +
                                      std::to_string(static_cast<uint16_t>(type)));
  }
  const Bytes zeros = bytes.subspan(kHeaderZeroAt, kHeaderCrcAt - kHeaderZeroAt);
  if (load_le<uint16_t>(at(kHeaderTypeAt + 2)) != 0 ||
      std::any_of(zeros.begin(), zeros.end(), [](std::byte b) { return b != std::byte{0}; })) {
    return corrupt(kHeaderZeroAt, "reserved header bytes are not zero");
  }
  file_id = load_le<uint64_t>(at(kHeaderFileIdAt));
  if (expected_id != nullptr && file_id != *expected_id) {
    return corrupt(kHeaderFileIdAt, "the file is another one than the manifest names");
  }
  return {};
}

Status SealedFile::State::check_trailer(const SealedFileInfo* info) {
  trailer_offset = bytes.size() - kTrailerBytes;
  const Bytes trailer = bytes.subspan(trailer_offset);
  if (as_text(trailer.subspan(kTrailerEndMagicAt)) != kEndMagic) {
    return corrupt(trailer_offset, "the file does not end in a trailer: cut short or unfinished");
  }
  if (load_le<uint32_t>(trailer.data() + kTrailerCrcAt) !=
      crc32c(0, trailer.first(kTrailerCrcAt))) {
    return corrupt(trailer_offset, "the trailer's checksum differs");
  }
  ByteReader reader(trailer);
  checksums_offset = reader.u64();
  footer_offset = reader.u64();
  const uint64_t size_bytes = reader.u64();
  if (size_bytes != bytes.size() || reader.u64() != file_id || checksums_offset < kHeaderBytes ||
      footer_offset < checksums_offset || trailer_offset < footer_offset ||
      trailer_offset - footer_offset < kFooterHeadBytes) {
    return corrupt(trailer_offset, "the trailer describes another file");
  }
  const XXH128_hash_t hash = stored_hash();
  if (info != nullptr && (info->size_bytes != size_bytes || info->hash_low != hash.low64 ||
                          info->hash_high != hash.high64)) {
    return corrupt(trailer_offset, "size or hash differ from the manifest's");
  }
  const Bytes tail = bytes.subspan(checksums_offset, trailer_offset - checksums_offset);
  if (load_le<uint32_t>(at(trailer_offset + 48)) != tail_crc(file_id, tail)) {
    return corrupt(checksums_offset, "the checksum of table and footer differs");
  }
  return {};
}

/// Appends the next entry's section, which must start at `offset`; gives where the one after
/// starts.
Result<uint64_t> SealedFile::State::add_section(ByteReader& footer, uint64_t offset) {
  const uint64_t entry_offset = footer_offset + footer.offset();
  Section section;
  section.file_ = nullptr;  // set by open, which knows the SealedFile
  section.name_.type = footer.u16();
  section.name_.part = footer.u16();
  const bool reserved_zero = footer.u32() == 0;
  section.offset_ = footer.u64();
  section.size_ = footer.u64();
  section.first_block_ = block_count;
  // The sizes are untrusted even behind a right checksum: compare without adding first.
  if (!footer.ok() || !reserved_zero || section.offset_ != offset ||
      section.size_ > checksums_offset - offset) {
    return corrupt(entry_offset, "a section does not lie where the one before it ends");
  }
  const uint64_t padded = round_up(section.size_, kAlignment);
  if (padded > checksums_offset - offset) {
    return corrupt(entry_offset, "a section's padding leaves the file");
  }
  block_count += (padded + kBlockBytes - 1) / kBlockBytes;
  sections.push_back(section);
  return offset + padded;
}

Status SealedFile::State::read_footer() {
  ByteReader footer(bytes.subspan(footer_offset, trailer_offset - footer_offset));
  const uint64_t section_count = footer.u64();
  const uint64_t stored_block_count = footer.u64();
  if (section_count != footer.remaining() / kFooterEntryBytes ||
      footer.remaining() % kFooterEntryBytes != 0) {
    return corrupt(footer_offset, "the footer's length does not fit its number of sections");
  }
  sections.reserve(section_count);
  uint64_t offset = kHeaderBytes;
  for (uint64_t i = 0; i < section_count; ++i) {
    PATLAS_ASSIGN(offset, add_section(footer, offset));
  }
  if (offset != checksums_offset || block_count != stored_block_count ||
      block_count != (footer_offset - checksums_offset) / sizeof(uint32_t) ||
      (footer_offset - checksums_offset) % sizeof(uint32_t) != 0) {
    return corrupt(footer_offset, "sections and checksums do not fill the file");
  }
  return rank_sections();
}

Status SealedFile::State::rank_sections() {
  for (size_t i = 0; i < sections.size(); ++i) ranks.emplace_back(sections[i].name_, i);
  std::sort(ranks.begin(), ranks.end());
  for (size_t i = 1; i < ranks.size(); ++i) {
    if (ranks[i].first == ranks[i - 1].first) {
      return corrupt(footer_offset, "two sections have one name: " + name_text(ranks[i].first));
    }
  }
  return {};
}

Status SealedFile::State::check_block(const Section& section, uint64_t block) const {
  const uint64_t begin = block * kBlockBytes;  // in the section
  const uint64_t padded = round_up(section.size_, kAlignment);
  const uint64_t end = std::min(begin + kBlockBytes, padded);
  const Bytes content = bytes.subspan(section.offset_ + begin, end - begin);
  const uint64_t rank = section.first_block_ + block;
  const uint32_t expected = load_le<uint32_t>(at(checksums_offset + rank * sizeof(uint32_t)));
  if (crc32c(block_seed(file_id, section.name_, block), content) != expected) {
    PATLAS_TRY(intact());
    return corrupt(section.offset_ + begin, "the checksum of block " + std::to_string(block) +
                                                " of " + name_text(section.name_) + " differs");
  }
  if (end == padded) {
    const Bytes padding = content.subspan(section.size_ - begin);
    const bool zero =
        std::all_of(padding.begin(), padding.end(), [](std::byte b) { return b == std::byte{0}; });
    if (!zero) return corrupt(section.offset_ + section.size_, "padding is not zero");
  }
  verified[rank / 64].fetch_or(uint64_t{1} << rank % 64, std::memory_order_relaxed);
  return {};
}

Status SealedFile::State::check_blocks(const Section& section, uint64_t first,
                                       uint64_t last) const {
  for (uint64_t block = first; block <= last; ++block) {
    const uint64_t rank = section.first_block_ + block;
    // Relaxed is enough: the bit says only that bytes which never change were once compared.
    const uint64_t word = verified[rank / 64].load(std::memory_order_relaxed);
    if ((word >> rank % 64 & 1) == 0) PATLAS_TRY(check_block(section, block));
  }
  return {};
}

Result<Bytes> Section::bytes(uint64_t offset, uint64_t length) const {
  if (offset > size_ || length > size_ - offset) {
    return corrupt(offset, "bytes " + std::to_string(offset) + " and " + std::to_string(length) +
                               " on leave " + name_text(name_) + " of " + std::to_string(size_));
  }
  if (length == 0) return Bytes{};
  const SealedFile::State& state = *file_->state_;
  PATLAS_TRY(state.check_blocks(*this, offset / kBlockBytes, (offset + length - 1) / kBlockBytes));
  return state.bytes.subspan(offset_ + offset, length);
}

void Section::prefetch(uint64_t offset) const noexcept {
  if (offset < size_) __builtin_prefetch(file_->state_->bytes.data() + offset_ + offset);
}

Error Section::corrupt(uint64_t offset, std::string message) const {
  // A damaged offset may be anything; the sum wraps rather than hide the message.
  if (file_ != nullptr) return file_->state_->corrupt(offset_ + offset, std::move(message));
  return Error{Code::kCorruption, std::move(message), {}};
}

SealedFile::SealedFile() : state_(std::make_unique<State>()) {}
SealedFile::~SealedFile() = default;

Result<std::shared_ptr<SealedFile>> SealedFile::open(Fs& fs, const std::string& path, FileType type,
                                                     const uint64_t* file_id,
                                                     const SealedFileInfo* info) {
  const std::shared_ptr<SealedFile> sealed(new SealedFile);
  State& state = *sealed->state_;
  state.path = path;
  state.type = type;
  PATLAS_ASSIGN(state.file, fs.open(path));
  PATLAS_ASSIGN(state.bytes, state.file->map());
  PATLAS_TRY(state.check_header(file_id));
  PATLAS_TRY(state.check_trailer(info));
  PATLAS_TRY(state.read_footer());
  for (Section& section : state.sections) section.file_ = sealed.get();
  state.verified = std::make_unique<std::atomic<uint64_t>[]>((state.block_count + 63) / 64);
  return sealed;
}

const std::string& SealedFile::path() const { return state_->path; }
uint64_t SealedFile::file_id() const { return state_->file_id; }
uint64_t SealedFile::size_bytes() const { return state_->bytes.size(); }
Bytes SealedFile::bytes() const { return state_->bytes; }
const std::vector<Section>& SealedFile::sections() const { return state_->sections; }

bool SealedFile::has_section(SectionName name) const {
  const auto at = std::lower_bound(state_->ranks.begin(), state_->ranks.end(),
                                   std::pair<SectionName, size_t>(name, 0));
  return at != state_->ranks.end() && at->first == name;
}

Result<Section> SealedFile::section(SectionName name) const {
  const auto at = std::lower_bound(state_->ranks.begin(), state_->ranks.end(),
                                   std::pair<SectionName, size_t>(name, 0));
  if (at != state_->ranks.end() && at->first == name) return state_->sections[at->second];
  return state_->corrupt(state_->footer_offset, name_text(name) + " is missing");
}

Status SealedFile::intact() const { return state_->intact(); }

Status SealedFile::verify() const {
  const State& state = *state_;
  PATLAS_TRY(state.intact());
  // Header and footer were checked when the file was opened, but the disk may have changed since.
  State again;
  again.path = state.path;
  again.type = state.type;
  again.bytes = state.bytes;
  PATLAS_TRY(again.check_header(&state.file_id));
  PATLAS_TRY(again.check_trailer(nullptr));
  for (const Section& section : state.sections) {
    const uint64_t blocks = (round_up(section.size_, kAlignment) + kBlockBytes - 1) / kBlockBytes;
    for (uint64_t block = 0; block < blocks; ++block) PATLAS_TRY(state.check_block(section, block));
  }
  const XXH128_hash_t hash = XXH3_128bits(state.bytes.data(), state.trailer_offset);
  if (XXH128_isEqual(hash, state.stored_hash()) == 0) {
    return state.corrupt(state.trailer_offset, "the hash of the whole file differs");
  }
  return state.intact();
}

}  // namespace patlas
