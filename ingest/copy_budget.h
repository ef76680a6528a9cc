// ingest/copy_budget.h
//
// What bounds a record that says a long word once and has it copied a million times. Readers repeat
// labels beside each value they belong to: the path of elements to an extra, the edition to each
// symbol, a claim's number to each claim that refers to it. In real records a label has some ten
// bytes; in a stranger's, 200 names of 1,000 bytes around 5,000 leaves made 1 GB of 0.4 MB.
//
// Example  if (!copies.take(edition.size())) return;   // in the loop, so that it ends there
//          ...
//          PATLAS_TRY(copies.status());                // at the record's end: refused whole
#ifndef PATLAS_INGEST_COPY_BUDGET_H_
#define PATLAS_INGEST_COPY_BUDGET_H_

#include <cstdint>
#include <string>

#include "patlas/limits.h"
#include "patlas/result.h"

namespace patlas {

class CopyBudget {
 public:
  /// False from the first copy on that is too much; the record cannot be read then.
  bool take(uint64_t label_bytes) {
    used_bytes_ += label_bytes;
    return used_bytes_ <= limits::kRecordBytes;
  }

  /// limit, when too much was asked for.
  Status status() const {
    if (used_bytes_ <= limits::kRecordBytes) return {};
    return Error{
        Code::kLimit,
        "repeated labels of a record in bytes (limit " + std::to_string(limits::kRecordBytes) + ")",
        {}};
  }

 private:
  uint64_t used_bytes_ = 0;
};

}  // namespace patlas

#endif  // PATLAS_INGEST_COPY_BUDGET_H_
