// engine/store/record_store.h
//
// Here is a locator: give me the record. Records are compressed one by one with zstd and a
// dictionary trained on the first records of the file, so that any one can be read alone, and a
// merge leaves the file where it is.
//
// Shape    a store file is a sealed file with a dictionary section and a records section; a locator
//          is the record's byte offset in the latter; a record is varint(original bytes),
//          varint(packed bytes), packed bytes.
// Bytes    FORMAT.md, "Store files".
// Errors   open: corruption. get: corruption (also of a record that claims more bytes than any may
//          have, before memory is taken for them), limit (no memory for a zstd context).
// Threads  a RecordStore may be shared (each get uses its own zstd context from a small pool);
//          RecordPacker: one each.
// Tested   tests/engine/store/record_store_test.cc
#ifndef PATLAS_ENGINE_STORE_RECORD_STORE_H_
#define PATLAS_ENGINE_STORE_RECORD_STORE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/sealed_file.h"
#include "patlas/limits.h"

namespace patlas {

/// No record is longer, neither packed nor unpacked. Its JSON escapes and names its fields: it may
/// be longer than what the office sent, but not by more than this.
inline constexpr uint64_t kStoredBytesMax = 4 * limits::kRecordBytes;

/// A trained zstd dictionary, shared by packers; empty when there were too few samples to train
/// one.
class RecordDictionary {
 public:
  RecordDictionary();
  ~RecordDictionary();
  /// Deterministic in the samples. 110 KB are enough for short records (measurements.md 2).
  static std::shared_ptr<const RecordDictionary> train(std::span<const std::string_view> samples,
                                                       size_t max_bytes);
  static std::shared_ptr<const RecordDictionary> from_bytes(Bytes bytes);
  std::string_view bytes() const;

 private:
  friend class RecordPacker;
  friend class RecordStore;
  struct State;
  std::unique_ptr<State> state_;
};

/// Appends packed records to a buffer; used by each loading thread.
class RecordPacker {
 public:
  RecordPacker(std::shared_ptr<const RecordDictionary> dictionary, int level);
  ~RecordPacker();
  /// Appends the packed record to `out`; its locator is out's size before the call plus where `out`
  /// will stand. REQUIRES: no more than kStoredBytesMax.
  void pack(std::string_view record, std::string& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class RecordStore {
 public:
  static Result<std::shared_ptr<const RecordStore>> open(std::shared_ptr<SealedFile> file);
  ~RecordStore();
  /// `locator`: byte offset in the records section.
  Result<std::string> get(uint64_t locator) const;
  uint64_t packed_bytes() const;  ///< size of the records section

 private:
  RecordStore();
  struct State;
  std::unique_ptr<State> state_;
};

/// Section types of a store file; also in the registry of sections.
inline constexpr uint16_t kStoreDictionarySection = 64;
inline constexpr uint16_t kStoreRecordsSection = 65;

}  // namespace patlas

#endif  // PATLAS_ENGINE_STORE_RECORD_STORE_H_
