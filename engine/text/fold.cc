#include "engine/text/fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <memory>

#include "engine/base/check.h"
#include "engine/text/han_fold.h"
#include "engine/text/icu_status.h"
#include "engine/text/utf8.h"

namespace patlas {
namespace {

const icu::Normalizer2& normalizer(const icu::Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* found = get(status);
  check_icu(status);
  return *found;
}

icu::UnicodeString normalized(const icu::UnicodeString& text,
                              const icu::Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString result = normalizer(get).normalize(text, status);
  check_icu(status);
  return result;
}

std::string to_utf8(const icu::UnicodeString& text) {
  std::string result;
  text.toUTF8String(result);
  return result;
}

UScriptCode script_of(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &status);
}

int8_t category(char32_t c) { return u_charType(static_cast<UChar32>(c)); }

bool in_categories(char32_t c, uint32_t mask) { return (U_MASK(category(c)) & mask) != 0; }

bool between(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

// Scripts whose diacritics are folded: elsewhere a mark tells words apart (か が).
bool has_foldable_marks(char32_t c) {
  const UScriptCode script = script_of(c);
  return script == USCRIPT_LATIN || script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC;
}

bool is_complex_script(UScriptCode script) {
  return script == USCRIPT_THAI || script == USCRIPT_LAO || script == USCRIPT_KHMER ||
         script == USCRIPT_MYANMAR;
}

bool is_cjk_script(UScriptCode script) {
  return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA ||
         script == USCRIPT_BOPOMOFO;
}

// Letters that belong to kana and Han text although Unicode calls their script Common: ー 〆 〱-〵
// 〼.
bool is_common_cjk_letter(char32_t c) {
  return c == 0x30FC || c == 0x3006 || between(c, 0x3031, 0x3035) || c == 0x303C;
}

bool is_unified_han(char32_t c) {
  return between(c, 0x4E00, 0x9FFF) || between(c, 0x3400, 0x4DBF) || between(c, 0x20000, 0x2F7FF) ||
         between(c, 0x30000, 0x3FFFD);
}

// Type of a character that NFKC_Casefold leaves alone.
CharType type_of_folded(char32_t c) {
  if (c < 0x80 && !in_categories(c, U_GC_L_MASK | U_GC_ND_MASK)) return CharType::kPunctuation;
  if (is_unified_han(c) || is_common_cjk_letter(c)) return CharType::kHan;
  const UScriptCode script = script_of(c);
  if (is_cjk_script(script)) return CharType::kHan;
  if (script == USCRIPT_HANGUL) return CharType::kHangul;
  if (in_categories(c, U_GC_ND_MASK)) return CharType::kDigit;
  if (is_complex_script(script) && in_categories(c, U_GC_L_MASK | U_GC_M_MASK)) {
    return CharType::kComplex;
  }
  if (in_categories(c, U_GC_M_MASK)) return CharType::kMark;
  if (in_categories(c, U_GC_L_MASK | U_GC_N_MASK)) return CharType::kLetter;
  return CharType::kPunctuation;
}

// Strokes and ligatures are no combining marks to Unicode, but names are written without them as
// often as accents are left out (Sørensen, Łódź).
std::string_view spelled_out(char32_t c) {
  switch (c) {
    case 0x00E6:
      return "ae";
    case 0x00F0:
      return "d";
    case 0x00F8:
      return "o";
    case 0x00FE:
      return "th";
    case 0x0111:
      return "d";
    case 0x0127:
      return "h";
    case 0x0131:
      return "i";
    case 0x0142:
      return "l";
    case 0x0153:
      return "oe";
    case 0x0167:
      return "t";
    default:
      return {};
  }
}

// `folded` (NFKC_Casefold of one character) without diacritics, as UTF-8.
std::string without_diacritics(const icu::UnicodeString& folded) {
  std::string result;
  const icu::UnicodeString parts = normalized(folded, icu::Normalizer2::getNFDInstance);
  bool drops = false;
  for (int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
    const auto c = static_cast<char32_t>(parts.char32At(i));
    if (in_categories(c, U_GC_M_MASK)) {
      if (drops) continue;
    } else {
      drops = has_foldable_marks(c);
    }
    if (const auto letters = spelled_out(c); !letters.empty()) {
      result += letters;
    } else {
      utf8::append(c, result);
    }
  }
  return result;
}

bool is_dash(char32_t c) { return between(c, 0x2010, 0x2013) || c == 0x2212 || c == 0xFE63; }

bool is_fullwidth_alphanumeric(char32_t c) {
  return between(c, 0xFF10, 0xFF19) || between(c, 0xFF21, 0xFF3A) || between(c, 0xFF41, 0xFF5A);
}

// Full-width forms of the signs that can stand inside a token: % - / ^ _
bool is_fullwidth_joiner(char32_t c) {
  return c == 0xFF05 || c == 0xFF0D || c == 0xFF0F || c == 0xFF3E || c == 0xFF3F;
}

// Makes the entries of one page.
class Builder {
 public:
  explicit Builder(std::string& expansions) : expansions_(expansions) {}

  FoldEntry entry(char32_t c) {
    if (is_unified_han(c)) return {CharType::kHan, han_fold(c)};
    if (between(c, 0xAC00, 0xD7A3)) return {CharType::kHangul, c};
    if (between(c, 0xD800, 0xDFFF)) return {CharType::kPunctuation, c};
    if (between(c, 0xE000, 0xF8FF) || c >= 0xF0000) return {CharType::kHan, c};  // an office's own
    FoldEntry result;
    if (special(c, result) || rewritten(c, result) || by_property(c, result)) return result;
    return by_mapping(c);
  }

 private:
  FoldEntry expanded(CharType type, std::string_view text) {
    const auto offset = expansions_.size();
    PATLAS_CHECK(offset < (1u << 15) && text.size() < (1u << 6));
    expansions_ += text;
    return FoldEntry(type, static_cast<uint32_t>(offset << 6 | text.size())).with_expansion();
  }

  static bool special(char32_t c, FoldEntry& result) {
    switch (c) {
      case 0x00B0:
        result = {CharType::kDegree, c};
        return true;
      case 0x00B7:
      case 0x2027:
      case 0x30FB:
      case 0xFF65:
        result = {CharType::kMiddleDot, 0x30FB};
        return true;
      case 0x200B:  // zero-width space: Unicode ignores it, but it separates words
        result = {CharType::kBlank, ' '};
        return true;
      case 0x2120:  // NFKC would glue "SM" and "TM" to the name before
      case 0x2122:
        result = {CharType::kPunctuation, c};
        return true;
      case 0x3099:  // voicing marks after something that is no kana
      case 0x309A:
      case 0x309B:
      case 0x309C:
        result = FoldEntry(CharType::kMark, c).with_rewrite();
        return true;
      default:
        return ignorable(c, result);
    }
  }

  // Before jamo: two of these are fillers, which Unicode counts among both.
  static bool ignorable(char32_t c, FoldEntry& result) {
    if (!u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) {
      return false;
    }
    result = FoldEntry(CharType::kIgnorable, c).with_rewrite();
    return true;
  }

  bool rewritten(char32_t c, FoldEntry& result) {
    if (is_superscript(c) || is_fullwidth_alphanumeric(c) || is_fullwidth_joiner(c)) {
      result = expanded(CharType::kDigit, plain(c)).with_rewrite();
    } else if (is_dash(c)) {
      result = expanded(CharType::kPunctuation, "-").with_rewrite();
    } else if (c == 0x2044) {
      result = expanded(CharType::kPunctuation, "/").with_rewrite();
    } else if (is_conjoining_jamo(c) || between(c, 0xFF66, 0xFF9F)) {
      result = expanded(CharType::kHangul, plain(c)).with_rewrite();
    } else if (between(c, 0xFFA1, 0xFFDC) && u_isdefined(static_cast<UChar32>(c))) {
      result = expanded(CharType::kHangul, raw_decomposition(c)).with_rewrite();
    } else if (between(c, 0x3131, 0x318E)) {
      result = {CharType::kHangul, c};  // NFKC would take them apart into jamo that never rejoin
    } else {
      return false;
    }
    return true;
  }

  static bool by_property(char32_t c, FoldEntry& result) {
    const auto u = static_cast<UChar32>(c);
    CharType type = CharType::kPunctuation;
    if (c == '\n' || c == 0x2028 || c == 0x2029) {
      type = CharType::kNewline;
    } else if (u_isUWhiteSpace(u)) {
      type = CharType::kBlank;
    } else if (u_hasBinaryProperty(u, UCHAR_S_TERM)) {
      type = CharType::kSentenceMark;
    } else if (in_categories(c, U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK | U_GC_SO_MASK)) {
      return false;
    }
    result = {type, c};
    return true;
  }

  FoldEntry by_mapping(char32_t c) {
    const icu::UnicodeString self(static_cast<UChar32>(c));
    const icu::UnicodeString folded = normalized(self, icu::Normalizer2::getNFKCCasefoldInstance);
    PATLAS_CHECK(!folded.isEmpty());  // only what is ignorable vanishes
    const auto first = static_cast<char32_t>(folded.char32At(0));
    const CharType type = type_of_folded(first);
    if (folded.countChar32() == 1) return single(first, type, folded);
    if (type == CharType::kMark && all_of_type(folded, type))
      return expanded(type, to_utf8(folded));
    if (all_word_characters(folded)) return word_string(folded);
    if (all_of_type(folded, CharType::kComplex)) {
      return expanded(CharType::kComplex, to_utf8(folded));
    }
    return expanded(CharType::kPunctuation, fraction_or_plain(c)).with_rewrite();
  }

  FoldEntry single(char32_t c, CharType type, const icu::UnicodeString& folded) {
    if (type == CharType::kHan) return {type, han_fold(c)};
    if (type == CharType::kDigit) {
      const auto digit = static_cast<uint32_t>(u_charDigitValue(static_cast<UChar32>(c)));
      return FoldEntry(type, '0' + digit).with_dropped_marks();
    }
    if (type == CharType::kLetter && c != 0x0439) return word_string(folded);  // not й
    const FoldEntry entry(type, c);
    return has_foldable_marks(c) ? entry.with_dropped_marks() : entry;
  }

  FoldEntry word_string(const icu::UnicodeString& folded) {
    const auto last =
        static_cast<char32_t>(folded.char32At(folded.moveIndex32(folded.length(), -1)));
    const bool drops = has_foldable_marks(last) || last < 0x80;
    const std::string text = has_foldable_marks(static_cast<char32_t>(folded.char32At(0))) || drops
                                 ? without_diacritics(folded)
                                 : to_utf8(folded);
    const char* p = text.data();
    const char32_t c = utf8::decode(p, text.data() + text.size());
    const FoldEntry entry = p == text.data() + text.size() ? FoldEntry(CharType::kLetter, c)
                                                           : expanded(CharType::kLetter, text);
    return drops ? entry.with_dropped_marks() : entry;
  }

  static bool all_word_characters(const icu::UnicodeString& text) {
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
      const CharType type = type_of_folded(static_cast<char32_t>(text.char32At(i)));
      if (type != CharType::kLetter && type != CharType::kDigit && type != CharType::kMark) {
        return false;
      }
    }
    return true;
  }

  static bool all_of_type(const icu::UnicodeString& text, CharType type) {
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
      if (type_of_folded(static_cast<char32_t>(text.char32At(i))) != type) return false;
    }
    return true;
  }

