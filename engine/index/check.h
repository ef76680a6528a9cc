// engine/index/check.h
//
// Reads everything an index holds and says what is wrong with it: `patlas check`, and the oracle of
// the crash and damage tests.
//
// What     every byte against its checksum and its file's hash; then, in every sound file, what the
//          bytes say against each other: order of terms and keys, documents and positions in range,
//          columns inside their dictionaries, records readable, live keys unique.
// Memory   a column at a time, the grams of a field's words, and one bit a document.
#ifndef PATLAS_ENGINE_INDEX_CHECK_H_
#define PATLAS_ENGINE_INDEX_CHECK_H_

#include <functional>
#include <string>
#include <vector>

#include "engine/index/snapshot.h"

namespace patlas {

struct CheckReport {
  uint64_t files = 0, bytes = 0, documents = 0, terms = 0, postings = 0;
  std::vector<Error> damages;  ///< empty: sound
};

/// An Error only when the index cannot be opened at all.
Result<CheckReport> check_index(const Env& env, const std::string& directory);
/// The same of an open snapshot.
CheckReport check_snapshot(const Snapshot& snapshot);

}  // namespace patlas

#endif  // PATLAS_ENGINE_INDEX_CHECK_H_
