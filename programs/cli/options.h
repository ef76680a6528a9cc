// programs/cli/options.h
//
// What stands behind a command's name: options read strictly, and a mistake answered with what
// would be right. boost::program_options alone takes -1 for a number without sign and names no
// near option.
#ifndef PATLAS_PROGRAMS_CLI_OPTIONS_H_
#define PATLAS_PROGRAMS_CLI_OPTIONS_H_

#include <boost/any.hpp>
#include <boost/program_options.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "patlas/result.h"

namespace patlas::cli {

/// A whole number, 0 or more, within 64 bits: no sign, no blank, no unit.
struct Count {
  uint64_t value = 0;
};
/// Called by boost::program_options for an option of type Count.
void validate(boost::any& out, const std::vector<std::string>& values, Count*, int);

/// An option's value: `--limit N`, `initial` when it is not given.
boost::program_options::typed_value<Count>* count_option(uint64_t initial);
uint64_t count_of(const boost::program_options::variables_map& options, const char* name);

/// "1GiB", "512M", "65536"; invalid_argument names the forms.
Result<uint64_t> parse_bytes(std::string_view text);

/// The candidate that is at most a third of the word's letters away; empty when there is none.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// Parses what follows the command's name; positional words are under "words". `hint` is said where
/// an unknown option has no near one.
Result<boost::program_options::variables_map> parse_options(
    const std::vector<std::string>& arguments,
    const boost::program_options::options_description& options, const std::string& hint);

}  // namespace patlas::cli

#endif  // PATLAS_PROGRAMS_CLI_OPTIONS_H_
