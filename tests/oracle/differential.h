// tests/oracle/differential.h
//
// One history of records in three layouts of the native index, in Xapian and in the oracle;
// questions to all of them; and, where they differ, the smallest collection and query that still
// do.
#ifndef PATLAS_TESTS_ORACLE_DIFFERENTIAL_H_
#define PATLAS_TESTS_ORACLE_DIFFERENTIAL_H_

#include <memory>
#include <string>
#include <vector>

#include "tests/oracle/query_generator.h"
#include "tests/oracle/world.h"
#include "tests/oracle/xapian_world.h"

namespace patlas::oracle {

struct History {
  std::vector<Record> records;
  std::vector<std::string> removed;  ///< keys, after all records
};

class Differential {
 public:
  /// `layouts`: in how many segments; every second one has frequent bigrams. Ends with an error() when an engine cannot load.
  explicit Differential(const History& history, std::vector<size_t> layouts = {1, 7, 40},
                        bool asks_xapian = true);

  const std::string& error() const { return error_; }
  const Oracle& oracle() const { return *oracle_; }

  /// What differs, empty when nothing does. `documents`: how many were found.
  std::string ask(const Tree& tree, const SearchOptions& options, uint64_t& documents) const;

 private:
  Status load_native(const History& history);
  Status load_xapian(const History& history);

  const std::vector<size_t> layouts_;
  std::string error_;
  std::vector<std::unique_ptr<World>> worlds_;
  std::vector<std::shared_ptr<const Snapshot>> snapshots_;
  std::unique_ptr<XapianWorld> xapian_world_;
  std::shared_ptr<const XapianIndex> xapian_;  ///< null: not asked
  std::unique_ptr<Oracle> oracle_;
};

/// The same answer to the last bit, but for where documents lie.
bool same_answer(const SearchAnswer& a, const SearchAnswer& b);

/// Drops records, then parts of the query, as long as the answers differ; says what is left.
std::string shrunk(History history, Tree tree, const SearchOptions& options);

}  // namespace patlas::oracle

#endif  // PATLAS_TESTS_ORACLE_DIFFERENTIAL_H_
