#include "engine/terms/reversed_terms.h"

#include <algorithm>
#include <bit>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/codec/bitpack.h"

namespace patlas {
namespace {

constexpr uint64_t kHeaderBytes = 8;

uint32_t width_of(uint32_t count) {
  return count == 0 ? 0 : static_cast<uint32_t>(std::bit_width(count - 1));
}

/// As the reversed strings compare.
bool reversed_less(std::string_view a, std::string_view b) {
  return std::lexicographical_compare(
      a.rbegin(), a.rend(), b.rbegin(), b.rend(),
      [](char x, char y) { return static_cast<uint8_t>(x) < static_cast<uint8_t>(y); });
}

uint64_t head_of(std::string_view term) {
  uint64_t head = 0;
  const size_t n = std::min<size_t>(term.size(), 8);
  for (size_t i = 0; i < n; ++i) {
    head |= uint64_t{static_cast<uint8_t>(term[term.size() - 1 - i])} << (56 - 8 * i);
  }
  return head;
}

}  // namespace

void ReversedTermsWriter::add(TermOrd ordinal, std::string_view term) {
  PATLAS_CHECK(entries_.empty() || entries_.back().ordinal + 1 == ordinal);
  entries_.push_back({head_of(term), ordinal, static_cast<uint32_t>(term.size()), bytes_.size()});
  bytes_ += term;
}

std::string ReversedTermsWriter::finish() {
  const uint32_t first = entries_.empty() ? 0 : entries_.front().ordinal;
  const auto text = [this](const Entry& e) {
    return std::string_view(bytes_).substr(e.begin, e.size);
  };
  // Most words differ in their last eight bytes: comparing them touches no other memory.
  std::sort(entries_.begin(), entries_.end(), [&](const Entry& a, const Entry& b) {
    return a.head != b.head ? a.head < b.head : reversed_less(text(a), text(b));
  });
  std::vector<uint32_t> ranks;
  ranks.reserve(entries_.size());
  for (const Entry& entry : entries_) ranks.push_back(entry.ordinal - first);
  const auto count = static_cast<uint32_t>(ranks.size());
  std::string out;
  put_u32(out, first);
  put_u32(out, count);
  const uint32_t width = width_of(count);
  out.resize(kHeaderBytes + bits_bytes(count, width) + kBitsSlack);
  bits_pack(ranks.data(), count, width, reinterpret_cast<uint8_t*>(out.data()) + kHeaderBytes);
  entries_ = {};
  bytes_ = {};
  return out;
}

Result<ReversedTerms> ReversedTerms::open(const Section& section,
                                          const TermDictionary& dictionary) {
  PATLAS_ASSIGN(const Bytes bytes, section.all());
  ByteReader reader(bytes);
  ReversedTerms terms;
  terms.dictionary_ = &dictionary;
  terms.first_ = reader.u32();
  terms.count_ = reader.u32();
  terms.width_ = width_of(terms.count_);
  const bool fits = reader.ok() && terms.first_ <= dictionary.size() &&
                    terms.count_ <= dictionary.size() - terms.first_ &&
                    reader.remaining() == bits_bytes(terms.count_, terms.width_) + kBitsSlack;
  if (!fits) return section.corrupt(0, "reversed words do not fit their dictionary");
  terms.ranks_ = reinterpret_cast<const uint8_t*>(bytes.data()) + kHeaderBytes;
  return terms;
}

// Ranks beyond the words are an attacker's: some word stands for them, never a wild read.
TermOrd ReversedTerms::ordinal(uint32_t place) const {
  return first_ + std::min(bits_get(ranks_, place, width_), count_ - 1);
}

template <typename Before>
Result<uint32_t> ReversedTerms::first_not(uint32_t from, Before&& before) const {
  TermCursor cursor(*dictionary_);
  uint32_t low = from, high = count_;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    PATLAS_TRY(cursor.seek(ordinal(middle)));
    if (before(cursor.term())) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

// The term that is the suffix itself is the shortest that ends so, the first: its tag is no part of
// a word, so that the word behind it does not end so.
Result<std::pair<uint32_t, uint32_t>> ReversedTerms::range(std::string_view suffix) const {
  PATLAS_ASSIGN(const uint32_t first, first_not(0, [suffix](std::string_view term) {
                  return !reversed_less(suffix, term);
                }));
  PATLAS_ASSIGN(const uint32_t last, first_not(first, [suffix](std::string_view term) {
                  return term.ends_with(suffix);
                }));
  return std::pair(first, last);
}

}  // namespace patlas
