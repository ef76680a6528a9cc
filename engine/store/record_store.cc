#include "engine/store/record_store.h"

#define ZDICT_STATIC_LINKING_ONLY
#include <zdict.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <mutex>
#include <new>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/coding.h"

namespace patlas {
namespace {

// zstd gives a block at most 128 KiB and at least 4 bytes (a header and one byte to repeat), so
// that a claim beyond is false, and no memory need be taken to see it.
uint64_t most_original_bytes(uint64_t packed_bytes) {
  return std::min((packed_bytes / 4 + 1) * ZSTD_BLOCKSIZE_MAX, kStoredBytesMax);
}

constexpr size_t kKeptBytes = 1u << 20;  // of a packer's buffer between records

struct FreeContext {
  void operator()(ZSTD_CCtx* c) const { ZSTD_freeCCtx(c); }
  void operator()(ZSTD_DCtx* c) const { ZSTD_freeDCtx(c); }
  void operator()(ZSTD_CDict* d) const { ZSTD_freeCDict(d); }
  void operator()(ZSTD_DDict* d) const { ZSTD_freeDDict(d); }
};
using Compressor = std::unique_ptr<ZSTD_CCtx, FreeContext>;
using Decompressor = std::unique_ptr<ZSTD_DCtx, FreeContext>;

}  // namespace

struct RecordDictionary::State {
  std::string bytes;
};

RecordDictionary::RecordDictionary() : state_(std::make_unique<State>()) {}
RecordDictionary::~RecordDictionary() = default;

std::shared_ptr<const RecordDictionary> RecordDictionary::train(
    std::span<const std::string_view> samples, size_t max_bytes) {
  auto dictionary = std::make_shared<RecordDictionary>();
  std::string all;
  std::vector<size_t> sizes;
  for (const std::string_view sample : samples) {
    all += sample;
    sizes.push_back(sample.size());
  }
  // Fixed parameters instead of a search for the best: one pass, and the same dictionary every
  // time.
  ZDICT_fastCover_params_t parameters{};
  parameters.k = 1024;
  parameters.d = 8;
  parameters.f = 20;
  parameters.accel = 1;
  parameters.zParams.compressionLevel = 3;
  std::string bytes(max_bytes, '\0');
  const size_t size =
      ZDICT_trainFromBuffer_fastCover(bytes.data(), bytes.size(), all.data(), sizes.data(),
                                      static_cast<unsigned>(sizes.size()), parameters);
  // Too few or too equal samples: no dictionary is a valid one.
  if (ZDICT_isError(size)) return dictionary;
  bytes.resize(size);
  dictionary->state_->bytes = std::move(bytes);
  return dictionary;
}

std::shared_ptr<const RecordDictionary> RecordDictionary::from_bytes(Bytes bytes) {
  auto dictionary = std::make_shared<RecordDictionary>();
  dictionary->state_->bytes = as_text(bytes);
  return dictionary;
}

std::string_view RecordDictionary::bytes() const { return state_->bytes; }

struct RecordPacker::State {
  Compressor context{ZSTD_createCCtx()};
  std::unique_ptr<ZSTD_CDict, FreeContext> dictionary;
  std::string packed;  // of one record, with room for the next
};

RecordPacker::RecordPacker(std::shared_ptr<const RecordDictionary> dictionary, int level)
    : state_(std::make_unique<State>()) {
  if (state_->context == nullptr) throw std::bad_alloc();
  const std::string_view bytes = dictionary->bytes();
  if (!bytes.empty()) {
    state_->dictionary.reset(ZSTD_createCDict(bytes.data(), bytes.size(), level));
    if (state_->dictionary == nullptr) throw std::bad_alloc();
    ZSTD_CCtx_refCDict(state_->context.get(), state_->dictionary.get());
  }
  ZSTD_CCtx_setParameter(state_->context.get(), ZSTD_c_compressionLevel, level);
  // The lengths stand before the frame, and blocks have their own checksums.
  ZSTD_CCtx_setParameter(state_->context.get(), ZSTD_c_contentSizeFlag, 0);
  ZSTD_CCtx_setParameter(state_->context.get(), ZSTD_c_checksumFlag, 0);
  ZSTD_CCtx_setParameter(state_->context.get(), ZSTD_c_dictIDFlag, 0);
}

RecordPacker::~RecordPacker() = default;

void RecordPacker::pack(std::string_view record, std::string& out) {
  PATLAS_CHECK(record.size() <= kStoredBytesMax);
  std::string& packed = state_->packed;
  packed.resize(std::max(packed.size(), ZSTD_compressBound(record.size())));
  const size_t size = ZSTD_compress2(state_->context.get(), packed.data(), packed.size(),
                                     record.data(), record.size());
  if (ZSTD_getErrorCode(size) == ZSTD_error_memory_allocation) throw std::bad_alloc();
  PATLAS_CHECK(!ZSTD_isError(size));
  put_varint(out, record.size());
  put_varint(out, size);
  out.append(packed, 0, size);
  // One giant record must not hold its room for good.
  if (packed.size() > kKeptBytes) std::string().swap(packed);
}

struct RecordStore::State {
  std::shared_ptr<SealedFile> file;
  Section records;
  std::unique_ptr<ZSTD_DDict, FreeContext> dictionary;
  std::mutex mutex;
  std::vector<Decompressor> idle;

