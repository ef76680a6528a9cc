// engine/segment/key_filter.h
//
// "Surely not here" for keys: a loader asks every older segment about every new record's key, and
// nearly all answers are no. One cache line a question, about 1 % false maybes at 10 bits a key.
//
// Source   Putze, Sanders, Singler 2007 (blocked Bloom filters); the split-block form of Apache
//          Parquet.
// Bytes    FORMAT.md, "Key filter".
#ifndef PATLAS_ENGINE_SEGMENT_KEY_FILTER_H_
#define PATLAS_ENGINE_SEGMENT_KEY_FILTER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/sealed_file.h"

namespace patlas {

class KeyFilterBuilder {
 public:
  explicit KeyFilterBuilder(uint64_t key_count);
  void add(std::string_view key);
  const std::string& bytes() const { return bits_; }

 private:
  std::string bits_;
};

/// False: the key is surely not among those added. `filter`: bytes() of a builder; any bytes are
/// safe.
bool key_filter_may_contain(Bytes filter, std::string_view key) noexcept;

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_KEY_FILTER_H_
