// engine/scheme/scheme.h
//
// A classification as a tree that an index carries beside its documents: symbols with their depth,
// in the scheme's own order, and titles in some languages. What lies below a symbol is not in its
// characters, and changes from edition to edition; here it is an interval of numbers, and a newer
// edition is loaded without touching a document.
//
//   node   key              depth  title
//   0      H                1      Electricity
//   1      H01              2      ...
//   5      H01L0021020000   5      nodes [5, end(5)) are it and all below
//
// Which office makes the scheme, and what its files look like, is the affair of ingest/schemes.
//
// Shape    nodes are numbered in preorder: a parent before its children, siblings in the scheme's
//          order. Roots have depth 1. Keys are distinct. Rules, where there are any, sort symbols
//          of another scheme into nodes by their longest prefix.
// Bytes    FORMAT.md, "Scheme files".
// Errors   decode: corruption, without a place. title: corruption.
// Threads  shared freely.
// Memory   about 30 bytes a node; titles stay packed, and those asked for are kept, up to
//          kSchemeTitlesKept bytes.
// Tested   tests/engine/scheme/scheme_test.cc
#ifndef PATLAS_ENGINE_SCHEME_SCHEME_H_
#define PATLAS_ENGINE_SCHEME_SCHEME_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "patlas/result.h"

namespace patlas {

/// Bounds on what a file may claim, checked by builder and decoder alike.
inline constexpr uint32_t kSchemeNodesMax = 4u << 20;
inline constexpr uint32_t kSchemeDepthMax = 64;
inline constexpr uint32_t kSchemeKeyBytesMax = 64;
inline constexpr uint32_t kSchemeTitleBytesMax = 64u << 10;
inline constexpr uint32_t kSchemeLanguagesMax = 64;
inline constexpr uint64_t kSchemeTitlesKept = 64u << 20;
inline constexpr uint32_t kSchemeRulesMax = 1u << 20;

/// Symbols that begin with `prefix` and with no longer rule's are sorted into `node`.
struct SchemeRule {
  std::string prefix;
  uint32_t node = 0;
  auto operator<=>(const SchemeRule&) const = default;
};

class Scheme {
 public:
  static constexpr uint32_t kNone = 0xffffffffu;

  /// The two payloads of a scheme file.
  struct Encoded {
    std::string tree, titles;
  };
  static Result<std::shared_ptr<const Scheme>> decode(std::string_view tree,
                                                      std::string_view titles);
  Encoded encode() const { return {tree_bytes_, titles_bytes_}; }

  const std::string& name() const { return name_; }        ///< "cpc", "ipc", "tech"
  const std::string& version() const { return version_; }  ///< "2022-08-01", or as its files say
  const std::vector<std::string>& languages() const { return languages_; }
  uint32_t count() const { return static_cast<uint32_t>(depths_.size()); }

  std::string_view key(uint32_t node) const {
    return std::string_view(keys_).substr(key_begins_[node],
                                          key_begins_[node + 1] - key_begins_[node]);
  }
  uint32_t depth(uint32_t node) const { return depths_[node]; }
  uint32_t parent(uint32_t node) const { return parents_[node]; }  ///< kNone of a root
  uint32_t end(uint32_t node) const { return ends_[node]; }        ///< behind the last below
  uint32_t find(std::string_view key) const;                       ///< kNone: no such node
  /// Nodes in the byte order of their keys.
  const std::vector<uint32_t>& by_key() const { return by_key_; }

  /// Empty where there is none in that language. REQUIRES: language < languages().size().
  Result<std::string> title(uint32_t node, uint32_t language) const;
  /// Of all nodes, in order: for whoever wants many.
  Result<std::vector<std::string>> titles(uint32_t language) const;
  /// In `language`, or in English, or in the first language that has one; empty where none has.
  Result<std::string> title_in(uint32_t node, std::string_view language) const;

  /// The scheme whose symbols the rules sort; empty without rules. Sorted by prefix, each once.
  const std::string& sorted_scheme() const { return sorted_scheme_; }
  const std::vector<SchemeRule>& rules() const { return rules_; }
  /// The node that the longest rule gives; kNone: none does.
  uint32_t sorted_into(std::string_view symbol) const;

 private:
  friend class SchemeBuilder;
  Scheme() = default;
  Status decode_tree(std::string_view bytes);
  Status open_titles();
  void number_tree();
  using Titles = std::shared_ptr<const std::vector<std::string>>;
  Result<Titles> title_block(uint32_t language, uint32_t block) const;
  Result<std::vector<std::string>> unpack_titles(uint32_t language, uint32_t block) const;
  /// Blocks that were asked for, up to kSchemeTitlesKept bytes of them, then none again: most ask for
  /// the same few.
  struct KeptTitles {
    std::mutex mutex;
    std::vector<Titles> blocks;
    uint64_t bytes = 0;
  };

  std::string name_, version_, sorted_scheme_;
  std::vector<std::string> languages_;
  std::string keys_;
  std::vector<uint32_t> key_begins_;  ///< one more than nodes
  std::vector<uint8_t> depths_;
  std::vector<uint32_t> parents_, ends_, by_key_;
  std::vector<SchemeRule> rules_;
  std::string tree_bytes_, titles_bytes_;
  mutable KeptTitles kept_titles_;
};

/// Takes a scheme in its own order and packs it.
class SchemeBuilder {
 public:
  SchemeBuilder(std::string name, std::string version)
      : name_(std::move(name)), version_(std::move(version)) {}

  /// Nodes in preorder; gives the node's number. invalid_argument: a depth that no node before can
  /// be the parent for; limit: a bound above.
  Result<uint32_t> add(std::string_view key, uint32_t depth);
  /// REQUIRES: `node` was added. A title that is there stays.
  Status add_title(uint32_t node, std::string_view language, std::string_view title);
  void sort_symbols_of(std::string scheme) { sorted_scheme_ = std::move(scheme); }
  Status add_rule(std::string_view prefix, uint32_t node);
  /// invalid_argument: a key or rule that is there twice, no node at all.
  Result<std::shared_ptr<const Scheme>> finish();

 private:
  struct Node {
    std::string key;
    uint8_t depth = 0;
  };
  std::string encode_tree(const std::vector<uint32_t>& by_key) const;
  std::string encode_titles() const;

  std::string name_, version_, sorted_scheme_;
  std::vector<Node> nodes_;
  std::vector<std::string> languages_;
  std::vector<std::vector<std::string>> titles_;  ///< [language][node], as far as there are any
  std::vector<SchemeRule> rules_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_SCHEME_SCHEME_H_
