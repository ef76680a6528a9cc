#include "ingest/schemes/symbol_tree.h"

#include <algorithm>

namespace patlas {
namespace {

constexpr size_t kSubclassBytes = 4;

Error wrong(std::string message) { return Error{Code::kInvalidArgument, std::move(message), {}}; }

/// What the symbol's characters say stands above it. REQUIRES: not a section.
ClassSymbol above_by_shape(const ClassSymbol& symbol) {
  switch (symbol.level) {
    case SymbolLevel::kClass:
      return {symbol.key.substr(0, 1), SymbolLevel::kSection};
    case SymbolLevel::kSubclass:
      return {symbol.key.substr(0, 3), SymbolLevel::kClass};
    case SymbolLevel::kMainGroup:
      return {symbol.key.substr(0, kSubclassBytes), SymbolLevel::kSubclass};
    default:
      return {symbol.key.substr(0, 8) + "000000", SymbolLevel::kMainGroup};
  }
}

}  // namespace

Result<uint32_t> SymbolTree::parent_by_shape(const ClassSymbol& symbol) {
  if (symbol.level == SymbolLevel::kSection) return kTop;
  const ClassSymbol above = above_by_shape(symbol);
  const auto known = by_key_.find(above.key);
  if (known != by_key_.end()) return known->second;
  // At most four levels.
  PATLAS_ASSIGN(const uint32_t parent, parent_by_shape(above));
  return add(parent, above);
}

Status SymbolTree::check_place(uint32_t parent, const ClassSymbol& symbol) const {
  const Node& above = nodes_[parent];
  const std::string shown = display_class_symbol(symbol.key);
  if (symbol.level <= SymbolLevel::kMainGroup) {
    const std::string wanted =
        symbol.level == SymbolLevel::kSection ? "" : above_by_shape(symbol).key;
    if (above.key == wanted) return {};
    return wrong(shown + " stands below " +
                 (above.key.empty() ? "nothing" : display_class_symbol(above.key)) +
                 ", which is not where its characters say");
  }
  const bool is_below_group = parent != kTop && above.level >= SymbolLevel::kMainGroup &&
                              std::string_view(above.key).substr(0, kSubclassBytes) ==
                                  std::string_view(symbol.key).substr(0, kSubclassBytes);
  if (is_below_group) return {};
  return wrong(shown + " stands below no group of its subclass");
}

Result<uint32_t> SymbolTree::add(uint32_t parent, const ClassSymbol& symbol) {
  PATLAS_TRY(check_place(parent, symbol));
  const auto known = by_key_.find(symbol.key);
  if (known != by_key_.end()) {
    if (nodes_[known->second].parent == parent) return known->second;
    return wrong(display_class_symbol(symbol.key) + " stands in two places");
  }
  if (nodes_.size() > kSchemeNodesMax) {
    return Error{
        Code::kLimit, "symbols of one scheme (limit " + std::to_string(kSchemeNodesMax) + ")", {}};
  }
  const auto node = static_cast<uint32_t>(nodes_.size());
  nodes_.push_back({symbol.key, parent, symbol.level, {}, {}});
  nodes_[parent].children.push_back(node);
  by_key_.emplace(symbol.key, node);
  return node;
}

void SymbolTree::add_title(uint32_t node, std::string_view language, std::string title) {
  if (title.empty()) return;
  auto& titles = nodes_[node].titles;
  const bool known =
      std::any_of(titles.begin(), titles.end(), [&](const auto& t) { return t.first == language; });
  if (!known) titles.emplace_back(language, std::move(title));
}

Result<std::shared_ptr<const Scheme>> SymbolTree::finish(const std::string& name,
                                                         const std::string& version) {
  for (Node& node : nodes_) {
    // Files come in any order, and what they hold of these levels is small.
    if (node.children.empty() || nodes_[node.children[0]].level > SymbolLevel::kSubclass) continue;
    std::sort(node.children.begin(), node.children.end(),
              [this](uint32_t a, uint32_t b) { return nodes_[a].key < nodes_[b].key; });
  }
  SchemeBuilder builder(name, version);
  struct Open {
    uint32_t node = 0;
    size_t next = 0;
  };
  std::vector<Open> open = {{kTop, 0}};
  while (!open.empty()) {
    const Open top = open.back();
    if (top.next == nodes_[top.node].children.size()) {
      open.pop_back();
      continue;
    }
    ++open.back().next;
    const uint32_t child = nodes_[top.node].children[top.next];
    PATLAS_ASSIGN(const uint32_t added,
                  builder.add(nodes_[child].key, static_cast<uint32_t>(open.size())));
    for (const auto& [language, title] : nodes_[child].titles) {
      PATLAS_TRY(builder.add_title(added, language, title));
    }
    open.push_back({child, 0});
  }
  return builder.finish();
}

}  // namespace patlas
