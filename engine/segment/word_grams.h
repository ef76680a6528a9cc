// engine/segment/word_grams.h
//
// In which words do these three bytes stand side by side? For every such gram of a field's words,
// the words that have it, as runs of neighbours in the dictionary: a word shares its beginning, and
// with it most of its grams, with the word before it, so that there are fewer runs than half the
// grams. (The k-gram index for wildcards of the literature, with k = 3 and bytes.)
//
// Bytes    FORMAT.md, "Word grams".
// Memory   memory_bytes of runs, about two bytes each, and twice that to find grams in, though no
//          less than 512 KB and no more than 4 MB (half as much again while it grows); then they
//          go to disk.
// Errors   those of SortedRuns.
// Threads  one.
// Tested   tests/engine/segment/word_grams_test.cc
#ifndef PATLAS_ENGINE_SEGMENT_WORD_GRAMS_H_
#define PATLAS_ENGINE_SEGMENT_WORD_GRAMS_H_

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/external_sorter.h"
#include "engine/terms/dictionary.h"
#include "patlas/result.h"

namespace patlas {

inline constexpr size_t kGramBytes = 3;
/// A longer run is written as several.
inline constexpr uint32_t kGramRunMax = 1u << 24;

/// Words [first, first + words).
struct GramRun {
  TermOrd first = 0;
  uint32_t words = 0;
  bool operator==(const GramRun&) const = default;
};

/// Gathers the grams of words as they are added, in dictionary order, side by side.
class WordGramsWriter {
 public:
  using Visit = std::function<Status(std::string_view gram, GramRun run)>;

  static constexpr uint64_t kAllInMemory = ~uint64_t{0};

  /// `spool`: where grams go whose runs do not fit into `memory_bytes`; of kAllInMemory none.
  WordGramsWriter(std::unique_ptr<Spool> spool, uint64_t memory_bytes,
                  uint32_t run_max = kGramRunMax)
      : run_max_(run_max), memory_bytes_(memory_bytes), spilled_(std::move(spool)) {}
  /// `word` without its tag.
  Status add(TermOrd ordinal, std::string_view word);
  /// Gram after gram in byte order, each run after run, which increase. An error of visit() ends it.
  /// No more words afterwards.
  Status finish(const Visit& visit);

 private:
  static constexpr uint32_t kNone = 0xffffffffu;
  static constexpr size_t kPages = size_t{1} << 16;  ///< by a gram's first two bytes
  static constexpr uint64_t kPlacesBytesMax = 4 << 20;
  using Page = std::array<uint32_t, 256>;

  struct Gram {
    uint32_t standing = 0;  ///< places of the word last added where it stands
    TermOrd first = 0;      ///< of the last run
    TermOrd after = kNone;  ///< the end of the last run, once it stands no more
    TermOrd written = 0;    ///< the end of the last run that is in `runs`
    std::string runs;       ///< varint words between, varint words - 1
  };

  uint32_t gram_of(const char* bytes);
  uint64_t places_bytes_max() const;
  void end_places(size_t kept, TermOrd after);
  void write_run(Gram& gram);
  Status end_grams(const SortedRuns::Visit& visit);
  Status spill();

  uint32_t run_max_;
  uint64_t memory_bytes_, runs_bytes_ = 0;
  SortedRuns spilled_;  ///< of each gram the bytes of runs, the first from word 0
  std::vector<std::unique_ptr<Page>> pages_;  ///< 1 + index in grams_; 0: none
  size_t page_count_ = 0;
  std::vector<Gram> grams_;
  std::vector<uint32_t> places_;  ///< the gram at each place of the word last added
  std::string word_;              ///< last added
  TermOrd next_ = kNone;          ///< the ordinal behind it
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_WORD_GRAMS_H_
