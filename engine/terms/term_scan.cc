#include "engine/terms/term_scan.h"

#include <smmintrin.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "engine/terms/term_block.h"

namespace patlas {
namespace {

constexpr uint64_t kBlockWork = 16;
constexpr size_t kLane = sizeof(__m128i);
constexpr size_t kHeld = 2 * kLane;

/// The term that a walk stands at: its first kHeld bytes in registers, where a term is made of the
/// one before and its rest without a byte read back, those behind them in memory.
class HeldTerm {
 public:
  /// The memory, of kMaxTermBytes, is not the term's own: its registers would be memory as well.
  explicit HeldTerm(char* bytes) : bytes_(bytes) {}

  /// `is_wide`: kHeld bytes may be read at `rest`.
  void next(size_t shared, std::string_view rest, bool is_wide) {
    size_ = shared + rest.size();
    if (size_ > kHeld) keep_behind(shared, rest);
    if (is_wide) {
      take(shared, rest.data());
    } else {
      std::array<char, kHeld> bytes{};
      std::memcpy(bytes.data(), rest.data(), std::min(rest.size(), kHeld));
      take(shared, bytes.data());
    }
  }

  /// Bit i, of 64: bytes i and i + 1 are `first` and `second`; for all of a term of kHeld at most.
  uint64_t pairs(__m128i first, __m128i second) const {
    const __m128i low_is = _mm_and_si128(_mm_cmpeq_epi8(low_, first),
                                         _mm_cmpeq_epi8(_mm_alignr_epi8(high_, low_, 1), second));
    const __m128i high_is = _mm_and_si128(_mm_cmpeq_epi8(high_, first),
                                          _mm_cmpeq_epi8(_mm_srli_si128(high_, 1), second));
    const auto found = static_cast<uint64_t>(_mm_movemask_epi8(low_is)) |
                       static_cast<uint64_t>(_mm_movemask_epi8(high_is)) << kLane;
    return found & ((uint64_t{1} << std::min(size_, kHeld)) - 1) >> 1;
  }

  bool is_long() const { return size_ > kHeld; }
  /// Valid until next().
  std::string_view text() const {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(bytes_), low_);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(bytes_ + kLane), high_);
    return {bytes_, size_};
  }

 private:
  // Without a branch: which lane a term ends in is not to be foreseen.
  void take(size_t shared, const char* rest) {
    const size_t kept = std::min(shared, kHeld), low = std::min(kept, kLane);
    low_ = mixed(low_, kept, rest);
    high_ = mixed(high_, kept - low, rest + (kLane - low));
  }
  // What a term shares behind kHeld was kept with the one before: that is as long.
  void keep_behind(size_t shared, std::string_view rest) {
    const size_t from = std::max(shared, kHeld);
    std::memcpy(bytes_ + from, rest.data() + (from - shared), size_ - from);
  }
  /// Place i of 16: byte i - shared of `rest`, and what was held where that is below 0.
  static __m128i mixed(__m128i held, size_t shared, const char* rest) {
    const __m128i from = load(kSteps.data() + kHeld - shared);
    // The highest bit of a place's number decides.
    return _mm_blendv_epi8(_mm_shuffle_epi8(load(rest), from), held, from);
  }
  static __m128i load(const char* from) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  }

  /// i - kHeld at i.
  static constexpr auto kSteps = [] {
    std::array<char, kHeld + kLane> steps{};
    for (size_t i = 0; i < steps.size(); ++i) {
      steps[i] = static_cast<char>(static_cast<int>(i) - static_cast<int>(kHeld));
    }
    return steps;
  }();

  __m128i low_ = _mm_setzero_si128(), high_ = _mm_setzero_si128();  ///< behind size_: anything
  size_t size_ = 0;
  char* bytes_;
};

/// The keys of the next block, which lie behind the values of this one, are on their way meanwhile.
void fetch_ahead(const uint8_t* next_block) {
  constexpr size_t kLine = 64, kLines = 8;
  for (size_t i = 0; i < kLines; ++i) __builtin_prefetch(next_block + i * kLine);
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

// visit(entry, shared, rest) for the entries of the block below `end`.
template <typename Visit>
Status TermScan::walk(uint32_t number, const TermDictionary::Block& block, uint32_t end,
                      Visit&& visit) {
  std::string_view rest = dictionary_->first_term(number);
  visit(0u, size_t{0}, rest);
  size_t term_bytes = rest.size();
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
    visit(entry, size_t{key.shared}, key.suffix);
  }
  work_ += end + static_cast<uint64_t>(at - block.keys) / 8;
  return {};
}

Result<uint64_t> TermScan::take(uint32_t number, const TermDictionary::Block& block, uint32_t end) {
  std::array<TermFilter::Entry, kTermBlock> terms;
  PATLAS_TRY(walk(number, block, end, [&](uint32_t entry, size_t shared, std::string_view rest) {
    terms[entry] = {static_cast<uint32_t>(shared), rest};
  }));
  return filter_->take(std::span(terms).first(end));
}

// Looks for the needle's first two bytes in each term, and asks about those that have all of it.
Result<uint64_t> TermScan::take_with_needle(uint32_t number, const TermDictionary::Block& block,
                                            uint32_t end) {
  const __m128i first = _mm_set1_epi8(needle_[0]), second = _mm_set1_epi8(needle_[1]);
  std::array<char, kMaxTermBytes> bytes;
  HeldTerm term(bytes.data());
  uint64_t taken = 0;
  PATLAS_TRY(walk(number, block, end, [&](uint32_t entry, size_t shared, std::string_view rest) {
    // The first stands in the index, and nobody says how much behind it.
    const bool is_wide = entry > 0 && block.end - reinterpret_cast<const uint8_t*>(rest.data()) >=
                                          static_cast<ptrdiff_t>(kHeld);
    term.next(shared, rest, is_wide);
    const uint64_t pairs = term.pairs(first, second);
    if (pairs == 0 && !term.is_long()) return;
    const size_t from = pairs != 0 ? static_cast<size_t>(std::countr_zero(pairs)) : kHeld - 1;
    const std::string_view text = term.text();
    if (text.find(needle_, from) == text.npos) return;
    const TermFilter::Entry whole{0, text};
    taken |= (filter_->take(std::span(&whole, 1)) & 1) << entry;
  }));
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
  PATLAS_ASSIGN(uint64_t taken,
                needle_.empty() ? take(number, block, end) : take_with_needle(number, block, end));
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
