// query/signs.h
//
// Reads and writes the signs of truncation, `*` `?` `#` `{0,3}`, apart from the text that they stand
// in. SYNTAX.md, "Truncation", says where a character is a sign and where it is text.
//
//   col*r   ->  "colr", from 0 to any number of characters at byte 3
//
// Pairs    read_signs(write_signs(node)) gives the node's text and signs.
// Errors   invalid_argument, with the span given.
// Tested   tests/query/signs_test.cc
#ifndef PATLAS_QUERY_SIGNS_H_
#define PATLAS_QUERY_SIGNS_H_

#include <string>
#include <string_view>
#include <vector>

#include "query/tree.h"

namespace patlas {

struct SignedText {
  std::string text;
  std::vector<OpenSign> signs;
};

/// `written`: a word without quotes, or the inside of quotes, blanks collapsed.
Result<SignedText> read_signs(std::string_view written, bool quoted, Span span);

/// The text of a kText node with its signs (truncation too), as it stands inside quotes or without.
std::string write_signs(const Node& node, bool quoted);

/// `coat~1`: the edits, and how many bytes of `word` they stand behind; 0: the word has none. An
/// error where edits were meant and cannot be.
struct Edits {
  uint8_t count = 0;
  size_t word_bytes = 0;
};
Result<Edits> read_edits(std::string_view word, Span span);

}  // namespace patlas

#endif  // PATLAS_QUERY_SIGNS_H_
