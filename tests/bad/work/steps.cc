#include "tests/bad/work/steps.h"

#include <dlfcn.h>

#include <cstddef>

// Built without the compiler's knowledge of these functions: it would make calls of them in them.
// Until the real ones are found, while the program is loaded, loops do their work.
namespace {

uint64_t g_steps = 0;

void count_bytes(size_t bytes) { g_steps += 1 + bytes / 16; }

using Chr = void* (*)(const void*, int, size_t);
using Cmp = int (*)(const void*, const void*, size_t);
using Cpy = void* (*)(void*, const void*, size_t);
using Set = void* (*)(void*, int, size_t);
using Len = size_t (*)(const char*);

Chr g_memchr = nullptr;
Cmp g_memcmp = nullptr;
Cpy g_memcpy = nullptr;
Cpy g_memmove = nullptr;
Set g_memset = nullptr;
Len g_strlen = nullptr;

template <typename Function>
void find(Function& to, const char* name) {
  to = reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

__attribute__((constructor)) void find_all() {
  find(g_memchr, "memchr");
  find(g_memcmp, "memcmp");
  find(g_memcpy, "memcpy");
  find(g_memmove, "memmove");
  find(g_memset, "memset");
  find(g_strlen, "strlen");
}

}  // namespace

extern "C" {

void __sanitizer_cov_trace_pc() { ++g_steps; }  // NOLINT: the compiler's name

// NOLINTBEGIN: the C library's names
void* memchr(const void* in, int what, size_t bytes) {
  const auto* const from = static_cast<const unsigned char*>(in);
  if (g_memchr != nullptr) {
    void* const found = g_memchr(in, what, bytes);
    const size_t seen =
        found == nullptr ? bytes : static_cast<size_t>(static_cast<unsigned char*>(found) - from);
    count_bytes(seen);
    return found;
  }
  for (size_t i = 0; i < bytes; ++i) {
    if (from[i] == static_cast<unsigned char>(what)) return const_cast<unsigned char*>(from + i);
  }
  return nullptr;
}

int memcmp(const void* a, const void* b, size_t bytes) {
  const auto* const x = static_cast<const unsigned char*>(a);
  const auto* const y = static_cast<const unsigned char*>(b);
  // Nearly all differ at once: what is compared is what agrees.
  size_t same = 0;
  while (same < bytes && same < 16 && x[same] == y[same]) ++same;
  count_bytes(same < 16 ? same : bytes);
  if (same == bytes) return 0;
  if (g_memcmp != nullptr) return g_memcmp(a, b, bytes);
  while (same < bytes && x[same] == y[same]) ++same;
  return same == bytes ? 0 : x[same] < y[same] ? -1 : 1;
}

void* memcpy(void* to, const void* from, size_t bytes) {
  count_bytes(bytes);
  if (g_memcpy != nullptr) return g_memcpy(to, from, bytes);
  for (size_t i = 0; i < bytes; ++i) {
    static_cast<char*>(to)[i] = static_cast<const char*>(from)[i];
  }
  return to;
}

void* memmove(void* to, const void* from, size_t bytes) {
  count_bytes(bytes);
  if (g_memmove != nullptr) return g_memmove(to, from, bytes);
  auto* const t = static_cast<char*>(to);
  const auto* const f = static_cast<const char*>(from);
  for (size_t i = 0; i < bytes; ++i) {
    const size_t at = t < f ? i : bytes - 1 - i;
    t[at] = f[at];
  }
  return to;
}

void* memset(void* to, int value, size_t bytes) {
  count_bytes(bytes);
  if (g_memset != nullptr) return g_memset(to, value, bytes);
  for (size_t i = 0; i < bytes; ++i) static_cast<char*>(to)[i] = static_cast<char>(value);
  return to;
}

size_t strlen(const char* text) {
  size_t bytes = 0;
  if (g_strlen != nullptr) {
    bytes = g_strlen(text);
  } else {
    while (text[bytes] != '\0') ++bytes;
  }
  count_bytes(bytes);
  return bytes;
}
// NOLINTEND

}  // extern "C"

namespace patlas::bad {

uint64_t steps() { return g_steps; }

}  // namespace patlas::bad
