#include "query/operators.h"

#include <algorithm>
#include <array>

#include "query/lexer.h"
#include "query/proximity.h"

namespace patlas {
namespace {

constexpr auto kNotation = OperatorType::kNotation;
constexpr auto kProximity = OperatorType::kProximity;

constexpr std::array kTable = {
    OperatorRow{"or", OperatorType::kOr, 1, "clause or clause", "either, or both",
                "coat or jacket"},
    OperatorRow{"xor", OperatorType::kXor, 2, "clause xor clause",
                "one of the two and not both; of more, an odd number", "coat xor jacket"},
    OperatorRow{"and", OperatorType::kAnd, 3, "clause and clause", "both", "coat and paper"},
    OperatorRow{"(blank)", kNotation, 3, "clause clause", "both, as `and`", "coat paper"},
    OperatorRow{"not", OperatorType::kNot, 4, "not clause",
                "every live document that the clause does not match", "coat and not paper"},
    OperatorRow{
        "same sentence", kProximity, 5, "clause same sentence clause",
        "both in one sentence; so `same paragraph`, `same claim`, `same entry` (one value of "
        "a field: one applicant)",
        "coat same sentence paper"},
    OperatorRow{"near/5", kProximity, 6, "clause near/5 clause",
                "at most 5 apart in either order; `near` is `near/5`; `near/2..5` from 2 to 5",
                "coat near/5 paper"},
    OperatorRow{"adj/2", kProximity, 6, "clause adj/2 clause",
                "the second at most 2 behind the first; `adj` is `adj/1`, side by side",
                "coat adj/2 paper"},
    OperatorRow{"near/[-3,2]", kProximity, 6, "clause near/[-3,2] clause",
                "the second up to 3 before or 2 behind the first; also `[-3,2]`",
                "coat near/[-3,2] paper"},
    OperatorRow{
        "not near/5", kProximity, 6, "clause not near/5 clause",
        "a place of the first with none of the second near it; so `not adj`, `not same ...`",
        "coat not near/5 paper"},
    OperatorRow{"( )", kNotation, 0, "( query )", "one clause made of a query",
                "(coat or jacket) and paper"},
    OperatorRow{"m of ( , )", kNotation, 0, "number of (query, query, ...)",
                "at least so many of the clauses", "2 of (coat, jacket, paper or cloth)"},
    OperatorRow{"m..n of ( , )", kNotation, 0, "range of (query, query, ...)",
                "from m to n of the clauses", "1..2 of (coat, jacket, paper)"},
    OperatorRow{"\"...\"", kNotation, 0, "text",
                "a phrase: its words side by side and in order; never operators",
                "\"coated paper\""},
    OperatorRow{"*", kNotation, 0, "word* *word wo*rd",
                "every word that starts so; any characters where it stands", "coat*"},
    OperatorRow{"?", kNotation, 0, "wo?rd", "one character or none where it stands", "colo?r"},
    OperatorRow{"#", kNotation, 0, "wo#rd", "one character where it stands", "wom#n"},
    OperatorRow{"{0,3}", kNotation, 0, "word{0,3}",
                "as many characters where it stands; {2} so many, {1,} one or more", "coat{0,3}"},
    OperatorRow{"~1 ~2", kNotation, 0, "word~1",
                "words with up to one or two characters added, left out or replaced", "coating~1"},
    OperatorRow{"regex:", kNotation, 0, "regex:text",
                "words that the regular expression describes as a whole",
                "regex:\"colou?r(ed|s)?\""},
    OperatorRow{"~", kNotation, 0, "~word",
                "every word of the same stem; of a CJK string, its words anywhere in one field",
                "~coating"},
    OperatorRow{"word:", kNotation, 0, "word:clause",
                "whole words only: the text starts and ends where a word does", "word:京都"},
    OperatorRow{"field:", kNotation, 0, "field:clause", "the clause in that field",
                "ti:(coat or jacket)"},
    OperatorRow{"field,field:", kNotation, 0, "fields:clause", "the clause in any of those fields",
                "ti,ab:coat"},
    OperatorRow{"any(field,field):", kNotation, 0, "any(fields):clause",
                "the whole clause in one or more of those fields", "any(ti,ab):(coat paper)"},
    OperatorRow{"all(field,field):", kNotation, 0, "all(fields):clause",
                "the whole clause in each of those fields", "all(ti,ab):(coat or jacket)"},
    OperatorRow{"one(field,field):", kNotation, 0, "one(fields):clause",
                "the whole clause in exactly one of those fields", "one(ti,ab):coat"},
    OperatorRow{"field=", kNotation, 0, "field=value",
                "a class and nothing below it; for a number, code or date the same as `:`",
                "cpc=H01L21/02"},
    OperatorRow{"field:@name", kNotation, 0, "numbers:@list",
                "any number of a list that comes with the query", "pn:@watch"},
    OperatorRow{"class(...):", kNotation, 0, "class(how):symbol",
                "a class that is the first, inventive, additional or an office's, or several of it",
                "cpc(first,inv):H01L21"},
    OperatorRow{"class>=", kNotation, 0, "class>=symbol",
                "a class and those above it in its scheme; with `>` those above it only",
                "cpc>=H01L21/02"},
    OperatorRow{"class..", kNotation, 0, "symbol..symbol",
                "classes from the first to the last and all below it, in the scheme's order",
                "cpc:A61K39/00..39/44"},
    OperatorRow{"..", kNotation, 0, "date..date", "dates from the first to the last, both included",
                "pd:2015..2018"},
    OperatorRow{">= > <= <", kNotation, 0, "field>=date",
                "dates from, after, up to and before a date", "pd>=2015"},
    OperatorRow{"*:*", kNotation, 0, "", "every live document", "*:*"},
};

bool is_distance(std::string_view text) {
  if (!text.empty() && text.front() == '/') text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
  });
}

/// `same`, `same3` and `same/s`, but not `same-day`.
bool is_reserved_form(std::string_view word, std::string_view keyword) {
  if (!word.starts_with(keyword)) return false;
  const std::string_view rest = word.substr(keyword.size());
  if (rest.empty()) return true;
  const bool marked = rest.front() == '/' || (rest.front() >= '0' && rest.front() <= '9');
  return marked && is_distance(rest);
}

}  // namespace

std::span<const OperatorRow> operator_table() { return kTable; }

const OperatorRow* find_keyword(std::string_view word) {
  // No keyword is longer with its distance; a long word is not worth a copy.
  if (word.size() > 48) return nullptr;
  const std::string folded = ascii_form(word);
  const bool is_proximity = is_distance_word(word) || is_reserved_form(folded, "same");
  for (const OperatorRow& row : kTable) {
    if (row.type == OperatorType::kNotation) continue;
    if (row.type == OperatorType::kProximity) {
      if (is_proximity) return &row;
      continue;
    }
    const bool found = row.type == OperatorType::kKeyword ? is_reserved_form(folded, row.spelling)
                                                          : folded == row.spelling;
    if (found) return &row;
  }
  return nullptr;
}

std::string operator_markdown() {
  std::string out = "| write | binds | takes | finds | example |\n|---|---|---|---|---|\n";
  for (const OperatorRow& row : kTable) {
    if (row.example.empty()) continue;
    out += "| `" + std::string(row.spelling) + "` | ";
    if (row.precedence != 0) out += std::to_string(row.precedence);
    out += " | " + std::string(row.operands) + " | " + std::string(row.help) + " | `" +
           std::string(row.example) + "` |\n";
  }
  return out;
}

}  // namespace patlas
