// engine/terms/dictionary.h
//
// Here is a term: where are its postings? And here is a prefix: which terms start with it?
// The terms of one field, sorted by bytes and front-coded in blocks of 64; a term's ordinal is its
// rank, so a prefix is an interval of ordinals.
//
// Shape    entry = suffix, document count, then either the postings themselves (inline, for terms
// in at most 4
//          documents: about half of all terms occur once) or the lengths of the term's bytes in the
//          field's postings, frequencies and positions streams. A block starts with the absolute
//          stream offsets; an entry's offset is that plus the lengths before it.
// Bytes    FORMAT.md, "Term dictionaries": section kTerms (blocks) and kTermIndex (first term of
// each block). Errors   open: corruption. lookup and cursor: corruption (a block's checksum or
// shape). Threads  a TermDictionary may be shared; a TermCursor belongs to one thread. Tested
// tests/engine/terms/dictionary_test.cc
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
inline constexpr uint32_t kTermBlock = 64;       ///< terms in one dictionary block
inline constexpr uint32_t kInlineDocs = 4;       ///< terms in at most so many documents are inline
inline constexpr uint32_t kMaxTermBytes = 1024;  ///< longer terms are cut by analysis, refused here

/// What the dictionary knows of a term. `inline_postings` points into the mapping or the writer's
/// caller.
struct TermValue {
  uint32_t doc_count = 0;
  std::string_view inline_postings;  ///< when doc_count <= kInlineDocs
  std::array<uint64_t, 3>
      stream_offset{};  ///< postings, frequencies, positions: bytes from the section's start
  std::array<uint64_t, 3> stream_bytes{};
};

/// Writes one field's dictionary; terms arrive in strictly increasing byte order.
class DictionaryWriter {
 public:
  /// `stream_count`: 1 (keywords: postings only) or 3 (text).
  DictionaryWriter(uint32_t stream_count, Spool* blocks, Spool* index);
  Status add(std::string_view term, const TermValue& value);
  Status finish();
  uint32_t term_count() const { return term_count_; }

 private:
  Status flush_block();

  uint32_t stream_count_;
  Spool* blocks_;
  Spool* index_;
  uint32_t term_count_ = 0;
  uint32_t block_terms_ = 0;
  std::string block_, previous_, index_entries_;
  std::vector<uint64_t> block_offsets_;
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

 private:
  friend class TermCursor;
  struct Block;
  Result<uint32_t> block_of(
      std::string_view term) const;  ///< last block whose first term is <= term

  Section blocks_;
  Bytes index_;
  Section index_section_;
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

  const TermDictionary* dictionary_;
  TermOrd ordinal_ = 0;
  std::string term_;
  TermValue value_;
  uint32_t loaded_block_ = 0xffffffffu;
  uint32_t in_block_ = 0;  ///< entries already decoded of the loaded block
  const uint8_t* at_ = nullptr;
  const uint8_t* end_ = nullptr;
  std::array<uint64_t, 3> next_offset_{};
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_TERMS_DICTIONARY_H_
