#include "query/word_lookup.h"

#include <algorithm>
#include <bit>
#include <span>
#include <string_view>

#include "engine/segment/word_grams.h"

namespace patlas {
namespace {

// Words that are scanned in the time that one takes to be fetched out of order, a run of a gram to
// be read, a candidate to be compared.
constexpr uint64_t kFetchedWords = 12;
constexpr uint64_t kRunWords = 2;
constexpr uint64_t kComparedRuns = 16;
constexpr uint32_t kThirdBytes = 256;  // so many lists of three bytes begin with the same two
constexpr uint64_t kListUnits = 64;    // of opening a gram's list, in the units of budget.h

/// Some words of an interval.
class WordSet {
 public:
  WordSet(std::pair<TermOrd, TermOrd> range, Budget& budget)
      : range_(range), charge_(budget), meter_(budget) {
    const uint64_t words = (uint64_t{range.second} - range.first) / 64 + 1;
    if (charge_.add(words * sizeof(uint64_t))) words_.resize(words);
  }

  void add(TermOrd first, TermOrd after) {
    first = std::max(first, range_.first);
    after = std::min(after, range_.second);
    if (words_.empty() || first >= after) return;
    const TermOrd from = first - range_.first, last = after - 1 - range_.first;
    const uint64_t low = ~uint64_t{0} << (from % 64), high = ~uint64_t{0} >> (63 - last % 64);
    if (from / 64 == last / 64) {
      words_[from / 64] |= low & high;
      return;
    }
    words_[from / 64] |= low;
    std::fill(words_.begin() + from / 64 + 1, words_.begin() + last / 64, ~uint64_t{0});
    words_[last / 64] |= high;
  }

  /// Takes out what the other, of the same interval, has not.
  void keep(const WordSet& other) {
    for (size_t i = 0; i < words_.size(); ++i)
      words_[i] &= i < other.words_.size() ? other.words_[i] : 0;
  }

  /// The words of a gram, so far as the interval goes: from the list's beginning on, as a run that
  /// begins before the interval may reach into it. False when the budget ended.
  Result<bool> add_gram(const SegmentReader& segment, uint16_t field, const TermValue& gram) {
    PATLAS_ASSIGN(const PostingList runs, segment.gram_runs(field, gram));
    OccurrenceCursor cursor(runs);
    if (!meter_.add(kListUnits)) return false;
    for (uint32_t first = cursor.seek_at_least(0); first < range_.second;
         first = cursor.seek_at_least(first + 1)) {
      add(first,
          static_cast<TermOrd>(std::min<uint64_t>(uint64_t{first} + cursor.freq(), range_.second)));
      if (!meter_.add(1)) return false;
    }
    return true;
  }

  uint64_t count() const {
    uint64_t count = 0;
    for (const uint64_t word : words_) count += static_cast<uint64_t>(std::popcount(word));
    return count;
  }

  /// False when the budget ended.
  bool list(CandidateWords& out) {
    const uint64_t n = count();
    if (!out.charge.add(n * sizeof(TermOrd)) || !meter_.add(words_.size() + n)) return false;
    out.ordinals.reserve(n);
    for (size_t i = 0; i < words_.size(); ++i) {
      for (uint64_t word = words_[i]; word != 0; word &= word - 1) {
        out.ordinals.push_back(
            range_.first +
            static_cast<TermOrd>(i * 64 + static_cast<size_t>(std::countr_zero(word))));
      }
    }
    return true;
  }

