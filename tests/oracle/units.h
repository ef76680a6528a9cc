// tests/oracle/units.h
//
// Reads text as FORMAT.md, "Text analysis", defines it, a second time: slowly, a character at a
// time, asking ICU itself about each, with nothing of engine/text but the table of Han forms, which
// is data. What both readings agree on is no accident of one's code.
//
// Picture  "5G通信 A"   5g ~ 通 = 信   a   (free)      ~ touch, = same run
#ifndef PATLAS_TESTS_ORACLE_UNITS_H_
#define PATLAS_TESTS_ORACLE_UNITS_H_

#include <string>
#include <string_view>
#include <vector>

namespace patlas::oracle {

/// What takes one position of a field.
struct Unit {
  enum class Type : uint8_t { kFree, kToken, kCharacter };  ///< kFree ends each value

  Type type = Type::kFree;
  std::u32string text;  ///< folded; one character for kCharacter
  bool starts_word = false;
  bool touches_next = false;   ///< a token and a CJK character with nothing between them
  bool same_run_next = false;  ///< the next unit is the next character of this CJK run
  bool starts_sentence = false, starts_paragraph = false;
};

/// One value; the free unit is the last.
std::vector<Unit> read_units(std::string_view utf8);

std::string to_utf8(std::u32string_view text);
std::u32string to_utf32(std::string_view utf8);  ///< what is not UTF-8 becomes U+FFFD

/// "5g ~通 =信 a": for messages and for tests. Behind the first unit "/" starts a sentence, "//" a
/// paragraph.
std::string describe(const std::vector<Unit>& units);

}  // namespace patlas::oracle

#endif  // PATLAS_TESTS_ORACLE_UNITS_H_
