// tests/fuzz/targets.h
//
// What is given any bytes at all: every format of the registry, the whole way of a file from its
// container to a document, the query parser, and the C ABI as a program of calls. One list for the fuzzer (fuzz_main.cc) and for
// the replay of what it found (replay_test.cc), so that a format is fuzzed from the day it is
// registered.
//
// Checks   not only that nothing crashes: what a target gives must keep the promises of the headers
//          (places inside the input, records that are their JSON, trees that are their print).
#ifndef PATLAS_TESTS_FUZZ_TARGETS_H_
#define PATLAS_TESTS_FUZZ_TARGETS_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace patlas::fuzz {

struct FuzzTarget {
  std::string name;  ///< "uspto_xml"; its inputs lie in tests/fuzz/corpus/<name>
  /// Which promise these bytes broke; empty when all were kept.
  std::function<std::string(std::string_view)> run;
};

const std::vector<FuzzTarget>& fuzz_targets();

}  // namespace patlas::fuzz

#endif  // PATLAS_TESTS_FUZZ_TARGETS_H_
