// engine/segment/inverter.h
//
// Turns documents into inverted batches in memory: what each loading thread owns between two seals.
//
// How      a batch's occurrences are collected as (term, document, position), counting-sorted by
//          term, and packed into one chunk of varints per term; a term's chunks are linked newest
//          to oldest, so that a seal walks them without any table. Sorting small batches stays in
//          the cache and scales to all cores, where appending to one arena per term costs 136-297
//          ns an occurrence (measurements.md 3.0).
// Memory   memory_bytes() counts all that stays until the seal; the writer seals when the threads'
//          sum reaches the budget. What one batch needs on top is given back when it was giant.
// Threads  one.
#ifndef PATLAS_ENGINE_SEGMENT_INVERTER_H_
#define PATLAS_ENGINE_SEGMENT_INVERTER_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "engine/segment/document.h"
#include "engine/segment/schema.h"
#include "engine/segment/vocabulary.h"
#include "engine/store/record_store.h"
#include "engine/text/analyzer.h"
#include "patlas/result.h"

namespace patlas {

/// The tag of a field's language terms ('l' + code): documents whose field has a value in the
/// language.
inline constexpr char kLanguageTag = 'l';
/// A field's term for documents that have several values in it: in others, no two places are of
/// different ones.
inline constexpr char kSeveralTag = 'v';

/// A document of a batch, without its postings.
struct BatchDocument {
  std::string key, family, source;
  std::string application;      ///< Schema::relations; empty: of its own
  std::vector<uint64_t> links;  ///< hashes of the links it shares with others
  uint8_t source_rank = 0;
  uint64_t content_hash = 0;
  uint32_t event = 0;  ///< rank among the batch's documents and tombstones
  std::vector<std::pair<uint16_t, uint32_t>> numbers;  ///< column, value
  std::vector<std::pair<uint16_t, uint32_t>> values;   ///< column, vocabulary id
  uint64_t packed_offset = 0;                          ///< of the stored record, in Batch::packed
  uint64_t packed_bytes = 0;
};

/// "Remove this key": by its source alone, or by anyone when source is empty.
struct Tombstone {
  std::string key, source;
  uint32_t event = 0;
};

struct FieldOfBatch {
  std::vector<uint32_t> lengths;           ///< positions taken, one a document
  std::string boundaries;                  ///< encoded boundary records, back to back
  std::vector<uint32_t> boundary_offsets;  ///< one a document, and the end
};

struct Batch {
  uint64_t sequence = 0;
  std::vector<BatchDocument> documents;
  std::vector<Tombstone> tombstones;
  std::vector<FieldOfBatch> text_fields;  ///< by field number; keyword fields are empty
  std::string chunks;                     ///< postings, chunk after chunk
  std::string packed;                     ///< stored records
  uint32_t event_count = 0;
};

class Inverter {
 public:
  explicit Inverter(const Schema& schema);

  /// `sequence`: the batch's rank in the input; decides which record of a key is the later one.
  void begin_batch(uint64_t sequence);
  /// limit when the document is beyond limits.h (bytes of a field's text, of text beyond ASCII, of
  /// a term that is not analysed, of the stored form): nothing of it is taken.
  Status add(const Document& document);
  void add_tombstone(std::string key, std::string source);
  /// Sorts and packs the batch; `packer` compresses the stored records.
  void end_batch(RecordPacker& packer);
  /// The stored records of the batch being built: what a dictionary is trained on.
  const std::vector<std::string>& stored_records() const { return stored_; }

  uint64_t memory_bytes() const { return batch_bytes_ + vocabulary_.memory_bytes(); }
  const std::deque<Batch>& batches() const { return batches_; }
  const Vocabulary& vocabulary() const { return vocabulary_; }
  /// Forgets everything, after a seal.
  void clear();

  /// One chunk of a term: where it is and what came before it. Offsets are into Batch::chunks.
  struct ChunkRef {
    uint32_t batch = 0;  ///< index in batches()
    uint32_t offset = 0;
  };
  /// The term's chunks, oldest first.
  void chunks_of(uint32_t term, std::vector<ChunkRef>& out) const;

  /// Reads a chunk: next() gives documents (index in the batch) in order, each with its positions.
  class ChunkCursor {
   public:
    ChunkCursor(const Batch& batch, uint32_t offset);
    bool next();
    uint32_t document() const { return document_; }
    const std::vector<uint32_t>& positions() const { return positions_; }

   private:
    const uint8_t* at_;
    uint32_t left_;
    uint32_t document_ = 0;
    std::vector<uint32_t> positions_;
  };

 private:
  struct Pending {
    uint32_t number;  ///< of the term in the batch
    uint32_t document;
    uint32_t position;
  };

  void note_relations(const Document& document, BatchDocument& kept) const;
  void add_text_field(uint16_t field, const Document& document, uint32_t doc);
  void add_pairs();
  void add_occurrence(uint32_t term, uint32_t doc, uint32_t position, uint32_t languages);
  void note_boundaries(FieldOfBatch& field);
  void write_chunks(Batch& batch);
  void give_back_giants();

  const Schema& schema_;
  Analyzer analyzer_;
  Vocabulary vocabulary_;
  std::deque<Batch> batches_;
  uint64_t batch_bytes_ = 0;

  // The batch being built.
  Analysis analysis_;
  std::vector<uint32_t> value_starts_;  ///< of the field being added
  std::vector<Pending> pending_;
  std::vector<uint32_t> terms_of_batch_;  ///< vocabulary ids by number in the batch
  std::vector<std::string> stored_;
  std::vector<std::pair<uint32_t, uint32_t>> sorted_;  ///< document, position
  std::string key_buffer_;
  std::vector<uint64_t> hashes_;
};

/// Vocabulary keys: 'f', field, term bytes; or 'v', column, value bytes.
inline constexpr char kFieldKey = 'f';
inline constexpr char kValueKey = 'v';
inline constexpr size_t kVocabularyPrefix = 2;

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_INVERTER_H_
