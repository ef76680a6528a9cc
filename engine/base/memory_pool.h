// engine/base/memory_pool.h
//
// Memory that several share: who wants to grow asks first, and goes to disk when there is no more.
//
// Threads  any.
// Tested   tests/engine/base/spool_test.cc
#ifndef PATLAS_ENGINE_BASE_MEMORY_POOL_H_
#define PATLAS_ENGINE_BASE_MEMORY_POOL_H_

#include <atomic>
#include <cstdint>

namespace patlas {

class MemoryPool {
 public:
  explicit MemoryPool(uint64_t bytes) : left_(bytes) {}
  MemoryPool(const MemoryPool&) = delete;
  MemoryPool& operator=(const MemoryPool&) = delete;

  /// False, and nothing taken, when fewer are left.
  bool take(uint64_t bytes) {
    uint64_t left = left_.load(std::memory_order_relaxed);
    do {
      if (left < bytes) return false;
    } while (!left_.compare_exchange_weak(left, left - bytes, std::memory_order_relaxed));
    return true;
  }
  void give(uint64_t bytes) { left_.fetch_add(bytes, std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> left_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_MEMORY_POOL_H_
