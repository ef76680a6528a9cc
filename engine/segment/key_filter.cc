#include "engine/segment/key_filter.h"

#include <xxhash.h>

#include "engine/base/bits.h"

namespace patlas {
namespace {

constexpr uint64_t kBlock = 32;  // bytes: eight words, one bit in each
constexpr uint32_t kMultipliers[8] = {0x47b6137bu, 0x44974d91u, 0x8824ad5bu, 0xa2b7289du,
                                      0x705495c7u, 0x2df1424bu, 0x9efc4947u, 0x5c6bfb31u};

uint64_t block_offset(uint64_t hash, uint64_t blocks) {
  return ((hash >> 32) * blocks >> 32) * kBlock;
}

uint32_t bit_of_word(uint64_t hash, int word) {
  return 1u << (static_cast<uint32_t>(hash) * kMultipliers[word] >> 27);
}

}  // namespace

KeyFilterBuilder::KeyFilterBuilder(uint64_t key_count)
    : bits_(round_up(key_count * 10, kBlock * 8) / 8, '\0') {}

void KeyFilterBuilder::add(std::string_view key) {
  const uint64_t hash = XXH3_64bits(key.data(), key.size());
  char* block = bits_.data() + block_offset(hash, bits_.size() / kBlock);
  for (int w = 0; w < 8; ++w) {
    store_le(block + w * 4, load_le<uint32_t>(block + w * 4) | bit_of_word(hash, w));
  }
}

bool key_filter_may_contain(Bytes filter, std::string_view key) noexcept {
  const uint64_t blocks = filter.size() / kBlock;
  if (blocks == 0) return false;
  const uint64_t hash = XXH3_64bits(key.data(), key.size());
  const std::byte* block = filter.data() + block_offset(hash, blocks);
  for (int w = 0; w < 8; ++w) {
    if ((load_le<uint32_t>(block + w * 4) & bit_of_word(hash, w)) == 0) return false;
  }
  return true;
}

}  // namespace patlas