  // NFKC without case folding: a rewritten text still says where a capital starts a sentence.
  static std::string plain(char32_t c) {
    return to_utf8(
        normalized(icu::UnicodeString(static_cast<UChar32>(c)), icu::Normalizer2::getNFKCInstance));
  }

  static std::string fraction_or_plain(char32_t c) {
    const std::string text = plain(c);
    constexpr std::string_view kFractionSlash = "\u2044";
    const auto at = text.find(kFractionSlash);
    if (at == std::string::npos) return text;
    std::string spaced(1, ' ');  // 2½ is 2 1/2, not 21/2
    spaced.append(text, 0, at).append(1, '/').append(text, at + kFractionSlash.size());
    return spaced;
  }

  static std::string raw_decomposition(char32_t c) {
    icu::UnicodeString result;
    const bool found = normalizer(icu::Normalizer2::getNFKCInstance)
                           .getRawDecomposition(static_cast<UChar32>(c), result);
    PATLAS_CHECK(found);
    return to_utf8(result);
  }

  std::string& expansions_;
};

}  // namespace

// Superscripts lose their meaning in NFKC (10⁻³ becomes 10−3): rewrite.cc puts a ^ before them.
bool is_superscript(char32_t c) {
  return c == 0xB2 || c == 0xB3 || c == 0xB9 || c == 0x2070 || between(c, 0x2074, 0x207C);
}

