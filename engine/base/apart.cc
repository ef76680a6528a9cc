#include "engine/base/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "engine/base/coding.h"

namespace patlas {
namespace {

Error refused(const char* call) {
  return Error{Code::kIo, std::string(call) + ": " + std::strerror(errno), {}};
}

void write_all(int file, const std::string& bytes) {
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t wrote = ::write(file, bytes.data() + done, bytes.size() - done);
    if (wrote < 0 && errno != EINTR) return;
    if (wrote > 0) done += static_cast<size_t>(wrote);
  }
}

std::string read_all(int file) {
  std::string bytes;
  char buffer[4096];
  for (;;) {
    const ssize_t got = ::read(file, buffer, sizeof buffer);
    if (got == 0 || (got < 0 && errno != EINTR)) return bytes;
    if (got > 0) bytes.append(buffer, static_cast<size_t>(got));
  }
}

/// A crash is what it is here for: no handler of the caller's says so, and no core is left.
void expect_a_crash() {
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP}) {
    ::signal(number, SIG_DFL);
  }
  const rlimit none{0, 0};
  static_cast<void>(::setrlimit(RLIMIT_CORE, &none));
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nowhere < 0) return;
  ::dup2(nowhere, STDOUT_FILENO);
  ::dup2(nowhere, STDERR_FILENO);
}

[[noreturn]] void be_the_child(int out, const std::function<std::string()>& work) {
  expect_a_crash();
  try {
    std::string said;
    put_string(said, work());
    write_all(out, said);
  } catch (...) {
    // The pipe ends before it says anything.
  }
  ::_exit(0);
}

}  // namespace

Result<std::optional<std::string>> run_apart(const std::function<std::string()>& work) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return refused("pipe");
  const pid_t child = ::fork();
  if (child < 0) {
    const Error error = refused("fork");
    ::close(ends[0]);
    ::close(ends[1]);
    return error;
  }
  if (child == 0) be_the_child(ends[1], work);
  ::close(ends[1]);
  std::string said;
  try {
    said = read_all(ends[0]);
  } catch (...) {
    said.clear();  // no memory for it: as good as not said
  }
  ::close(ends[0]);
  // Somebody else may have waited for it: what counts is whether it said all it had to.
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  ByteReader reader(as_bytes(said));
  const std::string_view whole = reader.string();
  if (!reader.ok() || !reader.at_end()) return std::optional<std::string>();
  return std::optional(std::string(whole));
}

uint64_t process_id() { return static_cast<uint64_t>(::getpid()); }

}  // namespace patlas
