// programs/cli/text.h
//
// Text on a terminal: columns that line up when characters are two cells wide, and colours only
// where a person looks. RFC 4180 lines for programs.
#ifndef PATLAS_PROGRAMS_CLI_TEXT_H_
#define PATLAS_PROGRAMS_CLI_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace patlas::cli {

/// What the terminal is like.
struct Look {
  bool colour = false;
  size_t width = 0;  ///< cells across; 0: no limit
};

/// Cells that UTF-8 text takes: 2 for East Asian wide and full-width characters, 0 for combining
/// marks.
size_t display_width(std::string_view utf8);
/// Control characters are blanks, and what is no UTF-8 is U+FFFD: a text cannot move the cursor.
std::string without_controls(std::string_view utf8);
/// The longest start of `utf8` that fits `cells`, with an ellipsis when something is left out.
/// Control characters become blanks, so that a title cannot move the cursor.
std::string fit(std::string_view utf8, size_t cells);
std::string pad_right(std::string_view utf8, size_t cells);
std::string pad_left(std::string_view utf8, size_t cells);

/// "1,234,567".
std::string group_digits(uint64_t number);

/// Rows of cells, printed with two blanks between columns; number columns to the right.
class TextTable {
 public:
  struct Column {
    std::string title;
    bool right = false;
    size_t width_max = 60;
    bool whole = false;  ///< never cut to fit a terminal: what a person copies
  };
  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  /// Wide text columns give way until a line fits `look.width`.
  std::string print(const Look& look) const;

 private:
  std::vector<size_t> widths(size_t line_width) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// One line of CSV (RFC 4180) with its line break.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace patlas::cli

#endif  // PATLAS_PROGRAMS_CLI_TEXT_H_
