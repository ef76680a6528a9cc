// programs/cli/main.cc
//
// patlas: finds the command in the table, parses its words, runs it, and turns an Error into one
// line on standard error and an exit status. Nothing but the answer goes to standard output.
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <new>
#include <sstream>

#include "programs/cli/commands.h"
#include "programs/cli/options.h"
#include "programs/cli/text.h"

namespace patlas::cli {
namespace {

namespace po = boost::program_options;

void common_options(po::options_description& o) {
  o.add_options()("format", po::value<std::string>()->value_name("NAME"),
                  "table, json, jsonl or csv; table on a terminal, json elsewhere");
  o.add_options()("no-colour", "no colours on a terminal");
  o.add_options()("help,h", "this help");
}

std::string general_help() {
  std::string out =
      "patlas: an index of patent records, and exact answers from it\n\nusage: patlas COMMAND "
      "...\n\n";
  for (const Command& c : commands()) {
    out += "  " + pad_right(std::string(c.name) + " " + std::string(c.words), 22) +
           std::string(c.summary) + "\n";
  }
  return out + "\npatlas COMMAND --help tells more; patlas --version names the version.\n";
}

std::string language_help() {
  std::string out = "\nfields (no field: title, abstract, claims, description)\n";
  for (const FieldHelp& f : field_help()) {
    out += "  " + pad_right(f.code, 6) + pad_right(f.long_name, 14) + f.help + "\n";
  }
  out += "\noperators and notations\n";
  for (const OperatorHelp& o : operator_help()) {
    out += "  " + pad_right(o.spelling, 12) + pad_right(o.help, 66) + " " + o.example + "\n";
  }
  out += "\nfacets\n";
  for (const FacetHelp& f : facet_help()) out += "  " + pad_right(f.name, 10) + f.help + "\n";
  return out;
}

std::string command_help(const Command& command, const po::options_description& options) {
  std::ostringstream out;
  out << "usage: patlas " << command.name << " " << command.words << "\n\n"
      << command.summary << "\n\nexample: " << command.example << "\n\n"
      << options;
  if (command.takes_query) out << language_help();
  return out.str();
}

Result<Format> parse_format(const std::string& name) {
  if (name == "table") return Format::kTable;
  if (name == "json") return Format::kJson;
  if (name == "jsonl") return Format::kJsonLines;
  if (name == "csv") return Format::kCsv;
  return Error{
      Code::kInvalidArgument, "--format takes table, json, jsonl or csv; not '" + name + "'", {}};
}

Status check_words(const Command& command, const std::vector<std::string>& words) {
  const std::string usage = "; usage: patlas " + std::string(command.name) + " " +
                            std::string(command.words) + ", see patlas " +
                            std::string(command.name) + " --help";
  if (words.size() < command.words_min)
    return Error{Code::kInvalidArgument, "some words are missing" + usage, {}};
  if (words.size() > command.words_max) {
    return Error{Code::kInvalidArgument,
                 "the word '" + words[command.words_max] + "' is one too many" + usage,
                 {}};
  }
  return {};
}

Status prepare(const Command& command, const po::options_description& options,
               const std::vector<std::string>& arguments, Invocation& in) {
  const std::string hint =
      command.takes_query || command.name == "tokens"
          ? "; a text that begins with '-' goes after a lone -- or into -q FILE"
          : "; patlas " + std::string(command.name) + " --help lists them";
  PATLAS_ASSIGN(in.options, parse_options(arguments, options, hint));
  if (in.options.count("help")) return {};
  const bool terminal = is_terminal(STDOUT_FILENO);
  const bool plain = in.options.count("no-colour") != 0;
  in.error_look.colour = in.error_look.colour && !plain;
  in.look = {terminal && !plain && wants_colour(), terminal_width()};
  in.format = terminal ? Format::kTable : Format::kJson;
  if (in.options.count("format")) {
    PATLAS_ASSIGN(in.format, parse_format(in.options["format"].as<std::string>()));
    if (in.format != Format::kTable) in.error_look.person = false;
  }
  if (in.options.count("words")) in.words = in.options["words"].as<std::vector<std::string>>();
  return check_words(command, in.words);
}

Result<int> run_command(const Command& command, const std::vector<std::string>& arguments,
                        Invocation& in) {
  po::options_description options("options");
  command.add_options(options);
  common_options(options);
  PATLAS_TRY(prepare(command, options, arguments, in));
  if (in.options.count("help")) {
    PATLAS_TRY(write_out(command_help(command, options)));
    return kAnswered;
  }
  return command.run(in);
}

Error unknown_command(const std::string& name) {
  if (name.starts_with('-')) {
    return Error{Code::kInvalidArgument,
                 "a command comes before its options, and '" + name +
                     "' is none; patlas help lists the commands",
                 {}};
  }
  std::vector<std::string> names;
  for (const Command& c : commands()) names.emplace_back(c.name);
  const std::string near = nearest(name, names);
  return Error{
      Code::kInvalidArgument,
      "there is no command '" + name + "'" +
          (near.empty() ? "; patlas help lists the commands" : " (did you mean '" + near + "'?)"),
      {}};
}

Result<int> run(std::vector<std::string> arguments, Invocation& in) {
  if (arguments.empty()) {
    const std::string help = general_help();
    std::fwrite(help.data(), 1, help.size(), stderr);
    return kFailed;
  }
  const std::string first = arguments.front();
  if (first == "--version" || first == "version") {
    PATLAS_TRY(write_out("patlas " + std::string(version()) + " (" + std::string(text_analysis()) +
                         ")\n"));
    return kAnswered;
  }
  if (first == "help" || first == "--help" || first == "-h") {
    if (arguments.size() == 1) {
      PATLAS_TRY(write_out(general_help()));
      return kAnswered;
    }
    arguments = {arguments[1], "--help"};  // patlas help search
  }
  const auto all = commands();
  const auto command = std::find_if(all.begin(), all.end(),
                                    [&](const Command& c) { return c.name == arguments.front(); });
  if (command == all.end()) return unknown_command(arguments.front());
  return run_command(*command, {arguments.begin() + 1, arguments.end()}, in);
}

int run_and_report(const std::vector<std::string>& arguments) {
  Invocation in;
  in.error_look.person = is_terminal(STDERR_FILENO);
  in.error_look.colour = in.error_look.person && wants_colour();
  Result<int> status = kFailed;
  try {
    status = run(arguments, in);
  } catch (const std::bad_alloc&) {
    status = Error{Code::kLimit, "the system has no more memory for this program", {}};
  } catch (const std::exception& error) {
    status = Error{Code::kInternal, error.what(), {}};
  }
  if (status) return *status;
  write_error(status.error(), in.query, in.error_look);
  return kFailed;
}

}  // namespace
}  // namespace patlas::cli

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  std::signal(SIGXFSZ, SIG_IGN);  // a file beyond the allowed size is then an error with its name
  patlas::survive_lost_files();
  return patlas::cli::run_and_report({argv + 1, argv + argc});
}
