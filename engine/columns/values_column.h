// engine/columns/values_column.h
//
// Here is a DocId: give me its values (classes, applicants, office), as ordinals of the column's
// own dictionary; and here is an ordinal: give me the string.
//
// Shape    packs of 1,024 documents: where each document's values start (left out where every
//          document of the column has exactly one) and bit-packed ordinals, increasing within a
//          document. Ordinals are ranks of the values sorted by bytes, so a prefix of a value is an
//          interval of ordinals. Bytes that pass their checksum but contradict themselves give
//          other ordinals below value_count(), or none.
// Bytes    FORMAT.md, "Values columns": two sections, the packs and the dictionary.
// Errors   writers: those of their spools and the file. open: corruption. value() and ValuesCursor:
//          corruption. Otherwise none.
// Threads  shared freely.
// Memory   a writer's: a pack, and a few bytes for each before. get and decode_pack give no more
//          ordinals than the pack has documents or bits: open sees to it. They allocate, so they
//          are not noexcept.
// Tested   tests/engine/columns/values_column_test.cc
#ifndef PATLAS_ENGINE_COLUMNS_VALUES_COLUMN_H_
#define PATLAS_ENGINE_COLUMNS_VALUES_COLUMN_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/sealed_file.h"
#include "engine/base/spool.h"
#include "engine/columns/number_column.h"

namespace patlas {

/// Writes the packs of a column, document after document.
class ValuesColumnWriter {
 public:
  /// `single_valued`: every document has exactly one. `packs`: where they wait.
  ValuesColumnWriter(uint32_t doc_count, bool single_valued, std::unique_ptr<Spool> packs);
  /// The next document's ordinals, strictly increasing.
  Status add(std::span<const uint32_t> ordinals);
  /// Appends all to the open section. REQUIRES: doc_count documents were added.
  Status copy_to(SealedFileWriter& file);

 private:
  Status end_pack();

  uint32_t doc_count_, added_ = 0;
  bool single_valued_;
  std::unique_ptr<Spool> packs_;
  std::string head_;                       ///< and the directory, so far
  std::vector<uint32_t> ends_, ordinals_;  ///< of the open pack
};

/// Writes the dictionary of a column, value after value.
class ValuesDictionaryWriter {
 public:
  /// `blocks`: where they wait.
  explicit ValuesDictionaryWriter(std::unique_ptr<Spool> blocks) : blocks_(std::move(blocks)) {}
  /// invalid_argument when it is not above the value before.
  Status add(std::string_view value);
  uint32_t count() const { return count_; }
  /// Appends all to the open section.
  Status copy_to(SealedFileWriter& file);

 private:
  std::unique_ptr<Spool> blocks_;
  std::vector<uint64_t> block_starts_;  ///< in blocks_
  uint32_t count_ = 0;
  std::string previous_;
};

class ValuesColumn {
 public:
  /// One decoded pack. Document i of the pack has ordinals [starts[i], starts[i+1]).
  struct Pack {
    uint32_t doc_count = 0;
    uint32_t value_count = 0;
    uint32_t starts[kPackDocs + 1];
    std::vector<uint32_t> ordinals;  ///< longer than value_count; grows, never shrinks
  };
  /// Ordinals behind the last gathered one that may be read, and mean nothing.
  static constexpr uint32_t kSpare = 4;
  /// The values of some documents of a pack, one document after the other.
  struct Gathered {
    uint32_t value_count = 0;
    std::vector<uint32_t> ordinals;  ///< and kSpare, where there are any; grows, never shrinks
    std::vector<uint8_t> begins;     ///< [value]: 1 where a document's values begin, else 0
    std::vector<uint16_t> docs;      ///< [value]: whose it is: index in the offsets asked for
    std::vector<uint32_t> starts;    ///< of the document asked for, and one more: its first value
    bool with_docs = true;           ///< false: `docs` may be left as it is
  };

  ValuesColumn() = default;
  static Result<ValuesColumn> open(const Section& packs, const Section& dictionary,
                                   uint32_t doc_count);

  void decode_pack(uint32_t pack, Pack& out) const;
  /// Gives the values of the pack's documents at `offsets`, which increase. `by_pack`: by decoding
  /// the whole pack into `scratch`, else document by document: the faster for few of them, the
  /// same values.
  void gather(uint32_t pack, std::span<const uint16_t> offsets, bool by_pack, Pack& scratch,
              Gathered& out) const;
  /// Of documents anywhere, increasing, at most 65,536. Gathered::docs are indexes into `docs`.
  void gather(std::span<const uint32_t> docs, Gathered& out) const;
  /// Before gather() of documents far apart: their places are on the way when it comes to them.
  void prefetch(uint32_t doc) const;
  /// Writes the document's ordinals to `out` (resized).
  void get(uint32_t doc, std::vector<uint32_t>& out) const;
  bool single_valued() const noexcept {
    return single_valued_;
  }  ///< every document has exactly one value
  uint32_t value_count() const noexcept { return value_count_; }  ///< distinct values
  uint32_t doc_count() const noexcept { return doc_count_; }
  /// The string of an ordinal. REQUIRES: ordinal < value_count().
  Result<std::string> value(uint32_t ordinal) const;
  /// The first ordinal whose value is not below `value`; value_count() when all are.
  Result<uint32_t> lower_bound(std::string_view value) const;
  /// Calls `visit(ordinal, value)` for every value in order, decoding each dictionary block once.
  template <typename Visit>
  Status for_each_value(Visit&& visit) const {
    std::string current;
    for (uint32_t block = 0; block * kDictionaryBlock < value_count_; ++block) {
      std::vector<std::string> values;
      PATLAS_TRY(decode_dictionary_block(block, values));
      for (size_t i = 0; i < values.size(); ++i) {
        visit(static_cast<uint32_t>(block * kDictionaryBlock + i), std::string_view(values[i]));
      }
    }
    return {};
  }

  static constexpr uint32_t kDictionaryBlock = 16;
  /// The values with ordinals [block * kDictionaryBlock, ...), 16 or what is left of them.
  Status decode_dictionary_block(uint32_t block, std::vector<std::string>& out) const;

 private:
  const uint8_t* packs_ = nullptr;
  uint64_t packs_bytes_ = 0;
  const uint8_t* directory_ = nullptr;
  Section dictionary_;
  const uint8_t* dictionary_bytes_ = nullptr;
  uint32_t doc_count_ = 0;
  uint32_t value_count_ = 0;
  bool single_valued_ = false;
};

/// Value after value of a column's dictionary; named as a TermCursor's, so that both are merged
/// alike.
class ValuesCursor {
 public:
  /// `column` outlives it.
  explicit ValuesCursor(const ValuesColumn& column) : column_(&column) {}
  /// Goes to `ordinal`; false at or beyond the end.
  Result<bool> seek(uint32_t ordinal);
  Result<bool> next() { return seek(ordinal_ + 1); }
  uint32_t ordinal() const { return ordinal_; }
  std::string_view term() const { return block_[ordinal_ % ValuesColumn::kDictionaryBlock]; }

 private:
  static constexpr uint32_t kNoBlock = 0xffffffffu;

  const ValuesColumn* column_;
  uint32_t ordinal_ = 0, block_number_ = kNoBlock;
  std::vector<std::string> block_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_COLUMNS_VALUES_COLUMN_H_
