#include "query/operators/plain_words.h"

#include <smmintrin.h>

#include <algorithm>
#include <span>

#include "engine/base/check.h"

namespace patlas {
namespace {

constexpr uint32_t kDocUnits = 2;  // work of a candidate, beside its positions

inline __m128i load4(const uint32_t* at) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}

/// A bit for each of the four at `at` that is base to base + span, beyond 32 bits from 0 again.
inline uint32_t within(const uint32_t* at, __m128i base, __m128i span) {
  const __m128i behind = _mm_sub_epi32(load4(at), base);
  const __m128i is_within = _mm_cmpeq_epi32(_mm_min_epu32(behind, span), behind);
  return static_cast<uint32_t>(_mm_movemask_ps(_mm_castsi128_ps(is_within)));
}

inline uint32_t first_lanes(uint32_t count) { return count >= 4 ? 15u : (1u << count) - 1; }

/// The first of [from, count) that is not below `low`; four at a time, then ever farther.
uint32_t seek(const uint32_t* positions, uint32_t from, uint32_t count, uint64_t low) {
  uint32_t step = 4;
  while (count - from > step && positions[from + step] < low) {
    from += step;
    step *= 2;
  }
  const uint32_t* const end = positions + std::min(count, from + step + 1);
  return static_cast<uint32_t>(std::lower_bound(positions + from, end, low) - positions);
}

bool any_in_long_lists(const uint32_t* x, uint32_t x_count, const uint32_t* y, uint32_t y_count,
                       PositionReach reach) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < x_count && at < y_count; ++i) {
    const int64_t low = int64_t{x[i]} + reach.low, high = int64_t{x[i]} + reach.high;
    if (high < 0) continue;
    at = seek(y, at, y_count, static_cast<uint64_t>(std::max<int64_t>(low, 0)));
    if (at < y_count && int64_t{y[at]} <= high) return true;
  }
  return false;
}

// Each of few positions beside all others: 64 pairs take less than a walk's branches do.
constexpr uint32_t kPairsAtOnce = 64;

PositionReach turn(const PositionReach& reach) { return {-reach.high, -reach.low}; }

/// Looks for pairs in any of the reaches.
template <size_t kReaches>
class PairFinder {
 public:
  explicit PairFinder(const PositionReach* reaches) {
    for (size_t r = 0; r < kReaches; ++r) {
      reaches_[r] = reaches[r];
      turned_[r] = turn(reaches[r]);
      low_[r] = _mm_set1_epi32(static_cast<int32_t>(reaches[r].low));
      turned_low_[r] = _mm_set1_epi32(static_cast<int32_t>(turned_[r].low));
      span_[r] = _mm_set1_epi32(static_cast<int32_t>(reaches[r].high - reaches[r].low));
    }
  }

  bool any(const uint32_t* x, uint32_t x_count, const uint32_t* y, uint32_t y_count) const {
    if (uint64_t{x_count} * y_count > kPairsAtOnce) return any_in_long(x, x_count, y, y_count);
    // The shorter list is gone through one by one.
    return x_count <= y_count ? any_in_short(x, x_count, y, y_count, low_)
                              : any_in_short(y, y_count, x, x_count, turned_low_);
  }

 private:
  bool any_in_short(const uint32_t* x, uint32_t x_count, const uint32_t* y, uint32_t y_count,
                    const __m128i* low) const {
    uint32_t found = 0;
    for (uint32_t i = 0; i < x_count; ++i) {
      const __m128i from = _mm_set1_epi32(static_cast<int32_t>(x[i]));
      for (uint32_t k = 0; k < y_count; k += 4) {
        uint32_t lanes = 0;
        for (size_t r = 0; r < kReaches; ++r) {
          lanes |= within(y + k, _mm_add_epi32(from, low[r]), span_[r]);
        }
        found |= lanes & first_lanes(y_count - k);
      }
    }
    return found != 0;
  }

  bool any_in_long(const uint32_t* x, uint32_t x_count, const uint32_t* y, uint32_t y_count) const {
    bool found = false;
    for (size_t r = 0; r < kReaches && !found; ++r) {
      found = x_count <= y_count ? any_in_long_lists(x, x_count, y, y_count, reaches_[r])
                                 : any_in_long_lists(y, y_count, x, x_count, turned_[r]);
    }
    return found;
  }

  PositionReach reaches_[kReaches], turned_[kReaches];
  __m128i low_[kReaches], turned_low_[kReaches], span_[kReaches];
};

}  // namespace

bool any_in_reach(const uint32_t* x, uint32_t x_count, const uint32_t* y, uint32_t y_count,
                  PositionReach reach) {
  return PairFinder<1>(&reach).any(x, x_count, y, y_count);
}

