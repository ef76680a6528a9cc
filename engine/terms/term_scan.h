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
#include <string_view>
#include <vector>

#include "engine/terms/dictionary.h"

namespace patlas {

/// Says of terms, in their order, whether it takes them.
class TermFilter {
 public:
  /// A term: so many bytes of the one before it, and the rest.
  struct Entry {
    uint32_t shared = 0;
    std::string_view rest;
  };

  virtual ~TermFilter() = default;
  /// Bit i: takes the term of entries[i]; at most kTermBlock of them, the first shares nothing.
  virtual uint64_t take(std::span<const Entry> entries) = 0;
  /// A beginning of the last term with which no term is taken; empty: none is known.
  virtual std::string_view refused() const = 0;
  /// Bytes that stand in every term that is taken; two and more are looked for first, many terms at
  /// a time, and terms without them are not asked about. Always the same.
  virtual std::string_view needle() const { return {}; }
  /// Terms that have the needle at this byte or behind it are taken, without being asked about.
  virtual size_t needle_decides_from() const { return std::string_view::npos; }
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
  /// Asks the filter, which has a needle of two bytes or more, about those of `ordinals` that are in
  /// the block of the first, and adds the matches; gives how many it asked about. REQUIRES: as
  /// fetch_block().
  Result<size_t> ask_block(std::span<const TermOrd> ordinals, std::vector<Match>& out);
  /// Adds the values of those of `ordinals` (increasing) that are in the block of the first; gives
  /// how many. REQUIRES: ordinals is not empty, all below the dictionary's size.
  static Result<size_t> fetch_block(const TermDictionary& dictionary,
                                    std::span<const TermOrd> ordinals, std::vector<Match>& out);
  /// Terms and bytes looked at so far, for budgets.
  uint64_t work() const { return work_; }

 private:
  bool is_refused(uint32_t block) const;
  template <typename Visit>
  Status walk(uint32_t number, const TermDictionary::Block& block, uint32_t end, Visit&& visit);
  /// Bit i: the block's entry i is taken.
  Result<uint64_t> take(uint32_t number, const TermDictionary::Block& block, uint32_t end);
  Result<uint64_t> take_with_needle(uint32_t number, const TermDictionary::Block& block,
                                    uint32_t end);
  /// The same of those that `asked` has a bit for.
  Result<uint64_t> take_asked(uint32_t number, const TermDictionary::Block& block, uint32_t end,
                              uint64_t asked);
  bool takes(std::string_view term, size_t from);
  /// The block that is read after `block`.
  static void fetch_block_ahead(const TermDictionary& dictionary, uint32_t number,
                                const TermDictionary::Block& block,
                                std::span<const TermOrd> ordinals);
  static Status add_values(const TermDictionary& dictionary, uint32_t number,
                           TermDictionary::Block& block, uint64_t entries, std::vector<Match>& out);
  Error broken(uint32_t block, const char* message) const;

  const TermDictionary* dictionary_;
  TermFilter* filter_;
  TermOrd next_, last_;
  std::string_view needle_;
  uint64_t work_ = 0;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_TERMS_TERM_SCAN_H_
