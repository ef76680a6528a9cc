#include "query/operators/word_pairs.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "query/operators/phrase.h"
#include "query/operators/plain_words.h"
#include "query/operators/position_visits.h"
#include "query/operators/value_reader.h"

namespace patlas {
namespace {

constexpr uint64_t kPlacesMax = 0xffffffff;

void fail_by_places(Budget& budget) {
  budget.fail({Code::kLimit, "words near each other stand in 2^32 places or more", {}});
}

/// Calls visit(page, documents of it, candidates before it) for each page that has some.
template <typename Visit>
bool for_each_page(std::span<const uint32_t> candidates, Visit&& visit) {
  std::vector<uint16_t> docs;
  for (size_t first = 0, after = 0; first < candidates.size(); first = after) {
    const uint32_t page = candidates[first] / kPageDocs;
    docs.clear();
    for (; after < candidates.size() && candidates[after] / kPageDocs == page; ++after) {
      docs.push_back(static_cast<uint16_t>(candidates[after] % kPageDocs));
    }
    if (!visit(page, std::span<const uint16_t>(docs), first)) return false;
  }
  return true;
}

/// Sorted doc << 32 | position, by candidate. False when the budget ended.
bool by_candidate(const std::vector<uint64_t>& gathered, std::span<const uint32_t> candidates,
                  Budget& budget, Charge& charge, GatheredPositions& found) {
  if (gathered.size() >= kPlacesMax) {
    fail_by_places(budget);
    return false;
  }
  if (!charge.add((candidates.size() + gathered.size()) * sizeof(uint32_t))) return false;
  found.starts.reserve(candidates.size() + 1);
  found.positions.reserve(gathered.size() + kPositionsSpare);
  WorkMeter meter(budget);
  size_t at = 0;
  for (const uint32_t doc : candidates) {
    const size_t before = at;
    found.starts.push_back(static_cast<uint32_t>(found.positions.size()));
    for (; at < gathered.size() && gathered[at] >> 32 <= doc; ++at) {
      if (gathered[at] >> 32 == doc) {
        found.positions.push_back(static_cast<uint32_t>(gathered[at]));
      }
    }
    if (!meter.add(1 + at - before)) return false;
  }
  found.starts.push_back(static_cast<uint32_t>(found.positions.size()));
  found.positions.resize(found.positions.size() + kPositionsSpare);
  return true;
}

/// The positions of one term.
bool read_term(const PostingList& term, std::span<const uint32_t> candidates, Budget& budget,
               Charge& charge, GatheredPositions& found) {
  Charge of_batch(budget);
  if (!charge.add((candidates.size() + 1) * sizeof(uint32_t))) return false;
  found.starts.reserve(candidates.size() + 1);
  Charge of_positions(budget);
  WorkMeter meter(budget);
  PositionBatch batch(term);
  const bool all =
      for_each_page(candidates, [&](uint32_t page, std::span<const uint16_t> docs, size_t) {
        while (!docs.empty()) {
          const uint32_t read = batch.read(page, docs);
          const uint32_t* const starts = batch.starts();
          if (found.positions.size() + starts[read] >= kPlacesMax) {
            fail_by_places(budget);
            return false;
          }
          const auto before = static_cast<uint32_t>(found.positions.size());
          if (!of_batch.reach(batch.bytes()) ||
              !make_room(found.positions, starts[read], of_positions)) {
            return false;
          }
          for (uint32_t i = 0; i < read; ++i) found.starts.push_back(before + starts[i]);
          found.positions.insert(found.positions.end(), batch.positions(),
                                 batch.positions() + starts[read]);
          docs = docs.subspan(read);
          if (!meter.add(read + starts[read])) return false;
        }
        return true;
      });
  if (!all) return false;
  if (!make_room(found.positions, kPositionsSpare, of_positions)) return false;
  found.starts.push_back(static_cast<uint32_t>(found.positions.size()));
  found.positions.resize(found.positions.size() + kPositionsSpare);
  charge.take(std::move(of_positions));
  return true;
}

/// About how many bytes it takes to hold the word's positions in so many candidates.
uint64_t bytes_to_hold(std::span<const PostingList> terms, size_t candidates) {
  uint64_t bytes = 0;
  for (const PostingList& term : terms) {
    // A position takes about a byte of the index.
    const PostingParts& parts = term.parts();
    uint64_t positions = parts.inline_positions.size() + parts.position_stream.size();
    if (candidates < parts.count) {
      positions = static_cast<uint64_t>(static_cast<double>(positions) *
                                        static_cast<double>(candidates) / parts.count);
    }
    bytes += positions * sizeof(uint32_t);
  }
  // Those of several terms are sorted.
  return terms.size() == 1 ? bytes : 5 * bytes;
}

/// The candidates of a segment, and where one word stands in each.
class PairSearch {
 public:
  PairSearch(const WordPair& pair, std::span<const uint32_t> candidates, Budget& budget)
      : pair_(pair),
        candidates_(candidates),
        budget_(budget),
        charge_(budget),
        of_late_(budget),
        left_(candidates, budget) {}

