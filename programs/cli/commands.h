// programs/cli/commands.h
//
// The table of commands: name, what it takes, what it does. Help is printed from it.
#ifndef PATLAS_PROGRAMS_CLI_COMMANDS_H_
#define PATLAS_PROGRAMS_CLI_COMMANDS_H_

#include <boost/program_options.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "patlas/result.h"
#include "programs/cli/render.h"

namespace patlas::cli {

/// Exit statuses, a contract (JSON.md).
enum ExitStatus : int { kAnswered = 0, kNotFoundOrDamaged = 1, kFailed = 2, kRejected = 3 };

/// A command's words, parsed.
struct Invocation {
  std::vector<std::string> words;  ///< positional ones
  boost::program_options::variables_map options;
  Format format = Format::kTable;
  bool colour = false;  ///< standard output is a terminal
  std::string query;    ///< once known, to mark an error's span
};

struct Command {
  std::string_view name;
  std::string_view words;    ///< "DIR QUERY"
  std::string_view summary;  ///< one line
  std::string_view example;
  void (*add_options)(boost::program_options::options_description& options);
  Result<int> (*run)(Invocation& invocation);
  bool takes_query = false;  ///< help shows fields and operators
};

std::span<const Command> commands();

/// "1GiB", "512M", "65536"; invalid_argument names the forms.
Result<uint64_t> parse_bytes(std::string_view text);

}  // namespace patlas::cli

#endif  // PATLAS_PROGRAMS_CLI_COMMANDS_H_
