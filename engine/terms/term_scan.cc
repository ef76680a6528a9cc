#include "engine/terms/term_scan.h"

#include <tmmintrin.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "engine/terms/term_block.h"

namespace patlas {
namespace {

constexpr uint64_t kBlockWork = 16;
constexpr size_t kCopied = sizeof(__m128i);
constexpr size_t kWord = sizeof(uint64_t);

/// Writes terms side by side, each made of the one before and its rest. Short ones, nearly all, are
/// held in a register: read back from where it was just written in two pieces, a term would cost
/// four times as much.
class TermWriter {
 public:
  explicit TermWriter(char* to) : start_(to), end_(to) {}
  char* end() const { return end_; }

  /// kCopied bytes may be written behind the term. `is_wide`: so many may be read at `rest`.
  void add(size_t shared, std::string_view rest, bool is_wide) {
    const size_t size = shared + rest.size();
    if (shared < kCopied) held_ = is_wide ? mixed(shared, rest.data()) : mixed_narrow(shared, rest);
    char* const start = end_;
    if (size > kCopied) {
      std::memmove(start, start_, shared);
      std::memcpy(start + shared, rest.data(), rest.size());
    } else {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(start), held_);
    }
    start_ = start;
    end_ = start + size;
  }

 private:
  __m128i mixed(size_t shared, const char* rest) const {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(rest));
    // Place i takes byte i - shared, and none where that is below 0: its highest bit is set then.
    const __m128i from = _mm_sub_epi8(places(), _mm_set1_epi8(static_cast<char>(shared)));
    const __m128i is_old = _mm_cmpgt_epi8(_mm_setzero_si128(), from);
    return _mm_or_si128(_mm_and_si128(held_, is_old), _mm_shuffle_epi8(bytes, from));
  }
  __m128i mixed_narrow(size_t shared, std::string_view rest) const {
    char bytes[kCopied] = {};
    std::memcpy(bytes, rest.data(), std::min(rest.size(), kCopied));
    return mixed(shared, bytes);
  }
  static __m128i places() {
    return _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  }

  char* start_;  ///< of the last term
  char* end_;
  __m128i held_ = _mm_setzero_si128();  ///< its first bytes; those behind it mean nothing
};

/// The keys of the next block, which lie behind the values of this one, are on their way meanwhile.
void fetch_ahead(const uint8_t* next_block) {
  constexpr size_t kLine = 64, kLines = 8;
  for (size_t i = 0; i < kLines; ++i) __builtin_prefetch(next_block + i * kLine);
}

// hits[i]: 1 where the first two bytes of the needle are, for whole words of hits. The compiler makes vectors
// of it.
void find_pairs(const char* text, size_t count, std::string_view needle, uint8_t* hits) {
  const char first = needle[0], second = needle[1];
  count = (count + kWord - 1) / kWord * kWord;
  for (size_t i = 0; i < count; ++i) {
    hits[i] = static_cast<uint8_t>((text[i] == first) & (text[i + 1] == second));
  }
}

}  // namespace

TermScan::TermScan(const TermDictionary& dictionary, TermFilter& filter, TermOrd first,
                   TermOrd last)
    : dictionary_(&dictionary),
      filter_(&filter),
      next_(first),
      last_(std::min(last, dictionary.size())),
      needle_(filter.needle().size() >= 2 ? filter.needle() : std::string_view()) {}

Error TermScan::broken(uint32_t block, const char* message) const {
  return dictionary_->blocks_.corrupt(dictionary_->block_start(block), message);
}

// Every term of the block lies between its first term and that of the next block: when both begin
// as refused ones do, so do all.
bool TermScan::is_refused(uint32_t block) const {
  const std::string_view refused = filter_->refused();
  return !refused.empty() && block + 1 < dictionary_->block_count_ &&
         dictionary_->first_term(block).starts_with(refused) &&
         dictionary_->first_term(block + 1).starts_with(refused);
}