  void run(DocumentSetBuilder& found) {
    const bool holds_first = bytes_to_hold(pair_.words[0], candidates_.size()) <
                             bytes_to_hold(pair_.words[1], candidates_.size());
    reaches_ = pair_.reaches;
    if (holds_first) {
      for (PositionReach& reach : reaches_) reach = turn(reach);
    }
    if (!hold(pair_.words[holds_first ? 0 : 1]) || !rank_candidates() || !find_several()) return;
    const auto& swept = pair_.words[holds_first ? 1 : 0];
    if (!(reaches_.size() == 1 ? sweep<1>(swept) : sweep<2>(swept)) || !look_at_late()) return;
    for (size_t w = 0; w < ranks_.size(); ++w) {
      for (uint64_t docs = ranks_[w].docs & ~left_.words()[w]; docs != 0; docs &= docs - 1) {
        if (!found.add(static_cast<uint32_t>(w * 64) +
                       static_cast<uint32_t>(std::countr_zero(docs)))) {
          return;
        }
      }
    }
  }

 private:
  struct Word64 {
    uint64_t docs = 0;    // bits of candidates
    uint32_t before = 0;  // candidates before them
  };

  bool hold(std::span<const PostingList> terms) {
    if (terms.size() == 1) return read_term(terms[0], candidates_, budget_, charge_, held_);
    Charge of_all(budget_);
    std::vector<uint64_t> all;
    return gather_positions(terms, candidates_, budget_, of_all, all) &&
           by_candidate(all, candidates_, budget_, charge_, held_);
  }

  bool rank_candidates() {
    const auto& words = left_.words();
    if (!charge_.add(words.size() * sizeof(Word64))) return false;
    ranks_.reserve(words.size());
    uint32_t before = 0;
    for (const uint64_t docs : words) {
      ranks_.push_back({docs, before});
      before += static_cast<uint32_t>(std::popcount(docs));
    }
    return budget_.keep_going();
  }
  size_t rank(uint32_t doc) const {
    const Word64& word = ranks_[doc / 64];
    const uint64_t below = word.docs & ((uint64_t{1} << (doc % 64)) - 1);
    return word.before + static_cast<uint32_t>(std::popcount(below));
  }

  /// Documents with several values, if there are any.
  bool find_several() {
    auto several = pair_.segment->several_values(pair_.field);
    if (!several) {
      budget_.fail(std::move(several).error());
      return false;
    }
    if (!*several) return true;
    if (!charge_.add(left_.words().size() * sizeof(uint64_t))) return false;
    several_.resize(left_.words().size());
    DocCursor pages(**several);
    for (uint32_t page = pages.seek_page(0); page < left_.page_count();
         page = pages.seek_page(page + 1)) {
      pages.or_into(several_.data() + uint64_t{page} * kPageWords);
      if (!budget_.keep_going()) return false;
    }
    return true;
  }

  template <size_t kReaches>
  bool sweep(std::span<const PostingList> terms) {
    const PairFinder<kReaches> finder(reaches_.data());
    const NeighbourFinder neighbours(reaches_);
    const auto look = [&](const PositionedDocs& some) { return look_at(some, finder, neighbours); };
    return PositionVisits(left_, budget_).visit(terms, look) && !budget_.stopped();
  }

  // Memory is asked for all of them before any is looked at: each is somewhere else.
  template <size_t kReaches>
  bool look_at(const PositionedDocs& some, const PairFinder<kReaches>& finder,
               const NeighbourFinder& neighbours) {
    const size_t count = some.docs.size();
    const uint32_t* held[kBatchDocs];
    uint32_t held_count[kBatchDocs];
    for (size_t i = 0; i < count; ++i) {
      held_count[i] = static_cast<uint32_t>(rank(some.docs[i]));
      __builtin_prefetch(held_.starts.data() + held_count[i]);
    }
    for (size_t i = 0; i < count; ++i) {
      const uint32_t* const starts = held_.starts.data() + held_count[i];
      held[i] = held_.positions.data() + starts[0];
      held_count[i] = starts[1] - starts[0];
      __builtin_prefetch(held[i]);
    }
    uint8_t near[kBatchDocs];
    size_t near_count = 0;
    for (size_t i = 0; i < count; ++i) {
      near[near_count] = static_cast<uint8_t>(i);
      near_count += finder.any(some.positions + some.starts[i], some.starts[i + 1] - some.starts[i],
                               held[i], held_count[i]);
    }
    for (size_t n = 0; n < near_count; ++n) {
      const uint8_t i = near[n];
      const uint32_t doc = some.docs[i];
      const auto positions = some.positions_of(i);
      if (several_.empty() || (several_[doc / 64] >> (doc % 64) & 1) == 0 ||
          neighbours.any(positions, {held[i], held_count[i]})) {
        left_.drop(doc);
        continue;
      }
      if (!make_room(late_, positions.size(), of_late_)) return false;
      for (const uint32_t position : positions) late_.push_back(uint64_t{doc} << 32 | position);
    }
    return true;
  }

