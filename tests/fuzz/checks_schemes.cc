// Any bytes as a classification: as the file that an office gives, and as what an index carries.
#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "engine/scheme/scheme.h"
#include "ingest/encoding.h"
#include "ingest/schemes/scheme_files.h"
#include "query/classes/class_order.h"
#include "tests/fuzz/checks.h"
#include "tests/fuzz/one_file_fs.h"

namespace patlas::fuzz {
namespace {

// What asks for every pair of nodes looks at so many.
constexpr uint32_t kNodesAsked = 64;

std::string broken(const std::string& promise, const std::string& detail) {
  return promise + ": " + detail.substr(0, 2000);
}

std::string check_error(const Error& error) {
  if (error.message.empty()) return broken("an error says why", std::string(code_name(error.code)));
  if (error.code == Code::kOk || error.code == Code::kInternal) {
    return broken("an input is never our own fault", error.to_string());
  }
  return {};
}

/// A forest in preorder, found by its keys.
std::string check_tree(const Scheme& scheme) {
  if (scheme.count() == 0) return broken("a scheme has a symbol", scheme.name());
  std::vector<uint32_t> line;  // from a root to the node
  for (uint32_t node = 0; node < scheme.count(); ++node) {
    const std::string key(scheme.key(node));
    const uint32_t depth = scheme.depth(node);
    if (depth == 0 || depth > line.size() + 1) return broken("no level is left out", key);
    line.resize(depth - 1);
    const uint32_t parent = line.empty() ? Scheme::kNone : line.back();
    if (scheme.parent(node) != parent) return broken("a parent is the last above", key);
    const uint32_t bound = parent == Scheme::kNone ? scheme.count() : scheme.end(parent);
    if (scheme.end(node) <= node || scheme.end(node) > bound) {
      return broken("what is below a node is below its parent", key);
    }
    if (scheme.find(key) != node) return broken("a node is found by its key", key);
    line.push_back(node);
  }
  if (scheme.by_key().size() != scheme.count()) return broken("all keys are in order", "");
  for (const SchemeRule& rule : scheme.rules()) {
    if (rule.node >= scheme.count()) return broken("a rule's node is there", rule.prefix);
    if (scheme.sorted_into(rule.prefix) != rule.node) {
      return broken("a rule sorts its own prefix", rule.prefix);
    }
  }
  return {};
}

/// What queries ask of it ends, and contradicts itself nowhere.
std::string check_order(const Scheme& scheme) {
  const ClassOrder order(&scheme);
  const uint32_t step = scheme.count() / kNodesAsked + 1;
  for (uint32_t a = 0; a < scheme.count(); a += step) {
    const std::string key(scheme.key(a));
    if (order.above(key).size() + 1 != scheme.depth(a)) {
      return broken("above a node are as many as it is deep", key);
    }
    for (uint32_t b = 0; b < scheme.count(); b += step) {
      const bool below = a <= b && b < scheme.end(a);
      if (order.is_below(scheme.key(b), key) != below) return broken("is_below", key);
      if ((order.place(key) < order.place(scheme.key(b))) != (a < b)) return broken("place", key);
    }
    // A symbol that the scheme may lack stands at one place.
    const std::string unknown = key.size() < 14 ? key + "9" : key.substr(0, 13) + "9";
    if (order.place(unknown) != order.place(unknown)) return broken("a place is one", unknown);
  }
  return {};
}

/// The same nodes, titles and rules built again.
Result<std::shared_ptr<const Scheme>> rebuilt(const Scheme& scheme) {
  SchemeBuilder builder(scheme.name(), scheme.version());
  for (uint32_t node = 0; node < scheme.count(); ++node) {
    PATLAS_ASSIGN(const uint32_t added, builder.add(scheme.key(node), scheme.depth(node)));
    if (added != node) return Error{Code::kInternal, "nodes are numbered in order", {}};
  }
  for (uint32_t language = 0; language < scheme.languages().size(); ++language) {
    PATLAS_ASSIGN(const std::vector<std::string> titles, scheme.titles(language));
    for (uint32_t node = 0; node < titles.size(); ++node) {
      if (titles[node].empty()) continue;
      PATLAS_TRY(builder.add_title(node, scheme.languages()[language], titles[node]));
    }
  }
  builder.sort_symbols_of(scheme.sorted_scheme());
  for (const SchemeRule& rule : scheme.rules()) {
    PATLAS_TRY(builder.add_rule(rule.prefix, rule.node));
  }
  return builder.finish();
}

std::string check_loaded(const Scheme& scheme) {
  if (std::string wrong = check_tree(scheme); !wrong.empty()) return wrong;
  if (std::string wrong = check_order(scheme); !wrong.empty()) return wrong;
  for (uint32_t language = 0; language < scheme.languages().size(); ++language) {
    const auto titles = scheme.titles(language);
    if (!titles) return broken("what was read has its titles", titles.error().to_string());
    for (const std::string& title : *titles) {
      if (find_invalid_utf8(title)) return broken("a title is UTF-8", title);
    }
  }
  const Scheme::Encoded bytes = scheme.encode();
  const auto read = Scheme::decode(bytes.tree, bytes.titles);
  if (!read) return broken("a scheme reads back", read.error().to_string());
  const auto again = rebuilt(**read);
  if (!again) return broken("a scheme is built again", again.error().to_string());
  const Scheme::Encoded same = (*again)->encode();
  if (same.tree != bytes.tree) return broken("the same scheme has the same bytes", scheme.name());
  return {};
}

}  // namespace

std::string check_scheme_files(std::string_view file) {
  OneFileFs fs("input", file);
  const auto source = SourceReader::open(fs, {"input"});
  if (!source) return broken("a file that is there opens", source.error().to_string());
  const auto schemes = read_schemes(**source, "");
  for (const std::string& path : fs.opened()) {
    if (path != "input") return broken("nothing is opened but the input", path);
  }
  if (!schemes) return check_error(schemes.error());
  if (schemes->empty()) return broken("no scheme is an error", "");
  for (const ReadScheme& read : *schemes) {
    if (std::string wrong = check_loaded(*read.scheme); !wrong.empty()) return wrong;
  }
  return {};
}

std::string check_scheme_index(std::string_view bytes) {
  uint32_t tree_bytes = 0;
  if (bytes.size() < sizeof(tree_bytes)) return {};
  std::memcpy(&tree_bytes, bytes.data(), sizeof(tree_bytes));
  bytes.remove_prefix(sizeof(tree_bytes));
  const size_t split = std::min<size_t>(tree_bytes, bytes.size());
  const auto scheme = Scheme::decode(bytes.substr(0, split), bytes.substr(split));
  if (!scheme) {
    if (scheme.error().code != Code::kCorruption) return check_error(scheme.error());
    return {};
  }
  if (std::string wrong = check_tree(**scheme); !wrong.empty()) return wrong;
  if (std::string wrong = check_order(**scheme); !wrong.empty()) return wrong;
  // Titles are unpacked when they are asked for: one by one and all at once they are the same.
  for (uint32_t language = 0; language < (*scheme)->languages().size(); ++language) {
    const auto all = (*scheme)->titles(language);
    if (!all && all.error().code != Code::kCorruption) return check_error(all.error());
    const uint32_t step = (*scheme)->count() / kNodesAsked + 1;
    for (uint32_t node = 0; node < (*scheme)->count(); node += step) {
      const auto title = (*scheme)->title(node, language);
      if (!title && title.error().code != Code::kCorruption) return check_error(title.error());
      if (all && (!title || *title != (*all)[node])) {
        return broken("a title alone is that of all", std::string((*scheme)->key(node)));
      }
    }
  }
  return {};
}

}  // namespace patlas::fuzz
