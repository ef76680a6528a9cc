#include "ingest/registry.h"

#include <algorithm>
#include <array>

#include "ingest/encoding.h"
#include "ingest/formats/offices.h"
#include "ingest/xml.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

constexpr size_t kHeadBytes = limits::kXmlSubsetBytes + (128u << 10);
constexpr size_t kQuotedBytes = 100;  // of a name in a message; a longer one is no name

bool starts_with(std::string_view head, std::string_view with) {
  return head.substr(0, with.size()) == with;
}

/// Images and documents, as they lie beside records in office packages.
bool is_picture(std::string_view head) {
  using std::literals::operator""sv;
  constexpr std::string_view kMagics[] = {"II*\0"sv, "MM\0*"sv, "\xFF\xD8\xFF"sv,    "\x89PNG"sv,
                                          "GIF8"sv,  "%PDF-"sv, "\xD0\xCF\x11\xE0"sv};
  for (std::string_view magic : kMagics) {
    if (starts_with(head, magic)) return true;
  }
  return false;
}

/// A DTD or style that packages carry along, or a web page (USPTO's report of counts).
bool is_companion_text(std::string_view head) {
  if (starts_with(head, "\xEF\xBB\xBF")) head.remove_prefix(3);
  size_t at = head.find_first_not_of(" \t\r\n");
  std::string_view text = at == std::string_view::npos ? std::string_view() : head.substr(at);
  constexpr std::string_view kStarts[] = {
      "<!ELEMENT", "<!ENTITY", "<!ATTLIST", "<!DOCTYPE HTML", "<!DOCTYPE html", "<html", "<HTML"};
  for (std::string_view start : kStarts) {
    if (starts_with(text, start)) return true;
  }
  bool comment_first = starts_with(text, "<!--") || starts_with(text, "<?xml");
  return comment_first &&
         (text.find("<!ELEMENT") != std::string_view::npos ||
          text.find("<!ENTITY %") != std::string_view::npos) &&
         text.find("<!DOCTYPE") == std::string_view::npos;
}

/// USPTO's list of the numbers in a weekly file: nothing but numbers, one a line.
bool is_number_list(std::string_view head) {
  size_t lines = 0, line_bytes = 0;
  for (char c : head.substr(0, 4096)) {
    bool number = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
    if (c == '\n') {
      ++lines;
      line_bytes = 0;
    } else if (c != '\r' && (!number || ++line_bytes > 16)) {
      return false;
    }
  }
  return lines > 0;
}

/// UTF-16 has ASCII names with a zero beside each byte; formats are recognised without them.
std::string without_zeros(std::string_view head) {
  std::string plain;
  for (char c : head) {
    bool ascii = static_cast<unsigned char>(c) < 0x80;
    if (c != '\0' && ascii) plain += c;
  }
  return plain;
}

const FormatSpec* find_format(std::string_view head) {
  for (const FormatSpec& format : formats()) {
    if (format.recognise(head)) return &format;
  }
  return nullptr;
}

/// The first member's name in the JSON object that begins `head`; empty when there is none, or one
/// with an escape.
std::string_view first_json_name(std::string_view head) {
  constexpr std::string_view kBlanks = " \t\r\n";
  if (starts_with(head, "\xEF\xBB\xBF")) head.remove_prefix(3);
  const size_t brace = head.find_first_not_of(kBlanks);
  if (brace == std::string_view::npos || head[brace] != '{') return {};
  const size_t quote = head.find_first_not_of(kBlanks, brace + 1);
  if (quote == std::string_view::npos || head[quote] != '"') return {};
  const std::string_view rest = head.substr(quote + 1, kQuotedBytes + 1);
  const size_t end = rest.find_first_of("\"\\");
  const bool ends = end != std::string_view::npos && rest[end] == '"';
  return ends ? rest.substr(0, end) : std::string_view();
}

/// ": root element 'xx-patent-document'", when `name` is one that a sentence can hold.
std::string met(const char* what, std::string_view name) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (name.empty() || name.size() > kQuotedBytes || find_invalid_utf8(name) ||
      std::any_of(name.begin(), name.end(), is_control)) {
    return {};
  }
  return ": " + std::string(what) + " '" + std::string(name) + "'";
}

/// What was met, as far as it has a name, and what would have been known.
std::string unknown_format_message(std::string_view head) {
  std::string message = "unknown format" + met("root element", peek_root_name(head)) +
                        met("first member", first_json_name(head)) + "; known are ";
  const char* comma = "";
  for (const FormatSpec& format : formats()) {
    message += comma + std::string(format.name);
    comma = ", ";
  }
  return message;
}

}  // namespace

std::span<const FormatSpec> formats() {
  static const auto kFormats = std::to_array<FormatSpec>({
      uspto_format(),
      patdoc_format(),
      green_book_format(),
      tipo_format(),
      docdb_format(),
      ep_format(),
      cnipa_st36_format(),
      cnipa_st96_format(),
      jpo_format(),
      kipris_format(),
      st96_format(),
      google_format(),
      patlas_format(),
  });
  return kFormats;
}

Result<const FormatSpec*> recognise_format(ByteWindow& window, bool listed) {
  PATLAS_ASSIGN(std::string_view head, window.peek(kHeadBytes));
  const bool utf16 = looks_like_utf16(head);
  const std::string plain = utf16 ? without_zeros(head) : std::string();
  const std::string_view readable = utf16 ? std::string_view(plain) : head;
  const FormatSpec* format = find_format(readable);
  if (plain.starts_with('{')) {
    Error error{Code::kParse, "JSON lines are UTF-8, and this is UTF-16", {}};
    error.place.offset = 0;
    return error;
  }
  if (format != nullptr) return format;
  if (window.error()) return *window.error();
  bool companion =
      head.empty() || is_picture(head) || is_companion_text(head) || is_number_list(head);
  if (companion && !listed) return format;
  Error error{
      Code::kParse, head.empty() ? "the file is empty" : unknown_format_message(readable), {}};
  error.place.offset = 0;
  return error;
}

}  // namespace patlas
