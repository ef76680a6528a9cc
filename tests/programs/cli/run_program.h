// tests/programs/cli/run_program.h
//
// Runs the real program as a shell or a person would: in a folder of its own, with pipes or on a
// terminal, and gives back what came out of it.
#ifndef PATLAS_TESTS_PROGRAMS_CLI_RUN_PROGRAM_H_
#define PATLAS_TESTS_PROGRAMS_CLI_RUN_PROGRAM_H_

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/temp_folder.h"

namespace patlas {

struct Ran {
  int status = -1;  ///< exit status; 128 + signal when one ended it
  std::string out, err;
};

inline std::string read_whole(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline int status_of(int waited) {
  return WIFEXITED(waited) ? WEXITSTATUS(waited) : 128 + WTERMSIG(waited);
}

/// A folder that is new and goes away, in which commands run.
class Folder {
 public:
  Folder() : path_(folder_.path() + "/run") { std::filesystem::create_directory(path_); }

  std::filesystem::path path(const std::string& name) const { return path_ / name; }
  void write(const std::string& name, const std::string& bytes) const {
    std::filesystem::create_directories(path(name).parent_path());
    std::ofstream(path(name), std::ios::binary) << bytes;
  }
  std::string read(const std::string& name) const { return read_whole(path(name)); }

  /// patlas with these words.
  Ran patlas(std::vector<std::string> words, const std::string& input = "") const {
    words.insert(words.begin(), PATLAS_PROGRAM);
    return run(words, input);
  }
  /// The same, with Ctrl-C so many milliseconds after its start.
  Ran patlas_interrupted(std::vector<std::string> words, int after_ms) const {
    words.insert(words.begin(), PATLAS_PROGRAM);
    return run(words, "", after_ms);
  }
  /// A line for sh, in which `patlas` is the program.
  Ran shell(const std::string& line, const std::string& input = "") const {
    return run({"/bin/sh", "-c", line}, input);
  }
  /// patlas on a terminal of `columns` cells; out holds what the terminal got.
  Ran on_terminal(std::vector<std::string> words, unsigned short columns = 120,
                  const std::string& variable = "") const {
    words.insert(words.begin(), PATLAS_PROGRAM);
    winsize size{40, columns, 0, 0};
    int terminal = -1;
    const pid_t child = forkpty(&terminal, nullptr, nullptr, &size);
    if (child == 0) {
      setenv("TERM", "xterm", 1);
      if (!variable.empty()) putenv(strdup(variable.c_str()));
      execute(words);
    }
    Ran ran;
    std::array<char, 4096> buffer;
    for (ssize_t got; (got = read_some(terminal, buffer)) > 0;)
      ran.out.append(buffer.data(), static_cast<size_t>(got));
    close(terminal);
    int waited = 0;
    waitpid(child, &waited, 0);
    ran.status = status_of(waited);
    return ran;
  }

 private:
  static ssize_t read_some(int from, std::array<char, 4096>& buffer) {
    return ::read(from, buffer.data(), buffer.size());
  }

  [[noreturn]] void execute(std::vector<std::string>& words) const {
    const std::string folder = std::filesystem::path(PATLAS_PROGRAM).parent_path().string();
    const std::string path = folder + ":" + getenv("PATH");
    if (chdir(path_.c_str()) != 0) _exit(126);
    setenv("PATH", path.c_str(), 1);
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    execv(pointers[0], pointers.data());
    _exit(127);
  }

  Ran run(std::vector<std::string> words, const std::string& input, int interrupt_ms = -1) const {
    const auto in = path_.string() + ".in", out = path_.string() + ".out",
               err = path_.string() + ".err";
    std::ofstream(in, std::ios::binary) << input;
    const pid_t child = fork();
    if (child == 0) {
      dup2(open(in.c_str(), O_RDONLY), STDIN_FILENO);
      dup2(open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
      dup2(open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
      execute(words);
    }
    if (interrupt_ms >= 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(interrupt_ms));
      kill(child, SIGINT);
    }
    int waited = 0;
    waitpid(child, &waited, 0);
    Ran ran{status_of(waited), read_whole(out), read_whole(err)};
    for (const std::string& name : {in, out, err}) std::filesystem::remove(name);
    return ran;
  }

  test::TempFolder folder_;
  std::filesystem::path path_;  ///< beside it, what goes into commands and comes out
};

inline boost::json::value json_of(const std::string& text) {
  boost::system::error_code error;
  boost::json::value value = boost::json::parse(text, error);
  EXPECT_FALSE(error) << text;
  return value;
}

/// The body of the first ```language block after `heading` of a page.
inline std::string block_of(const std::string& page, const std::string& heading,
                            const std::string& language) {
  const size_t section = page.find("\n" + heading + "\n");
  const std::string open = "```" + language + "\n";
  const size_t begin = section == std::string::npos ? section : page.find(open, section);
  EXPECT_NE(begin, std::string::npos) << heading;
  if (begin == std::string::npos) return "";
  const size_t from = begin + open.size();
  return page.substr(from, page.find("\n```", from) + 1 - from);
}

/// The records of programs/cli/JSON.md: four publications, and a line that is cut.
inline std::string example_records() {
  return block_of(read_whole(PATLAS_SOURCE_DIR "/programs/cli/JSON.md"),
                  "## The records of the examples", "records");
}

/// A folder with records.jsonl and its index idx.
class Indexed : public Folder {
 public:
  Indexed() {
    write("records.jsonl", example_records());
    EXPECT_EQ(patlas({"index", "idx", "records.jsonl"}).status, 3);
  }
};

}  // namespace patlas

#endif  // PATLAS_TESTS_PROGRAMS_CLI_RUN_PROGRAM_H_