PlainWords::PlainWords(std::vector<PostingList> terms, std::vector<uint32_t> offsets,
                       Budget& budget)
    : budget_(&budget), charge_(budget), meter_(budget) {
  for (size_t i = 0; i < terms.size(); ++i) words_.emplace_back(terms[i], offsets[i]);
  if (words_.size() == 2 && std::min(offsets[0], offsets[1]) == 0) {
    const int64_t behind = int64_t{offsets[1]} - int64_t{offsets[0]};
    reaches_.push_back({behind, behind});
  }
  charge();
}

PlainWords::PlainWords(const PlainWord& x, const PlainWord& y, std::vector<PositionReach> reaches,
                       const SegmentReader& segment, uint16_t field, Budget& budget)
    : budget_(&budget),
      charge_(budget),
      meter_(budget),
      reaches_(std::move(reaches)),
      segment_(&segment),
      field_(field) {
  words_.emplace_back(x);
  words_.emplace_back(y);
  PATLAS_CHECK(reaches_.size() == 1 || reaches_.size() == 2);
  for (const int64_t side : {-1, 1}) {
    const auto reaches_it = [side](const PositionReach& reach) {
      return reach.low <= side && side <= reach.high;
    };
    if (std::any_of(reaches_.begin(), reaches_.end(), reaches_it)) sides_.push_back({side, side});
  }
  auto several = segment.several_values(field);
  if (!several) {
    budget.fail(std::move(several).error());
  } else if (*several) {
    several_.emplace(**several);
  }
  charge();
}

bool PlainWords::charge() {
  uint64_t bytes = candidates_.capacity() * sizeof(uint16_t);
  for (const Word& word : words_) bytes += sizeof(Word) + (word.batch ? word.batch->bytes() : 0);
  return charge_.reach(bytes);
}

uint32_t PlainWords::Word::gathered_until(uint32_t done, uint32_t most) const {
  const uint32_t* const all = starts();
  const uint64_t end = uint64_t{all[done]} + kBatchPositions;
  const auto until = std::upper_bound(all + done + 1, all + most + 1, end);
  return std::max(static_cast<uint32_t>(until - all) - 1, done + 1);
}

PageDocs PlainWords::filter(uint32_t page, const PageDocs& candidates, PageBuffer& buffer,
                            size_t before) {
  const uint16_t* docs = candidates.list;
  uint32_t count = candidates.count;
  if (candidates.form != PageDocs::Form::kList) {
    candidates_.resize(kPageDocs);
    count = 0;
    for_each_doc(candidates,
                 [&](uint32_t doc) { candidates_[count++] = static_cast<uint16_t>(doc); });
    docs = candidates_.data();
  }
  for (Word& word : words_) {
    word.first = word.after = 0;
    word.before = before;
  }
  uint16_t* const out = buffer.list(count);
  uint32_t kept = 0, done = 0;
  while (done < count) {
    // A batch may end early in one word and not in another.
    uint32_t ready = std::min(count, done + kBatchDocs);
    for (Word& word : words_) {
      if (word.gathered != nullptr) {
        ready = word.gathered_until(done, ready);
        continue;
      }
      if (word.after == done) {
        word.first = done;
        word.after = done + word.batch->read(page, {docs + done, count - done});
      }
      ready = std::min(ready, word.after);
    }
    uint64_t positions = 0;
    for (const Word& word : words_) {
      positions += word.starts()[ready - word.first] - word.starts()[done - word.first];
    }
    if (!charge()) return {};
    std::copy(docs + done, docs + ready, out + kept);
    const uint32_t kept_before = kept;
    kept += reaches_.empty()       ? filter_phrases(done, ready, out + kept)
            : reaches_.size() == 1 ? filter_pairs<1>(done, ready, out + kept)
                                   : filter_pairs<2>(done, ready, out + kept);
    if (segment_ != nullptr)
      kept = kept_before + filter_values(page, kept - kept_before, out + kept_before);
    if (!meter_.add(positions + uint64_t{kDocUnits} * (ready - done))) return {};
    done = ready;
  }
  return list_docs(out, kept);
}

