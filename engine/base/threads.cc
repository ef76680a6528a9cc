#include "engine/base/threads.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

#include "engine/base/apart.h"

namespace patlas {
namespace {

/// The first exception of several threads.
class FirstException {
 public:
  void keep() {
    const std::lock_guard hold(mutex_);
    if (!first_) first_ = std::current_exception();
    thrown_ = true;
  }
  bool thrown() const { return thrown_; }
  /// REQUIRES: the threads have ended.
  void rethrow() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr first_;
  std::atomic<bool> thrown_{false};
};

/// Starts run(1) … run(count - 1), as many as the system gives; the number after the last.
template <typename Run>
size_t start(std::vector<std::thread>& helpers, size_t count, Run& run) {
  size_t next = 1;
  try {
    helpers.reserve(count - 1);
    for (; next < count; ++next) helpers.emplace_back(std::ref(run), next);
  } catch (const std::bad_alloc&) {
  } catch (const std::system_error&) {
  }
  return next;
}

}  // namespace

void run_on_threads(size_t count, const std::function<void(size_t)>& work) {
  if (count == 0) return;
  FirstException first;
  const auto run = [&](size_t number) noexcept {
    try {
      work(number);
    } catch (...) {
      first.keep();
    }
  };
  std::vector<std::thread> helpers;
  const size_t started = start(helpers, count, run);
  run(0);
  for (size_t number = started; number < count && !first.thrown(); ++number) run(number);
  for (std::thread& helper : helpers) helper.join();
  first.rethrow();
}

void share_out(size_t count, size_t threads, const std::function<void(size_t)>& work) {
  std::atomic<size_t> next{0};
  run_on_threads(std::min(count, std::max<size_t>(threads, 1)), [&](size_t) {
    for (size_t i = next++; i < count; i = next++) work(i);
  });
}

struct BackgroundWork::State {
  std::function<void()> work;
  std::atomic<bool> is_done{false};
  FirstException thrown;
  std::thread thread;
  uint64_t process = process_id();

  void run() noexcept {
    try {
      work();
    } catch (...) {
      thrown.keep();
    }
    is_done = true;
  }
};

BackgroundWork::BackgroundWork(std::function<void()> work) : state_(std::make_unique<State>()) {
  state_->work = std::move(work);
  try {
    state_->thread = std::thread(&State::run, state_.get());
  } catch (const std::bad_alloc&) {
  } catch (const std::system_error&) {
  }
  if (!state_->thread.joinable()) state_->run();
}

BackgroundWork::~BackgroundWork() {
  if (state_->process != process_id()) {
    static_cast<void>(state_.release());  // the thread that would be joined is the parent's
    return;
  }
  if (state_->thread.joinable()) state_->thread.join();
}

bool BackgroundWork::is_done() const { return state_->is_done; }

void BackgroundWork::join() {
  if (state_->thread.joinable()) state_->thread.join();
  state_->thrown.rethrow();
}

}  // namespace patlas
