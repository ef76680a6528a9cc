// engine/segment/field_writer.h
//
// Writes one field of a segment: dictionary, postings, stems, grams, lengths and boundaries, each
// into a spool of its own, so that fields can be built side by side and copied into the segment
// file in order. Used by the seal of a loaded run and by merges alike, so both give the same bytes.
//
// Threads  one.
// Memory   what BuildSpace allows: words are sorted by their ends and stems within shares of it.
// Errors   io from the spools; limit from the dictionary.
#ifndef PATLAS_ENGINE_SEGMENT_FIELD_WRITER_H_
#define PATLAS_ENGINE_SEGMENT_FIELD_WRITER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/spool.h"
#include "engine/postings/posting_writer.h"
#include "engine/segment/build_space.h"
#include "engine/segment/schema.h"
#include "engine/terms/dictionary.h"

namespace patlas {

/// A dictionary with postings and the spools under it. `streams`: 1, 2 or 3.
class SpooledLists {
 public:
  SpooledLists(BuildSpace& space, uint32_t streams, uint32_t doc_count);
  /// Terms in increasing order; then add() per document; a term that got no document is left out.
  void begin_term(std::string_view term, Detail detail);
  Status add(uint32_t doc, uint32_t freq, std::span<const uint32_t> positions) {
    return postings_writer_->add(doc, freq, positions);
  }
  /// The ordinal of the term just written, or kNoTerm.
  Result<uint32_t> end_term();
  /// Instead of all these, for lists without positions whose terms come document by document: a
  /// term begins when it is another than the one before.
  Status add_to(std::string_view term, Detail detail, uint32_t doc, uint32_t freq);
  uint32_t term_count() const { return term_count_; }
  /// No more terms; only the spools are left.
  Status finish();
  /// `types`: section types of terms, index, postings, frequencies and positions, as many as there
  /// are streams.
  Status copy_to(SealedFileWriter& file, std::span<const uint16_t> types, uint16_t part);

  static constexpr uint32_t kNoTerm = 0xffffffffu;

 private:
  Status end_open_term();

  std::vector<std::unique_ptr<Spool>> spools_;
  std::optional<PostingWriter> postings_writer_;
  std::optional<DictionaryWriter> dictionary_;
  uint32_t term_count_ = 0;
  std::string term_;
  bool has_open_term_ = false;  ///< of add_to()
};

/// Most detail that a field's term holds, by its tag.
Detail detail_of_term(FieldType type, std::string_view term);

class FieldWriter {
 public:
  /// `space` outlives it.
  FieldWriter(BuildSpace& space, uint16_t field, const FieldSpec& spec, uint32_t doc_count);
  ~FieldWriter();

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
  /// Writes stems, endings and grams; no more terms or documents afterwards.
  Status finish();
  Status copy_to(SealedFileWriter& file);

 private:
  struct Text;

  Status write_stems();
  Status write_grams();

  BuildSpace& space_;
  uint16_t field_;
  FieldType type_;
  SpooledLists lists_;
  std::string term_;
  Detail detail_ = Detail::kDocs;
  uint32_t languages_ = 0;
  std::unique_ptr<Text> text_;  ///< what a text field has beside its lists
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_FIELD_WRITER_H_
