// tests/bad/syscall_watch.h
//
// Runs work in a thread that may open nothing: no file, no socket, no program, whoever asks: our
// code, a library, or the C library for itself. The kernel refuses (seccomp), and what was asked
// for is written down.
#ifndef PATLAS_TESTS_BAD_SYSCALL_WATCH_H_
#define PATLAS_TESTS_BAD_SYSCALL_WATCH_H_

#include <functional>
#include <string>
#include <vector>

namespace patlas::bad {

struct Watched {
  bool watched = false;  ///< false: this kernel or container has no such filter; the work ran
  std::vector<std::string> refused;  ///< "openat /etc/passwd", at most 16
};

Watched run_watched(const std::function<void()>& work);

}  // namespace patlas::bad

#endif  // PATLAS_TESTS_BAD_SYSCALL_WATCH_H_
