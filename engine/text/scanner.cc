#include "engine/text/scanner.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

#include "engine/base/check.h"
#include "engine/text/icu_status.h"
#include "engine/text/special_tokens.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

// The folded letter or digit; 0 for every other byte.
constexpr std::array<char, 256> kAsciiWord = [] {
  std::array<char, 256> table{};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<size_t>(c)] = c;
  for (char c = 'a'; c <= 'z'; ++c) {
    table[static_cast<size_t>(c)] = c;
    table[static_cast<size_t>(c - 'a' + 'A')] = c;
  }
  return table;
}();

char ascii_word(char c) { return kAsciiWord[static_cast<uint8_t>(c)]; }
bool is_ascii(char c) { return static_cast<uint8_t>(c) < 0x80; }
bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

// The signs of special::joined_signs: most tokens end at a blank, and need not ask.
bool may_join(char c) {
  return c == '-' || c == '.' || c == ',' || c == '/' || c == '_' || c == '^';
}

void append_utf16(char32_t c, std::u16string& out) {
  if (c < 0x10000) {
    out.push_back(static_cast<char16_t>(c));
  } else {
    out.push_back(static_cast<char16_t>(0xD7C0 + (c >> 10)));
    out.push_back(static_cast<char16_t>(0xDC00 + (c & 0x3FF)));
  }
}

std::string with_u(std::string_view micro_unit) {
  std::string unit(1, 'u');
  return unit.append(micro_unit.substr(2));
}

}  // namespace

// Room is zeros that somebody writes, for every value of a record anew: so only a little at a time,
// of memory that doubles.
void TermWriter::grow(size_t count) {
  const size_t wanted = size_ + std::max(count, kRoom);
  if (wanted > bytes_->capacity()) bytes_->reserve(std::max(wanted, 2 * bytes_->capacity()));
  bytes_->resize(wanted);
}

void Scanner::scan(std::string_view text, Analysis& out, std::vector<SourceSpan>* spans) {
  PATLAS_CHECK(text.size() < (uint64_t{1} << 31));
  out_ = &out;
  spans_ = spans;
  terms_.open(out.bytes);
  begin_ = p_ = text.data();
  end_ = begin_ + text.size();
  position_ = out.position_count;
  pending_ = kParagraph;
  touch_ = Touch::kNothing;
  last_word_ = last_word_end_ = 0;
  run_.clear();
  while (p_ < end_) {
    if (ascii_word(*p_) != 0) {
      word();
    } else if (is_ascii(*p_)) {
      ascii_sign(*p_++);
    } else {
      other_character();
    }
  }
  flush_run(true);
  if (pending_ & kParagraph) start_boundaries(end_);
  set_word_start(position_);
  out.position_count = position_ + 1;
  terms_.close();
}

// ---- what stands between units

void Scanner::ascii_sign(char sign) {
  switch (sign) {
    case ' ':
    case '\t':
    case '\r':
    case '\v':
    case '\f':
      return blank();
    case '\n':
      pending_ |= kParagraph;
      return blank();
    case '.':
      return full_stop();
    case '!':
    case '?':
      pending_ |= kSentence;
      return punctuation();
    default:
      return punctuation();
  }
}

void Scanner::other_character() {
  const char* const at = p_;
  const char32_t c = utf8::decode(p_, end_);
  if (c == utf8::kInvalid) return punctuation();
  const FoldEntry entry = fold_.at(c);
  switch (entry.type()) {
    case CharType::kHan:
    case CharType::kHangul:
      return cjk_character(at, c, entry);
    case CharType::kLetter:
    case CharType::kDigit:
      p_ = at;
      return word();
    case CharType::kComplex:
      p_ = at;
      return complex_run();
    case CharType::kNewline:
      pending_ |= kParagraph;
      return blank();
    case CharType::kBlank:
      return blank();
    case CharType::kMiddleDot:
      run_dot_ = true;
      return blank();
    case CharType::kSentenceMark:
      pending_ |= kSentence;
      return punctuation();
    case CharType::kDegree:
      p_ = at;
      return word();
    case CharType::kIgnorable:
    case CharType::kMark:
      return;
    case CharType::kPunctuation:
      return punctuation();
  }
}

