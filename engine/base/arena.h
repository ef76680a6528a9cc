// engine/base/arena.h
//
// Memory that a query may use, counted: every allocation of query code comes from an Arena, and
// every Arena draws on a MemoryBudget, so that a hostile query ends in a `limit` error and not in
// the operating system's killer.
//
// Memory   chunks of 64 KB or the request, whichever is larger; all of it is freed when the arena
//          goes. Nothing is destroyed: only trivially destructible types may live in an arena.
// Threads  a MemoryBudget may be shared; an Arena belongs to one thread.
#ifndef PATLAS_ENGINE_BASE_ARENA_H_
#define PATLAS_ENGINE_BASE_ARENA_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "patlas/result.h"

namespace patlas {

class MemoryBudget {
 public:
  static constexpr uint64_t kUnlimited = ~uint64_t{0};

  explicit MemoryBudget(uint64_t limit_bytes) : limit_bytes_(limit_bytes) {}
  MemoryBudget(const MemoryBudget&) = delete;
  MemoryBudget& operator=(const MemoryBudget&) = delete;

  /// False, and nothing is taken, when `bytes` more would exceed the limit.
  [[nodiscard]] bool take(uint64_t bytes);
  void give_back(uint64_t bytes);

  uint64_t limit_bytes() const { return limit_bytes_; }
  uint64_t used_bytes() const { return used_bytes_.load(std::memory_order_relaxed); }
  uint64_t peak_bytes() const { return peak_bytes_.load(std::memory_order_relaxed); }
  /// limit: "memory budget of 268435456 bytes reached by <what>".
  Error exceeded(std::string_view what) const;

 private:
  const uint64_t limit_bytes_;
  std::atomic<uint64_t> used_bytes_{0};
  std::atomic<uint64_t> peak_bytes_{0};
};

/// Takes from a budget on behalf of memory that lives elsewhere (a vector, a decoder), for as long
/// as it lives itself.
class Reservation {
 public:
  explicit Reservation(MemoryBudget& budget) : budget_(&budget) {}
  ~Reservation() { budget_->give_back(bytes_); }
  Reservation(const Reservation&) = delete;
  Reservation& operator=(const Reservation&) = delete;

  /// Sets what is held to `bytes`; false, and unchanged, when the budget does not have it.
  [[nodiscard]] bool resize(uint64_t bytes);
  uint64_t bytes() const { return bytes_; }

 private:
  MemoryBudget* budget_;
  uint64_t bytes_ = 0;
};

class Arena {
 public:
  explicit Arena(MemoryBudget& budget) : budget_(budget) {}
  ~Arena() { clear(); }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// Uninitialised; nullptr when the budget does not have it. Never nullptr for 0 bytes otherwise.
  /// REQUIRES: alignment is a power of two, at most 64.
  void* allocate(uint64_t bytes, uint64_t alignment = alignof(std::max_align_t));

  /// `count` values, zeroed; data() is nullptr when the budget does not have them.
  template <typename T>
  std::span<T> array(uint64_t count) {
    static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= 64);
    void* const memory = allocate_zeroed(count, sizeof(T), alignof(T));
    return {static_cast<T*>(memory), memory == nullptr ? 0 : count};
  }

  /// Frees everything at once.
  void clear();
  /// Taken from the budget, unused ends of chunks included.
  uint64_t reserved_bytes() const { return reserved_bytes_; }

 private:
  struct FreeChunk {
    void operator()(std::byte* memory) const;
  };

  bool add_chunk(uint64_t bytes);
  void* allocate_zeroed(uint64_t count, uint64_t size, uint64_t alignment);

  MemoryBudget& budget_;
  std::vector<std::unique_ptr<std::byte, FreeChunk>> chunks_;
  std::byte* at_ = nullptr;
  std::byte* end_ = nullptr;
  uint64_t reserved_bytes_ = 0;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_ARENA_H_
