// engine/segment/boundaries.h
//
// The written form of one document's value, paragraph, sentence and word starts in one field: what
// `same claim`, `same sentence` and `word:` are decided by. FORMAT.md, "Boundaries".
//
// Shape    a value starts a paragraph, a paragraph a sentence: each list is part of the next.
// Errors   decoding: false when the bytes contradict themselves. BoundaryCursor: corruption.
// Cost     most documents have one value in a field, and say so in their first byte: that two
//          places are in one value then needs no list (has_one_value).
#ifndef PATLAS_ENGINE_SEGMENT_BOUNDARIES_H_
#define PATLAS_ENGINE_SEGMENT_BOUNDARIES_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/base/coding.h"
#include "engine/base/sealed_file.h"

namespace patlas {

/// Documents of a block of boundary records.
inline constexpr uint32_t kBoundaryBlockDocs = 64;

struct FieldBoundaries {
  std::vector<uint32_t> sentence_starts, paragraph_starts, value_starts;
  std::vector<uint64_t> word_starts;  ///< bit p: a word starts at position p
  uint32_t position_count = 0;

  bool word_starts_at(uint32_t position) const {
    return position / 64 < word_starts.size() &&
           (word_starts[position / 64] >> (position % 64) & 1) != 0;
  }
};

/// What is known of a document's text in a field: starts, increasing.
struct BoundaryStarts {
  std::span<const uint32_t> sentences, paragraphs, values;
  std::span<const uint64_t> words;  ///< bit p: a word starts at position p
};

/// Appends the record's bytes; nothing when position_count is 0. Words whose every position starts
/// one (spaced scripts) take no bits, and a lone value no list. REQUIRES: the first paragraph, if
/// any, starts a value, and values start paragraphs.
void encode_boundaries(const BoundaryStarts& starts, uint32_t position_count, std::string& out);

/// False when the bytes contradict themselves. `out` may be used again and again.
bool decode_boundaries(Bytes bytes, FieldBoundaries& out);

/// Where values start, without the rest: sentences are read as far as the last of them. False when
/// the bytes contradict themselves.
bool decode_value_starts(Bytes bytes, std::vector<uint32_t>& starts);

/// A record's first byte says that its document has one value at most.
bool has_one_value(Bytes record);

/// Appends records as the blocks of a section: lengths first, so that few bytes are stepped over.
class BoundaryBlockWriter {
 public:
  /// Adds a record; appends to `bytes` and `index` when it filled a block. `written`: bytes of the
  /// section so far.
  void add(Bytes record, uint64_t written, std::string& bytes, std::string& index);
  /// The last block.
  void finish(uint64_t written, std::string& bytes, std::string& index);

 private:
  uint32_t count_ = 0;
  std::string lengths_, records_;
};

/// Records of one field, document after document in any order; near ones are cheapest.
class BoundaryCursor {
 public:
  BoundaryCursor(const Section& index, const Section& records, uint32_t doc_count)
      : index_(index), records_(records), doc_count_(doc_count) {}
  /// The document's record; valid while the file is.
  Result<Bytes> record(uint32_t doc);
  /// The document's boundaries; valid until the next call.
  Result<const FieldBoundaries*> boundaries(uint32_t doc);

 private:
  Status open_block(uint32_t block);

  static constexpr uint32_t kNone = 0xffffffffu;
  Section index_, records_;
  uint32_t doc_count_ = 0;
  uint32_t block_ = kNone;
  Bytes block_bytes_;                         ///< its records
  const std::byte* short_lengths_ = nullptr;  ///< of a full block whose lengths are a byte each
  std::array<uint32_t, kBoundaryBlockDocs + 1> starts_ = {};  ///< of another, in block_bytes_
  uint32_t decoded_doc_ = kNone;
  FieldBoundaries decoded_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_BOUNDARIES_H_
