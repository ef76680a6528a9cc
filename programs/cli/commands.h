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
#include "programs/cli/output.h"
#include "programs/cli/render.h"
#include "programs/cli/text.h"

namespace patlas::cli {

/// Exit statuses, a contract (JSON.md).
enum ExitStatus : int { kAnswered = 0, kNotFoundOrDamaged = 1, kFailed = 2, kRejected = 3 };

/// A command's words, parsed.
struct Invocation {
  std::vector<std::string> words;  ///< positional ones
  boost::program_options::variables_map options;
  Format format = Format::kTable;
  Look look;
  ErrorLook error_look;
  std::string query;  ///< once known, to mark an error's span
};

struct Command {
  std::string_view name;
  std::string_view words;  ///< "DIR QUERY"
  size_t words_min, words_max;
  std::string_view summary;  ///< one line
  std::string_view example;
  void (*add_options)(boost::program_options::options_description& options);
  Result<int> (*run)(Invocation& invocation);
  bool takes_query = false;  ///< help shows fields and operators
};

std::span<const Command> commands();

}  // namespace patlas::cli

#endif  // PATLAS_PROGRAMS_CLI_COMMANDS_H_
