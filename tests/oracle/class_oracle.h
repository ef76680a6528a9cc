// tests/oracle/class_oracle.h
//
// What classes mean, by looking: a scheme is a list of symbols with depths, a symbol's line of
// ancestors is read off that list backwards, and a range is what stands between in the whole tree
// written out. It shares nothing with the engine but the spelling of symbols.
#ifndef PATLAS_TESTS_ORACLE_CLASS_ORACLE_H_
#define PATLAS_TESTS_ORACLE_CLASS_ORACLE_H_

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/scheme/scheme.h"
#include "ingest/record.h"
#include "query/tree.h"

namespace patlas::oracle {

/// A classification as its office prints it: symbols in order, with depths.
struct PrintedScheme {
  std::vector<std::pair<std::string, uint32_t>> symbols;
  std::vector<std::pair<std::string, std::string>> rules;  ///< tech: beginning of an IPC key, field
  std::vector<std::string> titles;                         ///< by symbol; may be empty
};

struct PrintedSchemes {
  PrintedScheme ipc, cpc, tech;  ///< without symbols: none is loaded

  /// As the engine takes them.
  std::vector<std::shared_ptr<const Scheme>> built() const;
};

/// Made up for the symbols of the records: of them most, each with its line above, some below
/// others, some in the place of another main group, as CPC has them; and some of which no record
/// has any.
PrintedSchemes made_up_schemes(const std::vector<Record>& records);

class ClassOracle {
 public:
  ClassOracle(PrintedSchemes schemes, const std::vector<Record>& records);
  ClassOracle(const ClassOracle&) = delete;
  ClassOracle& operator=(const ClassOracle&) = delete;

  /// `field` is the clause's: "ic", "cpc", "fi", ..., "tech".
  bool holds(const Node& leaf, const std::string& field, const Record& record) const;
  /// Every class of a scheme ("ipc", "cpc", "tech") that the record is in, by key.
  std::set<std::string> classes_of(const Record& record, const std::string& scheme) const;
  bool has_schemes() const { return !schemes_.ipc.symbols.empty(); }
  /// Both schemes have the subclass of the key, which may be of one or of a level above.
  bool has_subclass(const std::string& key) const {
    for (const PrintedScheme* scheme : {&schemes_.ipc, &schemes_.cpc}) {
      const auto is_it = [&](const auto& symbol) { return symbol.first == key.substr(0, 4); };
      if (std::none_of(scheme->symbols.begin(), scheme->symbols.end(), is_it)) return false;
    }
    return true;
  }
  bool in_order(const std::string& name, const std::string& first, const std::string& last) const {
    return is_between(scheme(name), last, first, last);
  }
  /// Levels from the top: 1 of a section.
  uint32_t depth(const std::string& scheme, const std::string& key) const;
  /// The key is below (or is) the other in the line of the tree.
  bool has_above(const std::string& scheme, const std::string& key, const std::string& above) const;

 private:
  const PrintedScheme& scheme(const std::string& name) const;
  /// From the top down, with the key itself.
  std::vector<std::string> line(const PrintedScheme& scheme, const std::string& key) const;
  bool reaches(const Node& leaf, const PrintedScheme& scheme, const std::string& key) const;
  bool is_between(const PrintedScheme& scheme, const std::string& key, const std::string& first,
                  const std::string& last) const;
  std::string technology(const std::string& key) const;

  PrintedSchemes schemes_;
  std::map<std::string, std::set<std::string>> keys_;  ///< of the records' symbols, by scheme
  /// What was found out before: the same symbols are asked about again and again.
  mutable std::map<std::pair<const PrintedScheme*, std::string>, std::vector<std::string>> lines_;
  mutable std::map<std::vector<std::string>, std::map<std::string, size_t>> places_;
};

}  // namespace patlas::oracle

#endif  // PATLAS_TESTS_ORACLE_CLASS_ORACLE_H_