template <size_t kReaches>
uint32_t PlainWords::filter_pairs(uint32_t first, uint32_t after, uint16_t* out) {
  const Word& x = words_[0];
  const Word& y = words_[1];
  const uint32_t* const x_starts = x.starts() + (first - x.first);
  const uint32_t* const y_starts = y.starts() + (first - y.first);
  const uint32_t* const x_all = x.positions();
  const uint32_t* const y_all = y.positions();
  const PairFinder<kReaches> finder(reaches_.data());
  uint32_t kept = 0;
  for (uint32_t i = 0; i < after - first; ++i) {
    const bool stands = finder.any(x_all + x_starts[i], x_starts[i + 1] - x_starts[i],
                                   y_all + y_starts[i], y_starts[i + 1] - y_starts[i]);
    out[kept] = out[i];
    near_[kept] = first + i;
    kept += stands;
  }
  return kept;
}

uint32_t PlainWords::filter_values(uint32_t page, uint32_t count, uint16_t* out) {
  if (count == 0 || !several_) return count;
  if (several_page_ != page) {
    several_page_ = page;
    several_docs_ = several_->seek_page(page) == page ? several_->load() : PageDocs();
  }
  if (several_docs_.count == 0) return count;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const bool stands = !contains(several_docs_, out[i]) || are_neighbours(near_[i]) ||
                        (open_values(page * kPageDocs + out[i]) && stands_in_values(near_[i]));
    if (!meter_.add(kDocUnits)) return 0;
    out[kept] = out[i];
    kept += stands;
  }
  return kept;
}

bool PlainWords::open_values(uint32_t doc) {
  const auto read = [&]() -> Status {
    if (!boundaries_) {
      PATLAS_ASSIGN(auto cursor, segment_->boundary_cursor(field_));
      boundaries_.emplace(std::move(cursor));
    }
    PATLAS_ASSIGN(const Bytes record, boundaries_->record(doc));
    if (decode_value_starts(record, value_starts_)) {
      meter_.add(value_starts_.size());
      return {};
    }
    return Error{Code::kCorruption, "the boundaries of a document contradict themselves", {}};
  };
  auto status = read();
  if (status) return true;
  budget_->fail(std::move(status).error());
  return false;
}

std::span<const uint32_t> PlainWords::positions(size_t word, uint32_t candidate) const {
  const Word& of = words_[word];
  const uint32_t* const starts = of.starts() + (candidate - of.first);
  return {of.positions() + starts[0], starts[1] - starts[0]};
}

// Side by side, which only words of one value are: a free position follows each value.
bool PlainWords::are_neighbours(uint32_t candidate) const {
  const auto x = positions(0, candidate), y = positions(1, candidate);
  const auto x_count = static_cast<uint32_t>(x.size()), y_count = static_cast<uint32_t>(y.size());
  if (sides_.empty()) return false;
  return sides_.size() == 1
             ? PairFinder<1>(sides_.data()).any(x.data(), x_count, y.data(), y_count)
             : PairFinder<2>(sides_.data()).any(x.data(), x_count, y.data(), y_count);
}

// Where a document has several values: those of each are looked at for themselves.
bool PlainWords::stands_in_values(uint32_t candidate) const {
  std::span<const uint32_t> rest[2] = {positions(0, candidate), positions(1, candidate)};
  for (size_t v = 1; v <= value_starts_.size(); ++v) {
    std::span<const uint32_t> here[2];
    for (size_t w = 0; w < 2; ++w) {
      const auto end = v == value_starts_.size()
                           ? rest[w].end()
                           : std::lower_bound(rest[w].begin(), rest[w].end(), value_starts_[v]);
      here[w] = rest[w].first(static_cast<size_t>(end - rest[w].begin()));
      rest[w] = rest[w].subspan(here[w].size());
    }
    for (const PositionReach& reach : reaches_) {
      if (any_in_reach(here[0].data(), static_cast<uint32_t>(here[0].size()), here[1].data(),
                       static_cast<uint32_t>(here[1].size()), reach)) {
        return true;
      }
    }
  }
  return false;
}

uint32_t PlainWords::filter_phrases(uint32_t first, uint32_t after, uint16_t* out) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < after - first; ++i) {
    for (Word& word : words_) word.next = 0;
    const auto stands_at = [&](uint32_t start) {
      for (size_t w = 1; w < words_.size(); ++w) {
        Word& word = words_[w];
        const auto list = positions(w, first + i);
        const uint64_t wanted = uint64_t{start} + word.offset;
        const auto count = static_cast<uint32_t>(list.size());
        word.next = seek(list.data(), word.next, count, wanted);
        if (word.next == count || list[word.next] != wanted) return false;
      }
      return true;
    };
    bool stands = false;
    for (const uint32_t position : positions(0, first + i)) {
      if (position < words_[0].offset) continue;
      stands = stands_at(position - words_[0].offset);
      if (stands) break;
    }
    out[kept] = out[i];
    kept += stands;
  }
  return kept;
}

}  // namespace patlas
