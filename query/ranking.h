// query/ranking.h
//
// Relevance by BM25: the sum, over the positive text leaves of the query in tree order and over
// each leaf's fields in field order, of
//
//   idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average length))
//   idf = ln(1 + (N - df + 0.5) / (df + 0.5)),  k1 = 1.2,  b = 0.75
//
// over live documents of the whole snapshot: N of them, df of which the leaf matches in the field;
// tf is how often. Statistics and order of addition do not depend on segments, so scores are the
// same bits for any layout (SYNTAX.md, "Ranking").
#ifndef PATLAS_QUERY_RANKING_H_
#define PATLAS_QUERY_RANKING_H_

#include <memory>
#include <vector>

#include "query/plan.h"
#include "query/sorting.h"

namespace patlas {

inline constexpr double kBm25K1 = 1.2;
inline constexpr double kBm25B = 0.75;

/// One (leaf, field) over the snapshot.
struct PartStatistics {
  double idf = 0;             ///< 0 when no live document matches
  double average_length = 1;  ///< positions of the field in a live document
};

struct RankingStatistics {
  std::vector<PartStatistics> parts;
  /// [segment][part]: positions of the part's field in a document.
  std::vector<std::vector<const NumberColumn*>> lengths;
  std::vector<const NumberColumn*> key_ranks;  ///< by segment
};

double bm25_idf(uint64_t live_count, uint64_t df);
double bm25_part(const PartStatistics& part, uint64_t tf, uint32_t length);

/// Counts df and lengths of every part. Errors: corruption.
Result<RankingStatistics> ranking_statistics(const Snapshot& snapshot,
                                             const std::vector<SegmentPlan>& plans,
                                             const Optimisations& optimisations, Budget& budget);

/// Scores every match and picks the first.
class ScoreSorter final : public Collector {
 public:
  ScoreSorter(const RankingStatistics& statistics, const std::vector<SegmentPlan>& plans,
              uint64_t wanted, Budget& budget);
  void begin_segment(uint32_t segment) override;
  void collect(uint32_t pack, std::span<const uint16_t> offsets) override;
  std::vector<TopCandidates>& tops() { return tops_; }

 private:
  double score(uint32_t doc);

  const RankingStatistics* statistics_;
  const std::vector<SegmentPlan>* plans_;
  uint64_t wanted_;
  Budget* budget_;
  WorkMeter meter_;
  uint32_t segment_ = 0;
  Charge charge_;                                             ///< for counters_
  std::vector<std::unique_ptr<OccurrenceCounter>> counters_;  ///< by part; nullptr: never occurs
  std::vector<TopCandidates> tops_;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_RANKING_H_
