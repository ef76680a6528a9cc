// The way in for libFuzzer: one program for all targets, because their list is the registry, which
// a build cannot read before it is built. PATLAS_FUZZ_TARGET names the one to run; "list" prints
// them. scripts/fuzz is the usual caller.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/fuzz/targets.h"

namespace {

const patlas::fuzz::FuzzTarget* g_target = nullptr;

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* const named = std::getenv("PATLAS_FUZZ_TARGET");
  const std::string name = named == nullptr ? "" : named;
  for (const patlas::fuzz::FuzzTarget& target : patlas::fuzz::fuzz_targets()) {
    if (target.name == name) g_target = &target;
    if (name == "list") std::puts(target.name.c_str());
  }
  if (g_target != nullptr) return 0;
  if (name == "list") std::exit(0);
  std::fprintf(stderr, "fuzz: PATLAS_FUZZ_TARGET is '%s', which is no target; 'list' prints them\n",
               name.c_str());
  std::exit(2);
}

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string broken = g_target->run({reinterpret_cast<const char*>(data), size});
  if (broken.empty()) return 0;
  std::fprintf(stderr, "broken promise of %s: %s\n", g_target->name.c_str(), broken.c_str());
  std::abort();
}
