#include "tests/oracle/units.h"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <map>
#include <memory>
#include <set>

#include "engine/text/han_fold.h"

namespace patlas::oracle {
namespace {

icu::UnicodeString to_icu(std::u32string_view text) {
  icu::UnicodeString result;
  for (const char32_t c : text) result.append(static_cast<UChar32>(c));
  return result;
}

std::u32string from_icu(const icu::UnicodeString& text) {
  std::u32string result;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    result.push_back(static_cast<char32_t>(text.char32At(i)));
  }
  return result;
}

std::u32string normalized(std::u32string_view text, const icu::Normalizer2* (*form)(UErrorCode&)) {
  UErrorCode status = U_ZERO_ERROR;
  return from_icu(form(status)->normalize(to_icu(text), status));
}
std::u32string nfkc(std::u32string_view t) {
  return normalized(t, icu::Normalizer2::getNFKCInstance);
}
std::u32string casefold(char32_t c) {
  return normalized({&c, 1}, icu::Normalizer2::getNFKCCasefoldInstance);
}

bool in(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }
bool is_one_of(char32_t c, std::u32string_view set) { return set.find(c) != set.npos; }
bool has_category(char32_t c, uint32_t mask) {
  return (U_MASK(u_charType(static_cast<UChar32>(c))) & mask) != 0;
}
UScriptCode script(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &status);
}
bool is_digit(char32_t c) { return in(c, '0', '9'); }
bool is_ascii_letter(char32_t c) { return in(c, 'a', 'z') || in(c, 'A', 'Z'); }

bool is_private(char32_t c) { return in(c, 0xE000, 0xF8FF) || c >= 0xF0000; }
bool is_jamo(char32_t c) {
  return in(c, 0x1100, 0x11FF) || in(c, 0xA960, 0xA97C) || in(c, 0xD7B0, 0xD7FB);
}
bool is_lone_jamo(char32_t c) { return in(c, 0x3131, 0x318E) && c != 0x3164; }
bool is_hangul(char32_t c) {
  return is_lone_jamo(c) || in(c, 0xAC00, 0xD7A3) || script(c) == USCRIPT_HANGUL;
}
bool is_han_or_kana(char32_t c) {
  if (is_private(c) || is_one_of(c, U"ー〆〱〲〳〴〵〼")) return true;
  switch (script(c)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
      return true;
    default:
      return false;
  }
}

enum class Type { kSign, kBlank, kMiddleDot, kMark, kWord, kThai, kHan, kHangul };

bool is_thai_script(UScriptCode s) {
  return s == USCRIPT_THAI || s == USCRIPT_LAO || s == USCRIPT_KHMER || s == USCRIPT_MYANMAR;
}

// Of a character that is as folding leaves it.
Type folded_type(char32_t c) {
  if (is_hangul(c)) return Type::kHangul;
  if (is_han_or_kana(c)) return Type::kHan;
  if (is_thai_script(script(c)) && has_category(c, U_GC_L_MASK | U_GC_M_MASK)) return Type::kThai;
  if (has_category(c, U_GC_M_MASK)) return Type::kMark;
  return has_category(c, U_GC_L_MASK | U_GC_N_MASK) ? Type::kWord : Type::kSign;
}

Type type_of(char32_t c) {
  if (is_one_of(c, U"·‧・･")) return Type::kMiddleDot;
  if (c == 0x200B || u_isUWhiteSpace(static_cast<UChar32>(c))) return Type::kBlank;
  if (c == 0x2122 || c == 0x2120) return Type::kSign;
  if (is_lone_jamo(c)) return Type::kHangul;
  if (is_private(c)) return Type::kHan;
  if (!has_category(c, U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK | U_GC_SO_MASK)) return Type::kSign;
  const std::u32string folded = casefold(c);
  return folded.empty() ? Type::kSign : folded_type(folded[0]);
}

