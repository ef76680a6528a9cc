// engine/columns/number_column.h
//
// Here is a DocId: give me its number. One u32 a document, packed by 1,024.
//
// Shape    packs of 1,024 documents, the last shorter; each pack has its own minimum and bit width
//          (0 for a constant pack), so a column of equal or clustered values costs almost nothing.
// Bytes    FORMAT.md, "Number columns".
// Errors   NumberColumnWriter: those of its spool and file. open: corruption. Afterwards none.
// Threads  shared freely.
// Tested   tests/engine/columns/number_column_test.cc
#ifndef PATLAS_ENGINE_COLUMNS_NUMBER_COLUMN_H_
#define PATLAS_ENGINE_COLUMNS_NUMBER_COLUMN_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/sealed_file.h"
#include "engine/base/spool.h"

namespace patlas {

inline constexpr uint32_t kPackDocs = 1024;

/// Encodes a whole column: one value for every document, in document order.
std::string encode_number_column(std::span<const uint32_t> values);

/// The same bytes for values that come one by one, of which a pack and 16 bytes for each pack
/// before are in memory.
class NumberColumnWriter {
 public:
  /// `packs`: where they wait.
  NumberColumnWriter(uint32_t doc_count, std::unique_ptr<Spool> packs);
  Status add(uint32_t value);
  /// Appends all to the open section. REQUIRES: doc_count values were added.
  Status copy_to(SealedFileWriter& file);

 private:
  Status end_pack();

  uint32_t doc_count_, added_ = 0;
  std::unique_ptr<Spool> packs_;
  std::string head_;  ///< and the directory, so far
  std::vector<uint32_t> pack_;
};

class NumberColumn {
 public:
  NumberColumn() = default;
  /// Checks the section and every pack's header against `doc_count`.
  static Result<NumberColumn> open(const Section& section, uint32_t doc_count);

  uint32_t get(uint32_t doc) const noexcept;  ///< REQUIRES: doc < doc_count
  /// Writes the pack's values to out[0 .. 1023]; returns how many there are.
  uint32_t decode_pack(uint32_t pack, uint32_t* out) const noexcept;
  /// Smallest and largest value of a pack, to skip it in range scans.
  uint32_t pack_min(uint32_t pack) const noexcept;
  uint32_t pack_max_bound(uint32_t pack) const noexcept;  ///< min + 2^width - 1, saturated
  uint32_t doc_count() const noexcept { return doc_count_; }

 private:
  const uint8_t* bytes_ = nullptr;
  const uint8_t* directory_ = nullptr;
  uint64_t size_ = 0;
  uint32_t doc_count_ = 0;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_COLUMNS_NUMBER_COLUMN_H_
