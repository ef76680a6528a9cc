// tests/oracle/corpus.h
//
// Records to ask about: the generator's, read as any file of that format, with claims, descriptions
// and agents, which it does not write, made from their neighbours' texts; and small ones put
// together from what is odd.
#ifndef PATLAS_TESTS_ORACLE_CORPUS_H_
#define PATLAS_TESTS_ORACLE_CORPUS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ingest/record.h"

namespace patlas::oracle {

/// Records [first, first + count) of the generator's corpus `seed`. Ends the test program when the
/// word lists are missing.
std::vector<Record> generated_records(uint64_t seed, uint64_t first, uint64_t count);

/// Short texts of few words, characters, numbers, dates, symbols, names and families, all of which
/// meet often: mixed strings, special tokens, single characters, several values and languages,
/// dates known to the year, empty fields.
std::vector<Record> odd_records(uint64_t seed, uint64_t count);

/// A history: the records, some of them again in another state (by the same and by other sources),
/// some deleted by their source. Later ones stand behind earlier ones.
std::vector<Record> with_changes(std::vector<Record> records, uint64_t seed);

/// A number below `bound` that depends on nothing else: std's distributions differ by library.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}
  uint64_t next();
  uint32_t below(uint64_t bound) { return static_cast<uint32_t>(next() % bound); }
  bool one_in(uint32_t n) { return below(n) == 0; }
  template <typename List>
  const auto& pick(const List& list) {
    return list[below(list.size())];
  }

 private:
  uint64_t state_;
};

}  // namespace patlas::oracle

#endif  // PATLAS_TESTS_ORACLE_CORPUS_H_
