// programs/cli/progress.h
//
// The line that shows how a load goes on: only on a terminal, on standard error.
#ifndef PATLAS_PROGRAMS_CLI_PROGRESS_H_
#define PATLAS_PROGRAMS_CLI_PROGRESS_H_

#include <mutex>
#include <string>

#include "patlas/index.h"

namespace patlas::cli {

/// "12,345 records  34.5 MB of 120.0 MB  8,912 records/s  0:09 left"; without total and time left
/// when those are not known, and without rate and time left in the first second.
std::string progress_text(const LoadStep& step);

class ProgressLine {
 public:
  explicit ProgressLine(bool terminal) : terminal_(terminal) {}
  void show(const LoadStep& step);
  void clear();

 private:
  bool terminal_;
  bool shown_ = false;
  std::mutex mutex_;
};

}  // namespace patlas::cli

#endif  // PATLAS_PROGRAMS_CLI_PROGRESS_H_
