// engine/terms/dictionary.h
//
// Here is a term: where are its postings? And here is a prefix: which terms start with it?
// The terms of one field, sorted by bytes and front-coded in blocks of 64; a term's ordinal is its
// rank, so a prefix is an interval of ordinals.
//
// Shape    entry = suffix, document count, then either the postings themselves (inline, for short
//          postings of terms in at most 4 documents: about half of all terms occur once) or the
//          lengths of the term's bytes in the field's postings, frequencies and positions streams.
//          A block starts with the absolute stream offsets; an entry's offset is that plus the
//          lengths before it. A block's keys stand before its values, so that a look-up steps over
//          64 short keys and only then over values.
// Bytes    FORMAT.md, "Term dictionaries": section kTerms (blocks) and kTermIndex (first term of
//          each block).
// Errors   add: invalid_argument (order, length), internal (streams with a gap), limit (4 GiB of
//          first terms). open, find and cursor: corruption (a block's checksum or shape). The order
//          of all terms is taken on trust: wrong order gives wrong answers, never a wild read.
// Threads  a TermDictionary may be shared; a TermCursor belongs to one thread.
// Tested   tests/engine/terms/dictionary_test.cc
#ifndef PATLAS_ENGINE_TERMS_DICTIONARY_H_
#define PATLAS_ENGINE_TERMS_DICTIONARY_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/sealed_file.h"
#include "engine/base/spool.h"

namespace patlas {

using TermOrd = uint32_t;
inline constexpr uint32_t kTermBlock = 64;  ///< terms in one dictionary block
inline constexpr uint32_t kInlineDocs = 4;  ///< only terms in at most so many documents are inline
inline constexpr uint32_t kMaxTermBytes = 1024;  ///< longer terms are cut by analysis, refused here

/// What the dictionary knows of a term. `inline_postings` points into the mapping or the writer's
/// caller.
struct TermValue {
  uint32_t doc_count = 0;
  /// The postings themselves, never empty when they are here; empty when they are in the streams.
  std::string_view inline_postings;
  std::array<uint64_t, 3>
      stream_offset{};  ///< postings, frequencies, positions: bytes from the section's start
  std::array<uint64_t, 3> stream_bytes{};
};

/// Writes one field's dictionary; terms arrive in strictly increasing byte order.
class DictionaryWriter {
 public:
  /// `stream_count`: 0 (a sorted set of strings), 1 (keywords: postings only) or 3 (text).
  DictionaryWriter(uint32_t stream_count, Spool* blocks, Spool* index);
  /// Terms that are not inline must follow one another in each stream without a gap.
  Status add(std::string_view term, const TermValue& value);
  Status finish();
  uint32_t term_count() const { return term_count_; }

 private:
  Status flush_block();

  uint32_t stream_count_;
  Spool* blocks_;
  Spool* index_;
  uint32_t term_count_ = 0;
  std::array<uint64_t, 3> stream_end_{};     ///< where the next term's bytes begin
  std::array<uint64_t, 3> block_streams_{};  ///< the same, at the start of the open block
  bool stream_begun_ = false;
  std::string keys_, values_, previous_;  ///< of the open block
  std::string first_terms_;               ///< of all blocks, end to end
  std::vector<uint32_t> first_term_ends_;
  std::vector<uint64_t> block_starts_;
};

class TermDictionary {
 public:
  TermDictionary() = default;
  static Result<TermDictionary> open(const Section& blocks, const Section& index);

  uint32_t size() const { return term_count_; }
  /// The term's ordinal and value; nullopt when the field does not have it.
  Result<std::optional<std::pair<TermOrd, TermValue>>> find(std::string_view term) const;
  /// Ordinals [first, last) of the terms that start with `prefix`.
  Result<std::pair<TermOrd, TermOrd>> prefix_range(std::string_view prefix) const;
  /// The first ordinal whose term is not below `term`; size() when all are.
  Result<TermOrd> lower_bound(std::string_view term) const;
  /// Bytes that the terms [first, last) take in the blocks; of a block that has others too, their
  /// share by number.
  uint64_t block_bytes(TermOrd first, TermOrd last) const;

 private:
  friend class TermCursor;
  friend class TermScan;
  struct Block;
  struct Found;
  uint64_t block_start(uint32_t block) const;
  std::string_view first_term(uint32_t block) const;
  uint32_t blocks_not_above(std::string_view term) const;
  Result<Block> load(uint32_t block) const;
  Result<Found> locate(std::string_view term) const;

  Section blocks_;
  const uint8_t* block_starts_ = nullptr;
  const uint8_t* first_term_ends_ = nullptr;
  const char* first_terms_ = nullptr;
  uint32_t term_count_ = 0;
  uint32_t stream_count_ = 0;
  uint32_t block_count_ = 0;
};

/// Walks terms in order from any ordinal, one block at a time.
class TermCursor {
 public:
  explicit TermCursor(const TermDictionary& dictionary) : dictionary_(&dictionary) {}
  /// Goes to `ordinal`; false at or beyond the end.
  Result<bool> seek(TermOrd ordinal);
  Result<bool> next();
  TermOrd ordinal() const { return ordinal_; }
  std::string_view term() const { return term_; }
  const TermValue& value() const { return value_; }

 private:
  Status load_block(uint32_t block);
  Status decode_next();

  static constexpr uint32_t kNoBlock = 0xffffffffu;

  const TermDictionary* dictionary_;
  TermOrd ordinal_ = 0;
  std::string term_;
  TermValue value_;
  uint32_t block_ = kNoBlock;
  uint32_t decoded_ = 0;  ///< entries already decoded of the loaded block
  uint32_t entries_ = 0;
  const uint8_t* key_ = nullptr;
  const uint8_t* keys_end_ = nullptr;
  const uint8_t* at_ = nullptr;  ///< next value
  const uint8_t* end_ = nullptr;
  std::array<uint64_t, 3> next_offset_{};
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_TERMS_DICTIONARY_H_
