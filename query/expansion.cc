#include "query/expansion.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/text/term_pattern.h"
#include "query/word_lookup.h"

namespace patlas {
namespace {

using Matches = std::vector<TermScan::Match>;

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
      : run_(pattern.automaton),
        needle_(pattern.needle),
        decides_from_(pattern.needle_decides ? pattern.prefix.size() : needle_.npos) {}
  uint64_t take(std::span<const Entry> entries) override {
    uint64_t taken = 0;
    for (size_t i = 0; i < entries.size(); ++i) {
      taken |= uint64_t{run_.takes(entries[i].shared, entries[i].rest)} << i;
    }
    return taken;
  }
  std::string_view refused() const override { return run_.refused(); }
  std::string_view needle() const override { return needle_; }
  size_t needle_decides_from() const override { return decides_from_; }
  AutomatonRun& run() { return run_; }

 private:
  AutomatonRun run_;
  std::string_view needle_;  ///< of the pattern, which outlives this
  size_t decides_from_;
};

/// Room for the matches of a block, charged before it is taken: beside what was there, for a moment.
bool make_room(Matches& matches, Charge& charge, Budget& budget) {
  if (matches.capacity() - matches.size() >= kTermBlock) return !budget.stopped();
  const size_t room = 2 * matches.capacity() + kTermBlock;
  Charge of_all(budget);
  if (!of_all.add(room * sizeof(TermScan::Match))) return false;
  matches.reserve(room);
  charge = std::move(of_all);
  return true;
}

Result<Matches> matches_between(const TermDictionary& terms, std::pair<TermOrd, TermOrd> range,
                                const TermPattern* pattern, Budget& budget) {
  AllTerms all;
  std::optional<PatternTerms> some;
  if (pattern != nullptr) some.emplace(*pattern);
  TermFilter& filter = some ? static_cast<TermFilter&>(*some) : all;
  TermScan scan(terms, filter, range.first, range.second);
  Matches matches;
  WorkMeter meter(budget);
  Charge charge(budget), of_run(budget);
  uint64_t done = 0;
  while (make_room(matches, charge, budget)) {
    PATLAS_ASSIGN(const bool more, scan.next_block(matches));
    const uint64_t work = scan.work() + (some ? some->run().work() : 0);
    if (!more || !meter.add(work - done)) break;
    if (some && !of_run.reach(some->run().memory_bytes())) break;
    done = work;
  }
  return matches;
}

/// Those of the words that the pattern takes.
Result<Matches> matches_among(const TermDictionary& terms, const CandidateWords& words,
                              const TermPattern& pattern, Budget& budget) {
  Matches matches;
  WorkMeter meter(budget);
  Charge charge(budget);
  PatternTerms filter(pattern);
  TermScan scan(terms, filter, 0, 0);
  TermCursor cursor(terms);
  // Mostly all of them are taken.
  if (!charge.add(words.ordinals.size() * sizeof(TermScan::Match))) return matches;
  matches.reserve(words.ordinals.size());
  for (std::span<const TermOrd> left = words.ordinals; !left.empty();) {
    const uint64_t before = scan.work() + filter.run().work();
    size_t count = 1;
    if (words.is_decided) {
      PATLAS_ASSIGN(count, TermScan::fetch_block(terms, left, matches));
    } else if (filter.needle().size() >= 2) {
      PATLAS_ASSIGN(count, scan.ask_block(left, matches));
    } else {
      PATLAS_TRY(cursor.seek(left[0]));
      if (filter.run().matches(cursor.term())) matches.push_back({left[0], cursor.value()});
    }
    left = left.subspan(count);
    const uint64_t bytes =
        matches.capacity() * sizeof(TermScan::Match) + filter.run().memory_bytes();
    if (!meter.add(kTermUnits + scan.work() + filter.run().work() - before) ||
        !charge.reach(bytes)) {
      break;
    }
  }
  return matches;
}

}  // namespace

Result<Matches> expand_terms(const SegmentReader& segment, uint16_t field, const PhraseUnit& unit,
                             bool by_lookup, Budget& budget) {
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
  if (pattern != nullptr && is_word && by_lookup) {
    PATLAS_ASSIGN(const auto words, candidate_words(segment, field, *pattern, range, budget));
    if (words) return matches_among(*terms, *words, *pattern, budget);
  }
  return matches_between(*terms, range, pattern, budget);
}

Result<ChargedPostings> expand(const SegmentReader& segment, uint16_t field, const PhraseUnit& unit,
                               Detail detail, bool by_lookup, Budget& budget) {
  PATLAS_ASSIGN(const Matches matches, expand_terms(segment, field, unit, by_lookup, budget));
  ChargedPostings postings(budget);
  WorkMeter meter(budget);
  Charge charge(budget);
  if (budget.stopped() || !charge.add(matches.capacity() * sizeof(matches[0])) ||
      !postings.charge.add(matches.size() * sizeof(PostingList))) {
    return postings;
  }
  postings.lists.reserve(matches.size());
  for (size_t i = 0; i < matches.size(); ++i) {
    const TermValue& value = matches[i].value;
    if (i + kTermsAhead < matches.size()) {
      segment.prefetch_postings(field, matches[i + kTermsAhead].value, detail);
    }
    PATLAS_ASSIGN(PostingList list, segment.postings(field, value, detail));
    postings.lists.push_back(std::move(list));
    if (!meter.add(kTermUnits)) break;
  }
  return postings;
}

}  // namespace patlas
