// engine/segment/field_writer.h
//
// Writes one field of a segment: dictionary, postings, stems, grams, lengths and boundaries, each into a
// spool of its own, so that fields can be built side by side and copied into the segment file in
// order. Used by the seal of a loaded run and by merges alike, so both give the same bytes.
//
// Threads  one.
// Errors   io from the spools; limit from the dictionary.
#ifndef PATLAS_ENGINE_SEGMENT_FIELD_WRITER_H_
#define PATLAS_ENGINE_SEGMENT_FIELD_WRITER_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/spool.h"
#include "engine/postings/posting_writer.h"
#include "engine/segment/boundaries.h"
#include "engine/segment/schema.h"
#include "engine/segment/word_grams.h"
#include "engine/terms/dictionary.h"
#include "engine/terms/reversed_terms.h"

namespace patlas {

/// Where spools may go when they outgrow their share of memory.
struct SpoolSpace {
  Fs* fs = nullptr;
  std::string directory;
  std::string name_prefix;           ///< temporary files are named <prefix>-<number>
  uint64_t memory_bytes = 16 << 20;  ///< of each spool
};

/// A dictionary with postings and the spools under it. `streams`: 1, 2 or 3.
class SpooledLists {
 public:
  SpooledLists(const SpoolSpace& space, uint32_t first_number, uint32_t streams,
               uint32_t doc_count);
  /// Terms in increasing order; then add() per document; a term that got no document is left out.
  void begin_term(std::string_view term, Detail detail);
  Status add(uint32_t doc, uint32_t freq, std::span<const uint32_t> positions) {
    return postings_writer_.add(doc, freq, positions);
  }
  /// The ordinal of the term just written, or kNoTerm.
  Result<uint32_t> end_term();
  uint32_t term_count() const { return dictionary_.term_count(); }
  Status finish() { return dictionary_.finish(); }
  /// `types`: section types of terms, index, postings, frequencies and positions, as many as there
  /// are streams.
  Status copy_to(SealedFileWriter& file, std::span<const uint16_t> types, uint16_t part);

  static constexpr uint32_t kNoTerm = 0xffffffffu;

 private:
  std::vector<std::unique_ptr<Spool>> spools_;
  PostingWriter postings_writer_;
  DictionaryWriter dictionary_;
  std::string term_;
};

/// Most detail that a field's term holds, by its tag.
Detail detail_of_term(FieldType type, std::string_view term);

class FieldWriter {
 public:
  FieldWriter(const SpoolSpace& space, uint16_t field, const FieldSpec& spec, uint32_t doc_count);

  /// `languages`: bit L when the word stands in a document whose field has language L; decides its
  /// stems.
  void begin_term(std::string_view term, uint32_t languages);
  /// Positions that the term's detail does not hold are left out.
  Status add(uint32_t doc, uint32_t freq, std::span<const uint32_t> positions) {
    return lists_.add(doc, freq,
                      detail_ == Detail::kPositions ? positions : std::span<const uint32_t>());
  }
  Status end_term();
  /// Text fields: every document in order, its length and encoded boundaries.
  Status add_document(uint32_t length, Bytes boundaries);
  /// Writes stems and grams; no more terms or documents afterwards.
  Status finish();
  Status copy_to(SealedFileWriter& file);

 private:
  Status write_stems();
  Status write_grams();

  uint16_t field_;
  FieldType type_;
  uint32_t doc_count_;
  SpoolSpace space_;
  SpooledLists lists_;
  std::string term_;
  Detail detail_ = Detail::kDocs;
  uint32_t languages_ = 0;
  struct StemmedWord {
    std::string key;  ///< language number and stem
    uint32_t ordinal;
  };
  std::vector<StemmedWord> stemmed_;
  std::unique_ptr<SpooledLists> stem_lists_;
  ReversedTermsWriter reversed_;
  std::unique_ptr<WordGramsWriter> grams_;
  std::unique_ptr<SpooledLists> gram_lists_;
  struct Stemmers;
  std::shared_ptr<Stemmers> stemmers_;
  std::vector<uint32_t> lengths_;
  BoundaryBlockWriter boundary_blocks_;
  Spool boundaries_;
  std::string boundary_index_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_FIELD_WRITER_H_
