#include "bench/task_file.h"

#include <charconv>
#include <cstdio>
#include <fstream>

namespace patlas::bench {
namespace {

std::vector<std::string> cut(const std::string& line, char at) {
  std::vector<std::string> parts(1);
  for (const char c : line) {
    if (c == at) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

}  // namespace

std::string print_tasks(const std::vector<TaskClass>& classes) {
  std::string out = "# class\tunit\tunits\tfacets\tquery\n";
  for (const TaskClass& of : classes) {
    for (const Task& task : of.tasks) {
      char units[32];
      std::snprintf(units, sizeof units, "%.0f", task.units);
      out += of.name + '\t' + of.unit + '\t' + units + '\t';
      for (size_t i = 0; i < task.facets.size(); ++i) out += (i == 0 ? "" : ",") + task.facets[i];
      out += '\t' + task.query + '\n';
    }
  }
  return out;
}

Result<std::vector<TaskClass>> read_tasks(const std::string& path) {
  std::ifstream in(path);
  if (!in) return Error{Code::kNotFound, "cannot read the tasks", {.file = path, .entry = {}}};
  std::vector<TaskClass> classes;
  std::string line;
  for (uint64_t number = 1; std::getline(in, line); ++number) {
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string> parts = cut(line, '\t');
    Task task;
    const bool whole =
        parts.size() == 5 &&
        std::from_chars(parts[2].data(), parts[2].data() + parts[2].size(), task.units).ptr ==
            parts[2].data() + parts[2].size();
    if (!whole) {
      Error error{Code::kParse, "not class, unit, units, facets, query", {}};
      error.place.file = path;
      error.place.line = number;
      return error;
    }
    if (!parts[3].empty()) task.facets = cut(parts[3], ',');
    task.query = parts[4];
    if (classes.empty() || classes.back().name != parts[0]) {
      classes.push_back({parts[0], parts[1], {}});
    }
    classes.back().tasks.push_back(std::move(task));
  }
  return classes;
}

}  // namespace patlas::bench
