// ingest/formats/reader.h
//
// What an office format consists of: how it is recognised by its first bytes, how its stream is cut
// into records, and how one record's bytes become a Record.
//
// The cut is made by one thread and looks at as little as it can; reading is what many threads do,
// each with a RecordReader of its own. A record that is bad ends neither: the splitter stands at
// the next boundary, the reader returns an error for this one.
//
// Example  for (SourceEntry entry : source) {
//            ByteWindow window(*entry.bytes);
//            auto format = recognise_format(window);         // registry.h
//            auto splitter = format->make_splitter(window);
//            while (splitter->next(raw)) for (auto& read : reader->read(raw)) ...
//          }
#ifndef PATLAS_INGEST_FORMATS_READER_H_
#define PATLAS_INGEST_FORMATS_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/byte_source.h"
#include "ingest/record.h"
#include "patlas/result.h"

namespace patlas {

/// One record as it stands in its entry.
struct RawRecord {
  std::string bytes;     ///< as in the file; for XML one element or one whole document
  std::string encoding;  ///< declared by the file for bytes that declare none; empty: none declared
  uint64_t offset = 0;   ///< of bytes[0], from the entry's start
  uint64_t line = 1;     ///< of bytes[0]
  /// Set when there are no bytes because the record cannot be cut out (over
  /// limits::kRecordBytes, ended early): it counts as seen and rejected.
  std::optional<Error> error;
};

class RecordSplitter {
 public:
  virtual ~RecordSplitter() = default;
  /// True: `out` holds the next record. False: the stream has no more. An error is one of the
  /// stream itself (a damaged container); what was cut before it stands, and the next call gives
  /// the same error.
  virtual Result<bool> next(RawRecord& out) = 0;
};

/// Counts of what a reader decided by rule rather than read as written.
struct ReadCounters {
  uint64_t unknown_entities = 0;  ///< kept as text, "&foo;"
};

class RecordReader {
 public:
  virtual ~RecordReader() = default;
  /// The records in these bytes, in order. Nearly always one; none for what is no publication (a
  /// USPTO sequence listing), which is not counted as seen. An Error is one rejected record, its
  /// place holding offset and line in the entry. Provenance holds offset and reader; file and entry
  /// are the caller's to fill. REQUIRES: !raw.error.
  virtual std::vector<Result<Record>> read(const RawRecord& raw) = 0;
  const ReadCounters& counters() const { return counters_; }

 protected:
  ReadCounters counters_;
};

struct FormatSpec {
  std::string_view name;  ///< "uspto-xml", as `info` and the rejects print it
  std::string_view help;  ///< one line for people
  /// The head of a stream belongs to this format. At most one format says yes.
  bool (*recognise)(std::string_view head);
  /// `window` must outlive the splitter.
  std::unique_ptr<RecordSplitter> (*make_splitter)(ByteWindow& window);
  std::unique_ptr<RecordReader> (*make_reader)();
};

}  // namespace patlas

#endif  // PATLAS_INGEST_FORMATS_READER_H_
