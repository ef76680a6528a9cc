#include "tests/bad/memory_count.h"

#include <errno.h>
#include <malloc.h>

#include <atomic>
#include <cstddef>
#include <cstring>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PATLAS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PATLAS_SANITIZED 1
#endif
#endif

namespace {

std::atomic<int64_t> g_live{0}, g_peak{0};
std::atomic<uint64_t> g_taken{0};

}  // namespace

#ifndef PATLAS_SANITIZED

extern "C" {

// glibc's own, under the names that it keeps for this.
void* __libc_malloc(size_t bytes);                      // NOLINT
void* __libc_calloc(size_t count, size_t bytes);        // NOLINT
void* __libc_realloc(void* block, size_t bytes);        // NOLINT
void* __libc_memalign(size_t alignment, size_t bytes);  // NOLINT
void __libc_free(void* block);                          // NOLINT

}  // extern "C"

namespace {

void* took(void* block) {
  if (block == nullptr) return block;
  const auto bytes = static_cast<int64_t>(malloc_usable_size(block));
  g_taken += static_cast<uint64_t>(bytes);
  const int64_t live = g_live += bytes;
  int64_t peak = g_peak.load(std::memory_order_relaxed);
  while (live > peak && !g_peak.compare_exchange_weak(peak, live)) {
  }
  return block;
}

void gave(void* block) {
  if (block != nullptr) g_live -= static_cast<int64_t>(malloc_usable_size(block));
}

}  // namespace

extern "C" {

void* malloc(size_t bytes) { return took(__libc_malloc(bytes)); }
void* calloc(size_t count, size_t bytes) { return took(__libc_calloc(count, bytes)); }
void* realloc(void* block, size_t bytes) {
  const int64_t before = block == nullptr ? 0 : static_cast<int64_t>(malloc_usable_size(block));
  void* const moved = __libc_realloc(block, bytes);
  if (moved != nullptr || bytes == 0) g_live -= before;
  return took(moved);
}
void* memalign(size_t alignment, size_t bytes) { return took(__libc_memalign(alignment, bytes)); }
void* aligned_alloc(size_t alignment, size_t bytes) { return memalign(alignment, bytes); }
int posix_memalign(void** block, size_t alignment, size_t bytes) {
  *block = memalign(alignment, bytes);
  return *block == nullptr ? ENOMEM : 0;
}
void free(void* block) {
  gave(block);
  __libc_free(block);
}

}  // extern "C"

#endif

namespace patlas::bad {

bool memory_is_counted() {
#ifdef PATLAS_SANITIZED
  return false;
#else
  return true;
#endif
}

MemoryCount memory_count() { return {g_live, g_peak, g_taken}; }

void reset_memory_peak() { g_peak = g_live.load(); }

}  // namespace patlas::bad
