// engine/postings/posting_writer.h
//
// Writes the postings of one term after another: documents, frequencies and positions, each into a
// stream of its own, so that a boolean count never reads what it does not need.
// Twin of posting_reader.h; FORMAT.md, "Postings".
//
// Choice   a pure function of the data: inline up to 4 documents (and 256 bytes); paged from 64
//          documents a non-empty page on average, a page's container being full, runs, bitmap (from
//          1/16 of the segment's documents in that page) or packed; else flat PFOR blocks of 256
//          with their last documents up front.
// Errors   add: limit (more positions of a term in one document than a record has bytes). Others
//          are the spools' own.
// Memory   the documents of the term being written: 4 bytes each; frequencies and positions stream.
// Threads  one.
// Tested   tests/engine/postings/
#ifndef PATLAS_ENGINE_POSTINGS_POSTING_WRITER_H_
#define PATLAS_ENGINE_POSTINGS_POSTING_WRITER_H_

#include <cstdint>
#include <memory>
#include <span>

#include "engine/base/spool.h"
#include "engine/terms/dictionary.h"

namespace patlas {

/// How much a term's postings hold.
enum class Detail : uint8_t { kDocs = 0, kFreqs = 1, kPositions = 2 };

class PostingWriter {
 public:
  /// Streams may be nullptr above the detail that will be asked for. `doc_count`: documents of the
  /// segment.
  PostingWriter(uint32_t doc_count, Spool* postings, Spool* freqs, Spool* positions);
  ~PostingWriter();

  void begin(Detail detail);
  /// Documents strictly increasing. `positions` increasing (equal ones allowed), freq ==
  /// positions.size() where detail is kPositions, else empty.
  Status add(uint32_t doc, uint32_t freq, std::span<const uint32_t> positions);
  /// The value for the dictionary; its inline_postings stay valid until the next begin().
  /// A term without documents gives doc_count 0 and writes nothing.
  Result<TermValue> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_POSTINGS_POSTING_WRITER_H_
