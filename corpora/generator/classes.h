// corpora/generator/classes.h
//
// A made class tree under real IPC subclasses: the subclass decides a family's topic, its groups
// and subgroups are drawn by Zipf's law. Which groups exist is a hash of the subclass, so most
// symbols are no real ones; without a loaded scheme nobody can tell, and there are enough of them
// (over 60,000 in a million records).
#ifndef PATLAS_CORPORA_GENERATOR_CLASSES_H_
#define PATLAS_CORPORA_GENERATOR_CLASSES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "corpora/generator/random.h"
#include "corpora/generator/weighted.h"

namespace patlas::generator {

class Classes {
 public:
  Classes();

  uint32_t draw_subclass(Random& random) const { return subclasses_.draw(random); }
  /// "H01L"; the index wraps, so that any hash names one.
  static std::string_view subclass(uint32_t index);
  /// A symbol of the subclass, "H01L21/768": the draws decide group and subgroup.
  void append_symbol(uint32_t subclass_index, Random& random, std::string& out) const;

 private:
  Weighted subclasses_, groups_, subgroups_;
};

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_CLASSES_H_