void Scanner::blank() {
  touch_ = Touch::kNothing;
  run_gap_ = true;
}

void Scanner::punctuation() {
  touch_ = Touch::kNothing;
  flush_run(true);
}

void Scanner::full_stop() {
  if (full_stop_ends_sentence()) pending_ |= kFullStop;
  punctuation();
}

// A blank, a closing sign, CJK or nothing must follow; "Fig." and "J." are no ends. Whether the
// next word is in lower case is seen when it comes.
bool Scanner::full_stop_ends_sentence() const {
  if (touch_ == Touch::kWord &&
      special::is_abbreviation({terms_.data() + last_word_, last_word_end_ - last_word_})) {
    return false;
  }
  const char32_t next = decode_at(p_);
  if (next == utf8::kInvalid) return true;
  const CharType type = fold_.at(next).type();
  return type != CharType::kLetter && type != CharType::kDigit;
}

// ---- tokens of spaced scripts

// The common case, an ASCII word of letters that nothing can join, split or border: as word(), with
// every question that its bytes answer left out. Gives false, having done nothing, for other words.
bool Scanner::plain_word() {
  constexpr ptrdiff_t kLongest = 64;
  if (pending_ != kNone || spans_ != nullptr || touch_ != Touch::kNothing || !run_.empty()) {
    return false;
  }
  char* const term = terms_.room(kLongest + 1);
  char* to = term;
  *to++ = static_cast<char>(TermTag::kWord);
  const char* p = p_;
  const char* const stop = p + std::min(kLongest, static_cast<ptrdiff_t>(end_ - p));
  for (char c = 0; p < stop && (c = ascii_word(*p)) != 0; ++p) *to++ = c;
  if (p == stop || !is_ascii(*p) || *p == '-' || *p == '_') return false;
  if (is_ascii_digit(term[1]) || is_ascii_digit(to[-1])) return false;
  token_ = terms_.size();
  last_word_ = token_ + 1;
  terms_.advance_to(to);
  last_word_end_ = terms_.size();
  p_ = p;
  set_word_start(position_);
  occurrence(token_, position_++);
  last_char_ = utf8::last_char(term, to);
  touch_ = Touch::kWord;
  return true;
}

void Scanner::word() {
  if (plain_word()) return;
  if (!run_.empty()) flush_run(true);
  begin_token(p_);
  if (!is_ascii(*p_) && fold_.at(decode_at(p_)).type() == CharType::kDegree) {
    const char letter = p_ + 2 < end_ ? ascii_word(p_[2]) : '\0';
    if (letter != 'c' && letter != 'f') {
      p_ += 2;
      terms_.cut_to(token_);
      return punctuation();
    }
    terms_.append(std::string_view(p_, 2));
    p_ += 2;
  }
  finish_word();
}

// REQUIRES: begin_token() was called and p_ stands at the token's next character.
void Scanner::finish_word() {
  for (;;) {
    ascii_part();
    if (p_ < end_ && !is_ascii(*p_) && word_character()) continue;
    split_unit();
    if (p_ == end_ || !may_join(*p_)) break;
    const size_t signs = special::joined_signs(terms_.from(token_ + 1), rest(p_));
    if (signs == 0) break;
    terms_.append(std::string_view(p_, signs));
    p_ += signs;
  }
  if (p_ < end_ && is_ascii_digit(terms_.data()[terms_.size() - 1])) {
    if (const size_t percent = special::percent_sign(rest(p_)); percent != 0) {
      terms_.push('%');
      p_ += percent;
    }
  }
  finish_token(p_);
}

