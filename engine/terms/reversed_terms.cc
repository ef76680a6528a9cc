#include "engine/terms/reversed_terms.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/codec/bitpack.h"

namespace patlas {
namespace {

constexpr uint64_t kHeaderBytes = 8;
constexpr size_t kPackedWords = 1024;  // at a time; their bits end with a byte

uint32_t width_of(uint32_t count) {
  return count == 0 ? 0 : static_cast<uint32_t>(std::bit_width(count - 1));
}

/// As the reversed strings compare.
bool reversed_less(std::string_view a, std::string_view b) {
  return std::lexicographical_compare(
      a.rbegin(), a.rend(), b.rbegin(), b.rend(),
      [](char x, char y) { return static_cast<uint8_t>(x) < static_cast<uint8_t>(y); });
}

}  // namespace

Status ReversedTermsWriter::add(TermOrd ordinal, std::string_view term) {
  if (count_ == 0) first_ = ordinal;
  PATLAS_CHECK(first_ + count_ == ordinal);
  ++count_;
  reversed_.assign(term.rbegin(), term.rend());
  return words_.add(reversed_, ordinal - first_);
}

Status ReversedTermsWriter::finish(Spool& section) {
  const uint32_t width = width_of(count_);
  std::string out;
  put_u32(out, first_);
  put_u32(out, count_);
  std::vector<uint32_t> ranks;
  const auto pack = [&] {
    const size_t at = out.size();
    out.resize(at + bits_bytes(ranks.size(), width));
    bits_pack(ranks.data(), ranks.size(), width, reinterpret_cast<uint8_t*>(out.data()) + at);
    ranks.clear();
  };
  PATLAS_TRY(words_.finish([&](std::string_view, uint32_t rank) -> Status {
    ranks.push_back(rank);
    if (ranks.size() < kPackedWords) return {};
    pack();
    PATLAS_TRY(section.append(as_bytes(out)));
    out.clear();
    return {};
  }));
  pack();
  out.append(kBitsSlack, '\0');
  return section.append(as_bytes(out));
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
