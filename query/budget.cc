#include "query/budget.h"

#include <utility>

namespace patlas {

void Budget::end(Stop reason) {
  Stop none = Stop::kNone;
  stop_.compare_exchange_strong(none, reason);
}

bool Budget::keep_going() {
  if (stopped()) return false;
  if (cancel_ != nullptr && cancel_->load(std::memory_order_relaxed)) {
    end(Stop::kCancelled);
  } else if (deadline_ns_ != 0 && clock_ != nullptr && clock_->monotonic_ns() >= deadline_ns_) {
    end(Stop::kDeadline);
  }
  return !stopped();
}

bool Budget::charge(uint64_t bytes) {
  const uint64_t used = used_.fetch_add(bytes, std::memory_order_relaxed) + bytes;
  if (memory_bytes_ != 0 && used > memory_bytes_) end(Stop::kMemory);
  return !stopped();
}

void Budget::fail(Error error) {
  std::lock_guard lock(mutex_);
  if (!error_) error_ = std::move(error);
  stop_.store(Stop::kError);
}

std::optional<StoppedBy> Budget::stopped_by() const {
  switch (stop()) {
    case Stop::kDeadline:
      return StoppedBy{"deadline", deadline_ns_};
    case Stop::kMemory:
      return StoppedBy{"memory", memory_bytes_};
    case Stop::kCancelled:
      return StoppedBy{"cancelled", 0};
    case Stop::kNone:
    case Stop::kError:
      break;
  }
  return std::nullopt;
}

std::optional<Error> Budget::error() const {
  std::lock_guard lock(mutex_);
  return error_;
}

}  // namespace patlas