void Scanner::ascii_part() {
  constexpr ptrdiff_t kPart = 256;
  for (;;) {
    char* to = terms_.room(kPart);
    const char* p = p_;
    const char* const stop = p + std::min(kPart, static_cast<ptrdiff_t>(end_ - p));
    char c = 0;
    while (p < stop && (c = ascii_word(*p)) != 0) {
      *to++ = c;
      ++p;
    }
    if (p != p_) drops_marks_ = true;
    p_ = p;
    terms_.advance_to(to);
    if (p < stop || p == end_) return;
  }
}

// Appends the character at p_ if it is part of a word.
bool Scanner::word_character() {
  const char* const at = p_;
  const char32_t c = utf8::decode(p_, end_);
  if (c != utf8::kInvalid) {
    const FoldEntry entry = fold_.at(c);
    const CharType type = entry.type();
    if (type == CharType::kLetter || type == CharType::kDigit || type == CharType::kMark) {
      append_folded(c, entry);
      return true;
    }
  }
  p_ = at;
  return false;
}

void Scanner::append_folded(char32_t c, FoldEntry entry) {
  if (entry.type() == CharType::kMark) {
    // й is a letter, also when written as и and a breve.
    constexpr std::string_view kI = "\u0438", kShortI = "\u0439";
    if (c == 0x0306 && terms_.size() - token_ > 2 && terms_.from(terms_.size() - 2) == kI) {
      terms_.cut_to(terms_.size() - 2);
      terms_.append(kShortI);
      return;
    }
    if (drops_marks_) return;
    has_kept_mark_ = true;
  } else {
    drops_marks_ = entry.drops_marks();
  }
  if (entry.is_expansion()) {
    terms_.append(fold_.expansion(c, entry));
  } else {
    terms_.append(utf8::make_char(entry.value()));
  }
}

void Scanner::begin_token(const char* source) {
  token_ = terms_.size();
  token_source_ = source;
  drops_marks_ = true;
  has_kept_mark_ = false;
  terms_.push(static_cast<char>(TermTag::kWord));
}

// "10um" ends its part: the number becomes a token of its own, the unit stays open.
void Scanner::split_unit() {
  const std::string_view token = terms_.from(token_ + 1);
  if (token.size() < 2 || !is_ascii_digit(token.front()) || is_ascii_digit(token.back())) return;
  const size_t length = special::number_before_unit(token);
  // The number's bytes are the same in the text, or (digits of other scripts) it is left whole.
  if (length == 0 || token.substr(0, length) != rest(token_source_).substr(0, length)) return;
  const std::string unit(token.substr(length));
  const char* const unit_source = token_source_ + length;
  terms_.cut_to(token_ + 1 + length);
  finish_token(unit_source);
  begin_token(unit_source);
  terms_.append(unit);
}

void Scanner::finish_token(const char* source_end) {
  if (has_kept_mark_) {
    cut_term(token_);  // so that a token of any length is normalised in bounded memory
    normalize_token();
  }
  const std::string_view token = terms_.from(token_ + 1);
  if (!is_ascii(token.front()) && token.size() <= 5 && special::is_micro_unit(token)) {
    const std::string unit = with_u(token);
    terms_.cut_to(token_ + 1);
    terms_.append(unit);
  }
  const char* const begin = terms_.data() + token_ + 1;
  const char* const end = terms_.data() + terms_.size();
  const utf8::Char last = utf8::last_char(begin, end);
  const bool is_at_border = touch_ == Touch::kCjk;
  utf8::Char first;
  if (is_at_border) first = utf8::first_char(begin, end);
  begin_unit(token_source_, source_end);
  set_word_start(position_);
  cut_term(token_);
  last_word_ = token_ + 1;
  last_word_end_ = terms_.size();
  occurrence(token_, position_);
  if (is_at_border) mixed(last_char_, first, position_ - 1);
  ++position_;
  last_char_ = last;
  touch_ = Touch::kWord;
}

// Marks that were kept may stand in another order, or have a composed form.
void Scanner::normalize_token() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  check_icu(status);
  const std::string_view token = terms_.from(token_ + 1);
  const auto text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(token.data(), static_cast<int32_t>(token.size())));
  std::string composed;
  nfc->normalize(text, status).toUTF8String(composed);
  check_icu(status);
  terms_.cut_to(token_ + 1);
  terms_.append(composed);
}

