// ingest/normalize/symbols.h
//
// Classification symbols: any spelling to one sortable key, and back to the display form (domain.md
// 4).
//
// Key of IPC and CPC: 14 characters, section, class, subclass, main group left-padded to 4,
// subgroup right-padded to 6, all with zeros: "H04L0029060000". Prefixes 1, 3, 4 and 8 characters
// long are section, class, subclass and main group. An unknown or retired symbol is a symbol like
// any other.
#ifndef PATLAS_INGEST_NORMALIZE_SYMBOLS_H_
#define PATLAS_INGEST_NORMALIZE_SYMBOLS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patlas {

/// The terms of a symbol in an index are its key and the prefixes above, so that a section is one
/// term with all below it. A symbol that is itself no deeper than a subclass has one more, with
/// this mark behind it: "H01L=" is H01L and nothing below.
inline constexpr char kNothingBelow = '=';

/// Before the text of what an office wrote in place of a symbol, in its one term: nothing reads it,
/// and it is found exactly as it stands.
inline constexpr char kUnreadMark = '?';
/// Runs of blanks become one, none is at an end. Empty when the text is longer than any query's
/// value.
std::string unread_symbol_term(std::string_view text);
/// "H01L0021020000", the mark, "FIEP".
std::string qualified_symbol(std::string_view key, bool first, bool inventive,
                             std::string_view office);

/// How a record carries a symbol is a term too: the symbol, this mark, F or L (first or later), I or
/// A (inventive or not), and the office that gave it. So that what is asked of a symbol is asked of
/// one and the same.
inline constexpr char kQualifierMark = '\x01';

enum class SymbolLevel : uint8_t { kSection = 1, kClass, kSubclass, kMainGroup, kSubgroup };

/// What a written IPC or CPC symbol names.
struct ClassSymbol {
  std::string
      key;  ///< 1, 3, 4, 8 or 14 characters by level; kMainGroup as a whole symbol (x/00) has 14
  SymbolLevel level = SymbolLevel::kSubgroup;
};

/// Any spelling of FORMATS.md "IPC spellings seen": `H04L29/06`, `H04L  29/06`, `H04L0029060000`,
/// `A45F  504`, `F02M  41/12        20060101A I20051008RMEP`, `H04N   7/    26`, `7C 07C  29/44 A`,
/// `H04L`. nullopt: not one.
std::optional<ClassSymbol> parse_class_symbol(std::string_view text);

/// The fields that follow the symbol in the 50-position ST.8 text; absent ones empty or false.
struct Ipc8Text {
  ClassSymbol symbol;
  std::string version;  ///< YYYYMMDD or empty
  bool first = false, inventive = false;
  std::string status, source, office;
};
std::optional<Ipc8Text> parse_ipc8_text(std::string_view text);

/// "H04L 29/06", "H04L", "H04L 29/00" (also for an 8-character key).
std::string display_class_symbol(std::string_view key);

/// What stands above a key by its characters: of H01L0021020000 H01L0021000000, of that H01L, of
/// that H01, of that H, of that nothing. REQUIRES: 1, 3, 4 or 14 characters.
std::string above_by_shape(std::string_view key);
/// `key` is `above`, or below it by its characters.
bool is_below_by_shape(std::string_view key, std::string_view above);

/// The symbol of a scheme other than IPC and CPC ("fi", "fterm", "uspc", "locarno") in the form in
/// which it is looked up: "G06F0009000000,325@A", "2C001AA01", "604/385.101", "10-07"; a part that
/// begins it as a level does ("2C001") is a symbol, too. Empty: not one.
std::string national_symbol(std::string_view scheme, std::string_view text);
/// What stands above it, from the top down, and itself: "2C001", "2C001AA", "2C001AA01".
std::vector<std::string> national_levels(std::string_view scheme, std::string_view symbol);
/// "G06F 9/00,325@A"; the others are shown as they are looked up.
std::string display_national_symbol(std::string_view scheme, std::string_view symbol);

/// USPC from the fixed-column form (never trimmed): ' 29847' -> "29/847"; Locarno '1007' ->
/// "10-07".
std::string normalize_uspc(std::string_view fixed_columns);
std::string normalize_locarno(std::string_view text);

}  // namespace patlas

#endif  // PATLAS_INGEST_NORMALIZE_SYMBOLS_H_
