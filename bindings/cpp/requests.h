// bindings/cpp/requests.h
//
// What every request is checked for before the layers below see it, so that each entry point of
// include/patlas refuses the same thing in the same words.
#ifndef PATLAS_BINDINGS_CPP_REQUESTS_H_
#define PATLAS_BINDINGS_CPP_REQUESTS_H_

#include <string>

#include "patlas/result.h"

namespace patlas {

/// limit when there are more than limits::kThreads.
Status check_threads(unsigned threads);
/// invalid_argument when the path of an index is that of a file.
Status check_directory(const std::string& directory);

}  // namespace patlas

#endif  // PATLAS_BINDINGS_CPP_REQUESTS_H_
