// ingest/schemes/readers.h
//
// One reader a kind of scheme file; scheme_files.cc tells the files apart.
#ifndef PATLAS_INGEST_SCHEMES_READERS_H_
#define PATLAS_INGEST_SCHEMES_READERS_H_

#include <memory>
#include <string>
#include <string_view>

#include "engine/scheme/scheme.h"
#include "ingest/schemes/symbol_tree.h"

namespace patlas {

/// Lines of symbol, level and title, parted by tabs. Errors have the line as their place.
Status read_cpc_titles(std::string_view text, SymbolTree& tree);

/// Nested ipcEntry elements. `version` is set when it is empty and the file names its edition.
Status read_ipc_scheme(std::string text, SymbolTree& tree, std::string& version);

/// A CSV table with a header line. Errors have the line as their place.
Result<std::shared_ptr<const Scheme>> read_technology_fields(std::string_view text,
                                                             const std::string& version);

/// An error about a line, counted from 1.
Error line_error(uint64_t line, std::string message);
/// The same, of what went wrong elsewhere, which knew no line.
Error at_line(uint64_t line, const Error& why);

}  // namespace patlas

#endif  // PATLAS_INGEST_SCHEMES_READERS_H_