bool is_conjoining_jamo(char32_t c) {
  return between(c, 0x1100, 0x11FF) || between(c, 0xA960, 0xA97C) || between(c, 0xD7B0, 0xD7FB);
}

char32_t han_fold(char32_t c) {
  const std::u32string_view pairs = han_fold_pairs();
  size_t low = 0, high = pairs.size() / 2;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (pairs[2 * middle] < c) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return 2 * low < pairs.size() && pairs[2 * low] == c ? pairs[2 * low + 1] : c;
}

FoldTable& FoldTable::instance() {
  // Never destroyed: worker threads may still be folding when the process ends.
  static auto* const table = new FoldTable;
  return *table;
}

std::string_view FoldTable::expansion(char32_t c, FoldEntry entry) const {
  const Page* page = pages_[c >> 8].load(std::memory_order_acquire);
  return std::string_view(page->expansions).substr(entry.value() >> 6, entry.value() & 63);
}

const FoldTable::Page* FoldTable::build(uint32_t number) {
  const std::lock_guard<std::mutex> lock(building_);
  const Page* known = pages_[number].load(std::memory_order_relaxed);
  if (known != nullptr) return known;
  auto page = std::make_unique<Page>();
  Builder builder(page->expansions);
  for (uint32_t i = 0; i < 256; ++i) page->entries[i] = builder.entry(number << 8 | i);
  pages_[number].store(page.get(), std::memory_order_release);
  return page.release();
}

}  // namespace patlas
