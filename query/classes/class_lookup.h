// query/classes/class_lookup.h
//
// What a class clause means as terms of its field, worked out once for all segments: terms whose
// documents are taken as they are, and stretches of the dictionary to be looked through.
//
// Terms    a symbol's section, class, subclass and main group, and itself, are terms each, so that
//          what is down to a main group is one list. What lies below a subgroup is the scheme's
//          affair: its symbols are sought side by side with the dictionary, which has them in
//          about the same order. A qualified clause looks through the terms that say how a record
//          carries a symbol (ingest/normalize/symbols.h), so that first, inventive and below H01L21
//          hold of one and the same.
// Errors   invalid_argument with the clause's span: a scheme is needed and none is loaded, a range
//          runs backwards, no such field of technology.
// Memory   charged to the query's budget.
// Tested   tests/script/classes.t, tests/oracle/differential_slow_test.cc, tests/oracle
#ifndef PATLAS_QUERY_CLASSES_CLASS_LOOKUP_H_
#define PATLAS_QUERY_CLASSES_CLASS_LOOKUP_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/scheme/scheme.h"
#include "query/budget.h"
#include "query/leaves.h"
#include "query/tree.h"

namespace patlas {

/// Gives the scheme of a name; nullptr when none is loaded.
using SchemeSource = std::function<Result<std::shared_ptr<const Scheme>>(const std::string& name)>;

/// Terms from `first` on, up to those that begin with `last`.
struct ClassStretch {
  std::string first, last;
};

struct ClassLookup {
  uint16_t field = 0;  ///< whose terms; of tech: the IPC's
  std::vector<std::string> terms;
  std::vector<ClassStretch> stretches;
  std::vector<std::string> keys;  ///< sorted: of the stretches, symbols that are wanted
  /// Whether others of the stretches are wanted, too; empty: none is.
  std::function<bool(std::string_view key)> wants;
  /// How the record must carry the symbol; empty: in whatever way.
  std::string qualifiers;
};

/// Says of each term of a stretch, in the dictionary's order, whether its documents match.
class ClassTermFilter {
 public:
  explicit ClassTermFilter(const ClassLookup& lookup);
  bool takes(std::string_view term);

 private:
  bool is_carried(std::string_view how) const;
  bool wants_key(std::string_view key);

  const ClassLookup& lookup_;
  size_t at_ = 0;  ///< in keys
  std::string last_key_;
  bool last_wanted_ = false;
  bool first_ = false, inventive_ = false, additional_ = false;
  std::string office_;
};

/// Fills `classes` of the class leaves. REQUIRES: check_tree() is content.
Status look_up_classes(const Tree& tree, const Schema& schema, const SchemeSource& schemes,
                       std::vector<LeafText>& leaves, Budget& budget);

}  // namespace patlas

#endif  // PATLAS_QUERY_CLASSES_CLASS_LOOKUP_H_
