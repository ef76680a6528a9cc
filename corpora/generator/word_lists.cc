#include "corpora/generator/word_lists.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

#include "corpora/generator/characters.h"
#include "corpora/generator/random.h"

namespace patlas::generator {
namespace {

using Words = std::vector<std::string>;

constexpr uint64_t kListBytesMax = 64 << 20;

Result<std::string> read_list(Fs& fs, const std::string& path, std::string_view package) {
  auto file = fs.open(path);
  if (!file) {
    Error error = std::move(file).error();
    error.message = "the generator needs the word list " + path + ": install the Debian package " +
                    std::string(package) + " (" + error.message + ")";
    return error;
  }
  uint64_t size = (*file)->size();
  if (size > kListBytesMax) return Error{Code::kLimit, path + " is larger than 64 MiB", {}};
  std::string text(size, '\0');
  if (auto read = (*file)->pread(0, std::as_writable_bytes(std::span(text))); !read) {
    return std::move(read).error();
  }
  return text;
}

Error other_form(const std::string& path) {
  return Error{Code::kCorruption, path + " does not have the form of this package's list", {}};
}

template <typename Visit>
void for_each_line(std::string_view text, Visit visit) {
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// Characters of the word, or 0 when it is no well-formed UTF-8 or `belongs` refuses one.
template <typename Belongs>
uint32_t count_characters(std::string_view word, Belongs belongs) {
  auto length = static_cast<int32_t>(word.size());
  uint32_t count = 0;
  for (int32_t at = 0; at < length; ++count) {
    UChar32 c = next_character(word, at);
    if (c < 0 || !belongs(c)) return 0;
  }
  return count;
}

bool is_han(UChar32 c) { return c >= 0x4e00 && c <= 0x9fff; }
bool is_kana(UChar32 c) { return c >= 0x3041 && c <= 0x30fe && c != 0x30fb; }
bool is_hangul(UChar32 c) { return c >= 0xac00 && c <= 0xd7a3; }
bool is_small_latin(UChar32 c) { return c >= 'a' && c <= 'z'; }
bool is_german(UChar32 c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' && c < 0x80 ? true : c >= 0xc4 && c <= 0xfc;
}

/// Words of about `usual` characters first, otherwise in hashed order: a list in the alphabet's
/// order would give the frequent ranks to aardvarks. Equal words once.
Words in_rank_order(Words words, uint32_t usual, uint32_t stretch) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  std::vector<std::pair<uint64_t, std::string*>> order;
  order.reserve(words.size());
  for (std::string& word : words) {
    auto length = static_cast<uint32_t>(std::count_if(
        word.begin(), word.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xc0) != 0x80; }));
    uint64_t far = length > usual ? length - usual : usual - length;
    uint64_t hash = 0;
    for (char c : word) hash = mix(hash, static_cast<uint8_t>(c));
    order.emplace_back((far * stretch + hash % 48) << 32 | hash >> 32, &word);
  }
  std::sort(order.begin(), order.end());
  Words sorted;
  sorted.reserve(words.size());
  for (auto& [key, word] : order) sorted.push_back(std::move(*word));
  return sorted;
}

Result<Words> load_english(Fs& fs) {
  const std::string path = "/usr/share/dict/american-english-huge";
  auto text = read_list(fs, path, "wamerican-huge");
  if (!text) return std::move(text).error();
  Words words;
  for_each_line(*text, [&](std::string_view line) {
    uint32_t length = count_characters(line, is_small_latin);
    if (length >= 3 && length <= 16) words.emplace_back(line);
  });
  if (words.size() < 100000) return other_form(path);
  return in_rank_order(std::move(words), 7, 6);
}

/// Nouns, which German writes with a capital.
Result<Words> load_german(Fs& fs) {
  const std::string path = "/usr/share/dict/ngerman";
  auto text = read_list(fs, path, "wngerman");
  if (!text) return std::move(text).error();
  Words words;
  for_each_line(*text, [&](std::string_view line) {
    uint32_t length = count_characters(line, is_german);
    if (length >= 4 && length <= 22 && line[0] >= 'A' && line[0] <= 'Z') words.emplace_back(line);
  });
  if (words.size() < 50000) return other_form(path);
  return in_rank_order(std::move(words), 9, 4);
}

Result<std::string> from_euc_jp(const std::string& text) {
  icu::UnicodeString wide(text.data(), static_cast<int32_t>(text.size()), "EUC-JP");
  if (wide.isBogus()) return Error{Code::kInternal, "ICU cannot convert EUC-JP", {}};
  std::string utf8;
  wide.toUTF8String(utf8);
  return utf8;
}

/// Common nouns, and nouns that する makes verbs.
Result<Words> load_japanese(Fs& fs) {
  Words words;
  for (const char* name : {"Noun.csv", "Noun.verbal.csv", "Noun.adjv.csv"}) {
    std::string path = std::string("/usr/share/mecab/dic/ipadic/") + name;
    auto bytes = read_list(fs, path, "mecab-ipadic");
    if (!bytes) return std::move(bytes).error();
    auto text = from_euc_jp(*bytes);
    if (!text) return std::move(text).error();
    for_each_line(*text, [&](std::string_view line) {
      std::string_view word = line.substr(0, std::min(line.find(','), line.size()));
      uint32_t length =
          count_characters(word, [](UChar32 c) { return is_han(c) || is_kana(c) || c == 0x3005; });
      if (length >= 2 && length <= 8) words.emplace_back(word);
    });
  }
  if (words.size() < 30000) return other_form("/usr/share/mecab/dic/ipadic");
  return in_rank_order(std::move(words), 2, 9);
}

