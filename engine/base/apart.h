// engine/base/apart.h
//
// Runs work that may end its process in a process of its own: a library that was not made for
// damaged bytes reads them there, and the caller hears that it crashed.
//
// Errors   io: the system gives no process or pipe.
// Threads  the child has the calling thread alone: `work` waits for no other, and takes no lock that
//          another may have held.
// Tested   tests/engine/base/apart_test.cc
#ifndef PATLAS_ENGINE_BASE_APART_H_
#define PATLAS_ENGINE_BASE_APART_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "patlas/result.h"

namespace patlas {

/// What `work` gave there; nothing if it crashed, or threw. What it prints is thrown away.
Result<std::optional<std::string>> run_apart(const std::function<std::string()>& work);

/// Names this process; after fork() the child has another name.
uint64_t process_id();

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_APART_H_
