// ingest/source.h
//
// What the user named on the command line, as one sequence of entries: files, directories (all
// files below, in byte order of their paths), "-" for standard input, and what is inside zip, gz
// and tar containers, nested up to limits::kContainerNesting. Containers are known by their
// content, never by their name; an entry's name is a label and never becomes a path. An index that
// lies in a folder is passed over.
//
// Errors   open: not_found or io for a path that is not there; nothing was read yet. next: an error
//          is about the file or entry in its place (a dangling link in a folder, too); the
//          following call goes on behind it.
// Threads  one thread.
// Memory   one read buffer a container level; nothing is unpacked to disk.
// Tested   tests/ingest/source_test.cc
#ifndef PATLAS_INGEST_SOURCE_H_
#define PATLAS_INGEST_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/fs.h"
#include "ingest/byte_source.h"
#include "patlas/result.h"

namespace patlas {

/// One stream of records to be: a file, or an entry of a container.
struct SourceEntry {
  std::string file;     ///< path as the user gave it, or below the directory given; "-"
  std::string entry;    ///< "weekly.tar/a.xml" inside `file`; empty for a plain file
  bool listed = false;  ///< the user named this very file; else it was found in a directory or
                        ///< container, where files that hold no records are usual
  /// Valid until the next call of SourceReader::next; need not be read to its end.
  ByteSource* bytes = nullptr;
};

class SourceReader {
 public:
  /// Reads standard input: fills a part of `out`, 0 at the end.
  using StandardInput = std::function<Result<size_t>(std::span<char> out)>;

  /// `standard_input` may be empty: "-" is then an invalid_argument. `fs` must outlive the reader.
  static Result<std::unique_ptr<SourceReader>> open(Fs& fs, const std::vector<std::string>& paths,
                                                    StandardInput standard_input = {});
  /// One file that is in memory, container or not; `name` is what places call it. `bytes` must
  /// outlive the reader.
  static std::unique_ptr<SourceReader> of_bytes(std::string name, std::string_view bytes);
  ~SourceReader();

  /// The next entry; nullopt after the last.
  Result<std::optional<SourceEntry>> next();

  uint64_t total_bytes() const;  ///< of all files named, as they are on disk; without "-"
  bool total_known() const;      ///< false when standard input is among them
  uint64_t bytes_read() const;   ///< of those, so far; may be read from another thread

 private:
  struct State;
  explicit SourceReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace patlas

#endif  // PATLAS_INGEST_SOURCE_H_
