// Names as facet values: fold (NFKC, capitals, Latin letters without marks), then for companies the
// legal forms off either end, until nothing more comes off. Each step only shortens what it has
// made upper case, so a second pass finds nothing to do.
#include "ingest/normalize/names.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdint>
#include <new>
#include <span>
#include <string>
#include <vector>

#include "ingest/normalize/fold.h"
#include "ingest/normalize/legal_forms.h"

namespace patlas {

namespace {

// A longer "name" is text in the wrong column; it is cut for the facet, at a character.
constexpr size_t kLongestName = 1024;

std::string_view cut_name(std::string_view name) {
  if (name.size() <= kLongestName) return name;
  size_t end = kLongestName;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end;
  return name.substr(0, end);
}

bool is_cjk(char32_t c) {
  return (c >= 0x2e80 && c <= 0x2fdf) || (c >= 0x3005 && c <= 0x3007) ||
         (c >= 0x3040 && c <= 0x30ff && c != 0x30fb) || (c >= 0x3400 && c <= 0x4dbf) ||
         (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3) ||
         (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

// Latin capitals that are no letter with a mark.
std::u32string_view ascii_of(char32_t c) {
  switch (c) {
    case U'Æ':
      return U"AE";
    case U'Œ':
      return U"OE";
    case U'Ø':
      return U"O";
    case U'Ł':
      return U"L";
    case U'Đ':
    case U'Ð':
      return U"D";
    case U'Þ':
      return U"TH";
    case U'Ħ':
      return U"H";
    case U'Ŧ':
      return U"T";
    case U'Ŋ':
      return U"N";
    case U'ẞ':
      return U"SS";
    default:
      return {};
  }
}

// A Latin letter without its marks; anything else as it is (kana keep their voicing, Cyrillic and
// Greek theirs).
void append_base(std::u32string& out, char32_t c, const icu::Normalizer2* nfd) {
  if (c < 0x80) {
    out.push_back(c);
    return;
  }
  if (const std::u32string_view ascii = ascii_of(c); !ascii.empty()) {
    out += ascii;
    return;
  }
  icu::UnicodeString parts;
  if (nfd != nullptr && nfd->getDecomposition(static_cast<UChar32>(c), parts)) {
    const UChar32 base = parts.char32At(0);
    if (base < 0x80 && u_isalpha(base)) {
      out.push_back(static_cast<char32_t>(base));
      return;
    }
  }
  // A mark that could not compose with the Latin letter before it.
  if (u_charType(static_cast<UChar32>(c)) == U_NON_SPACING_MARK && !out.empty() &&
      out.back() < 0x80) {
    return;
  }
  out.push_back(c);
}

std::u32string folded_points(std::string_view name) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
  if (status == U_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
  if (U_FAILURE(status)) nfd = nullptr;
  std::u32string out;
  for (const char32_t c : decode_utf8(fold_upper(name))) append_base(out, c, nfd);
  return out;
}

// "NAME [US]", with any blank before the bracket.
void drop_country(std::u32string& name) {
  size_t end = name.size();
  while (end > 0 &&
         (name[end - 1] == U' ' || u_isUWhiteSpace(static_cast<UChar32>(name[end - 1])))) {
    --end;
  }
  if (end < 4 || name[end - 1] != U']' || name[end - 4] != U'[') return;
  const auto is_capital = [](char32_t c) { return c >= U'A' && c <= U'Z'; };
  if (!is_capital(name[end - 2]) || !is_capital(name[end - 3])) return;
  if (end == 4) return;
  name.resize(end - 4);
}

bool is_mark(char32_t c) { return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_M_MASK) != 0; }

bool is_kept(char32_t c) {
  if (c == U'&' || c == U'+' || c == U'@' || c == U'$') return true;
  if (c < 0x80) return (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z');
  if (c == 0x30fc || c == 0x3005 || c == 0x3007) return true;  // ー 々 〇
  return u_isalnum(static_cast<UChar32>(c)) || is_mark(c);
}

bool is_letter_at(std::u32string_view text, size_t i) {
  return i < text.size() && text[i] >= U'A' && text[i] <= U'Z';
}

// The point of an abbreviation in single letters joins them: S.P.A. is SPA, U.S. STEEL is US STEEL.
bool joins_initials(std::u32string_view text, size_t i) {
  if (text[i] != U'.' || i == 0 || !is_letter_at(text, i - 1)) return false;
  const bool single_before = i < 2 || !(is_letter_at(text, i - 2) || is_kept(text[i - 2]));
  if (!single_before || !is_letter_at(text, i + 1)) return false;
  return i + 2 >= text.size() || !(is_letter_at(text, i + 2) || is_kept(text[i + 2]));
}

// Punctuation becomes one blank, & a word of its own; no blanks between East Asian characters.
std::u32string without_punctuation(std::u32string_view text, bool join_initials) {
  std::u32string out;
  bool blank = false;
  const auto push = [&](char32_t c) {
    const bool both_cjk = !out.empty() && is_cjk(out.back()) && is_cjk(c);
    if (blank && !out.empty() && !both_cjk) out.push_back(U' ');
    blank = false;
    out.push_back(c);
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    if (join_initials && joins_initials(text, i)) continue;
    // A mark without its letter; it would join with whatever comes to stand before it.
    const bool loose = blank || out.empty() || out.back() < 0x80;
    if (is_mark(c) && loose) continue;
    if (!is_kept(c)) {
      blank = true;
    } else if (c == U'&') {
      blank = true;
      push(c);
      blank = true;
    } else {
      push(c);
    }
  }
  return out;
}

// ---- Legal forms --------------------------------------------------------------------------------

size_t count_characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

// What a form may leave behind: two East Asian characters or more, or a word of three letters or
// more ("AG", "3M", "LG" alone say too little).
bool says_enough(std::string_view rest) {
  rest = trim(rest);
  if (rest.empty()) return false;
  if (rest.find_first_not_of("&+@$ ") == std::string_view::npos) return false;
  if (is_ascii(rest)) return rest.find(' ') != std::string_view::npos || rest.size() > 2;
  return count_characters(rest) >= 2;
}

// Before punctuation goes, so that (株) and 株 stay apart; longest first by comparing all.
bool strip_cjk_once(std::string& name, std::span<const std::string_view> forms, bool leading) {
  if (is_ascii(name)) return false;
  std::string_view best;
  for (const std::string_view form : forms) {
    if (form.size() <= best.size()) continue;
    if (leading ? name.starts_with(form) : name.ends_with(form)) best = form;
  }
  if (best.empty()) return false;
  std::string rest = leading ? name.substr(best.size()) : name.substr(0, name.size() - best.size());
  rest = trim(rest);
  if (!says_enough(rest)) return false;
  name = std::move(rest);
  return true;
}

bool strip_words_once(std::string& name, std::span<const std::string_view> forms, bool leading) {
  std::string_view best;
  for (const std::string_view form : forms) {
    if (form.size() <= best.size() || name.size() <= form.size() + 1) continue;
    const char beside = leading ? name[form.size()] : name[name.size() - form.size() - 1];
    if (beside == ' ' && (leading ? name.starts_with(form) : name.ends_with(form))) best = form;
  }
  if (best.empty()) return false;
  std::string rest =
      leading ? name.substr(best.size() + 1) : name.substr(0, name.size() - best.size() - 1);
  if (!says_enough(rest)) return false;
  name = std::move(rest);
  return true;
}

bool strip_nationality(std::string& name) {
  return strip_cjk_once(name, nationality_prefixes(), true);
}

// An "&" or "AND" that a form left behind at the end.
bool strip_loose_end(std::string& name) {
  for (const std::string_view word : {" &", " AND", " UND", " ET"}) {
    if (!name.ends_with(word)) continue;
    std::string rest = name.substr(0, name.size() - word.size());
    if (!says_enough(rest)) continue;
    name = std::move(rest);
    return true;
  }
  return false;
}

bool strip_article(std::string& name) {
  if (!name.starts_with("THE ") || !says_enough(std::string_view(name).substr(4))) return false;
  name.erase(0, 4);
  return true;
}

std::string company_pass(std::string_view given) {
  std::u32string points = folded_points(given);
  drop_country(points);
  // Forms in brackets come off first; blanks between them and the name mean nothing.
  std::string name(trim(encode_utf8(points)));
  while (strip_cjk_once(name, leading_cjk_forms(), true) ||
         strip_cjk_once(name, trailing_cjk_forms(), false)) {
  }
  name = encode_utf8(without_punctuation(decode_utf8(name), true));
  while (strip_nationality(name) || strip_cjk_once(name, leading_cjk_forms(), true) ||
         strip_cjk_once(name, trailing_cjk_forms(), false) ||
         strip_words_once(name, trailing_word_forms(), false) ||
         strip_words_once(name, leading_word_forms(), true) || strip_loose_end(name) ||
         strip_article(name)) {
  }
  return name;
}

}  // namespace

std::string facet_company_name(std::string_view name) {
  std::string current = company_pass(cut_name(name));
  // 有限会社○○: but for the form nothing is left that a name is made of.
  if (current.empty()) return facet_person_name(name);
  // What is left in ASCII has neither brackets nor marks that a second pass could see.
  if (is_ascii(current)) return current;
  // A pass may bring a bracketed form to the end that was inside before; every further pass makes
  // the name shorter or leaves it alone, so this ends.
  for (std::string next = company_pass(current); next != current; next = company_pass(current)) {
    const bool shorter = next.size() < current.size();
    current = std::move(next);
    if (!shorter) break;
  }
  return current;
}

std::string facet_person_name(std::string_view name) {
  std::u32string points = folded_points(cut_name(name));
  drop_country(points);
  return encode_utf8(without_punctuation(points, false));
}

}  // namespace patlas
