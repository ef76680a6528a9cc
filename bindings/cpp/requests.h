// bindings/cpp/requests.h
//
// What every request is checked for before the layers below see it, so that each entry point of
// include/patlas refuses the same thing in the same words.
#ifndef PATLAS_BINDINGS_CPP_REQUESTS_H_
#define PATLAS_BINDINGS_CPP_REQUESTS_H_

#include <string>

#include "engine/scheme/scheme.h"
#include "patlas/index.h"
#include "patlas/result.h"

namespace patlas {

/// limit when there are more than limits::kThreads.
Status check_threads(unsigned threads);
/// invalid_argument for the empty text, and for one with a NUL, at which the system would cut it;
/// `noun` names the path there.
Status check_path(const std::string& path, const std::string& noun);
/// The same of an index's directory, and when the path is that of a file.
Status check_directory(const std::string& directory);

SchemeInfo scheme_info(const Scheme& scheme);

}  // namespace patlas

#endif  // PATLAS_BINDINGS_CPP_REQUESTS_H_
