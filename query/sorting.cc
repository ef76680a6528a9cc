#include "query/sorting.h"

#include <algorithm>
#include <bit>
#include <queue>
#include <utility>
#include <vector>

#include "query/suggest.h"

namespace patlas {
namespace {

constexpr uint64_t kPruneFrom = 1024;  // candidates gathered before a small answer is pruned

Error unknown_sort_key(std::string_view text, const Schema& schema) {
  std::vector<std::string> known = {"score"};
  for (const ColumnSpec& column : schema.columns) {
    if (column.type != ColumnType::kNumber) continue;
    known.push_back(column.name);
    known.push_back("-" + column.name);
  }
  const std::vector<std::string_view> spellings(known.begin(), known.end());
  std::string message = "unknown sort key '" + std::string(text) + "'";
  const std::string_view nearest = nearest_spelling(text, spellings);
  if (!nearest.empty()) message += " (did you mean '" + std::string(nearest) + "'?)";
  message += "; there are ";
  for (const std::string& name : known) message += (&name == &known.front() ? "" : ", ") + name;
  return Error{Code::kInvalidArgument, std::move(message), {}};
}

// One segment's head in the merge; its key is read when a tie asks for it.
struct Head {
  uint32_t segment = 0;
  size_t at = 0;
  uint64_t primary = 0;
  std::string key;
};

struct LaterHead {
  bool operator()(const Head& a, const Head& b) const {
    if (a.primary != b.primary) return a.primary > b.primary;
    return a.key > b.key;
  }
};

}  // namespace

Result<SortKey> parse_sort_key(std::string_view text, const Schema& schema) {
  SortKey key;
  if (text == "score") {
    key.by_score = true;
    return key;
  }
  key.descending = !text.empty() && text.front() == '-';
  key.column = key.descending ? text.substr(1) : text;
  const int column = schema.column(key.column);
  if (column < 0 || schema.columns[static_cast<size_t>(column)].type != ColumnType::kNumber) {
    return unknown_sort_key(text, schema);
  }
  return key;
}

uint64_t score_order(double score) { return ~std::bit_cast<uint64_t>(score); }
double score_of_order(uint64_t primary) { return std::bit_cast<double>(~primary); }

void TopCandidates::add(uint64_t primary, uint32_t doc) {
  if (!may_enter(primary)) return;
  push({primary, key_ranks_->get(doc), doc});
}

void TopCandidates::add(const TopCandidates& other) {
  if (other.budget_ == nullptr) return;
  if (budget_ == nullptr) *this = TopCandidates(other.wanted_, other.key_ranks_, *other.budget_);
  for (const Candidate& candidate : other.candidates_) {
    if (may_enter(candidate.primary)) push(candidate);
  }
}

void TopCandidates::push(const Candidate& candidate) {
  if (candidates_.size() == candidates_.capacity()) {
    const size_t more = std::max<size_t>(candidates_.capacity(), 64);
    if (!charge_->add(more * sizeof(Candidate))) return;
    candidates_.reserve(candidates_.capacity() + more);
  }
  candidates_.push_back(candidate);
  if (candidates_.size() / 2 >= std::max(wanted_, kPruneFrom)) prune();
}

void TopCandidates::prune() {
  if (candidates_.size() <= wanted_ || wanted_ == 0) return;
  const auto last = candidates_.begin() + static_cast<int64_t>(wanted_) - 1;
  std::nth_element(candidates_.begin(), last, candidates_.end());
  candidates_.resize(wanted_);
  threshold_ = candidates_.back().primary;
}

std::vector<Candidate> TopCandidates::finish() {
  if (wanted_ == 0) return {};
  prune();
  std::sort(candidates_.begin(), candidates_.end());
  return std::move(candidates_);
}

DateSorter::DateSorter(const std::vector<SegmentColumns>& columns, bool descending, uint64_t wanted,
                       const Optimisations& optimisations, Budget& budget)
    : columns_(&columns),
      descending_(descending),
      wanted_(wanted),
      optimisations_(&optimisations),
      budget_(&budget),
      tops_(columns.size()) {}

void DateSorter::begin_segment(uint32_t segment) {
  segment_ = segment;
  tops_[segment] = TopCandidates(wanted_, (*columns_)[segment].key_ranks, *budget_);
}

bool DateSorter::may_hold_better(uint32_t pack) const {
  if (!optimisations_->pack_skipping) return true;
  const NumberColumn& dates = *(*columns_)[segment_].dates;
  const uint32_t best =
      descending_ ? dates.pack_max_bound(pack) : std::max(dates.pack_min(pack), 1u);
  return tops_[segment_].may_enter(date_order(best, descending_));
}

void DateSorter::collect(uint32_t pack, std::span<const uint16_t> offsets) {
  if (!may_hold_better(pack)) return;
  const NumberColumn& dates = *(*columns_)[segment_].dates;
  TopCandidates& top = tops_[segment_];
  const uint32_t first = pack * kPackDocs;
  if (!optimisations_->pack_decoding || offsets.size() < kDecodePackFrom) {
    for (const uint16_t offset : offsets) {
      top.add(date_order(dates.get(first + offset), descending_), first + offset);
    }
    return;
  }
  uint32_t values[kPackDocs];
  dates.decode_pack(pack, values);
  for (const uint16_t offset : offsets) {
    top.add(date_order(values[offset], descending_), first + offset);
  }
}

Result<std::vector<RankedDoc>> merge_candidates(const Snapshot& snapshot,
                                                const std::vector<std::vector<Candidate>>& tops,
                                                uint64_t offset, uint64_t limit, Budget& budget) {
  const auto segments = snapshot.segments();
  std::priority_queue<Head, std::vector<Head>, LaterHead> heads;
  const auto nonempty =
      std::count_if(tops.begin(), tops.end(), [](const auto& top) { return !top.empty(); });
  // With one segment no tie needs a key string: only what is shown is read.
  const bool needs_keys = nonempty > 1;
  const auto push = [&](uint32_t segment, size_t at) -> Status {
    if (at == tops[segment].size()) return {};
    Head head{segment, at, tops[segment][at].primary, {}};
    if (needs_keys) {
      PATLAS_ASSIGN(head.key, segments[segment].reader->key(tops[segment][at].doc));
    }
    heads.push(std::move(head));
    return {};
  };
  for (uint32_t segment = 0; segment < tops.size(); ++segment) PATLAS_TRY(push(segment, 0));
  std::vector<RankedDoc> ranked;
  WorkMeter meter(budget);
  for (uint64_t position = 0; !heads.empty() && ranked.size() < limit; ++position) {
    Head head = heads.top();
    heads.pop();
    const uint32_t doc = tops[head.segment][head.at].doc;
    if (position >= offset) {
      if (!needs_keys) {
        PATLAS_ASSIGN(head.key, segments[head.segment].reader->key(doc));
      }
      // In a vector that doubles.
      if (!budget.charge(2 * sizeof(RankedDoc) + head.key.size())) break;
      ranked.push_back({{head.segment, doc}, head.primary, std::move(head.key)});
    }
    PATLAS_TRY(push(head.segment, head.at + 1));
    if (!meter.add(16)) break;
  }
  return ranked;
}

}  // namespace patlas
