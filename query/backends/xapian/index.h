// query/backends/xapian/index.h
//
// An index whose engine is Xapian, held open: what the native Snapshot is, over a Xapian database.
//
// Errors   open: not_found, unsupported_version, invalid_argument (a database that Patlas did not
//          make), corruption. Xapian keeps the newest generation and, until the next load writes,
//          the one before: what asks an index of an older one is answered with io, and opens it
//          again.
// Threads  shared freely. A handle of Xapian's is of one thread at a time, so each search takes one
//          of its own; where another generation has been committed since, they take turns.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_INDEX_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_INDEX_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/env.h"
#include "engine/index/manifest.h"
#include "engine/scheme/scheme.h"
#include "query/search.h"

namespace Xapian {
class Database;
}

namespace patlas {

struct XapianFacts {
  std::string analysis;
  uint64_t generation = 0;
  uint64_t created_unix_ms = 0;
  uint64_t documents = 0;
  LoadTotals totals;
  std::vector<std::pair<std::string, uint64_t>> files;  ///< names, bytes
};

struct XapianCheckReport {
  uint64_t files = 0, bytes = 0, documents = 0, terms = 0, postings = 0;
  std::vector<Error> damages;
};

class XapianIndex {
 public:
  static Result<std::shared_ptr<const XapianIndex>> open(const Env& env,
                                                         const std::string& directory);
  ~XapianIndex();

  const std::string& id() const;
  const Schema& schema() const;
  Result<SearchAnswer> search(const Tree& tree, const SearchOptions& options, Budget& budget) const;
  /// By name.
  Result<std::vector<std::string>> scheme_names() const;
  /// Read on first use, then shared; nullptr when the index has none of that name. corruption.
  Result<std::shared_ptr<const Scheme>> scheme(const std::string& name) const;
  /// Documents whose key is `key`, or starts with `key` and a dot; in key order.
  Result<std::vector<uint32_t>> find(std::string_view key) const;
  /// What was stored for a document.
  Result<std::string> record(uint32_t document) const;
  Result<XapianFacts> facts() const;
  /// A copy of this generation, made small, in a new directory. exists, io.
  Status backup(const std::string& directory) const;

 private:
  XapianIndex();
  Result<std::shared_ptr<const Scheme>> scheme(const Xapian::Database& database,
                                               const std::string& name) const;
  struct State;
  std::unique_ptr<State> state_;
};

/// Whether what was stored for a document is the record of this key and content_hash: only who
/// knows records can tell.
using StoredIsSound =
    std::function<bool(const std::string& stored, const std::string& key, uint64_t content_hash)>;

/// Has Xapian check its tables, then reads every document, in a process apart: damaged tables crash
/// Xapian 1.4. It keeps no checksums, so this finds what contradicts itself or its record, and no
/// other flipped bit. An error is what keeps it from looking.
Result<XapianCheckReport> check_xapian(const Env& env, const std::string& directory,
                                       const StoredIsSound& stored_is_sound);

}  // namespace patlas

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_INDEX_H_