void Scanner::cut_term(size_t term_begin) {
  if (terms_.size() - term_begin <= limits::kTermBytes) return;
  size_t size = term_begin + limits::kTermBytes;
  while (utf8::is_tail(terms_.data()[size])) --size;
  terms_.cut_to(size);
}

// ---- Thai, Lao, Khmer, Burmese

void Scanner::complex_run() {
  flush_run(true);
  while (p_ < end_) {
    const char* const source = p_;
    std::vector<uint32_t> units;  // per UTF-16 unit, its character's offset from source
    run_text_.clear();
    while (p_ < end_ && run_text_.size() < kRunCharacters) {
      const char* const at = p_;
      const char32_t c = utf8::decode(p_, end_);
      if (c == utf8::kInvalid || fold_.at(c).type() != CharType::kComplex) {
        p_ = at;
        break;
      }
      append_utf16(c, run_text_);
      units.resize(run_text_.size(), static_cast<uint32_t>(at - source));
    }
    if (run_text_.empty()) return;
    units.push_back(static_cast<uint32_t>(p_ - source));
    complex_words(source, units);
  }
}

void Scanner::complex_words(const char* source, const std::vector<uint32_t>& units) {
  const char* const run_end = p_;
  segmenter_.segment(run_text_, ends_);
  uint32_t begin = 0;
  for (const uint32_t end : ends_) {
    begin_token(source + units[begin]);
    for (p_ = token_source_; p_ < source + units[end];) {
      const char32_t c = utf8::decode(p_, end_);
      append_folded(c, fold_.at(c));
    }
    has_kept_mark_ = true;  // vowel signs and tone marks come in any order
    finish_token(p_);
    begin = end;
  }
  p_ = run_end;
}

// ---- CJK runs

void Scanner::cjk_character(const char* at, char32_t c, FoldEntry entry) {
  const bool is_border = run_.empty();
  if (is_border) {
    run_position_ = position_;
    run_carried_ = 0;
    run_text_.clear();
    run_has_han_ = run_last_hangul_ = run_gap_ = run_dot_ = false;
  } else if (run_gap_) {
    continue_run(entry);
  }
  RunCharacter character;
  // A lone jamo is marked for rewriting, but nothing was there to join it with.
  character.folded = utf8::make_char(entry.is_expansion() ? c : entry.value());
  character.unit = static_cast<uint32_t>(run_text_.size());
  character.starts_word = is_border || run_gap_;
  run_gap_ = run_dot_ = false;
  append_utf16(c, run_text_);
  run_last_hangul_ = entry.type() == CharType::kHangul;
  if (!run_last_hangul_) run_has_han_ = true;
  run_.push_back(character);
  begin_unit(at, p_);
  if (is_border && touch_ == Touch::kWord) mixed(last_char_, character.folded, position_ - 1);
  ++position_;
  touch_ = Touch::kCjk;
  last_char_ = character.folded;
  if (run_.size() == kRunCharacters) flush_run(false);
}

// The run goes on behind a blank. Between Hangul it ends a word, and a middle dot does anywhere;
// between Han and kana it may stand in the middle of a wrapped word, so the segmenter never sees
// it.
void Scanner::continue_run(FoldEntry entry) {
  const bool ends_word = run_dot_ || run_last_hangul_ || entry.type() == CharType::kHangul;
  if (ends_word) run_text_.push_back(u' ');
  run_gap_ = ends_word;
}

void Scanner::flush_run(bool is_final) {
  if (run_.empty()) return;
  run_bigrams(is_final);
  run_words();
  if (is_final) {
    run_.clear();
    return;
  }
  run_position_ += static_cast<uint32_t>(run_.size()) - 1;
  run_.erase(run_.begin(), run_.end() - 1);
  run_carried_ = 1;
  run_text_.clear();
  run_has_han_ = false;
}

