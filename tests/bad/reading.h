// tests/bad/reading.h
//
// Reads one file, given as bytes, as the pipeline does up to the index: container, recognition,
// records, documents.
#ifndef PATLAS_TESTS_BAD_READING_H_
#define PATLAS_TESTS_BAD_READING_H_

#include <string>
#include <string_view>
#include <vector>

#include "ingest/patent_schema.h"
#include "tests/fuzz/one_file_fs.h"
#include "tests/ingest/read_files.h"

namespace patlas::bad {

struct Reading {
  std::vector<std::string> numbers;  ///< of what was read, each at most 100 bytes long
  size_t longest_number = 0;
  std::vector<Reject> rejects;
  uint64_t seen = 0;
  std::vector<std::string> opened;  ///< through the Fs
};

inline Reading read_bytes(std::string_view bytes) {
  fuzz::OneFileFs fs("input", bytes);
  Reading reading;
  const auto keep = [&](Record&& record) {
    if (!record.is_delete) {
      const Result<Document> document = make_document(record);
      if (!document) {
        reading.rejects.push_back(make_reject("input", "", document.error()));
        return;
      }
    }
    reading.longest_number = std::max(reading.longest_number, record.publication.number.size());
    reading.numbers.push_back(record.publication.number.substr(0, 100));
  };
  test::FilesRead files = test::read_files(fs, {"input"}, {}, keep);
  reading.rejects.insert(reading.rejects.end(), files.rejects.begin(), files.rejects.end());
  reading.seen = files.seen;
  reading.opened = fs.opened();
  return reading;
}

}  // namespace patlas::bad

#endif  // PATLAS_TESTS_BAD_READING_H_
