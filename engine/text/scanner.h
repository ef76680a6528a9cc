// engine/text/scanner.h
//
// The one pass over a text that finds units (tokens of spaced scripts, characters of CJK runs),
// gives them positions, and writes their terms. analyzer.h says what comes out; FORMAT.md, "Text
// analysis", has the rules with examples.
//
// Picture  "5G通信 system。"   units    5g  通  信  system
//                              position 0   1   2   3      (4 is the free one after the value)
//                              terms    w5g m"g通" c"通信" d"通信" c"信\1" wsystem
//
// Memory   one run at a time, and of a run without end kRunCharacters at a time.
#ifndef PATLAS_ENGINE_TEXT_SCANNER_H_
#define PATLAS_ENGINE_TEXT_SCANNER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/analyzer.h"
#include "engine/text/fold.h"
#include "engine/text/segmenter.h"
#include "engine/text/utf8.h"

namespace patlas {

/// Appends to Analysis::bytes with room made ahead, so that a token is written byte by byte.
class TermWriter {
 public:
  static constexpr size_t kRoom = 1024;  ///< made ahead, in bytes

  void open(std::string& bytes) {
    bytes_ = &bytes;
    size_ = bytes.size();
  }
  void close() { bytes_->resize(size_); }

  /// Makes room for `count` more bytes; gives the place of the next one.
  char* room(size_t count) {
    if (bytes_->size() - size_ < count) grow(count);
    return bytes_->data() + size_;
  }
  void advance_to(const char* p) { size_ = static_cast<size_t>(p - bytes_->data()); }
  void cut_to(size_t size) { size_ = size; }

  void push(char c) {
    *room(1) = c;
    ++size_;
  }
  void append(std::string_view text) {
    std::memcpy(room(text.size()), text.data(), text.size());
    size_ += text.size();
  }
  void append(const utf8::Char& c) {
    std::memcpy(room(4), c.bytes, 4);
    size_ += c.size;
  }

  size_t size() const { return size_; }
  const char* data() const { return bytes_->data(); }
  std::string_view from(size_t begin) const { return {bytes_->data() + begin, size_ - begin}; }

 private:
  void grow(size_t count);

  std::string* bytes_ = nullptr;
  size_t size_ = 0;
};

class Scanner {
 public:
  Scanner() : fold_(FoldTable::instance()) {}

  /// Appends one value (already rewritten, see rewrite.h). `spans` may be null.
  void scan(std::string_view text, Analysis& out, std::vector<SourceSpan>* spans);

  /// The folded characters of `text`, signs and blanks kept, for a term given as such.
  std::string fold(std::string_view text);

 private:
  // A CJK run is cut for the segmenter, never for its bigrams, every so many characters.
  static constexpr size_t kRunCharacters = 16384;

  enum class Touch : uint8_t { kNothing, kWord, kCjk };
  // What stands before the next unit.
  enum Pending : uint8_t { kNone = 0, kParagraph = 1, kSentence = 2, kFullStop = 4 };

  struct RunCharacter {
    utf8::Char folded;
    uint32_t unit = 0;  ///< its first UTF-16 unit in run_text_
    bool starts_word = false;
  };

  char32_t decode_at(const char* p) const {
    return p < end_ ? utf8::decode(p, end_) : utf8::kInvalid;
  }
  uint32_t offset(const char* p) const { return static_cast<uint32_t>(p - begin_); }
  std::string_view rest(const char* p) const { return {p, static_cast<size_t>(end_ - p)}; }

  void ascii_sign(char sign);
  void other_character();
  void blank();
  void punctuation();
  void full_stop();
  bool full_stop_ends_sentence() const;

  bool plain_word();
  void word();
  void ascii_part();
  bool word_character();
  void append_folded(char32_t c, FoldEntry entry);
  void append_mark(FoldEntry entry);
  void begin_token(const char* source);
  void split_unit();
  void finish_word();
  void finish_token(const char* source_end);
  void normalize_token();
  void cut_term(size_t term_begin);

  void complex_run();
  void complex_words(const char* source, const std::vector<uint32_t>& units);

  void cjk_character(const char* at, char32_t c, FoldEntry entry);
  void continue_run(FoldEntry entry);
  void flush_run(bool is_final);
  void run_bigrams(bool is_final);
  void run_words();
  void dictionary_word(size_t first, size_t last);

  void begin_unit(const char* source_begin, const char* source_end);
  void start_boundaries(const char* source);
  void set_word_start(uint32_t position);
  void occurrence(size_t term_begin, uint32_t position);
  void mixed(const utf8::Char& left, const utf8::Char& right, uint32_t position);

  FoldTable& fold_;
  Segmenter segmenter_;

  Analysis* out_ = nullptr;
  std::vector<SourceSpan>* spans_ = nullptr;
  TermWriter terms_;
  const char* begin_ = nullptr;
  const char* p_ = nullptr;
  const char* end_ = nullptr;
  uint32_t position_ = 0;  ///< of the next unit
  uint8_t pending_ = kNone;
  Touch touch_ = Touch::kNothing;  ///< the unit that ends where p_ stands
  utf8::Char last_char_;           ///< its last character, folded

  size_t token_ = 0;  ///< where its term begins in terms_
  const char* token_source_ = nullptr;
  bool drops_marks_ = false;    ///< the token's last base letter takes no marks
  bool has_kept_mark_ = false;  ///< the token needs normalising
  size_t last_word_ = 0, last_word_end_ = 0;

  std::vector<RunCharacter> run_;
  std::u16string run_text_;  ///< the run's original characters
  std::vector<uint32_t> ends_;
  uint32_t run_position_ = 0;     ///< of run_[0]
  size_t run_carried_ = 0;        ///< characters of run_ whose words are out already
  bool run_gap_ = false;          ///< a blank came after the last character
  bool run_dot_ = false;          ///< a middle dot came after it
  bool run_has_han_ = false;      ///< there is something that blanks do not separate
  bool run_last_hangul_ = false;  ///< type of the last character
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_TEXT_SCANNER_H_
