// corpora/generator/window.h
//
// Which record stands where: families are planned a window of 16,384 records at a time, and their
// members are scattered over the window by a keyed permutation.
//
//   record i -> window i / 16384 -> slot permutation(i % 16384) -> publication -> filing, family
//
// Members of a family are therefore close enough to meet in a small corpus, and never adjacent by
// design. A window is a pure function of (seed, window index): planning one costs a few
// milliseconds, and any range of records needs only its own windows and window 0 (whose families
// every other cites, as classics are).
#ifndef PATLAS_CORPORA_GENERATOR_WINDOW_H_
#define PATLAS_CORPORA_GENERATOR_WINDOW_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "corpora/generator/numbers.h"
#include "corpora/generator/random.h"

namespace patlas::generator {

constexpr uint32_t kWindowBits = 14;
constexpr uint32_t kWindowRecords = 1u << kWindowBits;
constexpr uint32_t kFamilyMembersMax = 30;

struct Publication {
  uint32_t family = 0;  ///< index in Window::families
  uint32_t filing = 0;  ///< index in Window::filings
  Day published = 0;
  bool is_grant = false;
  std::string_view kind;  ///< static storage
};

struct Family {
  uint64_t hash = 0;  ///< what all members share is drawn from it
  Office origin = Office::kUS;
  uint32_t filings_begin = 0, filings_end = 0;
  uint32_t priority_count = 1;  ///< the first filings of the family are its priorities
  uint32_t publications_begin = 0, publications_end = 0;
};

struct Window {
  uint64_t index = 0;
  std::vector<Family> families;
  std::vector<Filing> filings;
  std::vector<Publication> publications;  ///< kWindowRecords of them, family by family

  std::span<const Filing> filings_of(const Family& family) const {
    return std::span(filings).subspan(family.filings_begin,
                                      family.filings_end - family.filings_begin);
  }
};

/// The publication of a record of the window; a bijection of [0, kWindowRecords).
uint32_t scatter(uint64_t seed, uint64_t window, uint32_t position);

/// Families that would pass their series' share of serials are left out, so that serials stay
/// unique.
Window plan_window(uint64_t seed, uint64_t index);

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_WINDOW_H_