 private:
  std::pair<TermOrd, TermOrd> range_;
  Charge charge_;
  WorkMeter meter_;
  std::vector<uint64_t> words_;  ///< bit i: word range_.first + i
};

using Found = Result<std::optional<CandidateWords>>;

/// Words that end in the pattern's suffix.
Found by_ending(const SegmentReader& segment, uint16_t field, const TermPattern& pattern,
                std::pair<TermOrd, TermOrd> range, Budget& budget) {
  PATLAS_ASSIGN(const ReversedTerms* reversed, segment.reversed_terms(field));
  PATLAS_ASSIGN(const auto places, reversed->range(pattern.suffix));
  const uint64_t count = places.second - places.first;
  if (count * kFetchedWords >= range.second - range.first) return std::nullopt;
  CandidateWords found(budget);
  found.is_decided = pattern.suffix_decides;
  if (!found.charge.add(count * sizeof(TermOrd))) return found;
  WorkMeter meter(budget);
  found.ordinals.reserve(count);
  for (uint32_t at = places.first; at < places.second; ++at) {
    const TermOrd ordinal = reversed->ordinal(at);
    if (ordinal >= range.first && ordinal < range.second) found.ordinals.push_back(ordinal);
    if (!meter.add(1)) return found;
  }
  std::sort(found.ordinals.begin(), found.ordinals.end());
  return found;
}

/// The lists [first, last).
Result<std::vector<TermValue>> lists_of(const TermDictionary& grams,
                                        std::pair<TermOrd, TermOrd> range) {
  std::vector<TermValue> found;
  TermCursor cursor(grams);
  PATLAS_ASSIGN(bool there, cursor.seek(range.first));
  while (there && cursor.ordinal() < range.second) {
    found.push_back(cursor.value());
    PATLAS_ASSIGN(there, cursor.next());
  }
  return found;
}

uint64_t runs_of(std::span<const TermValue> grams) {
  uint64_t runs = 0;
  for (const TermValue& gram : grams) runs += gram.doc_count;
  return runs;
}

/// Words with two bytes side by side: with any three that begin so, or at their end.
Found by_two_bytes(const SegmentReader& segment, uint16_t field, const TermDictionary& grams,
                   const TermPattern& pattern, std::pair<TermOrd, TermOrd> range, Budget& budget) {
  PATLAS_ASSIGN(const auto with_third, grams.prefix_range(pattern.needle));
  if (with_third.second - with_third.first > kThirdBytes) return std::nullopt;  // the index lies
  PATLAS_ASSIGN(const std::vector<TermValue> lists, lists_of(grams, with_third));
  PATLAS_ASSIGN(const ReversedTerms* reversed, segment.reversed_terms(field));
  PATLAS_ASSIGN(const auto places, reversed->range(pattern.needle));
  const uint64_t ending = places.second - places.first;
  if ((runs_of(lists) + ending) * kRunWords >= range.second - range.first) return std::nullopt;
  CandidateWords found(budget);
  found.is_decided = pattern.needle_decides;
  WordSet words(range, budget);
  for (const TermValue& list : lists) {
    PATLAS_ASSIGN(const bool goes_on, words.add_gram(segment, field, list));
    if (!goes_on) return found;
  }
  WorkMeter meter(budget);
  for (uint32_t at = places.first; at < places.second; ++at) {
    const TermOrd ordinal = reversed->ordinal(at);
    words.add(ordinal, ordinal + 1);
    if (!meter.add(1)) return found;
  }
  words.list(found);
  return found;
}

/// Words with all grams of the needle.
Found by_grams(const SegmentReader& segment, uint16_t field, const TermDictionary& grams,
               const TermPattern& pattern, std::pair<TermOrd, TermOrd> range, Budget& budget) {
  CandidateWords found(budget);
  found.is_decided = true;
  const std::string_view needle = pattern.needle;
  std::vector<std::string_view> of_needle;  // each once; a needle is as long as a term at most
  for (size_t at = 0; at + kGramBytes <= needle.size(); ++at) {
    of_needle.push_back(needle.substr(at, kGramBytes));
  }
  std::sort(of_needle.begin(), of_needle.end());
  of_needle.erase(std::unique(of_needle.begin(), of_needle.end()), of_needle.end());
  std::vector<TermValue> lists;
  for (const std::string_view gram : of_needle) {
    PATLAS_ASSIGN(const auto list, grams.find(gram));
    if (!list) return found;
    lists.push_back(list->second);
  }
  std::sort(lists.begin(), lists.end(),
            [](const TermValue& a, const TermValue& b) { return a.doc_count < b.doc_count; });
  if (lists[0].doc_count * kRunWords >= range.second - range.first) return std::nullopt;
  found.is_decided = pattern.needle_decides && needle.size() == kGramBytes;
  WordSet words(range, budget);
  PATLAS_ASSIGN(bool goes_on, words.add_gram(segment, field, lists[0]));
  for (size_t i = 1; goes_on && i < lists.size(); ++i) {
    // What is left is compared sooner than the next list is read.
    if (words.count() * kComparedRuns <= lists[i].doc_count) break;
    WordSet others(range, budget);
    PATLAS_ASSIGN(goes_on, others.add_gram(segment, field, lists[i]));
    words.keep(others);
  }
  if (goes_on) words.list(found);
  return found;
}

}  // namespace

Result<std::optional<CandidateWords>> candidate_words(const SegmentReader& segment, uint16_t field,
                                                      const TermPattern& pattern,
                                                      std::pair<TermOrd, TermOrd> range,
                                                      Budget& budget) {
  if (!pattern.suffix.empty()) {
    PATLAS_ASSIGN(auto found, by_ending(segment, field, pattern, range, budget));
    if (found) return found;
  }
  if (pattern.needle.size() + 1 < kGramBytes) return std::nullopt;
  PATLAS_ASSIGN(const TermDictionary* grams, segment.grams(field));
  return pattern.needle.size() < kGramBytes
             ? by_two_bytes(segment, field, *grams, pattern, range, budget)
             : by_grams(segment, field, *grams, pattern, range, budget);
}

}  // namespace patlas
