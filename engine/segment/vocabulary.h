// engine/segment/vocabulary.h
//
// The distinct terms that one loading thread has met since its last sealed run: bytes to a dense
// id.
//
// Shape    open addressing over 8-byte slots (32 bits of hash, 32 of id); term bytes in blocks that
//          never move. A look-up that misses the cache costs one line for the slot and one for the
//          entry, so callers prefetch a document's slots before they look up its terms.
// Cost     about 50 bytes a term plus its bytes.
#ifndef PATLAS_ENGINE_SEGMENT_VOCABULARY_H_
#define PATLAS_ENGINE_SEGMENT_VOCABULARY_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace patlas {

class Vocabulary {
 public:
  struct Entry {
    const char* data = nullptr;
    uint32_t size = 0;
    uint32_t languages = 0;   ///< bit L: met in a document whose field has language L
    uint64_t last_chunk = 0;  ///< where the inverter put the term's newest postings; 0 for none
    uint32_t batch = 0;       ///< last batch that met the term, and its number there
    uint32_t number_in_batch = 0;

    std::string_view bytes() const { return {data, size}; }
  };

  Vocabulary();
  static uint64_t hash(std::string_view bytes);
  void prefetch(uint64_t hash) const { __builtin_prefetch(&slots_[slot_of(hash)]); }
  /// The id of `bytes`, new or known.
  uint32_t intern(uint64_t hash, std::string_view bytes);
  uint32_t intern(std::string_view bytes) { return intern(hash(bytes), bytes); }

  Entry& entry(uint32_t id) { return entries_[id]; }
  const Entry& entry(uint32_t id) const { return entries_[id]; }
  uint32_t size() const { return static_cast<uint32_t>(entries_.size()); }
  uint64_t memory_bytes() const;
  /// All ids in byte order of their terms.
  std::vector<uint32_t> sorted_ids() const;

 private:
  uint64_t slot_of(uint64_t hash) const { return hash & (slots_.size() - 1); }
  void grow();
  const char* keep(std::string_view bytes);

  std::vector<uint64_t> slots_;  ///< hash high half << 32 | id + 1; 0 is free
  std::vector<Entry> entries_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  uint64_t block_used_ = 0, block_size_ = 0, blocks_bytes_ = 0;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_VOCABULARY_H_