// Writes the terms side by side, finds the needle in all of them at once, and asks about those that
// have it. `end`: of the bytes that may be read behind a term's.
uint64_t TermScan::take_with_needle(std::span<const TermFilter::Entry> terms, const uint8_t* end) {
  size_t bytes = 0;
  for (const TermFilter::Entry& term : terms) bytes += term.shared + term.rest.size();
  if (text_.size() < bytes + 2 * kCopied) {
    text_.resize(2 * (bytes + 2 * kCopied));
    hits_.resize(text_.size());
  }
  std::array<uint32_t, kTermBlock + 1> starts;
  starts[0] = 0;
  TermWriter writer(text_.data());
  for (size_t i = 0; i < terms.size(); ++i) {
    const auto& [shared, rest] = terms[i];
    const auto readable = static_cast<size_t>(end - reinterpret_cast<const uint8_t*>(rest.data()));
    // The first stands in the index, and nobody says how much behind it.
    writer.add(shared, rest, i > 0 && readable >= kCopied);
    starts[i + 1] = static_cast<uint32_t>(writer.end() - text_.data());
  }
  find_pairs(text_.data(), bytes, needle_, hits_.data());
  uint64_t taken = 0;
  size_t term = 0;
  for (size_t at = 0; at < bytes; at += kWord) {
    uint64_t word = 0;
    std::memcpy(&word, hits_.data() + at, kWord);
    for (; word != 0; word &= word - 1) {
      const auto place = at + static_cast<size_t>(std::countr_zero(word)) / 8;
      if (place >= bytes) return taken;
      if (place < starts[term]) continue;  // of a term that was asked about
      while (starts[term + 1] <= place) ++term;
      const std::string_view text(text_.data() + starts[term], starts[term + 1] - starts[term]);
      if (!text.substr(place - starts[term]).starts_with(needle_)) continue;
      const TermFilter::Entry whole{0, text};
      taken |= (filter_->take(std::span(&whole, 1)) & 1) << term;
      if (++term == terms.size()) return taken;
    }
  }
  return taken;
}

Result<bool> TermScan::next_block(std::vector<Match>& out) {
  if (next_ >= last_) return false;
  const uint32_t number = next_ / kTermBlock;
  const TermOrd base = number * kTermBlock;
  const uint32_t first = next_ - base;
  next_ = base + kTermBlock;
  work_ += kBlockWork;
  if (needle_.empty() && is_refused(number)) return true;
  PATLAS_ASSIGN(auto block, dictionary_->load(number));
  fetch_ahead(block.end);
  const uint32_t end = std::min(block.entries, last_ - base);
  std::array<TermFilter::Entry, kTermBlock> terms;
  terms[0] = {0, dictionary_->first_term(number)};
  size_t term_bytes = terms[0].rest.size();
  const uint8_t* at = block.keys;
  for (uint32_t entry = 1; entry < end; ++entry) {
    Key key;
    if (!get_key(&at, block.values, &key)) {
      return broken(number, "a term block's keys are cut short");
    }
    if (key.shared > term_bytes || key.shared + key.suffix.size() > kMaxTermBytes) {
      return broken(number, "a term block's keys contradict themselves");
    }
    term_bytes = key.shared + key.suffix.size();
    terms[entry] = {key.shared, key.suffix};
  }
  work_ += end + static_cast<uint64_t>(at - block.keys) / 8;
  uint64_t taken = needle_.empty() ? filter_->take(std::span(terms).first(end))
                                   : take_with_needle(std::span(terms).first(end), block.end);
  taken &= ~uint64_t{0} << first & ~uint64_t{0} >> (kTermBlock - end);
  if (taken == 0) return true;
  std::array<uint32_t, kTermBlock> entries;
  size_t count = 0;
  for (; taken != 0; taken &= taken - 1) {
    entries[count++] = static_cast<uint32_t>(std::countr_zero(taken));
  }
  PATLAS_TRY(add_values(*dictionary_, number, block, std::span(entries).first(count), out));
  return true;
}

Status TermScan::add_values(const TermDictionary& dictionary, uint32_t number,
                            TermDictionary::Block& block, std::span<const uint32_t> entries,
                            std::vector<Match>& out) {
  Match match;
  const uint8_t* value = block.values;
  uint32_t entry = 0;
  for (const uint32_t taken : entries) {
    for (; entry <= taken; ++entry) {
      if (!get_value(&value, block.end, dictionary.stream_count_, block.streams, &match.value)) {
        return dictionary.blocks_.corrupt(block.start, "a term block's values are cut short");
      }
    }
    match.ordinal = number * kTermBlock + taken;
    out.push_back(match);
  }
  return {};
}

Result<size_t> TermScan::fetch_block(const TermDictionary& dictionary,
                                     std::span<const TermOrd> ordinals, std::vector<Match>& out) {
  const uint32_t number = ordinals[0] / kTermBlock;
  uint32_t entries[kTermBlock];
  size_t count = 0;
  for (; count < ordinals.size() && ordinals[count] / kTermBlock == number && count < kTermBlock;
       ++count) {
    entries[count] = ordinals[count] % kTermBlock;
  }
  PATLAS_ASSIGN(auto block, dictionary.load(number));
  PATLAS_TRY(add_values(dictionary, number, block, {entries, count}, out));
  return count;
}

}  // namespace patlas
