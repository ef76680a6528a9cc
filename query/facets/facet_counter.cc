#include "query/facets/facet_counter.h"

#include <algorithm>
#include <utility>

namespace patlas {
namespace {

constexpr uint32_t kCountersShare = 8;  // codes of the facet per entry of a list, at most
constexpr size_t kListMin = 1024;
// Room asked for per match: where a pack turns out to have more values, the list just grows.
constexpr size_t kExpectedValues = 4;

}  // namespace

void CodeCounts::add_entry(uint64_t entry) {
  const auto code = static_cast<uint32_t>(entry >> 32);
  if (with_families_) {
    counters_[code].add(static_cast<uint32_t>(entry));
  } else {
    ++documents_[code];
  }
}

bool CodeCounts::make_counters() {
  const uint64_t counters = uint64_t{code_count_} + 1;
  Charge charge(*budget_);
  if (!charge.add(counters * (with_families_ ? sizeof(Counter) : sizeof(uint32_t)))) return false;
  if (with_families_) {
    counters_.resize(counters);
  } else {
    documents_.resize(counters);
  }
  is_dense_ = true;
  for (const uint64_t entry : list_) add_entry(entry);
  list_ = {};
  charge_ = std::move(charge);
  return true;
}

bool CodeCounts::reserve(size_t more) {
  if (is_dense()) return true;
  const size_t list_max = std::max<size_t>(kListMin, code_count_ / kCountersShare);
  return list_.size() + more <= list_max ? make_room(list_, more, charge_) : make_counters();
}

void CodeCounts::add(const CodeCounts& other) {
  const bool fits = other.is_dense() ? is_dense() || make_counters() : reserve(other.list_.size());
  if (!fits) return;
  if (is_dense()) {
    for (const uint64_t entry : other.list_) add_entry(entry);
  } else {
    list_.insert(list_.end(), other.list_.begin(), other.list_.end());
  }
  for (size_t code = 0; code < other.documents_.size(); ++code) {
    documents_[code] += other.documents_[code];
  }
  for (size_t code = 0; code < other.counters_.size(); ++code) {
    counters_[code].documents += other.counters_[code].documents;
    counters_[code].families += other.counters_[code].families;
  }
}

std::vector<CodeCount> CodeCounts::finish(Charge& charge) {
  std::vector<CodeCount> found;
  if (budget_->stopped()) return found;
  const auto documents_of = [this](uint32_t code) {
    return with_families_ ? counters_[code].documents : documents_[code];
  };
  if (is_dense()) {
    size_t count = 0;
    for (uint32_t code = 0; code < code_count_; ++code) count += documents_of(code) != 0;
    if (!charge.add(count * sizeof(CodeCount))) return found;
    found.reserve(count);
    for (uint32_t code = 0; code < code_count_; ++code) {
      const uint32_t documents = documents_of(code);
      if (documents == 0) continue;
      found.push_back({code, documents, with_families_ ? counters_[code].families : 0});
    }
    return found;
  }
  if (!charge.add(list_.size() * sizeof(CodeCount))) return found;
  found.reserve(list_.size());
  std::sort(list_.begin(), list_.end());
  uint32_t last_run = kNoRun;
  for (const uint64_t entry : list_) {
    const auto code = static_cast<uint32_t>(entry >> 32);
    const auto run = static_cast<uint32_t>(entry);
    if (found.empty() || found.back().code != code) {
      found.push_back({code, 0, 0});
      last_run = kNoRun;
    }
    ++found.back().documents;
    found.back().families += run != last_run && run != kNoRun;
    last_run = run;
  }
  return found;
}

void FacetCounter::find_runs(uint32_t pack, std::span<const uint16_t> offsets) {
  const SegmentGroups& groups = families_->segment(segment_);
  const uint32_t start = families_->start(segment_);
  const bool any_split = !groups.split_docs().empty();
  uint32_t end = 0;  // behind the run last seen
  for (size_t i = 0; i < offsets.size(); ++i) {
    const DocId doc = pack * kPackDocs + offsets[i];
    if (any_split && groups.is_split(doc)) {
      runs_[i] = CodeCounts::kNoRun;
      continue;
    }
    if (doc >= end) end = groups.run_end(doc) + 1;
    runs_[i] = start + end - 1;
  }
}

void FacetCounter::collect(uint32_t pack, std::span<const uint16_t> offsets) {
  CodeCounts& counts = counts_;
  if (!charge_.reach(scratch_.bytes()) || !counts.reserve(offsets.size() * kExpectedValues)) return;
  const uint32_t none = counts.code_count();
  if (!counts.with_families() && counts.is_dense()) {
    uint32_t* const documents = counts.documents();
    column_->visit_pack(pack, offsets, scratch_,
                        [documents, none](uint32_t code, bool is_new, uint32_t) {
                          documents[std::min(code, none)] += is_new;
                        });
    return;
  }
  if (counts.with_families()) find_runs(pack, offsets);
  const uint32_t* const runs = runs_.data();
  if (!counts.is_dense()) {
    const bool with_families = counts.with_families();
    column_->visit_pack(pack, offsets, scratch_, [&](uint32_t code, bool is_new, uint32_t i) {
      if (is_new) counts.add_to_list(code, with_families ? runs[i] : CodeCounts::kNoRun);
    });
    return;
  }
  CodeCounts::Counter* const counters = counts.counters();
  column_->visit_pack(pack, offsets, scratch_,
                      [counters, runs, none](uint32_t code, bool is_new, uint32_t i) {
                        counters[std::min(code, none)].add(runs[i], is_new);
                      });
}

}  // namespace patlas