  /// Documents with several values, in which positions are near: mostly all stand in one.
  bool look_at_late() {
    if (late_.empty()) return true;
    if (!sort_pairs(late_, candidates_.back(), budget_)) return false;
    ValueReader values(*pair_.segment, pair_.field, budget_);
    WorkMeter meter(budget_);
    uint32_t docs[ValueReader::kDocsMax];
    std::span<const uint64_t> places[ValueReader::kDocsMax];
    size_t split = 0;
    const auto look = [&](size_t i, std::span<const uint32_t> value_starts) {
      const auto held = held_in(docs[i]);
      const uint32_t first = std::min(static_cast<uint32_t>(places[i].front()), held.front());
      const uint32_t last = std::max(static_cast<uint32_t>(places[i].back()), held.back());
      if (is_in_one_value(value_starts, first, last)) return left_.drop(docs[i]);
      // Never more than were before them.
      for (const uint64_t place : places[i]) late_[split++] = place;
    };
    for (size_t at = 0; at < late_.size();) {
      size_t count = 0;
      const size_t before = at;
      for (; count < ValueReader::kDocsMax && at < late_.size(); ++count) {
        const size_t begin = at;
        while (at < late_.size() && late_[at] >> 32 == late_[begin] >> 32) ++at;
        docs[count] = static_cast<uint32_t>(late_[begin] >> 32);
        places[count] = std::span<const uint64_t>(late_).subspan(begin, at - begin);
      }
      if (!values.read({docs, count}, look) || !meter.add(at - before)) return false;
    }
    late_.resize(split);
    return look_at_split();
  }

  /// Those in which not all stand in one value: each value for itself.
  bool look_at_split() {
    if (late_.empty()) return true;
    WorkMeter meter(budget_);
    Charge charge(budget_);
    if (!charge.add(late_.size() * sizeof(uint32_t))) return false;
    std::vector<uint32_t> docs;
    uint64_t held_count = 0;
    for (const uint64_t place : late_) {
      const auto doc = static_cast<uint32_t>(place >> 32);
      if (!meter.add(1)) return false;
      if (!docs.empty() && docs.back() == doc) continue;
      docs.push_back(doc);
      held_count += held_in(doc).size();
    }
    GatheredPositions swept, held;
    if (!by_candidate(late_, docs, budget_, charge, swept) ||
        !charge.add((docs.size() + 1 + held_count + kPositionsSpare) * sizeof(uint32_t))) {
      return false;
    }
    held.positions.reserve(held_count + kPositionsSpare);
    for (const uint32_t doc : docs) {
      const auto positions = held_in(doc);
      held.starts.push_back(static_cast<uint32_t>(held.positions.size()));
      held.positions.insert(held.positions.end(), positions.begin(), positions.end());
      if (!meter.add(1 + positions.size())) return false;
    }
    held.starts.push_back(static_cast<uint32_t>(held.positions.size()));
    held.positions.resize(held.positions.size() + kPositionsSpare);
    PlainWords plain(PlainWord{nullptr, &swept}, PlainWord{nullptr, &held}, reaches_,
                     *pair_.segment, pair_.field, budget_);
    PageBuffer buffer;
    return for_each_page(
        docs, [&](uint32_t page, std::span<const uint16_t> in_page, size_t before) {
          const PageDocs some = list_docs(in_page.data(), static_cast<uint32_t>(in_page.size()));
          for_each_doc(plain.filter(page, some, buffer, before),
                       [&](uint32_t doc) { left_.drop(page * kPageDocs + doc); });
          return budget_.keep_going();
        });
  }

  std::span<const uint32_t> held_in(uint32_t doc) const {
    const uint32_t* const starts = held_.starts.data() + rank(doc);
    return {held_.positions.data() + starts[0], starts[1] - starts[0]};
  }

  const WordPair& pair_;
  const std::span<const uint32_t> candidates_;
  Budget& budget_;
  Charge charge_, of_late_;
  WantedDocs left_;                     // candidates not known to have a pair
  std::vector<PositionReach> reaches_;  // of the held word behind the swept one
  GatheredPositions held_;
  std::vector<Word64> ranks_;
  std::vector<uint64_t> several_;  // bits; empty: no document has several values
  std::vector<uint64_t> late_;     // doc << 32 | position of the swept word
};

}  // namespace

void find_word_pairs(const WordPair& pair, std::span<const uint32_t> candidates, Budget& budget,
                     DocumentSetBuilder& found) {
  if (candidates.empty() || budget.stopped()) return;
  PairSearch(pair, candidates, budget).run(found);
}

}  // namespace patlas
