// corpora/generator/main.cc
//
// generator --seed S --from I --count N: records I .. I+N-1 of corpus S, one JSON line each, or in
// an office's own XML (--as).
//
// Nothing but records goes to standard output. Status 0: all written; 2: a wrong option, a missing
// word list, a class tree that is none, or output that could not be written.

#include <boost/program_options.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <string>

#include "corpora/generator/generator.h"
#include "corpora/generator/shapes/shape.h"
#include "corpora/generator/stats.h"
#include "engine/base/env.h"

namespace patlas::generator {
namespace {

namespace po = boost::program_options;

constexpr int kFailed = 2;
constexpr size_t kBufferBytes = 1 << 18;

struct Options {
  uint64_t seed = 1, from = 0, count = 0;
  std::string profile, scheme, as;
  bool stats = false, help = false;
};

std::string describe_shapes() {
  std::string text = "the shape of the records:";
  for (const ShapeSpec& shape : shapes()) {
    (((text += "\n") += shape.name) += ": ") += shape.what;
  }
  return text;
}

po::options_description describe(Options& options) {
  po::options_description described("generator: made-up patent records", 100);
  auto add = described.add_options();
  add("seed", po::value(&options.seed)->default_value(1), "which corpus");
  add("from", po::value(&options.from)->default_value(0), "first record");
  add("count", po::value(&options.count),
      "how many records are looked at; --as leaves out those that an office's files do not hold");
  add("profile", po::value(&options.profile)->default_value("biblio"),
      "biblio: about 1.5 KB a record; fulltext: with description and claims, tens of KB");
  add("scheme", po::value(&options.scheme)->value_name("PATH"),
      "class symbols from the CPC title list, a zip or a folder, instead of made-up ones");
  add("as", po::value(&options.as)->default_value("json"), describe_shapes().c_str());
  add("stats", po::bool_switch(&options.stats), "print figures about them instead");
  add("help", po::bool_switch(&options.help), "this text");
  return described;
}

int fail(const std::string& message) {
  std::cerr << "generator: " << message << '\n';
  return kFailed;
}

bool write_all(std::string& buffer) {
  size_t size = buffer.size(), written = std::fwrite(buffer.data(), 1, size, stdout);
  buffer.clear();
  return written == size;
}

int fail_writing() {
  return fail(std::string("cannot write to standard output: ") + std::strerror(errno));
}

int write_records(Generator& generator, const Options& options) {
  std::string buffer;
  generator.append_head(buffer);
  for (uint64_t i = 0; i < options.count; ++i) {
    generator.append_record(options.from + i, buffer);
    if (buffer.size() >= kBufferBytes && !write_all(buffer)) return fail_writing();
  }
  generator.append_tail(buffer);
  if (!write_all(buffer) || std::fflush(stdout) != 0) return fail_writing();
  return 0;
}

int write_stats(Generator& generator, const Options& options) {
  Stats stats;
  std::string line;
  for (uint64_t i = 0; i < options.count; ++i) {
    line.clear();
    generator.append_record(options.from + i, line);
    if (auto added = stats.add(line); !added) return fail(added.error().to_string());
  }
  std::string report = stats.report();
  if (!write_all(report) || std::fflush(stdout) != 0) return fail_writing();
  return 0;
}

/// Program options reads "-1" as a large number; nobody means that.
bool has_negative(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::string_view word = argv[i];
    word.remove_prefix(std::min(word.find('=') + 1, word.size()));
    if (word.size() > 1 && word[0] == '-' && word[1] >= '0' && word[1] <= '9') return true;
  }
  return false;
}

int run(int argc, char** argv) {
  Options options;
  po::options_description described = describe(options);
  po::variables_map given;
  try {
    if (has_negative(argc, argv)) return fail("numbers must not be negative");
    po::store(po::command_line_parser(argc, argv).options(described).positional({}).run(), given);
    po::notify(given);
  } catch (const po::error& error) {
    return fail(std::string(error.what()) + "; --help lists the options");
  }
  if (options.help) {
    std::cout << described;
    return std::cout.flush() ? 0 : fail_writing();
  }
  if (given.count("count") == 0) return fail("--count is missing: how many records?");
  if (options.from > kRecordsMax || options.count > kRecordsMax - options.from) {
    return fail("a corpus has " + std::to_string(kRecordsMax) + " records");
  }
  auto profile = profile_named(options.profile);
  if (!profile) return fail("no profile '" + options.profile + "'; there are biblio, fulltext");
  if (given.count("scheme") != 0 && options.scheme.empty()) return fail("--scheme without a path");
  if (options.stats && options.as != "json") return fail("--stats counts JSON lines: no --as");
  auto generator =
      Generator::open(*posix_env().fs, {options.seed, *profile, options.scheme, options.as});
  if (!generator) return fail(generator.error().to_string());
  return options.stats ? write_stats(**generator, options) : write_records(**generator, options);
}

}  // namespace
}  // namespace patlas::generator

int main(int argc, char** argv) {
  // A reader that closes its end is an error to report, not a signal to die of.
  std::signal(SIGPIPE, SIG_IGN);
  return patlas::generator::run(argc, argv);
}
