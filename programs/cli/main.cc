// programs/cli/main.cc
//
// patlas: finds the command in the table, parses its words, runs it, and turns an Error into one
// line on standard error and an exit status. Nothing but the answer goes to standard output.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "programs/cli/commands.h"
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

Result<int> run_command(const Command& command, const std::vector<std::string>& arguments,
                        Invocation& in) {
  po::options_description options("options"), hidden;
  command.add_options(options);
  common_options(options);
  hidden.add(options).add_options()("words", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("words", -1);
  try {
    po::store(
        po::command_line_parser(arguments)
            .options(hidden)
            .positional(positional)
            .style(po::command_line_style::default_style & ~po::command_line_style::allow_guessing)
            .run(),
        in.options);
    po::notify(in.options);
  } catch (const po::error& error) {
    return Error{
        Code::kInvalidArgument,
        std::string(error.what()) + "; see patlas " + std::string(command.name) + " --help",
        {}};
  }
  if (in.options.count("help")) {
    std::cout << command_help(command, options) << std::flush;
    return kAnswered;
  }
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  in.colour = terminal && in.options.count("no-colour") == 0 && std::getenv("NO_COLOR") == nullptr;
  in.format = terminal ? Format::kTable : Format::kJson;
  if (in.options.count("format")) {
    PATLAS_ASSIGN(in.format, parse_format(in.options["format"].as<std::string>()));
  }
  if (in.options.count("words")) in.words = in.options["words"].as<std::vector<std::string>>();
  return command.run(in);
}

void report(const Error& error, const Invocation& in) {
  const bool person = isatty(STDERR_FILENO) != 0 && in.options.count("format") == 0;
  const std::string text =
      person ? render_error_text(error, in.query, std::getenv("NO_COLOR") == nullptr)
             : render_error_json(error);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

int run(const std::vector<std::string>& arguments) {
  const std::string first = arguments.empty() ? "" : arguments.front();
  if (first == "--version" || first == "version") {
    std::cout << "patlas " << version() << " (" << text_analysis() << ")" << std::endl;
    return kAnswered;
  }
  if (first.empty() || first == "help" || first == "--help" || first == "-h") {
    (first.empty() ? std::cerr : std::cout) << general_help() << std::flush;
    return first.empty() ? kFailed : kAnswered;
  }
  Invocation in;
  const auto all = commands();
  const auto command =
      std::find_if(all.begin(), all.end(), [&](const Command& c) { return c.name == first; });
  if (command == all.end()) {
    report(Error{Code::kInvalidArgument,
                 "there is no command '" + first + "'; patlas help lists them",
                 {}},
           in);
    return kFailed;
  }
  const Result<int> status = run_command(*command, {arguments.begin() + 1, arguments.end()}, in);
  if (status) return *status;
  report(status.error(), in);
  return kFailed;
}

}  // namespace
}  // namespace patlas::cli

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  return patlas::cli::run({argv + 1, argv + argc});
}