  Decompressor take() {
    {
      const std::lock_guard hold(mutex);
      if (!idle.empty()) {
        Decompressor context = std::move(idle.back());
        idle.pop_back();
        return context;
      }
    }
    return Decompressor(ZSTD_createDCtx());
  }
  void give_back(Decompressor context) {
    const std::lock_guard hold(mutex);
    idle.push_back(std::move(context));
  }
};

RecordStore::RecordStore() : state_(std::make_unique<State>()) {}
RecordStore::~RecordStore() = default;

Result<std::shared_ptr<const RecordStore>> RecordStore::open(std::shared_ptr<SealedFile> file) {
  std::shared_ptr<RecordStore> store(new RecordStore());
  State& state = *store->state_;
  PATLAS_ASSIGN(const Section section, file->section({kStoreDictionarySection, 0}));
  PATLAS_ASSIGN(const Bytes dictionary, section.all());
  PATLAS_ASSIGN(state.records, file->section({kStoreRecordsSection, 0}));
  if (!dictionary.empty()) {
    state.dictionary.reset(ZSTD_createDDict(dictionary.data(), dictionary.size()));
    if (!state.dictionary) return section.corrupt(0, "the record dictionary is not one of zstd's");
  }
  state.file = std::move(file);
  return std::shared_ptr<const RecordStore>(std::move(store));
}

uint64_t RecordStore::packed_bytes() const { return state_->records.size(); }

Result<std::string> RecordStore::get(uint64_t locator) const {
  const Section& records = state_->records;
  if (locator >= records.size())
    return records.corrupt(records.size(), "a locator is beyond the records");
  PATLAS_ASSIGN(const Bytes head,
                records.bytes(locator, std::min<uint64_t>(20, records.size() - locator)));
  ByteReader in(head);
  const uint64_t size = in.varint(), packed_size = in.varint();
  if (!in.ok() || packed_size > records.size() - locator - in.offset() ||
      size > most_original_bytes(packed_size)) {
    return records.corrupt(locator, "a record's lengths do not fit the file");
  }
  PATLAS_ASSIGN(const Bytes packed, records.bytes(locator + in.offset(), packed_size));
  Decompressor context = state_->take();
  if (!context) return Error{Code::kLimit, "no memory to unpack a record", {}};
  std::string record(size, '\0');
  const size_t unpacked =
      state_->dictionary
          ? ZSTD_decompress_usingDDict(context.get(), record.data(), record.size(), packed.data(),
                                       packed.size(), state_->dictionary.get())
          : ZSTD_decompressDCtx(context.get(), record.data(), record.size(), packed.data(),
                                packed.size());
  state_->give_back(std::move(context));
  if (ZSTD_isError(unpacked) || unpacked != size) {
    return records.corrupt(locator, "a record does not unpack to its length");
  }
  return record;
}

}  // namespace patlas
