// The first line as a pattern three times over, with wildcards, as a word with edits and as a regular
// expression; the other lines as words to hold against it.
#include <algorithm>
#include <string>
#include <vector>

#include "engine/text/term_pattern.h"
#include "engine/text/utf8.h"
#include "query/regex.h"
#include "tests/fuzz/checks.h"

namespace patlas::fuzz {
namespace {

constexpr size_t kLinesMax = 64, kLineBytesMax = 200;

std::vector<char32_t> characters(std::string_view text) {
  std::vector<char32_t> found;
  const char* const end = text.data() + text.size();
  for (const char* p = text.data(); p < end;) {
    const char32_t c = utf8::decode(p, end);
    found.push_back(c == utf8::kInvalid ? 0xFFFD : c);
  }
  return found;
}

std::vector<PatternPart> parts_of(std::string_view pattern) {
  std::vector<PatternPart> parts(1);
  for (const char c : pattern) {
    if (c != '*' && c != '?' && c != '#' && c != '+') {
      parts.back().text += c;
      continue;
    }
    parts.back().least = c == '#' || c == '+';
    parts.back().most = c == '*' || c == '+' ? Automaton::kAnyNumber : 1;
    parts.emplace_back();
  }
  return parts;
}

/// Lengths of beginnings of the word that the parts so far can be.
bool fits(const std::vector<PatternPart>& parts, const std::vector<char32_t>& word) {
  std::vector<bool> ends(word.size() + 1);
  ends[0] = true;
  for (const PatternPart& part : parts) {
    const std::vector<char32_t> text = characters(part.text);
    std::vector<bool> next(word.size() + 1);
    for (size_t i = 0; i + text.size() <= word.size(); ++i) {
      const auto from = word.begin() + static_cast<ptrdiff_t>(i);
      if (!ends[i] || !std::equal(text.begin(), text.end(), from)) continue;
      size_t to = i + text.size();
      for (uint32_t n = 0; to <= word.size() && n <= part.most; ++n, ++to) {
        if (n >= part.least) next[to] = true;
        if (to < word.size() && word[to] == static_cast<char32_t>(kEndMark)) break;
      }
    }
    ends = next;
  }
  return ends[word.size()];
}

uint32_t distance(const std::vector<char32_t>& a, const std::vector<char32_t>& b) {
  std::vector<uint32_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<uint32_t>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    uint32_t diagonal = row[0];
    row[0] = static_cast<uint32_t>(i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const uint32_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = above;
    }
  }
  return row[b.size()];
}

/// Terms in order, each read on from the one before, are taken as each by itself; `wanted` says
/// which, where it is known.
template <typename Wanted>
std::string check_run(const TermPattern& pattern, const std::vector<std::string>& terms,
                      Wanted&& wanted) {
  AutomatonRun run(pattern.automaton);
  std::string before;
  std::string refused;
  for (const std::string& term : terms) {
    const auto end = term.begin() + static_cast<ptrdiff_t>(std::min(term.size(), before.size()));
    const size_t shared =
        static_cast<size_t>(std::mismatch(term.begin(), end, before.begin()).first - term.begin());
    const bool alone = AutomatonRun(pattern.automaton).matches(term);
    if (alone != wanted(std::string_view(term).substr(1), alone)) {
      return "a pattern takes what its table says: " + pattern.shown + " " + term;
    }
    if (!refused.empty() && term.starts_with(refused) && alone)
      return "nothing is taken that begins as a refused term: " + term;
    if (run.takes(shared, std::string_view(term).substr(shared)) != alone) {
      return "a term is taken whatever was read before: " + pattern.shown + " " + term;
    }
    if (alone && !(term.starts_with(pattern.prefix) && term.ends_with(pattern.suffix))) {
      return "a term begins and ends as its pattern: " + pattern.shown + " " + term;
    }
    refused = run.refused();
    before = term;
  }
  return {};
}

}  // namespace

std::string check_pattern(std::string_view lines) {
  std::vector<std::string> terms;
  std::string pattern;
  for (size_t n = 0; n < kLinesMax && !lines.empty(); ++n) {
    const size_t end = std::min(lines.find('\n'), lines.size());
    const std::string line(lines.substr(0, std::min(end, kLineBytesMax)));
    (n == 0 ? pattern : terms.emplace_back("w")) += line;
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  std::sort(terms.begin(), terms.end());
  const std::vector<char32_t> letters = characters(pattern);
  // A query is UTF-8.
  if (std::find(letters.begin(), letters.end(), char32_t{0xFFFD}) != letters.end()) return {};
  const std::vector<PatternPart> parts = parts_of(pattern);
  if (const auto made = wildcard_pattern(TermTag::kWord, parts)) {
    auto broken = check_run(
        **made, terms, [&](std::string_view word, bool) { return fits(parts, characters(word)); });
    if (!broken.empty()) return broken;
  }
  const bool has_mark = std::any_of(terms.begin(), terms.end(), [](const std::string& term) {
    return term.find(kEndMark) != std::string::npos;
  });
  for (uint32_t edits = 1; edits <= 2 && !has_mark; ++edits) {
    const auto made = fuzzy_pattern(TermTag::kWord, pattern, edits);
    if (!made) continue;
    auto broken = check_run(**made, terms, [&](std::string_view word, bool) {
      return distance(letters, characters(word)) <= edits;
    });
    if (!broken.empty()) return broken;
  }
  Analyzer analyzer;
  const auto made = regex_pattern(pattern, TermTag::kWord, analyzer, {});
  if (!made) return {};
  return check_run(**made, terms, [](std::string_view, bool alone) { return alone; });
}

}  // namespace patlas::fuzz
