// engine/base/check.h
//
// Stops the process on our own bugs. PATLAS_CHECK is always on and stands at module edges and in
// the writer, which must stop rather than persist nonsense; PATLAS_DCHECK is for hot loops and
// is compiled out of release builds. Neither is for bad input: that is an Error.
#ifndef PATLAS_ENGINE_BASE_CHECK_H_
#define PATLAS_ENGINE_BASE_CHECK_H_

namespace patlas {

/// Prints "file:line: check failed: expression" to standard error and aborts.
[[noreturn]] void check_failed(const char* file, int line, const char* expression);

}  // namespace patlas

#define PATLAS_CHECK(condition) \
  (static_cast<bool>(condition) ? void(0) : ::patlas::check_failed(__FILE__, __LINE__, #condition))

#ifdef NDEBUG
#define PATLAS_DCHECK(condition) void(0)
#else
#define PATLAS_DCHECK(condition) PATLAS_CHECK(condition)
#endif

#endif  // PATLAS_ENGINE_BASE_CHECK_H_
