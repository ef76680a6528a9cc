#include "tests/fuzz/targets.h"

#include <algorithm>

#include "ingest/registry.h"
#include "tests/fuzz/checks.h"

namespace patlas::fuzz {

const std::vector<FuzzTarget>& fuzz_targets() {
  static const std::vector<FuzzTarget> kTargets = [] {
    std::vector<FuzzTarget> targets;
    for (const FormatSpec& format : formats()) {
      std::string name(format.name);
      std::replace(name.begin(), name.end(), '-', '_');
      targets.push_back({std::move(name), [&format](std::string_view bytes) {
                           return check_format(format, bytes);
                         }});
    }
    targets.push_back({"file", check_file});
    targets.push_back({"query_parser", check_query});
    targets.push_back({"pattern", check_pattern});
    targets.push_back({"scheme_files", check_scheme_files});
    targets.push_back({"scheme_index", check_scheme_index});
    targets.push_back({"c_abi", check_c_abi});
    return targets;
  }();
  return kTargets;
}

}  // namespace patlas::fuzz
