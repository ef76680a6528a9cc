#include "programs/cli/text.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <utility>

#include "patlas/json.h"

namespace patlas::cli {
namespace {

constexpr std::string_view kEllipsis = "…";

size_t cells_of(UChar32 c) {
  if (c < 0) return 1;  // shown as a replacement character
  const int8_t type = u_charType(c);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

/// Calls visit(begin, end, character) until it says false.
template <typename Visit>
void for_each_character(std::string_view utf8, Visit&& visit) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(utf8.data());
  const int32_t length = static_cast<int32_t>(std::min<size_t>(utf8.size(), INT32_MAX));
  for (int32_t at = 0; at < length;) {
    const int32_t begin = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, length, c);
    if (!visit(static_cast<size_t>(begin), static_cast<size_t>(at), c)) return;
  }
}

}  // namespace

std::string without_controls(std::string_view utf8) {
  std::string out;
  for_each_character(utf8, [&](size_t begin, size_t end, UChar32 c) {
    if (c < 0) {
      out += "\xEF\xBF\xBD";
    } else if (u_iscntrl(c)) {
      out += ' ';
    } else {
      out += utf8.substr(begin, end - begin);
    }
    return true;
  });
  return out;
}

size_t display_width(std::string_view utf8) {
  size_t cells = 0;
  for_each_character(utf8, [&](size_t, size_t, UChar32 c) {
    cells += cells_of(c);
    return true;
  });
  return cells;
}

std::string fit(std::string_view utf8, size_t cells) {
  std::string clean = without_controls(utf8);
  if (display_width(clean) <= cells) return clean;
  if (cells == 0) return "";
  size_t used = 0, keep = 0;
  for_each_character(clean, [&](size_t, size_t end, UChar32 c) {
    used += cells_of(c);
    if (used > cells - 1) return false;
    keep = end;
    return true;
  });
  return clean.substr(0, keep) + std::string(kEllipsis);
}

std::string pad_right(std::string_view utf8, size_t cells) {
  const size_t width = display_width(utf8);
  return std::string(utf8) + std::string(cells > width ? cells - width : 0, ' ');
}

std::string pad_left(std::string_view utf8, size_t cells) {
  const size_t width = display_width(utf8);
  return std::string(cells > width ? cells - width : 0, ' ') + std::string(utf8);
}

std::string group_digits(uint64_t number) {
  std::string out = std::to_string(number);
  for (size_t at = out.size(); at > 3; at -= 3) out.insert(at - 3, ",");
  return out;
}

std::vector<size_t> TextTable::widths(size_t line_width) const {
  constexpr size_t kGap = 2, kNarrowest = 12;
  std::vector<size_t> widths;
  size_t total = 0;
  for (size_t c = 0; c < columns_.size(); ++c) {
    size_t width = display_width(columns_[c].title);
    for (const auto& row : rows_)
      width = std::max(width, display_width(fit(row[c], columns_[c].width_max)));
    widths.push_back(width);
    total += width + (c == 0 ? 0 : kGap);
  }
  while (line_width != 0 && total > line_width) {
    size_t* widest = nullptr;
    for (size_t c = 0; c < columns_.size(); ++c) {
      if (columns_[c].right || columns_[c].whole) continue;
      if (widest == nullptr || widths[c] > *widest) widest = &widths[c];
    }
    if (widest == nullptr || *widest <= kNarrowest) break;
    --*widest;
    --total;
  }
  return widths;
}

std::string TextTable::print(const Look& look) const {
  const std::vector<size_t> widths = this->widths(look.width);
  std::string out;
  const auto line = [&](const auto& cell_of) {
    std::string text;
    for (size_t c = 0; c < columns_.size(); ++c) {
      const std::string cell = fit(cell_of(c), widths[c]);
      if (c > 0) text += "  ";
      text += columns_[c].right ? pad_left(cell, widths[c]) : pad_right(cell, widths[c]);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
  };
  out += (look.colour ? "\x1b[1m" : "") + line([&](size_t c) { return columns_[c].title; }) +
         (look.colour ? "\x1b[0m\n" : "\n");
  for (const auto& row : rows_) out += line([&](size_t c) { return row[c]; }) + "\n";
  return out;
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string out;
  for (size_t c = 0; c < cells.size(); ++c) {
    if (c > 0) out += ',';
    if (cells[c].find_first_of(",\"\r\n") == std::string::npos) {
      out += cells[c];
      continue;
    }
    out += '"';
    for (const char byte : cells[c]) {
      if (byte == '"') out += '"';
      out += byte;
    }
    out += '"';
  }
  return as_utf8(std::move(out)) + "\r\n";
}

}  // namespace patlas::cli
