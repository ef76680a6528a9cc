// corpora/generator/made_record.h
//
// One made record before it is written: facts and texts that every shape (shapes/shape.h) spells in
// its own way. All texts stand in one buffer, which the next record uses again: a record costs
// hardly any allocation.
#ifndef PATLAS_CORPORA_GENERATOR_MADE_RECORD_H_
#define PATLAS_CORPORA_GENERATOR_MADE_RECORD_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpora/generator/classes.h"
#include "corpora/generator/names.h"
#include "corpora/generator/window.h"
#include "corpora/generator/word_lists.h"

namespace patlas::generator {

/// Bytes [begin, end) of MadeRecord::bytes.
struct Range {
  uint32_t begin = 0, end = 0;
};

struct MadeText {
  Language language = Language::kEnglish;
  Range text;
};

/// The parts of a description, in the order in which all offices ask for them.
enum class Section : uint8_t { kField, kBackground, kSummary, kDrawings, kDetail };
constexpr uint32_t kSectionCount = 5;

struct MadeParagraph {
  Section section = Section::kField;
  bool is_heading = false;  ///< the section's first
  Range text;
};

struct MadeClaim {
  uint32_t depends_on = 0;  ///< number of an earlier claim; 0: independent
  Range reference;          ///< where in the text that claim is named; empty when independent
  Range text;               ///< without the claim's own number
};

struct MadeSymbol {
  ClassSymbol symbol;
  bool inventive = false, first = false;
};

struct MadeCitation {
  const Filing* filing = nullptr;
  const Publication* publication = nullptr;
  std::string_view category;  ///< "SEA", "APP", "EXA", "PRS"
};

struct MadeRecord {
  uint64_t record = 0;
  uint64_t family_id = 0;
  const Window* window = nullptr;
  const Family* family = nullptr;
  const Filing* filing = nullptr;
  const Publication* publication = nullptr;
  std::string_view receiving_office;        ///< of an international application
  std::span<const Filing> priorities;       ///< the first is the earliest
  std::vector<MadeText> titles, abstracts;  ///< the office's own language first
  /// Full text, in the office's own language; empty in the profile biblio.
  Language full_text_language = Language::kEnglish;
  std::vector<MadeParagraph> description;
  std::vector<MadeClaim> claims;
  std::vector<Party> applicants, inventors;
  std::vector<MadeSymbol> ipc, cpc;
  bool has_cpc = false;
  std::vector<MadeCitation> citations;
  std::string bytes;

  std::string_view text(Range range) const {
    return std::string_view(bytes).substr(range.begin, range.end - range.begin);
  }
  Office office() const { return filing->office; }
  /// Not every publication has CPC symbols; the family has.
  std::span<const MadeSymbol> cpc_given() const {
    return has_cpc ? std::span<const MadeSymbol>(cpc) : std::span<const MadeSymbol>();
  }
};

/// As the office prints a name: home parties in their own script, foreign ones in Latin letters.
std::string_view printed_name(const Party& party, Office office);

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_MADE_RECORD_H_
