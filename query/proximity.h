// query/proximity.h
//
// What near, adj and same are as nodes of a tree: how they are written, what they may join, and
// where they stand. The meaning is SYNTAX.md, "Proximity"; query/intervals.h works it out.
//
//   near/2..5w  ->  kNear, words, 2 to 5        [-3,2]         ->  kWindow, -3 to 2
//   adj         ->  kAdj, up to 1               same sentence  ->  kSame, sentences
#ifndef PATLAS_QUERY_PROXIMITY_H_
#define PATLAS_QUERY_PROXIMITY_H_

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "patlas/limits.h"
#include "query/tree.h"

namespace patlas {

/// What an operator without a distance means.
inline constexpr int32_t kNearDefault = 5, kAdjDefault = 1;

/// The word is written as a distance: near, adj3, near/..., [-3,2]. It need not be a right one.
bool is_distance_word(std::string_view word);

/// Reads such a word. Errors: invalid_argument or limit, with the span, and what to write.
Result<Proximity> read_distance(std::string_view word, Span span);

/// The unit of `same sentence`, by its second word in any case; nothing: no unit.
std::optional<Proximity::Unit> find_same_unit(std::string_view word);

/// As the normal form writes it: "near/5", "adj/2..5w", "near/[-3,2]", "same sentence".
std::string write_proximity(const Proximity& proximity);

/// What the operand of a proximity is (SYNTAX.md): places, or a condition.
struct Operand {
  bool has_places = false;  ///< text, a proximity, or such joined by `or`
  /// Where it holds, one of the clauses without `not` stands.
  bool is_anchored = false;
  std::bitset<limits::kFields> fields;  ///< in which it may hold
};

/// Looks at the tree below `index`, down to the next proximities. Errors: invalid_argument, where it
/// holds what has no places.
Result<Operand> operand_of(const Tree& tree, uint32_t index, const Schema& schema);

/// The fields of a proximity of the two clauses. Errors: invalid_argument, where they cannot be
/// joined. `span`: of the operator, for errors.
Result<std::vector<uint16_t>> proximity_fields(const Tree& tree, uint32_t left, uint32_t right,
                                               const Proximity& proximity, const Schema& schema,
                                               Span span);

/// Which nodes are below a proximity: they have no documents of their own.
std::vector<bool> nodes_inside_proximities(const Tree& tree);

/// A proximity's numbers are as its relation wants them.
bool is_possible(const Proximity& proximity);

}  // namespace patlas

#endif  // PATLAS_QUERY_PROXIMITY_H_
