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

namespace patlas {

/// The terms of a symbol in an index are its key and the prefixes above, so that a section is one
/// term with all below it. A symbol that is itself no deeper than a subclass has one more, with
/// this mark behind it: "H01L=" is H01L and nothing below.
inline constexpr char kNothingBelow = '=';

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

/// USPC from the fixed-column form (never trimmed): ' 29847' -> "29/847"; Locarno '1007' ->
/// "10-07".
std::string normalize_uspc(std::string_view fixed_columns);
std::string normalize_locarno(std::string_view text);

}  // namespace patlas

#endif  // PATLAS_INGEST_NORMALIZE_SYMBOLS_H_
