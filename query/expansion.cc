#include "query/expansion.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/text/term_pattern.h"

namespace patlas {
namespace {

using Matches = std::vector<TermScan::Match>;

// Terms that are scanned in the time that one takes to be fetched out of order.
constexpr uint64_t kFetchedTerms = 12;
constexpr uint64_t kTermUnits = 16;  // of opening a term's postings, in the units of budget.h

/// Every term of an interval.
class AllTerms final : public TermFilter {
 public:
  uint64_t take(std::span<const Entry>) override { return ~uint64_t{0}; }
  std::string_view refused() const override { return {}; }
};

class PatternTerms final : public TermFilter {
 public:
  explicit PatternTerms(const TermPattern& pattern)
      : run_(pattern.automaton), needle_(pattern.needle) {}
  uint64_t take(std::span<const Entry> entries) override {
    uint64_t taken = 0;
    for (size_t i = 0; i < entries.size(); ++i) {
      taken |= uint64_t{run_.takes(entries[i].shared, entries[i].rest)} << i;
    }
    return taken;
  }
  std::string_view refused() const override { return run_.refused(); }
  std::string_view needle() const override { return needle_; }
  AutomatonRun& run() { return run_; }

 private:
  AutomatonRun run_;
  std::string_view needle_;  ///< of the pattern, which outlives this
};

Result<Matches> matches_between(const TermDictionary& terms, std::pair<TermOrd, TermOrd> range,
                                const TermPattern* pattern, Budget& budget) {
  AllTerms all;
  std::optional<PatternTerms> some;
  if (pattern != nullptr) some.emplace(*pattern);
  TermFilter& filter = some ? static_cast<TermFilter&>(*some) : all;
  TermScan scan(terms, filter, range.first, range.second);
  Matches matches;
  WorkMeter meter(budget);
  Charge charge(budget);
  uint64_t done = 0;
  for (;;) {
    PATLAS_ASSIGN(const bool more, scan.next_block(matches));
    const uint64_t work = scan.work() + (some ? some->run().work() : 0);
    const uint64_t bytes =
        matches.capacity() * sizeof(TermScan::Match) + (some ? some->run().memory_bytes() : 0);
    if (!more || !meter.add(work - done) || !charge.reach(bytes)) return matches;
    done = work;
  }
}

/// By the ends of words: what has the suffix is looked at, nothing else.
Result<Matches> matches_by_suffix(const TermDictionary& terms, const ReversedTerms& reversed,
                                  std::pair<uint32_t, uint32_t> places, const TermPattern& pattern,
                                  Budget& budget) {
  Matches matches;
  WorkMeter meter(budget);
  Charge charge(budget);
  if (!charge.reach((places.second - places.first) * sizeof(TermOrd))) return matches;
  std::vector<TermOrd> ordinals;
  ordinals.reserve(places.second - places.first);
  for (uint32_t at = places.first; at < places.second; ++at) {
    ordinals.push_back(reversed.ordinal(at));
    if (!meter.add(1)) return matches;
  }
  std::sort(ordinals.begin(), ordinals.end());
  PatternTerms filter(pattern);
  TermCursor cursor(terms);
  for (size_t i = 0; i < ordinals.size();) {
    if (pattern.suffix_decides) {
      PATLAS_ASSIGN(const size_t count,
                    TermScan::fetch_block(terms, std::span(ordinals).subspan(i), matches));
      i += count;
    } else {
      PATLAS_TRY(cursor.seek(ordinals[i]));
      if (filter.run().matches(cursor.term())) matches.push_back({ordinals[i], cursor.value()});
      ++i;
    }
    const uint64_t bytes = ordinals.capacity() * sizeof(TermOrd) +
                           matches.capacity() * sizeof(TermScan::Match) +
                           filter.run().memory_bytes();
    if (!meter.add(kTermUnits) || !charge.reach(bytes)) break;
  }
  return matches;
}

}  // namespace

Result<Matches> expand_terms(const SegmentReader& segment, uint16_t field, const PhraseUnit& unit,
                             Budget& budget) {
  PATLAS_ASSIGN(const TermDictionary* terms, segment.terms(field));
  if (!unit.is_prefix && unit.pattern == nullptr) {
    Matches matches;
    PATLAS_ASSIGN(const auto found, terms->find(unit.term));
    if (found) matches.push_back({found->first, found->second});
    return matches;
  }
  PATLAS_ASSIGN(const auto range, terms->prefix_range(unit.term));
  const TermPattern* pattern = unit.pattern.get();
  const bool is_word = unit.term.front() == static_cast<char>(TermTag::kWord);
  if (pattern != nullptr && is_word && !pattern->suffix.empty()) {
    PATLAS_ASSIGN(const ReversedTerms* reversed, segment.reversed_terms(field));
    PATLAS_ASSIGN(const auto places, reversed->range(pattern->suffix));
    if (uint64_t{places.second - places.first} * kFetchedTerms < range.second - range.first) {
      return matches_by_suffix(*terms, *reversed, places, *pattern, budget);
    }
  }
  return matches_between(*terms, range, pattern, budget);
}

Result<ChargedPostings> expand(const SegmentReader& segment, uint16_t field, const PhraseUnit& unit,
                               Detail detail, Budget& budget) {
  PATLAS_ASSIGN(const Matches matches, expand_terms(segment, field, unit, budget));
  ChargedPostings postings(budget);
  WorkMeter meter(budget);
  if (budget.stopped() || !postings.charge.add(matches.size() * sizeof(PostingList))) {
    return postings;
  }
  postings.lists.reserve(matches.size());
  for (const TermScan::Match& match : matches) {
    PATLAS_ASSIGN(PostingList list, segment.postings(field, match.value, detail));
    postings.lists.push_back(std::move(list));
    if (!meter.add(kTermUnits)) break;
  }
  return postings;
}

}  // namespace patlas