bool is_ignorable(char32_t c) {
  if (c == 0x200B) return false;
  return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

// ---- Replacements, before units are found

char32_t voicing_mark(char32_t c) {
  if (c == 0x3099 || c == 0x309B || c == 0xFF9E) return 0x3099;
  return c == 0x309A || c == 0x309C || c == 0xFF9F ? 0x309A : 0;
}
bool is_kana(char32_t c) { return in(c, 0x3041, 0x30FF) || in(c, 0xFF66, 0xFF9D); }
bool is_superscript(char32_t c) { return is_one_of(c, U"²³¹⁰⁴⁵⁶⁷⁸⁹⁺⁻⁼"); }
bool is_wide_digit(char32_t c) { return in(c, 0xFF10, 0xFF19); }
bool is_wide_token_character(char32_t c) {
  return is_wide_digit(c) || in(c, 0xFF21, 0xFF3A) || in(c, 0xFF41, 0xFF5A) ||
         is_one_of(c, U"％－／＾＿");
}

// What NFKC expands into other than letters and digits; empty: nothing of the sort.
std::u32string expansion(char32_t c) {
  if (type_of(c) == Type::kSign && !has_category(c, U_GC_L_MASK | U_GC_N_MASK | U_GC_SO_MASK)) {
    return {};
  }
  if (is_one_of(c, U"™℠·‧・･") || is_private(c) || is_lone_jamo(c)) return {};
  const std::u32string folded = casefold(c);
  if (folded.size() < 2) return {};
  bool is_word = true, is_thai = true;
  for (const char32_t f : folded) {
    const Type type = folded_type(f);
    is_word = is_word && (type == Type::kWord || type == Type::kMark);
    is_thai = is_thai && type == Type::kThai;
  }
  if (is_word || is_thai) return {};
  std::u32string text = nfkc({&c, 1});
  const size_t slash = text.find(U'⁄');
  if (slash == text.npos) return text;
  text[slash] = U'/';
  return U" " + text;
}

std::u32string replaced(const std::u32string& text) {
  std::u32string out;
  const auto at = [&text](size_t i) { return i < text.size() ? text[i] : char32_t{0}; };
  for (size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    if (voicing_mark(c) != 0) continue;  // of no kana
    if (is_kana(c) && voicing_mark(at(i + 1)) != 0) {
      out += nfkc(std::u32string{c, voicing_mark(at(++i))});
    } else if (is_jamo(c)) {
      std::u32string jamo;
      for (; is_jamo(at(i)); ++i) jamo += text[i];
      out += nfkc(jamo);
      --i;
    } else if ((c == U'，' || c == U'．') && i > 0 && is_wide_digit(text[i - 1]) &&
               is_wide_digit(at(i + 1))) {
      out += c == U'，' ? U',' : U'.';
    } else if (is_superscript(c)) {
      if (!out.empty() && is_digit(out.back()) && !(i > 0 && is_superscript(text[i - 1]))) {
        out += U'^';
      }
      out += c == U'⁻' ? U"-" : nfkc({&c, 1});
    } else if (is_wide_token_character(c) || in(c, 0xFF66, 0xFF9D)) {
      out += nfkc({&c, 1});
    } else if (in(c, 0xFFA1, 0xFFDC)) {
      UErrorCode status = U_ZERO_ERROR;
      icu::UnicodeString narrow;
      const auto* form = icu::Normalizer2::getNFKCInstance(status);
      if (form->getRawDecomposition(static_cast<UChar32>(c), narrow)) out += from_icu(narrow);
    } else if (in(c, 0x2010, 0x2013) || c == 0x2212 || c == 0xFE63) {
      out += U'-';
    } else if (c == U'⁄') {
      out += U'/';
    } else if (const std::u32string expanded = expansion(c); !expanded.empty()) {
      out += expanded;
    } else {
      out += c;
    }
  }
  return out;
}

// ---- Folding

const std::map<char32_t, char32_t>& han_forms() {
  static const auto* forms = [] {
    auto* made = new std::map<char32_t, char32_t>;
    const std::u32string_view pairs = han_fold_pairs();
    for (size_t i = 0; i + 1 < pairs.size(); i += 2) (*made)[pairs[i]] = pairs[i + 1];
    return made;
  }();
  return *forms;
}

char32_t folded_character(char32_t c) {
  if (is_private(c) || is_lone_jamo(c)) return c;
  const std::u32string folded = casefold(c);
  const char32_t one = folded.size() == 1 ? folded[0] : c;
  const auto found = han_forms().find(one);
  return found == han_forms().end() ? one : found->second;
}

std::u32string_view spelled_out(char32_t c) {
  static const std::map<char32_t, std::u32string_view> spellings = {
      {U'æ', U"ae"}, {U'ð', U"d"}, {U'ø', U"o"}, {U'þ', U"th"}, {U'đ', U"d"},
      {U'ħ', U"h"},  {U'ı', U"i"}, {U'ł', U"l"}, {U'œ', U"oe"}, {U'ŧ', U"t"}};
  const auto found = spellings.find(c);
  return found == spellings.end() ? std::u32string_view() : found->second;
}

std::u32string folded_token(const std::u32string& token) {
  std::u32string all;
  for (const char32_t c : token) all += casefold(c);
  std::u32string out;
  bool drops = token.empty() || !is_thai_script(script(token[0]));
  for (const char32_t c : normalized(all, icu::Normalizer2::getNFDInstance)) {
    if (has_category(c, U_GC_M_MASK)) {
      if (!drops || (c == 0x306 && !out.empty() && out.back() == U'и')) out += c;
      continue;
    }
    const UScriptCode s = script(c);
    drops = s == USCRIPT_LATIN || s == USCRIPT_GREEK || s == USCRIPT_CYRILLIC || c < 0x80 ||
            has_category(c, U_GC_ND_MASK);
    if (!spelled_out(c).empty()) {
      out += spelled_out(c);
    } else if (has_category(c, U_GC_ND_MASK)) {
      out += U'0' + static_cast<char32_t>(u_charDigitValue(static_cast<UChar32>(c)));
    } else {
      out += c;
    }
  }
  return normalized(out, icu::Normalizer2::getNFCInstance);
}

// ---- Which signs stay in a token

const std::set<std::u32string>& measures() {
  static const std::set<std::u32string> all = {
      U"atm", U"bar", U"bit",  U"bits", U"byte", U"cal", U"cc",   U"cm",  U"db",  U"dbm",
      U"deg", U"dl",  U"dm",   U"dpi",  U"ev",   U"fps", U"gb",   U"ghz", U"gpa", U"gw",
      U"hpa", U"hr",  U"hz",   U"inch", U"ka",   U"kb",  U"kcal", U"kev", U"kg",  U"khz",
      U"kj",  U"km",  U"kn",   U"kpa",  U"kv",   U"kw",  U"kwh",  U"lb",  U"lm",  U"ma",
      U"mah", U"mb",  U"mbar", U"mev",  U"mg",   U"mhz", U"min",  U"ml",  U"mm",  U"mmol",
      U"mol", U"mpa", U"ms",   U"mv",   U"mw",   U"ng",  U"nm",   U"ns",  U"pa",  U"phr",
      U"ppb", U"ppm", U"rpm",  U"sec",  U"tb",   U"vol", U"wt"};
  return all;
}

bool is_micro(std::u32string_view token, std::u32string_view mu) {
  static const std::set<std::u32string> after = {U"a", U"c", U"f",   U"g", U"h", U"l",
                                                 U"m", U"s", U"mol", U"v", U"w"};
  return token.substr(0, 1) == mu && after.contains(std::u32string(token.substr(1)));
}

// Length of the number in "10um"; 0 when it is no number with a unit.
size_t number_before_unit(const std::u32string& token) {
  if (to_utf8(token).size() > 64) return 0;
  size_t length = 0;
  while (length < token.size() && (is_digit(token[length]) || is_one_of(token[length], U".,/"))) {
    ++length;
  }
  const std::u32string unit = token.substr(length);
  const bool known = measures().contains(unit) || is_micro(unit, U"μ") || is_micro(unit, U"u");
  return is_digit(token[0]) && !is_digit(token.back()) && known ? length : 0;
}

bool is_short_letters(const std::u32string& token) {
  if (token.size() > 3) return false;
  for (const char32_t c : token) {
    if (c < 0x80 && !is_ascii_letter(c)) return false;
  }
  return true;
}

bool is_number_before_hyphen(const std::u32string& token, std::u32string_view after) {
  if (token.size() < 2 || token.size() > 4) return false;
  for (const char32_t c : token) {
    if (!is_digit(c)) return false;
  }
  size_t count = 0;
  while (count < after.size() && is_digit(after[count])) ++count;
  return count == 6 || count == 7;
}

size_t joined_signs(const std::u32string& token, std::u32string_view rest) {
  const auto at = [rest](size_t i) { return i < rest.size() ? rest[i] : char32_t{0}; };
  const bool between_digits = is_digit(token.back()) && is_digit(at(1));
  switch (at(0)) {
    case '.':
    case ',':
    case '/':
      return between_digits ? 1 : 0;
    case '^':
      if (between_digits) return 1;
      return is_digit(token.back()) && at(1) == '-' && is_digit(at(2)) ? 2 : 0;
    case '_':
      return is_digit(at(1)) || is_ascii_letter(at(1)) ? 1 : 0;
    case '-':
      if (!is_digit(at(1))) return 0;
      return is_short_letters(token) || is_number_before_hyphen(token, rest.substr(1)) ? 1 : 0;
    default:
      return 0;
  }
}

// ---- Sentences

// Behind them a full stop ends no sentence.
bool is_abbreviation(const std::u32string& token) {
  static const std::set<std::u32string> all = {
      U"al",  U"approx", U"art", U"ca",   U"cf",  U"co",   U"corp", U"dr",   U"ed",
      U"eds", U"eq",     U"eqs", U"ex",   U"fig", U"figs", U"inc",  U"jr",   U"ltd",
      U"mr",  U"mrs",    U"ms",  U"no",   U"nos", U"nr",   U"op",   U"p",    U"par",
      U"pp",  U"prof",   U"ref", U"refs", U"sec", U"st",   U"vol",  U"vols", U"vs"};
  return all.contains(token) || (token.size() == 1 && is_ascii_letter(token[0]));
}

// ---- The reader

std::set<size_t> word_boundaries(std::u32string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  static thread_local const std::unique_ptr<icu::BreakIterator> words(
      icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
  const icu::UnicodeString utf16 = to_icu(text);
  words->setText(utf16);
  std::set<size_t> starts;
  for (int32_t end = words->first(); end != icu::BreakIterator::DONE; end = words->next()) {
    starts.insert(static_cast<size_t>(utf16.countChar32(0, end)));
  }
  return starts;
}

class Reader {
 public:
  explicit Reader(std::string_view utf8) {
    std::u32string visible;
    for (const char32_t c : to_utf32(utf8)) {
      if (!is_ignorable(c)) visible += c;
    }
    text_ = replaced(visible);
  }

  std::vector<Unit> read() {
    while (i_ < text_.size()) step();
    end_run();
    units_.push_back({Unit::Type::kFree, {}, true, false, false});
    if (pending_paragraph_) begin_sentence(0);
    return std::move(units_);
  }

 private:
  char32_t at(size_t i) const { return i < text_.size() ? text_[i] : char32_t{0}; }

  void step() {
    switch (type_of(text_[i_])) {
      case Type::kBlank:
        pending_paragraph_ = pending_paragraph_ || is_one_of(text_[i_], U"\n\u2028\u2029");
        gap_ = true;
        break;
      case Type::kMiddleDot:
        gap_ = dot_ = true;
        break;
      case Type::kMark:
        break;
      case Type::kWord:
        return token();
      case Type::kThai:
        return thai();
      case Type::kHan:
      case Type::kHangul:
        return character();
      case Type::kSign:
        if (text_[i_] == U'°' && is_one_of(at(i_ + 1), U"cCfF")) return token();
        note_sentence_mark();
        end_run();
        gap_ = true;
        break;
    }
    ++i_;
  }

  void note_sentence_mark() {
    const char32_t c = text_[i_];
    if (c != U'.') {
      const bool ends = u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_S_TERM) != 0;
      pending_sentence_ = pending_sentence_ || ends;
      return;
    }
    const bool follows_token = !gap_ && !units_.empty() && units_.back().type == Unit::Type::kToken;
    if (follows_token && is_abbreviation(units_.back().text)) return;
    if (i_ + 1 < text_.size() && type_of(text_[i_ + 1]) == Type::kWord) return;
    pending_stop_ = true;
  }

  // The last unit begins with `c`: what stood before it decides what it starts.
  void begin_sentence(char32_t c) {
    Unit& unit = units_.back();
    unit.starts_paragraph = pending_paragraph_;
    unit.starts_sentence = pending_paragraph_ || pending_sentence_ ||
                           (pending_stop_ && !u_islower(static_cast<UChar32>(c)));
    pending_paragraph_ = pending_sentence_ = pending_stop_ = false;
  }

  void token() {
    end_run();
    std::u32string raw;
    if (text_[i_] == U'°') raw += text_[i_++];
    for (;;) {
      while (i_ < text_.size() && is_word_part(text_[i_])) raw += text_[i_++];
      const std::u32string folded = folded_token(raw);
      const size_t number = number_before_unit(folded);
      if (number != 0 && raw.substr(0, number) == folded.substr(0, number)) {
        add_token(raw.substr(0, number));
        raw.erase(0, number);
      }
      const size_t signs = joined_signs(folded_token(raw), std::u32string_view(text_).substr(i_));
      if (signs == 0) break;
      raw += text_.substr(i_, signs);
      i_ += signs;
    }
    if (is_digit(folded_token(raw).back())) {
      const size_t blank = is_one_of(at(i_), U" \u00A0\u202F") ? 1 : 0;
      if (at(i_ + blank) == '%') {
        raw += U'%';
        i_ += blank + 1;
      }
    }
    add_token(raw);
  }

  static bool is_word_part(char32_t c) {
    return type_of(c) == Type::kWord || type_of(c) == Type::kMark;
  }

  void add_token(const std::u32string& raw) {
    std::u32string text = folded_token(raw);
    if (is_micro(text, U"μ")) text[0] = U'u';
    if (!gap_ && !units_.empty() && units_.back().type == Unit::Type::kCharacter) {
      units_.back().touches_next = true;
    }
    units_.push_back({Unit::Type::kToken, std::move(text), true, false, false});
    begin_sentence(raw[0]);
    gap_ = dot_ = false;
  }

  void thai() {
    end_run();
    std::u32string run;
    while (i_ < text_.size() && type_of(text_[i_]) == Type::kThai) run += text_[i_++];
    std::u32string word;
    const std::set<size_t> starts = word_boundaries(run);
    for (size_t i = 0; i < run.size(); ++i) {
      word += run[i];
      if (!starts.contains(i + 1)) continue;
      add_token(word);
      word.clear();
    }
  }

  void character() {
    const bool is_hangul_now = type_of(text_[i_]) == Type::kHangul;
    bool starts_word = false;
    if (run_.empty()) {
      if (!gap_ && !units_.empty() && units_.back().type == Unit::Type::kToken) {
        units_.back().touches_next = true;
      }
    } else {
      units_.back().same_run_next = true;
      // A blank between Han may stand in a wrapped word; one beside Hangul ends a word.
      starts_word = gap_ && (dot_ || is_hangul_now || last_is_hangul_);
      if (starts_word) run_ += U' ';
    }
    run_ += text_[i_];
    run_places_.push_back(run_.size() - 1);
    run_has_han_ = run_has_han_ || !is_hangul_now;
    last_is_hangul_ = is_hangul_now;
    units_.push_back(
        {Unit::Type::kCharacter, {folded_character(text_[i_])}, starts_word, false, false});
    begin_sentence(text_[i_]);
    gap_ = dot_ = false;
    ++i_;
  }

  // Finds the words of the run that ends here.
  void end_run() {
    if (run_.empty()) return;
    const size_t first = units_.size() - run_places_.size();
    if (run_has_han_) {
      const std::set<size_t> starts = word_boundaries(run_);
      for (size_t k = 0; k < run_places_.size(); ++k) {
        if (starts.contains(run_places_[k])) units_[first + k].starts_word = true;
      }
    }
    units_[first].starts_word = true;
    run_.clear();
    run_places_.clear();
    run_has_han_ = false;
  }

  std::u32string text_;
  size_t i_ = 0;
  std::vector<Unit> units_;
  bool gap_ = true;  // something stands between the last unit and here
  bool dot_ = false;
  bool pending_paragraph_ = true, pending_sentence_ = false, pending_stop_ = false;
  std::u32string run_;  // the open CJK run as ICU is to see it
  std::vector<size_t> run_places_;
  bool run_has_han_ = false, last_is_hangul_ = false;
};

}  // namespace

std::string to_utf8(std::u32string_view text) {
  std::string result;
  return to_icu(text).toUTF8String(result);
}

std::u32string to_utf32(std::string_view utf8) {
  return from_icu(icu::UnicodeString::fromUTF8(
      icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size()))));
}

std::vector<Unit> read_units(std::string_view utf8) { return Reader(utf8).read(); }

std::string describe(const std::vector<Unit>& units) {
  std::string text;
  for (size_t i = 0; i + 1 < units.size(); ++i) {
    if (i > 0) text += units[i - 1].touches_next ? " ~" : units[i - 1].same_run_next ? " =" : " ";
    if (i > 0 && units[i].starts_sentence) text += units[i].starts_paragraph ? "//" : "/";
    if (units[i].starts_word) text += "|";
    text += to_utf8(units[i].text);
  }
  return text;
}

}  // namespace patlas::oracle
