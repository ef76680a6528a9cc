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

__m128i load(const char* from) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)); }
void store(char* to, __m128i bytes) { _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes); }

/// Two bytes, to be looked for side by side.
struct BytePair {
  explicit BytePair(std::string_view needle)
      : first(_mm_set1_epi8(needle[0])), second(_mm_set1_epi8(needle[1])) {}
  /// Bit i, of 64: they are bytes i and i + 1 of a term that begins with low and high; of all its
  /// bytes when they are kHeld at most.
  uint64_t places(__m128i low, __m128i high, size_t size) const {
    const __m128i low_is = _mm_and_si128(_mm_cmpeq_epi8(low, first),
                                         _mm_cmpeq_epi8(_mm_alignr_epi8(high, low, 1), second));
    const __m128i high_is =
        _mm_and_si128(_mm_cmpeq_epi8(high, first), _mm_cmpeq_epi8(_mm_srli_si128(high, 1), second));
    const auto found = static_cast<uint64_t>(_mm_movemask_epi8(low_is)) |
                       static_cast<uint64_t>(_mm_movemask_epi8(high_is)) << kLane;
    return found & ((uint64_t{1} << std::min(size, kHeld)) - 1) >> 1;
  }
  __m128i first, second;
};

/// The first byte where a term may have the needle whose first bytes have these places.
size_t first_place(uint64_t places) {
  return places != 0 ? static_cast<size_t>(std::countr_zero(places)) : kHeld - 1;
}

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

  uint64_t places(const BytePair& pair) const { return pair.places(low_, high_, size_); }
  bool is_long() const { return size_ > kHeld; }
  /// Valid until next().
  std::string_view text() const {
    store(bytes_, low_);
    store(bytes_ + kLane, high_);
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

/// What is read next is on its way meanwhile. Of the block behind the one at hand, the keys.
constexpr size_t kKeyLines = 8, kBlockLines = 16;
void fetch_ahead(const uint8_t* block, size_t lines) {
  constexpr size_t kLine = 64;
  for (size_t i = 0; i < lines; ++i) __builtin_prefetch(block + i * kLine);
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

// A term that has the needle's first two bytes at `from`, and before it nowhere.
bool TermScan::takes(std::string_view term, size_t from) {
  const size_t place = term.substr(from).starts_with(needle_) ? from : term.find(needle_, from);
  if (place == term.npos) return false;
  const size_t decides_from = filter_->needle_decides_from();
  if (place >= decides_from || term.find(needle_, decides_from) != term.npos) return true;
  const TermFilter::Entry whole{0, term};
  return (filter_->take(std::span(&whole, 1)) & 1) != 0;
}

// Looks for the needle's first two bytes in each term, and asks about those that have all of it.
Result<uint64_t> TermScan::take_with_needle(uint32_t number, const TermDictionary::Block& block,
                                            uint32_t end) {
  const BytePair pair(needle_);
  std::array<char, kMaxTermBytes> bytes;
  HeldTerm term(bytes.data());
  uint64_t taken = 0;
  PATLAS_TRY(walk(number, block, end, [&](uint32_t entry, size_t shared, std::string_view rest) {
    // The first stands in the index, and nobody says how much behind it.
    const bool is_wide = entry > 0 && block.end - reinterpret_cast<const uint8_t*>(rest.data()) >=
                                          static_cast<ptrdiff_t>(kHeld);
    term.next(shared, rest, is_wide);
    const uint64_t places = term.places(pair);
    if (places == 0 && !term.is_long()) return;
    taken |= uint64_t{takes(term.text(), first_place(places))} << entry;
  }));
  return taken;
}

// As few terms are asked about, all of them are kept in memory as they come.
Result<uint64_t> TermScan::take_asked(uint32_t number, const TermDictionary::Block& block,
                                      uint32_t end, uint64_t asked) {
  const BytePair pair(needle_);
  std::array<char, kMaxTermBytes + kLane> bytes;
  uint64_t taken = 0;
  PATLAS_TRY(walk(number, block, end, [&](uint32_t entry, size_t shared, std::string_view rest) {
    const bool is_wide = entry > 0 && block.end - reinterpret_cast<const uint8_t*>(rest.data()) >=
                                          static_cast<ptrdiff_t>(kLane);
    if (is_wide && rest.size() <= kLane) {
      store(bytes.data() + shared, load(rest.data()));
    } else {
      std::memcpy(bytes.data() + shared, rest.data(), rest.size());
    }
    if ((asked >> entry & 1) == 0) return;
    const std::string_view term(bytes.data(), shared + rest.size());
    const uint64_t places =
        pair.places(load(bytes.data()), load(bytes.data() + kLane), term.size());
    if (places == 0 && term.size() <= kHeld) return;
    taken |= uint64_t{takes(term, first_place(places))} << entry;
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
  fetch_ahead(block.end, kKeyLines);
  const uint32_t end = std::min(block.entries, last_ - base);
  PATLAS_ASSIGN(uint64_t taken,
                needle_.empty() ? take(number, block, end) : take_with_needle(number, block, end));
  taken &= ~uint64_t{0} << first & ~uint64_t{0} >> (kTermBlock - end);
  PATLAS_TRY(add_values(*dictionary_, number, block, taken, out));
  return true;
}

Status TermScan::add_values(const TermDictionary& dictionary, uint32_t number,
                            TermDictionary::Block& block, uint64_t entries,
                            std::vector<Match>& out) {
  Match match;
  const uint8_t* value = block.values;
  uint32_t entry = 0;
  for (; entries != 0; entries &= entries - 1) {
    const auto taken = static_cast<uint32_t>(std::countr_zero(entries));
    bool is_whole = true;
    for (; entry < taken && is_whole; ++entry) {
      is_whole = get_value(&value, block.end, dictionary.stream_count_, block.streams, nullptr);
    }
    if (!is_whole ||
        !get_value(&value, block.end, dictionary.stream_count_, block.streams, &match.value)) {
      return dictionary.blocks_.corrupt(block.start, "a term block's values are cut short");
    }
    ++entry;
    match.ordinal = number * kTermBlock + taken;
    out.push_back(match);
  }
  return {};
}

namespace {

/// Those of `ordinals` that are in the block of the first: a bit each, and their number.
std::pair<uint64_t, size_t> of_first_block(std::span<const TermOrd> ordinals) {
  const uint32_t number = ordinals[0] / kTermBlock;
  uint64_t entries = 0;
  size_t count = 0;
  for (; count < ordinals.size() && ordinals[count] / kTermBlock == number; ++count) {
    entries |= uint64_t{1} << (ordinals[count] % kTermBlock);
  }
  return {entries, count};
}

}  // namespace

void TermScan::fetch_block_ahead(const TermDictionary& dictionary, uint32_t number,
                                 const TermDictionary::Block& block,
                                 std::span<const TermOrd> ordinals) {
  if (ordinals.empty()) return;
  const uint8_t* const section = block.end - dictionary.block_start(number + 1);
  fetch_ahead(section + dictionary.block_start(ordinals[0] / kTermBlock), kBlockLines);
}

Result<size_t> TermScan::fetch_block(const TermDictionary& dictionary,
                                     std::span<const TermOrd> ordinals, std::vector<Match>& out) {
  const auto [entries, count] = of_first_block(ordinals);
  const uint32_t number = ordinals[0] / kTermBlock;
  PATLAS_ASSIGN(auto block, dictionary.load(number));
  fetch_block_ahead(dictionary, number, block, ordinals.subspan(count));
  PATLAS_TRY(add_values(dictionary, number, block, entries, out));
  return count;
}

Result<size_t> TermScan::ask_block(std::span<const TermOrd> ordinals, std::vector<Match>& out) {
  const auto [entries, count] = of_first_block(ordinals);
  const uint32_t number = ordinals[0] / kTermBlock;
  work_ += kBlockWork;
  PATLAS_ASSIGN(auto block, dictionary_->load(number));
  fetch_block_ahead(*dictionary_, number, block, ordinals.subspan(count));
  const uint32_t end = std::min(block.entries, static_cast<uint32_t>(std::bit_width(entries)));
  PATLAS_ASSIGN(const uint64_t taken, take_asked(number, block, end, entries));
  PATLAS_TRY(add_values(*dictionary_, number, block, taken, out));
  return count;
}

}  // namespace patlas
