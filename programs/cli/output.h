// programs/cli/output.h
//
// The two ways out of the program: answers to standard output, errors to standard error.
#ifndef PATLAS_PROGRAMS_CLI_OUTPUT_H_
#define PATLAS_PROGRAMS_CLI_OUTPUT_H_

#include <string>

#include "patlas/result.h"

namespace patlas::cli {

/// How errors are said.
struct ErrorLook {
  bool person = false;  ///< a sentence, not JSON
  bool colour = false;
};

/// Whether a person reads this stream: a terminal (of any skill).
bool is_terminal(int descriptor);
/// Whether terminals get colours: not with NO_COLOR set, not on TERM=dumb.
bool wants_colour();
/// Cells across; 0 when standard output is no terminal or does not say.
size_t terminal_width();

/// io when the whole text could not be handed over.
Status write_out(const std::string& text);
/// `query` marks the span of an error in a query.
void write_error(const Error& error, const std::string& query, const ErrorLook& look);

}  // namespace patlas::cli

#endif  // PATLAS_PROGRAMS_CLI_OUTPUT_H_
