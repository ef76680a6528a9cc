// engine/base/threads.h
//
// The one place that starts threads: whatever is shared out among several goes through here, so
// that all of them are joined, and nothing that is thrown on one ends the process, on every way
// out.
//
// Errors   what `work` throws (bad_alloc is all that ours does) is thrown again in the caller once
//          all have ended. A thread that cannot be started costs time only: the caller does its
//          part too. Whoever waits for a partner inside `work` sees to it that a partner that
//          throws is not waited for.
// Tested   tests/engine/base/threads_test.cc, tests/faults/allocation_slow_test.cc
#ifndef PATLAS_ENGINE_BASE_THREADS_H_
#define PATLAS_ENGINE_BASE_THREADS_H_

#include <cstddef>
#include <functional>
#include <memory>

namespace patlas {

/// Calls work(0) … work(count - 1) at the same time, work(0) on the caller's thread, and returns
/// when all have ended. After one has thrown, those that were not begun yet are left out.
void run_on_threads(size_t count, const std::function<void(size_t)>& work);

/// Calls work(0) … work(count - 1), each once, from at most `threads` threads that take the next
/// number when they have done one.
void share_out(size_t count, size_t threads, const std::function<void(size_t)>& work);

/// One piece of work on a thread of its own, beside its owner's. In a forked child there is no such
/// thread: there it is never done, and nobody waits for it.
class BackgroundWork {
 public:
  /// When no thread can be started, the work is done here and now.
  explicit BackgroundWork(std::function<void()> work);
  /// Waits for its end: an owner who wants that soon tells the work to stop.
  ~BackgroundWork();
  BackgroundWork(const BackgroundWork&) = delete;
  BackgroundWork& operator=(const BackgroundWork&) = delete;

  bool is_done() const;
  /// Waits for its end, and throws what it threw. Once.
  void join();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_THREADS_H_