/// The list spells syllables as their letters; text is written in syllables.
Result<std::string> compose(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return Error{Code::kInternal, "ICU has no NFC data", {}};
  std::string composed;
  icu::StringByteSink<std::string> sink(&composed);
  nfc->normalizeUTF8(0, text, sink, nullptr, status);
  if (U_FAILURE(status)) return Error{Code::kInternal, "ICU cannot compose Hangul", {}};
  return composed;
}

/// Nouns: hunspell-ko marks those that end in a consonant with /10, those in a vowel with /25.
Result<Words> load_korean(Fs& fs) {
  const std::string path = "/usr/share/hunspell/ko.dic";
  auto bytes = read_list(fs, path, "hunspell-ko");
  if (!bytes) return std::move(bytes).error();
  auto text = compose(*bytes);
  if (!text) return std::move(text).error();
  Words words;
  for_each_line(*text, [&](std::string_view line) {
    size_t slash = line.find('/');
    if (slash == line.npos || (line.substr(slash) != "/10" && line.substr(slash) != "/25")) return;
    uint32_t length = count_characters(line.substr(0, slash), is_hangul);
    if (length >= 2 && length <= 5) words.emplace_back(line.substr(0, slash));
  });
  if (words.size() < 10000) return other_form(path);
  return in_rank_order(std::move(words), 2, 12);
}

uint32_t read_u32(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) {
    value |= uint32_t{static_cast<uint8_t>(bytes[at + i])} << 8 * i;
  }
  return value;
}

/// Whether `count` lists of lengths (u16 how many, then u16 each) fill [at, end) and add to `sum`.
bool lengths_fit(std::string_view bytes, size_t at, uint32_t count, uint64_t sum) {
  auto u16 = [&](size_t place) {
    return static_cast<uint32_t>(static_cast<uint8_t>(bytes[place]) |
                                 static_cast<uint8_t>(bytes[place + 1]) << 8);
  };
  uint64_t total = 0;
  for (; count != 0; --count) {
    if (bytes.size() - at < 2) return false;
    uint32_t values = u16(at);
    at += 2;
    if ((bytes.size() - at) / 2 < values) return false;
    for (; values != 0; --values, at += 2) total += u16(at);
  }
  return at == bytes.size() && total == sum;
}

/// The values of an OpenCC dictionary (.ocd2). Its keys sit in a MARISA trie; behind it, values:
/// u32 count, u32 bytes, NUL-terminated strings, their lengths. That tail is found by its own
/// arithmetic, which spares us a trie library: the Traditional side is all we need.
std::string_view opencc_values(std::string_view bytes) {
  for (size_t at = 16; at + 8 <= bytes.size(); ++at) {
    uint64_t count = read_u32(bytes, at), length = read_u32(bytes, at + 4);
    if (count == 0 || length < 2 * count || length > bytes.size() - at - 8) continue;
    if (bytes[at + 7 + length] != '\0') continue;
    if (lengths_fit(bytes, at + 8 + length, static_cast<uint32_t>(count), length)) {
      return bytes.substr(at + 8, length);
    }
  }
  return {};
}

Result<Words> load_traditional(Fs& fs) {
  Words words;
  for (const char* name : {"STPhrases.ocd2", "TWPhrases.ocd2"}) {
    std::string path = std::string("/usr/share/opencc/") + name;
    auto bytes = read_list(fs, path, "libopencc1.1");
    if (!bytes) return std::move(bytes).error();
    std::string_view values = opencc_values(*bytes);
    if (values.empty()) return other_form(path);
    while (!values.empty()) {
      std::string_view word = values.substr(0, values.find('\0'));
      uint32_t length = count_characters(word, is_han);
      if (length >= 2 && length <= 4) words.emplace_back(word);
      values.remove_prefix(word.size() + 1);
    }
  }
  if (words.size() < 20000) return other_form("/usr/share/opencc");
  return in_rank_order(std::move(words), 2, 12);
}

/// Word for word in the other script, so that concepts keep their rank.
Result<Words> simplify(const Words& traditional) {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::Transliterator> fold(
      icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, status));
  if (U_FAILURE(status)) {
    return Error{Code::kInternal, "ICU has no transliterator from Traditional to Simplified", {}};
  }
  std::string all;
  for (const std::string& word : traditional) all += word + '\n';
  icu::UnicodeString wide = icu::UnicodeString::fromUTF8(all);
  fold->transliterate(wide);
  all.clear();
  wide.toUTF8String(all);
  Words words;
  words.reserve(traditional.size());
  for_each_line(all, [&](std::string_view line) { words.emplace_back(line); });
  if (words.size() != traditional.size()) {
    return Error{Code::kInternal, "folding to Simplified lost a word", {}};
  }
  return words;
}

}  // namespace

Result<WordLists> WordLists::load(Fs& fs) {
  WordLists made;
  auto take = [&](Language language, Result<Words> words) -> Status {
    if (!words) return std::move(words).error();
    made.lists_[static_cast<uint32_t>(language)] = std::move(*words);
    return {};
  };
  PATLAS_TRY(take(Language::kEnglish, load_english(fs)));
  PATLAS_TRY(take(Language::kGerman, load_german(fs)));
  PATLAS_TRY(take(Language::kChineseTraditional, load_traditional(fs)));
  PATLAS_TRY(take(Language::kChineseSimplified,
                  simplify(made.lists_[static_cast<uint32_t>(Language::kChineseTraditional)])));
  PATLAS_TRY(take(Language::kJapanese, load_japanese(fs)));
  PATLAS_TRY(take(Language::kKorean, load_korean(fs)));
  return made;
}

}  // namespace patlas::generator
