#include "query/operators/all.h"

#include <algorithm>

namespace patlas {

PageDocs all_docs(uint32_t page, uint32_t doc_count, PageBuffer& buffer) {
  const uint64_t first = uint64_t{page} * kPageDocs;
  if (first >= doc_count) return {};
  const uint32_t count = static_cast<uint32_t>(std::min<uint64_t>(doc_count - first, kPageDocs));
  uint64_t* words = buffer.words();
  std::fill(words, words + count / 64, ~uint64_t{0});
  std::fill(words + count / 64, words + kPageWords, uint64_t{0});
  if (count % 64 != 0) words[count / 64] = (uint64_t{1} << (count % 64)) - 1;
  return bitmap_docs(words, count);
}

}  // namespace patlas
