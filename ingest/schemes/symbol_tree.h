// ingest/schemes/symbol_tree.h
//
// Puts a classification of IPC's shape together from files that each hold a part of it, in any
// order: a section's list, or one subclass with its ancestors repeated above it. What must be so of
// such a scheme is checked here, because queries rely on it: a symbol down to the main group stands
// below those that its characters name, and a subgroup somewhere in its own subclass. (Only there:
// CPC's H01L2021/60007 stands below H01L21/60.)
//
// Errors   invalid_argument: a symbol in a place where it cannot stand, or in two.
// Memory   about 100 bytes a symbol, and its titles.
#ifndef PATLAS_INGEST_SCHEMES_SYMBOL_TREE_H_
#define PATLAS_INGEST_SCHEMES_SYMBOL_TREE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/scheme/scheme.h"
#include "ingest/normalize/symbols.h"

namespace patlas {

class SymbolTree {
 public:
  /// Above the sections.
  static constexpr uint32_t kTop = 0;

  SymbolTree() { nodes_.emplace_back(); }

  /// The symbol as a child of `parent`, behind its other children; the same one when it is there
  /// already. Symbols above it by its characters that no file has brought are made, without titles.
  Result<uint32_t> add(uint32_t parent, const ClassSymbol& symbol);
  /// The node that the symbol's characters say is above it; made when it is not there.
  Result<uint32_t> parent_by_shape(const ClassSymbol& symbol);
  void add_title(uint32_t node, std::string_view language, std::string title);
  bool empty() const { return nodes_.size() == 1; }

  /// Sections, classes and subclasses in the order of their symbols, the rest as it was added.
  Result<std::shared_ptr<const Scheme>> finish(const std::string& name, const std::string& version);

 private:
  struct Node {
    std::string key;
    uint32_t parent = kTop;
    SymbolLevel level = SymbolLevel::kSection;
    std::vector<uint32_t> children;
    std::vector<std::pair<std::string, std::string>> titles;  ///< language, title
  };
  Status check_place(uint32_t parent, const ClassSymbol& symbol) const;

  std::vector<Node> nodes_;
  std::unordered_map<std::string, uint32_t> by_key_;
};

}  // namespace patlas

#endif  // PATLAS_INGEST_SCHEMES_SYMBOL_TREE_H_