void Scanner::run_bigrams(bool is_final) {
  uint32_t position = run_position_;
  for (size_t i = 0; i + 1 < run_.size(); ++i) {
    const size_t term = terms_.size();
    terms_.push(static_cast<char>(TermTag::kBigram));
    terms_.append(run_[i].folded);
    terms_.append(run_[i + 1].folded);
    occurrence(term, position++);
  }
  if (!is_final) return;
  const size_t term = terms_.size();
  terms_.push(static_cast<char>(TermTag::kBigram));
  terms_.append(run_.back().folded);
  terms_.push(kEndMark);
  occurrence(term, position);
}

// The second view. Hangul needs no segmenter: blanks separate its words.
void Scanner::run_words() {
  if (run_has_han_ && run_.size() - run_carried_ > 1) {
    segmenter_.segment(run_text_, ends_);
    size_t i = run_carried_;
    for (const uint32_t end : ends_) {
      while (i < run_.size() && run_[i].unit < end) ++i;
      if (i < run_.size()) run_[i].starts_word = true;
    }
  }
  if (run_carried_ < run_.size()) run_[run_carried_].starts_word = true;
  for (size_t first = run_carried_; first < run_.size();) {
    size_t last = first + 1;
    while (last < run_.size() && !run_[last].starts_word) ++last;
    dictionary_word(first, last);
    first = last;
  }
}

void Scanner::dictionary_word(size_t first, size_t last) {
  const uint32_t position = run_position_ + static_cast<uint32_t>(first);
  const size_t term = terms_.size();
  terms_.push(static_cast<char>(TermTag::kDictionaryWord));
  for (size_t i = first; i < last; ++i) terms_.append(run_[i].folded);
  cut_term(term);
  occurrence(term, position);
  set_word_start(position);
}

// ---- positions

void Scanner::begin_unit(const char* source_begin, const char* source_end) {
  if (pending_ != kNone) start_boundaries(source_begin);
  if (spans_ != nullptr) {
    spans_->push_back({position_, offset(source_begin), offset(source_end)});
  }
}

void Scanner::start_boundaries(const char* source) {
  if (pending_ & kParagraph) out_->paragraph_starts.push_back(position_);
  bool starts = (pending_ & (kParagraph | kSentence)) != 0;
  if (pending_ & kFullStop) {
    const char32_t c = decode_at(source);
    starts = starts || c == utf8::kInvalid || !u_islower(static_cast<UChar32>(c));
  }
  if (starts) out_->sentence_starts.push_back(position_);
  pending_ = kNone;
}

void Scanner::set_word_start(uint32_t position) {
  std::vector<uint64_t>& bits = out_->word_starts;
  if (position / 64 >= bits.size()) bits.resize(position / 64 + 1);
  bits[position / 64] |= uint64_t{1} << (position % 64);
}

void Scanner::occurrence(size_t term_begin, uint32_t position) {
  out_->occurrences.push_back({static_cast<uint32_t>(term_begin),
                               static_cast<uint32_t>(terms_.size() - term_begin), position});
}

void Scanner::mixed(const utf8::Char& left, const utf8::Char& right, uint32_t position) {
  const size_t term = terms_.size();
  terms_.push(static_cast<char>(TermTag::kMixed));
  terms_.append(left);
  terms_.append(right);
  occurrence(term, position);
}

// ---- one term

std::string Scanner::fold(std::string_view text) {
  std::string result;
  terms_.open(result);
  begin_ = text.data();
  end_ = begin_ + text.size();
  begin_token(begin_);
  for (p_ = begin_; p_ < end_;) {
    const char32_t c = utf8::decode(p_, end_);
    const char32_t known = c == utf8::kInvalid ? 0xFFFD : c;
    append_folded(known, fold_.at(known));
  }
  if (has_kept_mark_) normalize_token();
  terms_.close();
  result.erase(0, 1);
  return special::is_micro_unit(result) ? with_u(result) : result;
}

}  // namespace patlas
