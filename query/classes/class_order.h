// query/classes/class_order.h
//
// Where a symbol of the IPC's shape stands in a loaded scheme: below what, and before or behind
// which others. A symbol that the scheme does not have (retired, too new, mistyped by an office)
// stands where its characters say: below its main group, or what of section, class, subclass and
// main group the scheme has, before the first of the scheme's symbols there that is greater.
// Without a scheme that is so of all.
//
//   scheme      H01L21/00 > 21/02 > 21/027 ; 21/04     (and no 21/03)
//   H01L21/027  below 21/02, 21/00, H01L, H01, H
//   H01L21/03   below 21/00, H01L, H01, H; behind 21/02 and all below it, before 21/04
//
// Keys are those of symbols.h, a main group as H01L0021000000.
#ifndef PATLAS_QUERY_CLASSES_CLASS_ORDER_H_
#define PATLAS_QUERY_CLASSES_CLASS_ORDER_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/scheme/scheme.h"

namespace patlas {

class ClassOrder {
 public:
  /// `scheme` may be nullptr; it must outlive the order.
  explicit ClassOrder(const Scheme* scheme) : scheme_(scheme) {}

  /// A point in the order; smaller is earlier.
  struct Place {
    uint32_t before = 0;   ///< of the scheme's nodes; the node itself when it is one
    bool is_node = false;  ///< behind all that stand before that node only
    int32_t depth = 0;     ///< of the parent, negated: what is deeper ends earlier
    std::string key;
    auto operator<=>(const Place&) const = default;
  };
  Place place(std::string_view key) const;

  /// Scheme::kNone where the scheme does not have it.
  uint32_t node(std::string_view key) const {
    return scheme_ == nullptr ? Scheme::kNone : scheme_->find(key);
  }
  /// `key` is `above`, or below it: in the scheme where that has `above`, else by its characters.
  bool is_below(std::string_view key, std::string_view above) const;
  /// What stands above the key, nearest first.
  std::vector<std::string> above(std::string_view key) const;

 private:
  /// The nearest above an unknown key that the scheme has, and what of its line stands below that.
  uint32_t known_parent(std::string_view key, std::string& top_unknown) const;

  const Scheme* scheme_;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_CLASSES_CLASS_ORDER_H_
