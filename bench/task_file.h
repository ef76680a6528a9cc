// bench/task_file.h
//
// Query classes as text: what `bench_queries` makes from an index, `bench_check` verifies and
// `bench_tasks` times, so that any engine or build can be given the same questions.
//
// Shape    one line a query: class, unit, units, facets (comma-separated, may be empty), query;
//          tabs between. Lines that begin with '#' say something. The classes are those of a patent
//          searcher: A terms, B lists of synonyms, C phrases, D proximity, E truncation, F classes,
//          G dates, I facets, M CJK.
#ifndef PATLAS_BENCH_TASK_FILE_H_
#define PATLAS_BENCH_TASK_FILE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "patlas/result.h"

namespace patlas::bench {

struct Task {
  std::string query;
  double units = 0;                 ///< what its work is measured in, see TaskClass::unit
  std::vector<std::string> facets;  ///< asked for beside the counts
};

struct TaskClass {
  std::string name;  ///< "A single term"
  std::string unit;  ///< "match", "posting", "value"
  std::vector<Task> tasks;
};

std::string print_tasks(const std::vector<TaskClass>& classes);
/// Errors: io, not_found; parse with file and line.
Result<std::vector<TaskClass>> read_tasks(const std::string& path);

}  // namespace patlas::bench

#endif  // PATLAS_BENCH_TASK_FILE_H_
