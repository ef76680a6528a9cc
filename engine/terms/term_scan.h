// engine/terms/term_scan.h
//
// Which terms of an interval does a filter take? For patterns that no prefix decides: the keys of
// each block are walked once, what a key shares with the one before is not looked at again, blocks
// that a filter has refused by their beginning are stepped over, and values are decoded only where
// a key was taken.
//
// Errors   corruption, as TermCursor.
// Threads  one.
// Tested   tests/engine/terms/term_scan_test.cc
#ifndef PATLAS_ENGINE_TERMS_TERM_SCAN_H_
#define PATLAS_ENGINE_TERMS_TERM_SCAN_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/terms/dictionary.h"

namespace patlas {

/// Says of terms, one after the other, whether it takes them.
class TermFilter {
 public:
  static constexpr size_t kNotDead = ~size_t{0};

  virtual ~TermFilter() = default;
  /// `shared`: so many bytes are those of the term asked before. `dead`: set to the length of a
  /// beginning with which no term is taken, or kNotDead.
  virtual bool takes(std::string_view term, size_t shared, size_t* dead) = 0;
};

class TermScan {
 public:
  struct Match {
    TermOrd ordinal = 0;
    TermValue value;
  };

  /// Terms [first, last). The dictionary and the filter outlive it.
  TermScan(const TermDictionary& dictionary, TermFilter& filter, TermOrd first, TermOrd last);

  /// Adds the matches of the next block to `out`; false when there was none left to look at.
  Result<bool> next_block(std::vector<Match>& out);
  /// Adds the values of those of `ordinals` (increasing) that are in the block of the first; gives
  /// how many. REQUIRES: ordinals is not empty, all below the dictionary's size.
  static Result<size_t> fetch_block(const TermDictionary& dictionary,
                                    std::span<const TermOrd> ordinals, std::vector<Match>& out);
  /// Terms and bytes looked at so far, for budgets.
  uint64_t work() const { return work_; }

 private:
  void build(size_t shared, std::string_view rest);
  void ask(uint32_t entry);
  bool is_dead_block(uint32_t block) const;
  Status add_values(uint32_t number, TermDictionary::Block& block, std::vector<Match>& out) const;
  static Status add_values(const TermDictionary& dictionary, uint32_t number,
                           TermDictionary::Block& block, std::span<const uint32_t> entries,
                           std::vector<Match>& out);
  Error broken(uint32_t block, const char* message) const;

  const TermDictionary* dictionary_;
  TermFilter* filter_;
  TermOrd next_, last_;
  std::string term_bytes_;
  std::string_view term_;  ///< of terms refused by their beginning, perhaps another one
  size_t asked_ = 0;       ///< so many of its bytes are those of the term last asked
  size_t dead_ = TermFilter::kNotDead;  ///< with so many of its bytes, a term is refused
  std::vector<uint32_t> taken_;         ///< entries of the block at hand
  uint64_t work_ = 0;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_TERMS_TERM_SCAN_H_
