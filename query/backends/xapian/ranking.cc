#include "query/backends/xapian/ranking.h"

#include <cmath>
#include <map>

#include "query/backends/xapian/leaf_queries.h"
#include "query/backends/xapian/names.h"
#include "query/backends/xapian/values.h"

namespace patlas::xapian {
namespace {

constexpr double kK1 = 1.2, kB = 0.75;

// Positions of the field over all documents, by document; 1 when nobody has any.
double average_length(const Xapian::Database& database, uint16_t field, WorkMeter& meter) {
  uint64_t total = 0;
  const auto end = database.valuestream_end(kLengthSlots + field);
  for (auto at = database.valuestream_begin(kLengthSlots + field); at != end; ++at) {
    total += number_of_value(*at);
    if (!meter.add(1)) break;
  }
  if (total == 0) return 1.0;
  return static_cast<double>(total) / static_cast<double>(database.get_doccount());
}

}  // namespace

Result<std::vector<double>> scores_of(const Xapian::Database& database, const Tree& tree,
                                      const std::vector<LeafText>& leaves, const Docs& docs,
                                      Budget& budget) {
  std::vector<double> scores;
  if (!budget.charge(docs.size() * sizeof(double))) return scores;
  scores.resize(docs.size());
  LeafQueries leaf_queries(database, budget);
  WorkMeter meter(budget);
  std::map<uint16_t, double> averages;
  const std::vector<bool> scoring = scoring_leaves(tree);
  const auto n = static_cast<double>(database.get_doccount());
  for (size_t i = 0; i < tree.nodes.size(); ++i) {
    if (!scoring[i]) continue;
    for (const uint16_t field : tree.nodes[i].fields) {
      PATLAS_ASSIGN(const Occurrences found, leaf_queries.occurrences(field, leaves[i]));
      if (budget.stopped()) return scores;
      const auto df = static_cast<double>(found.documents.size());
      const double idf = std::log(1.0 + (n - df + 0.5) / (df + 0.5));
      if (!averages.contains(field)) averages[field] = average_length(database, field, meter);
      ValueReader lengths(database, kLengthSlots + field);
      for (size_t d = 0, f = 0; d < docs.size() && f < found.documents.size(); ++d) {
        while (f < found.documents.size() && found.documents[f] < docs[d]) ++f;
        if (f == found.documents.size() || found.documents[f] != docs[d]) continue;
        const auto tf = static_cast<double>(found.counts[f]);
        const auto length = static_cast<double>(number_of_value(lengths.get(docs[d])));
        const double norm = 1.0 - kB + kB * length / averages[field];
        scores[d] += idf * tf * (kK1 + 1.0) / (tf + kK1 * norm);
        if (!meter.add(1)) return scores;
      }
    }
  }
  return scores;
}

}  // namespace patlas::xapian
