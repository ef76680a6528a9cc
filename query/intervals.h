// query/intervals.h
//
// The algebra of SYNTAX.md, "Proximity": where near, adj and same stand in one field of one
// document, from where their words stand. It knows no index; engines bring places and boundaries
// (query/operators/proximity.cc, query/backends/xapian/proximity.cc).
//
//   (a or b) near/5 c      leaves 0 1 2 -> union 3 = 0 1 -> stretches 4 = 3 near/5 2
//   a not near/5 (b or c)  leaves 0 1 2 -> union 3 = 1 2 -> kept 4 = 0 without 3 near it
//
// Shape    a list of steps, operands before their operators; each makes a sorted list of places.
// Cost     a few passes over the operands' places for each step. Only stretches of a proximity that
//          is an operand of another one are listed one by one, and there may be as many as pairs in
//          reach: their work and memory are the budget's.
// Threads  a program may be shared; an evaluator belongs to one thread.
// Tested   tests/query/intervals_test.cc, tests/oracle/proximity_test.cc
#ifndef PATLAS_QUERY_INTERVALS_H_
#define PATLAS_QUERY_INTERVALS_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/segment/boundaries.h"
#include "query/budget.h"
#include "query/tree.h"

namespace patlas {

/// Positions of one value of a field, both included. Open is one that near or adj stretched, or a
/// sentence: another place may stand in it, between the words that it is of.
struct Stretch {
  uint32_t first = 0;
  uint32_t last = 0;
  bool is_open = false;
};
/// Where they are.
inline bool operator<(const Stretch& a, const Stretch& b) {
  return a.first != b.first ? a.first < b.first : a.last < b.last;
}
inline bool operator==(const Stretch& a, const Stretch& b) {
  return a.first == b.first && a.last == b.last;
}
using Places = std::vector<Stretch>;  ///< increasing, distinct

/// Makes a list of places of stretches in any order; of equal ones one is left, open if any is.
void settle_places(Places& places);

/// Where values, paragraphs, sentences and words start in the document that is looked at; asked for
/// only where it matters.
class PlaceBounds {
 public:
  virtual ~PlaceBounds() = default;
  virtual bool has_one_value() = 0;
  /// nullptr: they cannot be read, and the budget has been told why.
  virtual const FieldBoundaries* boundaries() = 0;
};

/// What a proximity of a tree does in one of its fields.
class ProximityProgram {
 public:
  /// REQUIRES: the tree passes check_tree(), and `root` is a kProximity.
  ProximityProgram(const Tree& tree, uint32_t root, uint16_t field);

  /// Nodes of the tree whose places are to be given: text leaves that stand in the field.
  const std::vector<uint32_t>& leaves() const { return leaves_; }

  struct Test {
    enum class Type : uint8_t { kStands, kNone, kCount, kOdd };
    Type type = Type::kStands;
    uint32_t step = 0;               ///< kStands: one of its places is as the relation says
    uint32_t low = 0, high = 0;      ///< kCount: how many children hold
    std::vector<uint32_t> children;  ///< earlier tests; kNone: one
  };
  struct Step {
    enum class Type : uint8_t { kNowhere, kLeaf, kUnion, kStretches, kBoth, kKept, kUnits };
    Type type = Type::kNowhere;
    uint32_t leaf = 0;  ///< in leaves()
    Proximity proximity;
    bool mirrored = false;           ///< kKept: the condition is the first operand
    std::vector<uint32_t> operands;  ///< earlier steps; kKept: one
    std::vector<Test> condition;     ///< kKept, kUnits; the last decides
  };
  const std::vector<Step>& steps() const { return steps_; }
  uint64_t bytes() const { return bytes_; }

 private:
  uint32_t add(Step step);

  std::vector<uint32_t> leaves_;
  std::vector<Step> steps_;
  uint64_t bytes_ = 0;
};

class ProximityEvaluator {
 public:
  ProximityEvaluator(const ProximityProgram& program, Budget& budget);
  ~ProximityEvaluator();
  ProximityEvaluator(const ProximityEvaluator&) = delete;
  ProximityEvaluator& operator=(const ProximityEvaluator&) = delete;

  /// Of leaf `i`: to be filled for a document.
  Places& leaf(size_t i) { return places_[leaf_steps_[i]]; }
  /// The proximity stands somewhere in the document. False, too, when the budget ended.
  bool matches(PlaceBounds& bounds);
  /// All its places there. Worthless when the budget ended.
  const Places& find(PlaceBounds& bounds);
  /// After find(): those of a step of the program.
  const Places& places(size_t step) const { return places_[step]; }

 private:
  struct Reach;
  struct Side;
  using Mask = std::vector<uint8_t>;

  bool run(PlaceBounds& bounds, bool first_only);
  bool run_step(size_t number, bool first_only);
  void unite(const ProximityProgram::Step& step, Places& out);
  bool find_stretches(size_t number, bool first_only);
  bool append_behind(const Side& x, const Side& y, uint32_t low, uint32_t high, size_t step);
  bool find_both(const ProximityProgram::Step& step, Places& out);
  bool keep(const ProximityProgram::Step& step, Places& out);
  bool find_units(const ProximityProgram::Step& step, Places& out);
  /// Which of `x` the condition holds around.
  const Mask* test(const ProximityProgram::Step& step, const Places& x);
  bool stands(const Places& x, const Places& y, const Proximity& proximity, bool mirrored,
              Mask& mask);
  void mark_near(const Reach& reach, Mask& mask) const;
  bool mark_same(const Places& x, const Places& y, Proximity::Unit unit, Mask& mask);
  /// Fills what the distances between two lists need. False when boundaries cannot be read.
  bool make_side(const Places& places, Proximity::Unit unit, bool in_values, Side& side);
  const FieldBoundaries* boundaries();
  bool charge(size_t step);

  const ProximityProgram* program_;
  Budget* budget_;
  WorkMeter meter_;
  PlaceBounds* bounds_ = nullptr;
  const FieldBoundaries* boundaries_ = nullptr;  ///< of the document, once they were asked for
  std::vector<uint32_t> word_ranks_;             ///< words before each 64 positions
  std::unique_ptr<Side> x_, y_;
  std::vector<uint32_t> leaf_steps_;
  std::vector<Places> places_;  ///< by step
  std::vector<Mask> masks_;     ///< by test
  Charge charge_;
  std::vector<uint64_t> charged_;  ///< by step, of it
};

}  // namespace patlas

#endif  // PATLAS_QUERY_INTERVALS_H_
