// engine/index/snapshot.h
//
// One generation of an index, held open: what every query runs on. It never changes; a writer in
// this or another process may commit, merge and delete files meanwhile, and the snapshot keeps
// answering from its own generation, because all its files are open.
//
// Errors   open: not_found, corruption, unsupported_version (format or analysis, by name).
// Threads  shared freely.
// Cost     open is linear in the number of files, not of documents: at most 20 ms for 40 segments.
#ifndef PATLAS_ENGINE_INDEX_SNAPSHOT_H_
#define PATLAS_ENGINE_INDEX_SNAPSHOT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/env.h"
#include "engine/index/group_index.h"
#include "engine/scheme/scheme.h"
#include "engine/segment/live_segment.h"

namespace patlas {

/// A document of a snapshot.
struct DocAddress {
  uint32_t segment = 0;
  DocId doc = 0;
  auto operator<=>(const DocAddress&) const = default;
};

/// The distinct values of a column over all segments, or their distinct prefixes, numbered in byte
/// order.
struct ValueCodes {
  static constexpr uint32_t kNone = 0xffffffffu;  ///< a value shorter than the prefix

  struct Place {
    uint32_t segment = 0, ordinal = 0;
  };
  std::vector<std::vector<uint32_t>>
      of_segment;             ///< [segment][ordinal]; empty vector: the same number
  std::vector<Place> places;  ///< [code]: a segment's value that has it
  uint32_t prefix_bytes = 0;  ///< 0: whole values
  uint32_t count() const { return static_cast<uint32_t>(places.size()); }
};

class Snapshot {
 public:
  static Result<std::shared_ptr<const Snapshot>> open(const Env& env, const std::string& directory);
  ~Snapshot();

  uint64_t generation() const;
  /// "<index id in hex>.<generation>": names the answer's state in every reply.
  const std::string& id() const;
  const Schema& schema() const;
  std::span<const LiveSegment> segments() const;
  uint64_t live_count() const;

  /// io when bytes of a file went away since it was opened: whoever answers from the snapshot asks
  /// once more when he has read all, for a file that is cut short reads as zeros (F7).
  Status intact() const;

  /// Which documents are of one application or family; read on first use, then shared.
  Result<const GroupIndex*> groups(GroupLevel level) const;

  /// Codes of a values column, built on first use by one merge of the segments' sorted
  /// dictionaries, then shared: what facets count in, so that no string is touched before the
  /// answer is written.
  Result<const ValueCodes*> value_codes(uint16_t column, uint32_t prefix_bytes) const;
  /// The value, or prefix, of a code.
  Result<std::string> value_of(uint16_t column, const ValueCodes& codes, uint32_t code) const;

  /// The classification of that name, read on first use, then shared; nullptr when the index has
  /// none. corruption.
  Result<std::shared_ptr<const Scheme>> scheme(std::string_view name) const;

  /// What an upper layer worked out from this generation, made on first use and kept with it. `key`
  /// is the maker's own; one type goes with one key.
  template <typename T, typename Make>
  Result<std::shared_ptr<const T>> derived(const std::string& key, Make&& make) const {
    PATLAS_ASSIGN(auto found, derived_any(key, [&]() -> Result<std::shared_ptr<const void>> {
                    PATLAS_ASSIGN(T value, make());
                    return std::shared_ptr<const void>(std::make_shared<const T>(std::move(value)));
                  }));
    return std::static_pointer_cast<const T>(found);
  }

  /// Live documents whose key is `key`, or starts with `key` and a dot ("US.7650331" finds every
  /// kind); in key order.
  Result<std::vector<DocAddress>> find(std::string_view key) const;

 private:
  Snapshot();
  Result<std::shared_ptr<const void>> derived_any(
      const std::string& key,
      const std::function<Result<std::shared_ptr<const void>>()>& make) const;
  struct State;
  std::unique_ptr<State> state_;
  friend struct SnapshotParts;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_INDEX_SNAPSHOT_H_
