// engine/segment/reader.h
//
// An open segment: dictionaries, postings, columns and records of a dense range of documents,
// as the query layer sees them. Immutable but for the set of live documents, which belongs to a
// snapshot.
//
// Errors   every accessor that touches bytes for the first time can say corruption (file and
//          offset).
// Threads  shared freely; nothing here is written after open but the "verified" bits.
// Bytes    FORMAT.md, "Segment files".
#ifndef PATLAS_ENGINE_SEGMENT_READER_H_
#define PATLAS_ENGINE_SEGMENT_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/columns/number_column.h"
#include "engine/columns/values_column.h"
#include "engine/postings/posting_reader.h"
#include "engine/segment/boundaries.h"
#include "engine/segment/document_order.h"
#include "engine/segment/schema.h"
#include "engine/segment/segment_meta.h"
#include "engine/store/record_store.h"
#include "engine/terms/dictionary.h"
#include "engine/terms/reversed_terms.h"

namespace patlas {

/// Of a bitmap of deleted documents: bit set = deleted; no words = none is.
inline bool is_deleted(std::span<const uint64_t> deleted, DocId doc) {
  return !deleted.empty() && (deleted[doc / 64] >> (doc % 64) & 1) != 0;
}

class SegmentReader {
 public:
  static Result<std::shared_ptr<const SegmentReader>> open(
      std::shared_ptr<SealedFile> file, const Schema& schema,
      std::vector<std::shared_ptr<const RecordStore>> stores);
  ~SegmentReader();

  uint32_t doc_count() const;  ///< deleted ones included
  uint32_t page_count() const { return (doc_count() + kPageDocs - 1) / kPageDocs; }
  const Schema& schema() const;

  /// Terms of a field (kText: tagged terms of engine/text/analyzer.h; kKeyword: as given).
  Result<const TermDictionary*> terms(uint16_t field) const;
  /// The words of a text field by how they end.
  Result<const ReversedTerms*> reversed_terms(uint16_t field) const;
  /// The three bytes that stand side by side in words of a text field (word_grams.h).
  Result<const TermDictionary*> grams(uint16_t field) const;
  /// A gram's runs: each one's first word as a document, the number of its words as a frequency.
  Result<PostingList> gram_runs(uint16_t field, const TermValue& value) const;
  Result<PostingList> postings(uint16_t field, const TermValue& value, Detail detail) const;
  /// Has the processor fetch what postings() reads of a value: worth it some values before.
  void prefetch_postings(uint16_t field, const TermValue& value, Detail detail) const noexcept;
  /// find() and postings() in one: nullopt when the segment lacks the term.
  Result<std::optional<PostingList>> term_postings(uint16_t field, std::string_view term,
                                                   Detail detail) const;
  /// Most detail that a term's postings hold, by its field and tag.
  Detail detail_of(uint16_t field, std::string_view term) const;

  /// Surface words (without tag) of a text field that stem to `stem` in `language` and stand in a
  /// document whose field has that language. Sorted.
  Result<std::vector<std::string>> stem_surfaces(uint16_t field, uint8_t language,
                                                 std::string_view stem) const;
  /// Documents whose field has a value in `language`; nullopt when there are none.
  Result<std::optional<PostingList>> field_language(uint16_t field, uint8_t language) const;
  /// Languages (numbers) that the field has in this segment, increasing.
  Result<std::vector<uint8_t>> field_languages(uint16_t field) const;

  /// Documents with several values in the field; nullopt when there are none.
  Result<std::optional<PostingList>> several_values(uint16_t field) const;
  Result<FieldBoundaries> boundaries(uint16_t field, DocId doc) const;
  /// For many documents. REQUIRES: the reader outlives it.
  Result<BoundaryCursor> boundary_cursor(uint16_t field) const;

  /// Columns of the schema, by number.
  Result<const NumberColumn*> number_column(uint16_t column) const;
  Result<const ValuesColumn*> values_column(uint16_t column) const;

  /// Positions of a text field in a document (the length that BM25 uses), as a column.
  Result<const NumberColumn*> field_length(uint16_t field) const;
  /// Rank of the document's key among the segment's keys.
  Result<const NumberColumn*> key_rank() const;
  /// The key of a rank, and of a document.
  Result<std::string> key_of_rank(uint32_t rank) const;
  Result<std::string> key(DocId doc) const;
  /// The document with exactly this key (deleted or not); nullopt when none.
  Result<std::optional<DocId>> find_key(std::string_view key) const;
  /// Documents whose key starts with `prefix`, in key order (deleted ones too).
  Result<std::vector<DocId>> find_key_prefix(std::string_view prefix) const;

  /// All family strings of the segment, sorted, each with its documents.
  Result<const TermDictionary*> families() const;
  Result<PostingList> family_postings(const TermValue& value) const;
  /// Bit d: document d is the last of a run of one group.
  Result<std::span<const uint64_t>> run_ends(GroupLevel level) const;

  /// Who gave the document, and its content hash: what replacement decides by.
  struct Origin {
    std::string source;
    uint8_t source_rank = 0;
    uint64_t content_hash = 0;
  };
  Result<Origin> origin(DocId doc) const;

  Result<std::string> record(DocId doc) const;  ///< what the loader stored

  const SealedFile& file() const;
  const SegmentMeta& meta() const;
  const std::vector<std::shared_ptr<const RecordStore>>& stores() const;

  // What a merge copies without looking inside.
  struct RecordPlace {
    uint32_t store = 0;  ///< index in stores()
    uint64_t locator = 0;
  };
  Result<RecordPlace> record_place(DocId doc) const;
  Result<const TermDictionary*> stems(
      uint16_t field) const;  ///< language byte and stem -> words' ordinals
  Result<PostingList> stem_postings(uint16_t field, const TermValue& value) const;
  Result<const TermDictionary*> keys() const;
  Result<DocId> doc_of_key(const TermValue& value) const;

 private:
  SegmentReader();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_READER_H_
