#include "engine/text/term_pattern.h"

#include <vector>

#include "engine/text/utf8.h"

namespace patlas {
namespace {

std::vector<char32_t> characters(std::string_view text) {
  std::vector<char32_t> found;
  const char* const end = text.data() + text.size();
  for (const char* p = text.data(); p < end;) {
    const char32_t c = utf8::decode(p, end);
    found.push_back(c == utf8::kInvalid ? 0xFFFD : c);
  }
  return found;
}

Automaton::Set only(char32_t c) { return {{c, c}}; }

std::string shown_part(const PatternPart& part) {
  if (part.least == 0 && part.most == 0) return part.text;
  if (part.least == 0 && part.most == Automaton::kAnyNumber) return part.text + "*";
  return part.text + "{" + std::to_string(part.least) + "," +
         (part.most == Automaton::kAnyNumber ? "" : std::to_string(part.most)) + "}";
}

}  // namespace

Automaton::Set term_character() {
  const auto mark = static_cast<char32_t>(kEndMark);
  return Automaton::all_but({{mark, mark}});
}

Result<std::shared_ptr<const TermPattern>> wildcard_pattern(TermTag tag,
                                                            std::span<const PatternPart> parts) {
  auto pattern = std::make_shared<TermPattern>();
  Automaton& automaton = pattern->automaton;
  pattern->prefix.push_back(static_cast<char>(tag));
  PATLAS_ASSIGN(Automaton::Part whole, automaton.character(only(static_cast<char32_t>(tag))));
  bool open = false;
  for (const PatternPart& part : parts) {
    for (const char32_t c : characters(part.text)) {
      PATLAS_ASSIGN(const Automaton::Part one, automaton.character(only(c)));
      PATLAS_ASSIGN(whole, automaton.both(whole, one));
    }
    if (!open) pattern->prefix += part.text;
    // What is no text is read as U+FFFD, and has other bytes.
    const bool is_itself = part.text.find("\xEF\xBF\xBD") == part.text.npos;
    if (open && is_itself && part.text.size() > pattern->needle.size()) pattern->needle = part.text;
    pattern->suffix += part.text;
    pattern->shown += shown_part(part);
    if (part.most == 0) continue;
    open = true;
    pattern->suffix.clear();
    PATLAS_ASSIGN(const Automaton::Part any, automaton.character(term_character()));
    PATLAS_ASSIGN(const Automaton::Part several, automaton.repeat(any, part.least, part.most));
    PATLAS_ASSIGN(whole, automaton.both(whole, several));
  }
  automaton.finish(whole);
  const auto is_all = [](const PatternPart& part) {
    return part.least == 0 && part.most == Automaton::kAnyNumber;
  };
  const bool begins_open = parts.size() == 2 && parts[0].text.empty() && is_all(parts[0]);
  pattern->suffix_decides = begins_open && parts[1].most == 0;
  pattern->needle_decides =
      begins_open && is_all(parts[1]) && !parts[1].text.empty() && pattern->needle == parts[1].text;
  return std::shared_ptr<const TermPattern>(std::move(pattern));
}

// State (i, e): i characters of the word are accounted for, with e edits.
Result<std::shared_ptr<const TermPattern>> fuzzy_pattern(TermTag tag, std::string_view word,
                                                         uint32_t edits) {
  auto pattern = std::make_shared<TermPattern>();
  pattern->prefix.push_back(static_cast<char>(tag));
  pattern->shown = std::string(word) + "~" + std::to_string(edits);
  Automaton& automaton = pattern->automaton;
  const std::vector<char32_t> letters = characters(word);
  const auto n = static_cast<uint32_t>(letters.size());
  PATLAS_ASSIGN(const Automaton::Part head, automaton.character(only(static_cast<char32_t>(tag))));
  std::vector<uint32_t> ids;
  for (uint32_t i = 0; i < (n + 1) * (edits + 1); ++i) {
    PATLAS_ASSIGN(const uint32_t id, automaton.add_state({}));
    ids.push_back(id);
  }
  PATLAS_ASSIGN(const uint32_t match, automaton.add_state({}));
  const auto at = [&](uint32_t i, uint32_t e) { return ids[e * (n + 1) + i]; };
  const uint32_t any = automaton.add_set(term_character());
  for (uint32_t i = 0; i <= n; ++i) {
    const uint32_t letter = i < n ? automaton.add_set(only(letters[i])) : 0;
    for (uint32_t e = 0; e <= edits; ++e) {
      const bool may_edit = e < edits;
      Automaton::State here;
      if (i == n) {
        here.next = match;
      } else if (!may_edit) {
        here = {letter, at(i + 1, e), Automaton::kNowhere};
      } else {
        PATLAS_ASSIGN(const uint32_t same, automaton.add_state({letter, at(i + 1, e)}));
        here.next = same;
      }
      if (may_edit) {
        // Another character: in place of this one, or before it.
        const uint32_t replaced = i < n ? at(i + 1, e + 1) : Automaton::kNowhere;
        PATLAS_ASSIGN(const uint32_t after,
                      automaton.add_state({Automaton::kNowhere, replaced, at(i, e + 1)}));
        PATLAS_ASSIGN(const uint32_t other, automaton.add_state({any, after}));
        PATLAS_ASSIGN(here.other,
                      automaton.add_state({Automaton::kNowhere, other, replaced}));  // left out
      }
      automaton.state(at(i, e)) = here;
    }
  }
  automaton.state(head.exit).next = at(0, 0);
  automaton.finish(head.start, match);
  return std::shared_ptr<const TermPattern>(std::move(pattern));
}

}  // namespace patlas
