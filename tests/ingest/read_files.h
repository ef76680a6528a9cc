// tests/ingest/read_files.h
//
// Reads paths as the pipeline does, but keeps everything in memory: what was read, what was
// rejected, and how many were seen.
#ifndef PATLAS_TESTS_INGEST_READ_FILES_H_
#define PATLAS_TESTS_INGEST_READ_FILES_H_

#include <functional>
#include <string>
#include <vector>

#include "engine/base/env.h"
#include "ingest/record.h"
#include "ingest/registry.h"
#include "ingest/reject_log.h"
#include "ingest/source.h"

namespace patlas::test {

struct FilesRead {
  std::vector<Record> records;
  std::vector<Reject> rejects;
  uint64_t seen = 0;
  uint64_t unknown_entities = 0;
  std::vector<std::string> formats;  ///< of each entry that had one
};

/// Takes each record as it is read.
using KeepRecord = std::function<void(Record&&)>;

inline void read_entry(const SourceEntry& entry, FilesRead& files, const KeepRecord& keep) {
  auto reject = [&](const Error& error) {
    ++files.seen;
    files.rejects.push_back(make_reject(entry.file, entry.entry, error));
  };
  ByteWindow window(*entry.bytes);
  Result<const FormatSpec*> format = recognise_format(window, entry.listed);
  if (!format) return reject(format.error());
  if (*format == nullptr) return;
  files.formats.emplace_back((*format)->name);
  std::unique_ptr<RecordSplitter> splitter = (*format)->make_splitter(window);
  std::unique_ptr<RecordReader> reader = (*format)->make_reader();
  RawRecord raw;
  for (;;) {
    Result<bool> more = splitter->next(raw);
    if (!more) return reject(more.error());
    if (!*more) break;
    if (raw.error) {
      reject(*raw.error);
      continue;
    }
    for (Result<Record>& read : reader->read(raw)) {
      if (!read) {
        reject(read.error());
        continue;
      }
      ++files.seen;
      read->provenance.file = entry.file;
      read->provenance.entry = entry.entry;
      keep(std::move(*read));
    }
  }
  files.unknown_entities += reader->counters().unknown_entities;
}

/// The records go to `keep`; the result has everything else.
inline FilesRead read_files(Fs& fs, const std::vector<std::string>& paths,
                            SourceReader::StandardInput standard_input, const KeepRecord& keep) {
  FilesRead files;
  Result<std::unique_ptr<SourceReader>> source =
      SourceReader::open(fs, paths, std::move(standard_input));
  if (!source) {
    files.rejects.push_back(make_reject("", "", source.error()));
    return files;
  }
  for (;;) {
    Result<std::optional<SourceEntry>> entry = (*source)->next();
    if (!entry) {
      ++files.seen;
      files.rejects.push_back(
          make_reject(entry.error().place.file, entry.error().place.entry, entry.error()));
      continue;
    }
    if (!*entry) return files;
    read_entry(**entry, files, keep);
  }
}

inline FilesRead read_files(const std::vector<std::string>& paths,
                            SourceReader::StandardInput standard_input = {}) {
  std::vector<Record> records;
  FilesRead files = read_files(*posix_env().fs, paths, std::move(standard_input),
                               [&](Record&& record) { records.push_back(std::move(record)); });
  files.records = std::move(records);
  return files;
}

}  // namespace patlas::test

#endif  // PATLAS_TESTS_INGEST_READ_FILES_H_
