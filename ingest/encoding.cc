#include "ingest/encoding.h"

#include <simdjson.h>
#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <new>

#include "ingest/entities.h"

namespace patlas {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

char upper_ascii(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

/// Names compared as people write them: "Shift_JIS", "shift-jis", "SHIFTJIS".
std::string plain_name(std::string_view name) {
  std::string plain;
  for (char c : name) {
    if (c != '-' && c != '_' && !is_blank(c)) plain += upper_ascii(c);
  }
  return plain;
}

struct KnownEncoding {
  std::string_view plain;
  const char* icu;
};

/// Encodings in which the bytes of markup are ASCII and stand for nothing else, so that a file can
/// be cut before it is decoded.
constexpr KnownEncoding kEncodings[] = {
    {"EUCJP", "euc-jp-2007"},
    {"SHIFTJIS", "ibm-943_P15A-2003"},
    {"SJIS", "ibm-943_P15A-2003"},
    {"WINDOWS31J", "ibm-943_P15A-2003"},
    {"CP932", "ibm-943_P15A-2003"},
    {"MS932", "ibm-943_P15A-2003"},
    {"XSJIS", "ibm-943_P15A-2003"},
    {"ISO88591", "ISO-8859-1"},
    {"LATIN1", "ISO-8859-1"},
    {"ISO88592", "ISO-8859-2"},
    {"ISO88595", "ISO-8859-5"},
    {"ISO88599", "ISO-8859-9"},
    {"ISO885915", "ISO-8859-15"},
    {"WINDOWS1250", "windows-1250"},
    {"WINDOWS1251", "windows-1251"},
    {"WINDOWS1252", "windows-1252"},
    {"GB2312", "GBK"},
    {"GBK", "GBK"},
    {"GB18030", "GB18030"},
    {"BIG5", "Big5"},
    {"EUCKR", "EUC-KR"},
    {"KOI8R", "KOI8-R"},
};

Error encoding_error(std::string message, size_t offset) {
  Error error{Code::kParse, std::move(message), {}};
  error.place.offset = offset;
  return error;
}

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

/// UTF-16 units to UTF-8; nullopt at an unpaired surrogate.
bool append_utf16(std::string& out, const UChar* units, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    uint32_t unit = units[i];
    if ((unit & 0xF800) != 0xD800) {
      append_code_point(out, unit);
      continue;
    }
    if (unit >= 0xDC00 || i + 1 == count || (units[i + 1] & 0xFC00) != 0xDC00) return false;
    append_code_point(out, 0x10000 + ((unit - 0xD800) << 10) + (units[++i] - 0xDC00u));
  }
  return true;
}

Result<std::string> convert(std::string_view bytes, const char* icu_name) {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<UConverter, CloseConverter> converter(ucnv_open(icu_name, &status));
  if (status == U_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
  if (U_FAILURE(status)) {
    return Error{Code::kInternal, std::string("ICU has no converter ") + icu_name, {}};
  }
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 2);
  std::array<UChar, 4096> units;
  const char* from = bytes.data();
  const char* end = from + bytes.size();
  for (;;) {
    UChar* to = units.data();
    status = U_ZERO_ERROR;
    ucnv_toUnicode(converter.get(), &to, units.data() + units.size() - 1, &from, end, nullptr, true,
                   &status);
    size_t count = static_cast<size_t>(to - units.data());
    // A pair must not be torn between two rounds: the last place of `units` is for its second half.
    if (status == U_BUFFER_OVERFLOW_ERROR && count > 0 && (units[count - 1] & 0xFC00) == 0xD800) {
      UErrorCode rest = U_ZERO_ERROR;
      UChar* last = to;
      ucnv_toUnicode(converter.get(), &last, to + 1, &from, end, nullptr, true, &rest);
      count += static_cast<size_t>(last - to);
      status = rest;
    }
    bool paired = append_utf16(out, units.data(), count);
    if (paired && status == U_ZERO_ERROR) return out;
    if (paired && status == U_BUFFER_OVERFLOW_ERROR) continue;
    if (status == U_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
    char invalid[8];
    int8_t length = sizeof(invalid);
    UErrorCode ignored = U_ZERO_ERROR;
    ucnv_getInvalidChars(converter.get(), invalid, &length, &ignored);
    size_t at = static_cast<size_t>(from - bytes.data());
    size_t back = U_SUCCESS(ignored) ? static_cast<size_t>(length) : 0;
    return encoding_error(std::string("bytes that ") + icu_name + " does not have",
                          at - std::min(at, back));
  }
}

bool starts_like_utf16le(std::string_view head) {
  return head.substr(0, 2) == "\xFF\xFE" ||
         (head.size() >= 2 && (head[0] == '<' || head[0] == '{') && head[1] == '\0');
}

bool starts_like_utf16be(std::string_view head) {
  return head.substr(0, 2) == "\xFE\xFF" ||
         (head.size() >= 2 && head[0] == '\0' && (head[1] == '<' || head[1] == '{'));
}

Result<std::string> convert_utf16(std::string_view bytes, bool little) {
  bool marked = bytes.substr(0, 2) == (little ? "\xFF\xFE" : "\xFE\xFF");
  size_t skip = marked ? 2 : 0;
  Result<std::string> text = convert(bytes.substr(skip), little ? "UTF-16LE" : "UTF-16BE");
  if (!text && text.error().place.offset != Place::kNone) text.error().place.offset += skip;
  return text;
}

}  // namespace

bool looks_like_utf16(std::string_view head) {
  return starts_like_utf16le(head) || starts_like_utf16be(head);
}

std::string declared_encoding(std::string_view head) {
  if (head.substr(0, 3) == kUtf8Mark) head.remove_prefix(3);
  if (head.substr(0, 5) != "<?xml" || head.size() < 6 || !is_blank(head[5])) return {};
  std::string_view declaration = head.substr(0, head.find("?>"));
  size_t at = declaration.find("encoding");
  if (at == std::string_view::npos) return {};
  at = declaration.find_first_of("\"'", at);
  if (at == std::string_view::npos) return {};
  size_t end = declaration.find(declaration[at], at + 1);
  if (end == std::string_view::npos) return {};
  return std::string(declaration.substr(at + 1, end - at - 1));
}

std::optional<size_t> find_invalid_utf8(std::string_view text) {
  if (simdjson::validate_utf8(text.data(), text.size())) return std::nullopt;
  size_t at = 0;
  auto byte = [text](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  auto trail = [&byte](size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  while (at < text.size()) {
    uint32_t lead = byte(at);
    if (lead < 0x80) {
      at += 1;
    } else if (lead >= 0xC2 && lead < 0xE0 && trail(at + 1)) {
      at += 2;
    } else if (lead >= 0xE0 && lead < 0xF0 && trail(at + 1) && trail(at + 2) &&
               !(lead == 0xE0 && byte(at + 1) < 0xA0) && !(lead == 0xED && byte(at + 1) >= 0xA0)) {
      at += 3;
    } else if (lead >= 0xF0 && lead < 0xF5 && trail(at + 1) && trail(at + 2) && trail(at + 3) &&
               !(lead == 0xF0 && byte(at + 1) < 0x90) && !(lead == 0xF4 && byte(at + 1) >= 0x90)) {
      at += 4;
    } else {
      return at;
    }
  }
  return text.size();
}

Result<std::string> to_utf8(std::string bytes, std::string_view surrounding) {
  if (starts_like_utf16le(bytes)) return convert_utf16(bytes, true);
  if (starts_like_utf16be(bytes)) return convert_utf16(bytes, false);
  bool marked = std::string_view(bytes).substr(0, 3) == kUtf8Mark;
  std::string name = declared_encoding(bytes);
  std::string plain = plain_name(name.empty() ? surrounding : std::string_view(name));
  bool utf16_by_mistake = plain.substr(0, 5) == "UTF16";
  if (marked || plain.empty() || plain == "UTF8" || plain == "USASCII" || plain == "ASCII" ||
      utf16_by_mistake) {
    if (auto at = find_invalid_utf8(bytes))
      return encoding_error("bytes that UTF-8 does not have", *at);
    if (marked) bytes.erase(0, kUtf8Mark.size());
    return bytes;
  }
  for (const KnownEncoding& known : kEncodings) {
    if (known.plain == plain) return convert(bytes, known.icu);
  }
  return encoding_error("encoding '" + (name.empty() ? std::string(surrounding) : name) +
                            "' is not one that Patlas reads",
                        0);
}

}  // namespace patlas
