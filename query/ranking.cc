#include "query/ranking.h"

#include <cmath>
#include <map>
#include <utility>

#include "query/plan_builder.h"

namespace patlas {
namespace {

constexpr uint64_t kPartUnits = 1024;    // of counting a rare part's documents
constexpr uint64_t kCursorBytes = 4096;  // decoded blocks of documents, frequencies, positions

uint64_t cursor_count(const OccurrenceSpec& spec) {
  uint64_t count = spec.languages.size();
  for (const OccurrenceGroup& group : spec.groups) {
    count += group.terms.size();
    for (const auto& phrase : group.phrases) {
      for (const PhraseSpec::Unit& unit : phrase->units) count += unit.terms.size();
    }
  }
  return count;
}

bool is_dead(const LiveSegment& segment, uint32_t doc) {
  return doc / 64 < segment.deleted.size() && (segment.deleted[doc / 64] >> (doc % 64) & 1) != 0;
}

// Sum of the field's lengths over live documents.
Result<uint64_t> total_length(const Snapshot& snapshot, uint16_t field, Budget& budget) {
  uint64_t total = 0;
  uint32_t lengths[kPackDocs];
  for (const LiveSegment& segment : snapshot.segments()) {
    PATLAS_ASSIGN(const NumberColumn* column, segment.reader->field_length(field));
    for (uint32_t first = 0; first < column->doc_count(); first += kPackDocs) {
      const uint32_t count = column->decode_pack(first / kPackDocs, lengths);
      for (uint32_t i = 0; i < count; ++i) {
        if (segment.deleted.empty() || !is_dead(segment, first + i)) total += lengths[i];
      }
      if (first % kPageDocs == 0 && !budget.keep_going()) return total;
    }
  }
  return total;
}

}  // namespace

double bm25_idf(uint64_t live_count, uint64_t df) {
  const double n = static_cast<double>(live_count);
  const double d = static_cast<double>(df);
  return std::log(1.0 + (n - d + 0.5) / (d + 0.5));
}

double bm25_part(const PartStatistics& part, uint64_t tf, uint32_t length) {
  const double f = static_cast<double>(tf);
  const double norm = 1.0 - kBm25B + kBm25B * static_cast<double>(length) / part.average_length;
  return part.idf * f * (kBm25K1 + 1.0) / (f + kBm25K1 * norm);
}

Result<RankingStatistics> ranking_statistics(const Snapshot& snapshot,
                                             const std::vector<SegmentPlan>& plans,
                                             const Optimisations& optimisations, Budget& budget) {
  RankingStatistics statistics;
  const size_t part_count = plans.empty() ? 0 : plans[0].parts.size();
  std::map<uint16_t, double> average_lengths;
  const uint64_t live = snapshot.live_count();
  WorkMeter meter(budget);
  const uint64_t pointers = plans.size() * sizeof(const NumberColumn*);
  if (!budget.charge(part_count * (2 * sizeof(PartStatistics) + 2 * pointers))) return statistics;
  for (size_t p = 0; p < part_count && meter.add(kPartUnits); ++p) {
    const uint16_t field = plans[0].parts[p].field;
    if (!average_lengths.contains(field)) {
      PATLAS_ASSIGN(const uint64_t total, total_length(snapshot, field, budget));
      average_lengths[field] =
          total == 0 ? 1.0 : static_cast<double>(total) / static_cast<double>(live);
    }
    uint64_t df = 0;
    for (const SegmentPlan& plan : plans) {
      df += count_node(plan, plan.parts[p].plan, true, optimisations, budget);
    }
    PartStatistics part;
    part.idf = df == 0 ? 0.0 : bm25_idf(live, df);
    part.average_length = average_lengths[field];
    statistics.parts.push_back(part);
  }
  for (const SegmentPlan& plan : plans) {
    PATLAS_ASSIGN(const NumberColumn* ranks, plan.segment->reader->key_rank());
    statistics.key_ranks.push_back(ranks);
    auto& lengths = statistics.lengths.emplace_back();
    for (const ScoredPart& part : plan.parts) {
      PATLAS_ASSIGN(const NumberColumn* column, plan.segment->reader->field_length(part.field));
      lengths.push_back(column);
    }
  }
  return statistics;
}

ScoreSorter::ScoreSorter(const RankingStatistics& statistics, const std::vector<SegmentPlan>& plans,
                         uint64_t wanted, Budget& budget)
    : statistics_(&statistics),
      plans_(&plans),
      wanted_(wanted),
      budget_(&budget),
      meter_(budget),
      charge_(budget),
      tops_(plans.size()) {}

void ScoreSorter::begin_segment(uint32_t segment) {
  segment_ = segment;
  tops_[segment] = TopCandidates(wanted_, statistics_->key_ranks[segment], *budget_);
  counters_.clear();
  charge_.release();
  for (const ScoredPart& part : (*plans_)[segment].parts) {
    auto& counter = counters_.emplace_back();
    if (part.plan == kPlanNone) continue;
    const uint64_t bytes = cursor_count(*part.occurrences) * kCursorBytes;
    if (!charge_.add(bytes)) return;
    counter = std::make_unique<OccurrenceCounter>(*part.occurrences, *budget_);
  }
}

double ScoreSorter::score(uint32_t doc) {
  double total = 0;
  for (size_t p = 0; p < counters_.size(); ++p) {
    if (counters_[p] == nullptr) continue;
    const uint64_t tf = counters_[p]->count(doc);
    if (tf == 0) continue;
    total += bm25_part(statistics_->parts[p], tf, statistics_->lengths[segment_][p]->get(doc));
  }
  return total;
}

void ScoreSorter::collect(uint32_t pack, std::span<const uint16_t> offsets) {
  if (budget_->stopped()) return;  // then counters may be missing
  for (const uint16_t offset : offsets) {
    const uint32_t doc = pack * kPackDocs + offset;
    tops_[segment_].add(score_order(score(doc)), doc);
    if (!meter_.add(4 * counters_.size())) return;
  }
}

}  // namespace patlas
