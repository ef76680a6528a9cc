#include "query/backends/xapian/expansions.h"

#include "query/backends/xapian/names.h"

namespace patlas::xapian {

Result<std::string> whole_term(const Xapian::Database& database, const std::string& name) {
  if (!is_shortened(name)) return name;
  std::string whole = database.get_metadata(whole_term_key(name));
  if (!whole.empty()) return whole;
  return Error{Code::kCorruption, "the Xapian database does not hold the whole of a long term", {}};
}

Status for_each_name(const Xapian::Database& database, const std::string& prefix,
                     const std::function<bool(const std::string&, const std::string&)>& visit) {
  const std::string in_names(name_prefix(prefix));
  const auto end = database.allterms_end(in_names);
  for (auto term = database.allterms_begin(in_names); term != end; ++term) {
    const std::string name = *term;
    PATLAS_ASSIGN(const std::string whole, whole_term(database, name));
    if (whole.starts_with(prefix) && !visit(name, whole)) return {};
  }
  return {};
}

}  // namespace patlas::xapian
