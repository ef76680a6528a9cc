#include "query/backends/xapian/schemes.h"

namespace patlas::xapian {
namespace {

constexpr const char* kTreeKeys = "scheme-tree.";
constexpr const char* kTitleKeys = "scheme-titles.";

}  // namespace

void write_scheme(Xapian::WritableDatabase& database, const Scheme& scheme) {
  const Scheme::Encoded encoded = scheme.encode();
  database.set_metadata(kTreeKeys + scheme.name(), encoded.tree);
  database.set_metadata(kTitleKeys + scheme.name(), encoded.titles);
}

std::vector<std::string> scheme_names(const Xapian::Database& database) {
  std::vector<std::string> names;
  const std::string prefix = kTreeKeys;
  const auto end = database.metadata_keys_end(prefix);
  for (auto at = database.metadata_keys_begin(prefix); at != end; ++at) {
    names.push_back((*at).substr(prefix.size()));
  }
  return names;
}

Result<std::shared_ptr<const Scheme>> read_scheme(const Xapian::Database& database,
                                                  const std::string& name,
                                                  const std::string& directory) {
  const std::string tree = database.get_metadata(kTreeKeys + name);
  if (tree.empty()) return std::shared_ptr<const Scheme>();
  auto scheme = Scheme::decode(tree, database.get_metadata(kTitleKeys + name));
  if (scheme && (*scheme)->name() == name) return scheme;
  return Error{Code::kCorruption,
               scheme ? "a scheme stands under another's name" : scheme.error().message,
               {.file = directory, .entry = {}}};
}

}  // namespace patlas::xapian
