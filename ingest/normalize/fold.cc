#include "ingest/normalize/fold.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <new>

namespace patlas {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

namespace {

icu::StringPiece piece(std::string_view text) {
  return icu::StringPiece(text.data(), static_cast<int32_t>(text.size()));
}

// Cyrillic and Greek capitals by the Latin letter that they look like; 0: none.
char look_alike(char32_t c) {
  switch (c) {
    case U'А':
    case U'Α':
      return 'A';
    case U'В':
    case U'Β':
      return 'B';
    case U'Е':
    case U'Ε':
      return 'E';
    case U'Ζ':
      return 'Z';
    case U'Н':
    case U'Η':
      return 'H';
    case U'І':
    case U'Ι':
      return 'I';
    case U'Ј':
      return 'J';
    case U'К':
    case U'Κ':
      return 'K';
    case U'М':
    case U'Μ':
      return 'M';
    case U'Ν':
      return 'N';
    case U'О':
    case U'Ο':
      return 'O';
    case U'Р':
    case U'Ρ':
      return 'P';
    case U'С':
      return 'C';
    case U'Ѕ':
      return 'S';
    case U'Т':
    case U'Τ':
      return 'T';
    // A utility model's kind is written with the Cyrillic U, which looks like a Latin Y.
    case U'У':
      return 'U';
    case U'Υ':
      return 'Y';
    case U'Х':
    case U'Χ':
      return 'X';
    default:
      return 0;
  }
}

bool is_dash(char32_t c) {
  return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x2043 || c == 0xfe58 || c == 0xfe63 ||
         c == 0xff0d || c == 0x02d7 || c == 0x2500;  // ─ of a frame stands for a dash in East Asia
}

// NFKC has made ASCII of the full-width brackets; these have no ASCII form.
bool is_bracket_or_blank(char32_t c) {
  return (c >= 0x3008 && c <= 0x3011) || (c >= 0x3014 && c <= 0x301b) || c == 0xab || c == 0xbb ||
         (c >= 0x2018 && c <= 0x201f) || c == 0x200b || c == 0xfeff || c == 0x00ad;
}

bool is_digit32(char32_t c) { return c >= U'0' && c <= U'9'; }

}  // namespace

std::string fold_nfkc(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
  if (status == U_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
  if (U_FAILURE(status)) return std::string(text);
  // ICU's UTF-8 path copies ill-formed bytes; decoding first makes them U+FFFD once and for all.
  const std::string clean = encode_utf8(decode_utf8(text));
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  nfkc->normalizeUTF8(0, piece(clean), sink, nullptr, status);
  if (status == U_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
  return U_FAILURE(status) ? clean : out;
}

std::string fold_upper(std::string_view text) {
  std::string folded = fold_nfkc(text);
  if (is_ascii(folded)) {
    for (char& c : folded) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return folded;
  }
  UErrorCode status = U_ZERO_ERROR;
  std::string upper;
  icu::StringByteSink<std::string> sink(&upper);
  icu::CaseMap::utf8ToUpper("", 0, piece(folded), sink, nullptr, status);
  if (status == U_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
  // Capitals of decomposable letters may come apart; NFKC again, so that folding twice is folding
  // once.
  return U_FAILURE(status) ? folded : fold_nfkc(upper);
}

std::string fold_number_text(std::string_view text) {
  const std::string upper = fold_upper(text);
  if (is_ascii(upper)) return upper;
  const std::u32string points = decode_utf8(upper);
  std::string out;
  out.reserve(upper.size());
  for (size_t i = 0; i < points.size(); ++i) {
    const char32_t c = points[i];
    const bool between_digits =
        i > 0 && i + 1 < points.size() && is_digit32(points[i - 1]) && is_digit32(points[i + 1]);
    if (is_dash(c) || (c == 0x30fc && between_digits)) {
      out.push_back('-');
    } else if (c == 0x2044 || c == 0x2215 || c == 0x29f8) {
      out.push_back('/');
    } else if (is_bracket_or_blank(c)) {
      out.push_back(' ');
    } else if (const char latin = look_alike(c); latin != 0) {
      out.push_back(latin);
    } else {
      append_utf8(out, c);
    }
  }
  return out;
}

std::u32string decode_utf8(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  // ICU's macros count in int32_t; a longer text comes in pieces cut between characters.
  size_t begin = 0;
  while (begin < text.size()) {
    constexpr size_t kPiece = size_t{1} << 30;
    const auto length = static_cast<int32_t>(std::min(kPiece, text.size() - begin));
    int32_t i = 0;
    while (i < length) {
      UChar32 c = 0;
      U8_NEXT_OR_FFFD(bytes + begin, i, length, c);
      out.push_back(static_cast<char32_t>(c));
    }
    begin += static_cast<size_t>(length);
  }
  return out;
}

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xc0 | c >> 6));
    out.push_back(static_cast<char>(0x80 | (c & 0x3f)));
  } else if (c < 0x10000) {
    out.push_back(static_cast<char>(0xe0 | c >> 12));
    out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3f)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3f)));
  } else {
    out.push_back(static_cast<char>(0xf0 | c >> 18));
    out.push_back(static_cast<char>(0x80 | (c >> 12 & 0x3f)));
    out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3f)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3f)));
  }
}

std::string encode_utf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\v\f";
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

unsigned small_number(std::string_view digits) {
  unsigned value = 0;
  for (const char c : digits) value = value * 10 + static_cast<unsigned>(c - '0');
  return value;
}

}  // namespace patlas
