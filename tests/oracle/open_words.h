// tests/oracle/open_words.h
//
// What words with open places, edits and regular expressions stand for, by looking at one word at a
// time: SYNTAX.md a second time, with tables and sets of places instead of automata.
#ifndef PATLAS_TESTS_ORACLE_OPEN_WORDS_H_
#define PATLAS_TESTS_ORACLE_OPEN_WORDS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "query/tree.h"

namespace patlas::oracle {

/// Stand for an open place in a text: one in a word, one for each open character of CJK text.
inline constexpr char32_t kWordHole = 0x01C2, kCjkHole = 0xE9AB;

/// The clause's text with holes, once for every combination of lengths that its places in CJK text
/// may have; and the places of the word holes, in order. REQUIRES: the parser took the clause.
struct OpenText {
  std::vector<std::u32string> texts;
  std::vector<OpenSign> word_places;
};
OpenText open_text(const Node& leaf);

/// Whether `word` is `pattern` with each kWordHole taken by as many characters as its place allows;
/// `places` are those of the pattern's holes.
bool fits(const std::u32string& pattern, const std::vector<OpenSign>& places,
          const std::u32string& word);

/// Characters added, left out or replaced to make one of the other.
uint32_t edit_distance(const std::u32string& a, const std::u32string& b);

/// A regular expression as a tree; whole words are held against it.
class Regex {
 public:
  explicit Regex(const std::string& utf8);
  ~Regex();
  bool matches(const std::u32string& word) const;

 private:
  struct Item;
  std::unique_ptr<Item> root_;
};

}  // namespace patlas::oracle

#endif  // PATLAS_TESTS_ORACLE_OPEN_WORDS_H_
