// tests/oracle/world.h
//
// An index of Records on a simulated disk, cut and changed as a test says, beside the oracle of the
// same history; and the comparison of an answer with the oracle's, to the last facet value.
#ifndef PATLAS_TESTS_ORACLE_WORLD_H_
#define PATLAS_TESTS_ORACLE_WORLD_H_

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/index/snapshot.h"
#include "engine/index/writer.h"
#include "query/search.h"
#include "tests/engine/traced_env.h"
#include "tests/oracle/oracle.h"

namespace patlas::oracle {

/// An index and what its records should be. An error of the engine is kept, and so is a commit
/// against the protocol (engine/base/trace_fs.h); every later call then does nothing.
class World {
 public:
  explicit World(uint64_t seed = 1) : environment_(seed) {}

  /// From now on a load goes through two workers in batches of so many records, of which every
  /// second arrives before the one that the input has before it. 0: one batch.
  void load_out_of_order(size_t batch_records) { batch_records_ = batch_records; }

  /// An index that is made from now on has frequent bigrams.
  void keep_frequent_bigrams() { frequent_bigrams_ = true; }

  /// Loads the records as one generation: one more segment, unless nothing of them stands.
  void load(std::span<const Record> records);
  /// The records in as many generations of equal size.
  void load_in(std::span<const Record> records, size_t generations);
  void remove(const std::vector<std::string>& keys);
  /// Schemes, one generation.
  void classify(const PrintedSchemes& schemes);
  void merge(uint32_t segments);

  const Status& status() const { return status_; }
  /// The newest generation, opened afresh. REQUIRES: status().
  Result<std::shared_ptr<const Snapshot>> open();
  std::vector<Record> live() const { return live_.in_key_order(); }

 private:
  template <typename Change>
  void change(Change&& change);

  TracedEnv environment_;
  size_t batch_records_ = 0;
  bool frequent_bigrams_ = false;
  LiveRecords live_;
  Status status_;
};

/// Feeds the records to any engine as one batch.
Status load_batch(DocumentSink& sink, std::span<const Record> records);

std::string difference(const Oracle& oracle, const Tree& tree, const SearchOptions& options,
                       const SearchAnswer& answer);

}  // namespace patlas::oracle

#endif  // PATLAS_TESTS_ORACLE_WORLD_H_
