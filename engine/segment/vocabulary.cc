#include "engine/segment/vocabulary.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>

#include "engine/base/bits.h"

namespace patlas {
namespace {

constexpr uint64_t kBlockSize = 1 << 20;

/// The first eight bytes as a number that orders as the bytes do.
uint64_t order_prefix(std::string_view bytes) {
  char padded[8] = {};
  std::memcpy(padded, bytes.data(), std::min<size_t>(8, bytes.size()));
  return __builtin_bswap64(load_le<uint64_t>(padded));
}

}  // namespace

Vocabulary::Vocabulary() : slots_(1 << 12) {}

uint64_t Vocabulary::hash(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

uint32_t Vocabulary::intern(uint64_t hash, std::string_view bytes) {
  const uint64_t tag = hash >> 32 << 32;
  uint64_t slot = slot_of(hash);
  while (slots_[slot] != 0) {
    if ((slots_[slot] >> 32 << 32) == tag) {
      const uint32_t id = static_cast<uint32_t>(slots_[slot]) - 1;
      if (entries_[id].bytes() == bytes) return id;
    }
    slot = (slot + 1) & (slots_.size() - 1);
  }
  const uint32_t id = size();
  Entry entry;
  entry.data = keep(bytes);
  entry.size = static_cast<uint32_t>(bytes.size());
  entries_.push_back(entry);
  slots_[slot] = tag | (id + 1);
  if (entries_.size() * 10 > slots_.size() * 6) grow();
  return id;
}

void Vocabulary::grow() {
  std::vector<uint64_t> larger(slots_.size() * 2);
  slots_.swap(larger);
  for (uint32_t id = 0; id < size(); ++id) {
    const uint64_t h = hash(entries_[id].bytes());
    uint64_t slot = slot_of(h);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = h >> 32 << 32 | (id + 1);
  }
}

const char* Vocabulary::keep(std::string_view bytes) {
  if (blocks_.empty() || block_used_ + bytes.size() > block_size_) {
    block_size_ = std::max<uint64_t>(kBlockSize, bytes.size());
    blocks_.push_back(std::make_unique<char[]>(block_size_));
    blocks_bytes_ += block_size_;
    block_used_ = 0;
  }
  char* to = blocks_.back().get() + block_used_;
  std::memcpy(to, bytes.data(), bytes.size());
  block_used_ += bytes.size();
  return to;
}

uint64_t Vocabulary::memory_bytes() const {
  return slots_.capacity() * sizeof(uint64_t) + entries_.capacity() * sizeof(Entry) + blocks_bytes_;
}

std::vector<uint32_t> Vocabulary::sorted_ids() const {
  // Most comparisons end in the first eight bytes, which stand beside the id.
  std::vector<std::pair<uint64_t, uint32_t>> order(entries_.size());
  for (uint32_t id = 0; id < size(); ++id) order[id] = {order_prefix(entries_[id].bytes()), id};
  std::sort(order.begin(), order.end(), [this](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    return entries_[a.second].bytes() < entries_[b.second].bytes();
  });
  std::vector<uint32_t> ids(order.size());
  for (size_t i = 0; i < order.size(); ++i) ids[i] = order[i].second;
  return ids;
}

}  // namespace patlas
