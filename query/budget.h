// query/budget.h
//
// What one query may use: time, memory, and the caller's patience. Shared by all its threads.
// Code that does work proportional to the index asks keep_going() at least once a page and every
// 65,536 units of work, and charges what it allocates; when either says no, it stops, and what it
// was computing is thrown away, never half used.
//
// Threads  shared; the first reason to stop wins.
#ifndef PATLAS_QUERY_BUDGET_H_
#define PATLAS_QUERY_BUDGET_H_

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/env.h"
#include "patlas/result.h"

namespace patlas {

inline constexpr uint64_t kWorkUnits = 65536;  ///< work between two looks at the clock

/// The limit that ended a query, as answers name it.
struct StoppedBy {
  std::string limit;   ///< "deadline", "memory", "cancelled"
  uint64_t value = 0;  ///< ns on the clock, bytes, 0
};

class Budget {
 public:
  enum class Stop : uint8_t { kNone, kDeadline, kMemory, kCancelled, kError };

  /// 0 and nullptr: no such limit.
  Budget(uint64_t memory_bytes, uint64_t deadline_ns, const std::atomic<bool>* cancel, Clock* clock)
      : memory_bytes_(memory_bytes), deadline_ns_(deadline_ns), cancel_(cancel), clock_(clock) {}

  /// False once the query must end. Reads the clock.
  bool keep_going();
  /// Work that no WorkMeter has looked at the clock for: the rests of many small meters add up.
  void spend(uint64_t units) {
    if (spent_.fetch_add(units, std::memory_order_relaxed) + units < kWorkUnits) return;
    spent_.store(0, std::memory_order_relaxed);
    keep_going();
  }
  bool stopped() const { return stop_.load(std::memory_order_relaxed) != Stop::kNone; }
  /// False, and the query ends, when the bytes do not fit.
  bool charge(uint64_t bytes);
  void release(uint64_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }
  /// The query ends with this error (the first one).
  void fail(Error error);

  Stop stop() const { return stop_.load(); }
  /// Nothing while it goes on, and when an error ended it.
  std::optional<StoppedBy> stopped_by() const;
  std::optional<Error> error() const;
  uint64_t memory_bytes() const { return memory_bytes_; }
  /// What is charged now.
  uint64_t used_bytes() const { return used_.load(std::memory_order_relaxed); }
  uint64_t deadline_ns() const { return deadline_ns_; }

 private:
  void end(Stop reason);

  const uint64_t memory_bytes_;
  const uint64_t deadline_ns_;
  const std::atomic<bool>* const cancel_;
  Clock* const clock_;
  std::atomic<uint64_t> used_{0}, spent_{0};
  std::atomic<Stop> stop_{Stop::kNone};
  mutable std::mutex mutex_;
  std::optional<Error> error_;
};

/// What a part of a query holds of its memory: given back when that part goes. The budget outlives
/// it.
class Charge {
 public:
  explicit Charge(Budget& budget) : budget_(&budget) {}
  ~Charge() { release(); }
  Charge(Charge&& other) noexcept
      : budget_(other.budget_), bytes_(std::exchange(other.bytes_, 0)) {}
  /// Of any budget. What it held before is given back.
  Charge& operator=(Charge&& other) noexcept {
    release();
    budget_ = other.budget_;
    bytes_ = std::exchange(other.bytes_, 0);
    return *this;
  }
  Charge(const Charge&) = delete;
  Charge& operator=(const Charge&) = delete;

  /// So many more bytes. False, and the query ends, when they do not fit.
  bool add(uint64_t bytes) {
    bytes_ += bytes;
    return budget_->charge(bytes);
  }
  /// So many in all, where that is more than ever: what grows.
  bool reach(uint64_t bytes) { return bytes <= bytes_ ? !budget_->stopped() : add(bytes - bytes_); }
  void release() { budget_->release(std::exchange(bytes_, 0)); }
  /// What the other holds, of the same budget, is from now on this one's.
  void take(Charge&& other) { bytes_ += std::exchange(other.bytes_, 0); }
  /// What it was for is the query's to its end.
  void keep() { bytes_ = 0; }

 private:
  Budget* budget_;
  uint64_t bytes_ = 0;
};

/// Room for `more` elements, charged before it is taken: `bytes_each` for one of them, where others
/// grow beside it. What grows doubles, so that adding one at a time is cheap. False when the budget
/// ended.
template <typename T>
bool make_room(std::vector<T>& values, size_t more, Charge& charge,
               uint64_t bytes_each = sizeof(T)) {
  const size_t needed = values.size() + more;
  if (needed <= values.capacity()) return charge.reach(0);
  const size_t room = std::max(needed, 2 * values.capacity());
  if (!charge.reach(room * bytes_each)) return false;
  values.reserve(room);
  return true;
}

/// Counts units of work and looks at the budget every kWorkUnits of them. What is left of them when
/// the meter goes is the budget's: ten thousand calls of little work each are much work. The budget
/// outlives the meter.
class WorkMeter {
 public:
  explicit WorkMeter(Budget& budget) : budget_(&budget) {}
  WorkMeter(const WorkMeter& other) : budget_(other.budget_) {}
  WorkMeter& operator=(const WorkMeter& other) {
    budget_ = other.budget_;
    return *this;
  }
  ~WorkMeter() {
    if (units_ != 0) budget_->spend(units_);
  }
  bool add(uint64_t units) {
    units_ += units;
    if (units_ < kWorkUnits) return true;
    units_ = 0;
    return budget_->keep_going();
  }

 private:
  Budget* budget_;
  uint64_t units_ = 0;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_BUDGET_H_
