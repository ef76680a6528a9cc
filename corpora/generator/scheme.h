// corpora/generator/scheme.h
//
// The real class tree, where one is at hand: the CPC title list, as its office publishes it.
//
// Form     tab-separated lines "symbol<TAB>level<TAB>title"; level empty above main groups, 0 for a
//          main group, the number of dots below. One file a section: a zip of them, a folder, or
//          one of the files. Titles are not kept: records name symbols only.
// Errors   not_found (no such path, no list in it), parse (a line of another form, with its place),
//          limit (a list larger than 256 MiB).
#ifndef PATLAS_CORPORA_GENERATOR_SCHEME_H_
#define PATLAS_CORPORA_GENERATOR_SCHEME_H_

#include <string>
#include <vector>

#include "engine/base/fs.h"
#include "patlas/result.h"

namespace patlas::generator {

struct Scheme {
  /// "H01L21/768": main groups and what is below them, sorted, each once.
  std::vector<std::string> symbols;
};

Result<Scheme> load_scheme(Fs& fs, const std::string& path);

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_SCHEME_H_
