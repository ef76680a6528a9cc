// corpora/generator/generator.h
//
// A corpus of any size, of which any record can be had alone: record i is a pure function of the
// seed and i. One record is one JSON line with the columns of the public patents.publications table
// (ingest's format 4).
//
// Threads  one generator a thread; it keeps the last planned window.
// Memory   about 100 MB of word lists and two windows.
#ifndef PATLAS_CORPORA_GENERATOR_GENERATOR_H_
#define PATLAS_CORPORA_GENERATOR_GENERATOR_H_

#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/fs.h"
#include "patlas/result.h"

namespace patlas::generator {

/// Records are numbered below this: window numbers must leave room for serials.
constexpr uint64_t kRecordsMax = uint64_t{1} << 28;

class Generator {
 public:
  /// Reads the word lists; not_found names the Debian package that is missing.
  static Result<std::unique_ptr<Generator>> open(Fs& fs, uint64_t seed);
  virtual ~Generator() = default;

  /// Appends the record and a line break. REQUIRES: record < kRecordsMax.
  virtual void append_record(uint64_t record, std::string& out) = 0;
};

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_GENERATOR_H_
