// tests/oracle/xapian_world.h
//
// A World (world.h) whose engine is Xapian, in a directory of its own under the tests' temporary
// one, for as long as it lives.
#ifndef PATLAS_TESTS_ORACLE_XAPIAN_WORLD_H_
#define PATLAS_TESTS_ORACLE_XAPIAN_WORLD_H_

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ingest/record.h"
#include "query/backends/xapian/index.h"
#include "tests/oracle/oracle.h"

namespace patlas::oracle {

class XapianWorld {
 public:
  XapianWorld();
  ~XapianWorld();
  XapianWorld(const XapianWorld&) = delete;
  XapianWorld& operator=(const XapianWorld&) = delete;

  void load(std::span<const Record> records);
  /// In as many generations of equal size.
  void load_in(std::span<const Record> records, size_t generations);
  void remove(const std::vector<std::string>& keys);
  void classify(const PrintedSchemes& schemes);

  const Status& status() const { return status_; }
  const std::string& directory() const { return directory_; }
  std::vector<Record> live() const { return live_.in_key_order(); }
  /// The newest generation, opened afresh. REQUIRES: status().
  Result<std::shared_ptr<const XapianIndex>> open() const;

 private:
  template <typename Change>
  void change(Change&& change);

  std::string directory_;
  LiveRecords live_;
  Status status_;
};

}  // namespace patlas::oracle

#endif  // PATLAS_TESTS_ORACLE_XAPIAN_WORLD_H_
