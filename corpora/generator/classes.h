// corpora/generator/classes.h
//
// Class symbols to draw from: a loaded class tree (scheme.h), or a made one.
//
// The made tree stands under real IPC subclasses: the subclass decides a family's topic, its groups
// and subgroups are drawn by Zipf's law. Which groups exist is a hash of the subclass, so most
// symbols are no real ones; without a loaded scheme nobody can tell, and there are enough of them
// (over 60,000 in a million records).
//
// A loaded tree is drawn from in the same way: subclasses in the same order of size (those that the
// made tree does not know behind the others), groups by Zipf's law in an order fixed by a hash.
#ifndef PATLAS_CORPORA_GENERATOR_CLASSES_H_
#define PATLAS_CORPORA_GENERATOR_CLASSES_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpora/generator/random.h"
#include "corpora/generator/scheme.h"
#include "corpora/generator/weighted.h"

namespace patlas::generator {

/// "H01L21/768", in place: a record has many, and none is worth an allocation.
class ClassSymbol {
 public:
  void assign(std::string_view subclass) {
    size_ = slash_ = 0;
    append(subclass);
  }
  void append(std::string_view text) {
    for (char c : text) append(c);
  }
  void append_number(uint32_t number) {
    if (number >= 10) append_number(number / 10);
    append(static_cast<char>('0' + number % 10));
  }
  void append(char c) {
    if (size_ == bytes_.size()) return;
    if (c == '/') slash_ = size_;
    bytes_[size_++] = c;
  }
  std::string_view text() const { return {bytes_.data(), size_}; }
  std::string_view section() const { return text().substr(0, 1); }
  std::string_view class_number() const { return text().substr(1, 2); }
  std::string_view subclass_letter() const { return text().substr(3, 1); }
  std::string_view subclass() const { return text().substr(0, 4); }
  std::string_view group() const { return text().substr(4, slash_ - 4u); }
  std::string_view subgroup() const { return text().substr(slash_ + 1u); }
  bool operator==(const ClassSymbol& other) const { return text() == other.text(); }

 private:
  std::array<char, 22> bytes_{};
  uint8_t size_ = 0, slash_ = 0;
};

/// What a symbol is drawn for: CPC has groups that IPC does not have.
enum class Catalogue : uint8_t { kIpc, kCpc };

class Classes {
 public:
  /// The made tree.
  Classes();
  /// A loaded one. REQUIRES: it has symbols.
  explicit Classes(Scheme scheme);

  uint32_t draw_subclass(Random& random) const { return subclasses_.draw(random); }
  /// "H01L"; the index wraps, so that any hash names one.
  std::string_view subclass(uint32_t index) const;
  /// A symbol of the subclass, "H01L21/768": the draws decide group and subgroup.
  void draw_symbol(uint32_t subclass_index, Catalogue catalogue, Random& random,
                   ClassSymbol& out) const;

 private:
  /// A main group of the loaded tree with all below it: symbols [begin, end).
  struct Group {
    uint32_t begin = 0, end = 0;
  };
  /// A subclass of it, and its groups in the order in which they are drawn.
  struct Branch {
    std::string_view subclass;
    uint32_t symbol_count = 0;
    uint32_t groups_begin = 0, group_count = 0;
    uint32_t ipc_group_count = 0;  ///< the first ones; the others are CPC's alone
  };
  void add_branches();
  void order_groups(Branch& branch);
  void order_branches();
  void draw_made(uint32_t subclass_index, Random& random, ClassSymbol& out) const;

  Scheme scheme_;
  std::vector<Branch> branches_;  ///< empty: the made tree
  std::vector<Group> tree_groups_;
  size_t common_branch_ = 0;  ///< the first that IPC has, too
  Weighted subclasses_, groups_, subgroups_;
};

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_CLASSES_H_
