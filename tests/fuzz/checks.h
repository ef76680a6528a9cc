// tests/fuzz/checks.h
//
// The promises that each fuzz target holds any bytes to. Each gives the promise that was broken,
// or nothing.
#ifndef PATLAS_TESTS_FUZZ_CHECKS_H_
#define PATLAS_TESTS_FUZZ_CHECKS_H_

#include <string>
#include <string_view>

#include "ingest/formats/reader.h"

namespace patlas::fuzz {

/// A stream of one format: cut, read, made a document and inverted.
std::string check_format(const FormatSpec& format, std::string_view stream);
/// A file as `patlas index` takes it: container, recognition, and the same.
std::string check_file(std::string_view file);
/// A query's text: refused at a place in it, or a tree that prints to an equal one.
std::string check_query(std::string_view text);
/// Patterns of words, and words to hold against them: a line of its own each.
std::string check_pattern(std::string_view lines);
/// A file as `patlas scheme` takes it: in whatever container, of whatever kind.
std::string check_scheme_files(std::string_view file);
/// The two payloads of a scheme file: bytes of the first as u32, the first, the second.
std::string check_scheme_index(std::string_view bytes);
/// A program of calls to the C ABI.
std::string check_c_abi(std::string_view bytes);

}  // namespace patlas::fuzz

#endif  // PATLAS_TESTS_FUZZ_CHECKS_H_
