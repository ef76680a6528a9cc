#include "query/operators/plain_words.h"

#include <algorithm>
#include <span>

#include "engine/base/check.h"

namespace patlas {
namespace {

constexpr uint32_t kDocUnits = 2;  // work of a candidate, beside its positions

}  // namespace

bool any_in_reach(const uint32_t* x, uint32_t x_count, const uint32_t* y, uint32_t y_count,
                  PositionReach reach) {
  return PairFinder<1>(&reach).any(x, x_count, y, y_count);
}

PlainWords::PlainWords(std::vector<PostingList> terms, std::vector<uint32_t> offsets,
                       Budget& budget)
    : charge_(budget), meter_(budget) {
  for (size_t i = 0; i < terms.size(); ++i) words_.emplace_back(terms[i], offsets[i]);
  if (words_.size() == 2 && std::min(offsets[0], offsets[1]) == 0) {
    const int64_t behind = int64_t{offsets[1]} - int64_t{offsets[0]};
    reaches_.push_back({behind, behind});
  }
  charge();
}

PlainWords::PlainWords(const PlainWord& x, const PlainWord& y, std::vector<PositionReach> reaches,
                       const SegmentReader& segment, uint16_t field, Budget& budget)
    : charge_(budget),
      meter_(budget),
      reaches_(std::move(reaches)),
      neighbours_(reaches_),
      values_(std::in_place, segment, field, budget) {
  words_.emplace_back(x);
  words_.emplace_back(y);
  PATLAS_CHECK(reaches_.size() == 1 || reaches_.size() == 2);
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
    if (values_) kept = kept_before + filter_values(page, kept - kept_before, out + kept_before);
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
  bool stands[kBatchDocs];
  uint32_t unsure[kBatchDocs], docs[kBatchDocs], unsure_count = 0;
  for (uint32_t i = 0; i < count; ++i) {
    stands[i] = !contains(several_docs_, out[i]) ||
                neighbours_.any(positions(0, near_[i]), positions(1, near_[i]));
    unsure[unsure_count] = i;
    docs[unsure_count] = page * kPageDocs + out[i];
    unsure_count += !stands[i];
  }
  const auto look = [&](size_t k, std::span<const uint32_t> value_starts) {
    stands[unsure[k]] = stands_in_values(near_[unsure[k]], value_starts);
  };
  if (!values_->read({docs, unsure_count}, look)) return 0;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; ++i) {
    out[kept] = out[i];
    kept += stands[i];
  }
  return kept;
}

std::span<const uint32_t> PlainWords::positions(size_t word, uint32_t candidate) const {
  const Word& of = words_[word];
  const uint32_t* const starts = of.starts() + (candidate - of.first);
  return {of.positions() + starts[0], starts[1] - starts[0]};
}

// Where a document has several values: those of each are looked at for themselves. Mostly all of
// them stand in one, as values are in different languages.
bool PlainWords::stands_in_values(uint32_t candidate,
                                  std::span<const uint32_t> value_starts) const {
  std::span<const uint32_t> rest[2] = {positions(0, candidate), positions(1, candidate)};
  const uint32_t first = std::min(rest[0].front(), rest[1].front());
  const uint32_t last = std::max(rest[0].back(), rest[1].back());
  if (is_in_one_value(value_starts, first, last)) return true;
  for (size_t v = 1; v <= value_starts.size(); ++v) {
    std::span<const uint32_t> here[2];
    for (size_t w = 0; w < 2; ++w) {
      const auto end = v == value_starts.size()
                           ? rest[w].end()
                           : std::lower_bound(rest[w].begin(), rest[w].end(), value_starts[v]);
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
        word.next = seek_position(list.data(), word.next, count, wanted);
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
